"""What a chain asks of people: to look, to do something, to acknowledge, to decide; and the next unit."""

from dispatcher.domain.assignments import ACTIVE, UNANSWERED
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.domain.escalation import OWNER, Acknowledgement, Condition, Step, Subject, next_above
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.transmissions import WENT_OUT, TransmissionState
from dispatcher.services import attention_items, holding, reaching
from dispatcher.services.attention_items import RING, Item, raise_item
from dispatcher.services.contexts import Context
from dispatcher.services.dispatching import dispatch_units
from dispatcher.services.guarding import overdue_cause
from dispatcher.services.recommending import next_unit
from dispatcher.storage import incidents, units
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_SEAT = "seat:"


def obstacle(work: UnitOfWork, step: Step, about: Context) -> str | None:
    """Return why a step does nothing now; None when all its conditions hold."""
    for condition in step.when:
        why = _OBSTACLE[condition](work, about)
        if why is not None:
            return why
    return None


def notify(work: UnitOfWork, about: Context, step: Step) -> str:
    """Let somebody look: whoever owns it, a role or a seat; the next authority when nobody is there."""
    if about.cause:
        return _tell(work, about, step, AttentionKind.EMERGENCY, about.cause)
    of_incident = about.subject in (Subject.WAITING, Subject.WATCH)
    cause = overdue_cause(about.subject_id) if of_incident else f"{about.chain}:notify"
    return _tell(work, about, step, AttentionKind.OVERDUE, cause)


def task(work: UnitOfWork, about: Context, step: Step) -> str:
    """Give somebody something to do."""
    return _tell(work, about, step, AttentionKind.TASK, f"{about.chain}:task")


def decide(work: UnitOfWork, about: Context, step: Step) -> str:
    """Ask for a decision in words: go on without, send others, accept it unconfirmed."""
    what = f"decide, and say what is to be done: {about.what}"
    return _tell(work, about, step, AttentionKind.DECISION, f"{about.chain}:decision", what)


def acknowledge(work: UnitOfWork, about: Context, step: Step) -> str:
    """Ask a role to acknowledge; one of it, or all who are on duty."""
    role = _role_of(step, about)
    return _call(work, about, role, step.acknowledge, least=role)


def raise_higher(work: UnitOfWork, about: Context, _step: Step) -> str:
    """Ask the next authority above whoever was asked last."""
    asked = attention_items.role_asked(work, authority_cause(about)) or about.owner[0]
    return _call(work, about, next_above(asked), Acknowledgement.ONE)


def flag(work: UnitOfWork, about: Context, _step: Step) -> str:
    """Flag the incident UNCONFIRMED on every board."""
    if about.incident is None:
        return "no incident"
    if not about.incident.is_unconfirmed:
        incidents.set_values(work.connection, about.incident.id, unconfirmed_at=work.now)
        work.record(EntryKind.INCIDENT_FLAGGED, SYSTEM, about.incident.id, unconfirmed=True)
    return "flagged unconfirmed"


def recommend(work: UnitOfWork, about: Context, step: Step) -> str:
    """Name the next suitable unit to whoever owns the incident."""
    found = next_unit(work, about.incident) if about.incident else None
    if found is None:
        words = f"{about.what}; no other free unit fits"
        return _tell(work, about, step, AttentionKind.DECISION, f"{about.chain}:unit", words) + ", no unit fits"
    words = f"{about.what}; next: {found.call_sign} ({found.reason})"
    _tell(work, about, step, AttentionKind.TASK, f"{about.chain}:unit", words)
    return f"{found.call_sign} recommended"


def add_unit(work: UnitOfWork, about: Context, step: Step) -> str:
    """Send the next suitable unit; the first stays assigned until somebody stands it down."""
    found = next_unit(work, about.incident) if about.incident else None
    if found is None or about.incident is None:
        return recommend(work, about, step)
    order = DispatchUnits(actor=SYSTEM, incident_id=IncidentId(about.incident.id), call_signs=(found.call_sign,))
    try:
        dispatch_units(order, work)
    except Rejected as error:
        return f"{found.call_sign} could not be alerted: {error.reason}"
    return f"{found.call_sign} alerted"


