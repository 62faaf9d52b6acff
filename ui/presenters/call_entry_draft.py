"""A call while it is being written down: what was typed, how it grades, what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.calls import Medium, PlaceSource
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency, priority_for
from dispatcher.queries.pack_rows import TypeRow
from ui.presenters.call_entry_lines import Lines
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.wording import tr


class CallField(StrEnum):
    """The fields in the order in which they are passed; named as `TakeCall` and its refusals name them."""

    PLACE = "place"
    TYPE = "incident_type"
    CALLER_NAME = "caller_name"
    CALLER_NUMBER = "caller_number"
    RELATION = "caller_relation"
    LANGUAGE = "caller_language"
    NEEDS = "caller_needs"
    PERSONS = "persons_involved"
    ASSET = "asset_number"
    NARRATIVE = "narrative"
    EMERGENCY = "emergency"
    KIND = "kind"
    MEDIUM = "medium"
    KIND_REASON = "kind_reason"  # as `ReKind` wants one; asked for once the incident is open
    IMPACT = "impact"
    URGENCY = "urgency"
    PRIORITY = "priority"
    PRIORITY_REASON = "priority_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPosition:
    """Where the call's place is, and the words that were taken with it.

    `pinned`: somebody pointed there; `said_by_map`: the words are what the map says of that spot; `taken`: somebody
    chose it from the list, so that a detail may follow its words.
    """

    latitude: float
    longitude: float
    words: str
    verified: bool = False
    inside: bool = True
    pinned: bool = False
    said_by_map: bool = False
    taken: bool = False
    kind: str = "coordinate"  # as a PlaceRow names it
    confidence: float | None = None  # 0 to 1, of whoever found it; None of a pin

    @property
    def source(self) -> PlaceSource:
        """What it rests on."""
        if self.pinned:
            return PlaceSource.MAP
        return PlaceSource.COORDINATES if self.kind == "coordinate" else PlaceSource.GAZETTEER


_NOTHING: Mapping[CallField, str] = {}
_MOST_PERSONS_DIGITS = 5
LONGEST_LINE = 1_000
"""A field of one line takes no more; nobody says more in one, but a slip of the clipboard does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """A value: every change makes a new one. None stands for what the type or the matrix decides."""

    texts: Mapping[CallField, str] = field(default_factory=lambda: _NOTHING)
    impact: Impact | None = None
    urgency: Urgency | None = None
    override: Priority | None = None
    contact_at: datetime | None = None
    position: CallPosition | None = None
    lines: Lines = ()  # of the narrative, whose whole text is among `texts`
    kind: Kind | None = None
    emergency: bool | None = None
    medium: Medium = Medium.PHONE

    @property
    def blank(self) -> bool:
        """Whether nothing has been typed or chosen."""
        chosen = self.impact or self.urgency or self.override or self.position or self.kind or self.emergency
        return chosen is None and not any(text.strip() for text in self.texts.values())

    def text(self, name: CallField) -> str:
        """Return what was typed in a field."""
        return self.texts.get(name, "")

    def with_text(self, name: CallField, text: str) -> "CallDraft":
        """Return the draft with another text."""
        return replace(self, texts={**self.texts, name: text})

    def place_words(self) -> str:
        """Return the place as it goes into the call: as the map writes it where it was recognised, and its detail."""
        typed, position = self.text(CallField.PLACE).strip(" ,\t"), self.position
        if position is None:
            return typed
        if position.pinned:
            return typed or f"{position.latitude:.5f}, {position.longitude:.5f}"
        return typed if typed.startswith(position.words) else position.words

    def type_row(self, words: Vocabulary) -> TypeRow | None:
        """Return the type that the typed words mean, when they mean one."""
        typed = self.text(CallField.TYPE).strip()
        found = words.types_for(typed) if typed else ()
        return found[0] if len(found) == 1 else None

    def grading(self, words: Vocabulary) -> tuple[Impact, Urgency]:
        """Return impact and urgency: the chosen ones, else the type's own, else the middle."""
        row = self.type_row(words)
        impact = self.impact or (row.impact if row else Impact.MEDIUM)
        return impact, self.urgency or (row.urgency if row else Urgency.MEDIUM)

    def matrix(self, words: Vocabulary) -> Priority:
        """Return the priority that impact and urgency give."""
        return priority_for(*self.grading(words))

    def overridden(self, words: Vocabulary) -> Priority | None:
        """Return the priority that was set against the matrix, if one was."""
        return self.override if self.override is not None and self.override is not self.matrix(words) else None

    def kind_now(self, words: Vocabulary) -> Kind:
        """Return the kind: the chosen one, else the type's own."""
        row = self.type_row(words)
        return self.kind or (row.kind if row else Kind.INCIDENT)

    def is_emergency(self, words: Vocabulary) -> bool:
        """Return whether it is an emergency: as chosen, else as the type says; of an open type, it is one."""
        row = self.type_row(words)
        return self.emergency if self.emergency is not None else (row.emergency if row else True)

    def priority(self, words: Vocabulary) -> Priority:
        """Return the priority in force."""
        return self.overridden(words) or self.matrix(words)

    def persons(self) -> int | None:
        """Return the number of persons, None when the field is empty or no number."""
        typed = self.text(CallField.PERSONS).strip()
        return int(typed) if _is_count(typed) else None

    def missing(self, words: Vocabulary) -> dict[CallField, str]:
        """Return what stands in the way, field by field, in their order."""
        found: dict[CallField, str] = {}
        if not self.place_words():
            found[CallField.PLACE] = tr("Where is it?")
        if self.type_row(words) is None:
            found[CallField.TYPE] = self._which_type(words)
        if self.text(CallField.PERSONS).strip() and self.persons() is None:
            found[CallField.PERSONS] = tr("A number, or nothing")
        for name, text in self.texts.items():
            if name is not CallField.NARRATIVE and len(text) > LONGEST_LINE:
                found[name] = tr("{count} signs are too many; the narrative takes them", count=len(text))
        against = self.overridden(words)
        if against and not self.text(CallField.PRIORITY_REASON).strip():
            matrix = self.matrix(words).value
            found[CallField.PRIORITY_REASON] = tr(
                "Impact and urgency give {matrix}: why {priority}?", matrix=matrix, priority=against.value
            )
        return found

    def _which_type(self, words: Vocabulary) -> str:
        typed = self.text(CallField.TYPE).strip()
        if not typed:
            return tr("What has happened?")
        found = words.types_for(typed)
        if not found:
            return tr("No type begins like that")
        return tr("Which one? {names}", names=", ".join(row.title for row in found[:4]))


def _is_count(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= _MOST_PERSONS_DIGITS
