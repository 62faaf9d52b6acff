"""What a line can mean about what callers were told: read-backs, kinds, complaints.

As in `command_grammar_intents`, an empty word stands where a name was left out.
"""

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.complaints import ComplaintOutcome
from dispatcher.domain.incidents import Kind
from ui.presenters.command_grammar_scan import Word


@dataclass(frozen=True, slots=True)
class BackIntent:
    """It was read back and confirmed; or, with words, it could not be. `call`: its number on the card."""

    incident: Word
    call: Word
    why_not: str


@dataclass(frozen=True, slots=True)
class RekindIntent:
    """It is about something else than it was taken for."""

    incident: Word
    kind: Kind
    reason: str


class ComplaintStep(StrEnum):
    """What may stand behind `complaint`."""

    TOLD = "told"  # whoever complained
    ANSWERED = "answered"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class ComplaintIntent:
    """A step of a complaint."""

    incident: Word
    step: ComplaintStep
    words: str = ""
    outcome: ComplaintOutcome | None = None
    about: Word | None = None


CallerIntent = BackIntent | RekindIntent | ComplaintIntent
