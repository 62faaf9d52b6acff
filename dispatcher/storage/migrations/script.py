"""Run a frozen SQL file, statement by statement."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

_FOLDER = Path(__file__).parent / "sql"


def run_sql_file(connection: Connection, revision: str) -> None:
    """Run `sql/REVISION_DIALECT.sql`; blank lines part the statements."""
    text = (_FOLDER / f"{revision}_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in _statements(text):
        # Without parameters, or psycopg takes a percent sign for one.
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _statements(text: str) -> Iterator[str]:
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("--")]
        if lines:
            yield "\n".join(lines)
