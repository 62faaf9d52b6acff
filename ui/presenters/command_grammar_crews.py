"""Read what keeps hold of crews: units held, roll calls and who answered them, checks that are paused."""

from collections.abc import Callable

from ui.presenters.command_grammar_intents_guards import (
    HoldIntent,
    ParIntent,
    PauseIntent,
    ResumeIntent,
    RollCallIntent,
)
from ui.presenters.command_grammar_parts import distinct, leading_incident, minutes_in, one_unit, optional_incident
from ui.presenters.command_grammar_scan import Sentence, Word, stop
from ui.wording import tr

LONGEST_PAUSE_MIN = 120
_ROLL, _CALL = frozenset({"roll", "rollcall"}), "call"


def hold(*, held: bool) -> Callable[[str, int], HoldIntent]:
    """Make the reader of `hold UNIT` and `release UNIT`."""

    def read(text: str, end: int) -> HoldIntent:
        line = Sentence.cut(text, end)
        unit = one_unit(line, tr("One unit at a time"))
        _no_words(line)
        return HoldIntent(unit, held)

    return read


def roll_call(text: str, end: int) -> RollCallIntent:
    """Read `roll call [INCIDENT]`."""
    line = Sentence.cut(text, end)
    incident = optional_incident(_behind_call(line, 0), end, tr("Expected “roll call” and an incident number"))
    _no_words(line)
    return RollCallIntent(incident)


def par(text: str, end: int) -> ParIntent:
    """Read `par [INCIDENT] UNIT [UNIT…]: WORDS HEARD`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    line.word(at, tr("Which crews? Name each that you heard"))
    units = distinct(line.words[at:])
    return ParIntent(incident, units, line.told(tr("What was said?")))


def pause(text: str, end: int) -> PauseIntent:
    """Read `pause UNIT MINUTES: REASON` and `pause roll call [INCIDENT] MINUTES: REASON`."""
    line = Sentence.cut(text, end)
    unit, rest = _watched(line, tr("Pause what? Expected a unit, or “roll call”"))
    numbered = len(rest.words) > 1 and rest.words[1].text[:1].isdigit()
    incident, at = leading_incident(rest, end) if unit is None and numbered else (Word("", end), 0)
    minutes, after = minutes_in(rest, at, LONGEST_PAUSE_MIN)
    rest.nothing_after(after, tr("Expected a colon, then the reason"))
    return PauseIntent(unit, incident, minutes, line.told(tr("Why is it paused?")))


def resume(text: str, end: int) -> ResumeIntent:
    """Read `resume UNIT` and `resume roll call [INCIDENT]`."""
    line = Sentence.cut(text, end)
    unit, rest = _watched(line, tr("Resume what? Expected a unit, or “roll call”"))
    incident = Word("", end)
    if unit is None:
        incident = optional_incident(rest, end, tr("Expected an incident number"))
    else:
        rest.nothing_after(0, tr("One unit at a time"))
    _no_words(line)
    return ResumeIntent(unit, incident)


def _watched(line: Sentence, expected: str) -> tuple[Word | None, Sentence]:
    """Return the unit, or None for the roll call, and what follows."""
    first = line.word(0, expected)
    if first.text.casefold() in _ROLL:
        return None, _behind_call(line, 1)
    return first, Sentence(line.text, line.words[1:], line.colon)


def _behind_call(line: Sentence, at: int) -> Sentence:
    called = at < len(line.words) and line.words[at].text.casefold() == _CALL
    return Sentence(line.text, line.words[at + called :], line.colon)


def _no_words(line: Sentence) -> None:
    if line.colon is not None:
        stop(line.colon, 1, tr("This takes no words; write them with “note”"))
