"""What OpenStreetMap's tags mean to a control room: layers, kinds within them, speeds, what is worth searching."""

from collections.abc import Mapping
from enum import IntFlag, StrEnum

Tags = Mapping[str, str]


class Layer(StrEnum):
    """The layers of a pack, from the ground up."""

    GROUND = "ground"
    GREEN = "green"
    WATER = "water"
    BUILDINGS = "buildings"
    RAIL = "rail"
    BORDERS = "borders"
    STREETS = "streets"
    PLACES = "places"
    SITES = "sites"


POINT_LAYERS = frozenset({Layer.PLACES, Layer.SITES})


class Mark(IntFlag):
    """What a feature is besides its kind. `AREA`: its parts are rings, filled odd-even."""

    AREA = 1
    ONEWAY = 2
    BRIDGE = 4
    TUNNEL = 8
    LINK = 16


PLAIN = Mark(0)


class StreetClass(StrEnum):
    """Streets, the most important first."""

    MOTORWAY = "motorway"
    TRUNK = "trunk"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    STREET = "street"
    SERVICE = "service"
    PEDESTRIAN = "pedestrian"
    TRACK = "track"
    PATH = "path"
    STEPS = "steps"


_HIGHWAYS: dict[str, StreetClass] = {
    **{kind.value: kind for kind in StreetClass if kind is not StreetClass.STREET},
    **dict.fromkeys(("unclassified", "residential", "living_street", "road", "escape"), StreetClass.STREET),
    **dict.fromkeys(("footway", "cycleway", "bridleway", "corridor"), StreetClass.PATH),
    "busway": StreetClass.SERVICE,
}

SPEED_KMH: dict[StreetClass, float] = {
    StreetClass.MOTORWAY: 100, StreetClass.TRUNK: 80, StreetClass.PRIMARY: 55, StreetClass.SECONDARY: 50,
    StreetClass.TERTIARY: 45, StreetClass.STREET: 35, StreetClass.SERVICE: 18, StreetClass.PEDESTRIAN: 12,
    StreetClass.TRACK: 15,
}  # fmt: skip
"""Where a vehicle drives, and how fast on average: towns, with junctions and bends in it."""

LINK_KMH = 45.0
"""Ramps are slow whatever they lead to."""


class SiteKind(StrEnum):
    """Emergency sites."""

    FIRE_STATION = "fire_station"
    AMBULANCE_STATION = "ambulance_station"
    HOSPITAL = "hospital"
    POLICE = "police"


_SITES = {
    ("amenity", "fire_station"): SiteKind.FIRE_STATION,
    ("amenity", "hospital"): SiteKind.HOSPITAL,
    ("amenity", "police"): SiteKind.POLICE,
    ("emergency", "ambulance_station"): SiteKind.AMBULANCE_STATION,
    ("emergency", "fire_station"): SiteKind.FIRE_STATION,
}

PLACES = ("city", "town", "village", "suburb", "quarter", "hamlet", "neighbourhood", "locality", "islet", "island")
"""Kinds of place, the most important first."""

NEAR_KINDS = frozenset({"city", "town", "village", "suburb", "quarter", "hamlet"})
"""Those that tell two streets of one name apart."""

_GREEN = {
    ("landuse", "forest"): "wood", ("natural", "wood"): "wood", ("natural", "scrub"): "scrub",
    ("natural", "heath"): "scrub", ("natural", "grassland"): "grass", ("landuse", "grass"): "grass",
    ("landuse", "meadow"): "meadow", ("landuse", "farmland"): "farmland", ("landuse", "vineyard"): "farmland",
    ("landuse", "orchard"): "farmland", ("landuse", "allotments"): "garden", ("landuse", "cemetery"): "cemetery",
    ("landuse", "recreation_ground"): "park", ("landuse", "village_green"): "park", ("leisure", "park"): "park",
    ("leisure", "garden"): "garden", ("leisure", "pitch"): "pitch", ("leisure", "golf_course"): "park",
    ("leisure", "nature_reserve"): "reserve", ("leisure", "stadium"): "pitch", ("natural", "wetland"): "wetland",
}  # fmt: skip
_WATER = {
    ("natural", "water"): "water", ("waterway", "riverbank"): "river", ("landuse", "reservoir"): "water",
    ("landuse", "basin"): "water", ("waterway", "dock"): "water", ("leisure", "swimming_pool"): "pool",
}  # fmt: skip
_GROUND = {
    ("landuse", "residential"): "built_up", ("landuse", "commercial"): "built_up", ("landuse", "retail"): "built_up",
    ("landuse", "industrial"): "industrial", ("landuse", "railway"): "industrial", ("landuse", "quarry"): "rock",
    ("natural", "beach"): "sand", ("natural", "sand"): "sand", ("natural", "bare_rock"): "rock",
    ("natural", "scree"): "rock", ("natural", "glacier"): "ice", ("amenity", "parking"): "parking",
    ("man_made", "pier"): "pier", ("man_made", "breakwater"): "pier", ("aeroway", "apron"): "paved",
    ("aeroway", "helipad"): "paved", ("aeroway", "runway"): "paved", ("place", "square"): "paved",
}  # fmt: skip
_WATERWAYS = frozenset({"river", "canal", "stream", "drain", "ditch"})
_RAILS = {"rail": "rail", "light_rail": "light", "tram": "light", "narrow_gauge": "rail", "subway": "subway",
          "funicular": "light"}  # fmt: skip
