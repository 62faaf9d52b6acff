"""The search over all incidents: the question, and the page of rows that comes back. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.search_words import SearchField
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import Query

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMatch:
    """Where one of the words was found. `field` None: in the incident's number."""

    field: SearchField | None
    word: str  # as it stands there, folded
    alike: bool  # it is not the word that was typed, only spelt or sounding like it
    said: str  # the words around it, as they are stored; empty where the row shows them anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """One incident that was found."""

    incident_id: str
    number: str
    state: IncidentState
    kind: Kind
    priority: Priority
    incident_type: str
    type_name: str
    place: str
    contact_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    exact: bool  # every word stands there as it was typed
    matches: tuple[SearchMatch, ...]  # one for each word, in the order typed


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """A page of what was found: open before closed, exact before alike, newer before older."""

    text: str
    rows: tuple[SearchRow, ...]
    total: int  # of all pages; at the ends of a range of days a few too many
    next: str | None  # the cursor of the page behind; None: this is the last
    notes: tuple[str, ...] = ()  # what of the text was not understood, and how it was taken


@dataclass(frozen=True, slots=True)
class AskSearch(Query[SearchPage]):
    """Incidents, open and closed, by any words: see docs/guide/search.md. An empty text finds them all."""

    text: str
    cursor: str | None = None
    limit: int = PAGE
