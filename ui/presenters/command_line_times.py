"""Times of day as people say them: the next 14:30 in the pack's zone, and how far away it is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ui.wording import clock_date, short_time, tr

_NEXT_DAY_WITHIN = timedelta(hours=12)
"""A time that is past today means tomorrow's when that is as near as this: 00:10, said at 23:50."""


def next_time(hour: int, minute: int, now: datetime, local: ZoneInfo) -> datetime | None:
    """Return the instant of the next such time of day; None when it is past, or clocks jump over it.

    A time that comes twice in the night when clocks go back is the first that is still to come.
    """
    today = now.astimezone(local).date()
    for day in (today, today + timedelta(days=1)):
        for fold in (0, 1):
            found = datetime.combine(day, time(hour, minute, fold=fold), local).astimezone(now.tzinfo)
            said = found.astimezone(local)
            if found <= now or (said.hour, said.minute) != (hour, minute):
                continue
            return found if day == today or found - now <= _NEXT_DAY_WITHIN else None
    return None


def tomorrows(hour: int, minute: int, now: datetime, local: ZoneInfo) -> datetime | None:
    """Return the instant of a time of day tomorrow; None when clocks jump over it."""
    return _instant(hour, minute, now.astimezone(local).date() + timedelta(days=1), now, local)


def last_time(hour: int, minute: int, now: datetime, local: ZoneInfo) -> datetime | None:
    """Return the instant of the last such time of day, today's or yesterday's; None when clocks jumped over it.

    Of a time that came twice in the night when clocks go back it is the later one that has been.
    """
    today = now.astimezone(local).date()
    days = (today, today - timedelta(days=1))
    found = (_instant(hour, minute, day, now, local, fold=fold) for day in days for fold in (1, 0))
    return next((moment for moment in found if moment is not None and moment <= now), None)


def _instant(hour: int, minute: int, day: date, now: datetime, local: ZoneInfo, *, fold: int = 0) -> datetime | None:
    found = datetime.combine(day, time(hour, minute, fold=fold), local).astimezone(now.tzinfo)
    said = found.astimezone(local)
    return found if (said.hour, said.minute) == (hour, minute) else None


def in_words(due_at: datetime, now: datetime, local: ZoneInfo) -> str:
    """Say by when, and in how many minutes: by 14:30 (in 20 min)."""
    shown = short_time(due_at, local)
    minutes = round((due_at - now).total_seconds() / 60)
    if clock_date(due_at, local) != clock_date(now, local):
        return tr("by {time} tomorrow (in {minutes} min)", time=shown, minutes=minutes)
    return tr("by {time} (in {minutes} min)", time=shown, minutes=minutes)
