"""What a pack says of records: teams, usual stakeholders, and its controlled vocabulary."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, field_validator

from dispatcher.domain import vocabulary
from dispatcher.domain.records import Team
from dispatcher.packs.policies import Strict, Word

Said = Annotated[str, Field(min_length=1, max_length=120)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")]


class TeamPart(Strict):
    """A functional team that tasks are given to, and how it is rung up."""

    name: Word
    title: Said
    phone: str = ""

    def team(self) -> Team:
        """Return it as the services know it."""
        return Team(name=self.name, title=self.title, phone=self.phone)


class StakeholderPart(Strict):
    """Somebody who usually has an interest in incidents of some types (of all, when none is named): offered."""

    name: Said
    role: str = ""
    organisation: str = ""
    internal: bool = False
    reach: str = ""
    types: tuple[Word, ...] = ()


class TermPart(Strict):
    """A standard word, and what people say for it (`instead_of`); in `fields`, or in all formal ones."""

    say: Said
    instead_of: tuple[Said, ...] = Field(min_length=1)
    fields: tuple[vocabulary.Field, ...] = tuple(vocabulary.Field)
    why: str = ""

    def term(self) -> vocabulary.Term:
        """Return it as the domain knows it."""
        return vocabulary.Term(say=self.say, informal=self.instead_of, fields=frozenset(self.fields), why=self.why)


class ProwordPart(Strict):
    """A word of radio procedure."""

    word: Said
    meaning: Said

    def proword(self) -> vocabulary.Proword:
        """Return it as the domain knows it."""
        return vocabulary.Proword(word=self.word, meaning=self.meaning)


class AbbreviationPart(Strict):
    """What is typed, and what it becomes. A template has a title, and `|` where the caret is to stand."""

    short: Annotated[str, Field(min_length=1, max_length=20)]
    text: Annotated[str, Field(min_length=1, max_length=2_000)]
    language: Language = ""
    title: str = ""

    @field_validator("short")
    @classmethod
    def _one_word(cls, value: str) -> str:
        if any(sign.isspace() for sign in value) or value[-1] in ".,;:!?)/":
            raise ValueError(f"{value!r} could never be typed: no space in it, and no stop at its end")
        return value

    def abbreviation(self) -> vocabulary.Abbreviation:
        """Return it as the domain knows it."""
        return vocabulary.Abbreviation(
            short=self.short, text=self.text, language=self.language, title=self.title
        )  # fmt: skip


def check_records(
    teams: Iterable[TeamPart],
    offered: Iterable[StakeholderPart],
    terms: Iterable[TermPart],
    short: Iterable[AbbreviationPart],
    types: Iterable[str],
) -> None:
    """Refuse what would hide something else, and what names a type that is not there."""
    _once("team", (part.name for part in teams))
    _once("abbreviation", (f"{part.short.casefold()} {part.language}".strip() for part in short))
    _once("term: instead_of", (word.casefold() for part in terms for word in part.instead_of))
    known = set(types)
    for part in offered:
        for name in part.types:
            if name not in known:
                raise ValueError(f"stakeholder {part.name!r}: no incident type is called {name!r}")
    for term in terms:
        if term.say.casefold() in {word.casefold() for word in term.instead_of}:
            raise ValueError(f"term {term.say!r} is to be said instead of itself")


def _once(what: str, values: Iterable[str]) -> None:
    doubled = [value for value, times in Counter(values).items() if times > 1]
    if doubled:
        raise ValueError(f"{what} {doubled[0]!r} is given twice")
