"""The one way in which an incident is graded: by its answers, by impact and urgency, or against them with a reason."""

from dataclasses import dataclass, replace

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage import Impact, Priority, Urgency, priority_for
from dispatcher.domain.triage_cards import Explanation, triage
from dispatcher.domain.triage_commands import Regrade, SetPriority
from dispatcher.services.guarding import set_guard
from dispatcher.services.incident_plans import attach_by_itself
from dispatcher.services.opened import open_incident
from dispatcher.services.transmitting import hurry
from dispatcher.services.updating import owe_update
from dispatcher.storage import incidents, transmissions, units
from dispatcher.storage import triage as store
from dispatcher.storage.incidents import Incident
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A grade that is about to be stored, and what it replaces."""

    incident_id: str
    explanation: Explanation
    reason: Kept | None
    was: Priority | None


def first_grade(command: TakeCall, incident_type: IncidentType) -> Explanation:
    """Return the grade that a call begins with, and how it came about.

    Raises:
        Incomplete: it is set against impact and urgency, and nobody says why.
        NotAuthorised: it lowers a P1 or P2.
    """
    base = (incident_type.impact, incident_type.urgency)
    explanation = _by_hand(incident_type.name, base, command.impact, command.urgency)
    given = command.priority or explanation.computed
    if given is not explanation.computed:
        if not command.priority_reason.strip():
            raise Incomplete(
                f"impact and urgency give {explanation.computed.value}; say why it is to be {given.value}",
                field="priority_reason",
            )
        _require_authority(command.actor, explanation.computed, given)
    return replace(explanation, given=given)


def store_first_grade(
    work: UnitOfWork, actor: Actor, incident_id: str, explanation: Explanation, reason: Kept | None
) -> None:
    """Store the grade of an incident that was opened just now."""
    _store(work, actor, _Given(incident_id=incident_id, explanation=explanation, reason=reason, was=None))


def set_priority(command: SetPriority, work: UnitOfWork) -> None:
    """Grade anew by a priority alone; impact and urgency stay what they are."""
    require(command.actor, Act.SET_PRIORITY)
    incident = open_incident(work, command.incident_id)
    if not command.reason.strip():
        raise Incomplete("say why the priority changes", field="reason")
    if command.priority is incident.priority:
        raise InvalidTransition(f"{incident.number} is {incident.priority.value} already", field="priority")
    wanted = Regrade(
        actor=command.actor, incident_id=command.incident_id, impact=incident.impact, urgency=incident.urgency,
        priority=command.priority, reason=command.reason,
    )  # fmt: skip
    regrade(wanted, work)


def regrade(command: Regrade, work: UnitOfWork) -> Priority:
    """Grade anew; what the answers do not say needs a reason, and lowering P1 or P2 authority."""
    require(command.actor, Act.SET_PRIORITY)
    incident = open_incident(work, command.incident_id)
    explanation = _explained(command, work, incident)
    given = explanation.given
    if (explanation.impact, explanation.urgency, given) == (incident.impact, incident.urgency, incident.priority):
        raise InvalidTransition(f"{incident.number} is {given.value} already", field="priority")
    by_the_card = bool(explanation.applied) and not explanation.is_override and not explanation.by_hand
    if not command.reason.strip() and not by_the_card:
        raise Incomplete(f"say why {incident.number} is to be {given.value}", field="reason")
    _require_authority(command.actor, incident.priority, given)
    _give(work, command.actor, incident, explanation, command.reason.strip())
    return given


def graver_by_type(work: UnitOfWork, incident: Incident, known: IncidentType) -> Explanation | None:
    """Return the grade of the type that an incident has got, where that is graver than its own."""
    base = (known.impact, known.urgency)
    explanation = answered(work, incident) or _by_hand(known.name, base, *base)
    return explanation if explanation.given.rank < incident.priority.rank else None


def grade_up(work: UnitOfWork, actor: Actor, incident: Incident, explanation: Explanation, words: str) -> None:
    """Grade up what has turned out graver; `words` say why. Lowering goes through `regrade`."""
    _give(work, actor, incident, explanation, words)


def _give(work: UnitOfWork, actor: Actor, incident: Incident, explanation: Explanation, words: str) -> None:
    """Store a grade and tell it; from now on its guards go by it."""
    given = explanation.given
    kept = work.keep("incident", incident.id, "reason", words) if words else None
    incidents.set_values(
        work.connection, incident.id, priority=given.value, impact=explanation.impact.value,
        urgency=explanation.urgency.value,
    )  # fmt: skip
    _store(
        work, actor, _Given(incident_id=incident.id, explanation=explanation, reason=kept, was=incident.priority)
    )  # fmt: skip
    _tell(work, actor, incident, explanation, kept)
    if given.rank < incident.priority.rank:
        _hurry_pages(work, incident, given)
    set_guard(work, incident.id)
    owe_update(work, incidents.get(work.connection, incident.id))
    attach_by_itself(work, actor, incident.id, Occasion.GRADED)


def answered(work: UnitOfWork, incident: Incident) -> Explanation | None:
    """Return what the recorded answers of an incident give; None when nothing was answered of its type's card."""
    book, known = work.rules.triage, work.rules.types.get(incident.incident_type)
    card = book.card_for(incident.incident_type)
    run = store.run_of(work.connection, incident.id, book.pack, card) if card else None
    if known is None or run is None:
        return None
    answers = {name: row.value for name, row in store.answers_of(work.connection, run.id).items()}
    if not answers and not run.modifiers:
        return None
    base = (known.impact, known.urgency)
    return triage(book, known.name, base, answers, run.modifiers.split()).explanation


