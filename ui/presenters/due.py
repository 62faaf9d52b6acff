"""How pressing what fires next is: one rule for every board."""

from datetime import datetime

SOON_S = 15.0


def due_tone(due_at: datetime | None, now: datetime) -> str:
    """Return the tone of a due time: alarm when nothing is armed or it is overdue, warning when it is soon."""
    if due_at is None or due_at < now:
        return "alarm"
    return "warning" if (due_at - now).total_seconds() < SOON_S else "text_muted"
