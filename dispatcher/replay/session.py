"""One replay from file to verdict: a room of its own, its people, the drive, and the count."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher.app import Dispatcher, Plan, build
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import PAGER_CHANNEL
from dispatcher.relay import radio_world
from dispatcher.replay.calls import CallFile, count_rows, read_calls
from dispatcher.replay.cast import Cast
from dispatcher.replay.columns import CannotReplay, Columns
from dispatcher.replay.desk import Desk
from dispatcher.replay.driver import Driver
from dispatcher.replay.report import Report, read_stored, tally
from dispatcher.replay.territory import territory_of
from dispatcher.replay.truth import count_truth, journal_verifies
from dispatcher.replay.world_clock import WorldClock
from dispatcher.rule_book import ChannelBook
from dispatcher.simulation.bearers import SimulatedBearers
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.system_clock import SystemClock
from radio.errors import ConfigurationError
from radio.simulator.faults import parse_fault

_BEFORE_FIRST_CALL = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be played, and how. `speed` None jumps."""

    path: Path
    columns: Columns
    zone: ZoneInfo
    speed: float | None = None
    limit: int | None = None
    seed: int = 1
    reach_m: float | None = None
    faults: tuple[str, ...] = ()
    home: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """Who is told how it goes. `started` is given the function that ends the replay early."""

    read: Callable[[CallFile], None] = lambda _file: None
    started: Callable[[Callable[[], None]], None] = lambda _stop: None
    moved: Callable[[int, datetime, Desk], None] = lambda _entered, _at, _desk: None


def play(wish: Wish, watcher: Watcher | None = None) -> Report:
    """Play the calls and count.

    Deterministic for one file, seed and healthy line at full speed: every decision of desk, operators and crews, and
    so every count. Not: ids, real times, and which page a fault of the line strikes when several wait at once.

    Raises:
        CannotReplay, StorageError, InvalidPack: nothing is left running; the text says what to do.
    """
    watching = watcher or Watcher()
    for fault in wish.faults:
        try:
            parse_fault(fault)
        except ConfigurationError as error:
            raise CannotReplay(f"--fault {fault}: {error}") from error
    file = read_calls(wish.path, wish.columns, wish.zone, wish.limit)
    watching.read(file)
    if not file.rows:
        raise CannotReplay(
            f"{wish.path}: all {file.calls_read} rows are rejected; the first: {file.rejected[0].reason}"
        )
    with _home(wish.home) as home:
        return _Session(wish, file, home).play(watching)


@contextlib.contextmanager
def _home(given: Path | None) -> Generator[Path]:
    """Lend a directory of its own: the one given, kept, or a temporary one."""
    if given is None:
        made = Path(tempfile.mkdtemp(prefix="readback-replay-"))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return
    live, simulated = (given / f"{world.value}.db" for world in World)
    if live.exists():
        raise CannotReplay(f"{given} holds a LIVE database ({live.name}); a replay needs a home of its own: --home DIR")
    if simulated.exists():
        raise CannotReplay(f"{given} holds a room already ({simulated.name}); give --home an empty or new directory")
    try:
        given.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotReplay(f"--home {given} cannot be used: {error.strerror}") from error
    yield given


class _Session:
    def __init__(self, wish: Wish, file: CallFile, home: Path) -> None:
        self._wish = wish
        self._file = file
        self._real = SystemClock()
        self._url = sqlite_url(home / f"{World.SIMULATED.value}.db")
        self._territory = territory_of(file.rows, load_pack("rivermouth"), wish.zone.key)
        self._bearers = SimulatedBearers(home, self._territory.pack.channel, {PAGER_CHANNEL: wish.faults})
        self._clock = WorldClock(file.rows[0].entered_at - _BEFORE_FIRST_CALL, self._real, wish.speed)

    def play(self, watching: Watcher) -> Report:
        began = self._real.monotonic()
        plan = Plan(
            url=self._url, world=World.SIMULATED, pack=self._territory.pack, clock=self._clock,
            links=self._bearers.links, self_driven=True, on_beat=self._bearers.stand_ready,
        )  # fmt: skip
        room = build(plan)
        room.after_close(self._bearers.stop)
        try:
            driver, desk = self._people(plan, room)
            watching.started(driver.stop)
            driver.run(self._file.rows, lambda entered, at: watching.moved(entered, at, desk))
            faults = driver.quiet.faults  # the line's end, below, is none
        finally:
            room.close()
        return self._report(driver, desk, faults, self._real.monotonic() - began)

    def _people(self, plan: Plan, room: Dispatcher) -> tuple[Driver, Desk]:
        limits = ChannelBook(plan.pack, plan.links, radio_world(plan.world.value)).limits()[PAGER_CHANNEL]
        cast = Cast(room, self._territory, limits, self._clock, self._wish.seed)
        desk = cast.desk(self._wish.reach_m)
        driver = Driver(room.parts, self._clock, cast, desk, self._real)
        for listener in (cast.hear, desk.hear, driver.quiet.hear):
            room.subscribe(listener)
        cast.sign_on()
        driver.wait_until_up()
        return driver, desk

    def _report(self, driver: Driver, desk: Desk, faults: int, wall_s: float) -> Report:
        database = open_database(self._url, World.SIMULATED, self._clock.now())
        wish, file = self._wish, self._file
        rejected = len(file.rejected) + len(desk.refused)
        read = file.calls_read if not driver.was_stopped else desk.taken + len(desk.refused) + len(file.rejected)
        counted = count_rows(wish.path, wish.limit) if not driver.was_stopped else read
        try:
            with database.reader.connect() as connection:
                stored = read_stored(connection)
                truth = count_truth(connection, self._bearers.tape(), counted, rejected)
                verified = journal_verifies(connection)
        finally:
            database.close()
        return Report(
            calls_read=read, rejected=rejected, attached=desk.attached, **asdict(stored),
            most_open=desk.most_open, most_waiting=desk.most_waiting, stations=len(self._territory.stations),
            units=len(self._territory.pack.unit), untidy=tally(remark for row in file.rows for remark in row.remarks),
            time_corrected=sum(bool(row.time_corrected) for row in file.rows), places_shortened=desk.places_shortened,
            channel_faults=faults, line_left_behind=driver.quiet.left_behind, jumps=driver.jumps,
            unguarded_max=driver.unguarded_max, lost=truth.lost, lost_rows=truth.rows_lost + truth.rows_doubled,
            lost_pages=truth.pages_lost, unknown_pages=truth.pages_unknown, doubled_unmarked=truth.doubled_unmarked,
            journal_verified=verified, interrupted=driver.was_stopped, finding=driver.finding,
            calls_per_second=round(read / wall_s, 1), wall_seconds=round(wall_s, 1), seed=wish.seed,
            speed="max" if wish.speed is None else f"{wish.speed:g}",
        )  # fmt: skip
