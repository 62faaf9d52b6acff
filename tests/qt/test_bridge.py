"""The bridge: order kept, first at once, bursts gathered, alarms never late; always on the Qt thread."""

import gc
import subprocess
import sys
import threading

from pytestqt.qtbot import QtBot

from dispatcher.domain.events import Entry, EntryKind
from tests.helpers.fake_room import FakeRoom
from ui.bridge import EventBridge
from ui.widgets.housekeeping import Housekeeper


def test_entries_from_a_foreign_thread_arrive_on_the_qt_thread_in_order(qtbot: QtBot):
    room = FakeRoom()
    batches: list[tuple[Entry, ...]] = []
    threads: set[threading.Thread] = set()

    def take(entries: tuple[Entry, ...]) -> None:
        threads.add(threading.current_thread())
        batches.append(entries)

    bridge = EventBridge(take)
    entries = [room.entry(EntryKind.NOTE_ADDED, f"i{number}") for number in range(300)]

    def publish() -> None:
        for entry in entries:
            bridge.publish((entry,))

    worker = threading.Thread(target=publish)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 300, timeout=5000)
    assert [entry for batch in batches for entry in batch] == entries
    assert batches[0] == (entries[0],)
    assert len(batches) < 20
    assert threads == {threading.main_thread()}


def test_an_alarm_does_not_wait_and_takes_along_what_came_before(qtbot: QtBot):
    room = FakeRoom()
    batches: list[tuple[Entry, ...]] = []
    bridge = EventBridge(batches.append)
    first, note = room.entry(EntryKind.NOTE_ADDED), room.entry(EntryKind.NOTE_ADDED)
    alarm = room.entry(EntryKind.ATTENTION_RAISED)
    bridge._take((first,))
    bridge._take((note,))
    assert batches == [(first,)]
    bridge._take((alarm,))
    assert batches == [(first,), (note, alarm)]


def test_posted_callables_run_on_the_qt_thread_in_order(qtbot: QtBot):
    ran: list[tuple[int, bool]] = []
    bridge = EventBridge(lambda _: None)

    def post_all() -> None:
        for number in range(50):
            bridge.post(
                lambda number=number: ran.append((number, threading.current_thread() is threading.main_thread()))
            )

    worker = threading.Thread(target=post_all)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(ran) == 50, timeout=5000)
    assert ran == [(number, True) for number in range(50)]


def test_this_pyside_keeps_the_reference_count_of_none():
    """PySide6 6.12.0 on CPython 3.11 drops one reference to None per call of a void method, until it aborts."""
    script = (
        "from PySide6.QtGui import QPainterPath\n"
        "path = QPainterPath()\n"
        "for _ in range(200_000):\n"
        "    path.moveTo(1.0, 2.0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_cycles_are_collected_on_the_qt_thread_only(qtbot: QtBot):
    was = gc.isenabled()
    keeper = Housekeeper()
    try:
        assert not gc.isenabled()
        keeper.start()
        assert gc.get_freeze_count() > 0
        junk: list[object] = []
        for _ in range(3000):
            cycle: list[object] = []
            cycle.append(cycle)
            junk.append(cycle)
        junk.clear()
        before = gc.get_count()[0]
        keeper.tidy()
        assert gc.get_count()[0] < before
    finally:
        gc.unfreeze()
        if was:
            gc.enable()
