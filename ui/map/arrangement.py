"""Who is drawn where, so that nothing that matters is hidden: stations, crowds, and fans around busy places.

Worked out for a step of zoom, not for a frame: panning moves all of it together. Shifts are pixels off the true place.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatcher.geo.shapes import FloatArray
from ui.map.census import Census, Station
from ui.presenters.map import Duty

Rows = NDArray[np.intp]

OPEN_FROM = 17.0
"""From this zoom on the units of a station stand one by one."""
CROWD, CROWDED_BELOW = 1500, 15.0
"""With more units in the window than this, those that wait are counted by cells below that zoom."""
_CELL_PX = 46.0
_MERGE_PX = 30.0
_FANNED_AT_MOST = 240
_ROOM_PX = 23.0
_FLAG = ((0.0, -12.0), (0.0, -24.0), (-9.0, -24.0), (9.0, -24.0), (0.0, 0.0))
"""What an incident's picture keeps free of units, beside its place."""


@dataclass(slots=True)
class Group:
    """Units that are drawn as one: of a station, of several, or of a cell."""

    x: float
    y: float
    stations: list[Station] = field(default_factory=list[Station])
    inside: list[int] = field(default_factory=list[int])
    out: list[int] = field(default_factory=list[int])

    @property
    def is_station(self) -> bool:
        """Whether it is one station and nothing else."""
        return len(self.stations) == 1 and set(self.inside) <= set(self.stations[0].inside)


@dataclass(slots=True)
class Arrangement:
    """`singles` are places in the list of units, the committed last; `shifts` (n, 2) pixels; `moved` are fanned out."""

    singles: list[int]
    shifts: FloatArray
    groups: list[Group]
    moved: list[int]
    rows: Rows = field(init=False)
    single_shifts: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.rows = np.array(self.singles, np.intp)
        self.single_shifts = self.shifts[self.rows] if len(self.rows) else self.shifts[:0]


