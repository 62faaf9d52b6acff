"""The promises of the design as questions to the store and to the tape. Each raises AssertionError when broken."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, select

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.attention import AttentionState
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.records import TaskState
from dispatcher.domain.transmissions import LADDER, OUTSTANDING, AttemptState, TransmissionState, rises
from dispatcher.queries.watchdog import unguarded_count
from dispatcher.storage import schema as s
from tests.helpers.far_side import Terminal

_FALLS_BY_RETRACTION = TransmissionState.UNCERTAIN
# The questions are built once: they are asked after every command of every story.
_UNITS_AT_WORK = select(s.assignments.c.unit_id).where(s.assignments.c.state.in_([state.value for state in ACTIVE]))
_CLOSED = select(s.incidents.c.id).where(s.incidents.c.state == IncidentState.CLOSED.value).scalar_subquery()
_LIVE_THOUGH_CLOSED = {
    "assignments": select(s.assignments.c.id).where(
        s.assignments.c.incident_id.in_(_CLOSED), s.assignments.c.state.in_([state.value for state in ACTIVE])
    ),
    "deadlines": select(s.deadlines.c.name).where(
        s.deadlines.c.incident_id.in_(_CLOSED), s.deadlines.c.state == "armed"
    ),
    "tasks": select(s.tasks.c.id).where(s.tasks.c.incident_id.in_(_CLOSED), s.tasks.c.state == TaskState.OPEN.value),
    "attention": select(s.attention.c.text).where(
        s.attention.c.incident_id.in_(_CLOSED), s.attention.c.state != AttentionState.RESOLVED.value
    ),
    "attempts": select(s.attempts.c.id)
    .join(s.transmissions, s.transmissions.c.id == s.attempts.c.transmission_id)
    .where(s.transmissions.c.incident_id.in_(_CLOSED), s.attempts.c.state.in_([state.value for state in OUTSTANDING])),
    "transmissions": select(s.transmissions.c.id).where(
        s.transmissions.c.incident_id.in_(_CLOSED), s.transmissions.c.state == TransmissionState.QUEUED.value
    ),
}
_ACKNOWLEDGED = (
    select(
        s.transmissions.c.id, s.transmissions.c.acknowledged_by, s.transmissions.c.words_id,
        s.transmissions.c.answer_id, s.personal_values.c.value, s.assignments.c.unit_id,
        s.inbound.c.unit_id.label("answered_by"), s.inbound.c.outcome, s.inbound.c.duplicate,
        s.inbound.c.kind, s.inbound.c.transmission_id.label("answers"),
    )
    .join(s.assignments, s.assignments.c.id == s.transmissions.c.assignment_id)
    .outerjoin(s.inbound, s.inbound.c.id == s.transmissions.c.answer_id)
    .outerjoin(s.personal_values, s.personal_values.c.id == s.transmissions.c.words_id)
    .where(s.transmissions.c.state == TransmissionState.ACKNOWLEDGED.value)
)  # fmt: skip
_RUNGS = select(s.rungs).order_by(s.rungs.c.transmission_id, s.rungs.c.ordinal)
_STATES = select(s.transmissions.c.id, s.transmissions.c.state)
_ATTEMPTS = select(s.attempts.c.id, s.attempts.c.state, s.transmissions.c.state.label("whole")).join(
    s.transmissions, s.transmissions.c.id == s.attempts.c.transmission_id
)
_TEXTS = (
    select(s.attempts.c.state, s.transmissions.c.address, s.personal_values.c.value)
    .join(s.transmissions, s.transmissions.c.id == s.attempts.c.transmission_id)
    .join(s.personal_values, s.personal_values.c.id == s.attempts.c.text_id)
)
_TESTS = select(s.channel_tests)


def assert_guarded(connection: Connection, now: datetime, allowed: int) -> None:
    """Every open incident has an owner on duty and a deadline to come."""
    found = unguarded_count(connection, now)
    assert found == allowed, f"{found} unguarded incidents, {allowed} expected"


def assert_one_active_assignment_per_unit(connection: Connection) -> None:
    rows = connection.execute(_UNITS_AT_WORK)
    doubled = [unit for unit, times in Counter(row.unit_id for row in rows).items() if times > 1]
    assert not doubled, f"units on two incidents: {doubled}"


def assert_closed_means_nothing_live(connection: Connection) -> None:
    for what, statement in _LIVE_THOUGH_CLOSED.items():
        found = connection.execute(statement).scalars().all()
        assert not found, f"a closed incident still has live {what}: {found}"


def assert_acknowledged_by_a_person(connection: Connection) -> None:
    rows = connection.execute(_ACKNOWLEDGED).all()
    for row in rows:
        if row.answer_id is not None:
            assert row.acknowledged_by is None, f"{row.id}: was it heard by an operator, or did it come in?"
            assert row.answered_by == row.unit_id, f"{row.id} is acknowledged by what another unit sent"
            assert row.outcome in ("answered", "reported"), f"{row.id} is acknowledged by what was {row.outcome}"
            assert not row.duplicate, f"{row.id} is acknowledged by a duplicate"
            assert row.answers == row.id, f"{row.id} is acknowledged by what answers another"
            assert bool(row.value) == (row.kind == "text"), f"{row.id}: where are the words?"
            continue
        assert row.acknowledged_by, f"{row.id} is acknowledged by nobody"
        assert row.value, f"{row.id} is acknowledged without words"
        assert row.acknowledged_by != "system", f"{row.id} was acknowledged by the program"


def assert_rungs_rise(connection: Connection) -> None:
    """A rung falls only to UNCERTAIN, by a retraction."""
    reached: defaultdict[str, list[TransmissionState]] = defaultdict(list)
    for row in connection.execute(_RUNGS):
        reached[row.transmission_id].append(TransmissionState(row.state))
    now = {row.id: row.state for row in connection.execute(_STATES)}
    for transmission_id, states in reached.items():
        assert states[-1].value == now[transmission_id], f"{transmission_id}: the last rung is not its state"
        for old, new in pairwise(states):
            fell = new is _FALLS_BY_RETRACTION and old in LADDER
            assert fell or rises(old, new), f"{transmission_id} went from {old} to {new}"


def assert_attempts_follow_their_transmission(connection: Connection) -> None:
    rows = connection.execute(_ATTEMPTS)
    for row in rows:
        if row.whole == TransmissionState.CANCELLED.value:
            never_heard = {AttemptState.CANCELLED.value, AttemptState.FAILED.value}
            assert row.state in never_heard, f"{row.id} is {row.state} but its transmission was cancelled"


def assert_far_side_agrees(connection: Connection, terminal: Terminal) -> None:
    """What the pagers showed is known here, and nothing was heard twice unmarked."""
    doubled = terminal.heard_twice_unmarked()
    assert not doubled, f"heard twice without REPEAT: {doubled}"
    rows = connection.execute(_TEXTS).all()
    may_be_heard = {(row.address, row.value) for row in rows
                    if row.state in {"claimed", "accepted", "uncertain", "failed"}}  # fmt: skip
    tests = {(row.address, row.text) for row in connection.execute(_TESTS)}
    may_be_heard |= tests
    for page in terminal.tape:
        assert (page.address, page.text) in may_be_heard, f"heard, but not known here: {page}"
    heard = {(page.address, page.text) for page in terminal.tape}
    for row in rows:
        if row.state == AttemptState.ACCEPTED.value:
            assert (row.address, row.value) in heard, f"accepted here, never on the tape: {row.value}"


def assert_all(connection: Connection, terminal: Terminal) -> None:
    """Everything but the guards, which depend on the hour."""
    assert_one_active_assignment_per_unit(connection)
    assert_closed_means_nothing_live(connection)
    assert_acknowledged_by_a_person(connection)
    assert_rungs_rise(connection)
    assert_attempts_follow_their_transmission(connection)
    assert_far_side_agrees(connection, terminal)
