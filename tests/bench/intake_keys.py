"""Keystrokes of call entry: three scripted tasks by key events in the real window over a real simulated room.

`make bench NAME=intake_keys`. Every key press counts as one, a chord too; a field is committed when it is left or sent.
Seconds are the program alone: keys come as fast as it takes them, waiting only for places to be offered.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dispatcher.app import Dispatcher, Plan, build
from dispatcher.domain.authority import Role
from dispatcher.domain.identifiers import OperatorId
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.requests import AskCard
from dispatcher.simulation.bearers import SimulatedBearers
from dispatcher.storage.database import sqlite_url
from dispatcher.system_clock import SystemClock
from tests.bench.measuring import perf, report, wait_until
from ui.bridge import EventBridge
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.widgets.dressing import wear

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
_LEAVING = frozenset({"Tab", "Return", "Ctrl+Return"})
SEAT = "bench"


class Hands:
    """Somebody at the window who types, and whose keys are counted."""

    def __init__(self, app: QApplication, room: Dispatcher) -> None:
        self._app = app
        theme = Theme.load()
        app.setStyle("Fusion")
        wear(app, theme)
        self.bridge = EventBridge(lambda entries: self.desk.entries(entries))
        self.desk = Desk(room, self.bridge.post, SystemClock(), seat=SEAT, world=World.SIMULATED)
        self.window = MainWindow(theme, LayoutBook(None), lambda: None)
        self.window.open_desk(self.desk, lambda: None, world="SIMULATED")
        room.subscribe(self.bridge.publish)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.desk.start()
        self.keys = self.fields = 0
        self._touched = False

    def signs_on(self) -> None:
        """Sit down, before anything is counted."""
        self.until(lambda: self.desk.sign_on.pack is not None, "the pack")
        pack = self.desk.sign_on.pack
        assert pack is not None
        person = next(each for each in pack.operators if Role.DISPATCHER in each.roles)
        self.desk.sign_on.sign_on(OperatorId(person.operator_id), Role.DISPATCHER)
        self.until(lambda: self.desk.session.actor is not None, "a dispatcher")
        self.until(lambda: self.desk.queue.loaded, "the queue")

    def begins(self) -> None:
        """Count from nothing."""
        self.keys = self.fields = 0
        self._touched = False

    def types(self, text: str) -> None:
        """Type letters where the caret is."""
        for letter in text:
            QTest.keyClicks(self._target(), letter)
            self.keys += 1
        self._touched = True

    def presses(self, *chords: str) -> None:
        """Press keys."""
        for chord in chords:
            *held, name = chord.split("+")
            chosen = Qt.KeyboardModifier.NoModifier
            for each in held:
                chosen |= _MODIFIERS[each]
            QTest.keyClick(self._target(), getattr(Qt.Key, f"Key_{name}"), chosen)
            self.keys += 1
            if chord in _LEAVING and self._touched:
                self.fields, self._touched = self.fields + 1, False

    def takes_place(self, text: str) -> None:
        """Type a place until the map offers one, and take the first."""
        self.types(text)
        self.until(lambda: bool(self.desk.call_entry.state.places), f"places for {text}")
        self.presses("Down", "Tab")

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""

        def alive() -> bool:
            self._app.processEvents()
            return condition()

        wait_until(alive, what)

    def row(self, words: str) -> QueueRow | None:
        """The open incident whose type says these words."""
        rows = self.desk.queue.rows.values()
        return next((row for row in rows if words in row.type_name and row.guarded), None)

    def dispatchable(self, words: str) -> QueueRow:
        """Wait until the incident stands in the queue, guarded."""
        self.until(lambda: self.row(words) is not None, words)
        found = self.row(words)
        assert found is not None
        return found

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def cardiac_arrest(hands: Hands, room: Dispatcher) -> dict[str, object]:
    """A known address, a cardiac arrest: place and type, and it can be dispatched."""
    started = perf()
    hands.presses("F3")
    hands.takes_place("plati")
    hands.types("card")
    hands.presses("Ctrl+Return")
    row = hands.dispatchable("Cardiac")
    figures = _figures(hands, started)
    card = _card(room, row)
    assert (card.verified, card.priority.value, row.place) == (True, "P1", "Rue Plati, Jardin Exotique"), card
    return figures


def collision(hands: Hands, room: Dispatcher) -> dict[str, object]:
    """A crossing; a second caller rings while the first is on the line, and is joined to the incident."""
    started = perf()
    hands.presses("F3")
    hands.takes_place("grim & suff")
    hands.types("cra")
    hands.presses("Ctrl+Return")
    row = hands.dispatchable("collision")
    figures = _figures(hands, started)
    hands.presses("Tab")
    hands.types("Marc Odier")
    hands.presses("Tab")
    hands.presses("F3")
    hands.presses("Tab", "Tab")
    hands.types("Ann")
    hands.presses("Ctrl+J")
    hands.until(lambda: len(_card(room, row).calls) == 2, "the second call")
    one, two = _card(room, row).calls
    assert (one.caller_name, two.caller_name, two.further) == ("Marc Odier", "Ann", True)
    return {**figures, "keystrokes_with_second_caller": hands.keys, "seconds_with_second_caller": _since(started)}


def noise(hands: Hands, room: Dispatcher) -> dict[str, object]:
    """A complaint with its caller and a line of narrative, and the call is ended."""
    started = perf()
    hands.presses("F3")
    hands.takes_place("moulins")
    hands.types("noi")
    hands.presses("Tab")
    hands.types("Eva Costa")
    hands.presses("Tab")
    hands.types("93150122")
    hands.presses("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
    hands.types("loud music since ten")
    hands.presses("Ctrl+Return")
    row = hands.dispatchable("Noise")
    figures = _figures(hands, started)
    hands.presses("Ctrl+Shift+Return", "Ctrl+Shift+Return")
    hands.until(lambda: _card(room, row).calls[0].wrapped_up_at is not None, "the end of the call")
    (call,) = _card(room, row).calls
    told = row.kind.value, call.narrative, call.caller_number
    assert told == ("service_request", "loud music since ten", "93150122")
    return {**figures, "keystrokes_to_the_end": hands.keys, "seconds_to_the_end": _since(started)}


def quick_log(hands: Hands, room: Dispatcher) -> dict[str, object]:
    """A small matter: one key, one line, Enter."""
    started = perf()
    words = "opening hours"
    hands.presses("Shift+F3")
    hands.types(words)
    hands.presses("Return")
    hands.until(lambda: not hands.desk.quick_log.is_open, "the quick log filed")
    return {"keystrokes": hands.keys, "keystrokes_beside_the_words": hands.keys - len(words), "s": _since(started)}


def _figures(hands: Hands, started: float) -> dict[str, object]:
    return {"keystrokes": hands.keys, "commits_to_dispatchable": hands.fields, "seconds": _since(started)}


def _since(started: float) -> float:
    return round(perf() - started, 3)


def _card(room: Dispatcher, row: QueueRow) -> IncidentCard:
    card = room.ask(AskCard(row.incident_id)).result(10)
    assert card is not None
    return card


def main() -> int:
    """Play the tasks in one window, and print their figures."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    pack = load_pack("monaco")
    with tempfile.TemporaryDirectory(prefix="readback-bench-") as folder:
        bearers = SimulatedBearers(Path(folder), pack.channel)
        room = build(
            Plan(
                url=sqlite_url(Path(folder) / "simulated.db"), world=World.SIMULATED, pack=pack, clock=SystemClock(),
                links=bearers.links, gateway=False,
            )
        )  # fmt: skip
        room.after_close(bearers.stop)
        hands = Hands(app, room)
        hands.signs_on()
        figures: dict[str, object] = {}
        for task in (cardiac_arrest, collision, noise, quick_log):
            hands.begins()
            figures[task.__name__] = task(hands, room)
            hands.presses("Escape")
        hands.window.close_now()
        room.close()
    first = figures["cardiac_arrest"]
    assert isinstance(first, dict)
    report({
        **figures, "keystrokes": first["keystrokes"], "commits_to_dispatchable": first["commits_to_dispatchable"],
    })  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
