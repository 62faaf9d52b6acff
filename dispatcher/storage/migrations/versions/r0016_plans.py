"""Incident plans: those of packs, those attached to incidents, their steps, and what was done about each."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
