"""A small room for the command line and call entry: two incidents, four units, one attention item, one pack."""

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.units import Availability
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.pack_rows import PackRow, TypeRow
from dispatcher.queries.queue_rows import QueueRow, QueueUnit
from dispatcher.queries.unit_rows import UnitRow
from tests.helpers.fake_room import START
from ui.presenters.command_line_vocabulary import Vocabulary

ACTOR = Actor(operator=OperatorId("op1"), seat=Seat("A1"), role=Role.SUPERVISOR)


def an_incident(
    incident_id: str, number: str, type_name: str = "Structure fire", place: str = "12 Elm St", *units: QueueUnit
) -> QueueRow:
    return QueueRow(
        incident_id=incident_id,
        number=number,
        priority=Priority.P3,
        kind=Kind.INCIDENT,
        incident_type="structure_fire",
        type_name=type_name,
        place=place,
        latitude=None,
        longitude=None,
        verified=False,
        phase=Phase.ALERTED if units else Phase.WAITING,
        opened_at=START,
        contact_at=START,
        owner="A1",
        guarded=True,
        next_due_at=None,
        next_step=None,
        requeued=False,
        units=units,
    )


def a_unit(
    call_sign: str,
    availability: Availability = Availability.AVAILABLE_STATION,
    state: AssignmentState | None = None,
    on: str = "",
    reason: str = "",
) -> UnitRow:
    return UnitRow(
        unit_id=call_sign,
        call_sign=call_sign,
        type_name="Engine",
        station="Station 1",
        station_title="Station 1",
        station_latitude=None,
        station_longitude=None,
        capabilities=(),
        availability=availability,
        assignment_state=state,
        since=START,
        incident_id=f"i{on}" if on else None,
        incident_number=f"2026-{int(on):06d}" if on else None,
        address="1234",
        reason=reason,
    )


def an_attention_item(attention_id: str, text: str) -> AttentionRow:
    return AttentionRow(
        attention_id=attention_id,
        kind=AttentionKind.AUTHORITY,
        state=AttentionState.OPEN,
        text=text,
        priority=Priority.P1,
        count=1,
        level=0,
        for_role=Role.SUPERVISOR,
        owner=None,
        raised_at=START,
        incident_id="i9",
        incident_number="2026-000009",
        call_sign="M4",
        voice_script=None,
    )


def a_duty(seat: str, operator_id: str, name: str, role: Role = Role.DISPATCHER) -> DutyRow:
    return DutyRow(seat=seat, operator_id=operator_id, name=name, role=role, since=START)


PACK = PackRow(
    name="fire",
    title="Fire and rescue",
    timezone="Europe/Monaco",
    types=(
        TypeRow(name="structure_fire", title="Structure fire", impact=Impact.HIGH, urgency=Urgency.MEDIUM),
        TypeRow(name="fall", title="Fall", impact=Impact.MEDIUM, urgency=Urgency.MEDIUM),
        TypeRow(name="water_rescue", title="Water rescue", impact=Impact.HIGH, urgency=Urgency.HIGH),
        TypeRow(name="lift_rescue", title="Lift rescue", impact=Impact.LOW, urgency=Urgency.LOW),
    ),
    operators=(),
    outcomes=("false alarm", "handed over"),
    impact_criteria=(
        "Life in danger, or many people affected",
        "Injury, or property at risk",
        "Inconvenience; nobody is harmed",
    ),
    urgency_criteria=(
        "Getting worse by the minute",
        "Will get worse within the hour",
        "Stable; can wait for a free unit",
    ),
    map_file="",
)

VOCABULARY = Vocabulary.of(
    PACK,
    (
        an_incident("i12", "2026-000012"),
        an_incident(
            "i9",
            "2026-000009",
            "Fall",
            "Quay 9",
            QueueUnit(call_sign="M4", state=AssignmentState.ALERTED, since=START),
        ),
    ),
    (
        a_unit("E12"),
        a_unit("E14", Availability.AVAILABLE_MOBILE),
        a_unit("M4", state=AssignmentState.ALERTED, on="9"),
        a_unit("R1", Availability.UNAVAILABLE, reason="flat tyre"),
    ),
    (an_attention_item("a1", "M4 has not acknowledged"),),
    duties=(
        a_duty("A1", "op1", "Sol Marchetti", Role.SUPERVISOR),
        a_duty("D2", "omar", "Omar Lindqvist"),
        a_duty("D3", "olga", "Olga Lind"),
        a_duty("R1", "ruth", "Ruth Achebe", Role.RADIO_OPERATOR),
    ),
)
