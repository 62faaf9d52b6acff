"""Read lines about an incident's plan: attach it, step through it, detach it."""

import re

from dispatcher.domain.incident_plans import StepAct
from ui.presenters.command_grammar_intents_plans import (
    AttachPlanIntent,
    DetachPlanIntent,
    IncidentPlanIntent,
    StepIntent,
)
from ui.presenters.command_grammar_intents_record import When
from ui.presenters.command_grammar_parts import leading_incident
from ui.presenters.command_grammar_record import clock_at, cut_behind_clock
from ui.presenters.command_grammar_scan import Sentence, Word, is_incident, stop_at
from ui.wording import tr

ACTS = {"done": StepAct.DONE, "skip": StepAct.SKIPPED, "hand": StepAct.HANDED_ON, "undo": StepAct.UNDONE}
DETACH = "detach"
_NUMBER = re.compile(r"[1-9][0-9]?")
_TIME = "Expected a time of day, such as 14:30"
_WHY = {
    StepAct.SKIPPED: "Why is it skipped?",
    StepAct.HANDED_ON: "To whom is it handed on, and why?",
    StepAct.UNDONE: "Why does it not hold?",
}


def plan(text: str, end: int) -> IncidentPlanIntent:
    """Read `plan [INCIDENT] NAME`, `plan done|skip|hand on|undo [NUMBER] …` and `plan detach [NAME]: REASON`."""
    line = cut_behind_clock(text, end)
    first = line.words[0] if line.words else None
    word = first.text.casefold() if first is not None else ""
    if first is not None and word in ACTS:
        return _step(cut_behind_clock(text, first.end), ACTS[word], first)
    if first is not None and word == DETACH:
        return _detach(Sentence.cut(text, first.end), first)
    incident, at = leading_incident(line, end)
    name = line.word(at, tr("Which plan? Expected its name; or done, skip, hand on, undo, detach"))
    line.nothing_after(at + 1, tr("Expected nothing more"))
    return AttachPlanIntent(incident, name)


def _step(line: Sentence, act: StepAct, first: Word) -> StepIntent:
    on = bool(line.words) and line.words[0].text.casefold() == "on" and act is StepAct.HANDED_ON
    incident, at = _named(line, int(on), first)
    number, when = Word("", first.end), None
    if at < len(line.words) and line.words[at].text.casefold() != "at":
        number, at = line.words[at], at + 1
        if not _NUMBER.fullmatch(number.text):
            stop_at(number, tr("Which step? Expected its number, 1 for the first, or #12 for an incident"))
    if at < len(line.words) and act is StepAct.DONE and line.words[at].text.casefold() == "at":
        when, at = When(line.word(at + 1, tr(_TIME)), clock=clock_at(line, at + 1)), at + 2
    line.nothing_after(at, tr("Expected a colon"))
    words = line.said() if act is StepAct.DONE else line.told(tr(_WHY[act]))
    return StepIntent(incident, act, number, when, words)


def _detach(line: Sentence, first: Word) -> DetachPlanIntent:
    incident, at = _named(line, 0, first)
    name = Word("", first.end)
    if at < len(line.words):
        name, at = line.words[at], at + 1
    line.nothing_after(at, tr("Expected a colon"))
    return DetachPlanIntent(incident, name, line.told(tr("Why is the incident not run by it?")))


def _named(line: Sentence, at: int, first: Word) -> tuple[Word, int]:
    """Return the incident, which is named #12 here: a number alone is a step's."""
    if at < len(line.words) and is_incident(line.words[at].text) and not line.words[at].text.isdigit():
        return line.words[at], at + 1
    return Word("", first.end), at
