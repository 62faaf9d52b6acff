"""Small OpenStreetMap files, drawn in metres from a corner, for the tests of the map builder."""

from collections.abc import Sequence
from pathlib import Path

import osmium
from osmium.io import Header
from osmium.osm import Box, Location
from osmium.osm.mutable import Node, Relation, Way

from dispatcher.geo.distance import METRES_PER_DEGREE

Point = tuple[float, float]
"""Metres east and north of the corner, which is at 0, 0 degrees: there a degree is as long as it is high."""


def degrees(point: Point) -> tuple[float, float]:
    """Return longitude, latitude."""
    return point[0] / METRES_PER_DEGREE, point[1] / METRES_PER_DEGREE


class OsmFile:
    """Collects nodes, ways and relations; equal points are one node."""

    def __init__(self) -> None:
        self._nodes: dict[Point, int] = {}
        self._tags: dict[int, dict[str, str]] = {}
        self._ways: list[Way] = []
        self._relations: list[Relation] = []
        self.missing: set[int] = set()

    def node(self, point: Point, **tags: str) -> int:
        """Put a node."""
        number = self._nodes.setdefault(point, len(self._nodes) + 1)
        self._tags.setdefault(number, {}).update(_keys(tags))
        return number

    def way(self, points: Sequence[Point], **tags: str) -> int:
        """Draw a way."""
        refs = [self.node(point) for point in points]
        self._ways.append(Way(id=len(self._ways) + 1, nodes=refs, tags=_keys(tags)))
        return len(self._ways)

    def relation(self, members: Sequence[tuple[int, str]], **tags: str) -> None:
        """Join ways, each with its role."""
        whole = [("w", number, role) for number, role in members]
        self._relations.append(Relation(id=len(self._relations) + 1, members=whole, tags=_keys(tags)))

    def write(self, path: Path, box: tuple[Point, Point] | None = ((0, 0), (10_000, 10_000))) -> Path:
        """Write it as PBF."""
        header = Header()
        if box is not None:
            header.add_box(Box(Location(*degrees(box[0])), Location(*degrees(box[1]))))
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for point, number in self._nodes.items():
                if number not in self.missing:
                    writer.add_node(Node(id=number, location=degrees(point), tags=self._tags[number]))
            for way in self._ways:
                writer.add_way(way)
            for relation in self._relations:
                writer.add_relation(relation)
        return path


def _keys(tags: dict[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}
