"""One seat's presenters and what they tell each other; the window places their views."""

from collections.abc import Callable, Iterable

from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.events import Entry
from dispatcher.domain.saying import Item
from dispatcher.domain.worlds import World
from dispatcher.queries.contacts import ContactRow
from dispatcher.queries.pack_rows import PackRow
from ui.presenters.attention import AttentionPresenter
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_hand import Contact
from ui.presenters.call_entry_ringing import Ringing
from ui.presenters.call_parts import CallParts
from ui.presenters.card import CardPresenter
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.contacts import ContactsPresenter
from ui.presenters.documents import DocumentsPresenter
from ui.presenters.duties import DutiesPresenter
from ui.presenters.knowledge import KnowledgePresenter
from ui.presenters.map_feed import MapFeed
from ui.presenters.pending import PendingPresenter
from ui.presenters.placing import PlacingPresenter
from ui.presenters.policies import PoliciesPresenter
from ui.presenters.queue import QueuePresenter, sort_key
from ui.presenters.quick_log import QuickLogPresenter
from ui.presenters.radio_desk import RadioDesk
from ui.presenters.read_back import ReadBackPresenter
from ui.presenters.read_back_facts import facts_of
from ui.presenters.recommending import RecommendingPresenter
from ui.presenters.record import RecordPresenter
from ui.presenters.refresh import Concern, Post, Refresh
from ui.presenters.room import Room
from ui.presenters.search import SearchPresenter
from ui.presenters.sentinel import SentinelPresenter
from ui.presenters.session import Session
from ui.presenters.sign_on import SignOnPresenter
from ui.presenters.simulation import SimulationPresenter
from ui.presenters.taking import Taking
from ui.presenters.units import UnitsPresenter
from ui.wording import tr

RECONCILE_S = 30
"""Everything is asked again this often, whatever was heard: a missed ring costs at most this long."""


