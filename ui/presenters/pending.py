"""Who has not answered: every page that waits for a person, and what fires next for it."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.clock import Clock
from dispatcher.queries.requests import AskPending
from dispatcher.queries.transmission_rows import PendingRow
from ui.presenters.due import due_tone
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import Badge, age, mark_word, next_due, priority_word, tr, transmission_badge, unconfirmed_badge


@dataclass(frozen=True, slots=True)
class PendingLine:
    """A page without an answer in words and shapes, as it stands at one moment. Nothing in it is ever green."""

    call_sign: str
    badge: Badge
    marks: tuple[str, ...]
    priority: str
    number: str
    channel: str
    attempts: str
    since: str
    due: str
    due_tone: str
    flag: Badge | None = None  # its incident is UNCONFIRMED


class PendingPresenter(Watched):
    """Asks for all of them whenever one may have changed."""

    def __init__(self, room: Room, post: Post, clock: Clock, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._clock = clock
        self._rows: tuple[PendingRow, ...] = ()
        self._loaded = False
        self._question = Question(
            room, post, "unanswered pages", self._taken, lambda text: problem("pending_unread", text)
        )

    @property
    def rows(self) -> tuple[PendingRow, ...]:
        """What waits, the most pressing first."""
        return self._rows

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all; an empty board means nothing before."""
        return self._loaded

    @property
    def title(self) -> str:
        """What stands above the board."""
        return tr("Waiting for an answer · {count}", count=len(self._rows))

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskPending())

    def line(self, row: PendingRow) -> PendingLine:
        """Put a row into words."""
        now = self._clock.now()
        armed = row.next_due_at is not None
        return PendingLine(
            call_sign=row.call_sign,
            badge=transmission_badge(row.state),
            marks=tuple(mark_word(mark) for mark in sorted(row.marks)),
            priority=priority_word(row.priority),
            number=row.incident_number,
            channel=row.channel,
            attempts=tr("{count} attempts", count=row.attempts) if row.attempts > 1 else "",
            since=tr("queued {age}", age=age(row.queued_at, now)),
            due=next_due(row.next_step, row.next_due_at, now) if armed else tr("waits for a person"),
            due_tone=due_tone(row.next_due_at, now) if armed else "warning",
            flag=unconfirmed_badge() if row.unconfirmed else None,
        )

    def _taken(self, rows: tuple[PendingRow, ...]) -> None:
        self._rows = rows
        self._loaded = True
        self.changed()


def spoken(line: PendingLine) -> str:
    """Say a page in one sentence, for a screen reader and for tooltips."""
    flag = line.flag.word if line.flag else ""
    parts = (line.call_sign, flag, line.badge.word, *line.marks, line.due, line.priority, line.number, line.channel,
             line.attempts, line.since)  # fmt: skip
    return ", ".join(part for part in parts if part)
