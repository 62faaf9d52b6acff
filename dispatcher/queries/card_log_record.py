"""The log of an incident as people keep it: their lines with kind and source time, tasks, who was told, corrections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.records import LineKind
from dispatcher.queries.card_rows import LogLine
from dispatcher.queries.record_rows import CorrectionRow
from dispatcher.storage.schema import log_lines, operators, personal_values

Body = Mapping[str, Any]
Words = Mapping[str, str]

_A_MINUTE_S = 60


def with_lines(connection: Connection, incident_id: str, told: Sequence[LogLine]) -> tuple[LogLine, ...]:
    """Return the log with what is stored of the lines that people wrote; a line that was corrected says so."""
    rows = connection.execute(
        select(log_lines, operators.c.name, personal_values.c.value.label("reason"))
        .outerjoin(operators, operators.c.id == log_lines.c.operator_id)
        .outerjoin(personal_values, personal_values.c.id == log_lines.c.reason_id)
        .where(log_lines.c.incident_id == incident_id)
    ).all()
    stored = {row.id: row for row in rows}
    corrections = {
        row.corrects_id: CorrectionRow(
            line_id=row.id, at=row.entered_at, operator=row.name or row.operator_id, reason=row.reason or ""
        )
        for row in rows
        if row.corrects_id is not None
    }
    return tuple(
        replace(
            line, line_kind=LineKind(row.kind), source_at=row.source_at if row.source_at != row.entered_at else None,
            late=row.late, corrected=corrections.get(line.line_id),
        )
        if (row := stored.get(line.line_id)) is not None
        else line
        for line in told
    )  # fmt: skip


def line_of(kind: str, body: Body) -> str:
    """Return the id of the line that an entry wrote, or "". One from before schema 0012 has the id of its words."""
    if kind == EntryKind.NOTE_ADDED.value and "line" not in body:
        return str(body["note"]["id"])
    return str(body.get("line", ""))


def note(body: Body, words: Words) -> str:
    """Tell a line that a person wrote; a decision with the options that were considered."""
    options = _said(body, "options", words)
    said = _said(body, "note", words) + (f" (considered: {options})" if options else "")
    cited = body.get("cites")
    return f"{said} [{cited['title']}, version {cited['version']}]" if cited else said


def _said(body: Body, key: str, words: Words) -> str:
    part = body.get(key)
    return words.get(part["id"], "") if part else ""


def _part(body: Body, key: str, words: Words) -> str:
    part = body["personal"].get(key)
    return words.get(part["id"], "") if part else ""


def _plain(word: object) -> str:
    return str(word).replace("_", " ")


def _corrected(body: Body, words: Words) -> str:
    return f"{note(body, words)} (corrected: {_said(body, 'reason', words)})"


def _stakeholder(body: Body, words: Words) -> str:
    who = ", ".join(part for key in ("name", "role", "organisation") if (part := _part(body, key, words)))
    return f"in the register, {'internal' if body['internal'] else 'external'}: {who}"


def _told(body: Body, words: Words) -> str:
    reply = _said(body, "reply", words)
    answer = f", answered: “{reply}”" if reply else ", answered" if body["answered"] else ", no answer yet"
    late = ", entered late" if body.get("late") else ""
    who = _said(body, "whom", words)
    return f"{who} told by {_plain(body['medium'])}: “{_said(body, 'words', words)}”{answer}{late}"


def _replied(body: Body, words: Words) -> str:
    reply, who = _said(body, "reply", words), _said(body, "whom", words)
    return f"{who} answered: “{reply}”" if reply else f"{who} answered"


def _task(body: Body, words: Words) -> str:
    return f"task for {_plain(body['owner'])} in {body['in_s'] // _A_MINUTE_S} min: {_said(body, 'words', words)}"


def _settled(body: Body, words: Words) -> str:
    late = f", {body['late_s'] // _A_MINUTE_S} min late" if body["late_s"] >= _A_MINUTE_S else ""
    said = _said(body, "words", words)
    return f"task of {_plain(body['owner'])} {_plain(body['state'])}{late}" + (f": {said}" if said else "")


def _resolved(body: Body, words: Words) -> str:
    names = {"resolution": "resolution", "actions": "actions taken"}
    return "; ".join(f"{names[key]}: {words.get(part['id'], '')}" for key, part in body["personal"].items())


_COUNTS = {"users_affected": "users affected", "downtime_min": "minutes of downtime", "cost_hundredths": "cost"}


def _impact(body: Body, words: Words) -> str:
    service = _said(body, "service", words)
    parts = [f"service {service}"] if service else []
    for key in (key for key in _COUNTS if key in body["changed"]):
        value = body["changed"][key]["to"]
        money = f"{body['currency']} {value // 100}.{value % 100:02}"
        parts.append(f"{_COUNTS[key]} {money if key == 'cost_hundredths' else value}")
    return f"business impact: {', '.join(parts)}"


def _reopened(body: Body, words: Words) -> str:
    return f"reopened (it was closed: {body['outcome']}): {_said(body, 'reason', words)}"


def _scheduled(body: Body, _words: Words) -> str:
    if body["in_s"] is None:
        return "for now: not scheduled any more"
    minutes, lead = body["in_s"] // _A_MINUTE_S, body["lead_s"] // _A_MINUTE_S
    return f"scheduled in {minutes} min; {lead} min before it somebody is asked for"


_OCCASION: Mapping[Occasion, str] = {
    Occasion.BY_HAND: "by hand",
    Occasion.OPENED: "by itself, as it was opened",
    Occasion.GRADED: "by itself, by its grade",
    Occasion.MAJOR: "by itself, as a major incident",
    Occasion.AMENDED: "by itself, as it is something else now",
    Occasion.MERGED: "with an incident that was merged into it",
    Occasion.UNMERGED: "again, as an incident of its own",
}


def _attached(body: Body, _words: Words) -> str:
    how = _OCCASION[Occasion(body["occasion"])]
    return f"incident plan {body['title']} v{body['version']}, {body['steps']} steps, attached {how}"


def _step(body: Body) -> str:
    return f"{body['title']}, step {body['number']} “{body['says']}”"


def _step_settled(body: Body, words: Words) -> str:
    said, ago = _said(body, "words", words), body["ago_s"] // _A_MINUTE_S
    when = f", {ago} min before" if ago else ""
    late = f", {body['late_s'] // _A_MINUTE_S} min late" if body["late_s"] >= _A_MINUTE_S else ""
    entered = ", entered late" if body.get("late") else ""
    return f"{_step(body)}: {_plain(body['act'])}{when}{late}{entered}" + (f": {said}" if said else "")


def _step_undone(body: Body, words: Words) -> str:
    return f"{_step(body)}: taken back, open again: {_said(body, 'reason', words)}"


def _detached(body: Body, words: Words) -> str:
    return (
        f"incident plan {body['title']} detached, {body['settled']} of {body['steps']} steps settled:"
        f" {_said(body, 'reason', words)}"
    )


TELL_RECORD: Mapping[EntryKind, Callable[[Body, Words], str]] = {
    EntryKind.LINE_CORRECTED: _corrected,
    EntryKind.STAKEHOLDER_ADDED: _stakeholder,
    EntryKind.STAKEHOLDER_TOLD: _told,
    EntryKind.STAKEHOLDER_REPLIED: _replied,
    EntryKind.TASK_ADDED: _task,
    EntryKind.TASK_SETTLED: _settled,
    EntryKind.PLAN_ATTACHED: _attached,
    EntryKind.PLAN_STEP_SETTLED: _step_settled,
    EntryKind.PLAN_STEP_UNDONE: _step_undone,
    EntryKind.PLAN_DETACHED: _detached,
    EntryKind.RESOLUTION_RECORDED: _resolved,
    EntryKind.IMPACT_RECORDED: _impact,
    EntryKind.INCIDENT_REOPENED: _reopened,
    EntryKind.INCIDENT_SCHEDULED: _scheduled,
}
