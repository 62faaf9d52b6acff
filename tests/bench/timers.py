"""A hundred thousand armed deadlines: how late they run beside live commands, and how soon all ran after a kill.

`make bench NAME=timers`. Real rooms on a real file; every deadline is the guard of an open incident or a step of a
stand-down that nobody answered, and what it does is written, journalled and committed. Lateness is taken from the due
instant to the end of the commit that ran it. `fsyncs` are commits of the room's writer: SQLite syncs its log once in
each (WAL, synchronous=FULL); the syncs of a checkpoint, one in some thousand pages, are not counted.
"""

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, event, select

from dispatcher.app import Dispatcher, Plan, build
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.storage import deadlines
from dispatcher.storage.columns import to_microseconds
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.schema import deadlines as table
from dispatcher.storage.unit_of_work import ArmedDeadline
from dispatcher.system_clock import SystemClock, new_id
from dispatcher.transactor import Committed
from tests.bench.data import PACK, _hurry
from tests.bench.data_copying import BATCH, Copier, Template
from tests.bench.data_telling import Teller, Unanswered, simulated_links
from tests.bench.measuring import milliseconds, perf, report, rss_mb, wait_until
from tests.helpers.clock import FakeClock

AHEAD = timedelta(hours=12)
"""Nothing falls due that is not asked to."""
SLOW_S = 0.003
LIVE_PER_S = 50
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is of everything."""

    incidents: int
    steps: int  # of each incident's chain
    due: int
    within_s: float
    overdue: int

    @property
    def armed(self) -> int:
        """Deadlines in the store: a guard and a chain for each incident."""
        return self.incidents * (self.steps + 1)


class Key(NamedTuple):
    """A deadline as the journal tells of it."""

    subject: str
    name: str
    run: int


# -- the store -----------------------------------------------------------------------------------------------------


def make(file: Path, sizes: Sizes) -> None:
    """Fill a database: a few incidents told by commands, the others copies of all their rows, chain and journal."""
    now = SystemClock().now()
    clock = FakeClock(at=now - timedelta(hours=2))
    database = open_database(sqlite_url(file), World.SIMULATED, clock.now())
    event.listen(database.writer, "connect", _hurry)
    pack = load_pack(PACK)
    teller = Teller(database, pack, clock, simulated_links(pack, file.parent))
    teller.stand_down_by(Unanswered(steps=sizes.steps))
    told = [_open_one(teller, unit.call_sign) for unit in teller.pack.unit[:4]]
    teller.leave()
    with database.writer.begin() as connection:
        copier = Copier(connection, [Template(connection, incident_id) for incident_id in told])
        for turn in range(sizes.incidents - len(told)):
            copier.copy(turn, to_microseconds(clock.now()) + turn * 1_000)
            if turn % BATCH == 0:
                copier.write()
        copier.write()
        connection.exec_driver_sql(
            "UPDATE deadlines SET due_at = ? + due_at % 3600000000 WHERE state = 'armed'",
            (to_microseconds(now + AHEAD),),
        )
    database.close()


def _open_one(teller: Teller, call_sign: str) -> IncidentId:
    return teller.open_one(call_sign, None, 0)


def bring_due(file: Path, count: int, first: datetime, step: timedelta) -> dict[Key, int]:
    """Let so many fall due one after another: of each incident its guard and as many steps as it takes; in mixed order.

    Return when each is due, in microseconds.
    """
    with closing(sqlite3.connect(file, timeout=30.0)) as connection, connection:
        rows = connection.execute(
            "SELECT id, subject_id, name, run FROM (SELECT *, row_number() OVER (PARTITION BY incident_id"
            " ORDER BY subject_kind, name) AS place FROM deadlines WHERE state = 'armed' AND incident_id IS NOT NULL)"
            " ORDER BY place, id LIMIT ?",
            (count,),
        ).fetchall()
        places = sorted(range(len(rows)), key=lambda number: (number * 7_919) % 10_007)
        due = {
            place: to_microseconds(first) + number * (step // timedelta(microseconds=1))
            for number, place in enumerate(places)
        }
        connection.executemany(
            "UPDATE deadlines SET due_at = ? WHERE id = ?", [(due[place], rows[place][0]) for place in places]
        )
    return {Key(*rows[place][1:]): due[place] for place in places}


# -- the room ------------------------------------------------------------------------------------------------------


class Room:
    """A room that guards the file; notes when each deadline's commit ended, and counts the commits."""

    def __init__(self, file: Path, slow_s: float = 0.0) -> None:
        self.ran_at: list[tuple[Key, float]] = []  # instants as seconds since 1970
        self.commits = 0
        self._slow_s = slow_s
        self.began_at = perf()
        plan = Plan(
            url=sqlite_url(file), world=World.SIMULATED, pack=load_pack(PACK), clock=SystemClock(),
            links=simulated_links(load_pack(PACK), file.parent), gateway=False,
            on_beat=lambda _kept: None,
        )  # fmt: skip
        self.room: Dispatcher = build(plan)
        parts = self.room.parts
        event.listen(parts.database.writer, "commit", self._commit)
        parts.engine.hear_first(self._committed)
        parts.duties.wait_beaten(30.0)

    def signs_on(self) -> Actor:
        command = SignOn(operator=OperatorId(load_pack(PACK).operator[0].id), role=Role.DISPATCHER, seat=Seat("bench"))
        return self.room.execute(command).result(30)

    def close(self) -> None:
        self.room.close()

    def _commit(self, _connection: Connection) -> None:
        self.commits += 1
        if self._slow_s:
            time.sleep(self._slow_s)

    def _committed(self, committed: Committed) -> None:
        at = SystemClock().now().timestamp()
        self.ran_at += [(key, at) for entry in committed.entries if (key := key_of(entry)) is not None]


