"""What reaches the room from outside: contacts, their octets, and the sources they come from."""

from alembic import op

from dispatcher.storage.migrations.script import run_sql_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_sql_file(op.get_bind(), revision)
