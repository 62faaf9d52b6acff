"""Police on patrol, and vehicles whose positions stop coming for a while: what moves where nothing happens."""

import functools

from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.units import Availability
from dispatcher.packs.model import Pack
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.fleet import Fleet, Pace
from dispatcher.simulation.people import chance
from dispatcher.simulation.radio_desk import RadioDesk
from dispatcher.simulation.situation import Situation
from dispatcher.simulation.whereabouts import Whereabouts

_PATROLS = "police"
_ONE_IN = 3
_FIRST_S, _REST_S, _STOP_S = (1.0, 6.0), (240.0, 720.0), (20.0, 90.0)
_LEGS = (2, 5)
_WITHIN_M = 1_200.0
_SILENT_ONE_IN = 8
_SILENT_AFTER_S, _SILENT_S = (90.0, 900.0), (120.0, 330.0)


class Beats:
    """Thread: one."""

    def __init__(
        self, pack: Pack, situation: Situation, radio: RadioDesk, agenda: Agenda, fleet: Fleet, seed: int
    ) -> None:
        self._situation = situation
        self._radio = radio
        self._agenda = agenda
        self._fleet = fleet
        self._seed = seed
        self._whereabouts: Whereabouts | None = None
        self._turns: dict[str, int] = {}
        patrols = [unit.call_sign for unit in pack.unit if _PATROLS in unit.capabilities]
        self._on_beat = patrols[seed % _ONE_IN :: _ONE_IN]
        self._losing = [unit.call_sign for unit in pack.unit][seed % _SILENT_ONE_IN :: _SILENT_ONE_IN]

    def begin(self, whereabouts: Whereabouts) -> None:
        """Send the first patrols off."""
        self._whereabouts = whereabouts
        for number, call_sign in enumerate(self._on_beat):
            first_s = self._span(call_sign, "first", _FIRST_S if number % 2 == 0 else _REST_S)
            self._agenda.plan(first_s, _key(call_sign), functools.partial(self._start, call_sign))
        for call_sign in self._losing:
            self._fall_silent_later(call_sign)

    def hear(self, entry: Entry) -> None:
        """Take a committed entry: a patrol that is dispatched leaves its beat."""
        call_sign = str(entry.body.get("call_sign"))
        if entry.kind is EntryKind.UNIT_ALERTED and call_sign in self._on_beat:
            self._agenda.drop(_key(call_sign))
            self._later(call_sign)

    def _later(self, call_sign: str) -> None:
        self._agenda.plan(
            self._span(call_sign, "rest", _REST_S), _key(call_sign), functools.partial(self._start, call_sign)
        )

    def _start(self, call_sign: str) -> None:
        unit = self._situation.units.get(call_sign)
        ready = unit is not None and unit.is_free and unit.availability is Availability.AVAILABLE_STATION
        if not ready or not self._fleet.is_home(call_sign):
            self._later(call_sign)
            return
        self._radio.status(call_sign, Availability.AVAILABLE_MOBILE, "on patrol")
        legs = chance(self._seed, call_sign, "legs", str(self._turn(call_sign))).randint(*_LEGS)
        self._go_on(call_sign, legs)

    def _go_on(self, call_sign: str, legs: int) -> None:
        unit = self._situation.units.get(call_sign)
        if unit is None or not unit.is_free:
            self._later(call_sign)
        elif legs <= 0:
            self._return(call_sign)
        else:
            self._drive_on(call_sign, legs)

    def _drive_on(self, call_sign: str, legs: int) -> None:
        here = self._fleet.where(call_sign)
        dice = chance(self._seed, call_sign, "leg", str(self._turn(call_sign)))
        to = self._whereabouts.crossing_near(here, _WITHIN_M, dice) if here and self._whereabouts else None
        seconds = self._fleet.drive(call_sign, to, Pace.ON_PATROL) if to else None
        wait_s = (seconds or 0.0) + dice.uniform(*_STOP_S)
        self._agenda.plan(wait_s, _key(call_sign), functools.partial(self._go_on, call_sign, legs - 1))

    def _return(self, call_sign: str) -> None:
        seconds = self._fleet.drive_home(call_sign, Pace.ORDINARY) or 0.0
        self._agenda.plan(seconds, _key(call_sign), functools.partial(self._is_back, call_sign))

    def _is_back(self, call_sign: str) -> None:
        unit = self._situation.units.get(call_sign)
        if unit is not None and unit.is_free and unit.availability is Availability.AVAILABLE_MOBILE:
            self._radio.status(call_sign, Availability.AVAILABLE_STATION, "at station")
        self._later(call_sign)

    def _fall_silent_later(self, call_sign: str) -> None:
        self._fleet.silence(call_sign, silent=False)
        after_s = self._span(call_sign, "silent after", _SILENT_AFTER_S)
        self._agenda.plan(after_s, f"avl/{call_sign}", functools.partial(self._fall_silent, call_sign))

    def _fall_silent(self, call_sign: str) -> None:
        self._fleet.silence(call_sign, silent=True)
        for_s = self._span(call_sign, "silent", _SILENT_S)
        self._agenda.plan(for_s, f"avl/{call_sign}", functools.partial(self._fall_silent_later, call_sign))

    def _span(self, call_sign: str, what: str, between_s: tuple[float, float]) -> float:
        return chance(self._seed, call_sign, what, str(self._turn(call_sign))).uniform(*between_s)

    def _turn(self, call_sign: str) -> int:
        self._turns[call_sign] = self._turns.get(call_sign, 0) + 1
        return self._turns[call_sign]


def _key(call_sign: str) -> str:
    return f"beat/{call_sign}"
