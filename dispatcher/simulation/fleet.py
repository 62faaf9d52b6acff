"""Where every unit is: it drives along its way, stands, and tells its position as a vehicle does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from dispatcher.domain.clock import Clock
from dispatcher.domain.units import UnitFix
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.roads import Position, Route
from dispatcher.packs.model import Pack
from dispatcher.simulation.terrain import Terrain

STANDING_EVERY_S = 30.0
"""A vehicle that stands tells where it is so often; one that moves, whenever it is asked."""
BY_RADIO_EVERY_S = 10.0
"""One whose radio tells it, and no device of its own, is not heard more often while it moves: airtime is dear."""
_AT_HOME_M = 60.0
_BOAT = "boat"


class Pace(Enum):
    """How long a way takes, as a share of what the map's speeds give."""

    BLUE_LIGHTS = 0.8
    ORDINARY = 1.15
    ON_PATROL = 1.6


@dataclass(slots=True)
class _Vehicle:
    home: Position
    afloat: bool
    place: Position
    route: Route | None = None
    factor: float = 1.0
    left_at: float = 0.0  # by the clock of simulated people
    told_at: datetime | None = None  # by the world's clock
    silent: bool = False
    least_s: float = 0.0  # so long at least between two positions


class Fleet:
    """Every unit whose station has a position. Thread: one. Its clock is that of simulated people."""

    def __init__(self, terrain: Terrain, clock: Clock, pack: Pack) -> None:
        self.terrain = terrain
        self._clock = clock
        where = {station.name: (station.latitude, station.longitude) for station in pack.station}
        self._vehicles: dict[str, _Vehicle] = {}
        for unit in pack.unit:
            latitude, longitude = where[unit.station]
            if latitude is not None and longitude is not None:
                home = latitude, longitude
                self._vehicles[unit.call_sign] = _Vehicle(home, _BOAT in unit.capabilities, home)

    def stand(self, call_sign: str, place: Position) -> None:
        """Put a unit somewhere, as a former room left it."""
        if call_sign in self._vehicles:
            self._vehicles[call_sign].place = place

    def drive(self, call_sign: str, to: Position, pace: Pace) -> float | None:
        """Send a unit somewhere from where it is; return the seconds it takes, None when no way leads there."""
        vehicle = self._vehicles.get(call_sign)
        route = self._way(vehicle, to) if vehicle else None
        if vehicle is None or route is None:
            return None
        vehicle.route, vehicle.left_at = route, self._clock.monotonic()
        vehicle.factor = 1.0 if vehicle.afloat else pace.value
        return route.duration_s * vehicle.factor

    def drive_home(self, call_sign: str, pace: Pace) -> float | None:
        """Send a unit to its station; return the seconds it takes."""
        vehicle = self._vehicles.get(call_sign)
        return self.drive(call_sign, vehicle.home, pace) if vehicle else None

    def where(self, call_sign: str) -> Position | None:
        """Return where a unit is now."""
        vehicle = self._vehicles.get(call_sign)
        return self._now(vehicle) if vehicle else None

    def is_home(self, call_sign: str) -> bool:
        """Whether a unit stands at its station; also one of whom nothing is known."""
        vehicle = self._vehicles.get(call_sign)
        return vehicle is None or (
            not self._is_moving(vehicle) and great_circle_m(*self._now(vehicle), *vehicle.home) < _AT_HOME_M
        )

    def silence(self, call_sign: str, *, silent: bool) -> None:
        """Let a unit's positions fail to come, or come again."""
        if call_sign in self._vehicles:
            self._vehicles[call_sign].silent = silent

    def tells_by_radio(self, call_sign: str) -> None:
        """Let a unit's radio tell where it is."""
        if call_sign in self._vehicles:
            self._vehicles[call_sign].least_s = BY_RADIO_EVERY_S

    def fixes(self, now: datetime) -> tuple[UnitFix, ...]:
        """Return what vehicles tell at this instant of the world: where they move, or that they still stand."""
        told: list[UnitFix] = []
        for call_sign, vehicle in self._vehicles.items():
            moving = self._is_moving(vehicle)
            here = self._now(vehicle)
            arrived = vehicle.route is not None and not moving
            if arrived:
                vehicle.place, vehicle.route = here, None
            tells = (moving and self._is_due(vehicle, now, vehicle.least_s)) or arrived
            if not vehicle.silent and (tells or self._is_due(vehicle, now, STANDING_EVERY_S)):
                vehicle.told_at = now
                told.append(
                    UnitFix(call_sign=call_sign, latitude=round(here[0], 6), longitude=round(here[1], 6), at=now)
                )
        return tuple(told)

    def _is_due(self, vehicle: _Vehicle, now: datetime, every_s: float) -> bool:
        return vehicle.told_at is None or now - vehicle.told_at >= timedelta(seconds=every_s)

    def _driven_s(self, vehicle: _Vehicle) -> float:
        return (self._clock.monotonic() - vehicle.left_at) / vehicle.factor

    def _is_moving(self, vehicle: _Vehicle) -> bool:
        return vehicle.route is not None and self._driven_s(vehicle) < vehicle.route.duration_s

    def _now(self, vehicle: _Vehicle) -> Position:
        if vehicle.route is None:
            return vehicle.place
        latitude, longitude, _ = vehicle.route.at(self._driven_s(vehicle))
        return latitude, longitude

    def _way(self, vehicle: _Vehicle, to: Position) -> Route | None:
        here = self._now(vehicle)
        if vehicle.afloat:
            return self.terrain.by_sea(here, to)
        under_way = (vehicle.route, self._driven_s(vehicle)) if vehicle.route and self._is_moving(vehicle) else None
        return self.terrain.by_road(here, to, under_way)


def homes_of(pack: Pack) -> Mapping[str, Position]:
    """Return the stations of a pack that have a position."""
    return {
        station.name: (station.latitude, station.longitude)
        for station in pack.station
        if station.latitude is not None and station.longitude is not None
    }
