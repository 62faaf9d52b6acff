"""Over which channels a unit is reached, in which order: the pack's plan, and the unit's own addresses."""

from dispatcher.domain.plans import Bearer, Paged, bearers_for
from dispatcher.domain.triage import Priority
from dispatcher.storage import transmissions, units
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import UnitOfWork


def bearers_of(work: UnitOfWork, recipient_id: str, page: Paged) -> tuple[Bearer, ...]:
    """Return (channel, address) in the order in which they carry a page; the first is no voice."""
    reached_by = units.bearers_of(work.connection, recipient_id)
    return bearers_for(work.rules.radio.plans, page, reached_by, work.rules.radio.informal)


def paged(priority: Priority, incident_type: str, profile: str, call_sign: str) -> Paged:
    """Return what a plan is chosen by."""
    return Paged(priority=priority, incident_type=incident_type, profile=profile, call_sign=call_sign)


def untried_bearers(work: UnitOfWork, page: Transmission, by: Paged) -> tuple[Bearer, ...]:
    """Return those of a page's bearers that its words were not put on yet, the next first."""
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    tried = {item.channel for item in siblings}
    return tuple(item for item in bearers_of(work, page.recipient_id, by) if item[0] not in tried)
