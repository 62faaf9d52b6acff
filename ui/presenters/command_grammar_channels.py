"""Read what is asked of a channel: hold it, let it go on, try it out."""

from collections.abc import Callable

from ui.presenters.command_grammar_crews import hold
from ui.presenters.command_grammar_intents_guards import (
    HoldChannelIntent,
    HoldIntent,
    ReleaseChannelIntent,
    TestChannelIntent,
)
from ui.presenters.command_grammar_scan import Sentence, Word, stop
from ui.wording import tr

CHANNEL = "channel"


def hold_or_channel(*, held: bool) -> Callable[[str, int], HoldIntent | HoldChannelIntent | ReleaseChannelIntent]:
    """Make the reader of `hold UNIT` and `hold channel CHANNEL: REASON`, and of both with `release`."""
    of_unit = hold(held=held)

    def read(text: str, end: int) -> HoldIntent | HoldChannelIntent | ReleaseChannelIntent:
        line = Sentence.cut(text, end)
        if not line.words or line.words[0].text.casefold() != CHANNEL:
            return of_unit(text, end)
        channel = _named(line, 1)
        if held:
            return HoldChannelIntent(channel, line.told(tr("Why is it held?")))
        _no_words(line)
        return ReleaseChannelIntent(channel)

    return read


def test_channel(text: str, end: int) -> TestChannelIntent:
    """Read `test [channel] CHANNEL`."""
    line = Sentence.cut(text, end)
    said = bool(line.words) and line.words[0].text.casefold() == CHANNEL
    channel = _named(line, int(said))
    _no_words(line)
    return TestChannelIntent(channel)


test_channel.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


def _named(line: Sentence, at: int) -> Word:
    channel = line.word(at, tr("Which channel? Expected its name"))
    line.nothing_after(at + 1, tr("One channel at a time"))
    return channel


def _no_words(line: Sentence) -> None:
    if line.colon is not None:
        stop(line.colon, 1, tr("This takes no words; write them with “note”"))
