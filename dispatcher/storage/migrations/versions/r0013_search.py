"""The search over all incidents, filled from what is stored."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file
from dispatcher.storage.search_filling import fill

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
    fill(op.get_bind())
