"""Calls that are being written down, kept from the first key."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
