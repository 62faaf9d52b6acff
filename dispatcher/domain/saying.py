"""What is said back to a caller, in the caller's language where the pack has its sentences. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Priority

_COUNTRY = re.compile(r"\s*(\+\d{1,3})(?=[^0-9A-Za-z])")
_GROUP = 2  # digits are said, and heard, two by two


class Item(StrEnum):
    """What is repeated, in the order in which it is said."""

    PLACE = "place"
    TYPE = "type"
    PERSONS = "persons"
    NUMBER = "number"  # the call-back number, digit by digit
    GRADE = "grade"
    NEXT = "next"  # who is sent, or that a call back follows
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The sentences of one language. Those without words for something are left out."""

    code: str  # ISO 639
    title: str
    sentences: Mapping[str, str] = field(default_factory=dict[str, str])  # by the names in `SENTENCES`
    types: Mapping[str, str] = field(default_factory=dict[str, str])  # plain words, by the pack's name of a type
    units: Mapping[str, str] = field(default_factory=dict[str, str])  # plain words, by the pack's type of a unit
    grades: Mapping[Priority, str] = field(default_factory=dict[Priority, str])


SENTENCES: Mapping[str, frozenset[str]] = {
    "place_sure": frozenset({"place"}),
    "place_unsure": frozenset({"place"}),
    "type": frozenset({"type"}),
    "persons_one": frozenset(),
    "persons": frozenset({"count"}),
    "persons_unknown": frozenset(),
    "number": frozenset({"digits"}),
    "number_unknown": frozenset(),
    "grade": frozenset({"grade"}),
    "next_nobody": frozenset(),
    "next_alerted": frozenset({"units"}),
    "next_coming": frozenset({"units"}),
    "next_there": frozenset({"units"}),
    "next_call_back": frozenset(),
    "arrival": frozenset({"minutes"}),
    "call_back": frozenset({"minutes"}),
}
"""What each sentence may name between braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the room has understood and does: the facts of a call, and who is on the way."""

    place: str
    verified: bool
    incident_type: str
    type_title: str
    kind: Kind
    priority: Priority
    persons: int | None = None
    number: str = ""
    alerted: tuple[str, ...] = ()  # types of units that have not answered
    coming: tuple[str, ...] = ()  # of those that a crew has acknowledged
    there: tuple[str, ...] = ()
    arrival_s: float | None = None
    call_back_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One item, and what is said of it. Not `sure`: it is a question more than a statement."""

    item: Item
    words: str
    sure: bool = True


def choose_phrases(known: Iterable[Phrases], language: str) -> Phrases | None:
    """Return the sentences of the caller's language, else the pack's first; None when the pack has none."""
    every = tuple(known)
    wanted = language.strip().casefold()
    short = wanted.replace("_", "-").partition("-")[0]
    for phrases in every:
        if wanted and (phrases.code == short or phrases.title.casefold() == wanted):
            return phrases
    return every[0] if every else None


def compose(heard: Heard, phrases: Phrases) -> tuple[Sentence, ...]:
    """Return what is to be repeated, in the order of its saying."""
    found = (
        _place(heard, phrases), _type(heard, phrases), _persons(heard, phrases), _number(heard, phrases),
        _grade(heard, phrases), _next(heard, phrases), _time(heard, phrases),
    )  # fmt: skip
    return tuple(sentence for sentence in found if sentence is not None)


def digits(number: str) -> str:
    """Return a telephone number as it is said: digit by digit, two by two; a plus and letters stay.

    A country's code that is written apart is said apart (ITU-T E.123: a plus and up to three digits).
    """
    abroad = _COUNTRY.match(number)
    country, left = ("", number) if abroad is None else (" ".join(abroad[1]), number[abroad.end() :])
    said = [letter for letter in left if letter.isalnum() or letter == "+"]
    groups = [" ".join(said[at : at + _GROUP]) for at in range(0, len(said), _GROUP)]
    return ", ".join([country, *groups] if country else groups)


def whole_minutes(seconds: float) -> int:
    """Return minutes to promise: rounded up, and above ten to the next five, for nobody keeps 23 minutes."""
    minutes = max(1, int(-(-seconds // 60)))
    return minutes if minutes <= 10 else -(-minutes // 5) * 5


def _say(phrases: Phrases, item: Item, name: str, *, sure: bool = True, **values: object) -> Sentence | None:
    shape = phrases.sentences.get(name, "")
    return Sentence(item=item, words=shape.format(**values), sure=sure) if shape else None


def _place(heard: Heard, phrases: Phrases) -> Sentence | None:
    if not heard.place.strip():
        return None
    name = "place_sure" if heard.verified else "place_unsure"
    return _say(phrases, Item.PLACE, name, sure=heard.verified, place=heard.place.strip())


def _type(heard: Heard, phrases: Phrases) -> Sentence | None:
    words = phrases.types.get(heard.incident_type) or heard.type_title
    return _say(phrases, Item.TYPE, "type", type=words) if words else None


def _persons(heard: Heard, phrases: Phrases) -> Sentence | None:
    if heard.persons is None:
        return _say(phrases, Item.PERSONS, "persons_unknown", sure=False)
    if heard.persons == 1:
        return _say(phrases, Item.PERSONS, "persons_one")
    return _say(phrases, Item.PERSONS, "persons", count=heard.persons) if heard.persons > 1 else None


def _number(heard: Heard, phrases: Phrases) -> Sentence | None:
    said = digits(heard.number)
    if not said:
        return _say(phrases, Item.NUMBER, "number_unknown", sure=False)
    return _say(phrases, Item.NUMBER, "number", digits=said)


def _grade(heard: Heard, phrases: Phrases) -> Sentence | None:
    words = phrases.grades.get(heard.priority, "")
    return _say(phrases, Item.GRADE, "grade", grade=words) if words else None


def _next(heard: Heard, phrases: Phrases) -> Sentence | None:
    """Say what is true now: of a crew that has not answered never that it comes."""
    for name, units in (("next_there", heard.there), ("next_coming", heard.coming), ("next_alerted", heard.alerted)):
        if units:
            named = dict.fromkeys(phrases.units.get(unit, unit) for unit in units)
            return _say(phrases, Item.NEXT, name, units=", ".join(named))
    return _say(phrases, Item.NEXT, "next_nobody" if heard.kind is Kind.INCIDENT else "next_call_back")


def _time(heard: Heard, phrases: Phrases) -> Sentence | None:
    """Say when: of an arrival while it is an incident that nobody has reached, of the call back otherwise."""
    if heard.there:
        return None
    arrives = heard.kind is Kind.INCIDENT
    seconds = heard.arrival_s if arrives else heard.call_back_s
    if not seconds:
        return None
    return _say(phrases, Item.TIME, "arrival" if arrives else "call_back", minutes=whole_minutes(seconds))
