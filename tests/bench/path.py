"""The path of one dispatch: commit, first byte on the line, and the terminal's ACK on the screen.

`make bench NAME=path`. Everything is real: the room's own parts, a terminal process behind a pty, the window. Ratios
are taken in one run: each dispatch through the engine is followed by the very same SQL and hashes through `sqlite3`.
"""

import argparse
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import event

from dispatcher.app import Dispatcher, Plan, build
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.crew_commands import Answer, RecordAnswer
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import Pack, UnitPart
from dispatcher.simulation.bearers import SimulatedBearers
from dispatcher.simulation.saying_back import said_back
from dispatcher.storage.columns import to_microseconds
from dispatcher.storage.database import BUSY_TIMEOUT_MS, copy_sqlite, sqlite_url
from dispatcher.storage.journal import digest_of
from dispatcher.system_clock import SystemClock
from dispatcher.transactor import Committed
from radio.message import ChannelConfig
from radio.trace import Direction
from tests.bench.measuring import milliseconds, percentile, perf, report, rss_mb, wait_until
from ui.bridge import EventBridge
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.card_ladder import RungState
from ui.presenters.desk import Desk
from ui.theme import DEFAULT, Theme
from ui.widgets.ladder import LadderWidget

ACK = b"\x06"
CHANGES_PER_S = 100


def crowded_pack(units: int) -> Pack:
    """Return the pack of Rivermouth with so many engines."""
    pack = load_pack("rivermouth")
    engines = tuple(
        UnitPart(call_sign=f"E{1000 + n}", type="Engine", station="ST1", capabilities=("pump",), pager=str(2000000 + n))
        for n in range(units)
    )
    return pack.model_copy(update={"unit": engines})


class Wire:
    """Notes when bytes crossed the line, by the process's own clock."""

    def __init__(self) -> None:
        self.sent_at: list[float] = []
        self.acked_at = 0.0

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        if direction is Direction.SENT:
            self.sent_at.append(perf())
        elif ACK in data:
            self.acked_at = perf()

    def close(self) -> None:
        pass


class Bench:
    """A room with many units and a terminal, one incident for each dispatch."""

    def __init__(self, home: Path, pack: Pack, *, gateway: bool) -> None:
        self.wire = Wire()
        self.bearers = SimulatedBearers(home, pack.channel)
        self.file = home / "simulated.db"
        plan = Plan(
            url=sqlite_url(self.file), world=World.SIMULATED, pack=pack, clock=SystemClock(),
            links=self.bearers.links, gateway=gateway,
        )  # fmt: skip
        if gateway:
            plan = replace(plan, on_beat=self.bearers.stand_ready, trace_for=self._trace)
        self.room: Dispatcher = build(plan)
        self.room.after_close(self.bearers.stop)
        sign_on = SignOn(operator=OperatorId("dana"), role=Role.DISPATCHER, seat=Seat("bench"))
        self.actor: Actor = self.room.execute(sign_on).result()
        self.call_signs = iter([unit.call_sign for unit in pack.unit])

    def _trace(self, _config: ChannelConfig) -> Wire:
        return self.wire

    def incident(self) -> IncidentId:
        call = TakeCall(actor=self.actor, place="12 Elm Street", incident_type="fire", narrative="smoke from the roof")
        taken: CallTaken = self.room.execute(call).result()
        self.room.execute(said_back(self.actor, taken)).result()
        return taken.incident_id

    def order(self, incident_id: IncidentId) -> DispatchUnits:
        return DispatchUnits(actor=self.actor, incident_id=incident_id, call_signs=(next(self.call_signs),))

    def come_to_rest(self) -> None:
        relay = self.room.parts.relay
        assert relay is not None
        wait_until(lambda: self.room.parts.engine.pending == 0 and relay.is_idle(), "an idle line")


Statement = tuple[str, Any, bool]


