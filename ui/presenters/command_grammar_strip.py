"""Read the words about the attention strip: take, decide, told, delegate; approve and refuse what is proposed."""

from collections.abc import Callable

from ui.presenters.command_grammar_intents import TakeIntent
from ui.presenters.command_grammar_intents_guards import DecideIntent, DecisionIntent, DelegateIntent, ToldIntent
from ui.presenters.command_grammar_scan import Sentence, Word, is_incident, stop_at, trimmed
from ui.wording import tr

PLACES = frozenset("123456789")
"""An item is named by its place on the strip."""


def take(text: str, end: int) -> TakeIntent:
    """Read `take [1…9] [: WHAT WILL BE DONE]`."""
    line = Sentence.cut(text, end)
    item = _optional_item(line, end, tr("Expected a colon, then what will be done"))
    return TakeIntent(item if item.text else None, line.said())


def decide(text: str, end: int) -> DecideIntent:
    """Read `decide [1…9]: WHAT WAS DECIDED`."""
    line = Sentence.cut(text, end)
    item = _optional_item(line, end, tr("Expected a colon, then what was decided"))
    return DecideIntent(item, line.told(tr("What was decided?")))


def told(text: str, end: int) -> ToldIntent:
    """Read `told NAME [1…9]: WORDS HEARD`."""
    line = Sentence.cut(text, end)
    first = line.word(0, tr("Who was told? Expected an operator's name"))
    last = line.words[-1]
    placed = last.text in PLACES and last is not first
    item = last if placed else Word("", last.end)
    person = trimmed(text, first.at, last.at if placed else last.end)
    return ToldIntent(person, item, line.told(tr("What was heard?")))


def delegate(text: str, end: int) -> DelegateIntent:
    """Read `delegate [1…9] to SEAT or NAME [: NOTE]`."""
    line = Sentence.cut(text, end)
    placed = bool(line.words) and line.words[0].text in PLACES
    to = line.word(int(placed), tr("To whom? Expected “to” and a seat or a name"))
    if to.text.casefold() != "to":
        expected = tr("Expected “to” and a seat or a name")
        stop_at(to, expected if placed else tr("Expected the item's place on the strip, 1 to 9, or “to”"))
    seat = line.word(placed + 1, tr("To whom? Expected a seat or a name"))
    item = line.words[0] if placed else Word("", end)
    return DelegateIntent(item, Word(text[seat.at : line.words[-1].end], seat.at), line.said())


def decision(*, approve: bool) -> Callable[[str, int], DecisionIntent]:
    """Make the reader of `approve [1…9 | INCIDENT] [: NOTE]` and `refuse [1…9 | INCIDENT]: REASON`."""

    def read(text: str, end: int) -> DecisionIntent:
        line = Sentence.cut(text, end)
        item = line.words[0] if line.words else Word("", end)
        if item.text and not is_incident(item.text):
            stop_at(item, tr("Expected the proposal's place on the strip, 1 to 9, or #12 for its incident"))
        line.nothing_after(1, tr("Expected a colon"))
        return DecisionIntent(item, approve, line.said() if approve else line.told(tr("Why is it refused?")))

    return read


def _optional_item(line: Sentence, end: int, then: str) -> Word:
    item = line.words[0] if line.words else Word("", end)
    if item.text and item.text not in PLACES:
        stop_at(item, tr("Expected the item's place on the strip, 1 to 9"))
    line.nothing_after(1, then)
    return item
