"""Read what only authority may do: stop, accept, major, stand down major."""

from ui.presenters.command_grammar_intents_guards import AcceptIntent, MajorIntent, StandDownIntent, StopIntent
from ui.presenters.command_grammar_parts import one_unit, optional_incident
from ui.presenters.command_grammar_scan import Sentence, is_incident, stop, stop_at
from ui.wording import tr


def stop_chain(text: str, end: int) -> StopIntent:
    """Read `stop UNIT: REASON`."""
    line = Sentence.cut(text, end)
    unit = one_unit(line, tr("Expected a colon, then the reason; one unit at a time"))
    return StopIntent(unit, line.told(tr("Why is it stopped?")))


def accept(text: str, end: int) -> AcceptIntent:
    """Read `accept [INCIDENT]: REASON`; a slip for `accepted`, the answer of a partner, is told."""
    line = Sentence.cut(text, end)
    stray = next((word for word in line.words if not is_incident(word.text)), None)
    if stray is not None:
        stop_at(stray, tr("Expected an incident number or a colon; what a partner answered is written with “accepted”"))
    incident = optional_incident(line, end)
    return AcceptIntent(incident, line.told(tr("Why need nobody confirm it?")))


def major(text: str, end: int) -> MajorIntent:
    """Read `major [INCIDENT]: REASON`."""
    line = Sentence.cut(text, end)
    return MajorIntent(optional_incident(line, end), line.told(tr("Why is it a major incident?")))


def stand_down(text: str, end: int) -> StandDownIntent:
    """Read `stand down major [INCIDENT]: REASON`; a unit is stood down by `recall`."""
    line = Sentence.cut(text, end)
    for index, (wanted, missing) in enumerate((("down", " down major "), ("major", " major "))):
        if index == len(line.words):
            at, supply = (len(text), missing) if line.colon is None else (line.colon, "")
            stop(at, 0, tr("Expected “stand down major”"), supply)
        if not wanted.startswith(line.words[index].text.casefold()):
            stop_at(line.words[index], tr("Expected “stand down major”; a unit is stood down with “recall”"))
    rest = Sentence(line.text, line.words[2:], line.colon)
    return StandDownIntent(optional_incident(rest, line.words[1].end), rest.told(tr("Why is it stood down?")))
