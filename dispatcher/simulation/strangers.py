"""Radios that nobody knows: when much goes on, one of another service strays into ours now and then."""

from dispatcher.domain.simulated import Level
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.handsets import Handsets
from dispatcher.simulation.people import chance

_KEY = "strangers"
_BETWEEN_S = (240.0, 900.0)
_ADDRESSES = (9_900_000, 9_900_099)
"""Seven digits that no unit of a shipped pack has."""


class Strangers:
    """Thread: one."""

    def __init__(self, handsets: Handsets, agenda: Agenda, seed: int) -> None:
        self._handsets = handsets
        self._agenda = agenda
        self._seed = seed
        self._came = 0
        self._level: Level | None = None

    def set_level(self, level: Level) -> None:
        """Let them stray in while there is a storm."""
        if level is self._level:
            return
        self._level = level
        self._agenda.drop(_KEY)
        if level is Level.STORM:
            self._later()

    def _later(self) -> None:
        self._came += 1
        dice = chance(self._seed, "stranger", str(self._came))
        address = str(dice.randint(*_ADDRESSES))
        self._agenda.plan(dice.uniform(*_BETWEEN_S), _KEY, lambda: self._strays_in(address))

    def _strays_in(self, address: str) -> None:
        self._handsets.stranger(address)
        self._later()