def key_of(entry: Entry) -> Key | None:
    """Return the deadline that an entry tells of, None when it tells of none."""
    body = entry.body
    if entry.kind is EntryKind.STEP_RAN:
        return Key(str(body["transmission"]), str(body["step"]), int(str(body["run"])))
    if entry.kind is EntryKind.GUARD_RAN:
        return Key(str(body.get("subject", entry.incident_id)), str(body["guard"]), int(str(body["run"])))
    return None


class Live:
    """Other seats at work: so many commands a second; notes how long each waited for its commit."""

    def __init__(self, room: Room, per_s: float) -> None:
        self._room, self._pause_s = room, 1 / per_s
        actor = room.signs_on()
        call = TakeCall(actor=actor, place="12 Avenue Princesse Grace", incident_type="fire")
        incidents = [room.room.execute(call).result(30).incident_id for _ in range(10)]
        self._commands = [AddNote(actor=actor, incident_id=incident, text="still burning") for incident in incidents]
        self.waited: list[float] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Live":
        self._began_at = perf()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        self._thread.join()
        self.per_s = round(len(self.waited) / (perf() - self._began_at), 1)

    def _run(self) -> None:
        due, number = perf(), 0
        while not self._ending.wait(max(0.0, due - perf())):
            due, number = due + self._pause_s, number + 1
            given = perf()
            future = self._room.room.execute(self._commands[number % len(self._commands)])
            future.add_done_callback(lambda _done, given=given: self.waited.append(perf() - given))


# -- what is measured ----------------------------------------------------------------------------------------------


def lateness_figures(file: Path, sizes: Sizes) -> dict[str, object]:
    """Let `due` fall due within some seconds while live commands come."""
    room = Room(file)
    try:
        memory = rss_mb()
        costs = arming_figures(room)
        with Live(room, LIVE_PER_S) as live:
            first = SystemClock().now() + timedelta(seconds=3)
            wanted = bring_due(file, sizes.due, first, timedelta(seconds=sizes.within_s / sizes.due))
            wait_until(lambda: len(room.ran_at) >= sizes.due, "all that fell due", sizes.within_s + 60)
    finally:
        room.close()
    late = [at - wanted[key] / 1_000_000 for key, at in room.ran_at if key in wanted]
    return {
        **{f"lateness_ms_{name}": milliseconds(late, share) for name, share in
           (("p50", 0.5), ("p99", 0.99), ("p999", 0.999), ("max", 1.0))},
        "lateness_samples": len(late), "live_per_s": live.per_s, "live_ms_p50": milliseconds(live.waited, 0.5),
        "live_ms_p99": milliseconds(live.waited, 0.99), **costs, "rss_mb": memory, "rss_mb_after": rss_mb(),
        "duplicates": duplicates(room),
    }  # fmt: skip


def arming_figures(room: Room, chains: int = 400, steps: int = 5) -> dict[str, object]:
    """Arm chains beside all that is armed, tell the alarm clock, and clear them: milliseconds for each deadline."""
    parts = room.room.parts
    assert parts.alarm_clock is not None
    due_at = SystemClock().now() + AHEAD
    with parts.database.reader.connect() as connection:
        first = connection.execute(select(table).where(table.c.policy_id.is_not(None)).limit(1)).one()
    like: Deadline = deadlines._deadline(first)
    rows = [
        [
            replace(like, id=new_id(), subject_id=f"bench {chain}", name=f"step {step}", due_at=due_at)
            for step in range(steps)
        ]
        for chain in range(chains)
    ]
    with parts.database.writer.begin() as connection:
        started = perf()
        for chain in rows:
            deadlines.arm(connection, chain)
            armed = tuple(ArmedDeadline(row.id, row.due_at) for row in chain)
            parts.alarm_clock.after_commit(
                Committed(outcomes=(), entries=(), armed=armed, channels_to_wake=frozenset())
            )
        arm_s = perf() - started
        started = perf()
        for chain in rows:
            deadlines.cancel(connection, chain[0].subject_id)
        clear_s = perf() - started
    each = chains * steps / 1000
    return {"arm_ms": round(arm_s / each, 4), "clear_ms": round(clear_s / each, 4)}


