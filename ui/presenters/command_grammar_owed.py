"""Read what is owed to others: promises to the caller, offers to partner agencies and their answers."""

import re
from collections.abc import Callable

from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.transfers import TransferState
from ui.presenters.command_grammar_intents_guards import (
    PromiseIntent,
    SettleIntent,
    TransferAnswerIntent,
    TransferIntent,
)
from ui.presenters.command_grammar_parts import either, leading_incident, minutes_in
from ui.presenters.command_grammar_scan import Sentence, Word, stop_at
from ui.presenters.command_grammar_words import ABOUT, abouts_for
from ui.wording import tr

LONGEST_PROMISE_MIN = 1440
_BY_CLOCK = re.compile(r"(?<!\S)by\s+[0-9]{1,2}:[0-9]{0,2}(?![0-9])", re.IGNORECASE)
"""The colon of a time of day begins no words."""
_CLOCK = re.compile(r"([0-9]{1,2})[:.h]?([0-9]{2})")
_WHEN = frozenset({"in", "by"})
ANSWERS = {
    "accepted": TransferState.ACCEPTED, "refused": TransferState.REFUSED, "withdraw": TransferState.WITHDRAWN,
}  # fmt: skip
"""What may stand behind `transfer`: the partner's answer, or the end of the offer."""


def promise(text: str, end: int) -> PromiseIntent:
    """Read `promise [INCIDENT] call back|arrival|update in MINUTES|by TIME: WORDS`."""
    line = _cut(text, end)
    incident, at = leading_incident(line, end)
    about, at = _about(line, at)
    word = line.word(at, tr("By when? Expected “in 20” minutes, or “by 14:30”"))
    if word.text.casefold() not in _WHEN:
        stop_at(word, tr("Expected “in 20” minutes, or “by 14:30”"))
    minutes, by, after = None, None, at + 2
    if word.text.casefold() == "in":
        minutes, after = minutes_in(line, at + 1, LONGEST_PROMISE_MIN)
    else:
        by = _clock(line, at + 1)
    line.nothing_after(after, tr("Expected a colon, then what the caller was told"))
    return PromiseIntent(incident, about, line.words[at + 1], minutes, by, line.told(tr("What was the caller told?")))


def settle(*, kept: bool) -> Callable[[str, int], SettleIntent]:
    """Make the reader of `kept|withdraw [INCIDENT] [call back|arrival|update]: WORDS`."""

    def read(text: str, end: int) -> SettleIntent:
        line = Sentence.cut(text, end)
        incident, at = leading_incident(line, end)
        about = None
        if at < len(line.words):
            about, at = _about(line, at)
        line.nothing_after(at, tr("Expected a colon, then what the caller was told"))
        return SettleIntent(incident, kept, about, line.told(tr("What was the caller told?")))

    return read


def transfer(text: str, end: int) -> TransferIntent | TransferAnswerIntent:
    """Read `transfer [INCIDENT] PARTNER [: WORDS]`, and `transfer withdraw|accepted|refused …`."""
    line = Sentence.cut(text, end)
    first = line.words[0] if line.words else None
    if first is not None and first.text.casefold() in ANSWERS:
        return transfer_answer(ANSWERS[first.text.casefold()])(text, first.end)
    incident, partner = _partner(line, end)
    return TransferIntent(incident, partner, line.said())


def transfer_answer(answer: TransferState) -> Callable[[str, int], TransferAnswerIntent]:
    """Make the reader of `accepted|refused [INCIDENT] PARTNER: WORDS HEARD`."""

    def read(text: str, end: int) -> TransferAnswerIntent:
        line = Sentence.cut(text, end)
        incident, partner = _partner(line, end)
        question = tr("Why is it withdrawn?") if answer is TransferState.WITHDRAWN else tr("Who said what there?")
        return TransferAnswerIntent(incident, partner, answer, line.told(question))

    return read


def _cut(text: str, end: int) -> Sentence:
    clock, first = _BY_CLOCK.search(text, end), text.find(":", end)
    return Sentence.cut(text, end, clock.end() if clock and clock.start() < first else 0)


def _partner(line: Sentence, end: int) -> tuple[Word, Word]:
    incident, at = leading_incident(line, end)
    first = line.word(at, tr("Which partner? Expected a name, such as police"))
    return incident, Word(line.text[first.at : line.words[-1].end], first.at)


def _about(line: Sentence, at: int) -> tuple[PromiseAbout, int]:
    """Return what is promised, and where the next word stands."""
    expected = tr("Expected {words}", words=either(tuple(ABOUT.values())))
    first = line.word(at, tr("Promised what? {expected}", expected=expected))
    after = next((i for i in range(at, len(line.words)) if line.words[i].text.casefold() in _WHEN), len(line.words))
    typed = Word(line.text[first.at : line.words[max(at, after - 1)].end], first.at)
    found = abouts_for(typed.text)
    if len(found) != 1:
        stop_at(typed, expected)
    return found[0], after


def _clock(line: Sentence, at: int) -> tuple[int, int]:
    word = line.word(at, tr("By when? Expected a time of day, such as 14:30"))
    found = _CLOCK.fullmatch(word.text.casefold())
    if found is None or int(found.group(1)) > 23 or int(found.group(2)) > 59:
        stop_at(word, tr("Expected a time of day, such as 14:30"))
    return int(found.group(1)), int(found.group(2))
