"""How far a call went through its question cards, as its draft keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Told = tuple[tuple[tuple[str, str], ...], tuple[str, ...], str]
"""What is to be recorded: question and answer, modifiers given by hand, why it is skipped."""
NOTHING_TOLD: Told = ((), (), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswers:
    """The answers to one card with the instant of each, and what of them the record has."""

    answers: Mapping[str, tuple[str, datetime]] = field(default_factory=dict[str, tuple[str, datetime]])
    modifiers: tuple[str, ...] = ()
    skipped: str = ""
    recorded: Told = NOTHING_TOLD

    def body(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "answers": [[name, typed, at.isoformat()] for name, (typed, at) in self.answers.items()],
            "modifiers": self.modifiers,
            "skipped": self.skipped,
            "recorded": self.recorded,
        }


def answers_from(body: Mapping[str, Any]) -> CardAnswers:
    """Read what `body` made."""
    answers, modifiers, skipped = body["recorded"]
    return CardAnswers(
        answers={str(name): (str(typed), datetime.fromisoformat(at)) for name, typed, at in body["answers"]},
        modifiers=tuple(map(str, body["modifiers"])),
        skipped=str(body["skipped"]),
        recorded=(
            tuple((str(name), str(typed)) for name, typed in answers), tuple(map(str, modifiers)), str(skipped)
        ),
    )  # fmt: skip
