"""What can be asked about question cards, grades, phrases and documents."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.phrases import Phrase
from dispatcher.domain.triage_cards import TriageBook
from dispatcher.queries.requests import Query
from dispatcher.queries.triage_rows import ConsistencyReport, DocumentRow


@dataclass(frozen=True, slots=True)
class AskTriageBook(Query[TriageBook]):
    """The question cards and modifiers of the active pack."""


@dataclass(frozen=True, slots=True)
class AskPhrases(Query[tuple[Phrase, ...]]):
    """What the active pack has to say to callers, in the pack's order."""


@dataclass(frozen=True, slots=True)
class AskDocuments(Query[tuple[DocumentRow, ...]]):
    """The documents of the active pack that hold every word of a text, in title, name or words; by title.

    Case and accents do not matter. An empty text brings all of them.
    """

    text: str = ""


@dataclass(frozen=True, slots=True)
class AskDocument(Query[DocumentRow | None]):
    """One document, in a version that was ever active; version 0 is the newest. None when there is none."""

    name: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class AskConsistency(Query[ConsistencyReport]):
    """Whether the same was graded the same, from an instant (inclusive) to another."""

    since: datetime
    until: datetime
