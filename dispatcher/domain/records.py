"""The record of an incident: lines of its log, tasks, and what it cost. Pure values and rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dispatcher.domain.authority import Role
from dispatcher.domain.errors import Incomplete
from dispatcher.domain.identifiers import OperatorId

MOST_WORDS = 200_000
"""A line of the log may be as long as a narrative; longer is a file, not a line."""
_MOST_COUNT = 2_000_000_000


class LineKind(StrEnum):
    """What a person's line of the log is."""

    NOTE = "note"
    UPDATE = "update"  # how it stands now: it answers the update timer
    ACTION = "action"  # something was done
    DECISION = "decision"  # with the options that were considered
    COMMUNICATION = "communication"  # somebody was told, or told us


class TaskState(StrEnum):
    """Whoever settles a task says in words what came of it."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    HANDED_ON = "handed_on"  # somebody outside the room sees to it from now on


TASK_NEXT: Mapping[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.WITHDRAWN, TaskState.HANDED_ON}),
    TaskState.DONE: frozenset(),
    TaskState.WITHDRAWN: frozenset(),
    TaskState.HANDED_ON: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOwner:
    """Who is to do it: a person, a role or a functional team of the pack; exactly one of them."""

    operator: OperatorId | None = None
    role: Role | None = None
    team: str = ""

    def __post_init__(self) -> None:
        named = [name for name in (self.operator, self.role, self.team) if name]
        if len(named) != 1:
            raise Incomplete("a task has one owner: a person, a role or a team", field="owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A functional team that tasks are given to: facilities, IT. It sits at no seat of this room."""

    name: str
    title: str
    phone: str = ""


def hundredths(cost: Decimal | None) -> int | None:
    """Return a cost in hundredths of its currency, exactly.

    Raises:
        Incomplete: it is no amount of money: negative, not finite, or with more than two decimals.
    """
    if cost is None:
        return None
    if not cost.is_finite() or cost < 0 or cost > _MOST_COUNT:
        raise Incomplete("a cost is a number that is not negative", field="cost")
    scaled = cost * 100
    if scaled != scaled.to_integral_value():
        raise Incomplete("a cost has two decimals at most", field="cost")
    return int(scaled)


def require_count(value: int | None, what: str, field: str) -> None:
    """Refuse a number of people or minutes that cannot be one; None is not known."""
    if value is not None and not 0 <= value <= _MOST_COUNT:
        raise Incomplete(f"{what} cannot be {value}", field=field)


def require_currency(code: str, cost: Decimal | None) -> None:
    """Refuse a cost without a currency, and what is no ISO 4217 code: three capitals."""
    if cost is not None and not code:
        raise Incomplete("in which currency? Three letters, such as EUR", field="currency")
    if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise Incomplete(f"{code!r} is no currency; use three capitals, such as EUR", field="currency")
