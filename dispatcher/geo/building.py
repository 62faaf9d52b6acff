"""Make a map pack of an OpenStreetMap file: read, fill the sea, join streets, index names, write."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from dispatcher.geo.coastline import Sea, fill_sea
from dispatcher.geo.coastline_pieces import CoastWay, Frame
from dispatcher.geo.collected import Collected, Feature, Named, StreetWay, Watcher, clean
from dispatcher.geo.distance import Bounds
from dispatcher.geo.errors import CannotBuild
from dispatcher.geo.findings import Finding, Findings, at
from dispatcher.geo.kinds import Layer, Mark, SiteKind
from dispatcher.geo.map_pack import is_pack
from dispatcher.geo.name_building import Names, address_rows, crossings, merge_sites
from dispatcher.geo.osm_header import Source, examine
from dispatcher.geo.osm_reading import read
from dispatcher.geo.pack_schema import ATTRIBUTION
from dispatcher.geo.pack_writing import PackWriter
from dispatcher.geo.planar import Plane, merge
from dispatcher.geo.road_building import build_network
from dispatcher.geo.shapes import UNITS_PER_DEGREE, IntArray

LARGEST_MB = 150
_DROWNED = 0.2
"""No more than this share of street points may lie in the sea, or the coastline is not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a build found, and what was broken."""

    title: str
    bounds: Bounds
    data_date: str
    digest: str
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    size_bytes: int


def build_map(
    source: Path, target: Path, *, title: str = "", largest_mb: int = LARGEST_MB, watcher: Watcher | None = None
) -> Summary:
    """Build the pack; what stood at the target is replaced only when all went well.

    Raises:
        CannotBuild: the text says why and what to do.
        BuildCancelled: the watcher asked to stop.
    """
    watcher = watcher or Watcher()
    _check_target(target)
    findings = Findings()
    file = examine(source, largest_mb, findings, watcher)
    latitude, longitude = file.bounds.centre
    plane = Plane(latitude, longitude)
    with PackWriter(target, plane) as writer:
        collected = read(file, writer, watcher)
        if not collected.streets and not writer.counts:
            raise CannotBuild(f"{source} holds no street and no building inside its box; is it the right extract?")
        title = clean(title) or source.name.split(".")[0]
        _write_all(writer, collected, file, plane, watcher)
        found = (*findings.all(), *collected.findings.all())
        counts = dict(sorted(writer.counts.items()))
        watcher.step("putting it in order", 0)
        writer.finish(_meta(file, title, counts, found))
    return Summary(
        title=title, bounds=file.bounds, data_date=file.data_date, digest=file.digest, counts=counts,
        findings=found, size_bytes=target.stat().st_size,
    )  # fmt: skip


def _check_target(target: Path) -> None:
    try:
        if target.is_dir() or (target.exists() and not is_pack(target)):
            raise CannotBuild(f"{target} is there and is no map pack; it is left alone, name another file")
    except OSError as error:
        raise CannotBuild(f"{target} cannot be written: {error.strerror}; give another place") from error


def _meta(file: Source, title: str, counts: Mapping[str, int], found: Sequence[Finding]) -> dict[str, str]:
    return {
        "title": title,
        "attribution": ATTRIBUTION,
        "source": file.path.name,
        "built_from": f"sha256:{file.digest}",
        "data_date": file.data_date,
        "bounds": json.dumps(asdict(file.bounds)),
        "counts": json.dumps(counts),
        "findings": json.dumps([asdict(finding) for finding in found]),
    }


def _write_all(writer: PackWriter, collected: Collected, file: Source, plane: Plane, watcher: Watcher) -> None:
    watcher.step("filling the sea", 0)
    _sea(writer, collected, file.bounds, plane)
    watcher.step("joining streets", 0)
    for feature in _joined(collected.streets, plane):
        writer.add(feature)
    _points(writer, Layer.PLACES, collected.places)
    sites = merge_sites(collected.sites, plane)
    _points(writer, Layer.SITES, sites)
    for kind in SiteKind:
        writer.counts[f"sites: {kind.value}"] = sum(1 for site in sites if site.kind == kind)
    watcher.step("indexing names", 0)
    names = Names(collected, plane)
    _names(writer, collected, names, plane)
    watcher.step("joining roads", 0)
    network = build_network(collected.streets, plane)
    writer.rows("road_node", network.node_rows())
    writer.rows("road_edge", network.edge_rows(names.street_of))
    writer.counts["road nodes"], writer.counts["road edges"] = len(network.nodes), len(network.edges)
    if not network.edges:
        collected.findings.note("no street a vehicle can use: distances are straight lines")


def _names(writer: PackWriter, collected: Collected, names: Names, plane: Plane) -> None:
    writer.rows("entry", (entry.row() for entry in names.entries))
    writer.rows("spelling", names.spelling_rows())
    crossed = crossings(collected.streets, names, plane)
    writer.rows("crossing", ((number, *row) for number, row in enumerate(crossed, 1)))
    addresses = list(address_rows(collected, names, plane))
    writer.rows("address", addresses)
    for kind in ("street", "place", "landmark"):
        writer.counts[f"named: {kind}"] = sum(1 for entry in names.entries if entry.kind == kind)
    writer.counts["crossings"], writer.counts["addresses"] = len(crossed), len(addresses)


def _points(writer: PackWriter, layer: Layer, things: Iterable[Named]) -> None:
    for thing in things:
        point = np.array([[thing.longitude, thing.latitude]], np.int64)
        name = thing.names[0] if thing.names else ""
        writer.add(Feature(layer=layer, kind=thing.kind, name=name, parts=[point]))


def _joined(streets: Sequence[StreetWay], plane: Plane) -> Iterable[Feature]:
    """Return streets of the same name, class and marks as lines as long as they run: better ends, room for names."""
    alike: dict[tuple[str, str, Mark], list[IntArray]] = defaultdict(list)
    for way in streets:
        alike[way.kind.value, way.name, way.marks].append(way.points)
    for (kind, name, marks), lines in alike.items():
        for line in merge([plane.metres(points) for points in lines], directed=bool(marks & Mark.ONEWAY)):
            yield Feature(layer=Layer.STREETS, kind=kind, name=name, marks=marks, parts=[plane.units(line)])


def _sea(writer: PackWriter, collected: Collected, bounds: Bounds, plane: Plane) -> None:
    findings = collected.findings
    if not collected.coast:
        findings.note("no coastline in the file: no sea is drawn (right for a territory inland)")
        return
    low, high = plane.metres(_corners(bounds))
    frame = Frame(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    ways = [CoastWay(refs, plane.metres(points)) for refs, points in collected.coast]
    sea = fill_sea(ways, frame)
    for trouble in sea.troubles:
        place = "" if trouble.where is None else at(*(int(unit) for unit in plane.units(trouble.where)))
        findings.note(trouble.what, place)
    drowned = _drowned(sea, collected.streets, plane)
    if drowned > _DROWNED:
        findings.note(f"{drowned:.0%} of all street points would lie in the sea: the coastline is not believed, no sea")
        return
    if not sea.surfaces:
        findings.note("the coastline encloses no sea inside the map")
    for rings in sea.surfaces:
        parts = [plane.units(ring) for ring in rings]
        writer.add(Feature(layer=Layer.WATER, kind="sea", marks=Mark.AREA, parts=parts))
        writer.counts["sea surfaces"] += 1


def _corners(bounds: Bounds) -> IntArray:
    corners = np.array([[bounds.west, bounds.south], [bounds.east, bounds.north]])
    return np.rint(corners * UNITS_PER_DEGREE).astype(np.int64)


def _drowned(sea: Sea, streets: Sequence[StreetWay], plane: Plane) -> float:
    dry = [way.points for way in streets if not way.marks & (Mark.BRIDGE | Mark.TUNNEL)]
    return sea.share_inside(plane.metres(np.concatenate(dry))) if dry and sea.surfaces else 0.0
