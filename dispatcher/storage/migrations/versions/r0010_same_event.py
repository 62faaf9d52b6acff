"""Merges, moved calls, links, what was kept apart, and what a further call says that the record did not."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
