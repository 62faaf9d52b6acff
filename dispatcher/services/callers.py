"""Known callers: a call with a known number is linked, notes grow from calls, and all of it can be destroyed."""

from typing import Any

from sqlalchemy import insert, select, update

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected
from dispatcher.domain.events import EntryKind
from dispatcher.domain.knowledge import require_words
from dispatcher.domain.knowledge_commands import (
    AmendCaller,
    CallerNoted,
    CorrectCallerNote,
    EndCallerNote,
    ForgetCaller,
    NoteCaller,
)
from dispatcher.storage import callers, calls
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.schema import caller_notes, personal_values
from dispatcher.storage.schema import callers as callers_table
from dispatcher.storage.unit_of_work import UnitOfWork

_MOST_WORD = 400
_WORDS = ("name", "language", "needs")


def link_to_caller(work: UnitOfWork, call_id: str, number: str) -> None:
    """Note whose number a call came from; a number that is none links nothing."""
    plain = work.rules.knowledge.number(number)
    if plain:
        callers.link_call(work.connection, call_id, callers.digest_to_keep(work.connection, plain))


def relink_to_caller(work: UnitOfWork, call_id: str, number: str) -> None:
    """Note that the number was another."""
    callers.unlink_call(work.connection, call_id)
    link_to_caller(work, call_id, number)


def note_caller(command: NoteCaller, work: UnitOfWork) -> CallerNoted:
    """Keep the note; who called is known from then on, by what the call says of them."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    words = require_words(command.text, "what is to be remembered of the caller?", "text")
    call = calls.get(work.connection, command.call_id) if command.call_id else None
    if command.caller_id is not None:
        caller_id = callers.get(work.connection, command.caller_id).id
    elif call is not None:
        caller_id = _known_caller(call, command.actor, work)
    else:
        raise Incomplete("about whom? Name the call, or the caller", field="caller")
    incident_id = call.incident_id if call is not None else None
    note_id, kept = _add_note(caller_id, command.kind.value, words, command.actor, incident_id, work)
    work.record(
        EntryKind.CALLER_NOTED, command.actor, incident_id, caller=caller_id, caller_note=note_id,
        kind=command.kind.value, note=_told(kept),
    )  # fmt: skip
    return CallerNoted(caller_id=caller_id, note_id=note_id)


def _known_caller(call: Any, actor: Actor, work: UnitOfWork) -> str:
    """Return the known caller of a call, made of what the call says when there is none."""
    linked = callers.of_call(work.connection, call.id)
    if linked is not None and linked.caller_id is not None:
        return linked.caller_id
    said = _said(call, work)
    number = work.rules.knowledge.number(said["number"])
    if linked is None or not number:
        raise Rejected(
            "the call has no number that the caller could be known by again; amend the call first", field="caller"
        )
    if callers.with_digest(work.connection, linked.digest):
        raise Rejected("several callers have that number; say which of them it is", field="caller")
    caller_id = work.new_id()
    kept = {word: work.keep("caller", caller_id, word, said[word]) for word in _WORDS if said[word]}
    values = {f"{word}_id": value.id for word, value in kept.items()}
    work.connection.execute(insert(callers_table).values(id=caller_id, changed_at=work.now, **values))
    kept["number"] = work.keep("caller", caller_id, "number", said["number"])
    callers.add_number(work.connection, caller_id, linked.digest, kept["number"].id)
    work.record(EntryKind.CALLER_AMENDED, actor, call.incident_id, caller=caller_id, made=True,
                personal={word: _told(value) for word, value in kept.items()})  # fmt: skip
    return caller_id


def _said(call: Any, work: UnitOfWork) -> dict[str, str]:
    ids = {word: getattr(call, f"caller_{word}_id") for word in (*_WORDS, "number")}
    wanted = [value for value in ids.values() if value]
    rows = work.connection.execute(
        select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(wanted))
    )
    values = {row.id: row.value or "" for row in rows}
    return {word: values.get(value_id or "", "") for word, value_id in ids.items()}


def end_caller_note(command: EndCallerNote, work: UnitOfWork) -> None:
    """End the note; its words are kept."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    _end(_standing(command.note_id, work), command.actor, command.reason, work)


