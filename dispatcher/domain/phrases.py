"""What to say to a caller, by purpose, type and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.triage import Priority


class PhraseKind(StrEnum):
    """What a phrase is for."""

    REASSURANCE = "reassurance"
    EXPECTATION = "expectation"  # what happens next
    ADVICE = "advice"  # what to do until somebody comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words for a caller, by language (ISO 639). Advice without types is said when a card calls for it."""

    name: str
    kind: PhraseKind
    texts: Mapping[str, str]
    types: tuple[str, ...] = ()  # empty: every type
    priorities: tuple[Priority, ...] = ()  # empty: every priority

    def holds_for(self, incident_type: str, priority: Priority) -> bool:
        """Tell whether it is said of a type and a grade without being called for."""
        if self.kind is PhraseKind.ADVICE and not self.types:
            return False
        of_type = not self.types or incident_type in self.types
        return of_type and (not self.priorities or priority in self.priorities)

    def words(self, languages: Sequence[str]) -> tuple[str, str]:
        """Return language and text in the first of these languages that it has, else in the one it has first."""
        language = next((each for each in languages if each in self.texts), next(iter(self.texts)))
        return language, self.texts[language]


def languages_for(caller: str, room: Sequence[str]) -> tuple[str, ...]:
    """Return the caller's language first, then the room's; "FR", "fr-CH" and "fr" are one."""
    own = caller.strip().lower().partition("-")[0].partition("_")[0]
    return tuple(dict.fromkeys(([own] if own else []) + list(room)))
