"""Read the command line: text in, a typed intent or the place and name of what is missing out. Never raises."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from ui.presenters.command_grammar_authority import accept, major, stand_down, stop_chain
from ui.presenters.command_grammar_callers import back, complaint, rekind
from ui.presenters.command_grammar_channels import hold_or_channel, test_channel
from ui.presenters.command_grammar_crews import par, pause, resume, roll_call
from ui.presenters.command_grammar_events import apart, attach, link, merge, move, split, unlink, unmerge
from ui.presenters.command_grammar_intents import (
    AnswerIntent,
    CloseIntent,
    DispatchIntent,
    FindIntent,
    HandIntent,
    HelpIntent,
    Intent,
    OpenCallEntryIntent,
    OwnIntent,
    PinIntent,
    PlaceIntent,
    PriorityIntent,
    ProposableIntent,
    ProposeIntent,
    ReassignIntent,
    RecallIntent,
    StatusIntent,
)
from ui.presenters.command_grammar_new import parse_new
from ui.presenters.command_grammar_owed import promise, settle, transfer, transfer_answer
from ui.presenters.command_grammar_parts import distinct, either, incident_in, one_unit, optional_incident
from ui.presenters.command_grammar_plans import plan
from ui.presenters.command_grammar_record import impact, inform, note, reopen, resolution, schedule, task
from ui.presenters.command_grammar_scan import (
    Mistake,
    Mistaken,
    Sentence,
    Word,
    is_incident,
    stop,
    stop_at,
    trimmed,
)
from ui.presenters.command_grammar_strip import decide, decision, delegate, take, told
from ui.presenters.command_grammar_words import PROPOSABLE, Verb, proposable_for, statuses_for, verbs_for
from ui.wording import tr

_OVER = "over"
_CUT = "cut"
_BECAUSE = "because"


def parse(text: str) -> Intent | Mistake:
    """Read a line. A mistake's position lies within the text; nothing is guessed."""
    try:
        verb, end = _verb(text)
        return _PARSERS[verb](text, end)
    except Mistaken as stopped:
        return stopped.mistake


def _verb(text: str) -> tuple[Verb, int]:
    first = next(iter(text.replace(":", " ").split()), "")
    if not first:
        stop(len(text), 0, tr("Type a command; help shows the words"))
    at = text.index(first)
    found = verbs_for(first)
    if len(found) != 1:
        stop_at(Word(first, at), _which_verb(first, found))
    return found[0], at + len(first)


def _which_verb(first: str, found: tuple[Verb, ...]) -> str:
    if found:
        return tr("{word} can be {verbs}", word=first, verbs=either(found))
    near = tuple(get_close_matches(first.casefold(), tuple(Verb), n=2, cutoff=0.75))
    if near:
        return tr("There is no command {word}; did you mean {verbs}?", word=first, verbs=either(near))
    return tr("There is no command {word}; help shows them all", word=first)


def _new(text: str, end: int) -> Intent:
    if not text[end:].strip():
        return OpenCallEntryIntent()
    return parse_new(text, end)


def _dispatch(text: str, end: int) -> Intent:
    line, reason = _without_reason(Sentence.cut(text, end))
    cut = line.colon is not None and [word.text.casefold() for word in line.words[1:]][-1:] == [_CUT]
    if cut:
        line = Sentence(line.text, line.words[:-1], line.colon)
    line.word(0, tr("Which unit? Expected a call sign"))
    to = next((index for index, word in enumerate(line.words) if word.text.casefold() == "to"), len(line.words))
    if to == 0:
        stop_at(line.words[0], tr("Which unit? Expected a call sign before “to”"))
    units = distinct(line.words[:to])
    incident = incident_in(line, to + 1) if to < len(line.words) else Word("", units[-1].end)
    line.nothing_after(to + 2, tr("Expected a colon, then a note for the crews"))
    return DispatchIntent(units, incident, line.said(), cut, reason)


def _without_reason(line: Sentence) -> tuple[Sentence, str]:
    """Take `because WHY` out of a line: why nothing was read back to the caller."""
    at = next((index for index, word in enumerate(line.words) if word.text.casefold() == _BECAUSE), None)
    if at is None:
        return line, ""
    why = line.words[at + 1 :]
    if not why:
        stop(line.words[at].end, 0, tr("Why was nothing read back to the caller?"), " ")
    return Sentence(line.text, line.words[:at], line.colon), line.text[why[0].at : why[-1].end]


