"""Lines of the log from before 0012 get the row that a correction needs; a caller's note of how to speak is renamed."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
