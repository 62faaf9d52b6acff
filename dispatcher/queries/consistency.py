"""Whether the same is graded the same: over a period, from what was answered and what was given."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.domain.triage import Priority
from dispatcher.queries.boards import active_pack
from dispatcher.queries.card_triage import card_of
from dispatcher.queries.triage import AskConsistency
from dispatcher.queries.triage_rows import CardUseRow, ConsistencyReport, OverriderRow, UnevenRow
from dispatcher.storage import triage as store
from dispatcher.storage.schema import gradings, incidents, operators, personal_values, triage_runs


@dataclass(frozen=True, slots=True)
class _Grade:
    incident_id: str
    number: str
    incident_type: str
    operator: str
    computed: Priority
    given: Priority


@dataclass(frozen=True, slots=True)
class _Run:
    incident_id: str
    number: str
    incident_type: str
    pack: str
    card: str
    version: int
    computed: Priority
    complete: bool
    skipped: str | None  # why; None: it was not
    answers: tuple[tuple[str, str], ...]
    modifiers: tuple[str, ...]


def consistency(query: AskConsistency, connection: Connection, _now: datetime) -> ConsistencyReport:
    """Compare what was graded in that time with what was answered."""
    grades = tuple(_grades(connection, query.since, query.until))
    runs = tuple(_runs(connection, query.since, query.until))
    last = {grade.incident_id: grade for grade in grades}
    by_incident = {run.incident_id: run for run in runs}
    return ConsistencyReport(
        since=query.since, until=query.until, incidents=len(last), gradings=len(grades),
        uneven=tuple(_uneven(runs, last)),
        overriders=tuple(_overriders(connection, grades, last, by_incident)),
        cards=tuple(_cards(connection, runs, last)),
    )  # fmt: skip


def _grades(connection: Connection, since: datetime, until: datetime) -> Iterator[_Grade]:
    rows = connection.execute(
        select(gradings, incidents.c.number)
        .join(incidents, incidents.c.id == gradings.c.incident_id)
        .where(gradings.c.at >= since, gradings.c.at < until)
        .order_by(gradings.c.at, gradings.c.id)
    )
    for row in rows:
        yield _Grade(
            row.incident_id, row.number, row.incident_type, row.operator_id, Priority(row.computed), Priority(row.given)
        )


def _runs(connection: Connection, since: datetime, until: datetime) -> Iterator[_Run]:
    rows = connection.execute(
        select(triage_runs, incidents.c.number, personal_values.c.value.label("reason"))
        .join(incidents, incidents.c.id == triage_runs.c.incident_id)
        .outerjoin(personal_values, personal_values.c.id == triage_runs.c.skip_reason_id)
        .where(triage_runs.c.recorded_at >= since, triage_runs.c.recorded_at < until)
        .order_by(triage_runs.c.id)
    ).all()
    answers = store.answers_of_many(connection, [row.id for row in rows])
    for row in rows:
        card = card_of(connection, row.pack, row.card, row.version)
        told = answers[row.id]
        live = [question.name for question in card.live(told)] if card else sorted(told)
        skipped = (row.reason or "(destroyed)") if row.skip_reason_id else None
        yield _Run(
            row.incident_id, row.number, row.incident_type, row.pack, row.card, row.version, Priority(row.computed),
            row.completed_at is not None, skipped, tuple((name, told[name]) for name in live if name in told),
            tuple(row.modifiers.split()),
        )  # fmt: skip


def _uneven(runs: Iterable[_Run], last: Mapping[str, _Grade]) -> Iterator[UnevenRow]:
    alike: dict[tuple[object, ...], list[_Run]] = defaultdict(list)
    for run in runs:
        if run.answers and run.incident_id in last:
            alike[run.incident_type, run.pack, run.card, run.version, run.answers, run.modifiers].append(run)
    for same in alike.values():
        numbers: dict[Priority, list[str]] = defaultdict(list)
        for run in same:
            numbers[last[run.incident_id].given].append(run.number)
        if len(numbers) > 1:
            one = same[0]
            yield UnevenRow(
                incident_type=one.incident_type, card=one.card, version=one.version, answers=one.answers,
                modifiers=one.modifiers, computed=one.computed,
                grades=tuple((grade, tuple(sorted(numbers[grade]))) for grade in sorted(numbers)),
            )  # fmt: skip


def _overriders(
    connection: Connection, grades: Iterable[_Grade], last: Mapping[str, _Grade], runs: Mapping[str, _Run]
) -> Iterator[OverriderRow]:
    """An incident's last grade is held against all that was answered, an earlier one against what was known then."""
    graded, raised, lowered = Counter[str](), Counter[str](), Counter[str]()
    numbers: dict[str, list[str]] = defaultdict(list)
    for grade in grades:
        run = runs.get(grade.incident_id)
        asked = run is not None and run.answers and run.incident_type == grade.incident_type
        wanted = run.computed if run and asked and last[grade.incident_id] is grade else grade.computed
        graded[grade.operator] += 1
        raised[grade.operator] += grade.given.rank < wanted.rank
        lowered[grade.operator] += grade.given.rank > wanted.rank
        if grade.given is not wanted:
            numbers[grade.operator].append(grade.number)
    names = {row.id: row.name for row in connection.execute(select(operators.c.id, operators.c.name))}
    for operator in sorted(graded, key=lambda who: (-raised[who] - lowered[who], who)):
        yield OverriderRow(
            operator_id=operator, operator=names.get(operator, operator), graded=graded[operator],
            raised=raised[operator], lowered=lowered[operator], numbers=tuple(dict.fromkeys(numbers[operator])),
        )  # fmt: skip


def _cards(connection: Connection, runs: Iterable[_Run], last: Mapping[str, _Grade]) -> Iterator[CardUseRow]:
    by_card: dict[str, list[_Run]] = defaultdict(list)
    for run in runs:
        by_card[run.card].append(run)
    begun = {run.incident_id for each in by_card.values() for run in each}
    types = {part.name: part.types for part in active_pack(connection).card}
    for name in sorted({*types, *by_card}):
        mine = by_card.get(name, [])
        reasons = Counter(" ".join(run.skipped.split()).casefold() for run in mine if run.skipped is not None)
        never = sum(
            grade.incident_type in types.get(name, ()) and grade.incident_id not in begun for grade in last.values()
        )
        yield CardUseRow(
            card=name, complete=sum(run.complete for run in mine), skipped=sum(reasons.values()),
            left=sum(not run.complete and run.skipped is None for run in mine), never=never,
            reasons=tuple(reasons.most_common()),
        )  # fmt: skip
