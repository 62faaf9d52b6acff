"""Who saw which code of a place, in words."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.queries.knowledge import SecretDeed, SecretViewRow
from ui.wording import clock_date, clock_time, tr


def view_lines(rows: Sequence[SecretViewRow], now: datetime, local: ZoneInfo) -> tuple[str, ...]:
    """Tell each view, the newest first; that nobody saw any is told too."""
    if not rows:
        return (tr("Nobody has asked to see a code of this place."),)
    return tuple(_line(row, now, local) for row in rows)


def _line(row: SecretViewRow, now: datetime, local: ZoneInfo) -> str:
    today = clock_date(row.at, local) == clock_date(now, local)
    at = clock_time(row.at, local) if today else f"{clock_date(row.at, local)} {clock_time(row.at, local)}"
    shape = tr("{at}  {name} at {seat} saw “{title}”")
    if row.deed is SecretDeed.DENIED:
        shape = tr("{at}  {name} at {seat} asked for “{title}” and was REFUSED")
    head = shape.format(at=at, name=row.operator, seat=row.seat, title=row.title or tr("a code"))
    about = tr("for {number}", number=row.number) if row.number else tr("for no incident")
    return "\n".join((head, " · ".join(part for part in (about, row.reason) if part)))
