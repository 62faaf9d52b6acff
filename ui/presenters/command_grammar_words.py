"""The words of the command line: verbs with their usage and examples, statuses with their digits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.units import Availability


class Verb(StrEnum):
    """What a line may begin with."""

    NEW = "new"
    NOTE = "note"
    DISPATCH = "dispatch"
    ACK = "ack"
    DECLINE = "decline"
    STATUS = "status"
    RECALL = "recall"
    REASSIGN = "reassign"
    PRIORITY = "priority"
    PLACE = "place"
    PIN = "pin"
    CLOSE = "close"
    OWN = "own"
    HAND = "hand"
    FIND = "find"
    TAKE = "take"
    HELP = "help"


SHORT: Mapping[str, Verb] = {"d": Verb.DISPATCH, "p": Verb.PRIORITY, "h": Verb.HELP}
"""Short forms that would be ambiguous as prefixes: the most frequent acts of the room have letters of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbHelp:
    """What `help` says of a verb. Every example parses (tested)."""

    usage: str
    summary: str
    examples: tuple[str, ...]


HELP: Mapping[Verb, VerbHelp] = {
    Verb.NEW: VerbHelp(
        usage="new [TYPE @ PLACE [, OPTIONS] [: NARRATIVE]]",
        summary="Take a call; without words it opens call entry",
        examples=(
            "new",
            "new structure fire @ 12 Elm St",
            "new fire @ Rue Grimaldi & Rue Princesse Caroline",
            "new fire @ 12 Elm St, caller Ann Lee 555 0142, n 3: smoke from the roof",
            "new fall @ Quay 4, i2, u1, p1 because the tide is rising",
        ),
    ),
    Verb.NOTE: VerbHelp(
        usage="note [INCIDENT]: TEXT",
        summary="Write a line in the incident's log",
        examples=("note: gas is shut off", "note 12: second caller says two people inside"),
    ),
    Verb.DISPATCH: VerbHelp(
        usage="dispatch UNIT [UNIT…] [to INCIDENT] [: NOTE]",
        summary="Alert units",
        examples=("dispatch E12", "d E12 M4 to 12: use the north gate"),
    ),
    Verb.ACK: VerbHelp(
        usage="ack UNIT: WORDS HEARD",
        summary="Record that a crew acknowledged by voice",
        examples=("ack E12: on our way", "a m4: Medic 4 copies, two minutes"),
    ),
    Verb.DECLINE: VerbHelp(
        usage="decline UNIT: WORDS HEARD",
        summary="Record that a crew said it cannot go",
        examples=("decline E12: pump is broken",),
    ),
    Verb.STATUS: VerbHelp(
        usage="status UNIT STATUS [: REASON]",
        summary="Record a status that a crew reported, or set availability",
        examples=("status E12 on scene", "s E12 3", "status M4 unavailable: flat tyre"),
    ),
    Verb.RECALL: VerbHelp(
        usage="recall UNIT: REASON",
        summary="Stand a unit down",
        examples=("recall E12: false alarm confirmed",),
    ),
    Verb.REASSIGN: VerbHelp(
        usage="reassign UNIT to INCIDENT: REASON",
        summary="Move a committed unit to another incident",
        examples=("reassign E12 to 14: nearest to a cardiac arrest",),
    ),
    Verb.PRIORITY: VerbHelp(
        usage="priority [INCIDENT] P1…P5: REASON",
        summary="Grade an incident anew",
        examples=("priority p1: people trapped", "p 12 p4: caller says the fire is out"),
    ),
    Verb.PLACE: VerbHelp(
        usage="place [INCIDENT] @ PLACE",
        summary="Give an incident a position: a place of the map, or coordinates",
        examples=("place @ Rue Grimaldi & Rue Princesse Caroline", "place 12 @ 43.7384, 7.4246"),
    ),
    Verb.PIN: VerbHelp(
        usage="pin [INCIDENT]",
        summary="Give an incident a position by a click on the map",
        examples=("pin", "pin 12"),
    ),
    Verb.CLOSE: VerbHelp(
        usage="close [INCIDENT]: OUTCOME",
        summary="Close an incident",
        examples=("close: handed over", "close 12: false alarm"),
    ),
    Verb.OWN: VerbHelp(
        usage="own [INCIDENT] [: REASON]",
        summary="Take an incident over: it is yours, and its guard starts anew",
        examples=("own", "own 12", "own 12: Dana is on the phone", "take over 12"),
    ),
    Verb.HAND: VerbHelp(
        usage="hand over [INCIDENT] to SEAT or NAME [: REASON]",
        summary="Give an incident to somebody on duty",
        examples=("hand over to D2", "hand over 12 to omar: my shift ends"),
    ),
    Verb.FIND: VerbHelp(
        usage="find TEXT",
        summary="Look for incidents, units and places",
        examples=("find elm", "f 12"),
    ),
    Verb.TAKE: VerbHelp(
        usage="take [1…9] [: WHAT WILL BE DONE]",
        summary="Take an attention item by its place on the strip",
        examples=("take", "take 2", "t 1: calling the station by phone"),
    ),
    Verb.HELP: VerbHelp(
        usage="help [WORD]",
        summary="Show these words, or one of them",
        examples=("help", "help dispatch"),
    ),
}

Status = AssignmentState | Availability


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A status as it is typed: its words, its digit when it has one, what it means."""

    words: str
    digit: str
    status: Status


STATUSES: tuple[StatusWord, ...] = (
    StatusWord("en route", "1", AssignmentState.EN_ROUTE),
    StatusWord("staged", "2", AssignmentState.STAGED),
    StatusWord("on scene", "3", AssignmentState.ON_SCENE),
    StatusWord("with patient", "4", AssignmentState.WITH_PATIENT),
    StatusWord("transporting", "5", AssignmentState.TRANSPORTING),
    StatusWord("at destination", "6", AssignmentState.AT_DESTINATION),
    StatusWord("clearing", "7", AssignmentState.CLEARING),
    StatusWord("clear", "8", AssignmentState.CLEARED),
    StatusWord("available", "9", Availability.AVAILABLE_STATION),
    StatusWord("mobile", "", Availability.AVAILABLE_MOBILE),
    StatusWord("unavailable", "0", Availability.UNAVAILABLE),
    StatusWord("off duty", "", Availability.OFF_DUTY),
)
"""In the order of a job, then availability; the digits follow the order."""


def verbs_for(word: str) -> tuple[Verb, ...]:
    """Return the verbs that a typed word may mean: one when it is clear, several when it is ambiguous."""
    typed = word.casefold()
    if typed in SHORT:
        return (SHORT[typed],)
    exact = tuple(verb for verb in Verb if verb.value == typed)
    return exact or tuple(verb for verb in Verb if verb.value.startswith(typed))


def statuses_for(words: str) -> tuple[StatusWord, ...]:
    """Return the statuses that typed words may mean: a digit, the words, or the beginning of each word."""
    typed = words.casefold().replace("_", " ").replace("-", " ").split()
    if not typed:
        return STATUSES
    joined = "".join(typed)
    exact = tuple(item for item in STATUSES if joined in {item.digit, item.words.replace(" ", "")})
    return exact or tuple(item for item in STATUSES if _begins(typed, item.words))


def _begins(typed: list[str], words: str) -> bool:
    parts = words.split()
    if words.replace(" ", "").startswith("".join(typed)):
        return True
    return len(typed) <= len(parts) and all(part.startswith(word) for word, part in zip(typed, parts, strict=False))