def _answer(answer: Answer) -> Callable[[str, int], Intent]:
    def read(text: str, end: int) -> Intent:
        line = Sentence.cut(text, end)
        unit = one_unit(line, tr("Expected a colon, then the words heard; one unit at a time"))
        return AnswerIntent(unit, answer, line.told(tr("What did the crew say?")))

    return read


def _status(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    unit = line.word(0, tr("Which unit? Expected a call sign"))
    first = line.word(1, tr("Which status? For example: en route, on scene, clear, available"))
    typed = Word(text[first.at : line.words[-1].end], first.at)
    found = statuses_for(typed.text)
    if len(found) > 1:
        stop_at(typed, tr("{word} can be {words}", word=typed.text, words=either(tuple(s.words for s in found))))
    if not found:
        stop_at(typed, tr("{word} is not a status; put a colon before a reason", word=typed.text))
    status = found[0].status
    reason = line.told(tr("Why is it unavailable?")) if status is Availability.UNAVAILABLE else line.said()
    return StatusIntent(unit, status, reason)


def _recall(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    unit = one_unit(line, tr("Expected a colon, then the reason; one unit at a time"))
    return RecallIntent(unit, line.told(tr("Why is it stood down?")))


def _reassign(text: str, end: int) -> ReassignIntent:
    line = Sentence.cut(text, end)
    unit = line.word(0, tr("Which unit? Expected a call sign"))
    to = line.word(1, tr("To which incident? Expected “to” and its number"))
    if to.text.casefold() != "to":
        stop_at(to, tr("Expected “to” and the incident's number; one unit at a time"))
    incident = incident_in(line, 2)
    line.nothing_after(3, tr("Expected a colon, then the reason"))
    return ReassignIntent(unit, incident, line.told(tr("Why is it moved?")))


def _priority(text: str, end: int) -> PriorityIntent:
    line = Sentence.cut(text, end)
    named = bool(line.words) and is_incident(line.words[0].text)
    graded = line.word(1 if named else 0, tr("Expected a priority, P1 to P5"))
    if graded.text.upper() not in set(Priority):
        expected = tr("Expected a priority, P1 to P5") if named else tr("Expected an incident number or P1 to P5")
        stop_at(graded, expected)
    line.nothing_after(2 if named else 1, tr("Expected a colon, then the reason"))
    incident = line.words[0] if named else Word("", end)
    return PriorityIntent(incident, Priority(graded.text.upper()), line.told(tr("Why this priority?")))


def _place(text: str, end: int) -> Intent:
    at_sign = text.find("@", end)
    if at_sign < 0:
        return _pin(text, end)
    incident = optional_incident(Sentence.cut(text[:at_sign], end), end, tr("Expected an incident number or @"))
    place = trimmed(text, at_sign + 1, len(text))
    if not place.text:
        stop(len(text), 0, tr("Where? Expected the place"))
    return PlaceIntent(incident, place)


def _pin(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    if line.colon is not None:
        stop(line.colon, 1, tr("Expected @ and the place, or nothing: then click on the map"))
    return PinIntent(optional_incident(line, end, tr("Expected an incident number or @")))


def _close(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    incident = optional_incident(line, end)
    line.told(tr("With which outcome?"))
    return CloseIntent(incident, line.tail or Word("", len(text)))


def _own(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    incident = optional_incident(line, end, tr("Expected an incident number, or a colon and the reason"))
    return OwnIntent(incident, line.said())


def _hand(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    first = 1 if line.words and line.words[0].text.casefold() == _OVER else 0
    named = len(line.words) > first and is_incident(line.words[first].text)
    incident = line.words[first] if named else Word("", line.words[0].end if first else end)
    at = first + named
    to = line.word(at, tr("To whom? Expected “to” and a seat or a name"))
    if to.text.casefold() != "to":
        expected = tr("Expected “to” and a seat or a name") if named else tr("Expected an incident number or “to”")
        stop_at(to, expected)
    seat = line.word(at + 1, tr("To whom? Expected a seat or a name"))
    return HandIntent(incident, Word(text[seat.at : line.words[-1].end], seat.at), line.said())


def _find(text: str, end: int) -> Intent:
    wanted = text[end:].strip(" \t:")
    if not wanted:
        stop(len(text), 0, tr("Find what? A number, a place, a type or a call sign"))
    return FindIntent(wanted)


def _help(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    if not line.words:
        return HelpIntent(None)
    found = verbs_for(line.words[0].text)
    if len(found) != 1:
        stop_at(line.words[0], tr("Help for which word? Expected {verbs}", verbs=either(found or tuple(Verb))))
    line.nothing_after(1, tr("Expected one word"))
    return HelpIntent(found[0])


def _take(text: str, end: int) -> Intent:
    line = Sentence.cut(text, end)
    first = line.words[0] if line.words else None
    if first and first.text.casefold() == _OVER:  # an incident; an item of the strip is named by its place
        return _own(text, first.end)
    return take(text, end)


def _propose(text: str, end: int) -> Intent:
    words = Sentence.cut(text, end).words
    if not words:
        stop(len(text), 0, tr("Propose what? Expected {verbs}", verbs=either(PROPOSABLE)))
    found = proposable_for(words[0].text)
    if len(found) != 1:
        shape = tr("{word} can be {verbs}") if found else tr("{word} cannot be proposed; expected {verbs}")
        stop_at(words[0], shape.format(word=words[0].text, verbs=either(found or PROPOSABLE)))
    return ProposeIntent(_PROPOSABLE[found[0]](text, words[0].end))


_PROPOSABLE: Mapping[Verb, Callable[[str, int], ProposableIntent]] = {
    Verb.PRIORITY: _priority,
    Verb.REASSIGN: _reassign,
    Verb.STOP: stop_chain,
    Verb.ACCEPT: accept,
    Verb.MAJOR: major,
    Verb.STAND: stand_down,
}
_PARSERS: Mapping[Verb, Callable[[str, int], Intent]] = {
    Verb.NEW: _new,
    Verb.NOTE: note,
    Verb.DISPATCH: _dispatch,
    Verb.ACK: _answer(Answer.ACCEPTS),
    Verb.DECLINE: _answer(Answer.DECLINES),
    Verb.STATUS: _status,
    Verb.RECALL: _recall,
    Verb.REASSIGN: _reassign,
    Verb.PRIORITY: _priority,
    Verb.PLACE: _place,
    Verb.PIN: _pin,
    Verb.CLOSE: _close,
    Verb.OWN: _own,
    Verb.HAND: _hand,
    Verb.FIND: _find,
    Verb.TAKE: _take,
    Verb.DECIDE: decide,
    Verb.TOLD: told,
    Verb.DELEGATE: delegate,
    Verb.STOP: stop_chain,
    Verb.ACCEPT: accept,
    Verb.MAJOR: major,
    Verb.STAND: stand_down,
    Verb.PROPOSE: _propose,
    Verb.APPROVE: decision(approve=True),
    Verb.REFUSE: decision(approve=False),
    Verb.HOLD: hold_or_channel(held=True),
    Verb.RELEASE: hold_or_channel(held=False),
    Verb.TEST: test_channel,
    Verb.ROLL: roll_call,
    Verb.PAR: par,
    Verb.PAUSE: pause,
    Verb.RESUME: resume,
    Verb.PROMISE: promise,
    Verb.KEPT: settle(kept=True),
    Verb.WITHDRAW: settle(kept=False),
    Verb.TRANSFER: transfer,
    Verb.ACCEPTED: transfer_answer(TransferState.ACCEPTED),
    Verb.REFUSED: transfer_answer(TransferState.REFUSED),
    Verb.BACK: back,
    Verb.REKIND: rekind,
    Verb.COMPLAINT: complaint,
    Verb.TASK: task,
    Verb.PLAN: plan,
    Verb.INFORM: inform,
    Verb.RESOLUTION: resolution,
    Verb.IMPACT: impact,
    Verb.SCHEDULE: schedule,
    Verb.REOPEN: reopen,
    Verb.ATTACH: attach,
    Verb.MERGE: merge,
    Verb.UNMERGE: unmerge,
    Verb.SPLIT: split,
    Verb.MOVE: move,
    Verb.APART: apart,
    Verb.LINK: link,
    Verb.UNLINK: unlink,
    Verb.HELP: _help,
}
