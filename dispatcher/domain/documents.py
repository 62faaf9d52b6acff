"""Scripts, action cards and policies of the house, by name and version."""

from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is for."""

    SCRIPT = "script"  # what to say
    ACTION_CARD = "action_card"  # what to do, step by step
    POLICY = "policy"  # what holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A document that a line of the log goes by."""

    name: str
    version: int
