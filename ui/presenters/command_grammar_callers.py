"""Read what is said of callers: that they heard it back, what a call really was, what a complaint has come to."""

from collections.abc import Mapping
from typing import TypeVar

from dispatcher.domain.complaints import ComplaintOutcome
from dispatcher.domain.incidents import Kind
from ui.presenters.command_grammar_intents_callers import BackIntent, ComplaintIntent, ComplaintStep, RekindIntent
from ui.presenters.command_grammar_parts import call_number, either, incident_in, leading_incident
from ui.presenters.command_grammar_scan import Sentence, Word, stop_at
from ui.wording import tr

KINDS: Mapping[Kind, str] = {
    Kind.INCIDENT: "incident",
    Kind.SERVICE_REQUEST: "service request",
    Kind.COMPLAINT: "complaint",
    Kind.INFORMATION: "information",
}
"""What an incident may be, as it is typed."""

OUTCOMES: Mapping[ComplaintOutcome, str] = {
    ComplaintOutcome.UPHELD: "upheld",
    ComplaintOutcome.PARTLY_UPHELD: "partly upheld",
    ComplaintOutcome.NOT_UPHELD: "not upheld",
    ComplaintOutcome.WITHDRAWN: "withdrawn",
}
"""What a complaint may be answered with, as it is typed."""


def back(text: str, end: int) -> BackIntent:
    """Read `back [INCIDENT] [call NUMBER] [: WHY NOT]`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    call = Word("", end)
    if at < len(line.words):
        if line.words[at].text.casefold() != "call":
            stop_at(line.words[at], tr("Expected an incident number, a call, or a colon and why it was not possible"))
        call, at = call_number(line, at + 1), at + 2
    line.nothing_after(at, tr("Expected a colon, then why it was not possible"))
    return BackIntent(incident, call, line.told(tr("Why was it not possible?")) if line.colon is not None else "")


def rekind(text: str, end: int) -> RekindIntent:
    """Read `rekind [INCIDENT] KIND: REASON`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    names = tuple(KINDS.values())
    first = line.word(at, tr("What is it? Expected {kinds}", kinds=either(names)))
    typed = Word(text[first.at : line.words[-1].end], first.at)
    found = _beginning(typed.text, KINDS)
    if len(found) != 1:
        known = either(tuple(KINDS[kind] for kind in found) or names)
        stop_at(typed, tr("{word} is no kind of its own; expected {kinds}", word=typed.text, kinds=known))
    return RekindIntent(incident, found[0], line.told(tr("Why is it that?")))


def complaint(text: str, end: int) -> ComplaintIntent:
    """Read `complaint [INCIDENT] told|OUTCOME: WORDS`, and `complaint [INCIDENT] about INCIDENT|nothing`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    expected = tr("What of it? Expected told, about, or {outcomes}", outcomes=either(tuple(OUTCOMES.values())))
    first = line.word(at, expected)
    if first.text.casefold() == ComplaintStep.ABOUT:
        none = at + 1 < len(line.words) and line.words[at + 1].text.casefold() == "nothing"
        about = None if none else incident_in(line, at + 1)
        line.nothing_after(at + 2, tr("One incident at a time"))
        return ComplaintIntent(incident, ComplaintStep.ABOUT, about=about)
    if first.text.casefold() == ComplaintStep.TOLD:
        line.nothing_after(at + 1, tr("Expected a colon, then what the complainant was told"))
        return ComplaintIntent(incident, ComplaintStep.TOLD, line.told(tr("What was the complainant told?")))
    typed = Word(text[first.at : line.words[-1].end], first.at)
    found = _beginning(typed.text, OUTCOMES)
    if len(found) != 1:
        stop_at(typed, expected)
    words = line.told(tr("What was the complainant answered?"))
    return ComplaintIntent(incident, ComplaintStep.ANSWERED, words, outcome=found[0])


Meant = TypeVar("Meant")


def _beginning(typed: str, words: Mapping[Meant, str]) -> tuple[Meant, ...]:
    wanted = typed.casefold().replace("_", " ").replace("-", " ")
    exact = tuple(key for key, said in words.items() if said == wanted)
    return exact or tuple(key for key, said in words.items() if said.startswith(wanted))