def release(work: UnitOfWork, about: Context, _step: Step) -> str:
    """Let go of a unit that was held."""
    return holding.let_go(work, about.subject_id, SYSTEM, "the hold ran out")


def authority_cause(about: Context) -> str:
    """Return the cause under which authorities are asked about a chain."""
    return f"{about.chain}:authority"


def _call(
    work: UnitOfWork, about: Context, role: Role, acknowledgement: Acknowledgement, least: Role | None = None
) -> str:
    """Put it to a role. Without `least` whoever was asked before may still answer: it only goes up."""
    asked, phone = reaching.reachable(work).resolve(role)
    words = f"{about.what}{RING}{phone}" if phone else about.what
    raise_item(
        work,
        Item(
            kind=AttentionKind.AUTHORITY, cause=authority_cause(about), text=words, for_role=asked,
            least_role=least, acknowledge=acknowledgement, priority=about.priority,
            incident_id=about.incident_id, unit_id=about.unit_id, chain=about.chain,
            transmission_id=about.page.id if about.page else None, channel=about.channel,
        ),
        louder=True,
    )  # fmt: skip
    word = asked.value.replace("_", " ")
    return f"{word} called" if asked is role else f"{word} called, for nobody is {role.value.replace('_', ' ')}"


def _role_of(step: Step, about: Context) -> Role:
    if step.to == OWNER or step.to.startswith(_SEAT):
        return about.owner[0]
    return Role(step.to)


def _tell(work: UnitOfWork, about: Context, step: Step, kind: AttentionKind, cause: str, words: str = "") -> str:
    """Raise an item to the step's target, or at once to the next authority that can be reached."""
    seat = step.to.removeprefix(_SEAT) if step.to.startswith(_SEAT) else about.owner[1] if step.to == OWNER else None
    role = _role_of(step, about)
    away = seat is not None and not reaching.is_at(work, seat)
    meant = next_above(role) if away else role
    asked, phone = reaching.reachable(work).resolve(meant)
    text = words or about.what
    raise_item(
        work,
        Item(
            kind=kind, cause=cause, text=f"{text}{RING}{phone}" if phone else text, for_role=asked,
            for_seat=None if away else seat, priority=about.priority, incident_id=about.incident_id,
            unit_id=about.unit_id, chain=about.chain, channel=about.channel,
            least_role=asked if kind is AttentionKind.DECISION else None,
            transmission_id=about.page.id if about.page else None,
        ),
        louder=True,
    )  # fmt: skip
    told = f"{asked.value.replace('_', ' ')} told"
    return f"{told}: {seat} is away" if away else told if asked is role else f"{told}, for nobody is {role.value}"


def _alerted(work: UnitOfWork, about: Context) -> str | None:
    found = units.assignments_of(work.connection, about.incident_id or "")
    waited = [item for item in found if item.state in UNANSWERED]
    return f"{len(waited)} alerted, their own chains run" if waited else None


def _on_it(work: UnitOfWork, about: Context) -> str | None:
    found = units.assignments_of(work.connection, about.incident_id or "")
    working = [item for item in found if item.state in ACTIVE - UNANSWERED]
    return f"{len(working)} on it" if working else None


def _owner_is_there(work: UnitOfWork, about: Context) -> str | None:
    seat = about.owner[1]
    return f"{seat} is there" if seat is not None and reaching.is_at(work, seat) else None


def _accepted(_work: UnitOfWork, about: Context) -> str | None:
    out = about.page is not None and about.page.state in WENT_OUT - {TransmissionState.UNCERTAIN}
    return "accepted meanwhile" if out else None


_OBSTACLE = {
    Condition.NOBODY_ALERTED: _alerted,
    Condition.NOBODY_ON_IT: _on_it,
    Condition.OWNER_AWAY: _owner_is_there,
    Condition.NOT_ACCEPTED: _accepted,
}
