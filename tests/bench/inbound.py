"""Statuses and positions by hundreds a second, emergencies among them: how soon are those stored, and is all kept?

`make bench NAME=inbound`. A real room on a real file; three threads tell everything to `Relay.inbound`, as channels do,
at a steady rate. An emergency's time is taken from there to the end of its commit. Units report the keys of whole jobs,
free units their availability; each status is stored with its row and its effect, in order, or it counts as lost.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, func, select

from dispatcher.app import Dispatcher, Plan, build
from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import VOICE, Pack
from dispatcher.relay import Relay
from dispatcher.simulation.saying_back import said_back
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.schema import attention, inbound, unit_positions
from dispatcher.system_clock import SystemClock
from dispatcher.transactor import Committed
from radio.inbound import AnyInbound, InboundEmergency, InboundPosition, InboundStatus
from tests.bench.data import PACK
from tests.bench.measuring import milliseconds, perf, report, rss_mb, wait_until

CHANNEL = "paging"
JOB = (
    0x8005,
    0x8006,
    0x8009,
    0x800A,
    0x8006,
)  # en route, on scene, transporting, at destination; the last makes no sense
FREE = (0x8003, 0x8004)  # available, by radio and at the station
STEP_S = 0.01
"""So often a channel's thread tells what has come meanwhile."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much comes in."""

    seconds: float
    statuses_per_s: int
    positions_per_s: int
    emergencies_per_s: float
    units: int
    on_incidents: int  # of the units


def bench_pack(units: int) -> Pack:
    """The pack of the room with so many units, whose pagers speak FMS."""
    raw = load_pack(PACK).model_dump(mode="json")
    model = {**raw["unit"][0], "addresses": {}, "also": {}}
    raw["plan"] = []
    raw["channel"] = [part for part in raw["channel"] if part["name"] in (CHANNEL, VOICE)]
    raw["unit"] = [{**model, "call_sign": f"U{number}", "pager": f"{2_000_000 + number}"} for number in range(units)]
    raw["status"] = [{**row, "driver": "", "channel": CHANNEL} for row in raw["status"]]
    for kind in raw["type"]:
        kind["needs"] = []
    return Pack.model_validate(raw)


class Room:
    """A room, and when it told of each emergency's commit."""

    def __init__(self, file: Path, sizes: Sizes) -> None:
        self.pack = bench_pack(sizes.units)
        plan = Plan(
            url=sqlite_url(file), world=World.SIMULATED, pack=self.pack, clock=SystemClock(),
            links={CHANNEL: f"simulator:{file.parent / 'terminal'}"}, gateway=False,
        )  # fmt: skip
        self.room: Dispatcher = build(plan)
        parts = self.room.parts
        self.relay = Relay(parts.engine, parts.duties, ())
        self.rang: Counter[str] = Counter()
        self.rang_at: dict[tuple[str, int], float] = {}
        self.commits: list[float] = []
        event.listen(parts.database.writer, "commit", self._commit)
        parts.engine.after_commit(self._committed)
        self.relay.start()

    def goes_to_work(self, count: int) -> None:
        """Send units, one to each incident."""
        actor = self.room.execute(
            SignOn(operator=OperatorId(self.pack.operator[0].id), role=Role.DISPATCHER, seat=Seat("bench"))
        ).result(30)
        for unit in self.pack.unit[:count]:
            call = TakeCall(actor=actor, place="12 Avenue Princesse Grace", incident_type=self.pack.type[0].name)
            taken = self.room.execute(call).result(30)
            self.room.execute(said_back(actor, taken)).result(30)
            order = DispatchUnits(actor=actor, incident_id=taken.incident_id, call_signs=(unit.call_sign,))
            self.room.execute(order).result(30)

    def close(self) -> None:
        self.relay.close()
        self.room.close()

    def _commit(self, _connection: Connection) -> None:
        self.commits.append(perf())

    def _committed(self, committed: Committed) -> None:
        at = perf()
        for entry in committed.entries:
            if entry.kind is EntryKind.EMERGENCY_HEARD:
                call_sign = str(entry.body["call_sign"])
                self.rang[call_sign] += 1
                self.rang_at[call_sign, self.rang[call_sign]] = at


class Channel:
    """A thread that tells so many things a second, and how far behind it fell."""

    def __init__(self, relay: Relay, make: Callable[[], AnyInbound], per_s: float, seconds: float) -> None:
        self._relay, self._make, self._per_s, self._seconds = relay, make, per_s, seconds
        self.told = 0
        self.behind_s = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        began = perf()
        while self.told < self._per_s * self._seconds:
            wanted = min(int((perf() - began) * self._per_s) + 1, int(self._per_s * self._seconds))
            for _ in range(wanted - self.told):
                self._relay.inbound(CHANNEL, self._make())
            self.told = wanted
            self.behind_s = max(self.behind_s, perf() - began - self.told / self._per_s)
            time.sleep(STEP_S)


