"""A call as its draft is kept: JSON of the workstation's own making, read back whatever version wrote it."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from itertools import count, groupby
from operator import attrgetter, sub
from typing import Any, TypeVar, cast

from dispatcher.domain.calls import Medium
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.drafts import DraftRow
from ui.presenters.call_entry_call import Call, Opened
from ui.presenters.call_entry_cards import answers_from
from ui.presenters.call_entry_draft import CallDraft, CallField, CallPosition
from ui.presenters.call_entry_lines import Lines, NarrativeLine, text_of

logger = logging.getLogger(__name__)
Made = TypeVar("Made")
Body = Mapping[str, Any]


def body_of(call: Call) -> str:
    """Return what is kept of a call."""
    body = {
        "draft": _of_draft(call.draft),
        "told": _of_draft(call.told) if call.told else None,
        "opened": asdict(call.opened) if call.opened else None,
        "answered_at": _of_instant(call.answered_at),
        "ended_at": _of_instant(call.ended_at),
        "held_at": _of_instant(call.held_at),
        "first_lines": sorted(call.first_lines),
        "contact_id": call.contact_id,
        "cards": {name: card.body() for name, card in call.cards.items()},
        "caret": [call.caret[0].value, call.caret[1]],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def call_from(row: DraftRow) -> Call:
    """Make a call from its draft. What cannot be read stands in the narrative, so that no word of it is lost."""
    call = Call(id=row.draft_id)
    call.saving.body = row.body
    try:
        _fill(call, json.loads(row.body))
    except (ValueError, TypeError, KeyError, AttributeError):
        logger.exception("the draft %s cannot be read", row.draft_id)
        line = NarrativeLine(0, row.body, row.begun_at)
        texts = {CallField.NARRATIVE: row.body}
        call.draft = CallDraft(texts=texts, lines=(line,), contact_at=row.begun_at)
    if row.incident_id is not None and call.opened is None:  # its commit came through, the newer state did not
        call.opened = Opened(
            incident_id=IncidentId(row.incident_id), call_id=_id(CallId, row.call_id), number=row.number,
            priority=Priority.P3,
        )  # fmt: skip
        call.told = call.told or call.draft
        call.first_lines = call.first_lines or frozenset(line.key for line in call.draft.lines)
    return call


def _fill(call: Call, body: Body) -> None:
    call.draft = _draft(body["draft"])
    told, opened = body.get("told"), body.get("opened")
    call.told = _draft(told) if told else None
    if opened:
        call.opened = Opened(
            incident_id=IncidentId(opened["incident_id"]), call_id=_id(CallId, opened["call_id"]),
            number=opened["number"], priority=Priority(opened["priority"]), further=bool(opened.get("further")),
        )  # fmt: skip
    call.answered_at = _instant(body.get("answered_at"))
    call.ended_at = _instant(body.get("ended_at"))
    call.held_at = _instant(body.get("held_at"))
    call.first_lines = frozenset(map(int, body.get("first_lines") or ()))
    call.contact_id = str(body.get("contact_id") or "")
    cards = cast("dict[str, Body]", body.get("cards") or {})
    call.cards = {name: answers_from(card) for name, card in cards.items()}
    name, caret = body.get("caret") or (CallField.PLACE.value, 0)
    call.caret = (CallField(name), int(caret))


def _of_draft(draft: CallDraft) -> dict[str, Any]:
    texts = {name.value: text for name, text in draft.texts.items() if text and name is not CallField.NARRATIVE}
    return {
        "texts": texts,
        "narrative": text_of(draft.lines),
        "runs": _runs(draft.lines),
        "impact": draft.impact,
        "urgency": draft.urgency,
        "override": draft.override,
        "contact_at": _of_instant(draft.contact_at),
        "position": asdict(draft.position) if draft.position else None,
        "kind": draft.kind,
        "emergency": draft.emergency,
        "medium": draft.medium,
    }


def _draft(body: Body) -> CallDraft:
    lines = _lines(str(body["narrative"]), body["runs"])
    known = {name.value: name for name in CallField}
    texts = {known[name]: str(text) for name, text in cast("dict[str, str]", body["texts"]).items() if name in known}
    if lines:
        texts[CallField.NARRATIVE] = text_of(lines)
    position = body.get("position")
    made = CallDraft(texts=texts, lines=lines, contact_at=_instant(body.get("contact_at")))
    return replace(
        made, impact=_id(Impact, body.get("impact")), urgency=_id(Urgency, body.get("urgency")),
        override=_id(Priority, body.get("override")), kind=_id(Kind, body.get("kind")),
        emergency=body.get("emergency"), medium=_id(Medium, body.get("medium")) or Medium.PHONE,
        position=CallPosition(**position) if position else None,
    )  # fmt: skip


def _runs(lines: Lines) -> list[list[Any]]:
    """Return what the lines have beside their text: key, count and instant of those that follow one another."""
    runs: list[list[Any]] = []
    for at, group in groupby(lines, attrgetter("at")):
        keys, instant = map(attrgetter("key"), group), _of_instant(at)
        place = 0
        for ahead, run in groupby(map(sub, keys, count())):  # the same distance ahead: keys that follow one another
            length = len(list(run))
            runs.append([ahead + place, length, instant])
            place += length
    return runs


def _lines(text: str, runs: list[list[Any]]) -> Lines:
    marks = [(int(key) + more, at) for key, length, at in runs for more in range(int(length))]
    texts = text.split("\n") if marks else []
    known = {at: _instant(at) for _, at in marks}
    return tuple(NarrativeLine(key, words, known[at]) for (key, at), words in zip(marks, texts, strict=True))


def _id(make: Callable[[Any], Made], value: Any) -> Made | None:
    return None if value is None else make(value)


def _of_instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
