"""When and by what the reason of a chain was gone, as the journal tells it."""

from datetime import datetime

from dispatcher.domain.attention import ASKS_A_PERSON
from dispatcher.domain.escalation import CALLS_AUTHORITY, StepAction
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.queries.auditing.records import Dossier, Sending
from dispatcher.storage.unit_of_work import SYSTEM

_BEGINS = frozenset({EntryKind.UNIT_ALERTED, EntryKind.UNITS_DISPATCHED})
_LEAVES = frozenset({EntryKind.UNIT_RECALLED, EntryKind.UNIT_REASSIGNED})
_WAITS_FOR_THE_LINE = frozenset({StepAction.TECHNICAL_ALARM, StepAction.OTHER_GATEWAY})
_ASKS = frozenset({kind.value for kind in ASKS_A_PERSON} | {"supervisor"})  # as it was called before 0003
_FOR_THE_WHOLE = frozenset({EntryKind.INCIDENT_CLOSED, EntryKind.UNCONFIRMED_ACCEPTED})
_LINE_ANSWERED = frozenset(
    state.value
    for state in (
        TransmissionState.ACCEPTED, TransmissionState.ON_AIR, TransmissionState.DELIVERED, TransmissionState.READ,
        TransmissionState.REJECTED,
    )
)  # fmt: skip
"""The terminal said yes or no: nobody waits for it any more."""


def reason_of(dossier: Dossier, sending: Sending) -> Entry | None:
    """Return the first entry that took the chain's reason away."""
    messages = {item.id: item.message_id for item in dossier.sendings}

    def ends(entry: Entry) -> bool:
        body = entry.body
        match entry.kind:
            case EntryKind.CHAIN_STOPPED:
                return body.get("transmission") == sending.id
            case EntryKind.ANSWER_RECORDED:
                return messages.get(str(body.get("transmission"))) == sending.message_id
            case EntryKind.STATUS_REPORTED:
                return _is_dispatch_of(entry, sending) and body.get("acknowledged") is True
            case _:
                return entry.kind in _LEAVES and _is_dispatch_of(entry, sending)

    mine = (entry for entry in dossier.entries if ends(entry))
    return next((entry for entry in mine if _is_of_its_unit(entry, sending)), None)


def _is_dispatch_of(entry: Entry, sending: Sending) -> bool:
    return sending.purpose == Purpose.DISPATCH.value and entry.body.get("assignment") == sending.assignment_id


def _is_of_its_unit(entry: Entry, sending: Sending) -> bool:
    return entry.body.get("unit") in (None, sending.unit_id)


def step_end(dossier: Dossier, sending: Sending, action: StepAction) -> datetime | None:
    """Return when the reason of one kind of step was gone before the chain's was."""
    if action in _WAITS_FOR_THE_LINE:
        return next((entry.at for entry in dossier.entries if _line_answered(entry, sending.id)), None)
    if action not in CALLS_AUTHORITY:
        return None
    raised = {item.id for item in dossier.items if item.transmission_id == sending.id}
    return next(
        (
            entry.at
            for entry in dossier.entries
            if entry.kind is EntryKind.ATTENTION_TAKEN
            and entry.body.get("attention") in raised
            and entry.body.get("kind") in _ASKS
        ),
        None,
    )


def _line_answered(entry: Entry, transmission_id: str) -> bool:
    if entry.kind not in (EntryKind.TRANSMISSION_CHANGED, EntryKind.ATTEMPT_ENDED):
        return False
    body = entry.body
    said = {body.get("state"), body.get("late")} & _LINE_ANSWERED
    return body.get("transmission") == transmission_id and bool(said)


def has_evidence(dossier: Dossier, sending: Sending, stop: Entry) -> bool:
    """Tell whether somebody's act stands beside the entry that says that a chain was stopped."""
    everything = (*dossier.entries, *dossier.beside)
    return any(entry.at == stop.at and _is_persons(entry, sending) for entry in everything)


def _is_persons(entry: Entry, sending: Sending) -> bool:
    """Tell whether a person, or the crew's own status, did something with this unit; to alert it stops nothing."""
    by_person = entry.operator != SYSTEM.operator or entry.kind is EntryKind.STATUS_REPORTED
    named = entry.body.get("unit") == sending.unit_id or entry.body.get("transmission") == sending.id
    return by_person and entry.kind not in _BEGINS and (named or entry.kind in _FOR_THE_WHOLE)
