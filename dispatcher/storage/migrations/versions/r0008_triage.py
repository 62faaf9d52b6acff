"""Question cards gone through, every grade that was given, and the documents of the house."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
