"""The composition root: settings in, a working room out."""

import logging
import logging.handlers
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TypeVar

from dispatcher.alarm_clock import AlarmClock
from dispatcher.auditing_duty import AuditingDuty
from dispatcher.change_feed import ChangeFeed, Listener
from dispatcher.clock_watch import ClockWatch
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.domain.errors import InvalidPack, KeyMissing
from dispatcher.domain.simulated import Simulation
from dispatcher.domain.worlds import World
from dispatcher.duties import Duties, Heard
from dispatcher.engine import Engine
from dispatcher.intake.door import Source
from dispatcher.intake.opening import sources_of
from dispatcher.intake.reading import Intake
from dispatcher.packs.knowledge import Fictional, load_fictional
from dispatcher.packs.loading import folder_of, load_pack
from dispatcher.packs.model import VOICE, Pack
from dispatcher.packs.plans import ChannelPart
from dispatcher.queries.requests import Query
from dispatcher.readers import Readers
from dispatcher.relay import Relay, TraceFor, radio_world
from dispatcher.rule_book import ChannelBook, rules_of
from dispatcher.services.activating_pack import ActivatePack
from dispatcher.services.importing_knowledge import ImportKnowledge
from dispatcher.settings import Settings
from dispatcher.simulation.bearers import SimulatedBearers
from dispatcher.simulation.life import LifePlan
from dispatcher.simulation.living import LivingRoom
from dispatcher.storage.database import Database, open_database, sqlite_url
from dispatcher.storage.leases import CREWS, DEADLINES, channel_lease, this_process
from dispatcher.storage.sealing import KeyFile
from dispatcher.system_clock import SystemClock, new_id, this_boot
from dispatcher.transactor import Transactor
from radio.evidence import traces_in
from radio.trace import Bounds

_log = logging.getLogger(__name__)
_LOG_BYTES, _LOG_FILES = 5_000_000, 5
_TRACE_FILES = 8

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomParts:
    """What a room is made of, for those who drive its clock themselves (replay, benchmarks)."""

    database: Database
    engine: Engine
    duties: Duties
    relay: Relay | None
    feed: ChangeFeed
    readers: Readers
    alarm_clock: AlarmClock | None
    intake: Intake | None = None


class Dispatcher:
    """A room that is open in this process. Every call returns at once; `close` waits for lines to come to rest."""

    def __init__(self, parts: RoomParts, world: World, pack: Pack) -> None:
        self._parts = parts
        self._world = world
        self._pack = pack
        self._simulation: Simulation | None = None
        self._closing: list[Callable[[], None]] = []
        self._closed: list[Callable[[], None]] = []
        self._is_closed = False

    @property
    def world(self) -> World:
        """LIVE or SIMULATED."""
        return self._world

    @property
    def pack(self) -> Pack:
        """The active pack."""
        return self._pack

    @property
    def parts(self) -> RoomParts:
        """The parts, for those who drive the clock themselves."""
        return self._parts

    @property
    def simulation(self) -> Simulation | None:
        """What steers the simulated people of a SIMULATED room; None in a LIVE one, and where there are none."""
        return self._simulation

    def steered_by(self, simulation: Simulation) -> None:
        """Offer the handle of this room's simulated people."""
        self._simulation = simulation

    def execute(self, command: Command | ContactArrived) -> "Future[Any]":
        """Carry out a command; the Future resolves after its commit or raises what was refused."""
        return self._parts.engine.submit(command)

    def ask(self, query: Query[Answer], key: str | None = None) -> "Future[Answer]":
        """Read rows; a newer question with the same key replaces one not yet begun."""
        return self._parts.readers.ask(query, key)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear committed entries, in order, on the feed's thread; call the result to stop."""
        return self._parts.feed.subscribe(listener)

    def on_close(self, action: Callable[[], None]) -> None:
        """Do this first when the room closes."""
        self._closing.append(action)

    def after_close(self, action: Callable[[], None]) -> None:
        """Do this last when the room closes."""
        self._closed.append(action)

    def close(self) -> None:
        """Come to rest: lines first, then duties, then the store. What is armed stays armed.

        Every step is taken, whatever becomes of the others; the last error is raised then.
        """
        if self._is_closed:
            return
        self._is_closed = True
        with ExitStack() as stack:
            for step in reversed([*reversed(self._closing), *self._steps_to_rest(), *self._closed]):
                stack.callback(step)

    def _steps_to_rest(self) -> Iterator[Callable[[], None]]:
        parts = self._parts
        if parts.intake is not None:
            yield parts.intake.stop
        if parts.alarm_clock is not None:
            yield parts.alarm_clock.close
        # A page on the line may take its time; nobody else's deadlines wait for it.
        yield lambda: parts.duties.release(DEADLINES)
        if parts.relay is not None:
            yield parts.relay.close
        yield from (parts.duties.release, parts.engine.close, parts.feed.close, parts.readers.close)
        yield parts.database.close


