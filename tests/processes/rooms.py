"""Rooms in processes of their own, and ears for the room of the test itself."""

import queue
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from sqlalchemy import select

from dispatcher.app import Dispatcher
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.queries.channel_rows import SentinelRow
from dispatcher.queries.requests import AskSentinel
from dispatcher.simulation.saying_back import said_back
from dispatcher.storage import leases
from dispatcher.storage.database import Database
from dispatcher.storage.schema import attempts, personal_values, transmissions
from radio.simulator.tape import read_tape
from resources import packs_dir

PATIENCE_S = 15.0

QUICK_POLICIES = """
[[policy]]
name = "dispatch"
version = 1
step = [
    { name = "not_accepted", action = "technical_alarm", after_s = 20 },
    { name = "repeat", action = "repeat_page", after_s = 2.5 },
    { name = "voice", action = "voice_task", after_s = 3.5 },
    { name = "supervisor", action = "supervisor", after_s = 4.5, every_s = 60 },
]

[[policy]]
name = "stand_down"
version = 1
step = [{ name = "voice", action = "voice_task", after_s = 30 }]

[[policy]]
name = "waiting"
version = 1
step = [{ name = "overdue", action = "notify", after_s = 60, every_s = 60 }]

[[policy]]
name = "watch"
version = 1
step = [{ name = "overdue", action = "notify", after_s = 900, every_s = 900 }]

[[policy]]
name = "promise"
version = 1
step = [{ name = "due", action = "notify", after_s = 0, every_s = 60 }]

[[policy]]
name = "transfer"
version = 1
step = [{ name = "ring", action = "task", after_s = 60, every_s = 60 }]

[[policy]]
name = "proposal"
version = 1
step = [{ name = "again", action = "acknowledge", to = "supervisor", after_s = 30, every_s = 60 }]

[attempts]
retries_not_taken = 3
send_limit_s = 120
"""


def quick_pack(folder: Path) -> Path:
    """The pack of Rivermouth with a chain that ends within seconds."""
    shutil.copytree(packs_dir() / "rivermouth", folder)
    (folder / "policies.toml").write_text(QUICK_POLICIES, encoding="utf-8")
    for name in ("callers.toml", "plans.toml"):
        (folder / name).unlink()  # the quick policies remind nobody of a read-back, and of no step
    return folder


class Served:
    """A `readbackctl serve` of its own. Ended at the latest when the `with` ends."""

    def __init__(self, *options: str, stdin: int = subprocess.DEVNULL) -> None:
        command = [sys.executable, "-m", "dispatcher.cli", "serve", *options]
        self.process = subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_line(self, piece: str, patience_s: float = PATIENCE_S) -> str:
        """Return the next line that contains a piece."""
        until = time.monotonic() + patience_s
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{piece!r} was not said; said was {self.said}") from None
            assert line is not None, f"ended without saying {piece!r}; said was {self.said}"
            if piece in line:
                return line

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def stop(self) -> int:
        """End it cleanly and return its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def __enter__(self) -> "Served":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()
        self._reader.join(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            self._lines.put(line.rstrip())
        self._lines.put(None)


class Desk:
    """A dispatcher at a room of this process, who hears the feed and can wait for what it brings."""

    def __init__(self, room: Dispatcher) -> None:
        self.room = room
        self.heard: list[Entry] = []
        self._news = threading.Condition()
        room.subscribe(self._hear)
        command = SignOn(operator=OperatorId("dana"), role=Role.DISPATCHER, seat=Seat("test-1"))
        self.actor: Actor = room.execute(command).result(PATIENCE_S)

    def dispatch(self, *call_signs: str, place: str = "12 Harbour Street", caller: str = "", note: str = "") -> str:
        """Take a call, alert units, and return the incident's id."""
        call = TakeCall(actor=self.actor, place=place, incident_type="fire", caller_name=caller, narrative=note)
        taken = self.room.execute(call).result(PATIENCE_S)
        self.room.execute(said_back(self.actor, taken)).result(PATIENCE_S)
        order = DispatchUnits(actor=self.actor, incident_id=taken.incident_id, call_signs=call_signs, note=note)
        self.room.execute(order).result(PATIENCE_S)
        return taken.incident_id

    def entries(self, kind: EntryKind, **body: object) -> list[Entry]:
        """What was heard of a kind, with these facts."""
        return [e for e in tuple(self.heard) if e.kind is kind and body.items() <= e.body.items()]

    def wait(self, kind: EntryKind, count: int = 1, patience_s: float = PATIENCE_S, **body: object) -> Entry:
        """Wait until so many of a kind were heard, and return the last of them."""
        self.wait_until(lambda: len(self.entries(kind, **body)) >= count, f"{kind} {body}", patience_s)
        return self.entries(kind, **body)[count - 1]

    def wait_until(self, reached: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Wait for something that the feed tells, or that a look now and then finds."""
        until = time.monotonic() + patience_s
        with self._news:
            while not reached():
                kinds = Counter(entry.kind.value for entry in self.heard)
                assert time.monotonic() < until, f"not heard: {what}; heard was {kinds}"
                self._news.wait(0.05)

    def sentinel(self) -> SentinelRow:
        return self.room.ask(AskSentinel()).result(PATIENCE_S)

    def holders(self) -> dict[str, int]:
        """The process id behind each duty."""
        with self.room.parts.database.reader.connect() as connection:
            living = [lease for lease in leases.living(connection) if not lease.name.startswith("seat:")]
        return {lease.name: int(lease.holder.split("/")[1]) for lease in living}

    def _hear(self, entries: tuple[Entry, ...]) -> None:
        with self._news:
            self.heard.extend(entries)
            self._news.notify_all()


def assert_steps_ran_once(desk: Desk) -> None:
    ran = Counter((e.body["transmission"], e.body["step"], e.body["run"]) for e in desk.entries(EntryKind.STEP_RAN))
    assert set(ran.values()) <= {1}, ran


def assert_tape_agrees(database: Database, tape: Path) -> None:
    """Nothing accepted that the terminal does not have, nothing on the tape twice without its mark."""
    on_tape = Counter((entry.address, entry.text) for entry in read_tape(tape))
    doubled = [key for key, count in on_tape.items() if count > 1 and "REPEAT" not in key[1]]
    assert not doubled, doubled
    with database.reader.connect() as connection:
        rows = connection.execute(
            select(transmissions.c.address, personal_values.c.value, attempts.c.state)
            .select_from(attempts)
            .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
            .join(personal_values, personal_values.c.id == attempts.c.text_id)
        ).all()
    lost = [row for row in rows if row.state == "accepted" and (row.address, row.value) not in on_tape]
    assert not lost, lost
    assert set(on_tape) <= {(row.address, row.value) for row in rows}
