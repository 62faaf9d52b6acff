"""What a call may carry, what a position rests on, and deadlines of contacts and tasks."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
