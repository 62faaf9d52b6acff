"""Transition tables: total, checked, and the source of the diagrams in the guide."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from dispatcher.domain.errors import InvalidTransition

State = TypeVar("State", bound=StrEnum)


def advance(table: Mapping[State, frozenset[State]], thing: str, old: State, new: State) -> State:
    """Return `new` when the table allows old -> new.

    Raises:
        InvalidTransition: the table does not; the text names the thing and both states.
    """
    if new not in table[old]:
        was, asked = (state.value.replace("_", " ") for state in (old, new))
        raise InvalidTransition(f"{thing} is {was} and cannot become {asked}")
    return new


def mermaid(table: Mapping[State, frozenset[State]]) -> str:
    """Draw the table as a Mermaid state diagram, in the order of the enumeration."""
    lines = ["stateDiagram-v2"]
    for old, targets in table.items():
        lines += [f"    {old.value} --> {new.value}" for new in sorted(targets)]
        if not targets:
            lines.append(f"    {old.value} --> [*]")
    return "\n".join(lines) + "\n"
