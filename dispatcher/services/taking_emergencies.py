"""Somebody pressed the emergency button. It is never swallowed: the same press again rings again.

It changes no assignment, and is no sign that all is well with the crew.
"""

import logging
from dataclasses import replace

from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.machine import TakeEmergency
from dispatcher.domain.positions import is_on_earth
from dispatcher.domain.units import UnitFix
from dispatcher.services import emergencies
from dispatcher.services.attention_items import veiled
from dispatcher.services.contexts import age, head
from dispatcher.services.inbound_book import Book, Came, sender_of
from dispatcher.storage import incidents, positions, units
from dispatcher.storage.unit_of_work import UnitOfWork, check_store_is_well

_log = logging.getLogger(__name__)


def take_emergency(command: TakeEmergency, work: UnitOfWork) -> str:
    """Store it, ring, and begin its chain anew; a position with it moves the unit. Return the item's id."""
    try:
        with work.apart():
            return _take(_came(command, work), work)
    except Exception as error:  # noqa: BLE001  # it rings, whatever is wrong with what is known of it
        check_store_is_well(error)
        _log.exception("an emergency on %s rings without what is known of it", command.channel)
        bare = replace(command, latitude=None, longitude=None, how=f"{command.how}; a fault in the program")
        return _take(_came(bare, work, known=False), work)


def _came(command: TakeEmergency, work: UnitOfWork, *, known: bool = True) -> Came:
    return Came(
        id=work.new_id(), kind=InboundKind.EMERGENCY, channel=command.channel, sender=command.sender,
        heard_at=command.heard_at, duplicate=command.duplicate, bytes_received=command.bytes_received,
        unit=sender_of(work, command.channel, command.sender) if known else None, position=_position(command),
        detail=command.how,
    )  # fmt: skip


def _take(came: Came, work: UnitOfWork) -> str:
    if came.unit is not None:
        came.current = units.active_assignment(work.connection, came.unit.unit_id)
    book = Book(work)
    book.close(came, InboundOutcome.EMERGENCY)
    book.write()
    _move(work, came)
    return emergencies.ring(
        work, cause=_cause(came), text=_text(work, came), inbound_id=came.id,
        unit_id=came.unit.unit_id if came.unit else None, incident_id=came.incident_id,
    )  # fmt: skip


def _position(command: TakeEmergency) -> tuple[float, float] | None:
    if command.latitude is None or command.longitude is None:
        return None
    return (command.latitude, command.longitude) if is_on_earth(command.latitude, command.longitude) else None


def _move(work: UnitOfWork, came: Came) -> None:
    if came.unit is None or came.position is None:
        return
    latitude, longitude = came.position
    at = min(came.heard_at, work.now)
    fix = UnitFix(call_sign=came.unit.call_sign, latitude=latitude, longitude=longitude, at=at)
    positions.keep(work.connection, {came.unit.unit_id: fix})


def _cause(came: Came) -> str:
    """One item for each unit and incident: one that began elsewhere must not be told of another's log."""
    if came.unit is None:
        return f"emergency:{came.channel}:{veiled(came.sender)}"
    return f"emergency:{came.unit.unit_id}:{came.incident_id or 'none'}"


def _text(work: UnitOfWork, came: Came) -> str:
    on = f"on {head(incidents.get(work.connection, came.incident_id))}" if came.incident_id else ""
    if came.unit is not None and not on:
        on = "on no incident"
    parts = [f"EMERGENCY: {came.who} pressed the button ({came.detail}, {came.channel})", on, _where(work, came)]
    return ", ".join(part for part in parts if part)


def _where(work: UnitOfWork, came: Came) -> str:
    if came.position is not None:
        return f"at {came.position[0]:.5f}, {came.position[1]:.5f}"
    seen = positions.of_unit(work.connection, came.unit.unit_id) if came.unit else None
    if seen is None:
        return "position unknown"
    return f"last seen at {seen.latitude:.5f}, {seen.longitude:.5f} {age(seen.at, work.now)} before"
