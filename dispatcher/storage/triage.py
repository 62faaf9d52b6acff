"""Question cards gone through, and grades given, in the store."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from dispatcher.domain.triage_cards import Card, Explanation
from dispatcher.storage.schema import gradings, triage_answers, triage_runs

_EXPLANATION = TypeAdapter(Explanation)
_STANDS = triage_answers.c.superseded_at.is_(None)
Found = Row[tuple[Any, ...]]


def to_json(explanation: Explanation) -> str:
    """Return an explanation as it is stored."""
    return _EXPLANATION.dump_json(explanation).decode()


def explanation_of(stored: str) -> Explanation:
    """Return an explanation that was stored."""
    return _EXPLANATION.validate_json(stored)


def run_of(connection: Connection, incident_id: str, pack: str, card: Card) -> Found | None:
    """Return the row of a card gone through for an incident; None before its first answer."""
    return connection.execute(
        select(triage_runs).where(
            triage_runs.c.incident_id == incident_id,
            triage_runs.c.pack == pack,
            triage_runs.c.card == card.name,
            triage_runs.c.version == card.version,
        )
    ).one_or_none()


def runs_of(connection: Connection, incident_id: str) -> tuple[Found, ...]:
    """Return every card gone through for an incident, the first one first."""
    return tuple(
        connection.execute(
            select(triage_runs).where(triage_runs.c.incident_id == incident_id).order_by(triage_runs.c.id)
        )
    )


def put_run(connection: Connection, run_id: str, new: bool, **values: object) -> None:  # told apart by who found it
    """Insert a run, or change it."""
    if new:
        connection.execute(insert(triage_runs).values(id=run_id, **values))
    else:
        connection.execute(update(triage_runs).where(triage_runs.c.id == run_id).values(**values))


def answers_of(connection: Connection, run_id: str) -> Mapping[str, Found]:
    """Return the answers that stand, by question."""
    rows = connection.execute(select(triage_answers).where(triage_answers.c.run_id == run_id, _STANDS))
    return {row.question: row for row in rows}


def answers_of_many(connection: Connection, run_ids: Iterable[str]) -> Mapping[str, dict[str, str]]:
    """Return what the standing answers of many runs count as, by run and question."""
    found: dict[str, dict[str, str]] = {run_id: {} for run_id in run_ids}
    rows = connection.execute(
        select(triage_answers.c.run_id, triage_answers.c.question, triage_answers.c.value).where(
            _STANDS, triage_answers.c.run_id.in_(list(found))
        )
    )
    for row in rows:
        found[row.run_id][row.question] = row.value
    return found


def supersede(connection: Connection, answer_id: str, at: datetime) -> None:
    """Let an answer stand no more; it stays in the record."""
    connection.execute(update(triage_answers).where(triage_answers.c.id == answer_id).values(superseded_at=at))


def add_answer(connection: Connection, **values: object) -> None:
    """Insert an answer that stands."""
    connection.execute(insert(triage_answers).values(**values))


def add_grading(connection: Connection, **values: object) -> None:
    """Insert a grade that was given."""
    connection.execute(insert(gradings).values(**values))