class Recorder:
    """Records the SQL of the engine's transactions, and counts those that were committed with a new row.

    The beat of the duties commits each second as well, and adds none.
    """

    def __init__(self, bench: Bench) -> None:
        self.statements: list[Statement] = []
        self.commits = 0
        self._adds_rows = False
        writer = bench.room.parts.database.writer
        event.listen(writer, "before_cursor_execute", self._executed)
        event.listen(writer, "commit", self._committed)

    def _executed(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        self.statements.append((statement, parameters, many))
        self._adds_rows = self._adds_rows or statement.startswith("INSERT")

    def _committed(self, _connection: Any) -> None:
        self.commits += self._adds_rows
        self._adds_rows = False


def plain_connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    pragmas = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {BUSY_TIMEOUT_MS}")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def replay_plainly(connection: sqlite3.Connection, statements: Sequence[Statement]) -> float:
    """Run the same SQL and the same hashes in one transaction; return its seconds."""
    started = perf()
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters, many in statements:
        if statement == "BEGIN IMMEDIATE":
            continue
        if statement.startswith("INSERT INTO journal "):
            for row in parameters if many else [parameters]:
                digest_of(*row[:8])
        cursor = connection.executemany(statement, parameters) if many else connection.execute(statement, parameters)
        cursor.fetchall()
    connection.execute("COMMIT")
    return perf() - started


def commit_figures(folder: Path, count: int) -> dict[str, object]:
    """Dispatch through the engine, and the same through sqlite3, by turns."""
    bench = Bench(folder, crowded_pack(count + 20), gateway=False)
    incidents = [bench.incident() for _ in range(count + 20)]
    plain_file = folder / "plain.db"
    copy_sqlite(bench.file, plain_file)
    recorder, plain = Recorder(bench), plain_connection(plain_file)
    raw = plain_connection(folder / "raw.db")
    raw.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, at INTEGER)")
    ours: list[float] = []
    plainly: list[float] = []
    rawly: list[float] = []
    commits = 0
    for incident_id in incidents:
        order = bench.order(incident_id)
        recorder.statements, recorder.commits = [], 0
        started = perf()
        bench.room.execute(order).result()
        ours.append(perf() - started)
        commits += recorder.commits
        of_dispatch = _transaction_with(recorder.statements, "INSERT INTO assignments")
        plainly.append(replay_plainly(plain, of_dispatch))
        started = perf()
        raw.execute("INSERT INTO rows (at) VALUES (?)", (to_microseconds(SystemClock().now()),))
        rawly.append(perf() - started)
    plain.close()
    raw.close()
    bench.room.close()
    ours, plainly, rawly = ours[20:], plainly[20:], rawly[20:]
    return {
        "commits_per_dispatch": round(commits / len(incidents), 3),
        "dispatch_commit_ms_p50": milliseconds(ours, 0.5),
        "dispatch_commit_ms_p99": milliseconds(ours, 0.99),
        "plain_commit_ms_p50": milliseconds(plainly, 0.5),
        "commit_over_plain": round(percentile(ours, 0.5) / percentile(plainly, 0.5), 2),
        "raw_commit_ms_p50": milliseconds(rawly, 0.5),
        "dispatch_samples": len(ours),
    }


def _transaction_with(statements: Sequence[Statement], mark: str) -> list[Statement]:
    """Return the statements of the transaction that holds the mark (the sweep's own may stand beside it)."""
    found: list[Statement] = []
    for item in statements:
        if item[0] == "BEGIN IMMEDIATE":
            if any(statement.startswith(mark) for statement, _, _ in found):
                break
            found = []
        found.append(item)
    return found


def first_byte_figures(folder: Path, count: int) -> dict[str, object]:
    """Measure from the end of T2's commit to the first byte on an idle line, T3 included."""
    bench = Bench(folder, crowded_pack(count + 5), gateway=True)
    committed_at: list[float] = []

    def note(committed: Committed) -> None:
        if any(entry.kind is EntryKind.UNITS_DISPATCHED for entry in committed.entries):
            committed_at.append(perf())

    # First of the listeners: before the wake that the commit brings about.
    bench.room.parts.engine.hear_first(note)
    _wait_for_channel(bench)
    waits: list[float] = []
    for _ in range(count + 5):
        incident_id = bench.incident()
        bench.come_to_rest()
        bench.wire.sent_at.clear()
        bench.room.execute(bench.order(incident_id)).result()
        wait_until(lambda: bool(bench.wire.sent_at), "the first byte")
        waits.append(bench.wire.sent_at[0] - committed_at[-1])
        bench.come_to_rest()
    bench.room.close()
    waits = waits[5:]
    return {
        "commit_to_first_byte_ms_p50": milliseconds(waits, 0.5),
        "commit_to_first_byte_ms_p99": milliseconds(waits, 0.99),
        "first_byte_samples": len(waits),
    }


def _wait_for_channel(bench: Bench) -> None:
    relay = bench.room.parts.relay
    assert relay is not None
    wait_until(lambda: relay.is_up("paging"), "the terminal")
    bench.come_to_rest()


