"""What a line can mean about calls and incidents that may be one event.

As in `command_grammar_intents`, an empty word stands where a name was left out.
"""

from dataclasses import dataclass

from dispatcher.domain.same_event import LinkKind
from ui.presenters.command_grammar_scan import Word


@dataclass(frozen=True, slots=True)
class AttachIntent:
    """A further caller tells of an incident that is there."""

    incident: Word
    words: str


@dataclass(frozen=True, slots=True)
class MergeIntent:
    """Close one incident as merged into another."""

    incident: Word
    into: Word
    reason: str


@dataclass(frozen=True, slots=True)
class UnmergeIntent:
    """Open a merged incident again."""

    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class SplitIntent:
    """Make a call, counted from 1 as the card counts, an incident of its own."""

    incident: Word
    call: Word
    type_words: Word
    reason: str


@dataclass(frozen=True, slots=True)
class MoveIntent:
    """Give a call, counted from 1 as the card counts, to another incident."""

    incident: Word
    call: Word
    to: Word
    reason: str


@dataclass(frozen=True, slots=True)
class ApartIntent:
    """Say that two are not one event: nobody is warned of them again."""

    incident: Word
    other: Word
    reason: str


@dataclass(frozen=True, slots=True)
class LinkIntent:
    """Note that two incidents belong together."""

    incident: Word
    other: Word
    kind: LinkKind
    reason: str


@dataclass(frozen=True, slots=True)
class UnlinkIntent:
    """End the links between two incidents."""

    incident: Word
    other: Word
    reason: str


EventIntent = (
    AttachIntent | MergeIntent | UnmergeIntent | SplitIntent | MoveIntent | ApartIntent | LinkIntent | UnlinkIntent
)
