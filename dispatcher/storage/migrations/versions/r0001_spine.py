"""The first schema."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
