"""An incident's log: journal entries worth reading, with the words that are kept apart from the journal."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from dispatcher.domain.events import EntryKind
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.incidents import OwnerChange
from dispatcher.domain.knowledge import CallerNoteKind
from dispatcher.domain.same_event import FactKind
from dispatcher.queries.card_log_callers import CALLER_LINES
from dispatcher.queries.card_log_record import TELL_RECORD, line_of, note, with_lines
from dispatcher.queries.card_rows import LogLine
from dispatcher.storage.schema import assignments, journal, operators, personal_values, transmissions, units

Body = Mapping[str, Any]

_SAID_ELSEWHERE = frozenset({InboundOutcome.ANSWERED.value, InboundOutcome.REPORTED.value, InboundOutcome.TEST.value})
_WORDS_IN = ("note", "options", "words", "whom", "reply", "reason", "position", "place", "former", "service")
"""Body keys that point to a personal value by its id."""
_CALLED_NOW = {"contact": CallerNoteKind.APPROACH.value}
"""Kinds of notes about a caller by the words that entries from before schema 0015 have for them."""


def log_of(connection: Connection, incident_id: str) -> tuple[LogLine, ...]:
    """Read the log, oldest first."""
    rows = connection.execute(
        select(journal.c.at, journal.c.kind, journal.c.body, journal.c.operator, journal.c.seat, operators.c.name)
        .outerjoin(operators, operators.c.id == journal.c.operator)
        .where(journal.c.incident_id == incident_id, journal.c.kind.in_([kind.value for kind in _TELL]))
        .order_by(journal.c.sequence)
    ).all()
    whose = _call_signs(connection, incident_id)
    bodies: list[Body] = [_with_call_sign(json.loads(row.body), whose) for row in rows]
    words = _words(connection, bodies)
    told = tuple(
        LogLine(
            at=row.at, kind=row.kind, operator=row.name or row.operator, text=text, seat=row.seat,
            line_id=line_of(row.kind, body), corrects=body.get("corrects", ""), words=_said(body, "note", words),
            options=_said(body, "options", words),
        )
        for row, body in zip(rows, bodies, strict=True)
        if (text := _TELL[EntryKind(row.kind)](body, words))
    )  # fmt: skip
    return with_lines(connection, incident_id, told)


def _call_signs(connection: Connection, incident_id: str) -> dict[str, str]:
    """Return whom each transmission of an incident is for."""
    rows = connection.execute(
        select(transmissions.c.id, units.c.call_sign)
        .join(assignments, assignments.c.id == transmissions.c.assignment_id)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(transmissions.c.incident_id == incident_id)
    )
    return {row.id: row.call_sign for row in rows}


def _with_call_sign(body: Body, whose: Mapping[str, str]) -> Body:
    call_sign = whose.get(body.get("transmission", ""))
    return {"call_sign": call_sign, **body} if call_sign else body


def _words(connection: Connection, bodies: list[Body]) -> dict[str, str]:
    parts = [body[key] for body in bodies for key in _WORDS_IN if body.get(key)]
    parts += [part for body in bodies for part in body.get("personal", {}).values()]
    parts += [part["words"] for body in bodies for part in _answers(body) if "words" in part]
    ids: list[str] = [part["id"] for part in parts]
    rows = connection.execute(
        select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(ids))
    )
    return {row.id: row.value or "(destroyed)" for row in rows}


def _answers(body: Body) -> list[Body]:
    answers: dict[str, Body] = body.get("answers", {}) if "card" in body else {}
    return list(answers.values())


def _said(body: Body, key: str, words: Mapping[str, str]) -> str:
    part = body.get(key)
    return words.get(part["id"], "") if part else ""


def _plain(word: str) -> str:
    return str(word).replace("_", " ")


def _opened(body: Body, _words: Mapping[str, str]) -> str:
    return f"{body['number']} opened, {body['priority']}" + (" (overridden)" if body.get("overridden") else "")


def _further(body: Body, words: Mapping[str, str]) -> str:
    said = words.get(body["personal"].get("narrative", {}).get("id", ""), "")
    late = ", entered late" if body.get("late") else ""
    news = ", ".join(part["kind"] for part in body.get("facts", ()) if part["kind"] != FactKind.WORDS.value)
    told = f"a further call ({_plain(body['medium'])}{late})" + (f": “{said}”" if said else "")
    return told + (f"; the record says otherwise: {news}" if news else "")


def _merged(body: Body, words: Mapping[str, str]) -> str:
    promised = f", {body['promises']} promises" if body["promises"] else ""
    moved = f"{body['calls']} calls{promised} moved"
    return f"{body['from']} merged into {body['into']}, {moved}: {_said(body, 'reason', words)}"


def _unmerged(body: Body, words: Mapping[str, str]) -> str:
    return (
        f"{body['from']} is no longer part of {body['into']}, {body['calls']} calls went back:"
        f" {_said(body, 'reason', words)}"
    )


def _linked(body: Body, words: Mapping[str, str]) -> str:
    return f"{_plain(body['how'])}: {body['other']}: {_said(body, 'reason', words)}"


def _apart(body: Body, words: Mapping[str, str]) -> str:
    other = body["other"] or "a call that was being taken"
    why = _said(body, "words", words)
    return (
        f"kept apart from {other}, {body['score']:.0%} alike"
        + (f" ({why})" if why else "")
        + (f": {_said(body, 'reason', words)}")
    )


def _amended_call(body: Body, words: Mapping[str, str]) -> str:
    told = [f"{_plain(kind)} “{words.get(part['id'], '')}”" for kind, part in body["personal"].items()]
    medium = body.get("medium")
    came = f"the call came by {_plain(medium['to'])}, not by {_plain(medium['was'])}" if medium else ""
    says = f"the call now says: {', '.join(told)}" if told else ""
    return "; ".join(part for part in (came, says) if part)


def _amended(body: Body, _words: Mapping[str, str]) -> str:
    changes = body["changed"].items()
    return "; ".join(f"{_plain(name)} {part['to']}, was {part['was'] or 'not known'}" for name, part in changes)


def _call_over(body: Body, _words: Mapping[str, str]) -> str:
    return "the call is done with" if body["wrapped_up"] else "the caller rang off"


def _entered(body: Body, words: Mapping[str, str]) -> str:
    if not body.get("batch"):
        return ""  # the call says it
    return f"{body['count']} contacts that are alike attached: “{_said(body, 'reason', words)}”"


def _dispatched(body: Body, _words: Mapping[str, str]) -> str:
    return f"{', '.join(body['units'])} alerted"


def _answered(body: Body, words: Mapping[str, str]) -> str:
    if body.get("inbound"):
        said = _said(body, "words", words)
        by = f"text: “{said}”" if said else f"status: {body['said']}"
        return f"{body['call_sign']} {body['answer']} by {by}"
    return f"{body['call_sign']} {body['answer']} by voice: “{_said(body, 'words', words)}”"


def _status(body: Body, _words: Mapping[str, str]) -> str:
    marks = [text for key, text in (("inferred", "steps inferred"), ("acknowledged", "implies acknowledgement"),
                                ("repeated", "again"))
             if body.get(key)]  # fmt: skip
    return f"{body['call_sign']} {_plain(body['state'])}" + (f" ({', '.join(marks)})" if marks else "")


def _came_in(body: Body, words: Mapping[str, str]) -> str:
    """Say what no other line of the log says."""
    if body["outcome"] in _SAID_ELSEWHERE:
        return ""
    said = _said(body, "words", words)
    what = f"wrote over {body['channel']}: “{said}”" if said else f"sent a {body['what']} over {body['channel']}"
    marks = [text for text, holds in (
        ("came before", body["outcome"] == InboundOutcome.DUPLICATE.value), ("parts missing", not body["complete"]),
        ("nothing could be made of it", body["outcome"] == InboundOutcome.EXCEPTION.value),
    ) if holds]  # fmt: skip
    return f"{body['call_sign']} {what}" + (f" ({', '.join(marks)})" if marks else "")


def _emergency(body: Body, _words: Mapping[str, str]) -> str:
    again = " (the same frame came before)" if body["duplicate"] else ""
    return f"EMERGENCY: {body['call_sign']} pressed the button, over {body['channel']}{again}"


def _refused(body: Body, _words: Mapping[str, str]) -> str:
    return f"{body['call_sign']} reported {_plain(body['reported'])} while {_plain(body['state'])}: kept, not applied"


def _recalled(body: Body, words: Mapping[str, str]) -> str:
    return f"{body['call_sign']} recalled: {_said(body, 'reason', words)}"


def _reassigned(body: Body, words: Mapping[str, str]) -> str:
    return f"{body['call_sign']} moved to {body['to_number']}: {_said(body, 'reason', words)}"


def _graded(body: Body, words: Mapping[str, str]) -> str:
    reason = _said(body, "reason", words) or (f"as the card {body['card']} says" if body.get("card") else "")
    changed = f"{body['was']} to {body['priority']}"
    if body["was"] == body["priority"]:
        scale = {1: "high", 2: "medium", 3: "low"}
        changed = f"{body['priority']} as before, {scale[body['impact']]} impact, {scale[body['urgency']]} urgency"
    return f"{changed}: {reason}" if reason else changed


def _asked(body: Body, words: Mapping[str, str]) -> str:
    """Say what was answered, as told where it was words or a number."""
    said = [
        f"{_plain(question)} {_said(part, 'words', words) or _plain(part['value']) or 'taken back'}"
        for question, part in body["answers"].items()
    ]
    said += [f"modifiers {', '.join(map(_plain, body['modifiers']))}"] if body["modifiers"] else []
    skipped = _said(body, "reason", words)
    end = f"skipped: {skipped}" if skipped else "complete" if body["complete"] else "not complete"
    return f"card {body['card']}, version {body['version']}: {'; '.join([*said, end])}; it gives {body['computed']}"


def _placed(body: Body, words: Mapping[str, str]) -> str:
    sure = "verified" if body["verified"] else "not verified"
    confidence = body.get("confidence")
    sure += f", {confidence:.0%} sure" if confidence is not None else ""
    renamed = f": {_said(body, 'place', words)} (was {_said(body, 'former', words)})" if "place" in body else ""
    return f"placed at {_said(body, 'position', words)} ({sure}){renamed}"


_CHANGED: Mapping[str, str] = {
    OwnerChange.TAKEN: "{to} took it over from {former}",
    OwnerChange.HANDED: "handed over from {former} to {to}",
    OwnerChange.PASSED: "{former} signed off: passed to {to}",
    OwnerChange.LEFT: "{former} left: with the role {to}",
}


def _changed_owner(body: Body, words: Mapping[str, str]) -> str:
    reason = _said(body, "reason", words)
    said = _CHANGED[body["how"]].format(to=_plain(body["to"]), former=_plain(body["from"]))
    return said + (f": {reason}" if reason else "")


def _about(body: Body, words: str) -> str:
    """Say whose page it was: many units have one."""
    return f"{body['call_sign']}: {words}" if body.get("call_sign") else words


def _attempt(body: Body, _words: Mapping[str, str]) -> str:
    code = f", code {body['code']}" if body.get("code") else ""
    late = f", late receipt: {_plain(body['late'])}" if body.get("late") else ""
    return _about(body, f"attempt on {body.get('channel') or 'the line'} {_plain(body['state'])}{code}{late}")


def _step(body: Body, _words: Mapping[str, str]) -> str:
    step = _plain(body["step"])
    marks = [] if step in body["did"] else [f"{step} step"]
    marks += [f"run {body['run']}"] if body["run"] > 1 else []
    return _about(body, body["did"] + (f" ({', '.join(marks)})" if marks else ""))


def _taken(body: Body, words: Mapping[str, str]) -> str:
    note = _said(body, "note", words)
    return f"{_plain(body['kind'])} taken" + (f": {note}" if note else "")


def _guard(body: Body, _words: Mapping[str, str]) -> str:
    guard = _plain(str(body["guard"]).removeprefix("guard_"))
    run = f" (run {body['run']})" if body["run"] > 1 else ""
    return f"{guard}: {body.get('did', 'guard fired')}{run}"


def _with_reason(says: str) -> "Callable[[Body, Mapping[str, str]], str]":
    return lambda body, words: _about(body, f"{says}: {_said(body, 'reason', words)}")


def _proposed(body: Body, words: Mapping[str, str]) -> str:
    return f"proposed to {body['what']}: {_said(body, 'reason', words)}"


def _decided(body: Body, words: Mapping[str, str]) -> str:
    reason = _said(body, "reason", words)
    return f"proposal ({_plain(body['act'])}) {body['state']}" + (f": {reason}" if reason else "")


def _promised(body: Body, words: Mapping[str, str]) -> str:
    return f"promised the caller {_plain(body['about'])} in {body['in_s'] // 60} min: {_said(body, 'words', words)}"


def _promise_settled(body: Body, words: Mapping[str, str]) -> str:
    late = f", {body['late_s'] // 60} min late" if body["late_s"] >= _A_MINUTE_S else ""
    return f"promise {body['state']}{late}: {_said(body, 'words', words)}"


def _offered(body: Body, words: Mapping[str, str]) -> str:
    said = _said(body, "words", words)
    return f"offered to {body['partner']}" + (f": {said}" if said else "")


def _transfer(body: Body, words: Mapping[str, str]) -> str:
    return f"{body['partner']} {body['state']}: “{_said(body, 'words', words)}”"


def _paused(body: Body, words: Mapping[str, str]) -> str:
    watch = f"{_plain(body['watch'])} paused for {body['minutes']:g} min"
    return _about(body, f"{watch}: {_said(body, 'reason', words)}")


def _delegated(body: Body, words: Mapping[str, str]) -> str:
    note = _said(body, "note", words)
    return f"{_plain(body['kind'])} given to {body['to']}" + (f": {note}" if note else "")


def _in_the_open(body: Body, _words: Mapping[str, str]) -> str:
    return _about(body, f"said on the open channel {body['channel']}: {', '.join(body['rules'])}")


_A_MINUTE_S = 60
_TELL: Mapping[EntryKind, Callable[[Body, Mapping[str, str]], str]] = {
    EntryKind.INCIDENT_OPENED: _opened,
    EntryKind.CALL_ADDED: _further,
    EntryKind.CONTACT_ENTERED: _entered,
    EntryKind.CALL_AMENDED: _amended_call,
    EntryKind.CALL_ENDED: _call_over,
    EntryKind.DRAFT_DROPPED: _with_reason("what was still being written of a call was left"),
    EntryKind.INCIDENT_AMENDED: _amended,
    **CALLER_LINES,
    EntryKind.INCIDENT_MERGED: _merged,
    EntryKind.INCIDENT_UNMERGED: _unmerged,
    EntryKind.CALL_MOVED: lambda body, words: (
        f"a call moved from {body['from']} to {body['to']}: {_said(body, 'reason', words)}"
    ),
    EntryKind.CALL_SPLIT: lambda body, words: (
        f"a call of {body['from']} is {body['to']} now: {_said(body, 'reason', words)}"
    ),
    EntryKind.INCIDENTS_LINKED: lambda body, words: f"linked, {_linked(body, words)}",
    EntryKind.INCIDENTS_UNLINKED: lambda body, words: f"no longer linked, {_linked(body, words)}",
    EntryKind.KEPT_APART: _apart,
    EntryKind.FACTS_SEEN: lambda body, _words: f"new facts of further calls looked at ({body['count']})",
    EntryKind.NOTE_ADDED: note,
    EntryKind.PRIORITY_SET: _graded,
    EntryKind.TRIAGE_RECORDED: _asked,
    EntryKind.INCIDENT_PLACED: _placed,
    EntryKind.INCIDENT_TAKEN_OVER: _changed_owner,
    EntryKind.UNITS_DISPATCHED: _dispatched,
    EntryKind.ANSWER_RECORDED: _answered,
    EntryKind.STATUS_REPORTED: _status,
    EntryKind.STATUS_REFUSED: _refused,
    EntryKind.UNIT_RECALLED: _recalled,
    EntryKind.UNIT_REASSIGNED: _reassigned,
    EntryKind.INCIDENT_CLOSED: lambda body, _words: f"closed: {body['outcome']}",
    EntryKind.ATTEMPT_ENDED: _attempt,
    EntryKind.STEP_RAN: _step,
    EntryKind.CHAIN_STOPPED: lambda body, _words: _about(body, f"chain stopped, {body['because']}"),
    EntryKind.CHAIN_CANCELLED: _with_reason("chain stopped by authority"),
    EntryKind.GUARD_RAN: _guard,
    EntryKind.ATTENTION_TAKEN: _taken,
    EntryKind.ATTENTION_DELEGATED: _delegated,
    EntryKind.ATTENTION_ACKNOWLEDGED: lambda body, _words: f"{body['by']} acknowledged, others must too",
    EntryKind.INCIDENT_FLAGGED: lambda body, _words: (
        "flagged UNCONFIRMED on every board" if body["unconfirmed"] else "no longer unconfirmed"
    ),
    EntryKind.UNCONFIRMED_ACCEPTED: _with_reason("accepted unconfirmed"),
    EntryKind.MAJOR_DECLARED: _with_reason("declared MAJOR"),
    EntryKind.MAJOR_STOOD_DOWN: _with_reason("major incident stood down"),
    EntryKind.PROPOSED: _proposed,
    EntryKind.PROPOSAL_DECIDED: _decided,
    EntryKind.PROMISE_MADE: _promised,
    EntryKind.PROMISE_SETTLED: _promise_settled,
    EntryKind.TRANSFER_OFFERED: _offered,
    EntryKind.TRANSFER_ANSWERED: _transfer,
    EntryKind.ROLL_CALL_BEGUN: lambda _body, _words: "roll call begun",
    EntryKind.ROLL_CALL_ANSWERED: lambda body, words: (
        f"{body['call_sign']} accounted for: “{_said(body, 'words', words)}”"
    ),
    EntryKind.ROLL_CALL_ENDED: lambda body, _words: (
        "roll call complete: every crew accounted for" if body["complete"] else "roll call ended, crews left"
    ),
    EntryKind.WATCH_PAUSED: _paused,
    EntryKind.WATCH_RESUMED: lambda body, _words: _about(body, f"{_plain(body['watch'])} goes on"),
    EntryKind.INBOUND_TAKEN: _came_in,
    EntryKind.EMERGENCY_HEARD: _emergency,
    EntryKind.SAID_IN_THE_OPEN: _in_the_open,
    EntryKind.PREMISE_NOTED: lambda body, words: (
        f"remembered for the place ({_plain(body['kind'])}): “{_said(body, 'note', words)}”"
    ),
    EntryKind.CALLER_NOTED: lambda body, words: (
        f"remembered of the caller ({_CALLED_NOW.get(body['kind'], body['kind'])}): “{_said(body, 'note', words)}”"
    ),
    EntryKind.SECRET_SHOWN: _with_reason("a code of the place was shown"),
    EntryKind.SECRET_DENIED: lambda _body, _words: "a code of the place was asked for, and not shown",
    **TELL_RECORD,
    EntryKind.INCIDENT_AUDITED: lambda body, _words: (
        f"audited: {body['findings']} findings" if body["findings"] else "audited: every chain ran, on time, to an end"
    ),
}
