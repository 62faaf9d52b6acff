"""The record of an incident for its card: tasks, stakeholders, resolution, impact, reopenings, schedule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from dispatcher.domain.calls import Medium
from dispatcher.domain.records import TaskState
from dispatcher.queries.boards import active_pack
from dispatcher.queries.card_plans import plans_of
from dispatcher.queries.record_rows import (
    ImpactRow,
    NotificationRow,
    RecordRow,
    ReopeningRow,
    ScheduleRow,
    StakeholderRow,
    TaskRow,
)
from dispatcher.storage import records
from dispatcher.storage.incident_plans import OF_A_STEP
from dispatcher.storage.schema import (
    business_impacts,
    notifications,
    operators,
    personal_values,
    reopenings,
    resolutions,
    schedules,
    stakeholders,
    tasks,
)

_HUNDREDTH = Decimal("0.01")


def record_of(connection: Connection, incident_id: str) -> RecordRow:
    """Read everything of an incident's record that is no line of its log; steps of plans are no tasks of its list."""
    work = connection.execute(
        select(tasks)
        .join(personal_values, personal_values.c.id == tasks.c.words_id)
        .where(tasks.c.incident_id == incident_id, personal_values.c.subject_kind != OF_A_STEP)
        .order_by(tasks.c.due_at)
    ).all()
    people = connection.execute(
        select(stakeholders).where(stakeholders.c.incident_id == incident_id).order_by(stakeholders.c.id)
    ).all()
    told = connection.execute(
        select(notifications).where(notifications.c.incident_id == incident_id).order_by(notifications.c.id)
    ).all()
    lives = connection.execute(
        select(reopenings).where(reopenings.c.incident_id == incident_id).order_by(reopenings.c.id)
    ).all()
    when = connection.execute(select(schedules).where(schedules.c.incident_id == incident_id)).one_or_none()
    said, impact = records.resolution(connection, incident_id), records.impact(connection, incident_id)
    words = _Words(
        connection,
        (
            (tasks, work), (stakeholders, people), (notifications, told), (reopenings, lives),
            (resolutions, [said] if said else []), (business_impacts, [impact] if impact else []),
        ),
    )  # fmt: skip
    by_person: defaultdict[str, list[NotificationRow]] = defaultdict(list)
    for row in told:
        by_person[row.stakeholder_id].append(_notification(row, words))
    return RecordRow(
        tasks=tuple(sorted((_task(row, words) for row in work), key=lambda task: task.state is not TaskState.OPEN)),
        stakeholders=tuple(_stakeholder(row, words, by_person[row.id]) for row in people),
        resolution=words.of(said.resolution_id) if said else "",
        actions_taken=words.of(said.actions_id) if said else "",
        impact=_impact(impact, words) if impact else None,
        reopenings=tuple(_reopening(row, words) for row in lives),
        schedule=ScheduleRow(at=when.at, begins_at=when.begins_at) if when else None,
        plans=plans_of(connection, incident_id),
    )


class _Words:
    """The personal values and the names that some rows point to."""

    def __init__(self, connection: Connection, found: Iterable[tuple[Table, Sequence[Row[Any]]]]) -> None:
        told = [
            (name, getattr(row, name))
            for table, rows in found
            for name in (column.name for column in table.columns)
            for row in rows
        ]
        ids = {value for name, value in told if name.endswith("_id") and value}
        people = {value for name, value in told if name in _NAMED and value}
        self._words: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._teams: dict[str, str] = {}
        if ids:
            kept = select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(ids))
            self._words = {row.id: row.value or "(destroyed)" for row in connection.execute(kept)}
        if people:
            named = select(operators.c.id, operators.c.name).where(operators.c.id.in_(people))
            self._names = {row.id: row.name for row in connection.execute(named)}
        if any(name == "owner_team" and value for name, value in told):
            self._teams = {part.name: part.title for part in active_pack(connection).team}

    def of(self, value_id: str | None) -> str:
        """Return the words that are kept there; none, when none are."""
        return self._words.get(value_id or "", "")

    def name(self, operator_id: str) -> str:
        """Return who an operator is."""
        return self._names.get(operator_id, operator_id)

    def team(self, name: str) -> str:
        """Return a team's title; its name when the pack has it no more."""
        return self._teams.get(name, name)


_NAMED = frozenset({"owner_operator", "made_by", "settled_by", "operator_id", "reopened_by"})


def _task(row: Row[Any], words: _Words) -> TaskRow:
    owner = records.owner_of(row)
    whose = (
        words.team(owner.team) if owner.team else owner.role.value if owner.role else words.name(owner.operator or "")
    )
    return TaskRow(
        task_id=row.id, words=words.of(row.words_id), owner=whose, is_team=bool(owner.team),
        state=TaskState(row.state), due_at=row.due_at, made_at=row.made_at, made_by=words.name(row.made_by),
        settled_at=row.settled_at, settled_by=words.name(row.settled_by) if row.settled_by else None,
        result=words.of(row.result_id),
    )  # fmt: skip


def _stakeholder(row: Row[Any], words: _Words, told: list[NotificationRow]) -> StakeholderRow:
    return StakeholderRow(
        stakeholder_id=row.id, name=words.of(row.name_id), role=words.of(row.role_id),
        organisation=words.of(row.organisation_id), internal=row.internal, reach=words.of(row.reach_id),
        told=tuple(told),
    )  # fmt: skip


def _notification(row: Row[Any], words: _Words) -> NotificationRow:
    return NotificationRow(
        notification_id=row.id, medium=Medium(row.medium), told_at=row.told_at, entered_at=row.entered_at,
        words=words.of(row.words_id), answered_at=row.answered_at, reply=words.of(row.reply_id),
        operator=words.name(row.operator_id), seat=row.seat,
    )  # fmt: skip


def _impact(row: Row[Any], words: _Words) -> ImpactRow:
    cost = None if row.cost_hundredths is None else Decimal(row.cost_hundredths) * _HUNDREDTH
    return ImpactRow(
        service=words.of(row.service_id), users_affected=row.users_affected, downtime_min=row.downtime_min,
        cost=cost, currency=row.currency,
    )  # fmt: skip


def _reopening(row: Row[Any], words: _Words) -> ReopeningRow:
    return ReopeningRow(
        closed_at=row.closed_at, outcome=row.outcome, reopened_at=row.reopened_at,
        reopened_by=words.name(row.reopened_by), reason=words.of(row.reason_id),
    )  # fmt: skip
