"""What of a feature is drawn from how far: every detail, a district, the whole map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dispatcher.geo.collected import Feature
from dispatcher.geo.kinds import POINT_LAYERS, Layer, Mark, StreetClass
from dispatcher.geo.pack_schema import LEVEL_TOLERANCES_M
from dispatcher.geo.planar import Plane, area_m2, simplify
from dispatcher.geo.shapes import FloatArray, IntArray

_LAST = len(LEVEL_TOLERANCES_M) - 1
_SMALLEST_M2: dict[Layer, tuple[float, ...]] = {Layer.BUILDINGS: (0, 150), Layer.GROUND: (0, 300, 20_000)}
_SMALLEST_OTHER_M2 = (0, 300, 10_000)
_SEEN_FROM_FAR = frozenset({
    StreetClass.MOTORWAY, StreetClass.TRUNK, StreetClass.PRIMARY, StreetClass.SECONDARY, StreetClass.TERTIARY,
    "sea", "rail", "river", "country", "region", "county", "municipality",
})  # fmt: skip
_SEEN_FROM_MIDWAY = _SEEN_FROM_FAR | {StreetClass.STREET, StreetClass.PEDESTRIAN, "light", "pier"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feature as it is drawn from one level to another."""

    feature: Feature
    level: int
    level_to: int
    parts: Sequence[IntArray]


def drawn(features: Sequence[Feature], plane: Plane) -> Iterator[Drawn]:
    """Return each feature at its levels; what looks the same on two is given once."""
    lines = [_closed(feature) for feature in features]
    metres = [[plane.metres(part) for part in parts] for parts in lines]
    coarse = {level: _simplified(metres, LEVEL_TOLERANCES_M[level]) for level in range(1, _LAST + 1)}
    for number, feature in enumerate(features):
        if feature.layer in POINT_LAYERS:
            yield Drawn(feature, 0, _LAST, feature.parts)
            continue
        versions: list[tuple[int, Sequence[IntArray]]] = [(0, feature.parts)]
        for level in range(1, _LAST + 1):
            parts = _worth_it(feature, level, coarse[level][number])
            if not parts:
                break
            versions.append((level, _opened(feature, [plane.units(part) for part in parts])))
        yield from _runs(feature, versions)


def _runs(feature: Feature, versions: Sequence[tuple[int, Sequence[IntArray]]]) -> Iterator[Drawn]:
    start, parts = versions[0]
    for before, (level, following) in enumerate(versions[1:]):
        if [len(part) for part in following] != [len(part) for part in parts]:
            yield Drawn(feature, start, versions[before][0], parts)
            start, parts = level, following
    yield Drawn(feature, start, versions[-1][0], parts)


def _simplified(metres: Sequence[Sequence[FloatArray]], tolerance_m: float) -> list[list[FloatArray]]:
    flat = [part if len(part) > 1 else np.repeat(part, 2, axis=0) for parts in metres for part in parts]
    rest = iter(simplify(flat, tolerance_m))
    return [[next(rest) for _part in parts] for parts in metres]


def _worth_it(feature: Feature, level: int, parts: Sequence[FloatArray]) -> list[FloatArray]:
    """Return the parts that can be seen from this level."""
    if not feature.marks & Mark.AREA:
        seen = _SEEN_FROM_MIDWAY if level < _LAST else _SEEN_FROM_FAR
        return list(parts) if feature.kind in seen else []
    smallest = _SMALLEST_M2.get(feature.layer, _SMALLEST_OTHER_M2)
    if level >= len(smallest):
        return []
    if feature.kind == "sea":
        return [part for part in parts if len(part) > 3]
    return [part for part in parts if len(part) > 3 and abs(area_m2(part)) >= smallest[level]]


def _closed(feature: Feature) -> list[IntArray]:
    if not feature.marks & Mark.AREA:
        return list(feature.parts)
    return [np.concatenate([ring, ring[:1]]) for ring in feature.parts]


def _opened(feature: Feature, parts: Sequence[IntArray]) -> list[IntArray]:
    return [ring[:-1] for ring in parts] if feature.marks & Mark.AREA else list(parts)
