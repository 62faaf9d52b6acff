"""What an operator or a caller of the domain asked for and cannot have. Nothing was changed when one is raised."""

from dataclasses import dataclass


@dataclass(slots=True)
class Rejected(Exception):
    """A command that cannot be carried out. `field` names the input that caused it, when one did."""

    reason: str
    field: str | None = None

    def __str__(self) -> str:
        return self.reason


class InvalidTransition(Rejected):
    """The thing is not in a state from which this may happen."""


class UnitUnavailable(Rejected):
    """The unit is committed, off duty or unknown."""


class NotAuthorised(Rejected):
    """The operator's role may not do this; the reason says who may."""


class Incomplete(Rejected):
    """A mandatory field is missing; `field` names it."""


class TextNotCarried(Rejected):
    """The channel cannot carry the text: a character or the length; the reason says which."""


@dataclass(slots=True)
class TextTooLong(TextNotCarried):
    """It is the length alone: so many characters too many."""

    over: int = 0


class UnknownThing(Rejected):
    """No incident, unit, channel or item goes by that name."""


class KeyMissing(Rejected):
    """What is sealed cannot be opened, or nothing can be sealed; the reason says which key, and what to do."""


class InvalidPack(Exception):
    """A configuration pack is wrong: the text says which file, which key and what to do."""
