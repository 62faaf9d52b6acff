"""What can be asked about which units go: alert, stand down, move, keep for a seat."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import AssignmentId, IncidentId, TransmissionId


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchUnits:
    """Alert units to an incident: assignments, one message, a transmission each, their chains. -> Dispatched

    Where the pack asks for read-backs, P2 to P5 need one of any of the incident's calls first, or
    `no_read_back_reason`; a P1 goes at once and owes it.
    """

    actor: Actor
    incident_id: IncidentId
    call_signs: tuple[str, ...]
    note: str = ""  # the dispatcher's words in the page
    cut: bool = False  # shorten the note when the page is too long, marked; otherwise such a page is refused
    no_read_back_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What DispatchUnits made, in the order of the call signs."""

    text: str
    assignments: tuple[AssignmentId, ...]
    transmissions: tuple[TransmissionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallUnit:
    """Stand a unit down from its incident; if it may have heard the page, it is told so. -> None"""

    actor: Actor
    call_sign: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignUnit:
    """Move a committed unit to another incident; the old one goes to the top of the queue. -> Dispatched"""

    actor: Actor
    call_sign: str
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldUnit:
    """Keep a free unit for the actor's seat, for as long as the pack says. -> None"""

    actor: Actor
    call_sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseUnit:
    """Let go of a unit that is held. -> None"""

    actor: Actor
    call_sign: str
