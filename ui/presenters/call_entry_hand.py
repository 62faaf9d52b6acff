"""The calls of a seat from hand to hand: begun, kept, put aside, brought back, ended. Thread: the screen's own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.plain_text import visible
from dispatcher.queries.drafts import AskDrafts, DraftRow
from ui.presenters.call_entry_assets import CallAssets
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_calls import MOST_CALLS, Calls, CallTab
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.call_entry_facts import facts_of
from ui.presenters.call_entry_json import call_from
from ui.presenters.call_entry_lines import typed
from ui.presenters.call_entry_missing import missing_of
from ui.presenters.call_entry_places import CallPlaces
from ui.presenters.call_entry_saving import DraftKeeper
from ui.presenters.call_entry_storing import CallStoring
from ui.presenters.call_entry_types import CallTypes
from ui.presenters.call_section import CallFacts, CallSection
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr

Taken = Callable[[Call], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known of a contact before anybody has typed."""

    medium: Medium = Medium.PHONE
    contact_at: datetime | None = None
    name: str = ""
    number: str = ""
    words: str = ""
    contact_id: str = ""


class CallsInHand(Watched):
    """Holds the calls of a seat, also while the panel is hidden; one of them is in front."""

    def __init__(self, room: Room, session: Session, clock: Clock, post: Post) -> None:
        super().__init__()
        self._session, self._clock = session, clock
        self._words = Vocabulary()
        self._cleared: Call | None = None
        self._wanted: tuple[CallField, int | None] | None = None
        self._sections: list[CallSection] = []
        self._facts: CallFacts | None = None
        self.calls = Calls()
        self.keeper = DraftKeeper(room, post, session, self._draw, self._complain)
        self.storing = CallStoring(room, post, clock, self._stored, self._taken, self._complain)
        self.places = CallPlaces(room, post, lambda: self.calls.current.draft, self._change)
        self.assets = CallAssets(room, post, lambda: self.calls.current.draft, self._change)
        self.types = CallTypes(lambda: self.calls.current.draft)
        self.caret: Callable[[], tuple[CallField, int] | None] = lambda: None
        """Where the caret stands in the call in front; the view tells it."""
        self.taken: list[Taken] = []
        """Told each call once the room has taken it, whichever is in front."""
        self.abandoned: tuple[DraftRow, ...] = ()
        self._restored = False
        self._actor = session.actor
        session.listen(self._on_session)
        self._trouble = ""
        self._open_drafts = Question(room, post, "drafts", self._come_back, self._say_of_drafts)
        self._abandoned_drafts = Question(room, post, "abandoned calls", self._know_abandoned, self._say_of_drafts)

    @property
    def call(self) -> Call:
        """The call that is in front."""
        return self.calls.current

    @property
    def tabs(self) -> tuple[CallTab, ...]:
        """The calls in hand, for the strip; ticks with the clock."""
        return self.calls.tabs(self._clock.now())

    @property
    def is_written(self) -> bool:
        """Whether somebody's words stand in the call in front that the record does not have."""
        call, actor = self.call, self._session.actor
        if call.opened is None:
            return any(text.strip() for text in call.draft.texts.values())
        return actor is not None and self.storing.owes(call, actor)

    @property
    def holds_a_call(self) -> bool:
        """Whether the panel is needed for the call in front: words wait in it, or its own incident is shown."""
        opened = self.call.opened
        own = opened is not None and opened.incident_id == self._session.incident_id
        return self.is_written or self.call.is_storing or (own and self.call.ended_at is None)

    def add_section(self, section: CallSection) -> None:
        """Tell a part of the panel what the call in front says, now and at every change."""
        self._sections.append(section)
        section.follow(facts_of(self.call, self._words))

    def refresh_drafts(self, _ids: frozenset[str] | None = None) -> None:
        """Bring back what this seat was writing, once; and learn which calls were abandoned."""
        seat = self._session.actor.seat if self._session.actor else self.keeper.seat
        if not self._restored and seat:
            self._open_drafts.ask(AskDrafts(seat))
        self._abandoned_drafts.ask(AskDrafts(seat, abandoned=True))

    def open(self) -> None:
        """Stamp the time of contact, unless a call is already being written down; an opened one makes room."""
        if self.call.opened is not None:
            self._begin()
        call, self._wanted = self.call, None
        if call.draft.blank and not call.is_storing:
            call.draft = replace(call.draft, contact_at=self._clock.now())
            call.said = ("", "muted")
            self.places.lookup.warm()
        self.changed()

    def another(self) -> None:
        """Begin one more call beside those that are in hand; the one in front waits."""
        if self._begin():
            self.open()
            self._want(CallField.PLACE, 0)
            self.changed()

    def start_from(self, contact: Contact) -> bool:
        """Begin a call from what is known of a contact, in front; False when there is no place for one more."""
        if not self._begin():
            return False
        call, now = self.call, self._clock.now()
        words = visible(contact.words)[0]
        texts = {
            CallField.CALLER_NAME: visible(contact.name)[0], CallField.CALLER_NUMBER: visible(contact.number)[0],
            CallField.NARRATIVE: words,
        }  # fmt: skip
        at = contact.contact_at or now
        call.draft = replace(
            call.draft, texts=texts, lines=typed((), words, at), medium=contact.medium, contact_at=at
        )  # fmt: skip
        call.contact_id, call.answered_at = contact.contact_id, now
        self.changed()
        return True

    def next_call(self, step: int = 1) -> None:
        """Put the next call in front, with its caret where it was left."""
        self._leave_front()
        self.calls.go(step)
        self._come_front()

    def show_call(self, place: int) -> None:
        """Put the call with that number in front."""
        self._leave_front()
        self.calls.show(place)
        self._come_front()

    def hold(self) -> None:
        """Let the caller in front wait, or take the call up again."""
        call = self.call
        if not call.blank and call.ended_at is None:
            call.held_at = None if call.held_at else self._clock.now()
            self.changed()

    def clear(self) -> None:
        """Put the call in front away as abandoned; `restore` and the list of abandoned calls bring it back."""
        call = self.call
        if call.is_storing or call.blank or call.opened is not None:
            return
        if self._session.actor is None:
            call.said = (tr("Nobody is signed on here: press F9, then put it away"), "warning")
            self.changed()
            return
        self._put_away(call, tr("put away by the operator"))
        self.changed()

    def _put_away(self, call: Call, reason: str) -> None:
        self.keeper.drop(call, reason)
        self._cleared = call
        self._remove(call)
        self.call.said = (tr("Put away among the abandoned calls; it can be brought back"), "muted")

    def restore(self) -> None:
        """Bring back what was cleared."""
        cleared, self._cleared = self._cleared, None
        if cleared is not None:
            self._bring_back(cleared)

    def reopen(self, draft_id: str) -> None:
        """Take an abandoned call in hand again."""
        row = next((row for row in self.abandoned if row.draft_id == draft_id), None)
        if row is not None:
            self.abandoned = tuple(each for each in self.abandoned if each is not row)
            self._bring_back(call_from(row))

    def finish(self) -> None:
        """The caller has rung off; the second time, the work after the call is done and it leaves the strip."""
        call, actor = self.call, self._session.actor
        if call.opened is None or actor is None:
            call.said = (tr("Ctrl+Enter opens its incident first; or put the call away"), "warning")
        elif call.ended_at is None:
            self.storing.catch_up(call, actor)
            self.storing.end(call, actor)
        elif self._is_whole(call):
            self._wrap_up(call)
        elif call.is_given_up and not call.is_amending:
            self._put_away(call, tr("not all of it could be stored with {number}", number=call.opened.number))
        else:
            self._store_rest(call, actor)
        self.changed()

    def _store_rest(self, call: Call, actor: Actor) -> None:
        """Store what can be stored of a call that is to be done with; say what stays behind."""
        call.errors = self._missing(call)
        stays = {**call.refused, **call.errors}
        if stays:
            call.is_given_up = True
        self.storing.catch_up(call, actor)

    def leave(self) -> None:
        """The panel is left: what is ended, and whole in the record, is done."""
        call = self.call
        if call.ended_at is not None and self._is_whole(call):
            self._wrap_up(call)
            self.changed()

    def second(self) -> None:
        """Try again to keep what could not be kept."""
        for call in self.calls.all:
            if call.saving.trouble:
                self.keeper.keep(call)

    def take_wanted(self) -> tuple[CallField, int | None] | None:
        """Return, once, where the caret belongs: in a refused field, or at the sign where it was left."""
        wanted, self._wanted = self._wanted, None
        return wanted

    def changed(self) -> None:
        """Keep what is new, tell the other parts of the panel, then whoever draws."""
        self.keeper.keep(self.call)
        facts = facts_of(self.call, self._words)
        if facts != self._facts:
            self._facts = facts
            for section in self._sections:
                section.follow(facts)
        super().changed()

    def _missing(self, call: Call) -> dict[CallField, str]:
        return missing_of(call, self._words)

    def _is_whole(self, call: Call) -> bool:
        """Whether the record has everything that an opened call says."""
        actor = self._session.actor
        if actor is None or call.opened is None or self._missing(call):
            return False
        return not self.storing.owes(call, actor)

    def _begin(self, call: Call | None = None) -> bool:
        front = self.call
        self._leave_front()
        if self.calls.is_full:
            spare = next((each for each in self.calls.all if each is not front and self._is_whole(each)), None)
            if spare is not None:
                self._wrap_up(spare)
        if self.calls.begin(call) is None:
            front.said = (tr("{count} calls are in hand here: end one, or put one away", count=MOST_CALLS), "warning")
            self.changed()
            return False
        self._come_front()
        return True

    def _wrap_up(self, call: Call) -> None:
        if self._session.actor is not None:
            self.storing.wrap_up(call, self._session.actor)
            self.keeper.drop(call)
            self._remove(call)

    def _remove(self, call: Call) -> None:
        self._leave_front()
        self.calls.remove(call)
        self._come_front()

    def _bring_back(self, call: Call) -> None:
        call.is_left = False
        call.saving.body = ""
        if not self._begin(call):
            self._cleared = call
            return
        self.changed()

    def _leave_front(self) -> None:
        call = self.call
        call.caret, call.left_at = self.caret() or call.caret, self._clock.now()
        self.keeper.keep(call)
        self._catch_up((call,))
        self.places.forget()
        self.types.close()
        self.assets.close()

    def _come_front(self) -> None:
        self.call.left_at = None
        self.assets.look()
        self._want(*self.call.caret)
        self.changed()

    def _want(self, name: CallField, caret: int | None = None) -> None:
        self._wanted = (name, caret)

    def _change(self, change: Callable[[CallDraft], CallDraft]) -> None:
        self.call.draft = change(self.call.draft)
        self.changed()

    def _stored(self, call: Call) -> None:
        """The room has answered for a call, which need not be in front any more."""
        if call is self.call:
            wanted = next(iter(call.errors), None)
            if wanted is not None:
                self._want(wanted)
        self.keeper.keep(call)
        self.changed()

    def _taken(self, call: Call) -> None:
        for taken in self.taken:
            taken(call)
        if call is not self.call:
            self._catch_up((call,))  # typed while the room took it, then left
        elif call.opened is not None:
            self._session.show_incident(call.opened.incident_id)

    def _catch_up(self, calls: Iterable[Call]) -> None:
        """Bring the record up to calls in which nobody types."""
        for call in calls:
            if self._session.actor is not None:
                self.storing.catch_up(call, self._session.actor)

    def _on_session(self) -> None:
        """Whoever signs on finds calls of an earlier life: the record gets what it lacks of them."""
        came, self._actor = self._session.actor is not None and self._actor is None, self._session.actor
        if came:
            self._catch_up([call for call in self.calls.all if call is not self.call or self.caret() is None])
        self.changed()

    def _come_back(self, rows: tuple[DraftRow, ...]) -> None:
        if not self._restored:
            self._restored = True
            found = [(call_from(row), row.is_closed) for row in rows]
            over = [call for call, is_closed in found if is_closed and call.draft == call.told]
            for call in over:  # whole in the record, and nobody has anything to do with it any more
                self.keeper.drop(call)
            back = {call.id for call, _ in found} - {call.id for call in over}
            self.calls.restore(tuple(call for call, _ in found if call.id in back))
            if back:
                self._catch_up([call for call in self.calls.all if call.id in back])
                self._come_front()

    def _know_abandoned(self, rows: tuple[DraftRow, ...]) -> None:
        if rows != self.abandoned:
            self.abandoned = rows
            self._draw()

    def _complain(self, trouble: str) -> None:
        """Say in front what went wrong with a call that has left the strip."""
        self.call.said = (trouble, "alarm")
        self._draw()

    def _say_of_drafts(self, trouble: str | None) -> None:
        self._trouble = trouble or ""
        self._draw()

    def _draw(self) -> None:
        super().changed()
