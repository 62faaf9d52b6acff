"""Read an OpenStreetMap file once and sort what is in it. The only module, with `osm_header`, that knows osmium."""

from collections.abc import Iterator

import numpy as np
import osmium
from osmium.filter import KeyFilter
from osmium.osm import RELATION
from osmium.osm.types import Area, Node, NodeRefList, OSMEntity, Relation, Way

from dispatcher.geo.collected import Address, Collected, Feature, Named, Sink, StreetWay, Watcher, clean, names_of
from dispatcher.geo.findings import at
from dispatcher.geo.kinds import (
    AREA_KEYS,
    KEYS,
    PLACES,
    Layer,
    Mark,
    StreetClass,
    Tags,
    area_kind,
    direction_of,
    landmark_kind,
    line_kind,
    marks_of,
    site_kind,
    street_class,
)
from dispatcher.geo.osm_header import Source, damaged_means
from dispatcher.geo.planar import middle_of
from dispatcher.geo.shapes import UNITS_PER_DEGREE, IntArray

_EVERY = 2_000
_BORDER_LEVELS = {"2": "country", "4": "region", "6": "county", "8": "municipality"}


def read(source: Source, sink: Sink, watcher: Watcher) -> Collected:
    """Hand what is drawn to the sink as it comes; return the rest.

    Raises:
        CannotBuild: the file ends or breaks in the middle.
        BuildCancelled: the person asked to stop.
    """
    reading = _Reading(source, sink)
    with damaged_means(source.path):
        for number, item in enumerate(osmium.FileProcessor(str(source.path), RELATION)):
            if number % _EVERY == 0:
                watcher.step("reading relations", number)
            if isinstance(item, Relation):
                reading.relation(item)
        for number, item in enumerate(_everything(source)):
            if number % _EVERY == 0:
                watcher.step("reading", number)
            reading.take(item)
    reading.finish()
    return reading.collected


def _everything(source: Source) -> Iterator[OSMEntity]:
    keys = KeyFilter(*KEYS)
    areas = KeyFilter(*AREA_KEYS)
    return iter(osmium.FileProcessor(str(source.path)).with_areas(areas).with_filter(keys))