def restart_figures(file: Path, sizes: Sizes, slow_s: float) -> dict[str, Any]:
    """Kill the process that holds the room, let `overdue` be overdue, and open it anew."""
    kill_holder(file)
    wanted = bring_due(file, sizes.overdue, SystemClock().now() - LATE, LATE / (sizes.overdue + 1))
    spent_s = time.process_time()
    room = Room(file, slow_s)
    try:
        with Live(room, 10) as live:
            wait_until(lambda: len(room.ran_at) >= sizes.overdue, "all that was overdue", 120)
        spent_s = time.process_time() - spent_s
        took_s = datetime_s(room.ran_at[sizes.overdue - 1][1]) - room.began_at
        commits = room.commits
    finally:
        room.close()
    order = [wanted[key] for key, _at in room.ran_at if key in wanted]
    return {
        "s": round(took_s, 2), "cpu_s": round(spent_s, 2), "fsyncs": commits, "duplicates": duplicates(room),
        "out_of_order": sum(later < earlier for earlier, later in pairwise(order)),
        "ran": len(order), "live_ms_p50": milliseconds(live.waited, 0.5), "live_ms_max": milliseconds(live.waited, 1.0),
        "live": len(live.waited),
    }  # fmt: skip


def datetime_s(timestamp: float) -> float:
    """Return an instant of the wall clock by the clock that `perf` reads."""
    return perf() - (SystemClock().now().timestamp() - timestamp)


def duplicates(room: Room) -> int:
    """Count runs that were run before: (subject, step, run) is told once."""
    return sum(times - 1 for times in Counter(key for key, _at in room.ran_at).values())


def kill_holder(file: Path) -> None:
    """Open the room in another process and kill that while it holds the duty."""
    command = [sys.executable, "-m", "tests.bench.timers", "--hold", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        said = holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
    assert said == "held\n", f"the room's first process said {said!r}"


def hold(file: Path) -> None:
    """Hold the room until somebody ends this process."""
    Room(file)
    sys.stdout.write("held\n")
    sys.stdout.flush()
    threading.Event().wait(60)


def copy_of(file: Path, name: str) -> Path:
    """Return a copy in a folder of its own, with the disk at rest."""
    copy = file.parent / name / "simulated.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with copy.open("rb+") as written:
        os.fsync(written.fileno())
    return copy


def measure(folder: Path, sizes: Sizes) -> dict[str, object]:
    """Run all parts and return the figures."""
    stored = folder / "stored.db"
    started = perf()
    make(stored, sizes)
    made_s = round(perf() - started, 1)
    figures = lateness_figures(copy_of(stored, "lateness"), sizes)
    doubled = int(str(figures.pop("duplicates")))
    restart = restart_figures(copy_of(stored, "restart"), sizes, 0.0)
    slow = restart_figures(copy_of(stored, "slow"), sizes, SLOW_S)
    return {
        "bench": "timers", "armed": sizes.armed, "due": sizes.due, "within_s": sizes.within_s,
        "overdue": sizes.overdue, "made_s": made_s, **figures,
        "restart_s": restart["s"], "fsyncs": restart["fsyncs"], "restart_slow_s": slow["s"],
        "fsyncs_slow": slow["fsyncs"], "duplicates": doubled + _sum("duplicates", restart, slow),
        "out_of_order": _sum("out_of_order", restart, slow), "restart": restart, "restart_slow": slow,
    }  # fmt: skip


def _sum(name: str, *parts: dict[str, Any]) -> int:
    return sum(part[name] for part in parts)


def main(argv: Sequence[str]) -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(prog="make bench NAME=timers")
    parser.add_argument("--incidents", type=int, default=2_000, help="open incidents; each has a guard and a chain")
    parser.add_argument("--steps", type=int, default=49, help="steps of each chain")
    parser.add_argument("--due", type=int, default=2_000, help="deadlines that fall due beside live commands")
    parser.add_argument("--within", type=float, default=10.0, help="seconds within which they do")
    parser.add_argument("--overdue", type=int, default=10_000, help="deadlines overdue after the kill")
    parser.add_argument("--hold", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.hold is not None:
        hold(given.hold)
        return
    sizes = Sizes(given.incidents, given.steps, given.due, given.within, given.overdue)
    build_folder = Path("build")
    build_folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="timers-", dir=build_folder) as folder:
        report(measure(Path(folder), sizes))


if __name__ == "__main__":
    main(sys.argv[1:])
