"""The voice desk: what waits to be read out, the script of the task in hand, and the recording of what was heard."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.crew_commands import Answer, RecordAnswer
from dispatcher.domain.identifiers import AttentionId
from dispatcher.domain.transmissions import Purpose
from dispatcher.queries.requests import AskVoiceTasks
from dispatcher.queries.voice_rows import VoiceTaskRow
from ui.presenters.alphabets import ALPHABETS
from ui.presenters.due import due_tone
from ui.presenters.pending import PendingLine
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.voice_draft import VoiceDraft
from ui.presenters.voice_script import Item, VoiceScript, script_of
from ui.wording import Badge, age, next_due, priority_word, purpose_word, tr, transmission_badge, voice_badge


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceShown:
    """The task in hand, ready to draw."""

    transmission_id: str
    call_sign: str
    priority: str
    number: str
    badge: Badge
    age: str
    due: str
    due_tone: str
    tried: str  # what went out before, and how far it came
    script: VoiceScript
    draft: VoiceDraft
    talkgroup: str
    refusal: str  # why nothing can be recorded; empty when it can


class VoicePresenter(Watched):
    """One task is in hand at a time and stays in hand while others come; a draft is kept for each."""

    def __init__(
        self,
        room: Room,
        post: Post,
        clock: Clock,
        actor: Callable[[], Actor | None],
        problem: Callable[[str, str | None], None],
    ) -> None:
        super().__init__()
        self._room, self._post, self._clock, self._actor = room, post, clock, actor
        self._rows: tuple[VoiceTaskRow, ...] = ()
        self._loaded = self._busy = False
        self._chosen: VoiceTaskRow | None = None
        self._drafts: dict[str, VoiceDraft] = {}
        self._alphabet = 0
        self.message, self.tone = "", "muted"
        self.show_incident: Callable[[str | None], None] = lambda _: None
        self.show_page: Callable[[str], None] = lambda _: None
        self._question = Question(room, post, "voice tasks", self._taken, lambda text: problem("voice_unread", text))

    @property
    def rows(self) -> tuple[VoiceTaskRow, ...]:
        """What waits to be read out, the most pressing first."""
        return self._rows

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all."""
        return self._loaded

    @property
    def busy(self) -> bool:
        """Whether an answer is being recorded."""
        return self._busy

    @property
    def title(self) -> str:
        """What stands above the list."""
        return tr("Voice tasks · {count}", count=len(self._rows))

    @property
    def alphabet(self) -> str:
        """The name of the spelling alphabet in use."""
        return ALPHABETS[self._alphabet].title

    @property
    def chosen_id(self) -> str | None:
        """The task in hand."""
        return self._chosen.transmission_id if self._chosen else None

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskVoiceTasks())

    def line(self, row: VoiceTaskRow) -> PendingLine:
        """Put a task into words."""
        now = self._clock.now()
        armed = row.next_due_at is not None
        return PendingLine(
            call_sign=row.call_sign,
            badge=voice_badge(row.taken_by),
            marks=(purpose_word(row.purpose).upper(),) if row.purpose is Purpose.STAND_DOWN else (),
            priority=priority_word(row.priority),
            number=row.incident_number,
            channel=row.place,
            attempts=row.type_name,
            since=tr("asked {age} ago", age=age(row.queued_at, now)),
            due=next_due(row.next_step, row.next_due_at, now, short=True) if armed else tr("waits for a person"),
            due_tone=due_tone(row.next_due_at, now) if armed else "warning",
        )

    def shown(self) -> VoiceShown | None:
        """Return the task in hand as it stands now."""
        row = self._chosen
        if row is None:
            return None
        line, draft = self.line(row), self._draft(row)
        return VoiceShown(
            transmission_id=row.transmission_id, call_sign=row.call_sign, priority=line.priority,
            number=row.incident_number, badge=line.badge, age=age(row.queued_at, self._clock.now()), due=line.due,
            due_tone=line.due_tone, tried=_tried(row), script=self._script(row), draft=draft,
            talkgroup=_talkgroup(row, draft), refusal="" if self._actor() else tr("sign on first (F9)"),
        )  # fmt: skip

    def choose(self, transmission_id: str) -> None:
        """Take another task in hand; its incident and the page before it are shown."""
        row = next((row for row in self._rows if row.transmission_id == transmission_id), None)
        if row is not None and transmission_id != self.chosen_id:
            self._hold(row)
            self.changed()

    def begin(self, transmission_id: str | None = None) -> bool:
        """Take a task in hand, the most pressing that nobody has when none is named, and own its item."""
        free = [row for row in self._rows if row.taken_by is None] or list(self._rows)
        named = [row for row in self._rows if row.transmission_id == transmission_id]
        row = next(iter(named or free), None)
        if row is None:
            return False
        self._hold(row)
        actor = self._actor()
        if actor is None:
            self._say(tr("sign on first (F9)"), "warning")
        elif row.attention_id is not None and row.taken_by is None:
            future = self._room.execute(TakeAttention(actor=actor, attention_id=AttentionId(row.attention_id)))
            take_over(future, self._post, lambda _: self.changed(), lambda error: self._say(str(error), "warning"))
        self.changed()
        return True

    def next_alphabet(self) -> None:
        """Spell by another alphabet."""
        self._alphabet = (self._alphabet + 1) % len(ALPHABETS)
        self.changed()

    def tick(self, item: Item, *, on: bool) -> None:
        """Note that an item was heard back, or was not."""
        if self._chosen is not None:
            self._keep(self._draft(self._chosen).tick(item, on=on))

    def tick_all(self) -> None:
        """Note that everything was heard back; once everything was, that nothing was."""
        if self._chosen is not None:
            draft = self._draft(self._chosen)
            items = frozenset(said.item for said in self._script(self._chosen).hear_back if said.item is not None)
            self._keep(replace(draft, ticked=frozenset() if items <= draft.ticked else items, warned=False))

    def write(self, *, heard: str | None = None, who: str | None = None, talkgroup: str | None = None) -> None:
        """Write down what was heard, from whom, or where."""
        if self._chosen is None:
            return
        old = self._draft(self._chosen)
        told = {"heard": heard, "who": who, "talkgroup": talkgroup}
        new = replace(old, warned=False, **{name: text for name, text in told.items() if text is not None})
        if new != old:
            self._keep(new)

    def record(self, answer: Answer = Answer.ACCEPTS) -> None:
        """Record what the crew answered; when something was not heard back, say so once and ask for Enter again."""
        row, actor = self._chosen, self._actor()
        if row is None or self._busy:
            return
        draft = self._draft(row)
        items = self._script(row).hear_back
        missing = draft.missing(items) if answer is Answer.ACCEPTS else ()
        if actor is None:
            self._say(tr("sign on first (F9)"), "warning")
        elif not draft.heard.strip():
            self._say(tr("Write the words heard, then Enter."), "warning")
        elif missing and not draft.warned:
            self._drafts[row.transmission_id] = replace(draft, warned=True)
            self._say(tr("Not heard back: {items}. Ask again, or Enter records it so.", items=", ".join(missing)),
                      "warning")  # fmt: skip
        else:
            self._send(row, actor, answer, draft.words(items, _talkgroup(row, draft)))

    def _send(self, row: VoiceTaskRow, actor: Actor, answer: Answer, words: str) -> None:
        self._busy = True
        self._say(tr("recording …"), "muted")
        command = RecordAnswer(actor=actor, call_sign=row.call_sign, answer=answer, words_heard=words)
        accepts = answer is Answer.ACCEPTS
        said = tr("recorded: {call_sign} {what}", call_sign=row.call_sign,
                        what=tr("acknowledged") if accepts else tr("declined"))  # fmt: skip
        take_over(
            self._room.execute(command),
            self._post,
            lambda _: self._recorded(row, said, "good" if accepts else "text"),
            self._refused,
        )

    def _recorded(self, row: VoiceTaskRow, words: str, tone: str) -> None:
        self._busy = False
        self._drafts.pop(row.transmission_id, None)
        if self.chosen_id == row.transmission_id:
            self._chosen = None
        self._say(words, tone)
        self.refresh()

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        self._say(tr("not recorded: {error}", error=error), "alarm")

    def _hold(self, row: VoiceTaskRow) -> None:
        if row.transmission_id != self.chosen_id:
            self.message = ""
        self._chosen = row
        self.show_incident(row.incident_id)
        if row.tried:
            self.show_page(row.tried[-1].transmission_id)

    def _script(self, row: VoiceTaskRow) -> VoiceScript:
        return script_of(row, ALPHABETS[self._alphabet])

    def _draft(self, row: VoiceTaskRow) -> VoiceDraft:
        return self._drafts.get(row.transmission_id, VoiceDraft())

    def _keep(self, draft: VoiceDraft) -> None:
        if self._chosen is not None:
            self._drafts[self._chosen.transmission_id] = draft
            self.message = ""
            self.changed()

    def _say(self, message: str, tone: str) -> None:
        self.message, self.tone = message, tone
        self.changed()

    def _taken(self, rows: tuple[VoiceTaskRow, ...]) -> None:
        self._rows, self._loaded = rows, True
        known = {row.transmission_id: row for row in rows}
        self._drafts = {key: draft for key, draft in self._drafts.items() if key in known}
        if self._chosen is not None and self._chosen.transmission_id not in known:
            self.message, self.tone = (
                tr("{call_sign} need not be called any more", call_sign=self._chosen.call_sign),
                "text",
            )
            self._chosen = None
        elif self._chosen is not None:
            self._chosen = known[self._chosen.transmission_id]
        if self._chosen is None and rows:
            self._chosen = rows[0]  # to be read; nobody has taken it by that, and no other panel follows
        self.changed()


def _talkgroup(row: VoiceTaskRow, draft: VoiceDraft) -> str:
    return row.talkgroup if draft.talkgroup is None else draft.talkgroup.strip()


def _tried(row: VoiceTaskRow) -> str:
    tried = [
        tr("{channel} {state}", channel=page.channel, state=transmission_badge(page.state).word) for page in row.tried
    ]
    return " · ".join(tried)
