"""What the room knows of places, things and callers; incidents are found by where they were."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
