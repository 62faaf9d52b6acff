"""Where units were last seen, and whether an incident's place is verified."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
