"""Lines that people write in an incident's log: what happened, when, who wrote it; a correction keeps the former."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import LineId
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.plain_text import visible
from dispatcher.domain.record_commands import AddNote, CorrectLine
from dispatcher.domain.records import MOST_WORDS, LineKind
from dispatcher.services import updating
from dispatcher.services.guarding import look
from dispatcher.storage import incidents, library, records
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.records import Line
from dispatcher.storage.unit_of_work import UnitOfWork


def add_note(command: AddNote, work: UnitOfWork) -> LineId:
    """Add a line: the watch counts anew, and after an update its timer too. A waiting guard goes on: nobody is sent."""
    require(command.actor, Act.NOTE)
    if not command.text.strip():
        raise Incomplete("the note is empty: write what is to be known", field="text")
    if command.options.strip() and command.line_kind is not LineKind.DECISION:
        raise Incomplete("only a decision has options that were considered", field="options")
    incident = incidents.get(work.connection, command.incident_id)
    cites = _cited(command, work)
    line_id, source_at = work.new_id(), _source(command.source_at, work.now, work.now)
    words = _keep(work, incident.id, "note", command.text)
    options = _keep(work, incident.id, "options", command.options) if command.options.strip() else None
    late = is_late(work, source_at)
    records.add_line(
        work.connection, id=line_id, incident_id=incident.id, kind=command.line_kind.value, words_id=words.id,
        options_id=options.id if options else None, late=late, **_written(command.actor, source_at, work),
    )  # fmt: skip
    looked = incident.state is IncidentState.OPEN and look(work, incident.id)
    work.record(
        EntryKind.NOTE_ADDED, command.actor, incident.id, line=line_id, line_kind=command.line_kind.value,
        note=told(words), looked=looked, **({"options": told(options)} if options else {}),
        **({"late": True} if late else {}), **cites,
    )  # fmt: skip
    if command.line_kind is LineKind.UPDATE and incident.state is IncidentState.OPEN:
        updating.updated(work, incident)
    return LineId(line_id)


def _cited(command: AddNote, work: UnitOfWork) -> dict[str, object]:
    """Return what the journal says of a document that is cited; older versions may be, none that never was."""
    if command.cites is None:
        return {}
    name, version = command.cites.name, command.cites.version
    title = library.title_of(work.connection, name, version)
    if title is None:
        raise UnknownThing(
            f"the library has no document {name!r} of version {version}; cite one that it lists", field="cites"
        )
    return {"cites": {"name": name, "version": version, "title": title}}


def correct_line(command: CorrectLine, work: UnitOfWork) -> LineId:
    """Write a line anew beside the former, which stays with its words, its author and its times."""
    require(command.actor, Act.NOTE)
    former = records.line(work.connection, command.line_id)
    _require_correctable(command, former, work)
    line_id, source_at = work.new_id(), _source(command.source_at, former.source_at, work.now)
    words = _keep(work, former.incident_id, "note", command.text)
    reason = _keep(work, former.incident_id, "reason", command.reason)
    options = _keep(work, former.incident_id, "options", command.options) if command.options.strip() else None
    try:
        records.add_line(
            work.connection, id=line_id, incident_id=former.incident_id, kind=former.kind.value, words_id=words.id,
            options_id=options.id if options else former.options_id, late=is_late(work, source_at),
            corrects_id=former.id, reason_id=reason.id, **_written(command.actor, source_at, work),
        )  # fmt: skip
    except IntegrityError as error:
        raise _corrected_already() from error
    incident = incidents.get(work.connection, former.incident_id)
    looked = incident.state is IncidentState.OPEN and look(work, incident.id)
    work.record(
        EntryKind.LINE_CORRECTED, command.actor, incident.id, line=line_id, corrects=former.id, note=told(words),
        line_kind=former.kind.value, reason=told(reason), looked=looked,
        **({"options": told(options)} if options else {}),
    )  # fmt: skip
    return LineId(line_id)


def told(kept: Kept) -> dict[str, str]:
    """Return what the journal says of words that are kept apart from it."""
    return {"id": kept.id, "digest": kept.digest}


def is_late(work: UnitOfWork, source_at: datetime) -> bool:
    """Tell whether something is entered so long after it happened that it counts as late entry."""
    return work.now - source_at > timedelta(seconds=work.rules.late_entry_s)


def _written(actor: Actor, source_at: datetime, work: UnitOfWork) -> dict[str, object]:
    return {"source_at": source_at, "entered_at": work.now, "operator_id": actor.operator, "seat": actor.seat}


def _source(given: datetime | None, otherwise: datetime, now: datetime) -> datetime:
    if given is not None and given > now:
        raise Incomplete(
            "what is written down has happened, and its time lies in the future: say when it was, or make it a task",
            field="source_at",
        )
    return given or otherwise


def _keep(work: UnitOfWork, incident_id: str, kind: str, words: str) -> Kept:
    said = visible(words)[0].strip()
    if len(said) > MOST_WORDS:
        raise Incomplete(f"a line has {MOST_WORDS:,} characters at most, and this {len(said):,}", field="text")
    return work.keep("incident", incident_id, kind, said)


def _require_correctable(command: CorrectLine, former: Line, work: UnitOfWork) -> None:
    if not command.text.strip():
        raise Incomplete("the line is empty; say in words that it does not hold", field="text")
    if not command.reason.strip():
        raise Incomplete("say why the line is corrected", field="reason")
    if command.options.strip() and former.kind is not LineKind.DECISION:
        raise Incomplete("only a decision has options that were considered", field="options")
    if records.is_corrected(work.connection, former.id):
        raise _corrected_already()


def _corrected_already() -> InvalidTransition:
    return InvalidTransition("this line has been corrected already; correct the newer one", field="line")