def home_of(settings: Settings) -> Path:
    """Return the home directory, made with mode 0700 when it is not there."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.home.chmod(0o700)
    return settings.home


def database_file(settings: Settings) -> Path:
    """Return the SQLite file of this world in the home."""
    return settings.home / f"{settings.world.value}.db"


def database_url(settings: Settings) -> str:
    """Return the database that these settings name."""
    return settings.database or sqlite_url(database_file(settings))


class _PrivateLog(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner reads."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return open(descriptor, "a", encoding="utf-8")  # noqa: PTH123  # the handler closes it


def start_log(settings: Settings, program: str = "readback") -> Path:
    """Log to a rotating file in the home and return its path; each program has its own, for one alone may rotate it."""
    path = home_of(settings) / f"{program}.log"
    handler = _PrivateLog(path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a room is built from. `self_driven`: no scheduler; the owner beats the duties and runs what is due."""

    url: str
    world: World
    pack: Pack
    clock: Clock
    links: Mapping[str, str]
    gateway: bool = True
    guard: bool = True
    self_driven: bool = False
    crews: bool = False  # this process wants to be the one whose simulated crews act
    on_beat: Heard | None = None  # told of the duties held, before the channels are opened
    may_open: Callable[[str], bool] | None = None  # whether the far side of a held channel is there already
    key_file: Path | None = None  # of what is sealed at rest
    fictional: Fictional | None = None  # invented knowledge, for a SIMULATED room alone
    trace_for: TraceFor | None = None  # takes note of every byte of a channel
    sources: tuple[Source, ...] = ()  # where contacts come from


def plan_of(settings: Settings) -> Plan:
    """Return the plan that settings make.

    Raises:
        InvalidPack, UnusableSettings: the pack, or the file of sources, cannot be used.
    """
    _check_pack_is_chosen(settings)
    home_of(settings)
    pack = load_pack(settings.pack)
    fictional = load_fictional(folder_of(settings.pack)) if settings.simulated else None
    if settings.simulated:
        _make_keys(settings.keys)
    _check_links(settings, pack)
    clock = SystemClock()
    return Plan(
        url=database_url(settings), world=settings.world, pack=pack, clock=clock, links=settings.links,
        gateway=settings.gateway, guard=settings.guard, trace_for=_traces(settings), key_file=settings.keys,
        fictional=fictional, sources=sources_of(settings, home_of(settings), clock),
    )  # fmt: skip


def _make_keys(path: Path) -> None:
    """Let a training room have a key of its own; a LIVE room's is made by a person, who keeps a copy."""
    try:
        KeyFile(path).make()
    except FileExistsError:
        return
    except OSError as error:
        _log.warning("no key file can be made at %s: %s; there are no door codes", path, error.strerror)