class Screen:
    """The real window over the bench's room; notes when a ladder with ACCEPTED reached is painted."""

    def __init__(self, bench: Bench, app: QApplication) -> None:
        self.painted_at: dict[int, float] = {}
        self._watch_paints()
        theme = Theme.load(DEFAULT)
        app.setStyle("Fusion")
        app.setPalette(theme.palette())
        app.setStyleSheet(theme.stylesheet())
        self.bridge = EventBridge(lambda entries: self.desk.entries(entries))
        self.window = MainWindow(theme, LayoutBook(None), lambda: None)
        self.desk = Desk(bench.room, self.bridge.post, SystemClock(), seat="bench", world=World.SIMULATED)
        self.window.open_desk(self.desk, lambda: None, world="SIMULATED")
        bench.room.subscribe(self.bridge.publish)
        self.window.resize(1366, 768)
        self.window.show()
        self.desk.start()
        self._app = app

    def _watch_paints(self) -> None:
        paint: Callable[[LadderWidget, QPaintEvent], None] = LadderWidget.paintEvent
        screen = self

        def timed(ladder: LadderWidget, painting: QPaintEvent) -> None:
            paint(ladder, painting)
            rungs = ladder._rungs  # the very rungs that were drawn
            if len(rungs) > 1 and rungs[1].state is RungState.REACHED:
                screen.painted_at.setdefault(screen.round, perf())

        self.round = 0
        LadderWidget.paintEvent = timed  # type: ignore[method-assign]

    def live_until(self, condition: Callable[[], bool], what: str) -> None:
        def alive() -> bool:
            self._app.processEvents()
            return condition()

        wait_until(alive, what)

    def settle(self) -> None:
        """Let everything that is asked for be painted."""
        for _ in range(5):
            self._app.processEvents()


class Pressure:
    """Other seats at work: so many notes a second on other incidents."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._incidents = [bench.incident() for _ in range(20)]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.made = 0

    def __enter__(self) -> "Pressure":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.wait(1 / CHANGES_PER_S):
            target = self._incidents[self.made % len(self._incidents)]
            self._bench.room.execute(AddNote(actor=self._bench.actor, incident_id=target, text="still burning"))
            self.made += 1


def screen_figures(folder: Path, count: int) -> dict[str, object]:
    """Measure from the last byte of the terminal's ACK to the end of the paint event that draws the new rung."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    bench = Bench(folder, crowded_pack(2 * count + 20), gateway=True)
    _wait_for_channel(bench)
    screen = Screen(bench, app)
    idle = _acks_to_paints(bench, screen, count)
    with Pressure(bench) as pressure:
        started = perf()
        busy = _acks_to_paints(bench, screen, count)
        rate = pressure.made / (perf() - started)
    memory = rss_mb()
    screen.window.close()
    bench.room.close()
    return {
        "receipt_to_screen_ms_p50": milliseconds(idle, 0.5),
        "receipt_to_screen_ms_p99": milliseconds(idle, 0.99),
        "receipt_to_screen_ms_p50_busy": milliseconds(busy, 0.5),
        "receipt_to_screen_ms_p99_busy": milliseconds(busy, 0.99),
        "busy_changes_per_s": round(rate, 1),
        "screen_samples": len(idle),
        "rss_mb": memory,
        "qt_platform": app.platformName(),
    }


def _acks_to_paints(bench: Bench, screen: Screen, count: int) -> list[float]:
    return [_ack_to_paint(bench, screen) for _ in range(count)]


def _ack_to_paint(bench: Bench, screen: Screen) -> float:
    incident_id = bench.incident()
    screen.desk.session.show_incident(incident_id)
    screen.live_until(lambda: screen.desk.card.incident_id == incident_id and not screen.desk.card.opening, "the card")
    screen.settle()
    order = bench.order(incident_id)
    screen.round += 1
    turn = screen.round
    bench.room.execute(order)
    screen.live_until(lambda: turn in screen.painted_at, "the rung on the screen")
    waited = screen.painted_at[turn] - bench.wire.acked_at
    answer = RecordAnswer(actor=bench.actor, call_sign=order.call_signs[0], answer=Answer.ACCEPTS, words_heard="yes")
    bench.room.execute(answer)
    screen.live_until(lambda: bench.room.parts.engine.pending < 5, "a calmer engine")
    return waited


def main() -> None:
    """Run all parts and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dispatches", type=int, default=300)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--screens", type=int, default=100)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")
    build_folder = Path("build")
    build_folder.mkdir(exist_ok=True)
    figures: dict[str, object] = {"bench": "path"}
    for part, count in ((commit_figures, given.dispatches), (first_byte_figures, given.pages),
                        (screen_figures, given.screens)):  # fmt: skip
        with tempfile.TemporaryDirectory(dir=build_folder) as folder:
            figures |= part(Path(folder), count)
    report(figures)


if __name__ == "__main__":
    main()
