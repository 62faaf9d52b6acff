"""What comes in, channels that are held and tried out, group pages, and answers that no operator heard."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
