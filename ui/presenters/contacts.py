"""What reached the room from outside and nobody has settled: read it, take it, enter it, attach it, dismiss it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.domain.contact_commands import (
    DismissContact,
    DismissContacts,
    EnterBatch,
    ReleaseContact,
    TakeContact,
)
from dispatcher.domain.contacts import ContactState, Disposition, SourceState
from dispatcher.domain.identifiers import ContactId, IncidentId
from dispatcher.queries.contacts import (
    AskContact,
    AskContacts,
    AskSources,
    ContactList,
    ContactRow,
    ContactWhole,
    SourceRow,
)
from ui.presenters.contact_words import ContactLine, Reading, contact_line, reading
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import disposition_word, tr, zone

MOST = 200
MOST_LETTERS = 20_000
"""So much of a letter is put into a call; all of it stays with its contact."""
_NONE = ContactList(rows=(), waiting=0, taken=0)


class Asking(StrEnum):
    """What a line is waited for."""

    NOTHING = "nothing"
    DISMISS = "dismiss"
    ATTACH = "attach"  # a batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that can be done with the chosen contact, or why not."""

    words: str
    refusal: str


class ContactsPresenter(Watched):
    """Reads the list again whenever a contact changes. Thread: the screen's own.

    `start_call` opens a call with what a contact says; a telephone call that is answered at this seat opens one itself.
    """

    def __init__(
        self, room: Room, post: Post, clock: Clock, session: Session, problem: Callable[[str, str | None], None],
        start_call: Callable[[ContactRow], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._room, self._post, self._clock, self._session = room, post, clock, session
        self._start_call = start_call
        self._zone = zone("UTC")
        self._list = _NONE
        self._loaded = False
        self._sources: tuple[SourceRow, ...] = ()
        self._chosen = ""
        self._whole: ContactWhole | None = None
        self._popped: set[str] = set()
        self._seen_at: datetime | None = None
        self.asking, self.disposition = Asking.NOTHING, Disposition.ANSWERED
        self.message, self.tone = "", "muted"
        self._question = Question(room, post, "contacts", self._taken, lambda text: problem("contacts_unread", text))
        self._read = Question(room, post, "contact", self._told, lambda text: problem("contact_unread", text))
        self._health = Question(room, post, "sources of contacts", self._heard, lambda text: problem("sources", text))

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all."""
        return self._loaded

    @property
    def rows(self) -> tuple[ContactRow, ...]:
        """What waits or is in hand, the most urgent first."""
        return self._list.rows

    @property
    def waiting(self) -> int:
        """How many wait, those included that the list leaves out."""
        return self._list.waiting

    @property
    def sources(self) -> tuple[SourceRow, ...]:
        """Where contacts come from."""
        return self._sources

    @property
    def is_a_source_down(self) -> bool:
        """Whether nothing comes in from somewhere."""
        return any(row.state is SourceState.DOWN for row in self._sources)

    @property
    def title(self) -> str:
        """What stands above the list."""
        down = sum(row.state is SourceState.DOWN for row in self._sources)
        none_in = tr("1 source down") if down == 1 else tr("{count} sources down", count=down)
        parts = (
            tr("Contacts"), tr("{count} waiting", count=self._list.waiting) if self._list.waiting else "",
            none_in if down else "",
        )  # fmt: skip
        return " · ".join(part for part in parts if part)

    @property
    def chosen(self) -> ContactRow | None:
        """The contact that is chosen."""
        return next((row for row in self._list.rows if row.contact_id == self._chosen), None)

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskContacts(limit=MOST))
        if self._chosen:
            self._read.ask(AskContact(self._chosen))

    def refresh_sources(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again how the sources do."""
        self._health.ask(AskSources())

    def line(self, row: ContactRow) -> ContactLine:
        """Put a row into words."""
        return contact_line(row, self._clock.now())

    def reading(self) -> Reading | None:
        """Return the chosen contact as it is read; None while there is none, or it is on its way."""
        if self._whole is None or self._whole.row.contact_id != self._chosen:
            return None
        return reading(self._whole, self._zone)

    def choose(self, contact_id: str) -> None:
        """Choose a contact to read."""
        if contact_id == self._chosen:
            return
        self._chosen, self.asking, self.message = contact_id, Asking.NOTHING, ""
        self._seen_at = self._clock.now()
        if contact_id:
            self._read.ask(AskContact(contact_id))
        self.changed()

    def next(self) -> None:
        """Choose the most urgent that nobody has in hand, or the next one after the chosen."""
        waiting = [row.contact_id for row in self._list.rows if row.state is ContactState.WAITING]
        after = waiting[waiting.index(self._chosen) + 1 :] if self._chosen in waiting else waiting
        if not waiting:
            self.say(tr("Nothing waits."), "muted")
            return
        self.choose((after or waiting)[0])

    def taking(self) -> Deed:
        """Return what taking would do: a second time lets it go."""
        mine = self._is_mine(self.chosen)
        return Deed(words=tr("Let go") if mine else tr("Take"), refusal=self._refusal())

    def entering(self) -> Deed:
        """Return what entering would do."""
        return Deed(words=tr("Enter as a call"), refusal=self._refusal())

    def attaching(self) -> Deed:
        """Return what attaching would do."""
        refusal = self._refusal()
        if not refusal and self._session.incident_id is None:
            refusal = tr("choose the incident first (F4)")
        row = self._session.selected_incident
        words = tr("Attach to {number}", number=row.number) if row else tr("Attach to the incident")
        return Deed(words=words, refusal=refusal)

    def dismissing(self) -> Deed:
        """Return what dismissing would do."""
        row = self.chosen
        many = row is not None and row.waiting > 1
        words = tr("Dismiss all {count}", count=row.waiting) if many and row else tr("Dismiss")
        return Deed(words=words, refusal=self._refusal())

    def take(self) -> None:
        """Take the chosen contact in hand, or let it go."""
        found = self._ready(self.taking())
        if found is None:
            return
        row, actor = found
        if self._is_mine(row):
            self._run(ReleaseContact(actor=actor, contact_id=ContactId(row.contact_id)), tr("it waits again"))
        else:
            self._run(TakeContact(actor=actor, contact_id=ContactId(row.contact_id)), tr("you have it"))

    def enter(self) -> None:
        """Take it in hand, and begin a call with what it says."""
        found = self._ready(self.entering())
        if found is None:
            return
        row, actor = found
        if not self._is_mine(row):
            command = TakeContact(actor=actor, contact_id=ContactId(row.contact_id))
            self._run(command, tr("you have it"), then=lambda _answer: self._begin_call(row))
        else:
            self._begin_call(row)

    def attach(self) -> None:
        """Make it a further call of the shown incident; a batch is attached with a reason."""
        found = self._ready(self.attaching())
        incident_id = self._session.incident_id
        if found is None or incident_id is None:
            return
        row, actor = found
        if row.waiting > 1:
            self._ask(Asking.ATTACH, tr("Why do all of these belong to it? Enter attaches them, Esc leaves it."))
            return
        whole = self._whole
        body = whole.body if whole is not None and whole.row.contact_id == row.contact_id else row.preview
        command = AddCall(
            actor=actor, incident_id=IncidentId(incident_id), contact_id=ContactId(row.contact_id),
            caller_name=row.sender, narrative="\n".join(part for part in (row.subject, body) if part),
        )  # fmt: skip
        self._run(command, tr("attached as a further call"))

    def begin_dismissing(self) -> None:
        """Ask why it is put away."""
        if self._ready(self.dismissing()) is not None:
            self._ask(Asking.DISMISS, "")

    def turn_disposition(self, step: int) -> None:
        """Choose as what it is dismissed."""
        words = list(Disposition)
        self.disposition = words[(words.index(self.disposition) + step) % len(words)]
        self.changed()

    def prompt(self) -> str:
        """Say what the line asks."""
        if self.asking is Asking.DISMISS:
            word = disposition_word(self.disposition)
            return tr("Dismiss as {word} (↑ ↓ change it). Why? Enter dismisses, Esc leaves it.", word=word)
        return self.message

    def answer(self, reason: str) -> None:
        """Do what was asked about, with that reason."""
        found = self._ready(Deed(words="", refusal=self._refusal()))
        if found is None or self.asking is Asking.NOTHING:
            return
        if not reason.strip():
            self.say(tr("Write why: nothing is put away in silence."), "warning")
            return
        row, actor = found
        command = self._dismissal(row, actor, reason) if self.asking is Asking.DISMISS else self._attachment(
            row, actor, reason
        )  # fmt: skip
        said = tr("dismissed") if self.asking is Asking.DISMISS else tr("attached")
        self.asking = Asking.NOTHING
        if command is not None:
            self._run(command, said)

    def leave_asking(self) -> None:
        """Do nothing after all."""
        self.asking, self.message = Asking.NOTHING, ""
        self.changed()

    def sources_words(self) -> str:
        """Say how the sources do: those that are down with why, then what comes in how fast."""
        down = [tr("{name} is down: {why}", name=row.name, why=row.reason) for row in self._sources
                if row.state is SourceState.DOWN]  # fmt: skip
        rates = [tr("{name} {rate:.0f}/min", name=row.name, rate=row.per_minute) for row in self._sources
                 if row.per_minute >= 1]  # fmt: skip
        return " · ".join((*down, *rates))

    def _dismissal(self, row: ContactRow, actor: Actor, reason: str) -> Command:
        if row.waiting > 1 and row.batch is not None:
            return DismissContacts(
                actor=actor, batch=row.batch, disposition=self.disposition, reason=reason, upto=self._seen_at
            )
        return DismissContact(
            actor=actor, contact_id=ContactId(row.contact_id), disposition=self.disposition, reason=reason
        )

    def _attachment(self, row: ContactRow, actor: Actor, reason: str) -> Command | None:
        incident_id = self._session.incident_id
        if row.batch is None or incident_id is None:
            return None
        return EnterBatch(
            actor=actor, batch=row.batch, incident_id=IncidentId(incident_id), reason=reason, upto=self._seen_at
        )

    def _refusal(self) -> str:
        actor, row = self._session.actor, self.chosen
        if row is None:
            return tr("choose a contact first")
        if actor is None:
            return tr("sign on first (F9)")
        if actor.role not in MAY[Act.TAKE_CALL]:
            return tr("a dispatcher does this")
        if row.state is ContactState.TAKEN and not self._is_mine(row):
            return tr("{name} at {seat} has it", name=row.taken_by or "?", seat=row.taken_seat or "?")
        return ""

    def _is_mine(self, row: ContactRow | None) -> bool:
        actor = self._session.actor
        return bool(row and actor and row.state is ContactState.TAKEN and row.taken_seat == actor.seat)

    def _ready(self, deed: Deed) -> tuple[ContactRow, Actor] | None:
        row, actor = self.chosen, self._session.actor
        if deed.refusal or row is None or actor is None:
            self.say(deed.refusal, "warning")
            return None
        return row, actor

    def _ask(self, asking: Asking, words: str) -> None:
        self.asking = asking
        self._seen_at = self._clock.now()
        self.say(words, "text")

    def _begin_call(self, row: ContactRow) -> None:
        self._popped.add(row.contact_id)
        whole = self._whole
        known = whole is not None and whole.row.contact_id == row.contact_id
        self._start_call(replace(row, preview=whole.body[:MOST_LETTERS]) if whole is not None and known else row)

    def _run(self, command: Command, said: str, then: Callable[[Any], None] = lambda _answer: None) -> None:
        self.say(tr("asking …"), "muted")

        def done(answer: Any) -> None:
            self.say(said, "text")
            then(answer)

        take_over(self._room.execute(command), self._post, done, lambda error: self.say(str(error), "alarm"))

    def say(self, message: str, tone: str) -> None:
        """Say something below the contact."""
        self.message, self.tone = message, tone
        self.changed()

    def _taken(self, answer: ContactList) -> None:
        first, self._list, self._loaded = not self._loaded, answer, True
        if self.chosen is None:
            self._chosen, self.asking = "", Asking.NOTHING
        self._pop(known=first)
        self.changed()

    def _pop(self, *, known: bool) -> None:
        """Open a call for the telephone that was picked up here; what was so before the window opened is no news."""
        for row in self._list.rows:
            if row.medium is Medium.PHONE and self._is_mine(row) and row.contact_id not in self._popped:
                self._popped.add(row.contact_id)
                if not known:
                    self._start_call(row)
        self._popped &= {row.contact_id for row in self._list.rows}

    def _told(self, whole: ContactWhole | None) -> None:
        self._whole = whole
        self.changed()

    def _heard(self, rows: tuple[SourceRow, ...]) -> None:
        self._sources = rows
        self.changed()
