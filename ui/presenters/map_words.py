"""What is said of a mark under the pointer: plain lines, the most important first."""

from collections.abc import Iterable
from datetime import datetime

from ui.presenters.map import IncidentMark, UnitMark
from ui.presenters.unit_families import family_word
from ui.wording import age, tr


def unit_words(mark: UnitMark, now: datetime | None) -> str:
    """Say who it is, what it does since when, for whom, where it belongs, how old its position is."""
    state = mark.badge.word
    if mark.since is not None and now is not None:
        state = tr("{state} for {time}", state=state, time=age(mark.since, now))
    return _lines(
        tr("{name}, {type}", name=mark.call_sign, type=mark.type_name or family_word(mark.family)),
        tr("{state}: {reason}", state=state, reason=mark.reason) if mark.reason else state,
        tr("on incident {number}", number=mark.incident_number) if mark.incident_number else "",
        _whereabouts(mark),
    )


def incident_words(mark: IncidentMark) -> str:
    """Say its number, priority, type, place, units, and whether the place is sure."""
    return _lines(
        tr(
            "{number}, {priority} {type}", number=mark.number, priority=mark.priority.value, type=mark.type_name
        ).strip(),
        mark.place,
        "" if mark.verified else tr("about here: the place is not verified"),
        tr("units: {units}", units=", ".join(mark.units)) if mark.units else tr("no unit"),
    )


def group_words(title: str, members: Iterable[UnitMark], out: Iterable[UnitMark]) -> str:
    """Say who stands there and who is out."""
    return _lines(title, *(_member(mark) for mark in members), *(_member(mark) for mark in out))


def _member(mark: UnitMark) -> str:
    return tr("{name}: {state}", name=mark.call_sign, state=mark.badge.word)


def _whereabouts(mark: UnitMark) -> str:
    if mark.age:
        return tr("position {age} old", age=mark.age)
    title = mark.station_title or mark.station
    if not title:
        return ""
    return tr("at {station}", station=title) if mark.at_station else tr("of {station}", station=title)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
