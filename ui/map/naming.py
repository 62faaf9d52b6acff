"""Which marks want a name beside them, in which words, and what those names must not cover."""

from collections.abc import Iterator

from ui.map.arrangement import Arrangement, Group, counts
from ui.map.callouts import Rectangles, Wish
from ui.map.census import Census
from ui.map.symbols import plate_middle
from ui.presenters.map import Duty, IncidentMark, UnitMark
from ui.presenters.queue import short_number
from ui.wording import tr

_NAMED_AT_MOST = 300
"""With more units standing alone, only the chosen one is named."""
_COUNTS_FROM = 13.0
_WORDS_FROM = 14.5
_AGE_FROM = 15.5
_HALF_PX = 13.0


def group_words(free: int, out: int, away: int) -> str:
    """Say how many are free, out and unavailable: `3 free / 1 out`."""
    parts = [tr("{count} free", count=free)]
    parts += [tr("{count} out", count=out)] if out else []
    parts += [tr("{count} unavailable", count=away)] if away else []
    return " / ".join(parts)


def obstacles(census: Census, arrangement: Arrangement, side: float, scale: float) -> Rectangles:
    """Return the boxes of all symbols."""
    taken = Rectangles()
    for place in arrangement.singles if len(arrangement.singles) <= _NAMED_AT_MOST else ():
        x, y = (census.unit_places[place] * side + arrangement.shifts[place]).tolist()
        _take(taken, x, y, scale)
    for group in arrangement.groups:
        _take(taken, group.x * side, group.y * side, scale)
    for mark, (x, y) in zip(census.incidents, (census.incident_places * side).tolist(), strict=True):
        _take(taken, x, y - plate_middle(mark.priority, scale), scale)
    return taken


def wishes(
    census: Census,
    arrangement: Arrangement,
    unit_id: str | None,
    incident_id: str | None,
    side: float,
    zoom: float,
    scale: float,
) -> list[Wish]:
    """Return the names that are wanted, the most needed first; symbols are drawn larger by `scale`."""
    many = len(arrangement.singles) > _NAMED_AT_MOST
    named = [
        (census.units[place], *(census.unit_places[place] * side + arrangement.shifts[place]).tolist())
        for place in arrangement.singles
        if not many or census.units[place].unit_id == unit_id
    ]
    named.sort(key=lambda one: (one[0].unit_id != unit_id, one[0].duty is not Duty.COMMITTED))
    found = [_of_unit(mark, x, y, zoom, chosen=mark.unit_id == unit_id) for mark, x, y in named]
    first = [one for one in found if one.must]
    wanted = [
        *first,
        *_of_incidents(census, incident_id, side, zoom, scale),
        *(one for one in found if not one.must),
        *(_of_group(census, group, side, zoom) for group in arrangement.groups if zoom >= _COUNTS_FROM),
    ]
    return [wish._replace(aside=wish.aside * scale) for wish in wanted]


def _of_unit(mark: UnitMark, x: float, y: float, zoom: float, *, chosen: bool) -> Wish:
    plain = mark.call_sign
    aged = tr("{name}, {age} old", name=plain, age=mark.age) if mark.age else plain
    if chosen:
        full = tr("{name} {state}", name=plain, state=mark.badge.word)
        full = tr("{words}, position {age} old", words=full, age=mark.age) if mark.age else full
        return Wish((full, aged), mark.badge.tone, x, y, 23.0, must=True)
    return Wish((aged, plain) if zoom >= _AGE_FROM and mark.age else (plain,), mark.badge.tone, x, y, 15.0)


def _of_incidents(census: Census, incident_id: str | None, side: float, zoom: float, scale: float) -> Iterator[Wish]:
    pairs = list(zip(census.incidents, (census.incident_places * side).tolist(), strict=True))
    pairs.reverse()  # the worst is the last in the list, and the first to be named
    pairs.sort(key=lambda pair: pair[0].incident_id != incident_id)
    for mark, (x, y) in pairs:
        chosen = mark.incident_id == incident_id
        texts = _incident_texts(mark) if chosen or zoom >= _WORDS_FROM else (short_number(mark.number),)
        yield Wish(texts, "text", x, y - plate_middle(mark.priority, scale), 26.0 if chosen else 19.0, must=chosen)


def _incident_texts(mark: IncidentMark) -> tuple[str, ...]:
    number = short_number(mark.number)
    words = tr("{number} {type}", number=number, type=mark.type_name) if mark.type_name else number
    if mark.verified:
        return (words, number)
    return (tr("{words}, about here", words=words), words, number)


def _of_group(census: Census, group: Group, side: float, zoom: float) -> Wish:
    free, out, away = counts(census, group)
    words = group_words(free, out, away)
    texts = (words, group_words(free, out, 0))
    if group.is_station and zoom >= _WORDS_FROM:
        texts = (tr("{name}: {words}", name=group.stations[0].name, words=words), *texts)
    return Wish(texts, "text_muted", group.x * side, group.y * side, 16.0)


def _take(taken: Rectangles, x: float, y: float, scale: float) -> None:
    half = _HALF_PX * scale
    taken.take(x - half, y - half, x + half, y + half)
