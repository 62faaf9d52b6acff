"""The attention strip: what asks for a person now, in the room's order, with lines of this workstation's own."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.attention import ROOM_RANK, AttentionKind, AttentionState
from dispatcher.domain.authority import ANSWERS_FOR, Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import TakeAttention
from dispatcher.domain.identifiers import AttentionId
from dispatcher.queries.requests import AskAttention
from dispatcher.queries.rows import AttentionRow
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.taking import Taking
from ui.wording import Badge, age, attention_badge, priority_word, role_word, tr

_WITH_KEYS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionLine:
    """One line of the strip, ready to draw. A local line (of this workstation) has no id."""

    attention_id: str | None
    badge: Badge
    priority: str
    title: str
    detail: str
    script: str  # what to read out, for a voice task
    age: str
    count: str
    level: int
    owner: str
    taken: bool
    action: str  # the word on its button; empty where there is nothing to take
    key: str  # what takes it besides the button
    is_next: bool  # the one that is taken when no place is named
    place: int  # among the room's items, 0 first: what `take` means
    refusal: str  # why the action cannot be done by whoever sits here; empty when it can
    answer: str  # what became of the last try: asking, or why not


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
        self.taking: Taking | None = None  # set by the desk: what taking does to the rest of the screen
        self._question = Question(room, post, "attention", self._taken, self._problem)

    @property
    def rows(self) -> tuple[AttentionRow, ...]:
        """The items as the room last told them."""
        return self._rows

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskAttention())

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
        return (*lines[:end], *(self._own(text) for text in self._local.values()), *lines[end:])

    def ages(self) -> tuple[str, ...]:
        """Return the ages of the lines, in the order of `lines()`."""
        now = self._clock.now()
        ages, end = [age(row.raised_at, now) for row in self._rows], self._before_local()
        return (*ages[:end], *("" for _ in self._local), *ages[end:])

    def sounding(self) -> Sounding:
        """Return what should be heard: items that nobody has taken."""
        open_rows = [row for row in self._rows if row.state is AttentionState.OPEN]
        kinds = tuple(dict.fromkeys(row.kind for row in open_rows))
        level = max((row.level for row in open_rows), default=0)
        return Sounding(kinds, level, tuple((row.attention_id, row.count) for row in open_rows))

    def take(self, place: int) -> None:
        """Take the line at that place, 0 first. A voice task also puts its answer into the command line."""
        if 0 <= place < len(self._rows):
            self._take(self._rows[place])

    def take_top(self) -> None:
        """Take the most pressing item that is still open and that this operator may take."""
        if self.taking is None or self.taking.may_take():
            self.take(self._top())

    def take_voice(self) -> None:
        """Take the most pressing voice task; one that was taken is gone back to when no other waits."""
        tasks = [row for row in self._rows if row.kind is AttentionKind.VOICE_TASK]
        waiting = [row for row in tasks if row.state is AttentionState.OPEN] or tasks
        if waiting:
            self._take(waiting[0])

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

    def _take(self, row: AttentionRow) -> None:
        actor = self._actor()
        refusal = self._refusal(row)
        if actor is None or refusal:
            self._answer(row.attention_id, refusal)
            return
        if self.taking is not None:
            self.taking.begun(row)
        if row.kind is AttentionKind.VOICE_TASK and row.call_sign:
            self._compose(f"ack {row.call_sign}: ")
        if row.state is AttentionState.OPEN:
            self._answer(row.attention_id, tr("taking it …"))
            future = self._room.execute(TakeAttention(actor=actor, attention_id=AttentionId(row.attention_id)))
            take_over(
                future,
                self._post,
                lambda _: self._took(row),
                lambda error: self._answer(row.attention_id, tr("not taken: {error}", error=error)),
            )

    def _refusal(self, row: AttentionRow) -> str:
        actor = self._actor()
        if actor is None:
            return tr("sign on first (F9)")
        if row.least_role is not None and actor.role not in ANSWERS_FOR[row.least_role]:
            return tr("a {role} takes this", role=role_word(row.for_role))
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
        taken = row.state is AttentionState.TAKEN
        voice = row.kind is AttentionKind.VOICE_TASK
        about = " · ".join(part for part in (row.incident_number, row.call_sign) if part)
        return AttentionLine(
            attention_id=row.attention_id,
            badge=attention_badge(row.kind),
            priority=priority_word(row.priority) if row.priority else "",
            title=row.text,
            detail=about,
            script=(row.voice_script or "") if voice else "",
            age=age(row.raised_at, self._clock.now()),
            count=f"×{row.count}" if row.count > 1 else "",
            level=row.level,
            owner=tr("{name} has it", name=row.owner)
            if row.owner
            else tr("for the {role}", role=role_word(row.for_role)),
            taken=taken,
            action=self._action(voice=voice, taken=taken),
            key="F6" if place == top else tr("Alt+{place}", place=place + 1) if place < _WITH_KEYS else "",
            is_next=place == top,
            place=place,
            refusal=self._refusal(row),
            answer=self._answers.get(row.attention_id, ""),
        )

    def _action(self, *, voice: bool, taken: bool) -> str:
        if voice:
            return tr("Answer")
        return "" if taken else tr("Take")

    def _own(self, text: str) -> AttentionLine:
        badge = Badge("triangle", "!", tr("this workstation"), "warning")
        return AttentionLine(attention_id=None, badge=badge, priority="", title=text, detail="", script="", age="",
                             count="", level=0, owner="", taken=False, action="", key="", is_next=False, place=-1,
                             refusal="", answer="")  # fmt: skip

    def _taken(self, rows: tuple[AttentionRow, ...]) -> None:
        self._rows = rows
        known = {row.attention_id for row in rows}
        self._answers = {key: text for key, text in self._answers.items() if key in known}
        self.changed()

    def _problem(self, text: str | None) -> None:
        self.say("attention_unread", text)
