"""What a caller was told to expect: when who is on the way cannot keep it any more, somebody tells the caller."""

from datetime import datetime, timedelta

from sqlalchemy import select

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Subject
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.services import attention_items
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.chains import chain_name
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import promises
from dispatcher.storage.unit_of_work import UnitOfWork
from dispatcher.storage.units import Assignment

_GRACE = timedelta(seconds=60)
_SETTING_OUT = frozenset({AssignmentState.ALERTED, AssignmentState.ACKNOWLEDGED})
_UNDER_WAY = frozenset({AssignmentState.EN_ROUTE, AssignmentState.STAGED})


def expectation(work: UnitOfWork, incident: Incident, found: tuple[Assignment, ...]) -> None:
    """Compare what the caller was promised with who is on it now; raise what slips, resolve what is well again."""
    for row in work.connection.execute(
        select(promises.c.id, promises.c.due_at).where(
            promises.c.incident_id == incident.id,
            promises.c.about == PromiseAbout.ARRIVAL.value,
            promises.c.state == PromiseState.OPEN.value,
        )
    ):
        said = _slips(work, incident, found, row.due_at)
        causes = {kind: f"slips:{row.id}:{kind}" for kind in ("nobody", "late")}
        for kind, cause in causes.items():
            if said is None or said[0] != kind:
                attention_items.resolve_cause(work, cause, "it is as the caller was told")
        if said is not None and attention_items.role_asked(work, causes[said[0]]) is None:
            _raise(work, incident, row.id, causes[said[0]], said[1])


def _slips(
    work: UnitOfWork, incident: Incident, found: tuple[Assignment, ...], due_at: datetime
) -> tuple[str, str] | None:
    """Return how the promise breaks, and in words; None while it stands, or while nobody was sent yet."""
    active = [item for item in found if item.state in ACTIVE]
    if not active:
        sent = any(item.state is not AssignmentState.PLANNED for item in found)
        words = "nobody is on the way any more, and the caller was told when somebody comes"
        return ("nobody", words) if sent else None
    expected = min((when for item in active if (when := _arrival(work, incident, item)) is not None), default=None)
    if expected is None or expected <= due_at + _GRACE:
        return None
    minutes = -(-(expected - due_at) // timedelta(minutes=1))
    return "late", f"who is on the way needs about {minutes} min more than the caller was told"


def _arrival(work: UnitOfWork, incident: Incident, item: Assignment) -> datetime | None:
    """Return when a unit should be there by the room's expected times; None when nobody can tell."""
    times = work.rules.response_times
    travel_s = times.expected_s(Subject.TRAVEL, incident.priority)
    if item.state in _SETTING_OUT:
        both_s = times.expected_s(Subject.TURNOUT, incident.priority) + travel_s
        return work.now + timedelta(seconds=both_s) if travel_s else None
    if item.state in _UNDER_WAY:
        return item.since + timedelta(seconds=travel_s) if travel_s else None
    return work.now  # it is there


def _raise(work: UnitOfWork, incident: Incident, promise_id: str, cause: str, words: str) -> None:
    raise_item(
        work,
        Item(
            kind=AttentionKind.TASK, cause=cause, chain=chain_name(Subject.PROMISE, promise_id),
            text=f"{incident.number} {incident.type_name}, {incident.place}: {words}; ring back",
            for_role=Role.DISPATCHER, for_seat=incident.owner_seat, priority=incident.priority,
            incident_id=incident.id,
        ),
    )  # fmt: skip
