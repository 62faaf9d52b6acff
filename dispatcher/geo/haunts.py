"""The places of a map that somebody might call from: houses, crossings, tunnels, landmarks."""

from dataclasses import dataclass

from dispatcher.geo.kinds import SPEED_KMH, Layer, Mark
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.shapes import UNITS_PER_DEGREE

HOUSE, CROSSING, TUNNEL = "house", "crossing", "tunnel"
_DRIVEN = frozenset(kind.value for kind in SPEED_KMH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Haunt:
    """A place as the gazetteer names it. `kind`: house, crossing, tunnel, or the kind of a landmark, such as hotel."""

    kind: str
    label: str
    near: str
    latitude: float
    longitude: float


def haunts_of(pack: MapPack) -> tuple[Haunt, ...]:
    """Return every such place of a map, always in the same order."""
    rows = [
        *pack.rows(
            "SELECT 'house', entry.label || ' ' || number, near, address.latitude, address.longitude FROM address"
            " JOIN entry ON entry.id = street ORDER BY address.id"
        ),
        *pack.rows(
            "SELECT 'crossing', first.label || ' & ' || second.label, first.near, crossing.latitude,"
            " crossing.longitude FROM crossing JOIN entry first ON first.id = one JOIN entry second"
            " ON second.id = other WHERE first.label <> second.label ORDER BY crossing.id"
        ),
        *pack.rows("SELECT detail, label, near, latitude, longitude FROM entry WHERE kind = 'landmark' ORDER BY id"),
    ]
    found = [
        Haunt(kind=kind, label=label, near=near, latitude=latitude / UNITS_PER_DEGREE,
              longitude=longitude / UNITS_PER_DEGREE)
        for kind, label, near, latitude, longitude in rows
    ]  # fmt: skip
    return (*found, *_tunnels(pack))


def _tunnels(pack: MapPack) -> list[Haunt]:
    found: dict[str, Haunt] = {}
    for street in pack.features(Layer.STREETS, pack.bounds):
        if street.name and street.marks & Mark.TUNNEL and street.kind in _DRIVEN:
            line = street.parts[0]
            longitude, latitude = (float(value) for value in line[len(line) // 2])
            found.setdefault(
                street.name,
                Haunt(kind=TUNNEL, label=street.name, near="", latitude=latitude, longitude=longitude),
            )
    return list(found.values())
