"""The record of an incident: lines of its log, stakeholders, tasks, resolution, impact, reopenings, schedules."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
