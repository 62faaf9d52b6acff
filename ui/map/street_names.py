"""Streets by name, joined again from the pieces that OpenStreetMap cuts them into: a name needs a run of its length.

By cells of the world, not by tiles: what a cell offers depends on the cell alone, so neighbouring tiles agree.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack, Shape, level_for
from dispatcher.geo.shapes import FloatArray
from ui.map.mercator import bounds_of, many_to_world, metres_per_pixel

_KEPT = 160
_FINE_FROM = 13.5
_FINE, _COARSE = 2**13, 2**10
"""Cells along the side of the world, near and far."""

End = tuple[float, float]
Street = tuple[str, str, FloatArray]
"""Name, class, line in the world."""
Cell = tuple[int, int, int]


class StreetNames:
    """The named streets of a pack."""

    def __init__(self, pack: MapPack) -> None:
        self._pack = pack
        self._kept: OrderedDict[tuple[Cell, int], list[Street]] = OrderedDict()

    def cells(self, zoom: float, left: float, top: float, side: float) -> Iterator[Cell]:
        """Yield the cells that a box of the world meets."""
        count = _FINE if zoom >= _FINE_FROM else _COARSE
        for column in range(int(left * count), int((left + side) * count) + 1):
            for row in range(int(top * count), int((top + side) * count) + 1):
                yield count, column, row

    def streets(self, cell: Cell, zoom: float) -> list[Street]:
        """Return the streets that meet a cell, in whole lines."""
        count, column, row = cell
        box = bounds_of(column / count, row / count, (column + 1) / count, (row + 1) / count)
        level = level_for(metres_per_pixel(box.centre[0], zoom))
        found = self._kept.get((cell, level))
        if found is None:
            found = self._kept[cell, level] = list(_joined(self._pack.features(Layer.STREETS, box, level)))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def _joined(shapes: Iterable[Shape]) -> Iterator[Street]:
    """Yield lines of one name and class, end joined to end."""
    named: dict[tuple[str, str], list[FloatArray]] = defaultdict(list)
    for shape in shapes:
        if shape.name:
            named[shape.name, shape.kind] += shape.parts
    for (name, kind), parts in named.items():
        for line in join(parts):
            yield name, kind, many_to_world(line)


def join(parts: Sequence[FloatArray]) -> Iterator[FloatArray]:
    """Yield lines made of parts that share an end; each part is used once."""
    free = set(range(len(parts)))
    at: dict[End, list[int]] = defaultdict(list)
    for place, part in enumerate(parts):
        at[_end(part, 0)].append(place)
        at[_end(part, -1)].append(place)
    for place in range(len(parts)):
        if place not in free:
            continue
        free.discard(place)
        line = _grown(parts[place], parts, free, at)
        yield _grown(line[::-1], parts, free, at)[::-1]


def _grown(line: FloatArray, parts: Sequence[FloatArray], free: set[int], at: dict[End, list[int]]) -> FloatArray:
    pieces = [line]
    while True:
        end = _end(pieces[-1], -1)
        following = next((place for place in at[end] if place in free), None)
        if following is None:
            return np.concatenate(pieces)
        free.discard(following)
        part = parts[following]
        pieces.append((part if _end(part, 0) == end else part[::-1])[1:] if len(part) > 1 else part)


def _end(part: FloatArray, which: int) -> End:
    longitude, latitude = part[which].tolist()
    return round(longitude, 7), round(latitude, 7)