def _traces(settings: Settings) -> TraceFor | None:
    """Return what keeps the octets of each channel in the home, within the bound of the settings."""
    if settings.trace_mb == 0:
        return None
    bounds = Bounds(files=_TRACE_FILES, file_bytes=settings.trace_mb * 1_000_000 // _TRACE_FILES)
    return traces_in(home_of(settings) / "traces", bounds)


def _check_pack_is_chosen(settings: Settings) -> None:
    if not settings.simulated and "pack" not in settings.model_fields_set:
        raise InvalidPack(
            f"a LIVE room needs a pack of its own: set READBACK_PACK to its name or folder (docs/guide/packs.md);"
            f" {settings.pack} is for training. To train, add --simulated"
        )


def _check_links(settings: Settings, pack: Pack) -> None:
    known = [part.name for part in pack.channel if part.driver != VOICE]
    unknown = [name for name in settings.links if name not in known]
    if unknown:
        raise InvalidPack(
            f"a link is given for the channel {unknown[0]!r}, which the pack {settings.pack} does not have;"
            f" its channels with a link: {', '.join(known)}"
        )


def build(plan: Plan) -> Dispatcher:
    """Open the database and start every thread of the room.

    Raises:
        StorageError, InvalidPack, ConfigurationError: nothing was started; the text says what to do.
    """
    book = ChannelBook(plan.pack, plan.links, radio_world(plan.world.value))
    book.check()
    rules = rules_of(plan.pack, book)
    database = open_database(plan.url, plan.world, plan.clock.now())
    transactor = Transactor(database, plan.clock, new_id, plan.world, this_process(new_id()))
    transactor.use(rules)
    transactor.seal_with(KeyFile(plan.key_file))
    try:
        transactor.run([ActivatePack(pack=plan.pack, highest=book.highest())]).raise_first()
        _bring_fictional(plan, transactor)
    except BaseException:
        transactor.close()
        database.close()
        raise
    engine = Engine(transactor)
    duties = Duties(engine, _wanted(plan, book))
    if plan.on_beat is not None:
        duties.on_beat(plan.on_beat)
    feed = ChangeFeed(database)
    relay = Relay(engine, duties, book.configs, plan.trace_for, plan.may_open) if plan.gateway else None
    readers = Readers(database, plan.clock, rules)
    if plan.guard:
        duties.on_beat(AuditingDuty(readers, engine).after_beat)
    alarm_clock = None if plan.self_driven else _alarm_clock(plan.clock, engine, duties, transactor.holder)
    parts = RoomParts(
        database=database, engine=engine, duties=duties, relay=relay, feed=feed, readers=readers,
        alarm_clock=alarm_clock, intake=Intake(engine, duties.epoch, plan.sources) if plan.sources else None,
    )  # fmt: skip
    _start(parts)
    return Dispatcher(parts, plan.world, plan.pack)


def _bring_fictional(plan: Plan, transactor: Transactor) -> None:
    """Bring the pack's invented knowledge in, once; what cannot be sealed keeps no room closed."""
    if plan.fictional is None or plan.world is not World.SIMULATED:
        return
    told = plan.fictional
    brought = [
        ImportKnowledge(kind=kind, entries=entries, source=told.source, digest=told.digest)
        for kind, entries in told.entries.items()
    ]
    for outcome in transactor.run(brought).outcomes:
        if isinstance(outcome.error, KeyMissing):
            _log.warning("the pack's knowledge was not brought in: %s", outcome.error)
        elif outcome.error is not None:
            raise outcome.error


def _alarm_clock(clock: Clock, engine: Engine, duties: Duties, holder: str) -> AlarmClock:
    """Return an alarm clock that keeps its intervals when the machine's clock is set."""
    boot = this_boot()
    watch = ClockWatch(clock, boot or holder, of_host=boot is not None)
    alarm_clock = AlarmClock(duties, clock)
    watch.on_jump(lambda _seconds: alarm_clock.rebuild())
    engine.precede(watch)
    return alarm_clock


def _wanted(plan: Plan, book: ChannelBook) -> tuple[str, ...]:
    channels = tuple(channel_lease(config.name) for config in book.configs) if plan.gateway else ()
    return (
        ((DEADLINES,) if plan.guard else ()) + channels + ((CREWS,) if plan.crews else ()) + Intake.leases(plan.sources)
    )


def _start(parts: RoomParts) -> None:
    relay, alarm_clock = parts.relay, parts.alarm_clock
    parts.engine.after_commit(lambda _committed: parts.feed.ring())
    if relay is not None:
        parts.engine.after_commit(relay.after_commit)
        relay.start()
    if alarm_clock is not None:
        parts.engine.after_commit(alarm_clock.after_commit)
    parts.engine.start()
    parts.feed.start()
    parts.readers.start()
    if relay is not None:
        parts.feed.subscribe(relay.heard)
    if alarm_clock is not None:
        alarm_clock.start()
    if parts.intake is not None:
        parts.intake.start()


def open_room(settings: Settings) -> Dispatcher:
    """Open the room that settings name; a SIMULATED one brings its own bearers (unless linked) and crews.

    Raises:
        StorageError, InvalidPack, ConfigurationError: nothing stays open; the text says what to do.
    """
    plan = plan_of(settings)
    if not settings.simulated:
        return build(plan)
    plan = replace(plan, crews=settings.crews)
    bearers = SimulatedBearers(home_of(settings), _unlinked(plan))
    # Without the gateway too: a dispatch is forecast by the link, whoever opens it.
    plan = replace(plan, links={**bearers.links, **plan.links})
    if settings.gateway:
        plan = replace(plan, on_beat=bearers.stand_by, may_open=bearers.is_ready)
    room = build(plan)
    room.after_close(bearers.stop)
    if room.parts.relay is not None:
        bearers.when_ready(room.parts.relay.look_again)
    if settings.crews:
        duties = room.parts.duties
        plan_of_life = LifePlan(seed=settings.seed, level=settings.level, calls=settings.calls, air=bearers)
        living = LivingRoom(room, SystemClock(), plan_of_life, acts=lambda: duties.epoch(CREWS) is not None)
        room.steered_by(living)
        living.start()
        room.on_close(living.stop)
    return room


def _unlinked(plan: Plan) -> tuple[ChannelPart, ...]:
    """Return the channels that nobody gave a link for."""
    return tuple(part for part in plan.pack.channel if part.name not in plan.links)
