"""Lines of an incident's log about what callers were told, and what it was taken for."""

from collections.abc import Callable, Mapping
from typing import Any

from dispatcher.domain.events import EntryKind
from dispatcher.domain.read_back import Outcome

Body = Mapping[str, Any]
_A_MINUTE_S = 60


def _said(body: Body, key: str, words: Mapping[str, str]) -> str:
    part = body.get(key)
    return words.get(part["id"], "") if part else ""


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _read_back(body: Body, words: Mapping[str, str]) -> str:
    reason = _said(body, "reason", words)
    match Outcome(body["outcome"]):
        case Outcome.SKIPPED:
            return f"dispatched without a read-back: {reason}"
        case Outcome.NOT_POSSIBLE:
            why = _plain(body["why_not"])
            return f"no read-back possible ({why})" + (f": {reason}" if reason else "")
        case Outcome.COMPLETE:
            return "read back, the caller confirmed it" + _corrected(body)
        case Outcome.PARTIAL:
            return f"read back in part: {', '.join(body['confirmed']) or 'nothing confirmed'}" + _corrected(body)


def _corrected(body: Body) -> str:
    return f" (corrected: {', '.join(body['corrected'])})" if body["corrected"] else ""


def _rekinded(body: Body, words: Mapping[str, str]) -> str:
    return f"{_plain(body['was'])} to {_plain(body['kind'])}: {_said(body, 'reason', words)}"


def _linked(body: Body, _words: Mapping[str, str]) -> str:
    if "complaint" in body:  # in the log of what it is about
        about = "is about this" if body["said"] else "is not about this"
        return f"complaint {body['complaint_number']} {about}"
    return f"the complaint is about {body['about_number']}" if body["about"] else "the complaint is about no incident"


def _late(body: Body) -> str:
    return f", {body['late_s'] // _A_MINUTE_S} min late" if body["late_s"] >= _A_MINUTE_S else ""


def _acknowledged(body: Body, words: Mapping[str, str]) -> str:
    return f"complaint acknowledged{_late(body)}: {_said(body, 'words', words)}"


def _answered(body: Body, words: Mapping[str, str]) -> str:
    return f"complaint answered, {_plain(body['outcome'])}{_late(body)}: {_said(body, 'words', words)}"


CALLER_LINES: Mapping[EntryKind, Callable[[Body, Mapping[str, str]], str]] = {
    EntryKind.READ_BACK_RECORDED: _read_back,
    EntryKind.READ_BACK_OWED: lambda _body, _words: "units went first: a read-back is owed",
    EntryKind.INCIDENT_REKINDED: _rekinded,
    EntryKind.COMPLAINT_RECEIVED: lambda _body, _words: "complaint received",
    EntryKind.COMPLAINT_LINKED: _linked,
    EntryKind.COMPLAINT_ACKNOWLEDGED: _acknowledged,
    EntryKind.COMPLAINT_ANSWERED: _answered,
    EntryKind.COMPLAINT_VOIDED: lambda _body, _words: "no complaint after all",
}
