"""Find a place by what a caller says: a street, a crossing, a house, a landmark, a town, a position."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dispatcher.geo.coordinates import DEGREES, read_position, written
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.folding import fold, fold_number
from dispatcher.geo.grids import Reading, Unreadable
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.matching import Entry, Match, NameIndex, Position
from dispatcher.geo.shapes import UNITS_PER_DEGREE

_CROSSING = re.compile(r"\s*(?:&|/|\+|@)\s*|\s+[x×]\s+", re.IGNORECASE)
_CROSSING_WORDS = re.compile(r"\s+(?:and|corner(?:\s+of)?|at|et|angle|coin|und|ecke)\s+", re.IGNORECASE)
"""Words may also belong to a name (Arts et Métiers): then crossings are offered beside what bears the name."""
_CORNER_OF = re.compile(
    r"^(?:the\s+)?(?:corner|crossing|angle|coin|ecke)(?:\s+(?:of|de|du|des|von))?\s+", re.IGNORECASE
)
_NUMBER = r"\d{1,5}(?:(?!\sr\s)\s?(?:[a-z]|bis|ter|quater))?(?:\s?[-/]\s?\d{1,5}[a-z]?)?"
"""An r that stands alone is the street's: 1 r Grimaldi."""
_NUMBER_FIRST = re.compile(rf"^({_NUMBER})[\s,]+(\D.*)$", re.IGNORECASE)
_NUMBER_LAST = re.compile(rf"^(\D.*?)[\s,]+({_NUMBER})$", re.IGNORECASE)
_NUMBER_WITHIN = re.compile(rf"^(\D.*?)[\s,]+({_NUMBER}),\s*(\D+)$", re.IGNORECASE)
"""As houses are written here: Rue Grimaldi 12, La Condamine."""
_MOST_SIDES = 12
_LONGEST = 200
_VERIFIED_NUMBER, _OPEN_NUMBER = 4.0, -4.0
_SAME_HOUSE_M = 60.0
_BORROWED_M = 600.0
FARTHEST_QUARTER_M = 1_500.0
"""Farther out, a position is not said to be in a quarter: at sea, in the mountains."""


