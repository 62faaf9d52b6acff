"""Read-backs and the debt of one; complaints."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