_LANDMARK_KEYS = ("amenity", "tourism", "historic", "leisure", "office", "shop", "railway", "aeroway", "man_made",
                  "public_transport", "natural", "building", "landuse", "craft", "healthcare")  # fmt: skip
_NOT_LANDMARKS = frozenset({"tree", "coastline", "rail", "tram", "subway", "residential", "no"})

KEYS = ("highway", "building", "natural", "landuse", "leisure", "waterway", "railway", "place", "amenity",
        "emergency", "man_made", "aeroway", "tourism", "historic", "office", "shop", "public_transport", "craft",
        "healthcare", "addr:housenumber", "boundary")  # fmt: skip
"""Whatever carries none of these is of no use here."""
AREA_KEYS = ("building", "natural", "landuse", "leisure", "waterway", "amenity", "man_made", "aeroway", "place",
             "highway", "tourism", "historic", "emergency", "healthcare")  # fmt: skip


def area_kind(tags: Tags) -> tuple[Layer, str] | None:
    """Return layer and kind of a surface, or None when it is not drawn."""
    if tags.get("building", "no") != "no":
        return Layer.BUILDINGS, "building"
    for layer, kinds in ((Layer.WATER, _WATER), (Layer.GREEN, _GREEN), (Layer.GROUND, _GROUND)):
        for (key, value), kind in kinds.items():
            if tags.get(key) == value:
                return layer, kind
    if tags.get("highway") in ("pedestrian", "footway") and tags.get("area") == "yes":
        return Layer.GROUND, "paved"
    return None


def line_kind(tags: Tags) -> tuple[Layer, str] | None:
    """Return layer and kind of a line that is no street, or None when it is not drawn."""
    if tags.get("waterway") in _WATERWAYS and tags.get("tunnel", "no") == "no":
        return Layer.WATER, "river" if tags["waterway"] in ("river", "canal") else "stream"
    rail = _RAILS.get(tags.get("railway", ""))
    if rail is not None:
        return Layer.RAIL, rail
    if tags.get("man_made") in ("pier", "breakwater", "groyne"):
        return Layer.GROUND, "pier"
    return None


def street_class(tags: Tags) -> StreetClass | None:
    """Return the class of a street or path, or None for anything else, squares included."""
    if tags.get("area") == "yes":
        return None
    return _HIGHWAYS.get(tags.get("highway", "").removesuffix("_link"))


def marks_of(tags: Tags) -> Mark:
    """Return bridge, tunnel and ramp; direction is `direction_of`."""
    marks = Mark(0)
    if tags.get("bridge", "no") != "no":
        marks |= Mark.BRIDGE
    if tags.get("tunnel", "no") not in ("no", "building_passage"):
        marks |= Mark.TUNNEL
    if tags.get("highway", "").endswith("_link"):
        marks |= Mark.LINK
    return marks


def direction_of(tags: Tags) -> int | None:
    """Return 1 one-way, -1 one-way against the drawing, 0 both ways, None when the tag makes no sense."""
    said = tags.get("oneway", "")
    if said in ("-1", "reverse"):
        return -1
    if said in ("yes", "true", "1"):
        return 1
    if said == "" and (tags.get("junction") == "roundabout" or tags.get("highway") in ("motorway", "motorway_link")):
        return 1
    return 0 if said in ("", "no", "false", "0", "reversible", "alternating") else None


def site_kind(tags: Tags) -> SiteKind | None:
    """Return which emergency site this is, if any."""
    for (key, value), kind in _SITES.items():
        if tags.get(key) == value:
            return kind
    return None


def landmark_kind(tags: Tags) -> str | None:
    """Return what a named thing is, if people may give it as a place."""
    for key in _LANDMARK_KEYS:
        value = tags.get(key)
        if value and value not in _NOT_LANDMARKS:
            return key if value == "yes" else value
    return None
