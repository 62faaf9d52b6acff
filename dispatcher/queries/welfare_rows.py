"""How crews at work are. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallRow:
    """A roll call that runs, or the last one."""

    started_at: datetime
    ended_at: datetime | None
    complete: bool
    answered: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WelfareRow:
    """When a crew at work was last heard, and when its check is due. `paused_until` and why while it is paused."""

    call_sign: str
    heard_at: datetime
    due_at: datetime | None
    overdue: bool
    paused_until: datetime | None = None
    reason: str = ""
