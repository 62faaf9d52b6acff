"""While a call is taken: which incident it may be, why, what is going on there, and what can be done about it.

A warning that cannot be missed and that takes nothing from whoever types: it is said, and waits.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.same_event_commands import KeepApart
from dispatcher.queries.requests import AskLikelySame
from dispatcher.queries.same_event_rows import CallTold, LikelyRow
from ui.presenters.call_section import CallFacts
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.wording import Badge, age, phase_badge, tr

MOST = 3
LEAST_TYPED = 4
"""So many letters of a place, at least, are worth asking about while nothing else is known."""
Do = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyShown:
    """One incident that the call may tell of, in words."""

    incident_id: str
    number: str
    score: float  # 0 to 1, for the bar
    percent: str
    is_likely: bool
    priority: str
    what: str  # type and place
    phase: Badge
    reasons: str
    going_on: str  # units, age, calls
    why_not_attach: str  # "" when the call can be attached

    @property
    def spoken(self) -> str:
        """All of it in one sentence, for a screen reader."""
        parts = (tr("{percent} alike", percent=self.percent), self.number, self.what, self.reasons, self.going_on)
        return ", ".join(part for part in (*parts, self.why_not_attach) if part)


class LikelySamePresenter(Watched):
    """A section of call entry. `attach` and `show` are given the id of the incident that was chosen."""

    def __init__(
        self, room: Room, post: Post, clock: Clock, actor: Callable[[], Actor | None], attach: Do, show: Do
    ) -> None:
        super().__init__()
        self._room, self._post, self._clock, self._actor = room, post, clock, actor
        self._attach, self._show = attach, show
        self._facts: CallFacts | None = None
        self._told: CallTold | None = None
        self._asked: CallTold | None = None  # what the answer under way, or the last one, is about
        self._rows: tuple[LikelyRow, ...] = ()
        self._apart: dict[str, KeepApart] = {}  # of this draft, by incident
        self._said_twice: set[str] = set()
        self._problem = ""
        self._question = Question(room, post, "likely same event", self._taken, self._trouble)

    @property
    def problem(self) -> str:
        """Why nothing can be said, or was not done; empty when all is well."""
        return self._problem

    @property
    def warning(self) -> str:
        """The line that must not be missed; empty while nothing is like the call."""
        rows = self.rows()
        if not rows:
            return ""
        first, others = rows[0], len(rows) - 1
        shape = tr("LIKELY THE SAME as {number}") if first.is_likely else tr("Perhaps the same as {number}")
        said = shape.format(number=first.number)
        return tr("{said}, or one of {count} more", said=said, count=others) if others else said

    @property
    def is_likely(self) -> bool:
        """Whether the warning is loud: the score is as high as the pack asks for."""
        return any(row.is_likely for row in self.rows())

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now, and ask about it when it says something else than before."""
        if self._facts is None or facts.draft_id != self._facts.draft_id:
            self._forget()
        self._facts = facts
        self._tell_room_again(facts)
        told = _told(facts)
        if told == self._told:
            return
        self._told = told
        if told is None:
            self._show_rows(())
        else:
            self._ask(told)

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again: an incident was opened, moved or closed."""
        if self._told is not None:
            self._ask(self._told)

    def rows(self) -> tuple[LikelyShown, ...]:
        """Return at most three, the likeliest first; what was kept apart is gone at once."""
        now = self._clock.now()
        return tuple(
            self._shown(row, age(row.opened_at, now)) for row in self._rows if row.incident_id not in self._apart
        )

    def attach(self, place: int) -> bool:
        """Let the call be one of the incident at that place, counted from 0; False when it cannot be."""
        row = self._at(place)
        if row is None or row.why_not_attach:
            self._say(row.why_not_attach if row else tr("There is no such incident in the list"))
            return False
        self._say("")
        self._attach(row.incident_id)
        return True

    def show(self, place: int) -> None:
        """Let the incident at that place be shown."""
        row = self._at(place)
        if row is not None:
            self._show(row.incident_id)

    def keep_apart(self, place: int, reason: str = "") -> bool:
        """Say that the call is another event than the incident at that place: no warning of it comes again."""
        row, actor, facts = self._at(place), self._actor(), self._facts
        if row is None or facts is None:
            return False
        if actor is None:
            self._say(tr("Nobody is signed on at this seat"))
            return False
        command = KeepApart(
            actor=actor, incident_id=IncidentId(row.incident_id), subject=facts.incident_id or facts.draft_id,
            score=row.score, found=tuple(part for part in row.reasons.split(" · ") if part),
            reason=reason.strip() or tr("looked at by the call taker: another event"),
        )  # fmt: skip
        self._apart[row.incident_id] = command
        self._say("")
        self._execute(command)
        return True

    def _execute(self, command: KeepApart) -> None:
        def failed(error: BaseException) -> None:
            self._apart.pop(command.incident_id, None)
            self._say(tr("Not kept apart: {error}", error=error))

        take_over(self._room.execute(command), self._post, lambda _none: None, failed)

    def _tell_room_again(self, facts: CallFacts) -> None:
        """The draft has become an incident: what was kept apart from the one is apart from the other."""
        if facts.incident_id is None or facts.incident_id in self._said_twice:
            return
        self._said_twice.add(facts.incident_id)
        for command in list(self._apart.values()):
            if command.subject != facts.incident_id and command.incident_id != facts.incident_id:
                again = KeepApart(
                    actor=command.actor, incident_id=command.incident_id, subject=facts.incident_id,
                    score=command.score, found=command.found, reason=command.reason,
                )  # fmt: skip
                self._execute(again)

    def _ask(self, told: CallTold) -> None:
        self._asked = told
        self._question.ask(AskLikelySame(told, limit=MOST))

    def _taken(self, rows: tuple[LikelyRow, ...]) -> None:
        if self._told is None or self._asked is None or self._asked.subject != self._told.subject:
            return  # an answer about a call that is gone
        self._problem = ""
        self._show_rows(rows)

    def _trouble(self, text: str | None) -> None:
        self._say(text or "")

    def _show_rows(self, rows: tuple[LikelyRow, ...]) -> None:
        self._rows = rows
        self.changed()

    def _say(self, problem: str) -> None:
        self._problem = problem
        self.changed()

    def _forget(self) -> None:
        self._told, self._asked, self._rows, self._problem = None, None, (), ""
        self._apart, self._said_twice = {}, set()
        self.changed()

    def _at(self, place: int) -> LikelyShown | None:
        rows = self.rows()
        return rows[place] if 0 <= place < len(rows) else None

    def _shown(self, row: LikelyRow, since: str) -> LikelyShown:
        calls = tr("{count} calls", count=row.calls) if row.calls != 1 else tr("1 call")
        units = ", ".join(row.units) if row.units else tr("nobody on it")
        if row.closed_at is not None:
            units = tr("closed {age} ago", age=age(row.closed_at, self._clock.now()))
        return LikelyShown(
            incident_id=row.incident_id, number=row.number, score=row.score,
            percent=tr("{percent} %", percent=round(row.score * 100)), is_likely=row.is_likely,
            priority=row.priority.value, what=f"{row.type_name}, {row.place}", phase=phase_badge(row.phase),
            reasons=" · ".join(row.reasons), going_on=" · ".join((units, tr("open {age}", age=since), calls)),
            why_not_attach=self._why_not(row),
        )  # fmt: skip

    def _why_not(self, row: LikelyRow) -> str:
        if row.closed_at is not None:
            return tr("{number} is closed: take the call as its own and link the two", number=row.number)
        if self._facts is not None and self._facts.incident_id is not None:
            return tr("the call has an incident of its own by now: merge the two instead")
        return ""


def _told(facts: CallFacts) -> CallTold | None:
    """Return what is worth asking about; None while there is too little."""
    placed = facts.latitude is not None and facts.longitude is not None
    if not placed and not facts.caller_number.strip() and len(facts.place.strip()) < LEAST_TYPED:
        return None
    return CallTold(
        subject=facts.draft_id, own=facts.incident_id, place=facts.place.strip(), latitude=facts.latitude,
        longitude=facts.longitude, place_source=facts.place_source, verified=facts.verified,
        confidence=facts.place_confidence, incident_type=facts.incident_type, narrative=facts.narrative.strip(),
        caller_number=facts.caller_number.strip(), contact_at=facts.contact_at,
    )  # fmt: skip
