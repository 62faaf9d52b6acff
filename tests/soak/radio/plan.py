"""What one batch of runs will do, all of it from its seed: which fault on which port, which pages, when to kill."""

from dataclasses import dataclass, replace
from random import Random

from radio.message import Urgency
from tests.soak.radio.kinds import ALL, Kind, Settings, Strike, pairs

WORDS = (
    "FIRE",
    "SMOKE",
    "CHEST PAIN",
    "2ND FLOOR",
    "RUE GRIMALDI",
    "E12",
    "L11 RESPOND",
    "PERSONS INSIDE",
    "GAS",
    "M4",
)
LONG_OUTAGE_S = (32.0, 45.0)
TWO_FAULTS = 0.25
AT_A_PLACE = 0.7
QUIT = "quit"
QUITS = 0.1
# Before each answer of a device, as terminal servers and busy encoders do; below every timer of the profiles.
REPLY_DELAYS_S = (0.0, 0.0, 0.02, 0.08)
# Where the holder may die, and how often it passes there in a batch, at least.
PLACES = {"claim": 12, "claimed": 12, "written": 80, "read": 80, "receipt": 6, "stored": 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """One page: when it is queued, from the start of the batch."""

    at_s: float
    message: str
    address: str
    text: str
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: one port, a fault or two, its pages, and when the device is mended."""

    name: str
    kind: Kind
    faults: tuple[str, ...]  # the first is the one that this run is about
    baud: int | None
    reply_delay_s: float
    options: tuple[str, ...]
    faulty: tuple[str, ...]  # options of the device until it is mended
    profile: Settings
    pages: tuple[PlannedPage, ...]
    mended_at_s: float  # the faulty device is taken away
    absent_s: float  # for so long there is no device at all
    crashes: bool  # it is taken away in the middle of whatever it does

    @property
    def fault_names(self) -> tuple[str, ...]:
        """Return the faults without value and moment."""
        return tuple(fault.partition("@")[0].partition("=")[0] for fault in self.faults)

    def only_unplugs(self) -> bool:
        """Tell whether nothing is wrong but that the port goes and comes back."""
        return all(name in self.kind.unplugs for name in self.fault_names)

    def __str__(self) -> str:
        told = {name: value for name, value in self.profile.items() if self.kind.profile.get(name) != value}
        words = (
            self.kind.driver,
            *self.faults,
            f"baud={self.baud}",
            f"delay={self.reply_delay_s}",
            *self.options,
            *self.faulty,
        )
        return f"{' '.join(words)} {told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One end of the holder: at an instant, or when it passes a place of its own way for the n-th time (`PLACE:n`).

    `QUIT`: it is asked to end, and closes its channels whatever is on them.
    """

    at_s: float
    place: str | None
    away_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One batch."""

    seed: int
    runs: tuple[Run, ...]
    kills: tuple[Kill, ...]


def plan(seed: int, ports: int, *, long_outage: bool = False) -> Plan:
    """Return the batch of this seed; the next seed goes on with the next faults."""
    dice = Random(seed)
    every = pairs()
    chosen = [every[(seed * ports + index) % len(every)] for index in range(ports)]
    runs = [_run(dice, f"{seed}-{index}", kind, strike) for index, (kind, strike) in enumerate(chosen)]
    if long_outage:
        runs = [replace(run, absent_s=round(dice.uniform(*LONG_OUTAGE_S), 1)) for run in runs]
    kills = tuple(_kill(dice) for _ in range(dice.choice((0, 1, 2, 2, 3))))
    return Plan(seed=seed, runs=tuple(runs), kills=tuple(sorted(kills, key=lambda kill: kill.at_s)))


def _run(dice: Random, name: str, kind: Kind, strike: Strike) -> Run:
    manner = dice.choice(kind.manners)
    strikes = [strike]
    if dice.random() < TWO_FAULTS:
        strikes.append(dice.choice([other for other in kind.strikes if other.whens != ALL and other != strike]))
    return Run(
        name=name, kind=kind, faults=tuple(one.written(dice) for one in strikes),
        baud=dice.choice(kind.bauds), reply_delay_s=dice.choice(REPLY_DELAYS_S),
        options=manner.options, faulty=manner.faulty, profile={**kind.profile, **manner.profile},
        pages=tuple(_page(dice, kind, f"{name}-{number}") for number in range(dice.randint(2, 6))),
        mended_at_s=round(dice.uniform(1.5, 4.0), 2), absent_s=round(dice.choice((0.0, dice.uniform(0.0, 1.5))), 2),
        crashes=dice.random() < 0.5,
    )  # fmt: skip


def _page(dice: Random, kind: Kind, message: str) -> PlannedPage:
    length = dice.choice((0, dice.randint(0, 60), dice.randint(0, kind.longest)))
    text = f"#{message}#"
    while len(text) < length:
        text += " " + dice.choice(WORDS)
    return PlannedPage(
        at_s=round(dice.uniform(0.0, 3.0), 2), message=message, address=dice.choice(kind.addresses),
        text=text[: kind.longest].strip(), urgency=dice.choice(tuple(Urgency)),
    )  # fmt: skip


def _kill(dice: Random) -> Kill:
    place = QUIT if dice.random() < QUITS else None
    if place is None and dice.random() < AT_A_PLACE:
        where = dice.choice(tuple(PLACES))
        place = f"{where}:{dice.randint(1, PLACES[where])}"
    return Kill(
        at_s=round(dice.uniform(0.2, 4.5), 2), place=place, away_s=round(dice.choice((0.0, dice.uniform(0.0, 1.0))), 2)
    )