class _Reading:
    def __init__(self, source: Source, sink: Sink) -> None:
        self.collected = Collected()
        self._sink = sink
        box = source.bounds
        edges = np.array([[box.west, box.south], [box.east, box.north]]) * UNITS_PER_DEGREE
        self._low, self._high = np.rint(edges).astype(np.int64)
        self._borders: dict[int, str] = {}
        self._surfaces: dict[int, str] = {}

    def relation(self, item: Relation) -> None:
        """Remember border ways, and surfaces that have to come out whole."""
        tags = dict(item.tags)
        if tags.get("boundary") == "administrative" and tags.get("admin_level") in _BORDER_LEVELS:
            for member in item.members:
                if member.type == "w":
                    level = min(self._borders.get(member.ref, "9"), tags["admin_level"])
                    self._borders[member.ref] = level
        elif tags.get("type") == "multipolygon" and area_kind(tags) is not None:
            self._surfaces[item.id] = tags.get("name", "")

    def take(self, item: OSMEntity) -> None:
        """Sort one thing of the file."""
        if isinstance(item, Node):
            self._node(item)
        elif isinstance(item, Way):
            self._way(item)
        elif isinstance(item, Area):
            self._area(item)

    def finish(self) -> None:
        """Note the surfaces that never came."""
        for number, name in self._surfaces.items():
            label = f"relation {number} {name}".strip()
            self.collected.findings.note("surface that is cut off or does not close, left out", label)

    def _node(self, item: Node) -> None:
        if item.location.valid():
            point = np.array([item.location.x, item.location.y], np.int64)
            if self._is_inside(point[np.newaxis]):
                self._point(dict(item.tags), point)

    def _way(self, item: Way) -> None:
        tags = dict(item.tags)
        street, line = street_class(tags), line_kind(tags)
        coast, border = tags.get("natural") == "coastline", self._borders.get(item.id)
        if street is None and line is None and not coast and border is None:
            return
        refs, points = _nodes(item.nodes)
        if len(refs) < len(item.nodes):
            self.collected.findings.note("line with points that the file lacks, drawn without them", f"way {item.id}")
        if len(refs) < 2:
            self.collected.findings.note("line without at least two points, left out", f"way {item.id}")
            return
        if coast:
            self.collected.coast.append((refs, points))
        if not self._is_inside(points):
            return
        if street is not None:
            self._street(item.id, street, tags, (refs, points))
        if line is not None and not (item.is_closed() and area_kind(tags)):
            layer, kind = line
            self._sink.add(Feature(layer=layer, kind=kind, name=_name(tags), marks=marks_of(tags), parts=[points]))
        if border is not None:
            self._sink.add(Feature(layer=Layer.BORDERS, kind=_BORDER_LEVELS[border], parts=[points]))

    def _street(self, number: int, kind: StreetClass, tags: Tags, nodes: tuple[tuple[int, ...], IntArray]) -> None:
        (refs, points), direction, marks = nodes, direction_of(tags), marks_of(tags)
        if direction is None:
            self.collected.findings.note("one-way tag that makes no sense, taken as both ways", f"way {number}")
        if direction == -1:
            refs, points = refs[::-1], points[::-1]
        if direction:
            marks |= Mark.ONEWAY
        way = StreetWay(kind=kind, names=names_of(tags), marks=marks, refs=refs, points=points)
        self.collected.streets.append(way)

    def _area(self, item: Area) -> None:
        tags = dict(item.tags)
        kind, is_point = area_kind(tags), _is_point(tags)
        if kind is None and not is_point:
            return
        rings: list[IntArray] = []
        for outer in item.outer_rings():
            rings.append(_nodes(outer)[1])
            rings.extend(_nodes(inner)[1] for inner in item.inner_rings(outer))
        rings = [ring for ring in rings if len(ring) > 3]
        if rings and not item.from_way():
            self._surfaces.pop(item.orig_id(), None)  # osmium hands out what does not close as well: without rings
        if not rings or not self._is_inside(np.concatenate(rings)):
            return
        if kind is not None:
            self._sink.add(Feature(layer=kind[0], kind=kind[1], name=_name(tags), marks=Mark.AREA, parts=rings))
        if is_point:
            largest = max(rings, key=lambda ring: int(np.ptp(ring, axis=0).sum()))
            self._point(tags, np.rint(middle_of(largest.astype(np.float64))).astype(np.int64))

    def _point(self, tags: Tags, point: IntArray) -> None:
        names, (longitude, latitude) = names_of(tags), (int(point[0]), int(point[1]))
        site, landmark, place = site_kind(tags), landmark_kind(tags), tags.get("place", "")
        number, street = clean(tags.get("addr:housenumber", "")), clean(_street_of(tags))
        if site is not None:
            kind = Named(kind=site, names=names, longitude=longitude, latitude=latitude)
            self.collected.sites.append(kind)
        elif names and place in PLACES:
            kind = Named(kind=place, names=names, longitude=longitude, latitude=latitude)
            self.collected.places.append(kind)
        elif names and landmark is not None:
            kind = Named(kind=landmark, names=names, longitude=longitude, latitude=latitude)
            self.collected.landmarks.append(kind)
        if number and street:
            address = Address(street=street, number=number, longitude=longitude, latitude=latitude)
            self.collected.addresses.append(address)
        elif number:
            self.collected.findings.note("house number without a street, left out", at(longitude, latitude))

    def _is_inside(self, points: IntArray) -> bool:
        """Whether the box around the points meets the map."""
        return bool(np.all(points.min(axis=0) <= self._high) and np.all(points.max(axis=0) >= self._low))


def _nodes(nodes: NodeRefList) -> tuple[tuple[int, ...], IntArray]:
    """Return the nodes that have a position, without repetitions."""
    refs: list[int] = []
    points: list[tuple[int, int]] = []
    for node in nodes:
        if node.location.valid() and not (refs and refs[-1] == node.ref):
            refs.append(node.ref)
            points.append((node.x, node.y))
    return tuple(refs), np.array(points, np.int64).reshape(-1, 2)


def _is_point(tags: Tags) -> bool:
    return "name" in tags or "addr:housenumber" in tags or site_kind(tags) is not None


def _name(tags: Tags) -> str:
    return clean(tags.get("name", ""))


def _street_of(tags: Tags) -> str:
    return tags.get("addr:street") or tags.get("addr:place", "")
