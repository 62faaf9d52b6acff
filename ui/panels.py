"""The views of one desk, made once; the window places them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.views.attention import AttentionView
from ui.views.call_entry import CallEntryView
from ui.views.call_parts import parts_of_a_call
from ui.views.card import CardView
from ui.views.channels import ChannelsView
from ui.views.command_line import CommandLineView
from ui.views.contact_reading import ContactReadingView
from ui.views.contacts import ContactsView
from ui.views.documents import DocumentsView
from ui.views.evidence import EvidenceView
from ui.views.inbound import InboundView
from ui.views.knowledge import KnowledgeView
from ui.views.map import MapView
from ui.views.pending import PendingView
from ui.views.policies import PoliciesView
from ui.views.queue import QueueView
from ui.views.quick_log import QuickLogView
from ui.views.read_back import ReadBackView
from ui.views.record import RecordView
from ui.views.search import SearchView
from ui.views.sentinel import SentinelView
from ui.views.sign_on import SignOnView
from ui.views.simulation import HeardView, SimulationStrip
from ui.views.unit_board import UnitBoardView
from ui.views.voice import VoiceView
from ui.widgets.middle import Middle
from ui.widgets.question_bar import QuestionBar
from ui.widgets.workspace import Workspace, stacked
from ui.wording import tr

_CONTACTS_READ, _CONTACTS_WAIT = 0.4, 0.7
"""So much of their side the queue keeps above the contacts: while somebody reads one, and else."""
_RECORD_HIGH = 0.62
"""Whoever writes in the record reads its log; of the card the head is enough."""


class Panels:
    """Every panel over its presenter."""

    def __init__(self, desk: Desk, theme: Theme, world: str) -> None:
        show = desk.session.show_incident
        self._policies, self._search = desk.policies, desk.search
        self.sentinel = SentinelView(desk.sentinel, theme)
        self.attention = AttentionView(desk.attention, theme)
        self.question = QuestionBar(theme, "leave_question")
        self.sign_on = SignOnView(desk.sign_on, theme)
        self.queue = QueueView(desk.queue, show, theme)
        self.map = MapView(desk.map, desk.session, theme, world)
        self.policies = PoliciesView(desk.policies, theme)
        self.policies.back.clicked.connect(self.change_policies)
        self._documents = desk.documents
        self.documents = DocumentsView(desk.documents, theme)
        self.documents.back.clicked.connect(self.change_documents)
        self.documents.left.connect(self.change_documents)
        self.voice = VoiceView(desk.radio.voice, theme)
        self.read_back = ReadBackView(desk.read_back, theme)
        self.knowledge = KnowledgeView(desk.knowledge, theme)
        self.search = SearchView(desk.search, theme)
        self.search.back.clicked.connect(lambda: self.change_search())
        self.contact = ContactReadingView(desk.contacts, theme)
        self.contact.left.connect(self.leave_contact)
        visits = {
            "contact": self.contact,
            "policies": self.policies, "documents": self.documents, "search": self.search, "voice": self.voice,
            "read_back": self.read_back, "knowledge": self.knowledge, "map": self.map,
        }  # fmt: skip
        self.middle = Middle(visits, "map")
        self.attention.reads_elsewhere = self.voice.isVisible
        self.middle.changed = self.attention.render_now
        self.card = CardView(desk.card, theme)
        self.call_entry = CallEntryView(desk.call_entry, theme, desk.ringing, parts_of_a_call(desk, theme))
        self.call_entry.hide()
        self.quick_log = QuickLogView(desk.quick_log, theme)
        self.units = UnitBoardView(desk.units, show, theme, select_unit=desk.session.point_at_unit)
        self.pending = PendingView(desk.pending, show, theme, select_page=desk.radio.evidence.show)
        self.channels = ChannelsView(desk.radio.channels, theme)
        self.contacts = ContactsView(desk.contacts, theme)
        self.contacts.wanted.connect(self.read_contact)
        self.inbound = InboundView(desk.radio.inbound, desk.radio.choose_inbound, theme)
        self.evidence = EvidenceView(desk.radio.evidence, theme)
        self.record = RecordView(desk.record, theme)
        lives = desk.simulation
        self.simulation = SimulationStrip(lives, theme) if lives is not None else None
        self.heard = HeardView(lives, theme) if lives is not None else None
        for lookup in (desk.call_entry.places.lookup, desk.command_line.places):
            lookup.near = self.map.centre
        self.command_line = CommandLineView(desk.command_line, theme)
        self.workspace = self._furnish(Workspace(theme, self.middle))

    def in_reading_order(self) -> tuple[QWidget, ...]:
        """Return them as the eye passes them, and Tab with it."""
        how, docks = self.workspace.how, self._docks
        middle = (
            self.map,
            self.contact,
            self.policies,
            self.documents,
            self.search,
            self.voice,
            self.read_back,
            self.knowledge,
        )
        others = [name for name in docks if name not in how.names]
        order = [*(docks[name] for name in how.left), middle, *(docks[name] for name in how.right if name in docks)]
        order += [docks[name] for name in (*how.below, *others) if name in docks]
        above = (self.attention, self.question, self.sign_on)
        return (*above, *(panel for panels in order for panel in panels), self.command_line)

    def change_policies(self) -> None:
        """Show the policies in the middle, or again what stood there."""
        self._change("policies", self.policies.take_focus)

    def change_documents(self) -> None:
        """Show the library in the middle, or again what stood there."""
        self._change("documents", self.documents.take_focus)

    def _change(self, name: str, take_focus: Callable[[], None]) -> None:
        shows = self.middle.shown != name
        if shows:
            self.middle.visit(name)
        else:
            self.middle.back()
        self._policies.open(opened=shows and name == "policies")
        self._documents.open(opened=shows and name == "documents")
        if shows:
            take_focus()
        else:
            self._focus_middle()

    def change_search(self, text: str | None = None) -> None:
        """Show the search in the middle, with a text to look for, or again what stood there."""
        shows = self.middle.shown != "search" or bool(text)
        if shows:
            self.middle.visit("search")
        else:
            self.middle.back()
        self._search.open(opened=shows, text=text or None)
        if shows:
            self.search.take_focus()
        else:
            self._focus_middle()

    def _focus_middle(self) -> None:
        if self.middle.shown == "voice":
            self.voice.take_focus()
        else:
            self.map.take_focus()

    def change_knowledge(self) -> None:
        """Show what is known in the middle, or again what stood there."""
        if self.middle.shown != "knowledge":
            self.middle.visit("knowledge")
            self.knowledge.take_focus()
            return
        self.middle.back()
        (self.voice if self.voice.isVisible() else self.map).take_focus()

    def remember(self) -> None:
        """Show what is known, with the caret where something is remembered."""
        self.middle.visit("knowledge")
        self.knowledge.begin_note()

    def show_map(self) -> None:
        """Show the map in the middle, and give it the keyboard."""
        self.middle.visit("map")
        self.map.take_focus()

    def show_voice(self) -> None:
        """Show the voice desk in the middle, and give it the keyboard."""
        self.middle.visit("voice")
        self.voice.take_focus()

    def change_read_back(self) -> None:
        """Show what is said back to the caller in the middle, or again what stood there."""
        if self.middle.shown == "read_back":
            self.middle.back()
            self.command_line.take_focus()
        else:
            self.middle.visit("read_back")
            self.read_back.take_focus()

    def read_contact(self) -> None:
        """Show the chosen contact in the middle, and more of the list; the keyboard stays where it is."""
        if self.middle.shown != "contact":
            self.middle.visit("contact")
            self.workspace.divide_side("queue", "contacts", _CONTACTS_READ)

    def leave_contact(self) -> None:
        """Show in the middle what stood there; the keyboard goes to the list, if it can be seen."""
        self.middle.back()
        self.workspace.divide_side("queue", "contacts", _CONTACTS_WAIT)
        (self.contacts.table if self.contacts.table.isVisible() else self.map).setFocus(Qt.FocusReason.OtherFocusReason)

    def change_evidence(self) -> None:
        """Bring words and bytes into sight, or put them away."""
        if self.workspace.is_revealed("evidence") and self.evidence.isVisible():
            self.workspace.conceal("evidence")
        else:
            self.workspace.reveal("evidence")
            self.evidence.take_focus()

    def change_record(self) -> None:
        """Bring the record into sight with the caret where one writes, or put it away."""
        held = self.record.isVisible() and self.record.isAncestorOf(QApplication.focusWidget() or self.card)
        if held:
            self.workspace.conceal("record")
            self.card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            hidden = not self.workspace.is_revealed("record")
            self.workspace.reveal("record")
            if hidden:
                self.workspace.divide_side("record", "card", _RECORD_HIGH)
            self.record.take_focus()

    def _furnish(self, workspace: Workspace) -> Workspace:
        self._docks: dict[str, tuple[QWidget, ...]] = {
            "queue": (self.queue,),
            "channels": (self.channels,),
            "pending": (self.pending,),
            "inbound": (self.inbound,),
            "contacts": (self.contacts,),
            "card": (self.quick_log, self.call_entry, self.card),
            "record": (self.record,),
            "evidence": (self.evidence,),
            "units": (self.units,),
        }
        if self.heard is not None:
            self._docks["heard"] = (self.heard,)
        titles = {
            "queue": tr("Open incidents · F4"), "card": tr("Incident · F5"), "units": tr("Units · F8"),
            "record": tr("Record · Ctrl+R"), "evidence": tr("Bytes and receipts · Shift+F12"),
            "heard": tr("Heard on the simulated radio"),
        }  # fmt: skip
        for name, panels in self._docks.items():
            workspace.add_panel(name, titles.get(name, ""), panels[0] if len(panels) == 1 else stacked(*panels))
        return workspace

    def tick(self) -> None:
        """Let a second pass on every panel that counts."""
        self.sentinel.render_now()
        for panel in (self.attention, self.queue, self.card, self.units, self.pending, self.call_entry):
            panel.tick()
        for panel in (self.voice, self.channels, self.read_back, self.record, self.contacts):
            panel.tick()
