"""Who sits where, and who an incident belongs to."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """Put an operator at a seat in a role; whoever sat there is signed off. -> Actor"""

    operator: OperatorId
    role: Role
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """Leave the seat. What it owns passes to somebody on duty; refused when nobody may take it. -> None

    A supervisor's `reason` leaves it with the dispatcher role all the same, unguarded.
    """

    actor: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """Own an open incident, whoever owned it. Somebody looks at it: its guard starts anew. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give an open incident to a seat that somebody who may own it sits at. -> None

    Its owner may, and a supervisor with a reason. Its guard goes on: the new owner has not looked yet.
    """

    actor: Actor
    incident_id: IncidentId
    to_seat: Seat
    reason: str = ""
