"""What reached the room from outside and nobody has settled: read it, take it, enter it, attach it, dismiss it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import CallTaken
from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.domain.contact_commands import ReleaseContact, SeparateContact, TakeContact
from dispatcher.domain.contacts import ContactState, Disposition, SourceState
from dispatcher.domain.identifiers import ContactId
from dispatcher.queries.contacts import AskContacts, AskSources, ContactList, ContactRow, SourceRow
from ui.presenters.contact_deeds import Deed, Deeds, all_attached, attached, complained, dismissed, is_mine
from ui.presenters.contact_reading import ContactReader
from ui.presenters.contact_words import ContactLine, Reading, contact_line, is_one_of, key_of
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
        self._batch = ""  # which is unfolded
        self._members: tuple[ContactRow, ...] = ()
        self._rows: tuple[ContactRow, ...] = ()
        self._popped: set[str] = set()
        self._seen_at: datetime | None = None
        self.asking, self.disposition = Asking.NOTHING, Disposition.ANSWERED
        self.message, self.tone = "", "muted"
        self.deeds = Deeds(session, lambda: self.chosen, lambda: self._batch)
        self.reader = ContactReader(room, post, problem)
        self.reader.say = self.say
        self.reader.watch(self.changed)
        self._question = Question(room, post, "contacts", self._taken, lambda text: problem("contacts_unread", text))
        self._each = Question(room, post, "batch", self._unfolded, lambda text: problem("batch_unread", text))
        self._health = Question(room, post, "sources of contacts", self._heard, lambda text: problem("sources", text))

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all."""
        return self._loaded

    @property
    def rows(self) -> tuple[ContactRow, ...]:
        """What waits or is in hand, the most urgent first; below an unfolded batch each of it."""
        return self._rows

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
        return next((row for row in self._rows if key_of(row) == self._chosen), None)

    @property
    def left_out(self) -> int:
        """How many of the unfolded batch are not listed: more than fit."""
        head = next((row for row in self._list.rows if key_of(row) == self._batch), None)
        return max(0, head.waiting - len(self._members)) if head is not None and self._members else 0

    def is_one_of(self, row: ContactRow | None) -> bool:
        """Whether a row is one of the batch that is unfolded."""
        return is_one_of(row, self._batch)

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskContacts(limit=MOST))
        if self._batch:
            self._each.ask(AskContacts(limit=MOST, batch=self._batch))
        self.reader.refresh()

    def refresh_sources(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again how the sources do."""
        self._health.ask(AskSources())

    def line(self, row: ContactRow) -> ContactLine:
        """Put a row into words."""
        return contact_line(row, self._clock.now(), is_one_of=self.is_one_of(row))

    def reading(self) -> Reading | None:
        """Return the chosen contact as it is read; None while there is none, or it is on its way."""
        return self.reader.reading(self._zone) if self.chosen is not None else None

    def choose(self, key: str) -> None:
        """Choose a contact, or the first of a batch, to read."""
        if key == self._chosen:
            return
        self._chosen, self.asking, self.message = key, Asking.NOTHING, ""
        self._seen_at = self._clock.now()
        self._read_chosen()
        self.changed()

    def next(self) -> None:
        """Choose the most urgent that nobody has in hand, or the next one after the chosen."""
        waiting = [key_of(row) for row in self._rows if row.state is ContactState.WAITING]
        after = waiting[waiting.index(self._chosen) + 1 :] if self._chosen in waiting else waiting
        if not waiting:
            self.say(tr("Nothing waits."), "muted")
            return
        self.choose((after or waiting)[0])

    def unfold(self, *, on: bool | None = None) -> None:
        """Show each of the chosen batch, or fold it together again; `on` says which."""
        row = self.chosen
        batch = row.batch if row is not None and (row.waiting > 1 or self.is_one_of(row)) else None
        is_on = bool(self._batch) and self._batch == batch
        if batch is None or on is is_on:
            return
        self._batch, self._members = ("", ()) if is_on else (batch, ())
        if is_on:
            self.choose(batch)
        else:
            self._each.ask(AskContacts(limit=MOST, batch=batch))
        self._lay_out()

    def take(self) -> None:
        """Take the chosen contact in hand, or let it go."""
        found = self._ready(self.deeds.taking())
        if found is None:
            return
        row, actor = found
        if is_mine(row, actor):
            self._run(ReleaseContact(actor=actor, contact_id=ContactId(row.contact_id)), tr("it waits again"))
        else:
            self._run(TakeContact(actor=actor, contact_id=ContactId(row.contact_id)), tr("you have it"))

    def enter(self) -> None:
        """Take it in hand, and begin a call with what it says."""
        found = self._ready(self.deeds.entering())
        if found is None:
            return
        row, actor = found
        if not is_mine(row, actor):
            command = TakeContact(actor=actor, contact_id=ContactId(row.contact_id))
            self._run(command, tr("you have it"), then=lambda _answer: self._begin_call(row))
        else:
            self._begin_call(row)

    def attach(self) -> None:
        """Make it a further call of the shown incident; a batch is attached with a reason."""
        found = self._ready(self.deeds.attaching())
        incident_id = self._session.incident_id
        if found is None or incident_id is None:
            return
        row, actor = found
        if row.waiting > 1:
            self._ask(Asking.ATTACH, tr("Why do all of these belong to it? Enter attaches them, Esc leaves it."))
            return
        self._run(attached(row, self.reader.whole, actor, incident_id), tr("attached as a further call"))

    def complain(self) -> None:
        """Make it a complaint about the shown incident; the complaint's own card is shown then."""
        found = self._ready(self.deeds.complaining())
        about = self._session.incident_id
        if found is None or about is None:
            return
        row, actor = found

        def show(taken: Any) -> None:
            if isinstance(taken, CallTaken):
                self.say(tr("complaint {number}: tell whoever complained, then answer", number=taken.number), "accent")
                self._session.show_incident(taken.incident_id)

        self._run(complained(row, self.reader.whole, actor, about), "", then=show)

    def separate(self) -> None:
        """Take the chosen one out of its batch: it waits by itself, and the rest is settled without it."""
        found = self._ready(self.deeds.separating())
        if found is not None:
            row, actor = found
            command = SeparateContact(actor=actor, contact_id=ContactId(row.contact_id))
            self._run(command, tr("it waits by itself; the others can be settled together"))

    def begin_dismissing(self) -> None:
        """Ask why it is put away."""
        if self._ready(self.deeds.dismissing()) is not None:
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
        found = self._ready(Deed(words="", refusal=self.deeds.refusal()))
        if found is None or self.asking is Asking.NOTHING:
            return
        if not reason.strip():
            self.say(tr("Write why: nothing is put away in silence."), "warning")
            return
        row, actor = found
        asked, self.asking = self.asking, Asking.NOTHING
        incident_id = self._session.incident_id
        if asked is Asking.DISMISS:
            self._run(dismissed(row, actor, self.disposition, reason, self._seen_at), tr("dismissed"))
        elif incident_id is not None:
            self._run(all_attached(row, actor, incident_id, reason, self._seen_at), tr("attached"))

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
        whole = self.reader.whole
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
        if self._batch and all(key_of(row) != self._batch for row in answer.rows):
            self._batch, self._members = "", ()  # what is left of it is a contact like any other
        self._pop(known=first)
        self._lay_out()

    def _unfolded(self, answer: ContactList) -> None:
        self._members = tuple(row for row in answer.rows if row.batch == self._batch
                              and row.state is ContactState.WAITING)  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        rows: list[ContactRow] = []
        for row in self._list.rows:
            rows.append(row)
            if self._batch and key_of(row) == self._batch:
                rows += self._members
        self._rows = tuple(rows)
        if self._chosen and self.chosen is None:
            self._chosen, self.asking = "", Asking.NOTHING
        self._read_chosen()
        self.changed()

    def _read_chosen(self) -> None:
        row = self.chosen
        self.reader.choose(row.contact_id if row is not None else "")

    def _pop(self, *, known: bool) -> None:
        """Open a call for the telephone that was picked up here; what was so before the window opened is no news."""
        for row in self._list.rows:
            if row.medium is Medium.PHONE and is_mine(row, self._session.actor) and row.contact_id not in self._popped:
                self._popped.add(row.contact_id)
                if not known:
                    self._start_call(row)
        self._popped &= {row.contact_id for row in self._list.rows}

    def _heard(self, rows: tuple[SourceRow, ...]) -> None:
        self._sources = rows
        self.changed()