class Desk:
    """Everything that one window shows. Thread: Qt."""

    def __init__(self, room: Room, post: Post, clock: Clock, *, seat: str, world: World) -> None:
        self.session = Session()
        self.attention = AttentionPresenter(room, post, clock, lambda: self.session.actor, self.compose)
        problem = self.attention.say
        self.sign_on = SignOnPresenter(room, post, self.session, seat=seat)
        self.sentinel = SentinelPresenter(room, post, clock, self.sign_on.signed_on, world=world)
        self.queue = QueuePresenter(room, post, clock, problem)
        self.card = CardPresenter(room, post, clock, problem)
        self.card.actor, self.card.compose = lambda: self.session.actor, self.compose
        self.record = RecordPresenter(room, self.session, self.card, clock, post)
        self.units = UnitsPresenter(room, post, clock, problem)
        self.pending = PendingPresenter(room, post, clock, problem)
        self.radio = RadioDesk(room, post, clock, self.session, problem)
        self.contacts = ContactsPresenter(room, post, clock, self.session, problem, self._start_call)
        self.duties = DutiesPresenter(room, post, problem)
        self.policies = PoliciesPresenter(room, post, problem)
        self.documents = DocumentsPresenter(room, post, problem)
        self.search = SearchPresenter(room, post, clock, self.session.show_incident, problem)
        self.map = MapFeed(room, post, clock, (self.units, self.queue), problem)
        self.placing = PlacingPresenter(room, self.session, post, problem)
        self.simulation = SimulationPresenter(room.simulation, post) if room.simulation is not None else None
        self.recommending = RecommendingPresenter(room, post)
        self.knowledge = KnowledgePresenter(room, self.session, clock, post, problem)
        self.command_line = CommandLinePresenter(room, self.session, Vocabulary(), post, self._open_call_entry)
        self.call_entry = CallEntryPresenter(room, self.session, clock, post)
        self.call_entry.keeper.seat = seat
        self.ringing = Ringing(self.call_entry, clock)
        self.quick_log = QuickLogPresenter(room, self.session, clock, post, self.call_entry.keeper)
        self.command_line.now = clock.now
        self.parts = CallParts(room, self.session, clock, post, self.call_entry, problem)
        self.read_back = ReadBackPresenter(room, self.session, clock, post, self._correct)
        taking = self.attention.taking = Taking(self.session, clock, self.command_line, self._is_writing)
        taking.untouched = self._holds_a_beginning
        self.open_call_entry: Callable[[], None] = lambda: None
        self.correct_call: Callable[[Item], None] = lambda _item: None  # the call entry's: go to its field
        self.focus_command_line: Callable[[], None] = lambda: None
        self.refresh = Refresh(
            {
                Concern.SENTINEL: self.sentinel.refresh,
                Concern.ATTENTION: self.attention.refresh,
                Concern.QUEUE: self._refresh_incidents,
                Concern.CARD: self._refresh_card,
                Concern.UNITS: self.units.refresh,
                Concern.PENDING: self.pending.refresh,
                Concern.PACK: self._refresh_pack,
                Concern.DUTIES: self.duties.refresh,
                Concern.REACH: self.sentinel.refresh_reach,
                Concern.DRAFTS: self.call_entry.refresh_drafts,
                Concern.KNOWLEDGE: self._refresh_knowledge,
                Concern.CONTACTS: self.contacts.refresh,
                Concern.SOURCES: self.contacts.refresh_sources,
                **self.radio.rings(),
            }
        )
        self._composed = ""  # what a button has begun and nobody has gone on with
        self._seconds = 0
        self._timezone = ""
        self._pack: PackRow | None = None
        self._introduce()

    def start(self) -> None:
        """Ask for everything."""
        self.refresh.everything()

    def entries(self, entries: Iterable[Entry]) -> None:
        """Take note of committed entries."""
        self.refresh.entries(entries)

    def close(self) -> None:
        """Hear nothing more of the room."""
        if self.simulation is not None:
            self.simulation.close()

    def second(self) -> None:
        """Do what is due each second."""
        self._seconds += 1
        self.map.refresh()
        self.knowledge.second()
        self.parts.second()
        if self.simulation is not None:
            self.simulation.second()
        if self._seconds % RECONCILE_S == 0:
            self.refresh.everything()
        else:
            self.sentinel.refresh()

    def _introduce(self) -> None:
        self.session.listen(self._on_session)
        self.queue.watch(self._on_queue)
        self.units.watch(self._on_units)
        self.sentinel.watch(self._on_sentinel)
        self.recommending.watch(self._learn)
        self.attention.watch(self._on_attention)
        self.sign_on.watch(self._on_pack)
        self.duties.watch(self._on_duties)
        self.command_line.begin_placing = self.placing.begin
        self.placing.tell = self.command_line.tell
        self.command_line.closed_number = lambda: self.card.closed_number
        self.card.watch(self.command_line.changed)
        self.card.watch(self._on_card)
        self.contacts.deeds.shown_number = lambda: card.number if (card := self.card.card) else ""
        self.card.known = self.knowledge.dangers
        self.card.watch(lambda: self.knowledge.follow_card(self.card.card))
        self.knowledge.watch(self.card.changed)
        self.documents.compose = self.compose
        self.documents.incident = lambda: row.number if (row := self.session.selected_incident) else ""

    def _on_session(self) -> None:
        self.card.show(self.session.incident_id)
        self.recommending.show(self.session.incident_id)
        self.sentinel.changed()
        self.attention.changed()
        self.card.changed()
        self.contacts.changed()

    def _on_card(self) -> None:
        """What is said back is about the call that is being written down, else about the shown incident."""
        self.contacts.changed()
        card = self.card.card
        if self._is_writing():
            return
        if card is None:
            self.read_back.forget()
        elif card.closed_at is None:
            self.read_back.follow_calls(facts_of(card))

    def _refresh_knowledge(self, ids: frozenset[str] | None) -> None:
        self.knowledge.refresh(ids)
        self.parts.knowledge.refresh(ids)

    def _refresh_card(self, ids: frozenset[str] | None) -> None:
        self.card.refresh(ids)
        self.read_back.refresh(ids)

    def _correct(self, item: Item) -> None:
        """Begin the command that corrects what a caller said differently; some of it is corrected in call entry."""
        begin = {Item.PLACE: "place @ ", Item.GRADE: "priority "}.get(item)
        if self.call_entry.holds_a_call or begin is None:
            self.correct_call(item)
        else:
            self.compose(begin)

    def _on_queue(self) -> None:
        self.session.update_rows(self.queue.rows.values())
        self._learn()

    def _on_sentinel(self) -> None:
        """Ask for the queue again when it tells another count: guards are leases, and those expire without an entry."""
        shown = sum(not row.guarded for row in self.queue.rows.values())
        if self.queue.loaded and self.sentinel.unguarded_incidents not in (None, shown):
            self.queue.refresh()

    def _on_attention(self) -> None:
        self.radio.inbound.know_attention(self.attention.rows)
        self.sentinel.know_attention(self.attention.rows)
        self._learn()

    def _on_units(self) -> None:
        self.recommending.refresh()
        self._learn()

    def _refresh_incidents(self, ids: frozenset[str] | None) -> None:
        self.queue.refresh(ids)
        self.search.refresh(ids)
        self.parts.likely_same.refresh(ids)

    def _refresh_pack(self, ids: frozenset[str] | None) -> None:
        self.sign_on.refresh(ids)
        self.policies.refresh(ids)
        self.documents.refresh(ids)

    def _on_duties(self) -> None:
        self.attention.know_duties(self.duties.rows)
        self._learn()

    def _on_pack(self) -> None:
        pack = self.sign_on.pack
        if pack is not None and pack != self._pack:
            self._pack = pack
            self.call_entry.set_pack(pack)
            self.parts.set_pack(pack)
            self.quick_log.set_pack(pack)
            self.read_back.set_pack(pack)
            self.map.set_pack(pack)
            self.record.set_pack(pack)
        if pack is not None and pack.timezone != self._timezone:
            self._timezone = pack.timezone
            self.sentinel.set_timezone(pack.timezone)
            self.card.set_timezone(pack.timezone)
            self.radio.set_timezone(pack.timezone)
            self.knowledge.set_timezone(pack.timezone)
            self.contacts.set_timezone(pack.timezone)
            self.search.set_timezone(pack.timezone)
            if self.simulation is not None:
                self.simulation.set_timezone(pack.timezone)
        self._learn()

    def _learn(self) -> None:
        queue = tuple(sorted(self.queue.rows.values(), key=sort_key))
        rows = self.recommending.rows
        known = Vocabulary.of(self.sign_on.pack, queue, self.units.rows, self.attention.rows, rows, self.duties.rows)
        self.command_line.set_vocabulary(known)

    def compose(self, text: str) -> None:
        """Begin a command for whoever pressed a button; what somebody has written there stays."""
        typed = self.command_line.state.text.strip()
        if typed and not self._holds_a_beginning() and not typed.startswith("ack "):
            self.attention.say(
                "compose", tr("The command line holds “{typed}”. Enter or Esc, then again.", typed=typed)
            )
            return
        self.attention.say("compose", None)
        self._composed = text
        self.command_line.edit(text, len(text))
        self.focus_command_line()

    def _holds_a_beginning(self) -> bool:
        return bool(self._composed) and self.command_line.state.text == self._composed

    def _is_writing(self) -> bool:
        return self.call_entry.is_written

    def _start_call(self, row: ContactRow) -> None:
        """Begin a call with what a contact says, beside those in hand."""
        by_phone = row.medium in (Medium.PHONE, Medium.TEXT)
        self.call_entry.start_from(
            Contact(
                medium=row.medium, contact_at=row.contact_at, contact_id=row.contact_id,
                name="" if by_phone else row.sender, number=row.sender if by_phone else "",
                words=" · ".join(part for part in (row.subject, row.preview) if part),
            )
        )  # fmt: skip
        self.open_call_entry()

    def _open_call_entry(self) -> None:
        self.open_call_entry()
