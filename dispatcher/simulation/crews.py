"""How a simulated crew behaves: it answers by voice, late or not at all, by seed. Pure."""

import random
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.commands import Answer


class Heard(StrEnum):
    """How a message reached the crew."""

    PAGE = "page"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """Chances and times of a crew. Seconds are of the world's clock."""

    answers_first_page: float = 0.72
    answers_repeat: float = 0.6
    answers_voice: float = 0.9
    declines: float = 0.02
    answer_s: tuple[float, float] = (6.0, 26.0)
    turnout_s: tuple[float, float] = (20.0, 90.0)
    travel_s: tuple[float, float] = (120.0, 540.0)
    work_s: tuple[float, float] = (420.0, 2400.0)


LIVING = Temper(turnout_s=(8.0, 30.0), travel_s=(40.0, 180.0), work_s=(120.0, 480.0))
"""For a room that somebody looks at: the same people, shorter jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a crew will say, and when."""

    after_s: float
    answer: Answer
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A status that a crew will report, counted from its answer."""

    after_s: float
    status: AssignmentState


class Crew:
    """One crew's decisions. The same seed, call sign, job and turn give the same decision."""

    def __init__(self, seed: int, call_sign: str, temper: Temper) -> None:
        self._seed = seed
        self._call_sign = call_sign
        self._temper = temper

    @property
    def call_sign(self) -> str:
        """Which unit it is the crew of."""
        return self._call_sign

    def reply(self, job: str, turn: int, how: Heard) -> Reply | None:
        """Decide on a message heard for the `turn`-th time (1 is the first); None: no answer."""
        chance = self._chance("reply", job, str(turn), how.value)
        temper = self._temper
        first = temper.answers_first_page if turn == 1 else temper.answers_repeat
        if chance.random() >= (temper.answers_voice if how is Heard.VOICE else first):
            return None
        declines = chance.random() < temper.declines
        words = "unable, vehicle defect" if declines else chance.choice(("received, responding", "copied, on our way"))
        return Reply(
            after_s=chance.uniform(*temper.answer_s),
            answer=Answer.DECLINES if declines else Answer.ACCEPTS,
            words=f"{self._call_sign} {words}",
        )

    def journey(self, job: str) -> tuple[Leg, ...]:
        """Decide when the crew leaves, arrives and is clear."""
        chance = self._chance("journey", job)
        leaves = chance.uniform(*self._temper.turnout_s)
        arrives = leaves + chance.uniform(*self._temper.travel_s)
        clears = arrives + chance.uniform(*self._temper.work_s)
        return (
            Leg(after_s=leaves, status=AssignmentState.EN_ROUTE),
            Leg(after_s=arrives, status=AssignmentState.ON_SCENE),
            Leg(after_s=clears, status=AssignmentState.CLEARED),
        )

    def span(self, job: str, what: str, between_s: tuple[float, float]) -> float:
        """Decide how many seconds something takes."""
        return self._chance(what, job).uniform(*between_s)

    def _chance(self, *what: str) -> random.Random:
        return random.Random("/".join((str(self._seed), self._call_sign, *what)))  # noqa: S311  # a play, not a secret
