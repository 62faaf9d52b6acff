"""The words of the command line: verbs, statuses with their digits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.promises import PromiseAbout
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
    DECIDE = "decide"
    TOLD = "told"
    DELEGATE = "delegate"
    STOP = "stop"
    ACCEPT = "accept"
    MAJOR = "major"
    STAND = "stand"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    PROMISE = "promise"
    KEPT = "kept"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HOLD = "hold"
    RELEASE = "release"
    ROLL = "roll"
    PAR = "par"
    PAUSE = "pause"
    RESUME = "resume"
    TEST = "test"
    BACK = "back"
    REKIND = "rekind"
    COMPLAINT = "complaint"
    TASK = "task"
    PLAN = "plan"
    INFORM = "inform"
    RESOLUTION = "resolution"
    IMPACT = "impact"
    SCHEDULE = "schedule"
    REOPEN = "reopen"
    ATTACH = "attach"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    MOVE = "move"
    APART = "apart"
    LINK = "link"
    UNLINK = "unlink"
    HELP = "help"


SHORT: Mapping[str, Verb] = {
    "d": Verb.DISPATCH, "p": Verb.PRIORITY, "h": Verb.HELP, "a": Verb.ACK, "s": Verb.STATUS, "t": Verb.TAKE,
    "ac": Verb.ACK, "de": Verb.DECLINE, "pr": Verb.PRIORITY, "st": Verb.STATUS, "sta": Verb.STATUS,
    "rollcall": Verb.ROLL, "c": Verb.CLOSE, "ta": Verb.TAKE, "res": Verb.RESUME,
    "ap": Verb.APPROVE, "pl": Verb.PLACE, "pla": Verb.PLACE,
}  # fmt: skip
"""Short forms that would be ambiguous as prefixes: the most frequent acts of the room have letters of their own."""

PROPOSABLE = (Verb.PRIORITY, Verb.REASSIGN, Verb.STOP, Verb.ACCEPT, Verb.MAJOR, Verb.STAND)
"""What somebody without the right may put to somebody who has it."""


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


ABOUT: Mapping[PromiseAbout, str] = {
    PromiseAbout.CALL_BACK: "call back",
    PromiseAbout.ARRIVAL: "arrival",
    PromiseAbout.UPDATE: "update",
}
"""What a caller may be promised, as it is typed."""


def abouts_for(words: str) -> tuple[PromiseAbout, ...]:
    """Return what typed words may promise: the words, or the beginning of each."""
    typed = words.casefold().replace("-", " ").split()
    return tuple(about for about, told in ABOUT.items() if typed and _begins(typed, told))


def verbs_for(word: str) -> tuple[Verb, ...]:
    """Return the verbs that a typed word may mean: one when it is clear, several when it is ambiguous."""
    typed = word.casefold()
    if typed in SHORT:
        return (SHORT[typed],)
    exact = tuple(verb for verb in Verb if verb.value == typed)
    return exact or tuple(verb for verb in Verb if verb.value.startswith(typed))


def proposable_for(word: str) -> tuple[Verb, ...]:
    """Return what a word behind `propose` may mean."""
    short = tuple(verb for verb in verbs_for(word) if verb in PROPOSABLE)
    return short if len(short) == 1 else tuple(v for v in PROPOSABLE if v.value.startswith(word.casefold()))


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
