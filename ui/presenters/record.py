"""The record of the shown incident: its log by kind, a line to add or correct, tasks, who was told, how it ended.

What is typed is kept for each incident, so that showing another one loses no word. Thread: the screen's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import IncidentId, LineId
from dispatcher.domain.record_commands import AddNote, CorrectLine
from dispatcher.domain.records import LineKind
from dispatcher.domain.vocabulary import Field, Term, flag
from dispatcher.queries.card_rows import IncidentCard, LogLine
from dispatcher.queries.pack_rows import PackRow
from ui.presenters.abbreviations import Abbreviations
from ui.presenters.card import CardPresenter
from ui.presenters.record_forms import Refused, past_instant
from ui.presenters.record_shown import LineShown, line_in_words
from ui.presenters.record_words import flagged_words
from ui.presenters.refresh import Post, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr, zone


class RecordField(StrEnum):
    """The fields of the panel."""

    LINE = "line"
    LINE_AT = "line_at"
    OPTIONS = "options"
    REASON = "reason"  # of a correction
    TASK = "task"
    TASK_DUE = "task_due"
    TASK_RESULT = "task_result"
    STEP_WORDS = "step_words"  # what came of it, or why
    STEP_AT = "step_at"
    PERSON = "person"
    PERSON_ROLE = "person_role"
    PERSON_ORGANISATION = "person_organisation"
    PERSON_REACH = "person_reach"
    TOLD = "told"
    RESOLUTION = "resolution"
    ACTIONS = "actions"
    SERVICE = "service"
    USERS = "users"
    DOWNTIME = "downtime"
    COST = "cost"
    CURRENCY = "currency"


@dataclass(slots=True)
class _Draft:
    texts: dict[RecordField, str] = field(default_factory=dict[RecordField, str])
    kind: LineKind = LineKind.NOTE
    correcting: str = ""  # the id of a line


class RecordPresenter(Watched):
    """What the panel shows and can do. `card` is the presenter of the shown incident's card."""

    def __init__(self, room: Room, session: Session, card: CardPresenter, clock: Clock, post: Post) -> None:
        super().__init__()
        self._room, self._session, self._card, self.clock, self._post = room, session, card, clock, post
        self._drafts: dict[str, _Draft] = {}
        self._empty = _Draft()
        self._only: LineKind | None = None
        self._terms: tuple[Term, ...] = ()
        self.pack: PackRow | None = None
        self.abbreviations = Abbreviations()
        self.zone = zone("UTC")
        self.busy = False
        self.message, self.tone = "", "muted"
        card.watch(self.changed)

    def set_pack(self, pack: PackRow) -> None:
        """Offer what another pack names."""
        self.pack, self._terms, self.zone = pack, pack.terms, zone(pack.timezone)
        self.abbreviations.set_known(pack.abbreviations)
        self.abbreviations.set_language(pack.languages[0])
        self.changed()

    @property
    def card(self) -> IncidentCard | None:
        """The card of the shown incident; None while there is none."""
        return self._card.card

    @property
    def title(self) -> str:
        """What stands above the panel."""
        card = self.card
        if card is None:
            return tr("No incident is shown.")
        closed = tr(" · closed") if card.closed_at is not None else ""
        return f"{card.number} {card.type_name}{closed}"

    @property
    def only(self) -> LineKind | None:
        """The one kind of line that is shown; None: all, and what the room itself did."""
        return self._only

    def show_only(self, kind: LineKind | None) -> None:
        """Show lines of one kind."""
        self._only = kind
        self.changed()

    def lines(self) -> tuple[LineShown, ...]:
        """Return the log, oldest first."""
        card = self.card
        if card is None:
            return ()
        numbers = {line.line_id: line for line in card.log if line.line_id}
        shown = (line for line in card.log if self._only is None or line.line_kind is self._only)
        return tuple(line_in_words(line, numbers, self.zone) for line in shown)

    def text(self, name: RecordField) -> str:
        """Return what stands in a field."""
        return self._draft.texts.get(name, "")

    def edit(self, name: RecordField, text: str) -> None:
        """Take what was typed."""
        if self.card is not None and text != self.text(name):
            self._draft.texts[name] = text
            self.message = ""
            self.changed()

    def clear(self, *names: RecordField) -> None:
        """Empty fields."""
        for name in names:
            self._draft.texts.pop(name, None)

    @property
    def kind(self) -> LineKind:
        """What the line that is being written is."""
        return self._draft.kind

    def set_kind(self, kind: LineKind) -> None:
        """Say what the line is."""
        if self.card is not None and not self.correcting:
            self._draft.kind = kind
            self.changed()

    @property
    def correcting(self) -> str:
        """The id of the line that is being written anew; empty for a new one."""
        return self._draft.correcting

    def begin_correction(self, line_id: str) -> bool:
        """Bring a line back into the field; False, with a message, when it cannot be corrected."""
        line = self._line(line_id)
        if line is None or line.corrected is not None:
            newer = tr("This line has been corrected already; correct the newer one.")
            self.say(newer if line is not None else tr("Only what a person wrote can be corrected."), "warning")
            return False
        self._draft.correcting, self._draft.kind = line_id, line.line_kind or LineKind.NOTE
        self._draft.texts[RecordField.LINE] = line.words or line.text
        self.say(tr("The former line stays, struck through. Say why below; Esc leaves it as it is."))
        return True

    def leave_correction(self) -> None:
        """Leave the line as it is."""
        if self.correcting:
            self._draft.correcting = ""
            self.clear(RecordField.LINE, RecordField.REASON)
            self.say("")

    def informal(self) -> str:
        """Say which words of the line are informal where words have one meaning; empty when none is."""
        formal = self.kind is LineKind.DECISION
        return self.flagged(RecordField.LINE, Field.DECISION) if formal else ""

    def flagged(self, name: RecordField, meant: Field) -> str:
        """Say which words of a formal field are informal."""
        return flagged_words(flag(self.text(name), meant, self._terms))

    def write(self) -> None:
        """Add the line, or the correction."""
        card, text = self.card, self.text(RecordField.LINE).strip()
        if card is None or not text:
            self.say(tr("What is to be written down?"), "warning")
            return
        try:
            source_at = past_instant(self.text(RecordField.LINE_AT), self.clock.now(), self.zone)
        except Refused as refused:
            self.say(str(refused), "alarm")
            return
        options = self.text(RecordField.OPTIONS).strip() if self.kind is LineKind.DECISION else ""
        actor = self._session.actor
        if actor is None:
            self.say(tr("Sign on first (F9)."), "alarm")
        elif self.correcting:
            self._give_many([
                CorrectLine(actor=actor, line_id=LineId(self.correcting), text=text, source_at=source_at,
                            reason=self.text(RecordField.REASON).strip(), options=options)
            ], tr("Corrected; the former line stays."), self._written)  # fmt: skip
        else:
            self._give_many([
                AddNote(actor=actor, incident_id=IncidentId(card.incident_id), text=text, line_kind=self.kind,
                        source_at=source_at, options=options)
            ], tr("Written down."), self._written)  # fmt: skip

    def give(self, make: Callable[[], Sequence[Command]], said: str, *clears: RecordField) -> None:
        """Give the commands that `make` makes, one after the other; `clears` are emptied once all are carried out."""
        if self._session.actor is None:
            self.say(tr("Sign on first (F9)."), "alarm")
            return
        try:
            commands = make()
        except Refused as refused:
            self.say(str(refused), "alarm")
            return
        self._give_many(list(commands), said, lambda draft: [draft.texts.pop(name, None) for name in clears])

    def compose(self, text: str) -> None:
        """Begin a command on the command line."""
        self._card.compose(text)

    def say(self, message: str, tone: str = "muted") -> None:
        """Say something below the fields."""
        self.message, self.tone = message, tone
        self.changed()

    @property
    def session(self) -> Session:
        """Who sits here."""
        return self._session

    @property
    def _draft(self) -> _Draft:
        card = self.card
        return self._drafts.setdefault(card.incident_id, _Draft()) if card is not None else self._empty

    def _line(self, line_id: str) -> LogLine | None:
        card = self.card
        return next((line for line in card.log if line.line_id == line_id), None) if card and line_id else None

    def _written(self, draft: _Draft) -> None:
        for name in (RecordField.LINE, RecordField.LINE_AT, RecordField.OPTIONS, RecordField.REASON):
            draft.texts.pop(name, None)
        draft.correcting, draft.kind = "", LineKind.NOTE

    def _give_many(self, commands: list[Command], said: str, then: Callable[[_Draft], object]) -> None:
        if self.busy or not commands:
            return
        self.busy, draft = True, self._draft
        self.say(tr("storing…"))

        def done(_answer: object) -> None:
            self.busy = False
            if commands:
                self._give_many(commands, said, then)
                return
            then(draft)
            self.say(said)

        def failed(error: BaseException) -> None:
            self.busy = False
            self.say(str(error) or type(error).__name__, "alarm")

        take_over(self._room.execute(commands.pop(0)), self._post, done, failed)
