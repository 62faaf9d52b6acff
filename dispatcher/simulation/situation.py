"""What simulated people know of the room: its open incidents, its units, who is on duty. Told by rows, then entries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.authority import ANSWERS_FOR, MAY, Act, Role
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.incidents import Phase
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import DISPATCHABLE, Availability
from dispatcher.geo.roads import Position
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.unit_rows import UnitRow

CALLS, DESK, RADIO, LEAD = Seat("SIM-CALLS"), Seat("SIM-DESK"), Seat("SIM-RADIO"), Seat("SIM-SUP")
"""Call taker, simulated dispatcher, radio operator, supervisor. An incident's owner tells whose it is."""
_SIMULATED = "SIM-"
_THEIRS = frozenset({DESK, LEAD})
_DESK_ROLES = MAY[Act.DISPATCH]
_SERVED = frozenset({Phase.ON_SCENE, Phase.CLEARING, Phase.CLEARED})


def is_simulated(seat: str) -> bool:
    """Whether a simulated person sits there."""
    return seat.startswith(_SIMULATED)


@dataclass(slots=True)
class Case:
    """An open incident."""

    incident_id: str
    number: str
    incident_type: str
    priority: Priority
    owner: str  # a seat, or the role that it fell to
    position: Position | None = None
    on_it: set[str] = field(default_factory=set[str])
    turning: set[str] = field(default_factory=set[str])  # stood down, not yet answered
    served: bool = False  # a unit has been there and is clear; of one from before: somebody has arrived
    touched_by: str = ""  # a human dispatcher's seat, until the incident has come to it


@dataclass(slots=True)
class Unit:
    """A unit as it is stored."""

    call_sign: str
    unit_id: str
    availability: Availability
    state: AssignmentState | None = None  # of its active assignment
    incident_id: str | None = None

    @property
    def is_free(self) -> bool:
        """Whether it may be dispatched."""
        return self.state is None and self.availability in DISPATCHABLE


