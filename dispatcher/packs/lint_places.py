"""Lints of the map and of what should lie on it."""

from collections.abc import Iterator
from pathlib import Path

from dispatcher.geo.distance import Bounds
from dispatcher.geo.errors import MapError
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack
from dispatcher.packs.lint import Lint, error, note, warning
from dispatcher.packs.model import Pack, StationPart

USUAL_PLACE = "125 bis Boulevard of the Long and Winding Name, Upper Village"
"""As long as a place gets, when no map says how long its streets are."""


def lint_map(pack: Pack, map_file: str) -> tuple[Bounds | None, str, list[Lint]]:
    """Return what the pack's map covers, the longest place on it, and what is wrong with it."""
    if not map_file:
        says = "the pack names no map: the room shows none, and positions cannot be checked"
        return None, USUAL_PLACE, [note("pack.toml", "map", says, "build one with `readbackctl map build`")]
    try:
        with MapPack(Path(map_file)) as opened:
            streets = [shape.name for shape in opened.features(Layer.STREETS, opened.bounds)]
            towns = [place.name for place in opened.places()]
            longest = f"125 bis {max(streets, key=len, default='')}, {max(towns, key=len, default='')}"
            return opened.bounds, longest, []
    except MapError as trouble:
        return None, USUAL_PLACE, [error("pack.toml", "map", str(trouble), f"or correct the name {pack.map!r}")]


def lint_stations(pack: Pack, bounds: Bounds | None) -> Iterator[Lint]:
    """Look for stations that lie nowhere, outside the map, or send nobody."""
    homes = {unit.station for unit in pack.unit}
    for place, station in enumerate(pack.station, start=1):
        key = f"station.{place}"
        if station.name not in homes:
            yield note("units.toml", key, f"no unit is at home in {station.name}", "remove it, or give it a unit")
        yield from _position(station, key, bounds)


def _position(station: StationPart, key: str, bounds: Bounds | None) -> Iterator[Lint]:
    latitude, longitude = station.latitude, station.longitude
    if latitude is None and longitude is None:
        says = f"{station.name} has no position: its units are proposed without a distance and are not on the map"
        yield warning("units.toml", key, says, "give it latitude and longitude")
    elif latitude is None or longitude is None:
        says = f"{station.name} has half a position, which is none"
        missing = "latitude" if latitude is None else "longitude"
        yield error("units.toml", f"{key}.{missing}", says, "give both or none")
    elif bounds is not None and not bounds.contains(latitude, longitude):
        far = bounds.metres_away(latitude, longitude) / 1000
        says = f"{station.name} lies {far:.1f} km outside of the map"
        swapped = -90 <= longitude <= 90 and bounds.contains(longitude, latitude)
        do = "latitude and longitude are exchanged" if swapped else "correct its position, or build a larger map"
        yield warning("units.toml", key, says, do)