class HitKind(StrEnum):
    """What was found."""

    STREET = "street"
    CROSSING = "crossing"
    LANDMARK = "landmark"
    PLACE = "place"
    ADDRESS = "address"
    COORDINATE = "coordinate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place that may be meant. `verified`: the map knows exactly this; otherwise part of it is only said.

    `house_number` is not verified when the map has no such house; `inside`: whether it lies on this map;
    `exact`: all of it was typed, nothing was completed or corrected; `alias`: the other name by which it was found;
    `precision_m`: of a position, what the last digit of it stands for.
    """

    kind: HitKind
    label: str
    near: str = ""
    detail: str = ""
    latitude: float
    longitude: float
    verified: bool
    score: float
    house_number: str = ""
    inside: bool = True
    exact: bool = False
    alias: str = ""
    precision_m: float = 0.0


class Gazetteer:
    """Searches one pack; one thread at a time."""

    def __init__(self, pack: MapPack) -> None:
        self._pack = pack
        self.index = NameIndex(pack)

    def search(self, text: str, limit: int = 10, near: Position | None = None) -> tuple[Hit, ...]:
        """Return what may be meant, best first; `near` (latitude, longitude) settles names that occur twice.

        Raises:
            Unreadable: it is meant as a position, and wrong.
        """
        text = " ".join(text.split())[:_LONGEST]
        if not text or limit < 1:
            return ()
        try:
            read = read_position(text, near or self._pack.bounds.centre)
        except Unreadable:
            if named := self._named(text, near)[:limit]:
                return named
            raise
        if read is None:
            return self._named(text, near)[:limit]
        hits = self._coordinates(read)
        if read.notation != DEGREES and not hits[0].inside:
            hits = (*self._named(text, near), *hits)  # ST 14 is a square in England, and perhaps a street
        return hits[:limit]

    def _named(self, text: str, near: Position | None) -> tuple[Hit, ...]:
        hits = self._crossings_in(text, near) if _CROSSING.search(text) else []
        if not hits:
            sides = _CROSSING_WORDS.split(_CORNER_OF.sub("", text), maxsplit=1)
            named = self._crossings(sides, near) if len(sides) == 2 else ()
            hits = [*named, *self._numbered(text, near), *self._whole(text, near)]
        best: dict[tuple[object, ...], Hit] = {}
        for hit in sorted(_named_after(hits), key=lambda hit: (-hit.score, hit.label, hit.near)):
            best.setdefault((hit.kind, hit.label, round(hit.latitude, 6), round(hit.longitude, 6)), hit)
        return tuple(best.values())

    def _coordinates(self, read: Reading) -> tuple[Hit, ...]:
        place = (read.latitude, read.longitude)
        bounds, turned = self._pack.bounds, (place[1], place[0])
        inside = bounds.contains(*place)
        is_turned = not inside and read.notation == DEGREES and abs(turned[0]) <= 90 and bounds.contains(*turned)
        score = 100.0 if inside else 50.0
        hits = [self._position(place, score, read, inside=inside, exact=not is_turned)]
        if is_turned:
            hits.insert(0, self._position(turned, 90.0, read, inside=True))
        return tuple(hits)

    def _position(self, place: Position, score: float, read: Reading, *, inside: bool, exact: bool = False) -> Hit:
        near = self.index.near(*place, within_m=FARTHEST_QUARTER_M) if inside else ""
        return Hit(kind=HitKind.COORDINATE, label=written(*place), near=near, latitude=place[0], longitude=place[1],
                   verified=inside and exact, score=score, inside=inside, exact=exact, precision_m=read.precision_m,
                   detail="" if read.notation == DEGREES else read.notation)  # fmt: skip

    def _whole(self, text: str, near: Position | None) -> Iterable[Hit]:
        has_number = bool(_NUMBER_FIRST.match(text))
        for match in self.index.find(text, near):
            entry = match.entry
            if has_number and match.guessed:
                continue  # the number is the house's: a helipad called 1 is not meant
            yield Hit(kind=HitKind(entry.kind), label=entry.label, near=entry.near, detail=entry.detail,
                      latitude=entry.latitude, longitude=entry.longitude, verified=True,
                      score=match.score, exact=match.whole, alias=_spoken(match.alias))  # fmt: skip

    def _numbered(self, text: str, near: Position | None) -> Iterable[Hit]:
        first, last, within = _NUMBER_FIRST.match(text), _NUMBER_LAST.match(text), _NUMBER_WITHIN.match(text)
        number, name = (first[1], first[2]) if first else (last[2], last[1]) if last else ("", "")
        if within and not number:
            number, name = within[2], f"{within[1]}, {within[3]}"
        if not number:
            return
        for match in self.index.find(name, near):
            if match.entry.kind == "street" or self._houses(match.entry, number):
                yield from self._house(match, number)

    def _house(self, match: Match, number: str) -> Iterable[Hit]:
        entry, houses = match.entry, self._houses(match.entry, number)
        for said, latitude, longitude in houses:
            yield Hit(kind=HitKind.ADDRESS, label=f"{entry.label} {said}", near=entry.near, latitude=latitude,
                      longitude=longitude, verified=True, score=match.score + _VERIFIED_NUMBER,
                      house_number=said, exact=match.whole, alias=_spoken(match.alias))  # fmt: skip
        if not houses:
            yield Hit(kind=HitKind.STREET, label=entry.label, near=entry.near, detail=entry.detail,
                      latitude=entry.latitude, longitude=entry.longitude, verified=False,
                      score=match.score + _OPEN_NUMBER, house_number=number, exact=match.whole,
                      alias=_spoken(match.alias))  # fmt: skip

    def _houses(self, entry: Entry, number: str) -> list[tuple[str, float, float]]:
        rows = self._pack.rows(
            "SELECT number, latitude, longitude FROM address WHERE street = ? AND folded = ? ORDER BY id",
            (entry.number, fold_number(number)),
        )
        found: list[tuple[str, float, float]] = []
        for said, latitude, longitude in rows:
            here = _degrees(latitude, longitude)
            if all(great_circle_m(*here, *other[1:]) > _SAME_HOUSE_M for other in found):
                found.append((said, *here))
        return found

    def _crossings_in(self, text: str, near: Position | None) -> list[Hit]:
        """Return the crossings that a text with a sign between names; behind a comma it may say where they are."""
        hits = list(self._crossings(_CROSSING.split(text), near))
        streets, _, where = text.rpartition(",")
        if streets and not any(hit.exact for hit in hits):
            named = self._crossings(_CROSSING.split(streets), near)
            hits += [hit for hit in named if fold(hit.near) == fold(where)]
        return hits

    def _crossings(self, between: Sequence[str], near: Position | None) -> Iterable[Hit]:
        sides = [side for side in between if side]
        if len(sides) not in (1, 2) or not all(fold(side) for side in sides):
            return
        ones = self._streets(sides[0], near)
        if len(sides) == 1:
            yield from self._all_crossings(ones[:2], near)
            return
        others = {match.entry.number: match for match in self._streets(sides[1], near)}
        for one in ones:
            for number, latitude, longitude in self._meeting(one.entry):
                other = others.get(number)
                if other is not None:
                    score = (one.score + other.score) / 2 + _VERIFIED_NUMBER
                    streets = (one.entry, other.entry)
                    exact = one.whole and other.whole
                    yield self._crossing(streets, (latitude, longitude), score, near, exact=exact)

    def _all_crossings(self, ones: Sequence[Match], near: Position | None) -> Iterable[Hit]:
        for one in ones:
            for other, latitude, longitude in self._meeting(one.entry):
                entries = (one.entry, self.index.entry(other))
                yield self._crossing(entries, (latitude, longitude), one.score, near)

    def _streets(self, text: str, near: Position | None) -> list[Match]:
        streets = [match for match in self.index.find(text, near) if match.entry.kind == "street"]
        return streets[:_MOST_SIDES]

    def _meeting(self, street: Entry) -> list[tuple[int, float, float]]:
        rows = self._pack.rows(
            "SELECT other, latitude, longitude FROM crossing WHERE one = ?"
            " UNION ALL SELECT one, latitude, longitude FROM crossing WHERE other = ? ORDER BY 1, 2, 3",
            (street.number, street.number),
        )
        return [(other, *_degrees(latitude, longitude)) for other, latitude, longitude in rows]

    def _crossing(
        self, streets: tuple[Entry, Entry], place: Position, score: float, near: Position | None, *, exact: bool = False
    ) -> Hit:
        closer = 0.0 if near is None else -great_circle_m(*place, *near) / 1e6
        label = f"{streets[0].label} & {streets[1].label}"
        return Hit(kind=HitKind.CROSSING, label=label, near=self.index.near(*place), latitude=place[0],
                   longitude=place[1], verified=True, score=score + closer, exact=exact)  # fmt: skip


def _named_after(hits: Sequence[Hit]) -> Iterable[Hit]:
    """A stop or a shop that only bears the name of the street or quarter it stands in is not what the name means."""
    grounds = [hit for hit in hits if hit.exact and hit.kind in {HitKind.STREET, HitKind.PLACE}]
    for hit in hits:
        is_borrowed = hit.kind is HitKind.LANDMARK and any(
            fold(hit.label) == fold(ground.label)
            and great_circle_m(hit.latitude, hit.longitude, ground.latitude, ground.longitude) <= _BORROWED_M
            for ground in grounds
        )
        yield replace(hit, exact=False) if is_borrowed else hit


def _spoken(folded: str) -> str:
    """Return a folded name with its words begun large: how it was written is not kept."""
    return " ".join(f"{word[:1].upper()}{word[1:]}" for word in folded.split())


def _degrees(latitude: int, longitude: int) -> Position:
    return latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE
