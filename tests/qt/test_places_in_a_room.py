"""A call at a street of Monaco, by keys alone, in a real room on the real map: its units are ranked by distance."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.app import Dispatcher, open_room
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard, AskPack, AskRecommendation, AskUnits
from dispatcher.settings import Settings
from dispatcher.system_clock import SystemClock
from ui.bridge import EventBridge
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_ringing import Ringing
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.call_entry import CallEntryView
from ui.views.command_line import CommandLineView

# Qt's offscreen platform says so of every window that is shown; a real screen does not.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key
SOON_MS = 15_000


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Dispatcher]:
    settings = Settings(home=tmp_path / "home", simulated=True, pack="monaco", crews=False, gateway=False, guard=False)
    opened = open_room(settings)
    yield opened
    opened.close()


class Seat1:
    """Call entry and the command line of one seat."""

    def __init__(self, qtbot: QtBot, room: Dispatcher) -> None:
        self.qtbot, self.room, self.session = qtbot, room, Session()
        self.bridge = EventBridge(lambda _entries: None)
        pack = room.ask(AskPack()).result(15)
        person = pack.operators[0]
        actor = Actor(operator=OperatorId(person.operator_id), seat=Seat("seat-1"), role=Role(person.roles[0]))
        room.execute(SignOn(operator=actor.operator, role=actor.role, seat=actor.seat)).result(15)
        self.session.set_actor(actor)
        self.entry = CallEntryPresenter(room, self.session, SystemClock(), self.bridge.post)
        self.entry.set_pack(pack)
        self.line = CommandLinePresenter(room, self.session, Vocabulary.of(pack, (), ()), self.bridge.post)
        theme = Theme.load()
        self.window = QWidget()
        self.call_view, self.line_view = (
            CallEntryView(self.entry, theme, Ringing(self.entry, SystemClock())),
            CommandLineView(self.line, theme),
        )
        column = QVBoxLayout(self.window)
        column.addWidget(self.call_view, 1)
        column.addWidget(self.line_view)
        self.window.resize(490, 700)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitActive(self.window)

    def keys(self, *typed: str | KEY) -> None:
        for each in typed:
            focused = QApplication.focusWidget()
            if isinstance(each, str):
                self.qtbot.keyClicks(focused, each)
            else:
                self.qtbot.keyClick(focused, each)

    def says(self, name: str) -> str:
        return self.window.findChild(QLabel, name).text()

    def opened_incident(self) -> IncidentCard:
        self.qtbot.waitUntil(lambda: self.session.incident_id is not None, timeout=SOON_MS)
        card = self.room.ask(AskCard(self.session.incident_id or "")).result(15)
        assert card is not None
        return card


@pytest.fixture
def seat(qtbot: QtBot, room: Dispatcher) -> Seat1:
    return Seat1(qtbot, room)


def test_a_call_at_a_street_has_a_position_and_units_are_ranked_by_distance(seat: Seat1) -> None:
    seat.call_view.take_focus()
    seat.keys("bd des moul")
    rows = seat.window.findChild(QListWidget, "call_places_rows")
    seat.qtbot.waitUntil(lambda: rows.isVisible() and rows.item(0).text() == "Boulevard des Moulins", timeout=SOON_MS)
    seat.keys(KEY.Key_Down, KEY.Key_Tab)
    assert seat.says("call_place_note") == "verified · 94 %"
    seat.keys("building", KEY.Key_Tab)
    seat.qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    card = seat.opened_incident()
    assert (card.place, card.verified) == ("Boulevard des Moulins, Monte-Carlo", True)
    assert card.latitude == pytest.approx(43.742, abs=0.01)
    proposed = seat.room.ask(AskRecommendation(card.incident_id)).result(15)
    able = [row for row in proposed if row.suitable]
    distances = [row.distance_m for row in able if row.distance_m is not None]
    assert len(distances) == len(able) > 1
    assert distances == sorted(distances)
    assert distances[0] < 5_000
    assert "in a straight line" in able[0].reason
    assert len(proposed) == len(seat.room.ask(AskUnits()).result(15))


def test_a_crossing_typed_in_the_command_line_has_a_position(seat: Seat1) -> None:
    seat.line_view.take_focus()
    kind = seat.room.ask(AskPack()).result(15).types[0].title
    seat.keys(f"new {kind} @ rue grimaldi / rue princesse caroline")
    sure = "verified: Rue Grimaldi & Rue Princesse Caroline, Monaco"
    seat.qtbot.waitUntil(lambda: sure in seat.says("command_message"), timeout=SOON_MS)
    seat.keys(KEY.Key_Return)
    card = seat.opened_incident()
    assert (card.place, card.verified) == ("Rue Grimaldi & Rue Princesse Caroline, Monaco", True)
    seat.keys("place @ 43.7384, 7.4246")
    seat.qtbot.waitUntil(lambda: "position only" in seat.says("command_message"), timeout=SOON_MS)
    seat.keys(KEY.Key_Return)
    seat.qtbot.waitUntil(lambda: "is placed" in seat.says("command_message"), timeout=SOON_MS)
    moved = seat.opened_incident()
    assert (moved.place, moved.latitude, moved.verified) == ("43.73840, 7.42460", 43.7384, False)


def test_a_click_on_the_map_becomes_words(seat: Seat1) -> None:
    seat.call_view.take_focus()
    seat.entry.place_at(43.7408, 7.4279)
    seat.qtbot.waitUntil(
        lambda: seat.entry.state.place_note.text == "position only" and bool(seat.entry.state.texts.get("place")),
        timeout=SOON_MS,
    )
    assert seat.entry.state.texts["place"] == "near Avenue des Spélugues"
    assert seat.entry.pin == (43.7408, 7.4279)
