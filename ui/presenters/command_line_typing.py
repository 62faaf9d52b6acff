"""What Tab does in the line: it takes an offer, writes what the grammar expects behind it, and more offers follow."""

from dataclasses import dataclass, replace

from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.completion import Completion, complete

_WANT_MORE = frozenset({
    Verb.DISPATCH, Verb.ACK, Verb.DECLINE, Verb.STATUS, Verb.RECALL, Verb.REASSIGN, Verb.STOP, Verb.STAND, Verb.PROPOSE,
    Verb.TOLD, Verb.PROMISE, Verb.TRANSFER, Verb.ACCEPTED, Verb.REFUSED,
    Verb.HOLD, Verb.RELEASE, Verb.ROLL, Verb.PAR, Verb.PAUSE, Verb.RESUME,
    Verb.REKIND, Verb.COMPLAINT,
})  # fmt: skip
"""Verbs that need a name; the others mean what is shown when nothing follows, so nothing is pressed upon them."""

_LISTS = ((Verb.DISPATCH,), (Verb.PAR,))
"""Verbs behind which several units may stand."""


def offers(text: str, caret: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """Offer what could stand at the caret; behind a whole verb, what could follow it."""
    if _is_whole_verb(text) and caret == len(text):
        following = complete(f"{text} ", caret + 1, vocabulary)
        if following:
            return tuple(replace(offer, insert=f" {offer.insert}", start=caret, end=caret) for offer in following)
    return complete(text, caret, vocabulary)


def followed(text: str, vocabulary: Vocabulary) -> str:
    """Return the line with what the grammar expects next at its end: a blank for more words, ` : ` for a text."""
    if not text.strip() or text[-1].isspace():
        return text
    more = f"{text} "
    if _ends_with_unit(text, vocabulary) and complete(more, len(more), vocabulary):
        return more
    found = parse(text)
    if isinstance(found, Mistake) and found.supply and found.position >= len(text):
        return text + found.supply
    return more if _is_whole_verb(text) else text


_OF_ITEMS = frozenset({Verb.TAKE, Verb.DECIDE, Verb.TOLD, Verb.DELEGATE, Verb.APPROVE, Verb.REFUSE})


def names_items(text: str) -> bool:
    """Whether a line is about an item of the strip: what stands where must not change under the hand."""
    words = text.split()
    found = verbs_for(words[0].rstrip(":")) if words else ()
    return len(found) == 1 and found[0] in _OF_ITEMS


@dataclass(slots=True)
class WrittenBlank:
    """The blank that Tab wrote: whoever types it as well has one, not two."""

    line: str = ""

    def once(self, text: str) -> str:
        """Return what was typed, without a second blank behind the written one."""
        doubled = bool(self.line) and text == f"{self.line} "
        line, self.line = self.line, ""
        return line if doubled else text


def _is_whole_verb(text: str) -> bool:
    found = verbs_for(text)
    return len(found) == 1 and text.casefold() == found[0].value and found[0] in _WANT_MORE


def _ends_with_unit(text: str, vocabulary: Vocabulary) -> bool:
    words = text.casefold().split()
    listing = len(words) > 1 and verbs_for(words[0]) in _LISTS and "to" not in words
    return listing and ":" not in text and vocabulary.unit(words[-1]) is not None
