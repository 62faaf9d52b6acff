"""Read what is one event and what is two: attach, merge, unmerge, split, move, keep apart, link, unlink."""

from dispatcher.domain.same_event import LinkKind
from ui.presenters.command_grammar_intents_events import (
    ApartIntent,
    AttachIntent,
    LinkIntent,
    MergeIntent,
    MoveIntent,
    SplitIntent,
    UnlinkIntent,
    UnmergeIntent,
)
from ui.presenters.command_grammar_parts import call_number, either, incident_in, leading_incident, optional_incident
from ui.presenters.command_grammar_scan import Sentence, Word, stop_at
from ui.wording import tr

KINDS = {kind: kind.value.replace("_", " ") for kind in LinkKind if kind is not LinkKind.SPLIT_FROM}
"""How two may belong together, as it is typed; a split makes its own."""


def attach(text: str, end: int) -> AttachIntent:
    """Read `attach [INCIDENT]: WHAT THE CALLER SAID`."""
    line = Sentence.cut(text, end)
    return AttachIntent(optional_incident(line, end), line.told(tr("What did the further caller say?")))


def merge(text: str, end: int) -> MergeIntent:
    """Read `merge [INCIDENT] into INCIDENT: REASON`."""
    line = Sentence.cut(text, end)
    incident, other, at = _two(line, end, "into")
    line.nothing_after(at, tr("Expected a colon, then the reason"))
    return MergeIntent(incident, other, line.told(tr("Why are the two one event?")))


def unmerge(text: str, end: int) -> UnmergeIntent:
    """Read `unmerge [INCIDENT]: REASON`."""
    line = Sentence.cut(text, end)
    return UnmergeIntent(optional_incident(line, end), line.told(tr("Why are they two events after all?")))


def split(text: str, end: int) -> SplitIntent:
    """Read `split [INCIDENT] call NUMBER as TYPE: REASON`."""
    line = Sentence.cut(text, end)
    incident, call, at = _call_of(line, end)
    _keyword(line, at, "as", tr("What is it? Expected “as” and a type"))
    first = line.word(at + 1, tr("What is it? Expected a type"))
    kind = Word(text[first.at : line.words[-1].end], first.at)
    return SplitIntent(incident, call, kind, line.told(tr("Why is the call an incident of its own?")))


def move(text: str, end: int) -> MoveIntent:
    """Read `move [INCIDENT] call NUMBER to INCIDENT: REASON`."""
    line = Sentence.cut(text, end)
    incident, call, at = _call_of(line, end)
    _keyword(line, at, "to", tr("To which incident? Expected “to” and its number"))
    other = incident_in(line, at + 1)
    line.nothing_after(at + 2, tr("Expected a colon, then the reason"))
    return MoveIntent(incident, call, other, line.told(tr("Why does the call belong there?")))


def apart(text: str, end: int) -> ApartIntent:
    """Read `apart [INCIDENT] from INCIDENT: REASON`."""
    line = Sentence.cut(text, end)
    incident, other, at = _two(line, end, "from")
    line.nothing_after(at, tr("Expected a colon, then the reason"))
    return ApartIntent(incident, other, line.told(tr("How is it known that they are two events?")))


def link(text: str, end: int) -> LinkIntent:
    """Read `link [INCIDENT] to INCIDENT [as KIND]: REASON`."""
    line = Sentence.cut(text, end)
    incident, other, at = _two(line, end, "to")
    kind = LinkKind.RELATED
    if at < len(line.words):
        _keyword(line, at, "as", tr("Expected a colon and the reason, or “as” and how they belong together"))
        kind = _kind(line, at + 1)
    return LinkIntent(incident, other, kind, line.told(tr("How do they belong together?")))


def unlink(text: str, end: int) -> UnlinkIntent:
    """Read `unlink [INCIDENT] from INCIDENT: REASON`."""
    line = Sentence.cut(text, end)
    incident, other, at = _two(line, end, "from")
    line.nothing_after(at, tr("Expected a colon, then the reason"))
    return UnlinkIntent(incident, other, line.told(tr("Why do they not belong together?")))


def _two(line: Sentence, end: int, between: str) -> tuple[Word, Word, int]:
    """Return the two incidents, and where the next word stands."""
    incident, at = leading_incident(line, end)
    _keyword(line, at, between, tr("With which incident? Expected “{word}” and its number", word=between))
    return incident, incident_in(line, at + 1), at + 2


def _call_of(line: Sentence, end: int) -> tuple[Word, Word, int]:
    """Return the incident, the number of a call on its card, and where the next word stands."""
    incident, at = leading_incident(line, end)
    _keyword(line, at, "call", tr("Which call? Expected “call” and its number on the card"))
    return incident, call_number(line, at + 1), at + 2


def _keyword(line: Sentence, at: int, word: str, expected: str) -> None:
    found = line.word(at, expected)
    if found.text.casefold() != word:
        stop_at(found, expected)


def _kind(line: Sentence, at: int) -> LinkKind:
    expected = tr("Expected {words}", words=either(tuple(KINDS.values())))
    first = line.word(at, expected)
    typed = Word(line.text[first.at : line.words[-1].end], first.at)
    words = typed.text.casefold().replace("_", " ")
    found = [kind for kind, told in KINDS.items() if told.startswith(words)]
    if len(found) != 1:
        stop_at(typed, expected)
    return found[0]
