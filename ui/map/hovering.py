"""What is said under a resting pointer."""

from datetime import datetime

from ui.map.arrangement import Group, counts
from ui.map.census import Census
from ui.map.naming import group_words as group_counts
from ui.presenters.map import IncidentMark, UnitMark
from ui.presenters.map_words import group_words, incident_words, unit_words
from ui.wording import tr

_LISTED = 12


def words_of(census: Census, found: UnitMark | IncidentMark | Group | None, now: datetime | None) -> str:
    """Say what is known of a mark or a group; empty for none."""
    if isinstance(found, UnitMark):
        return unit_words(found, now)
    if isinstance(found, IncidentMark):
        return incident_words(found)
    return _of_group(census, found) if found is not None else ""


def _of_group(census: Census, group: Group) -> str:
    names = ", ".join(station.title for station in group.stations[:4])
    if len(group.stations) > 4:
        names = tr("{names} and {count} more", names=names, count=len(group.stations) - 4)
    words = group_counts(*counts(census, group))
    title = tr("{names}: {words}", names=names, words=words) if names else words
    if len(group.inside) + len(group.out) > _LISTED:
        return title
    return group_words(title, (census.units[p] for p in group.inside), (census.units[p] for p in group.out))
