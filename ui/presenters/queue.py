"""The incident queue: rows by id, changes gathered until the screen takes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.clock import Clock
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing
from dispatcher.queries.queue_rows import QueueRow, QueueUnit
from dispatcher.queries.requests import AskQueue
from ui.presenters.due import due_tone
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import Badge, age, assignment_badge, nature_badge, next_due, phase_badge, tr

QueueKey = tuple[int, int, bool, datetime, str]


class QueueColumn(IntEnum):
    """Columns of two lines each. A narrow queue has the first two only, of three lines."""

    PRIORITY = 0  # over the age, in a narrow queue over the number
    WHAT = 1  # type over place, in a narrow queue everything else
    PHASE = 2  # over the number
    UNITS = 3
    NEXT = 4  # what fires in how long, over the owner


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A queue row in words and shapes, as it stands at one moment."""

    priority: str
    number: str
    type_name: str
    place: str
    place_doubt: str  # why the map may not know the place; empty when it does
    phase: Badge
    age: str
    units: tuple[tuple[str, Badge], ...]
    owner: str
    due: str
    due_tone: str
    fires: str  # `due` without the word that nobody guards
    fires_short: str  # and without what it is about, where there is little room
    requeued: bool
    guarded: bool
    unconfirmed: bool
    major: bool
    nature: Badge  # its kind; of an incident whether it is an emergency
    usual: bool  # an emergency: what a row is unless it says otherwise
    read_back_owed: bool


def sort_key(row: QueueRow) -> QueueKey:
    """Requeued first, then by priority, then those nobody is on yet, then the oldest; the id makes it total."""
    return (0 if row.requeued else 1, row.priority.rank, not row.waits, row.opened_at, row.incident_id)


def line_of(row: QueueRow, now: datetime) -> QueueLine:
    """Put a row into words."""
    due = next_due(row.next_step, row.next_due_at, now)
    return QueueLine(
        priority=row.priority.value,
        number=row.number,
        type_name=row.type_name,
        place=row.place,
        place_doubt=_doubt(row),
        phase=_phase(row, now),
        age=age(row.opened_at, now),
        units=tuple((unit.call_sign, assignment_badge(unit.state)) for unit in _unanswered_first(row)),
        owner=row.owner,
        due=due if row.guarded else tr("UNGUARDED · {due}", due=due),
        due_tone=due_tone(row.next_due_at, now) if row.guarded else "alarm",
        fires=due,
        fires_short=next_due(row.next_step, row.next_due_at, now, short=True),
        requeued=row.requeued,
        guarded=row.guarded,
        unconfirmed=row.unconfirmed,
        major=row.major,
        nature=nature_badge(row.kind, emergency=row.emergency),
        usual=row.kind is Kind.INCIDENT and row.emergency,
        read_back_owed=row.read_back is Standing.OWED,
    )


def _phase(row: QueueRow, now: datetime) -> Badge:
    if not row.scheduled or row.scheduled_for is None:
        return phase_badge(row.phase)
    return Badge("ring", "L", tr("scheduled in {time}", time=age(now, row.scheduled_for)), "text_muted")


def short_number(number: str) -> str:
    """Return the end of an incident's number that tells it from the others of its year."""
    return number.rpartition("-")[2]


def _unanswered_first(row: QueueRow) -> list[QueueUnit]:
    """Where units do not all fit, those that have not answered are the last to be left out."""
    return sorted(row.units, key=lambda unit: unit.state not in UNANSWERED)


def _doubt(row: QueueRow) -> str:
    if row.verified:
        return ""
    return tr("place not verified") if row.latitude is not None else tr("place not verified, not on the map")


def spoken(line: QueueLine) -> str:
    """Say a row in one sentence, for a screen reader and for tooltips."""
    units = ", ".join(f"{call_sign} {badge.word}" for call_sign, badge in line.units) or tr("no unit")
    parts = [
        line.priority,
        line.nature.word,
        line.number,
        line.type_name,
        line.place,
        line.place_doubt,
        line.phase.word,
        line.age,
        units,
        line.owner,
        line.due,
    ]
    flags = (
        (line.unconfirmed, tr("unconfirmed")), (line.major, tr("major")), (line.requeued, tr("requeued")),
        (line.read_back_owed, tr("read-back owed")),
    )  # fmt: skip
    parts = [word for holds, word in flags if holds] + parts
    return ", ".join(part for part in parts if part)


class QueuePresenter(Watched):
    """Asks for changed incidents and hands their rows to the screen in batches. None stands for a row that left."""

    def __init__(self, room: Room, post: Post, clock: Clock, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self.clock = clock
        self._rows: dict[str, QueueRow] = {}
        self._pending: dict[str, QueueRow | None] = {}
        self._wanted: set[str] = set()
        self._asked: frozenset[str] | None = None
        self._all_wanted = False
        self._loaded = False
        self._busy = False
        self._tell = problem
        self._question = Question(room, post, "queue", self._taken, self._problem)

    @property
    def rows(self) -> Mapping[str, QueueRow]:
        """Every open incident by id, as the room last told it."""
        return self._rows

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all; an empty queue means nothing before."""
        return self._loaded

    def refresh(self, ids: frozenset[str] | None = None) -> None:
        """Ask about these incidents again, or about all."""
        if ids is None:
            self._all_wanted = True
        else:
            self._wanted |= ids
        self._ask()

    def take_changes(self) -> dict[str, QueueRow | None]:
        """Return what changed since the last time, coalesced per incident."""
        changes, self._pending = self._pending, {}
        return changes

    def _ask(self) -> None:
        if self._busy or not (self._all_wanted or self._wanted):
            return
        self._busy = True
        self._asked = None if self._all_wanted else frozenset(self._wanted)
        self._all_wanted = False
        self._wanted.clear()
        asked = self._asked
        self._question.ask(AskQueue() if asked is None else AskQueue(incident_ids=tuple(sorted(asked))))

    def _taken(self, rows: tuple[QueueRow, ...]) -> None:
        told = {row.incident_id: row for row in rows}
        about = self._asked if self._asked is not None else frozenset(self._rows) | frozenset(told)
        first = not self._loaded
        self._loaded = True
        for incident_id in about:
            self._put(incident_id, told.get(incident_id))
        self._busy = False
        self._ask()
        if self._pending or first:
            self.changed()

    def _put(self, incident_id: str, row: QueueRow | None) -> None:
        if row == self._rows.get(incident_id):
            return
        if row is None:
            del self._rows[incident_id]
        else:
            self._rows[incident_id] = row
        self._pending[incident_id] = row

    def _problem(self, text: str | None) -> None:
        self._tell("queue_unread", text)
        if text is not None:
            self._busy = False
            self._all_wanted = True  # asked again by the next ring or reconciliation
