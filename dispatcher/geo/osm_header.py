"""What an OpenStreetMap file says about itself, and the box that its map will cover."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
from osmium.io import Reader
from osmium.osm import NODE, NOTHING
from osmium.osm.types import Node

from dispatcher.geo.collected import Watcher
from dispatcher.geo.distance import Bounds
from dispatcher.geo.errors import CannotBuild
from dispatcher.geo.findings import Findings
from dispatcher.geo.shapes import FloatArray

LARGEST_DEGREES = 8.0
_CHUNK = 1 << 20
_SMALLEST_DEGREES = 1e-4
_EVERY = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An OpenStreetMap file about to be read."""

    path: Path
    digest: str
    data_date: str
    bounds: Bounds


def examine(path: Path, largest_mb: int, findings: Findings, watcher: Watcher) -> Source:
    """Return what is known before reading.

    Raises:
        CannotBuild: it is missing, empty, too large, damaged, or covers nothing or half the world.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise CannotBuild(f"{path} is no file; name one OpenStreetMap extract (.osm.pbf)")
        _check_size(path, size, largest_mb)
        digest = _digest(path, size, watcher)
    except OSError as error:
        raise CannotBuild(f"{path} cannot be read: {error.strerror}") from error
    box, date = _header(path)
    if box is None:
        box = _extent(path, findings, watcher)
    return Source(path=path, digest=digest, data_date=date, bounds=box)


def _check_size(path: Path, size: int, largest_mb: int) -> None:
    if size == 0:
        raise CannotBuild(f"{path} is empty; fetch it again")
    if size > largest_mb * 1_000_000:
        raise CannotBuild(
            f"{path} has {size / 1e6:.0f} MB, more than the {largest_mb} MB that are taken; cut your territory out"
            " of it (osmium extract --bbox WEST,SOUTH,EAST,NORTH), or raise --largest-mb where memory allows"
        )


def _digest(path: Path, size: int, watcher: Watcher) -> str:
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            watcher.step("checking the file", done, size)
    return digest.hexdigest()


def _header(path: Path) -> tuple[Bounds | None, str]:
    with damaged_means(path), Reader(str(path), NOTHING) as reader:
        header = reader.header()
        box, date = header.box(), header.get("osmosis_replication_timestamp") or header.get("timestamp")
    if not box.valid():
        return None, date
    low, high = box.bottom_left, box.top_right
    bounds = Bounds(west=low.lon, south=low.lat, east=high.lon, north=high.lat)
    return (bounds if _is_sane(bounds) else None), date


def _is_sane(bounds: Bounds) -> bool:
    wide, tall = bounds.east - bounds.west, bounds.north - bounds.south
    return _SMALLEST_DEGREES < wide <= LARGEST_DEGREES and _SMALLEST_DEGREES < tall <= LARGEST_DEGREES


def _extent(path: Path, findings: Findings, watcher: Watcher) -> Bounds:
    """Return the box around the nodes, without the few that lie far from all others."""
    points: list[tuple[float, float]] = []
    with damaged_means(path):
        for number, item in enumerate(osmium.FileProcessor(str(path), NODE)):
            if number % _EVERY == 0:
                watcher.step("looking for the edges of the map", number)
            if isinstance(item, Node) and item.location.valid():
                points.append((item.lon, item.lat))
    if len(points) < 2:
        raise CannotBuild(f"{path} holds no positions; it is no map extract, or it is damaged: fetch it again")
    findings.note("the file does not say which box it covers; the box around its nodes was taken")
    bounds = _around(np.array(points), findings)
    if not _is_sane(bounds):
        wide, tall = bounds.east - bounds.west, bounds.north - bounds.south
        raise CannotBuild(
            f"{path} covers {wide:.4f} x {tall:.4f} degrees; a pack takes up to {LARGEST_DEGREES:.0f} degrees and more"
            " than a point: cut your territory out of it (osmium extract --bbox WEST,SOUTH,EAST,NORTH)"
        )
    return bounds


def _around(points: FloatArray, findings: Findings) -> Bounds:
    low, high = points.min(axis=0), points.max(axis=0)
    core_low, core_high = np.percentile(points, [1, 99], axis=0)
    room = (core_high - core_low) * 0.25 + _SMALLEST_DEGREES
    if bool(np.any(high - low > 4 * (core_high - core_low + _SMALLEST_DEGREES))):
        findings.note("nodes far away from all others were left outside the map")
        low, high = np.maximum(low, core_low - room), np.minimum(high, core_high + room)
    return Bounds(west=float(low[0]), south=float(low[1]), east=float(high[0]), north=float(high[1]))


class damaged_means:  # noqa: N801  # reads as a `with` clause
    """Turns what osmium raises on a file it cannot read into one clear error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, RuntimeError | ValueError | OSError | SystemError):
            raise CannotBuild(
                f"{self._path} is damaged or no OpenStreetMap file: {error}; fetch it again and compare its checksum"
            ) from error