class Situation:
    """Thread: one."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.units: dict[str, Unit] = {}
        self._seats: dict[str, Role] = {}

    def begin(self, queue: Iterable[QueueRow], units: Iterable[UnitRow], duties: Iterable[DutyRow]) -> None:
        """Take the room as it is found."""
        self._seats = {duty.seat: duty.role for duty in duties}
        for row in units:
            self.units[row.call_sign] = Unit(
                row.call_sign, row.unit_id, row.availability, row.assignment_state, row.incident_id
            )
        for row in queue:
            self.cases[row.incident_id] = Case(
                row.incident_id, row.number, row.incident_type, row.priority, row.owner,
                on_it={unit.call_sign for unit in row.units}, served=row.phase in _SERVED,
            )  # fmt: skip
            self.placed(row)

    def placed(self, row: QueueRow) -> bool:
        """Take where an incident is; return whether that is another place than before."""
        case = self.cases.get(row.incident_id)
        if case is None:
            return False
        before = case.position
        latitude, longitude = row.latitude, row.longitude
        case.position = (latitude, longitude) if latitude is not None and longitude is not None else None
        return case.position != before

    @property
    def dispatcher_on_duty(self) -> bool:
        """Whether a human who may dispatch is on duty."""
        return any(role in _DESK_ROLES for role in self._human_roles())

    @property
    def supervisor_on_duty(self) -> bool:
        """Whether a human supervisor is on duty."""
        return any(role in ANSWERS_FOR[Role.SUPERVISOR] for role in self._human_roles())

    @property
    def radio_operator_on_duty(self) -> bool:
        """Whether a human sits at the radio desk."""
        return Role.RADIO_OPERATOR in self._human_roles()

    def is_ours(self, incident_id: str) -> bool:
        """Whether simulated people look after an incident.

        With no human dispatcher on duty they look after all, and make it SIM-DESK's. Else after those that SIM-DESK or
        SIM-SUP owns and no human dispatcher has touched; whatever SIM-CALLS, a human or only the role owns is the
        humans'.
        """
        case = self.cases.get(incident_id)
        if case is None:
            return False
        return not self.dispatcher_on_duty or (case.owner in _THEIRS and not case.touched_by)

    @property
    def waiting_for_humans(self) -> int:
        """How many open incidents simulated people leave alone."""
        return sum(not self.is_ours(incident_id) for incident_id in self.cases)

    def hear(self, entry: Entry) -> None:
        """Take a committed entry."""
        self._note_touch(entry)
        case = self.cases.get(str(entry.incident_id))
        match entry.kind:
            case EntryKind.INCIDENT_OPENED | EntryKind.INCIDENT_REOPENED:
                self._opened(entry)
            case EntryKind.INCIDENT_CLOSED:
                self.cases.pop(str(entry.incident_id), None)
            case EntryKind.PRIORITY_SET if case is not None:
                case.priority = Priority(str(entry.body["priority"]))
            case EntryKind.INCIDENT_TAKEN_OVER if case is not None:
                case.owner, case.touched_by = str(entry.body["to"]), ""
            case EntryKind.SIGNED_ON:
                self._forget_touches(entry.seat)
                self._seats[entry.seat] = Role(str(entry.body["role"]))
            case EntryKind.SIGNED_OFF:
                self._left(str(entry.body.get("left", entry.seat)))
            case _:
                self._hear_of_unit(entry)

    def _opened(self, entry: Entry) -> None:
        incident_id, body = str(entry.incident_id), entry.body
        number, kind, priority = str(body["number"]), str(body["type"]), Priority(str(body["priority"]))
        self.cases.setdefault(incident_id, Case(incident_id, number, kind, priority, entry.seat))

    def _hear_of_unit(self, entry: Entry) -> None:
        body = entry.body
        unit, case = self.units.get(str(body.get("call_sign"))), self.cases.get(str(entry.incident_id))
        if unit is None:
            return
        if entry.kind is EntryKind.AVAILABILITY_SET:
            unit.availability = Availability(str(body["availability"]))
        if case is None:
            return
        match entry.kind:
            case EntryKind.UNIT_ALERTED:
                unit.state, unit.incident_id = AssignmentState.ALERTED, case.incident_id
                case.on_it.add(unit.call_sign)
            case EntryKind.ANSWER_RECORDED | EntryKind.STATUS_REPORTED:
                self._moved(unit, case, AssignmentState(str(body["state"])))
            case EntryKind.UNIT_RECALLED | EntryKind.UNIT_REASSIGNED:
                self._moved(unit, case, AssignmentState.RECALLED)
                if entry.kind is EntryKind.UNIT_RECALLED and body["transmission"] is not None:
                    case.turning.add(unit.call_sign)
            case _:
                pass

    def _moved(self, unit: Unit, case: Case, state: AssignmentState) -> None:
        for other in self.cases.values():
            other.turning.discard(unit.call_sign)
        if state in ACTIVE:
            unit.state = state
            return
        case.on_it.discard(unit.call_sign)
        case.served |= state is AssignmentState.CLEARED
        if unit.incident_id == case.incident_id:
            unit.state, unit.incident_id = None, None

    def _note_touch(self, entry: Entry) -> None:
        case = self.cases.get(str(entry.incident_id))
        if case is not None and not is_simulated(entry.seat) and self._seats.get(entry.seat) in _DESK_ROLES:
            case.touched_by = entry.seat

    def _left(self, seat: str) -> None:
        self._seats.pop(seat, None)
        self._forget_touches(seat)

    def _forget_touches(self, seat: str) -> None:
        """Whoever touched something is gone, and it cannot come to them any more."""
        for case in self.cases.values():
            if case.touched_by == seat:
                case.touched_by = ""

    def _human_roles(self) -> Iterator[Role]:
        return (role for seat, role in self._seats.items() if not is_simulated(seat))
