"""Chains of every subject, who must acknowledge, promises, transfers, proposals, roll calls, and the auditor's mark."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
