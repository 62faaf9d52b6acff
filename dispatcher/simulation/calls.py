"""A stream of simulated calls: when, where, what and who. The same seed gives the same stream. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.domain.simulated import Level
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.packs.model import Pack, TypePart
from dispatcher.packs.triage import book_of
from dispatcher.simulation import callers
from dispatcher.simulation.answering import Answered, answered
from dispatcher.simulation.families import Family, big_types, family_of, shares_of
from dispatcher.simulation.people import chance
from dispatcher.simulation.whereabouts import Whereabouts

_MEAN_S: Mapping[Level, float] = {Level.CALM: 360.0, Level.BUSY: 90.0, Level.STORM: 9.0}
_SHORTEST_S: Mapping[Level, float] = {Level.CALM: 30.0, Level.BUSY: 10.0, Level.STORM: 2.0}
_LONGEST = 3.0  # times the mean: a room that nobody calls for long looks broken
_BURST, _LULL_S = 9, (40.0, 80.0)
"""A storm comes in bursts of so many calls with a lull between."""
_DRAWN = 4
_LATELY_S = 3_600.0
"""So long no other trouble is drawn at a place; that more callers tell of the same is no other trouble."""
_BIG_EVERY = 14
"""In a storm, every so many calls one is about something that half the town sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a simulated caller tells."""

    number: int
    incident_type: str
    impact: Impact
    urgency: Urgency
    place: str
    latitude: float | None
    longitude: float | None
    verified: bool
    caller_name: str
    caller_number: str
    persons_involved: int | None
    narrative: str
    answered: Answered | None = None  # to the questions of its type's card


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """One more call about the same. `noticed`: the call taker sees that it is the same, and notes it there."""

    after_s: float
    call: Call
    noticed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The next call, so many seconds after the one before, and who else will call about it."""

    after_s: float
    call: Call
    echoes: tuple[Echo, ...] = ()


def _gravity(happening: Happening) -> int:
    return happening.call.impact + happening.call.urgency


class CallStream:
    """Everything is decided by seed, number of the call and level."""

    def __init__(self, seed: int, pack: Pack, whereabouts: Whereabouts) -> None:
        self._seed = seed
        self._pack = pack
        self._where = whereabouts
        self._types = {part.name: part for part in pack.type}
        self._book = book_of(pack.card, pack.modifier, pack.name)
        self._shares = {level: shares_of(pack, level) for level in Level}
        self._number = 0
        self._at_s = 0.0
        self._lately: dict[str, float] = {}

    def skip(self, count: int) -> None:
        """Leave out so many calls: a room that was called before is not called about the same again."""
        self._number += count

    def next(self, level: Level) -> Happening:
        """Return the next happening."""
        self._number += 1
        number = self._number
        gap_s = self._gap_s(number, level)
        self._at_s += gap_s
        big = level is Level.STORM and number % _BIG_EVERY == 3
        call = self._call(number, self._big_type(number) if big else self._type(number, level))
        return Happening(after_s=gap_s, call=call, echoes=self._echoes(call, number) if big else ())

    def opening(self, count: int) -> tuple[Happening, ...]:
        """Return what a room begins with: the gravest of the next calls, each of another family."""
        gravest: dict[Family, Happening] = {}
        for happening in sorted((self.next(Level.BUSY) for _ in range(_DRAWN * count)), key=_gravity):
            gravest.setdefault(family_of(self._types[happening.call.incident_type]), happening)
        return tuple(gravest.values())[:count]

    def _gap_s(self, number: int, level: Level) -> float:
        dice = chance(self._seed, "gap", level.value, str(number))
        if level is Level.STORM and number % _BURST == 0:
            return dice.uniform(*_LULL_S)
        return min(max(dice.expovariate(1 / _MEAN_S[level]), _SHORTEST_S[level]), _LONGEST * _MEAN_S[level])

    def _type(self, number: int, level: Level) -> TypePart:
        drawn = self._shares[level]
        shares = {name: share for name, share in drawn.items() if self._where.has_place(self._types[name].title)}
        dice = chance(self._seed, "type", level.value, str(number))
        return self._types[dice.choices(list(shares), list(shares.values()))[0]]

    def _big_type(self, number: int) -> TypePart:
        return chance(self._seed, "big", str(number)).choice(
            [part for part in big_types(self._pack) if self._where.has_place(part.title)]
        )

    def _call(self, number: int, part: TypePart) -> Call:
        dice = chance(self._seed, "call", str(number))
        family = family_of(part)
        where = self._where.draw(family, part.title, dice, self._recent())
        self._lately[where.words] = self._at_s
        name, telephone = callers.somebody(self._pack.timezone, dice)
        persons, narrative = callers.persons(family, dice), callers.sentence(part.title, family, dice)
        return Call(
            number=number, incident_type=part.name, impact=part.impact, urgency=part.urgency, place=where.words,
            latitude=where.latitude, longitude=where.longitude, verified=where.verified, caller_name=name,
            caller_number=telephone, persons_involved=persons, narrative=narrative,
            answered=answered(
                self._book, part.name, (part.impact, part.urgency), narrative, persons,
                chance(self._seed, "answers", str(number)),
            ),
        )  # fmt: skip

    def _recent(self) -> Mapping[str, float]:
        self._lately = {words: at_s for words, at_s in self._lately.items() if self._at_s - at_s < _LATELY_S}
        return self._lately

    def _echoes(self, call: Call, number: int) -> tuple[Echo, ...]:
        dice = chance(self._seed, "echo", str(number))
        return tuple(self._echo(call, number, order) for order in range(dice.randint(3, 6)))

    def _echo(self, call: Call, number: int, order: int) -> Echo:
        dice = chance(self._seed, "echo", str(number), str(order))
        name, telephone = callers.somebody(self._pack.timezone, dice)
        same = Call(
            number=number, incident_type=call.incident_type, impact=call.impact, urgency=call.urgency,
            place=call.place, latitude=call.latitude, longitude=call.longitude, verified=call.verified,
            caller_name=name, caller_number=telephone, persons_involved=None,
            narrative=callers.again(call.narrative, dice),
        )  # fmt: skip
        return Echo(after_s=dice.uniform(8.0, 90.0), call=same, noticed=order % 3 != 1)
