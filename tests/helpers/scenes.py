"""Scripted rooms for pictures and tests of the screen: empty, calm, busy, trouble, chain, uncertain, closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.units import Availability
from dispatcher.domain.worlds import World
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.card_rows import AssignmentRow, IncidentCard, LogLine
from dispatcher.queries.chain_rows import StepRow
from dispatcher.queries.channel_rows import ChannelRow, SentinelRow
from dispatcher.queries.pack_rows import OperatorRow, PackRow, TypeRow
from dispatcher.queries.queue_rows import QueueRow, QueueUnit
from dispatcher.queries.requests import AskAttention, AskCard, AskPack, AskPending, AskQueue, AskSentinel, AskUnits
from dispatcher.queries.transmission_rows import AttemptRow, RungRow, TransmissionRow
from dispatcher.queries.unit_rows import UnitRow
from tests.helpers.fake_room import START, FakeRoom

S, P, T = AssignmentState, Phase, TransmissionState
CALLS = ("E11", "E12", "E21", "L1", "L3", "M1", "M2", "M4", "M7", "R1", "R2", "B1", "B2", "W5")
PLACES = (
    ("Structure fire", "4 Elm Street, 2nd floor"),
    ("Cardiac arrest", "Harbour Square 11"),
    ("Road collision, persons trapped", "Basse Corniche at km 4, towards the tunnel"),
    ("Fall from height", "Quai 7"),
    ("Smoke in building", "Rue Grimaldi 22"),
    ("Breathing difficulty", "Avenue Saint-Roman 3, stair B, door 14"),
    ("Alarm, automatic", "Grand Hotel"),
    ("Lift rescue", "Tour Odéon"),
    ("Water in cellar", "Rue Plati 9"),
)


def ago(seconds: float) -> datetime:
    return START - timedelta(seconds=seconds)


def queue_row(number: int, **changes: Any) -> QueueRow:
    """A queue row, most of it made up from its number."""
    name, place = PLACES[number % len(PLACES)]
    values: dict[str, Any] = {
        "incident_id": f"i{number}",
        "number": f"2026-{number:06d}",
        "priority": list(Priority)[number % 5],
        "kind": Kind.INCIDENT,
        "incident_type": name.lower(),
        "type_name": name,
        "place": place,
        **dict.fromkeys(("latitude", "longitude")),
        "verified": False,
        "phase": P.WAITING,
        "opened_at": ago(30 + number * 47),
        "contact_at": ago(60 + number * 47),
        "owner": "seat-1",
        "guarded": True,
        "next_due_at": ago(-60 - number * 9),
        "next_step": "guard_waiting",
        "requeued": False,
        "units": (),
    }
    return QueueRow(**(values | changes))


def unit_row(place: int, **changes: Any) -> UnitRow:
    """A unit, available at its station."""
    sign = CALLS[place % len(CALLS)]
    kinds = {"E": "Engine", "L": "Ladder", "M": "Ambulance", "R": "Rescue", "B": "Boat", "W": "Water tender"}
    values: dict[str, Any] = {
        "unit_id": f"u{place}",
        "call_sign": sign,
        "type_name": kinds[sign[0]],
        "station": "Condamine" if place % 2 else "Fontvieille",
        "station_title": "Condamine" if place % 2 else "Fontvieille",
        "capabilities": ("pump", "BA", "ALS")[: 1 + place % 3],
        "availability": Availability.AVAILABLE_STATION,
        "since": ago(400 + place * 333),
        **dict.fromkeys(("station_latitude", "station_longitude")),
        **dict.fromkeys(("assignment_state", "incident_id", "incident_number")),
        "address": f"{1200 + place}",
        "reason": "",
    }
    return UnitRow(**(values | changes))


def attention_row(number: int, kind: AttentionKind, text: str, **changes: Any) -> AttentionRow:
    """An open attention item."""
    values: dict[str, Any] = {
        "attention_id": f"a{number}",
        "kind": kind,
        "state": AttentionState.OPEN,
        "text": text,
        "priority": Priority.P1,
        "count": 1,
        "level": 1,
        "for_role": Role.DISPATCHER,
        "raised_at": ago(20 + number * 35),
        "incident_id": "i1",
        "incident_number": "2026-000001",
        **dict.fromkeys(("owner", "call_sign", "voice_script")),
    }
    return AttentionRow(**(values | changes))


def channels(pager: str = "up", reason: str = "", waiting: int = 0) -> tuple[ChannelRow, ...]:
    row = ChannelRow(
        name="pager", driver="TAP 1.8", state=pager, since=ago(900), reason=reason, waiting=waiting, held=True
    )
    voice = ChannelRow(name="voice", driver="operator", state="up", since=ago(90_000), reason="", waiting=0, held=True)
    return (row, voice)


def sentinel_row(**changes: Any) -> SentinelRow:
    values: dict[str, Any] = {
        "world": World.SIMULATED,
        "unguarded": 0,
        "open_incidents": 0,
        "scheduler_beat_at": ago(0.6),
        "scheduler_held": True,
        "missed_deadlines": 0,
        "channels": channels(),
    }
    return SentinelRow(**(values | changes))


PACK = PackRow(
    name="default",
    title="Principality",
    timezone="Europe/Monaco",
    types=tuple(
        TypeRow(name=name.lower().replace(" ", "-"), title=name, impact=Impact.HIGH, urgency=Urgency.HIGH)
        for name, _ in PLACES
    ),
    operators=(
        OperatorRow(operator_id="costa", name="A. Costa", roles=(Role.DISPATCHER, Role.RADIO_OPERATOR)),
        OperatorRow(operator_id="moreau", name="J. Moreau", roles=(Role.SUPERVISOR, Role.DISPATCHER)),
    ),
    outcomes=("done", "false alarm"),
    impact_criteria=("life", "harm", "none"),
    urgency_criteria=("now", "soon", "later"),
    map_file="",
)

STX_PAGE = b"\x021201\rP1 / STRUCTURE FIRE / 4 Elm Street, 2nd floor / E12 / 2026-000001\r\x033:7\r"


def steps(from_s: float, done: int = 0) -> tuple[StepRow, ...]:
    """The chain of a P1 page, its first `done` steps already run."""
    plan = (
        ("alarm", "technical_alarm", 10.0),
        ("repeat", "repeat_page", 30.0),
        ("voice", "voice_task", 60.0),
        ("supervisor", "supervisor", 120.0),
    )
    made: list[StepRow] = []
    for place, (name, action, after) in enumerate(plan):
        due = ago(from_s - after)
        state = "done" if place < done else "armed"
        made.append(StepRow(name=name, action=action, due_at=due, state=state, fired_at=due if place < done else None))
    return tuple(made)


def attempt(number: int, state: AttemptState, from_s: float, **changes: Any) -> AttemptRow:
    values: dict[str, Any] = {
        "number": number,
        "state": state,
        "repeat": number > 1,
        "queued_at": ago(from_s),
        "first_byte_at": ago(from_s - 1),
        "ended_at": ago(from_s - 3),
        "code": None,
        "detail": "",
        "text": ("REPEAT " if number > 1 else "") + "P1 / STRUCTURE FIRE / 4 Elm Street, 2nd floor / E12 / 2026-000001",
        "bytes_sent": STX_PAGE,
        "bytes_received": b"\r211 Page accepted\r\x06\r",
    }
    return AttemptRow(**(values | changes))


def transmission(sign: str, state: TransmissionState, **changes: Any) -> TransmissionRow:
    values: dict[str, Any] = {
        "transmission_id": f"t-{sign}",
        "purpose": Purpose.DISPATCH,
        "call_sign": sign,
        "channel": "pager",
        "address": "1201",
        "text": "P1 / STRUCTURE FIRE / 4 Elm Street, 2nd floor / E12 L3 / 2026-000001",
        "state": state,
        "highest": T.ACCEPTED,
        "marks": frozenset(),
        "queued_at": ago(42),
        "attempts": (),
        "rungs": (RungRow(state=T.QUEUED, at=ago(42)),),
        "acknowledged_by": None,
        "words_heard": None,
        "steps": (),
    }
    return TransmissionRow(**(values | changes))


def assignment(sign: str, state: AssignmentState, answered: bool = False, since: float = 42) -> AssignmentRow:
    return AssignmentRow(
        assignment_id=f"as-{sign}",
        call_sign=sign,
        state=state,
        since=ago(since),
        alerted_at=ago(120),
        acknowledged_at=ago(101) if answered else None,
        inferred=False,
    )


LOG = (
    LogLine(at=ago(118), kind="incident_opened", operator="A. Costa", text="2026-000001 opened, P1"),
    LogLine(at=ago(110), kind="note_added", operator="A. Costa", text="flames from a window, people at the balcony"),
    LogLine(at=ago(42), kind="units_dispatched", operator="A. Costa", text="E12, L3 alerted"),
    LogLine(at=ago(40), kind="attempt_ended", operator="system", text="E12: attempt on pager accepted"),
    LogLine(at=ago(12), kind="step_ran", operator="system", text="E12: attempt 2 queued (repeat step)"),
)


def card(**changes: Any) -> IncidentCard:
    values: dict[str, Any] = {
        "incident_id": "i1",
        "number": "2026-000001",
        "kind": Kind.INCIDENT,
        "priority": Priority.P1,
        "impact": Impact.HIGH,
        "urgency": Urgency.HIGH,
        "incident_type": "structure-fire",
        "type_name": "Structure fire",
        "place": "4 Elm Street, 2nd floor",
        "latitude": 43.73891,
        "longitude": 7.42577,
        "verified": True,
        "phase": P.ALERTED,
        "owner": "seat-1",
        "opened_at": ago(118),
        "contact_at": ago(160),
        "closed_at": None,
        "outcome": None,
        "caller_name": "Maria Silva",
        "caller_number": "+377 93 15 00 00",
        "persons_involved": 3,
        "narrative": "Flames from a window on the 2nd floor, people at the balcony, stairs full of smoke.",
        "assignments": (),
        "transmissions": (),
        "log": LOG,
        "guards": (
            StepRow(name="guard_waiting", action="guard_waiting", due_at=ago(-240), state="armed", fired_at=None),
        ),
    }
    return IncidentCard(**(values | changes))


ACCEPTED = (RungRow(state=T.QUEUED, at=ago(42)), RungRow(state=T.ACCEPTED, at=ago(40)))


def _load(room: FakeRoom, **rows: Any) -> None:
    queue = rows.get("queue", ())
    by_id = {row.incident_id: row for row in queue}

    def asked(query: AskQueue) -> tuple[QueueRow, ...]:
        ids = query.incident_ids
        return tuple(queue) if ids is None else tuple(by_id[one] for one in ids if one in by_id)

    room.canned = {
        AskPack: PACK,
        AskQueue: asked,
        AskAttention: rows.get("attention", ()),
        AskSentinel: sentinel_row(open_incidents=len(queue)) if "sentinel" not in rows else rows["sentinel"],
        AskUnits: rows.get("units", tuple(unit_row(place) for place in range(len(CALLS)))),
        AskCard: rows.get("card"),
        AskPending: rows.get("pending", ()),
    }


def empty(room: FakeRoom) -> None:
    _load(room)


def calm(room: FakeRoom) -> None:
    units = [unit_row(place) for place in range(len(CALLS))]
    units[1] = unit_row(
        1, assignment_state=S.ACKNOWLEDGED, incident_id="i1", incident_number="2026-000001", since=ago(20)
    )
    units[4] = unit_row(4, assignment_state=S.ON_SCENE, incident_id="i2", incident_number="2026-000002")
    units[9] = unit_row(9, availability=Availability.UNAVAILABLE, reason="flat tyre")
    units[12] = unit_row(12, availability=Availability.OFF_DUTY)
    rows = (
        queue_row(
            1,
            priority=Priority.P1,
            type_name="Structure fire",
            place="4 Elm Street, 2nd floor",
            phase=P.ACKNOWLEDGED,
            opened_at=ago(118),
            next_step="guard_watch",
            next_due_at=ago(-582),
            units=(QueueUnit(call_sign="E12", state=S.ACKNOWLEDGED, since=ago(20)),),
        ),
        queue_row(
            2,
            phase=P.ON_SCENE,
            next_step="guard_watch",
            units=(QueueUnit(call_sign="L3", state=S.ON_SCENE, since=ago(300)),),
        ),
    )
    done = card(
        phase=P.ACKNOWLEDGED,
        assignments=(assignment("E12", S.ACKNOWLEDGED, answered=True, since=20),),
        transmissions=(
            transmission(
                "E12",
                T.ACKNOWLEDGED,
                rungs=(*ACCEPTED, RungRow(state=T.ACKNOWLEDGED, at=ago(20))),
                acknowledged_by="A. Costa",
                words_heard="Engine 12, on our way to Elm Street",
                attempts=(attempt(1, AttemptState.ACCEPTED, 42),),
            ),
        ),
    )
    _load(room, queue=rows, units=tuple(units), card=done)


def busy(room: FakeRoom) -> None:
    phases = (P.WAITING, P.ALERTED, P.ACKNOWLEDGED, P.EN_ROUTE, P.ON_SCENE, P.CLEARING, P.CLEARED)
    states = (None, S.ALERTED, S.ACKNOWLEDGED, S.EN_ROUTE, S.ON_SCENE, S.CLEARING, None)
    rows: list[QueueRow] = []
    for number in range(1, 26):
        state = states[number % 7]
        crews = tuple(
            QueueUnit(call_sign=CALLS[(number + place) % len(CALLS)], state=state, since=ago(60))
            for place in range(1 + number % 4)
            if state is not None
        )
        step = "repeat_page" if state is S.ALERTED else ("guard_waiting" if state is None else "guard_watch")
        rows.append(queue_row(number, phase=phases[number % 7], units=crews, next_step=step))
    rows[0] = queue_row(
        1,
        priority=Priority.P1,
        type_name="Structure fire",
        place="4 Elm Street, 2nd floor",
        phase=P.ALERTED,
        opened_at=ago(118),
        next_step="voice_task",
        next_due_at=ago(-18),
        units=tuple(QueueUnit(call_sign=sign, state=S.ALERTED, since=ago(42)) for sign in ("E12", "L3", "M1")),
    )
    rows[3] = queue_row(4, requeued=True, priority=Priority.P2)
    units = tuple(
        unit_row(
            place,
            assignment_state=list(S)[1 + place % 9] if place % 3 else None,
            incident_id="i1" if place % 3 else None,
            incident_number=f"2026-0000{place + 1:02d}" if place % 3 else None,
        )
        for place in range(len(CALLS))
    )
    items = (
        attention_row(
            1,
            AttentionKind.VOICE_TASK,
            "Nobody answered the page: read it out",
            call_sign="E12",
            voice_script="E12 from Control: structure fire, 4 Elm Street, 2nd floor, with L3. Read back.",
        ),
        attention_row(
            2,
            AttentionKind.OVERDUE,
            "Nobody has looked at this incident",
            priority=Priority.P3,
            incident_number="2026-000017",
            count=3,
        ),
        attention_row(
            3,
            AttentionKind.EXCEPTION,
            "M4 reported on scene, and has no assignment",
            priority=None,
            state=AttentionState.TAKEN,
            owner="J. Moreau",
            incident_number=None,
            call_sign="M4",
        ),
    )
    many = tuple(
        transmission(
            sign,
            T.ACCEPTED,
            transmission_id=f"t{sign}",
            rungs=ACCEPTED,
            steps=steps(42, done=2),
            attempts=(attempt(1, AttemptState.ACCEPTED, 42),),
        )
        for sign in ("E12", "L3", "M1")
    )
    shown = card(assignments=tuple(assignment(sign, S.ALERTED) for sign in ("E12", "L3", "M1")), transmissions=many)
    _load(room, queue=tuple(rows), units=units, attention=items, card=shown)


def trouble(room: FakeRoom) -> None:
    busy(room)
    rows = tuple(room.canned[AskQueue](AskQueue()))
    items = (
        attention_row(
            1,
            AttentionKind.AUTHORITY,
            "E12 and L3 have not answered for 2 minutes",
            for_role=Role.SUPERVISOR,
            count=3,
            level=3,
        ),
        attention_row(
            2, AttentionKind.TECHNICAL_ALARM, "pager is down: no port /dev/ttyUSB0", incident_number=None, priority=None
        ),
        *room.canned[AskAttention],
    )
    failed = card(
        assignments=(assignment("E12", S.ALERTED), assignment("L3", S.ALERTED)),
        transmissions=(
            transmission(
                "E12",
                T.FAILED,
                steps=steps(125, done=4),
                attempts=(attempt(1, AttemptState.FAILED, 42, code="down", detail="no port", bytes_received=b""),),
            ),
            transmission("L3", T.QUEUED, steps=steps(125, done=3), attempts=(attempt(1, AttemptState.WAITING, 42),)),
        ),
    )
    _load(
        room,
        queue=(queue_row(90, priority=Priority.P1, guarded=False, next_due_at=None, next_step=None), *rows),
        units=room.canned[AskUnits],
        attention=items,
        card=failed,
        sentinel=sentinel_row(
            unguarded=1,
            open_incidents=26,
            missed_deadlines=2,
            world=World.LIVE,
            channels=channels("down", "no port /dev/ttyUSB0", waiting=4),
        ),
    )


def chain(room: FakeRoom) -> None:
    calm(room)
    shown = card(
        assignments=(assignment("E12", S.ALERTED), assignment("L3", S.ACKNOWLEDGED, answered=True, since=19)),
        transmissions=(
            transmission(
                "E12",
                T.ACCEPTED,
                rungs=ACCEPTED,
                marks=frozenset({Mark.REPEAT}),
                steps=steps(42, done=2),
                attempts=(attempt(1, AttemptState.ACCEPTED, 42, code="211"), attempt(2, AttemptState.ACCEPTED, 12)),
            ),
            transmission(
                "L3",
                T.ACKNOWLEDGED,
                rungs=(*ACCEPTED, RungRow(state=T.ACKNOWLEDGED, at=ago(19))),
                acknowledged_by="A. Costa",
                words_heard="Ladder 3 rolling",
            ),
        ),
    )
    queue = (
        queue_row(
            1,
            priority=Priority.P1,
            type_name="Structure fire",
            place="4 Elm Street, 2nd floor",
            opened_at=ago(118),
            phase=P.ACKNOWLEDGED,
            next_step="voice_task",
            next_due_at=ago(-11),
            units=(
                QueueUnit(call_sign="E12", state=S.ALERTED, since=ago(42)),
                QueueUnit(call_sign="L3", state=S.ACKNOWLEDGED, since=ago(19)),
            ),
        ),
    )
    _load(room, queue=queue, card=shown, units=room.canned[AskUnits])


def uncertain(room: FakeRoom) -> None:
    chain(room)
    shown = card(
        assignments=(assignment("E12", S.ALERTED),),
        transmissions=(
            transmission(
                "E12",
                T.UNCERTAIN,
                marks=frozenset({Mark.REPEAT, Mark.MAYBE_DOUBLED}),
                steps=steps(42, done=2),
                attempts=(
                    attempt(
                        1,
                        AttemptState.UNCERTAIN,
                        42,
                        detail="line lost after the block was written",
                        bytes_received=b"",
                    ),
                    attempt(2, AttemptState.CLAIMED, 10, ended_at=None),
                ),
            ),
            transmission(
                "E12",
                T.QUEUED,
                transmission_id="v",
                channel="voice",
                address="talkgroup 3",
                highest=T.ACKNOWLEDGED,
                queued_at=ago(5),
                rungs=(RungRow(state=T.QUEUED, at=ago(5)),),
            ),
        ),
    )
    _load(
        room,
        queue=tuple(room.canned[AskQueue](AskQueue())),
        card=shown,
        units=room.canned[AskUnits],
        attention=(
            attention_row(
                1,
                AttentionKind.TECHNICAL_ALARM,
                "pager: the line broke while a page was going out",
                incident_number=None,
            ),
        ),
    )


def closed(room: FakeRoom) -> None:
    """The shown incident has left the queue; another one is open."""
    calm(room)
    stopped = tuple(replace(step, state="cancelled") for step in steps(60))
    told = LogLine(at=ago(2), kind="incident_closed", operator="A. Costa", text="closed: resolved")
    shown = card(
        phase=P.CLOSED,
        closed_at=ago(2),
        outcome="resolved",
        guards=(),
        assignments=(assignment("E12", S.CLEARED, answered=True, since=5),),
        transmissions=(
            transmission(
                "E12",
                T.ACCEPTED,
                rungs=ACCEPTED,
                steps=stopped,
                attempts=(attempt(1, AttemptState.ACCEPTED, 42),),
            ),
            transmission(
                "E12",
                T.ACKNOWLEDGED,
                transmission_id="v",
                channel="voice",
                highest=T.ACKNOWLEDGED,
                queued_at=ago(24),
                rungs=(RungRow(state=T.QUEUED, at=ago(24)), RungRow(state=T.ACKNOWLEDGED, at=ago(24))),
                acknowledged_by="A. Costa",
                words_heard="Engine 12, on our way to Elm Street",
            ),
        ),
        log=(*LOG, told),
    )
    _load(room, queue=(queue_row(2, phase=P.WAITING),), units=room.canned[AskUnits], card=shown)


SCENES: dict[str, Callable[[FakeRoom], None]] = {
    "empty": empty,
    "calm": calm,
    "busy": busy,
    "trouble": trouble,
    "chain": chain,
    "uncertain": uncertain,
    "closed": closed,
    "call": calm,
}
