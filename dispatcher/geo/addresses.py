"""An address as it is compared: folded, its street words in one short form, with and without what follows a comma."""

from dispatcher.domain.knowledge import MOST_RADIUS_M, WIDE_M, Box, Place
from dispatcher.geo.distance import box_around
from dispatcher.geo.folding import ABBREVIATIONS, fold

_SHORT: dict[str, str] = {}
for _short, _longs in ABBREVIATIONS.items():
    for _long in _longs:
        _SHORT[_long] = min(_SHORT.get(_long, _short), _short)
for _short, _longs in ABBREVIATIONS.items():
    _SHORT[_short] = _SHORT[_longs[0]]


def address_key(text: str) -> str:
    """Return the form in which two spellings of one address are the same: `12 Elm St` and `12, Elm Street`."""
    return " ".join(_SHORT.get(word, word) for word in fold(text).split())


def kept_key(address: str) -> str:
    """Return the key that a known address is kept under: without the town after the last comma, which callers omit.

    A number there (`Rue Grimaldi, 12`) is no town.
    """
    head, _comma, tail = address.rpartition(",")
    key = address_key(head)
    is_town = bool(key) and not key.replace(" ", "").isdigit() and not any(letter.isdigit() for letter in tail)
    return key if is_town else address_key(address)


def address_keys(text: str) -> tuple[str, ...]:
    """Return the keys under which a typed place may be known: whole, and up to a comma or a bracket."""
    heads = (text, text.rpartition(",")[0], text.partition(",")[0], text.partition("(")[0])
    found = dict.fromkeys(address_key(head) for head in heads)
    return tuple(key for key in found if len(key) > 1 and not key.isdigit())


def place_of(words: str, latitude: float | None, longitude: float | None) -> Place:
    """Return what a place is looked up by."""
    if latitude is None or longitude is None:
        return Place(keys=address_keys(words))
    return Place(
        keys=address_keys(words), latitude=latitude, longitude=longitude,
        near=box_of(latitude, longitude, WIDE_M), wide=box_of(latitude, longitude, MOST_RADIUS_M),
    )  # fmt: skip


def box_of(latitude: float, longitude: float, metres: float) -> Box:
    """Return the box around a position."""
    box = box_around(latitude, longitude, metres)
    return box.south, box.west, box.north, box.east