def correct_caller_note(command: CorrectCallerNote, work: UnitOfWork) -> str:
    """End the note, and keep what it should have said as a note of its own."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    former = _standing(command.note_id, work)
    words = require_words(command.text, "the note is empty; end it when it holds no longer", "text")
    _end(former, command.actor, command.reason, work)
    kind = command.kind.value if command.kind else former.kind
    note_id, kept = _add_note(former.caller_id, kind, words, command.actor, former.incident_id, work)
    work.record(
        EntryKind.CALLER_NOTED, command.actor, None, caller=former.caller_id, caller_note=note_id,
        corrects=former.id, kind=kind, note=_told(kept),
    )  # fmt: skip
    return note_id


def _add_note(
    caller_id: str, kind: str, words: str, actor: Actor, incident_id: str | None, work: UnitOfWork
) -> tuple[str, Kept]:
    note_id, kept = work.new_id(), work.keep("caller", caller_id, "note", words)
    work.connection.execute(
        insert(caller_notes).values(
            id=note_id, caller_id=caller_id, kind=kind, words_id=kept.id, written_by=actor.operator,
            written_at=work.now, incident_id=incident_id,
        )
    )  # fmt: skip
    return note_id, kept


def _standing(note_id: str, work: UnitOfWork) -> Any:
    note = callers.get_note(work.connection, note_id)
    if note.ended_at is not None:
        raise InvalidTransition("that note has been ended already", field="note")
    return note


def _end(note: Any, actor: Actor, reason: str, work: UnitOfWork) -> None:
    work.connection.execute(
        update(caller_notes).where(caller_notes.c.id == note.id).values(ended_at=work.now, ended_by=actor.operator)
    )
    more: dict[str, object] = {}
    if reason.strip():
        more["reason"] = _told(work.keep("caller", note.caller_id, "reason", reason.strip()))
    work.record(EntryKind.CALLER_NOTE_ENDED, actor, None, caller=note.caller_id, caller_note=note.id, **more)


def amend_caller(command: AmendCaller, work: UnitOfWork) -> None:
    """Keep what is new beside what was there."""
    require(command.actor, Act.KEEP_KNOWLEDGE)
    caller = callers.get(work.connection, command.caller_id)
    kept: dict[str, Kept] = {}
    values: dict[str, object] = {}
    for word in _WORDS:
        said: str | None = getattr(command, word)
        if said is not None:
            kept[word] = work.keep("caller", caller.id, word, require_length(said, word))
            values[f"{word}_id"] = kept[word].id
    flags = {name: getattr(command, name) for name in ("vulnerable", "repeat")}
    values |= {name: flag for name, flag in flags.items() if flag is not None}
    if command.number is not None:
        kept["number"] = _add_number(command.number, caller.id, work)
    gone = _take_number(command.not_number, caller.id, work) if command.not_number is not None else None
    if not kept and not values and gone is None:
        raise Incomplete("say what is to change", field="caller")
    work.connection.execute(
        update(callers_table).where(callers_table.c.id == caller.id).values(changed_at=work.now, **values)
    )
    work.record(
        EntryKind.CALLER_AMENDED, command.actor, None, caller=caller.id, made=False,
        personal={word: _told(value) for word, value in kept.items()},
        **{name: flag for name, flag in flags.items() if flag is not None}, **({"not_number": gone} if gone else {}),
    )  # fmt: skip


def require_length(words: str, field: str) -> str:
    """Return short words without blanks around them. Raises: Rejected."""
    plain = words.strip()
    return require_words(plain, "", field, _MOST_WORD) if plain else ""


def _add_number(typed: str, caller_id: str, work: UnitOfWork) -> Kept:
    number = work.rules.knowledge.number(typed)
    if not number:
        raise Rejected("that is no telephone number; write it with digits, such as +377 93 15 30 15", field="number")
    digest = callers.digest_to_keep(work.connection, number)
    if caller_id in callers.with_digest(work.connection, digest):
        raise InvalidTransition("the caller has that number already", field="number")
    kept = work.keep("caller", caller_id, "number", typed.strip())
    callers.add_number(work.connection, caller_id, digest, kept.id)
    return kept


def _take_number(typed: str, caller_id: str, work: UnitOfWork) -> str:
    """Take a number from a caller that is not theirs; return the id of its value, which is kept."""
    number = work.rules.knowledge.number(typed)
    digest = callers.digest_of(work.connection, number) if number else None
    value_id = callers.take_number(work.connection, caller_id, digest) if digest else None
    if value_id is None:
        raise Rejected("the caller has no such number; look again at what is known of them", field="not_number")
    return value_id


def forget_caller(command: ForgetCaller, work: UnitOfWork) -> None:
    """Destroy the caller's words and numbers, for good."""
    require(command.actor, Act.FORGET_CALLER)
    if not command.reason.strip():
        raise Incomplete("say why the caller is forgotten", field="reason")
    caller = callers.get(work.connection, command.caller_id)
    count = callers.forget(work.connection, caller.id, work.now)
    reason = work.keep("forgotten_caller", caller.id, "reason", command.reason.strip())
    work.record(EntryKind.CALLER_FORGOTTEN, command.actor, None, caller=caller.id, values=count, reason=_told(reason))


def _told(kept: Kept) -> dict[str, str]:
    return {"id": kept.id, "digest": kept.digest}