class _Room:
    """Which spots are taken, in cells as large as a symbol."""

    def __init__(self) -> None:
        self._cells: Mapping[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)

    def take(self, x: float, y: float) -> None:
        self._cells[int(x // _ROOM_PX), int(y // _ROOM_PX)].append((x, y))

    def free(self, x: float, y: float) -> bool:
        column, row = int(x // _ROOM_PX), int(y // _ROOM_PX)
        return not any(
            abs(far_x - x) < _ROOM_PX and abs(far_y - y) < _ROOM_PX
            for right in (-1, 0, 1)
            for down in (-1, 0, 1)
            for far_x, far_y in self._cells.get((column + right, row + down), ())
        )


def arrange(
    census: Census, side: float, zoom: float, *, chosen_unit: str | None, crowded: bool, scale: float = 1.0
) -> Arrangement:
    """Arrange the marks in a world of `side` pixels; symbols are drawn larger by `scale`."""
    side /= scale  # larger symbols in a world are symbols of their usual size in a smaller one
    chosen = census.unit_index.get(chosen_unit or "")
    groups, idle = _gather(census, side, zoom, chosen, crowded=crowded)
    committed = np.flatnonzero(census.committed).tolist()
    shifts = np.zeros((len(census.units), 2))
    moved: list[int] = []
    if len(committed) + len(idle) <= _FANNED_AT_MOST:
        moved = _fan(census, side, groups, committed, idle, shifts)
    return Arrangement(idle + committed, shifts * scale, groups, moved)


def _gather(
    census: Census, side: float, zoom: float, chosen: int | None, *, crowded: bool
) -> tuple[list[Group], list[int]]:
    """Return the groups, and the waiting units that stand alone."""
    if zoom >= OPEN_FROM:
        opened = [place for station in census.stations for place in station.inside]
        return [_of_station(one, []) for one in census.stations if not one.inside], opened + census.idle
    single: list[int] = []
    groups: list[Group] = []
    for station in census.stations:
        if chosen is not None and chosen in station.inside:
            single += station.inside
        else:
            groups.append(_of_station(station, station.inside))
    idle = [place for place in census.idle if place != chosen]
    single += [place for place in census.idle if place == chosen]
    if crowded:
        cells, alone = _by_cell(census, side, idle)
        groups, rest = _merged(groups, side), alone
        groups += cells
    elif len(idle) <= _FANNED_AT_MOST:
        groups = _merged(groups + [_of_unit(census, place) for place in idle], side)
        rest = []
    else:
        groups, rest = _merged(groups, side), idle
    lonely = [group for group in groups if len(group.inside) == 1 and not group.out and len(group.stations) <= 1]
    single += [group.inside[0] for group in lonely]
    alone_ids = {id(group) for group in lonely}
    return [group for group in groups if id(group) not in alone_ids], single + rest


def _of_station(station: Station, inside: Sequence[int]) -> Group:
    return Group(station.x, station.y, [station], list(inside), list(station.out))


def _of_unit(census: Census, place: int) -> Group:
    x, y = census.unit_places[place].tolist()
    return Group(x, y, [], [place], [])


def _merged(groups: Iterable[Group], side: float) -> list[Group]:
    """Join what would lie upon each other; the first keeps its place."""
    reach = _MERGE_PX / side
    cells: Mapping[tuple[int, int], list[Group]] = defaultdict(list)
    kept: list[Group] = []
    for group in groups:
        column, row = int(group.x // reach), int(group.y // reach)
        near = [
            (math.hypot(other.x - group.x, other.y - group.y), order, other)
            for right in (-1, 0, 1)
            for down in (-1, 0, 1)
            for order, other in enumerate(cells.get((column + right, row + down), ()))
            if math.hypot(other.x - group.x, other.y - group.y) < reach
        ]
        if near:
            into = min(near, key=lambda found: found[:2])[2]
            into.stations += group.stations
            into.inside += group.inside
            into.out += group.out
        else:
            cells[column, row].append(group)
            kept.append(group)
    return kept


def _by_cell(census: Census, side: float, idle: Sequence[int]) -> tuple[list[Group], list[int]]:
    """Return the waiting by cells of the world, and those who are alone in theirs."""
    if not idle:
        return [], []
    rows = np.array(idle, np.intp)
    cells = np.floor(census.unit_places[rows] * side / _CELL_PX).astype(np.int64)
    names = cells[:, 0] * (1 << 31) + cells[:, 1]
    order = np.argsort(names, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], np.diff(names[order]) != 0)))
    groups: list[Group] = []
    alone: list[int] = []
    for members in np.split(rows[order], starts[1:].tolist()):
        if len(members) == 1:
            alone.append(int(members[0]))
            continue
        x, y = census.unit_places[members].mean(axis=0).tolist()
        groups.append(Group(x, y, [], members.tolist(), []))
    return groups, alone


def _fan(
    census: Census, side: float, groups: Sequence[Group], committed: Sequence[int], idle: Sequence[int],
    shifts: FloatArray,
) -> list[int]:  # fmt: skip
    """Find a free spot for each single, the committed first; return those that had to leave their place."""
    room, moved = _Room(), list[int]()
    for x, y in (census.incident_places * side).tolist():
        for right, down in _FLAG:
            room.take(x + right, y + down)
    for group in groups:
        room.take(group.x * side, group.y * side)
    for place in (*committed, *idle):
        mark = census.units[place]
        home = mark.home if mark.at_station else None
        x, y = (census.unit_places[place] * side).tolist()
        for right, down in _SPOTS if home is None else _ROWS:
            if room.free(x + right, y + down):
                room.take(x + right, y + down)
                shifts[place] = right, down
                if right or down:
                    moved.append(place)
                break
    return moved


def _around() -> list[tuple[float, float]]:
    """Its own place, then spots on rings, those below first: incidents stand above."""
    spots = [(0.0, 0.0)]
    for radius, count in ((26.0, 8), (50.0, 14), (75.0, 20)):
        turns = sorted((2 * math.pi * turn / count for turn in range(count)), key=lambda turn: -math.sin(turn))
        spots += [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
    return spots


def _in_rows() -> list[tuple[float, float]]:
    """Side by side below a house, five in a row."""
    return [(_STEP * (column - 2), _STEP * row) for row in range(8) for column in (2, 1, 3, 0, 4)]


_STEP = 26.0
_SPOTS = _around()
_ROWS = _in_rows()


def counts(census: Census, group: Group) -> tuple[int, int, int]:
    """Return how many of a group are free there, out, and there but not to be had."""
    free = sum(census.units[place].duty is Duty.FREE for place in group.inside)
    return free, len(group.out), len(group.inside) - free
