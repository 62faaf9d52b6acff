"""How a pack lets what comes in be read: tables of pre-coded status, and the words of answers."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Self

from pydantic import Field, field_validator, model_validator

from dispatcher.domain.crew_words import folded
from dispatcher.domain.inbound import MEANINGS, InboundRules, StatusRule, code_word
from dispatcher.packs.policies import Strict

_NUMBERED = "sms"
"""The driver whose addresses are telephone numbers."""


class StatusPart(Strict):
    """What one code means, on a channel or on every channel of a driver."""

    channel: str = ""
    driver: str = ""
    code: int = Field(ge=1, le=0xFFFF)  # 0 is the emergency, whatever a pack says
    means: str
    label: str = ""  # how people call it: "FMS 3"

    @field_validator("means")
    @classmethod
    def _known_meaning(cls, value: str) -> str:
        if value not in MEANINGS:
            raise ValueError(f"a status cannot mean {value!r}; it may mean one of: {', '.join(MEANINGS)}")
        return value

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if bool(self.channel) == bool(self.driver):
            raise ValueError(
                f"status {code_word(self.code)}: name the channel or the driver that it is of, and not both"
            )
        return self

    def rule(self) -> StatusRule:
        """Return it as the services know it."""
        return StatusRule(label=self.label or f"status {code_word(self.code)}", means=MEANINGS[self.means])


class AnswersPart(Strict):
    """Words with which a crew's text accepts or declines what it was told (domain.crew_words says how)."""

    accepts: tuple[str, ...] = ()
    declines: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        yes, no = [folded(word) for word in self.accepts], [folded(word) for word in self.declines]
        if () in (*yes, *no):
            raise ValueError("one of the words has no letter or digit")
        both = [" ".join(phrase) for phrase in yes if phrase in no]
        if both:
            raise ValueError(f"{both[0]!r} accepts and declines; keep one")
        return self


class Bearer(Strict):
    """What reading needs to know of a channel."""

    name: str
    driver: str
    country: str = ""


def require_known(statuses: Collection[StatusPart], channels: Collection[str]) -> None:
    """Raise ValueError when a status is of no channel of the pack, or is given twice."""
    for part in statuses:
        if part.channel and part.channel not in channels:
            raise ValueError(f"status {code_word(part.code)}: the pack has no channel {part.channel!r}")
    times = Counter((part.channel, part.driver, part.code) for part in statuses)
    for (channel, driver, code), count in times.items():
        if count > 1:
            raise ValueError(f"status {code_word(code)} of {channel or driver} is given twice")


def rules_of(statuses: Collection[StatusPart], answers: AnswersPart, bearers: Iterable[Bearer]) -> InboundRules:
    """Return the rules; what is said of a channel holds before what is said of its driver."""
    table: dict[tuple[str, int], StatusRule] = {}
    numbers: dict[str, str] = {}
    for bearer in bearers:
        table |= {(bearer.name, part.code): part.rule() for part in statuses if part.driver == bearer.driver}
        table |= {(bearer.name, part.code): part.rule() for part in statuses if part.channel == bearer.name}
        if bearer.driver == _NUMBERED:
            numbers[bearer.name] = bearer.country
    return InboundRules(statuses=table, accepts=answers.accepts, declines=answers.declines, numbers=numbers)