def _explained(command: Regrade, work: UnitOfWork, incident: Incident) -> Explanation:
    told = answered(work, incident)
    asked = (command.impact, command.urgency, command.priority)
    if asked == (None, None, None):
        if told is None:
            raise Incomplete(
                "no question of its card was answered: answer one, or say what the grade is to be", field="impact"
            )
        return told
    impact = command.impact or (told.impact if told else incident.impact)
    urgency = command.urgency or (told.urgency if told else incident.urgency)
    if told is None:
        known = work.rules.types.get(incident.incident_type)
        base = (known.impact, known.urgency) if known else (incident.impact, incident.urgency)
        told = _by_hand(incident.incident_type, base, impact, urgency)
    elif (impact, urgency) != (told.impact, told.urgency):
        told = replace(told, impact=impact, urgency=urgency, by_hand=True)
    return replace(told, given=command.priority or priority_for(impact, urgency))


def _by_hand(name: str, base: tuple[Impact, Urgency], impact: Impact, urgency: Urgency) -> Explanation:
    computed = priority_for(impact, urgency)
    return Explanation(
        incident_type=name, base_impact=base[0], base_urgency=base[1], impact=impact, urgency=urgency,
        computed=computed, given=computed, by_hand=(impact, urgency) != base,
    )  # fmt: skip


def _require_authority(actor: Actor, old: Priority, new: Priority) -> None:
    if new.rank > old.rank and old.is_urgent:
        require(actor, Act.DOWNGRADE_URGENT)


def _store(work: UnitOfWork, actor: Actor, given: _Given) -> None:
    explanation = given.explanation
    store.add_grading(
        work.connection, id=work.new_id(), incident_id=given.incident_id, at=work.now, operator_id=actor.operator,
        seat=actor.seat, incident_type=explanation.incident_type, was=given.was.value if given.was else None,
        computed=explanation.computed.value, given=explanation.given.value, impact=explanation.impact.value,
        urgency=explanation.urgency.value, reason_id=given.reason.id if given.reason else None,
        explanation=store.to_json(explanation),
    )  # fmt: skip


def _tell(work: UnitOfWork, actor: Actor, incident: Incident, explanation: Explanation, kept: Kept | None) -> None:
    reason = {"reason": {"id": kept.id, "digest": kept.digest}} if kept else {}
    work.record(
        EntryKind.PRIORITY_SET, actor, incident.id, priority=explanation.given.value, was=incident.priority.value,
        impact=explanation.impact.value, urgency=explanation.urgency.value, computed=explanation.computed.value,
        overridden=explanation.is_override, card=explanation.card if explanation.applied else "", **reason,
    )  # fmt: skip


def _hurry_pages(work: UnitOfWork, incident: Incident, priority: Priority) -> None:
    """Who has not answered for what has become graver is called sooner."""
    for item in units.assignments_of(work.connection, incident.id):
        if item.state in UNANSWERED:
            for page in transmissions.of_assignment(work.connection, item.id):
                hurry(work, page, priority)
