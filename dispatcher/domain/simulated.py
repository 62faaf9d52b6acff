"""The simulated life of a SIMULATED room, as a screen shows and steers it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""How many seconds simulated people live through in one of the world's."""


class Level(StrEnum):
    """How much happens."""

    CALM = "calm"  # a call about every six minutes
    BUSY = "busy"  # one about every 90 seconds
    STORM = "storm"  # several a minute, in bursts, many of them about the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What somebody on the air said, and when by the world's clock."""

    at: datetime
    call_sign: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationState:
    """How the simulation stands now. `acting`: its people act in this process, not in another one."""

    level: Level
    speed: float
    paused: bool
    acting: bool
    heard: tuple[Spoken, ...] = ()  # oldest first, the last 30


class Simulation(Protocol):
    """Steers simulated people: their calls, answers and movement. Guards and deadlines of the room never pause.

    Thread: any; every call returns at once.
    """

    def state(self) -> SimulationState:
        """Return how it stands."""
        ...

    def pause(self) -> None:
        """Let simulated people stand still."""
        ...

    def resume(self) -> None:
        """Let them go on."""
        ...

    def set_speed(self, speed: float) -> None:
        """Let them live faster or slower than the world; the nearest of SPEEDS is taken."""
        ...

    def set_level(self, level: Level) -> None:
        """Let more happen, or less."""
        ...

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener after every change, on a foreign thread; call the result to stop."""
        ...
