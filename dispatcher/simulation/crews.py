"""How a simulated crew behaves: it answers by a key, by text, by voice, late or not at all, by seed. Pure."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.crew_commands import Answer


class Heard(StrEnum):
    """How a message reached the crew."""

    PAGE = "page"
    VOICE = "voice"


class By(StrEnum):
    """How a crew answers. A pager can say nothing: its crew speaks."""

    VOICE = "voice"
    STATUS = "status"  # a key of its radio
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """Chances and times of a crew. Seconds are of the world's clock."""

    answers_first_page: float = 0.72
    answers_repeat: float = 0.6
    answers_voice: float = 0.9
    declines: float = 0.02
    answer_s: tuple[float, float] = (6.0, 26.0)
    late: float = 0.0
    late_s: tuple[float, float] = (45.0, 150.0)
    presses_keys: float = 0.9
    """Share of what a crew with a radio says that it says by a key."""
    presses_twice: float = 0.08
    looks: float = 0.95
    """Share of messages on a device with a screen that are looked at, answered or not."""
    odd_words: float = 0.12
    """Share of texts that no word of the pack is in."""
    presses_emergency: float = 0.0
    turnout_s: tuple[float, float] = (20.0, 90.0)
    travel_s: tuple[float, float] = (120.0, 540.0)
    work_s: tuple[float, float] = (420.0, 2400.0)
    differ: bool = False
    """Whether crews are of several kinds, which on the whole answer as this one says."""


LIVING = Temper(
    turnout_s=(8.0, 30.0), travel_s=(40.0, 180.0), work_s=(120.0, 480.0), late=0.06, presses_emergency=0.012,
    differ=True,
)  # fmt: skip
"""For a room that somebody looks at: the same people, shorter jobs."""

_STEADY, _SLACK, _DEAF = 0.55, 0.85, 0.95
"""Cumulated shares of crews: steady, ordinary, slack, and those whose device lies in the locker."""


def temper_of(base: Temper, seed: int, call_sign: str) -> Temper:
    """Return the temper of one crew, for as long as the room lives: of some it is known that they never answer."""
    if not base.differ:
        return base
    kind = random.Random(f"{seed}/{call_sign}/temper").random()  # noqa: S311  # a play, not a secret
    if kind < _STEADY:
        return replace(base, answers_first_page=0.97, answers_repeat=0.95, late=0.0, odd_words=base.odd_words / 4)
    if kind < _SLACK:
        return base
    if kind < _DEAF:
        return replace(base, answers_first_page=0.25, late=0.5, looks=0.7)
    return replace(base, answers_first_page=0.02, answers_repeat=0.05, looks=0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a crew will say, when and how. `words` are those of a voice, or of a text."""

    after_s: float
    answer: Answer
    words: str
    by: By = By.VOICE
    twice: bool = False  # a key, pressed again although it was heard
    odd: bool = False  # a text that answers nothing


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
        self._temper = temper_of(temper, seed, call_sign)

    @property
    def call_sign(self) -> str:
        """Which unit it is the crew of."""
        return self._call_sign

    def reply(self, job: str, turn: int, how: Heard, by: By = By.VOICE) -> Reply | None:
        """Decide on a message heard for the `turn`-th time (1 is the first); None: no answer.

        `by`: what the device that showed it can answer by; who is called by voice answers by voice.
        """
        chance = self._chance("reply", job, str(turn), how.value)
        temper = self._temper
        first = temper.answers_first_page if turn == 1 else temper.answers_repeat
        if chance.random() >= (temper.answers_voice if how is Heard.VOICE else first):
            return None
        declines = chance.random() < temper.declines
        words = "unable, vehicle defect" if declines else chance.choice(("received, responding", "copied, on our way"))
        reply = Reply(
            after_s=chance.uniform(*temper.answer_s),
            answer=Answer.DECLINES if declines else Answer.ACCEPTS,
            words=f"{self._call_sign} {words}",
        )
        return reply if how is Heard.VOICE else self._over_the_air(reply, job, turn, by)

    def looks_after_s(self, job: str, turn: int, reply: Reply | None) -> float | None:
        """Decide when a message on a device with a screen is looked at: before it is answered; None: never."""
        chance = self._chance("look", job, str(turn))
        if reply is not None:
            return reply.after_s * chance.uniform(0.3, 0.7)
        return chance.uniform(*self._temper.answer_s) if chance.random() < self._temper.looks else None

    def emergency_after_s(self, job: str, work_s: float) -> float | None:
        """Decide when during its work a crew presses the emergency button; None, almost always, is never."""
        chance = self._chance("emergency", job)
        return chance.uniform(0.2, 0.8) * work_s if chance.random() < self._temper.presses_emergency else None

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

    def _over_the_air(self, reply: Reply, job: str, turn: int, by: By) -> Reply:
        """How it is said, decided apart: what is answered, and when, does not hang on the bearer."""
        chance = self._chance("way", job, str(turn))
        late = chance.random() < self._temper.late
        after_s = chance.uniform(*self._temper.late_s) if late else reply.after_s
        reply = replace(reply, after_s=after_s)
        match by:
            case By.STATUS if chance.random() < self._temper.presses_keys:
                return replace(reply, by=By.STATUS, twice=chance.random() < self._temper.presses_twice)
            case By.TEXT:
                return replace(reply, by=By.TEXT, odd=chance.random() < self._temper.odd_words)
            case _:
                return reply

    def _chance(self, *what: str) -> random.Random:
        return random.Random("/".join((str(self._seed), self._call_sign, *what)))  # noqa: S311  # a play, not a secret
