"""The attention strip: what asks for a person now, in the room's order, with lines of this workstation's own."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.attention import ROOM_RANK, AttentionKind, AttentionState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import ANSWERS_FOR, Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import AttentionId
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.requests import AskAttention
from ui.presenters import composing
from ui.presenters.attention_lines import COMPOSED, AttentionLine, Standing, is_heard_by, line_of, own_line, rung_up
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.taking import Taking
from ui.wording import age, role_word, tr

__all__ = ["AttentionLine", "AttentionPresenter", "Sounding"]


_LOUD = 2
"""From this level on, what is open is heard twice as often."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """What should be heard now: kinds of open items, and how pressing the loudest is."""

    kinds: tuple[AttentionKind, ...]
    level: int
    mark: tuple[tuple[str, int], ...]  # changes when an item comes or comes again


class AttentionPresenter(Watched):
    """Keeps the strip and takes items for whoever sits here."""

    def __init__(
        self, room: Room, post: Post, clock: Clock, actor: Callable[[], Actor | None], compose: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._room, self._post, self._clock = room, post, clock
        self._actor, self._compose = actor, compose
        self._rows: tuple[AttentionRow, ...] = ()
        self._local: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        self._duties: tuple[DutyRow, ...] = ()
        self.taking: Taking | None = None  # set by the desk: what taking does to the rest of the screen
        self._question = Question(room, post, "attention", self._taken, self._problem)

    @property
    def rows(self) -> tuple[AttentionRow, ...]:
        """The items as the room last told them."""
        return self._rows

    @property
    def left_off(self) -> int:
        """How many items there are besides those that were read: a flood is not read whole."""
        return max(0, self._rows[0].unresolved - len(self._rows)) if self._rows else 0

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskAttention())

    def know_duties(self, duties: tuple[DutyRow, ...]) -> None:
        """Learn who sits where: whom an item asks, and who hears it."""
        if duties != self._duties:
            self._duties = duties
            self.changed()

    def say(self, key: str, text: str | None) -> None:
        """Put a line of this workstation's own on the strip, or take it off with None."""
        if text is None:
            self._local.pop(key, None)
        else:
            self._local[key] = text
        self.changed()

    def lines(self) -> tuple[AttentionLine, ...]:
        """Return the strip, the most pressing line first; local lines stand before P3."""
        top, end = self._top(), self._before_local()
        lines = [self._line(row, place, top) for place, row in enumerate(self._rows)]
        return (*lines[:end], *(own_line(text) for text in self._local.values()), *lines[end:])

    def ages(self) -> tuple[str, ...]:
        """Return the ages of the lines, in the order of `lines()`."""
        now = self._clock.now()
        ages, end = [age(row.raised_at, now) for row in self._rows], self._before_local()
        return (*ages[:end], *("" for _ in self._local), *ages[end:])

    def sounding(self) -> Sounding:
        """Return what should be heard at this seat: items that nobody has taken."""
        actor = self._actor()
        open_rows = [
            row for row in self._rows if row.state is AttentionState.OPEN and is_heard_by(row, actor, self._duties)
        ]
        kinds = tuple(dict.fromkeys(row.kind for row in open_rows))
        level = max((row.level for row in open_rows), default=0)
        if AttentionKind.EMERGENCY in kinds:  # alone, and as often as the loudest: nothing else is heard over it
            kinds, level = (AttentionKind.EMERGENCY,), max(level, _LOUD)
        return Sounding(kinds, level, tuple((row.attention_id, row.count) for row in open_rows))

    def take(self, place: int) -> None:
        """Take the line at that place, 0 first, or begin its answer in the command line where it asks for words."""
        if 0 <= place < len(self._rows):
            self._take(self._rows[place], place)

    def take_top(self) -> None:
        """Take the most pressing item that is still open and that this operator may take."""
        if self.taking is None or self.taking.may_take():
            self.take(self._top())

    def take_voice(self) -> None:
        """Take the most pressing voice task; one that was taken is gone back to when no other waits."""
        tasks = [(row, at) for at, row in enumerate(self._rows) if row.kind is AttentionKind.VOICE_TASK]
        waiting = [found for found in tasks if found[0].state is AttentionState.OPEN] or tasks
        if waiting:
            self._take(*waiting[0])

    def delegate_top(self) -> None:
        """Begin to give the most pressing item to somebody else: whom is written in the command line."""
        if self._rows:
            self._compose(composing.delegate(self._top() + 1))

    def incident_at(self, place: int) -> str | None:
        """Return the incident that the line at that place is about."""
        return self._rows[place].incident_id if 0 <= place < len(self._rows) else None

    def _top(self) -> int:
        places = enumerate(self._rows)
        return next((at for at, row in places if row.state is AttentionState.OPEN and not self._refusal(row)), 0)

    def _before_local(self) -> int:
        """What is wrong with this workstation must not be hidden under what can wait."""
        for at, row in enumerate(self._rows):
            if row.priority.rank > ROOM_RANK if row.priority else row.call_sign:
                return at
        return len(self._rows)

    def _take(self, row: AttentionRow, place: int) -> None:
        actor = self._actor()
        refusal = self._refusal(row)
        if actor is not None and refusal and rung_up(row):
            if self.taking is not None:
                self.taking.begun(row)
            self._compose(composing.told(rung_up(row), place + 1))
            return
        if actor is None or refusal:
            self._answer(row.attention_id, refusal)
            return
        if self.taking is not None:
            self.taking.begun(row)
        if row.kind in COMPOSED:
            if row.state is AttentionState.OPEN:
                self._compose(self._beginning(row, place))
            return
        if row.kind is AttentionKind.EMERGENCY and row.state is AttentionState.TAKEN:
            self._compose(composing.settle(place + 1))
        if row.kind is AttentionKind.VOICE_TASK and row.call_sign:
            self._compose(composing.answer(row.call_sign))
        if row.state is AttentionState.OPEN:
            self._answer(row.attention_id, tr("taking it …"))
            future = self._room.execute(TakeAttention(actor=actor, attention_id=AttentionId(row.attention_id)))
            take_over(
                future,
                self._post,
                lambda _: self._took(row),
                lambda error: self._answer(row.attention_id, tr("not taken: {error}", error=error)),
            )

    def _beginning(self, row: AttentionRow, place: int) -> str:
        """Return how its answer begins: by its place, unless nothing else can be meant."""
        if row.kind is AttentionKind.APPROVAL:
            alone = sum(other.kind is row.kind for other in self._rows) == 1
            return composing.approve(None if alone else place + 1)
        asks = (other for other in self._rows if other.kind is row.kind and other.state is AttentionState.OPEN)
        first = next((other for other in asks if not self._refusal(other)), None)
        return composing.decide(None if first is row else place + 1)

    def _refusal(self, row: AttentionRow) -> str:
        actor = self._actor()
        if actor is None:
            return tr("sign on first (F9)")
        if row.least_role is not None and actor.role not in ANSWERS_FOR[row.least_role]:
            return tr("a {role} answers this", role=role_word(row.least_role))
        return ""

    def _took(self, row: AttentionRow) -> None:
        self._answer(row.attention_id, "")
        if self.taking is not None:
            self.taking.done(row)

    def _answer(self, attention_id: str, text: str) -> None:
        if text:
            self._answers[attention_id] = text
        else:
            self._answers.pop(attention_id, None)
        self.changed()

    def _line(self, row: AttentionRow, place: int, top: int) -> AttentionLine:
        refusal = self._refusal(row)
        telephones = bool(refusal and self._actor() is not None and rung_up(row))
        at = Standing(place=place, is_next=place == top, refusal="" if telephones else refusal, duties=self._duties,
                      answer=self._answers.get(row.attention_id, ""), telephones=telephones)  # fmt: skip
        return line_of(row, at, self._clock.now())

    def _taken(self, rows: tuple[AttentionRow, ...]) -> None:
        self._rows = rows
        known = {row.attention_id for row in rows}
        self._answers = {key: text for key, text in self._answers.items() if key in known}
        self.changed()

    def _problem(self, text: str | None) -> None:
        self.say("attention_unread", text)
