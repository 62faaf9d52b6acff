"""What a screen showed and what crews heard: nothing green without a person, no copy without its mark, no item left."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.queries.auditing.findings import Finding, FindingKind, ItemAudit
from dispatcher.queries.auditing.records import Answer, Dossier, Item, Part, Sending, Try
from dispatcher.queries.auditing.telling import found, stamp
from dispatcher.storage.unit_of_work import SYSTEM

_K = FindingKind
_MAY_HAVE_BEEN_HEARD = frozenset(
    {AttemptState.CLAIMED.value, AttemptState.ACCEPTED.value, AttemptState.UNCERTAIN.value}
)
_ANSWERS = frozenset({EntryKind.ANSWER_RECORDED, EntryKind.STATUS_REPORTED})
_CAME_IN = frozenset({InboundOutcome.ANSWERED.value, InboundOutcome.REPORTED.value})
_A_PERSON = "a person's words, by whom and as the journal has them, or a status of the crew"


def audit_green(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is acknowledged without a person's words or status."""
    answers = {
        (entry.body.get("transmission"), entry.body.get("inbound")): entry
        for entry in dossier.entries
        if entry.kind in _ANSWERS
    }
    for sending in dossier.sendings:
        if sending.state == TransmissionState.ACKNOWLEDGED.value:
            answer = answers.get((sending.id, sending.answer.id if sending.answer else None))
            why_not = _why_not(sending, answer, dossier.words)
            if why_not:
                what = f"{sending.call_sign} {sending.purpose.replace('_', ' ')}"
                yield found(dossier, _K.GREEN_WITHOUT_PERSON, what, sending.queued_at, _A_PERSON, why_not)
    units = {sending.id: sending.assignment_id for sending in dossier.sendings}
    for part in dossier.parts:
        if part.acknowledged_at is not None and not _is_answered(dossier, part, units):
            what = f"{part.call_sign}'s assignment"
            was = f"green since {stamp(part.acknowledged_at)}, and the journal holds no answer and no status"
            yield found(dossier, _K.GREEN_WITHOUT_PERSON, what, part.acknowledged_at, _A_PERSON, was)


def _why_not(sending: Sending, answer: Entry | None, words: Mapping[str, str | None]) -> str:
    if sending.answer is not None and sending.acknowledged_by is None:
        return _why_not_came_in(sending, sending.answer, answer, words)
    if sending.acknowledged_by in (None, SYSTEM.operator):
        return f"acknowledged by {sending.acknowledged_by or 'nobody'}"
    if answer is None:
        return "the journal holds no answer to it"
    if answer.operator != sending.acknowledged_by:
        return f"its row says that {sending.acknowledged_by} heard it, the journal says {answer.operator}"
    if sending.words_id is None or sending.words_id not in words:
        return "the words heard are not there"
    kept = words[sending.words_id]
    if kept is not None and answer.body.get("words") != {"id": sending.words_id, "digest": kept}:
        return "the words kept are not those that were heard"
    return ""


def _why_not_came_in(sending: Sending, came: Answer, answer: Entry | None, words: Mapping[str, str | None]) -> str:
    """What came in is a person's answer when it is of that very unit, was acted upon, and is what the journal names."""
    if came.unit_id != sending.unit_id:
        return "what came in is of another unit"
    if came.duplicate or came.outcome not in _CAME_IN:
        return f"what came in was no answer ({came.outcome})"
    if answer is None:
        return "the journal does not name what came in"
    if came.words_id != sending.words_id:
        return "the words kept are not those that came in"
    kept = words.get(came.words_id) if came.words_id else None
    if kept is not None and answer.body.get("words") != {"id": came.words_id, "digest": kept}:
        return "the words kept are not those that came in"
    return ""


def _is_answered(dossier: Dossier, part: Part, assignment_of: Mapping[str, str]) -> bool:
    for entry in dossier.entries:
        if entry.at != part.acknowledged_at:
            continue
        body = entry.body
        if entry.kind is EntryKind.ANSWER_RECORDED and assignment_of.get(str(body.get("transmission"))) == part.id:
            return entry.operator != SYSTEM.operator or bool(body.get("inbound"))
        if entry.kind is EntryKind.STATUS_REPORTED and (body.get("assignment"), body.get("acknowledged")) == (
            part.id, True,
        ):  # fmt: skip
            return True
    return False


def audit_repeats(dossier: Dossier) -> Iterator[Finding]:
    """Yield each attempt after one that may have been heard that does not say REPEAT."""
    call_signs = {sending.id: sending.call_sign for sending in dossier.sendings}
    earlier: defaultdict[str, list[Try]] = defaultdict(list)
    for attempt in dossier.tries:
        before = earlier[attempt.transmission_id]
        heard = any(item.state in _MAY_HAVE_BEEN_HEARD for item in before)
        before.append(attempt)
        if heard and not (attempt.repeat and attempt.says_repeat in (True, None)):
            what = f"{call_signs.get(attempt.transmission_id, '?')}: attempt {attempt.number}"
            expected = "marked REPEAT: an earlier attempt may have been heard"
            yield found(dossier, _K.UNMARKED_REPEAT, what, attempt.queued_at, expected, "it is not marked")


def audit_items(dossier: Dossier) -> Iterator[Finding]:
    """Yield each item that nobody took and that was not resolved."""
    stored = {item.id: item for item in dossier.items}
    raised: dict[str, datetime] = {}
    settled: set[str] = set()
    for entry in dossier.entries:
        item_id = str(entry.body.get("attention"))
        if entry.kind is EntryKind.ATTENTION_RAISED:
            raised.setdefault(item_id, entry.at)
        elif entry.kind in (EntryKind.ATTENTION_TAKEN, EntryKind.ATTENTION_RESOLVED):
            settled.add(item_id)
    for item_id, at in raised.items():
        item = stored.get(item_id)
        if item is None:
            yield found(dossier, _K.NOT_AS_TOLD, "attention item", at, "the row of what was raised", "no row")
        elif not dossier.is_open and not (item.is_resolved and item_id in settled):
            what = item.kind.replace("_", " ")
            was = "its row is not resolved" if not item.is_resolved else "the journal does not say by what"
            yield found(dossier, _K.ATTENTION_LEFT, what, at, "taken by somebody, or its reason gone", was)


def settled_items(dossier: Dossier) -> tuple[ItemAudit, ...]:
    """Return what became of each item."""
    return tuple(_settled(item) for item in dossier.items)


def _settled(item: Item) -> ItemAudit:
    ends = [moment for moment in (item.taken_at, item.resolved_at) if moment is not None]
    return ItemAudit(
        kind=AttentionKind(item.kind).value, raised_at=item.raised_at, times=item.times, taken_by=item.owner,
        settled_after=min(ends) - item.raised_at if ends else None,
    )  # fmt: skip
