"""What is asked before something that is known is changed, and the command that the answers make."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.authority import Actor
from dispatcher.domain.knowledge_commands import KnowledgeCommand
from ui.presenters.knowledge_things import ThingDeed
from ui.presenters.record_forms import Refused, coming_instant
from ui.wording import clock_date, short_time, tr

Values = Mapping[str, str]
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+(\d{1,2}:\d{2}))?")
YES = "yes"
NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing that is asked. With `choices` one of them is chosen: value, word."""

    name: str
    title: str
    value: str = ""
    hint: str = ""
    hidden: bool = False  # its letters are never shown, and never kept beside the field
    tall: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is asked for one deed. `make` raises Refused for answers that cannot be read; `done` is said afterwards."""

    key: str
    deed: ThingDeed
    title: str
    act: str  # what its button says
    done: str
    fields: tuple[FormField, ...]
    make: Callable[[Actor, Values], KnowledgeCommand]
    warning: str = ""  # what cannot be undone

    @property
    def is_secret(self) -> bool:
        """Whether something is written there that nobody else may read."""
        return any(field.hidden for field in self.fields)


def kinds(of: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return choices in their order."""
    return tuple(of.items())


def until_field(value: datetime | None, local: ZoneInfo) -> FormField:
    """Ask how long something holds."""
    shown = f"{clock_date(value, local)} {short_time(value, local)}" if value is not None else ""
    hint = tr("empty: no end · 18:30 · 2026-12-24 18:30")
    return FormField(name="until", title=tr("holds until"), value=shown, hint=hint)


def reason_field(*, needed: bool = False) -> FormField:
    """Ask why."""
    hint = tr("it is kept") if needed else tr("may be left empty")
    return FormField(name="reason", title=tr("why"), hint=hint)


def until_of(values: Values, now: datetime, local: ZoneInfo) -> datetime | None:
    """Return how long it holds; None: until somebody ends it.

    Raises:
        Refused: it is neither a time of day nor a date.
    """
    said = values.get("until", "").strip()
    found = _DATE.fullmatch(said)
    if not said:
        return None
    if found is None:
        return coming_instant(said, now, local)
    try:
        day = datetime.strptime(f"{found.group(1)} {found.group(2) or '23:59'}", "%Y-%m-%d %H:%M").replace(tzinfo=local)
    except ValueError:
        raise Refused(tr("{text} is no date; write it like 2026-12-24 18:30.", text=said)) from None
    return day.astimezone(now.tzinfo)


def needed(values: Values, name: str, ask: str) -> str:
    """Return what was answered. Raises: Refused when nothing was."""
    said = values.get(name, "").strip()
    if not said:
        raise Refused(ask)
    return said