class Senders:
    """Radios, one after another: what each tells next."""

    def __init__(self, pack: Pack, sizes: Sizes) -> None:
        self._clock = SystemClock()
        self._at_work = sizes.on_incidents
        self._pagers = [unit.pager for unit in pack.unit]
        self._names = [unit.call_sign for unit in pack.unit]
        # Those at work are not heard one after another, as their numbers are.
        self._turn = cycle(sorted(range(len(self._pagers)), key=lambda unit: (unit * 7_919) % 10_007))
        self._keys: dict[int, Iterator[int]] = {}
        self._place = cycle(range(len(self._pagers)))
        self._pressing = cycle(range(len(self._pagers)))
        self.placed: set[int] = set()
        self.codes: deque[tuple[str, int]] = deque()
        self.pressed_at: dict[tuple[str, int], float] = {}
        self._presses: Counter[str] = Counter()

    def status(self) -> InboundStatus:
        unit = next(self._turn)
        code = next(self._keys.setdefault(unit, cycle(JOB if unit < self._at_work else FREE)))
        self.codes.append((self._pagers[unit], code))
        return InboundStatus(sender=self._pagers[unit], at=self._clock.now(), code=code, bytes_received=b"+CTSDSR")

    def position(self) -> InboundPosition:
        unit = next(self._place)
        self.placed.add(unit)
        return InboundPosition(
            sender=self._pagers[unit], at=self._clock.now(), latitude=43.7 + unit * 1e-5, longitude=7.4, age_s=0.0
        )

    def emergency(self) -> InboundEmergency:
        unit = next(self._pressing)
        name = self._names[unit]
        self._presses[name] += 1
        item = InboundEmergency(sender=self._pagers[unit], at=self._clock.now(), how="status 0", bytes_received=b"0")
        self.pressed_at[name, self._presses[name]] = perf()
        return item


def measure(folder: Path, sizes: Sizes, *, profile: Path | None = None) -> dict[str, object]:
    """Tell everything at its rate, wait until it is stored, and count."""
    room = Room(folder / "simulated.db", sizes)
    try:
        room.goes_to_work(sizes.on_incidents)
        senders = Senders(room.pack, sizes)
        channels = [
            Channel(room.relay, senders.status, sizes.statuses_per_s, sizes.seconds),
            Channel(room.relay, senders.position, sizes.positions_per_s, sizes.seconds),
            Channel(room.relay, senders.emergency, sizes.emergencies_per_s, sizes.seconds),
        ]
        room.commits.clear()
        memory, spent_s, began = rss_mb(), time.process_time(), perf()
        if profile is not None:
            _profile_engine(room.room.parts.engine, profile)
        for channel in channels:
            channel.start()
        for channel in channels:
            channel.join()
        told_s = perf() - began
        wait_until(lambda: room.relay.is_idle(), "all that came in", 120)
        stored_s, spent_s = perf() - began, time.process_time() - spent_s
        commits = len(room.commits)
        with room.room.parts.database.reader.connect() as connection:
            kept = _kept(connection, senders)
    finally:
        room.close()
    waited = [room.rang_at[key] - at for key, at in senders.pressed_at.items() if key in room.rang_at]
    statuses, positions, emergencies = (channel.told for channel in channels)
    return {
        "bench": "inbound", "seconds": sizes.seconds, "units": sizes.units, "units_on_incidents": sizes.on_incidents,
        "statuses": statuses, "positions": positions, "emergencies": emergencies,
        **{f"emergency_ms_{name}": milliseconds(waited, share)
           for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))},
        "lost": statuses - kept["statuses"] + emergencies - len(waited) + kept["units_without_position"],
        "out_of_order": kept["out_of_order"], "outcomes": kept["outcomes"], "positions_dropped": room.relay.dropped,
        "emergency_items": kept["emergency_items"], "told_s": round(told_s, 2),
        "stored_behind_s": round(stored_s - told_s, 2), "telling_behind_ms": round(channels[0].behind_s * 1000, 1),
        "commits": commits, "cpu_s": round(spent_s, 2), "rss_mb": memory, "rss_mb_after": rss_mb(),
    }  # fmt: skip


def _kept(connection: Connection, senders: Senders) -> dict[str, Any]:
    """Count what is in the store, each status in the order in which it was told."""
    rows = connection.execute(
        select(inbound.c.code, inbound.c.outcome, inbound.c.unit_id)
        .where(inbound.c.kind == "status")
        .order_by(inbound.c.id)
    ).all()
    outcomes = Counter(row.outcome for row in rows)
    told = [code for _, code in senders.codes]
    pressed = select(func.sum(attention.c.count)).where(attention.c.kind == "emergency")
    placed = connection.execute(select(func.count()).select_from(unit_positions)).scalar_one()
    expected = len(senders.placed)
    return {
        "statuses": len(rows) - outcomes[InboundOutcome.UNKNOWN_UNIT.value], "outcomes": dict(outcomes),
        "out_of_order": sum(row.code != code for row, code in zip(rows, told, strict=False)),
        "emergency_items": connection.execute(pressed).scalar_one() or 0,
        "units_without_position": max(0, expected - placed),
    }  # fmt: skip


def _profile_engine(engine: Any, file: Path) -> None:
    """Let the engine's thread note where its time goes (for whoever mends it; the figures are then not to be used)."""
    import cProfile  # only when asked for

    profiler, real = cProfile.Profile(), engine._transactor.run

    def run(batch: Any) -> Any:
        profiler.enable()
        try:
            return real(batch)
        finally:
            profiler.disable()
            profiler.dump_stats(file)

    engine._transactor.run = run


def main(argv: Sequence[str]) -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(prog="make bench NAME=inbound")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--statuses", type=int, default=500, help="a second")
    parser.add_argument("--positions", type=int, default=2_000, help="a second")
    parser.add_argument("--emergencies", type=float, default=10.0, help="a second")
    parser.add_argument("--units", type=int, default=500, help="radios, each in its turn")
    parser.add_argument("--at-work", type=int, default=100, help="of the units: on an incident each")
    parser.add_argument("--profile", type=Path, help="where to write a profile of the engine's thread")
    given = parser.parse_args(argv)
    sizes = Sizes(given.seconds, given.statuses, given.positions, given.emergencies, given.units, given.at_work)
    build_folder = Path("build")
    build_folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="inbound-", dir=build_folder) as folder:
        report(measure(Path(folder), sizes, profile=given.profile))


if __name__ == "__main__":
    main(sys.argv[1:])
