"""What came in over the channels: the newest first, but an emergency that nobody has taken never leaves the top."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.clock import Clock
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskInboundFeed
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import Badge, age, clock_time, inbound_badge, outcome_badge, tr, zone

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLine:
    """One thing that came in, in words and shapes."""

    time: str
    age: str
    who: str
    kind: Badge
    outcome: Badge | None  # None where it says no more than the kind
    marks: tuple[str, ...]
    words: str
    number: str
    channel: str
    pinned: bool  # an emergency that nobody has taken yet


class InboundPresenter(Watched):
    """Reads the feed again whenever something comes in; what the strip says decides what stays on top."""

    def __init__(self, room: Room, post: Post, clock: Clock, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone("UTC")
        self._rows: tuple[InboundRow, ...] = ()
        self._loaded = False
        self._open: frozenset[str] = frozenset()  # units, and what came in first, of emergencies that nobody has taken
        self._question = Question(room, post, "inbound feed", self._taken, lambda text: problem("inbound_unread", text))

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all."""
        return self._loaded

    @property
    def rows(self) -> tuple[InboundRow, ...]:
        """What came in, as it is shown: emergencies that nobody has taken, then the newest first."""
        pinned = tuple(row for row in self._rows if self.is_pinned(row))
        return (*pinned, *(row for row in self._rows if not self.is_pinned(row)))

    @property
    def title(self) -> str:
        """What stands above the feed."""
        count = sum(self.is_pinned(row) for row in self._rows)
        words = tr("Came in")
        return tr("{words} · EMERGENCY ×{count}", words=words, count=count) if count else words

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskInboundFeed(limit=MOST))

    def know_attention(self, rows: tuple[AttentionRow, ...]) -> None:
        """Learn which emergencies nobody has taken yet."""
        waiting = [row for row in rows if row.kind is AttentionKind.EMERGENCY and row.state is AttentionState.OPEN]
        asks = frozenset(
            name for row in waiting for name in (row.call_sign, (row.chain or "").partition(":")[2]) if name
        )
        if asks != self._open:
            self._open = asks
            self.changed()

    def is_pinned(self, row: InboundRow) -> bool:
        """Whether a row is an emergency that nobody has taken."""
        is_new = row.kind is InboundKind.EMERGENCY and not row.duplicate
        return is_new and not self._open.isdisjoint({row.inbound_id, row.call_sign})

    def line(self, row: InboundRow) -> InboundLine:
        """Put a row into words."""
        marks: list[str] = []
        if row.duplicate:
            marks.append(tr("DUPLICATE"))
        if row.call_sign is None and row.outcome is not InboundOutcome.TEST:
            marks.append(tr("UNKNOWN UNIT"))
        if not row.complete:
            marks.append(tr("INCOMPLETE"))
        says_no_more = row.outcome in (InboundOutcome.EMERGENCY, InboundOutcome.DUPLICATE, InboundOutcome.UNKNOWN_UNIT)
        return InboundLine(
            time=clock_time(row.at, self._zone),
            age=age(row.at, self._clock.now()),
            who=row.who,
            kind=inbound_badge(row.kind),
            outcome=None if says_no_more else outcome_badge(row.outcome),
            marks=tuple(marks),
            words=_words(row),
            number=row.incident_number or "",
            channel=row.channel_title,
            pinned=self.is_pinned(row),
        )

    def _taken(self, rows: tuple[InboundRow, ...]) -> None:
        self._rows, self._loaded = rows, True
        self.changed()


def _words(row: InboundRow) -> str:
    if row.words is not None:
        return f"“{row.words}”"
    code = tr("status {code}", code=row.code) if row.code is not None and not row.meaning else ""
    where = ""
    if row.latitude is not None and row.longitude is not None:
        where = tr("at {latitude:.4f}, {longitude:.4f}", latitude=row.latitude, longitude=row.longitude)
    return " · ".join(part for part in (code, row.meaning, where) if part)


def spoken(line: InboundLine) -> str:
    """Say a row in one sentence, for a screen reader and for tooltips."""
    outcome = line.outcome.word if line.outcome else ""
    parts = (line.kind.word, line.who, line.words, outcome, *line.marks, line.number, line.channel, line.time,
             tr("{age} ago", age=line.age))  # fmt: skip
    return ", ".join(part for part in parts if part)
