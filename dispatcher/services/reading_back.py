"""What was said back to callers. Without it units go only with a reason; a P1 goes at once and owes it after."""

from dispatcher.domain.authority import Act, Actor, Role, require
from dispatcher.domain.caller_commands import RecordReadBack
from dispatcher.domain.errors import Incomplete, Rejected
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.read_back import SETTLES, Outcome, WhyNot, goes_first
from dispatcher.domain.saying import Item
from dispatcher.services import chains
from dispatcher.services.guarding import guarded, look
from dispatcher.services.opened import open_incident, require_call_of
from dispatcher.storage import calls, read_backs
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

REASON = "no_read_back_reason"
"""The field that a refused dispatch asks for."""


def record_read_back(command: RecordReadBack, work: UnitOfWork) -> None:
    """Store what the caller confirmed, or why nobody could be asked; what was owed is settled by either."""
    require(command.actor, Act.READ_BACK)
    incident = open_incident(work, command.incident_id)
    outcome, call_id = _outcome(command), _call_of(command, work, incident)
    _write(command, work, outcome, call_id, looked=look(work, incident.id))
    if outcome in SETTLES:
        _settle(work, incident, "it was read back" if outcome is Outcome.COMPLETE else "it was explained")


def before_dispatch(work: UnitOfWork, incident: Incident, actor: Actor, reason: str, *, at_once: bool = False) -> None:
    """Let units go: with a read-back, with a reason, or (P1, `at_once`, the program itself) against a debt.

    Raises:
        Rejected: nothing was read back and nobody says why.
    """
    if reason.strip():
        said = RecordReadBack(actor=actor, incident_id=IncidentId(incident.id), words=reason)
        _write(said, work, Outcome.SKIPPED, None)
        _settle(work, incident, "it was explained")
    elif _is_wanted(work, incident):
        if not (goes_first(incident.priority) or at_once or actor.role is Role.SYSTEM):
            raise Rejected(
                f"nothing was read back to the caller of {incident.number}: read it back, or say why not", field=REASON
            )
        _owe(work, incident)


def _is_wanted(work: UnitOfWork, incident: Incident) -> bool:
    rules = work.rules.read_back
    if incident.priority not in rules.asked or read_backs.is_settled(work.connection, incident.id):
        return False
    return rules.is_asked(incident.priority, incident.kind, read_backs.media_of(work.connection, incident.id))


def _owe(work: UnitOfWork, incident: Incident) -> None:
    """Open the debt, once: what settles it settles the incident's read-back for good."""
    if read_backs.debt(work.connection, incident.id) is None:
        read_backs.owe(work.connection, incident.id, work.now)
        work.record(EntryKind.READ_BACK_OWED, SYSTEM, incident.id, priority=incident.priority.value)
        chains.start(work, guarded(incident, Subject.READ_BACK))


def _settle(work: UnitOfWork, incident: Incident, because: str) -> None:
    if read_backs.is_owed(work.connection, incident.id):
        read_backs.settle(work.connection, incident.id, work.now)
        chains.end(work, Subject.READ_BACK, incident.id, because)


def _outcome(command: RecordReadBack) -> Outcome:
    if command.why_not is None:
        if not command.confirmed and not command.corrected:
            raise Incomplete("what did the caller confirm? Name at least one item, or say why not", field="confirmed")
        if command.complete and Item.PLACE not in command.confirmed:
            raise Incomplete("a read-back is not complete before the caller has confirmed the place", field="confirmed")
        return Outcome.COMPLETE if command.complete else Outcome.PARTIAL
    if command.complete:
        raise Rejected("it was either read back or not possible; say which", field="why_not")
    if command.why_not is WhyNot.OTHER and not command.words.strip():
        raise Incomplete("why was it not possible? Say it in words", field="words")
    return Outcome.NOT_POSSIBLE


def _call_of(command: RecordReadBack, work: UnitOfWork, incident: Incident) -> str | None:
    if command.call_id is None:
        told = calls.of_incident(work.connection, incident.id)
        return str(told[-1].id) if told else None
    require_call_of(work, command.call_id, incident)
    return command.call_id


def _write(
    command: RecordReadBack, work: UnitOfWork, outcome: Outcome, call_id: str | None, *, looked: bool = False
) -> None:
    kept = (
        work.keep("incident", command.incident_id, "reason", command.words.strip()) if command.words.strip() else None
    )
    why_not = command.why_not.value if command.why_not else None
    confirmed, corrected = _listed(command.confirmed), _listed(command.corrected)
    read_backs.add(
        work.connection, id=work.new_id(), incident_id=command.incident_id, call_id=call_id, outcome=outcome.value,
        confirmed=" ".join(confirmed), corrected=" ".join(corrected), why_not=why_not, language=command.language[:20],
        words_id=kept.id if kept else None, operator_id=command.actor.operator, seat=command.actor.seat, at=work.now,
    )  # fmt: skip
    work.record(
        EntryKind.READ_BACK_RECORDED, command.actor, command.incident_id, call=call_id, outcome=outcome.value,
        confirmed=confirmed, corrected=corrected, why_not=why_not, looked=looked,
        reason={"id": kept.id, "digest": kept.digest} if kept else None,
    )  # fmt: skip


def _listed(items: tuple[Item, ...]) -> list[str]:
    return [item.value for item in Item if item in items]
