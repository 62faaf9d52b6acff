"""Read channels, what waits for them, and the history of their tests."""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from dispatcher.domain.airtime import foresee_line
from dispatcher.domain.attention import UNRESOLVED
from dispatcher.domain.channels import TEST_DUE, UP, ChannelTestExpects, ChannelTestState, success_cause
from dispatcher.domain.escalation import DeadlineState
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.plans import VOICE
from dispatcher.domain.radio_rules import SuccessRule
from dispatcher.domain.rules import Rules
from dispatcher.domain.transmissions import LADDER, OUTSTANDING, AttemptState, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.queries.channels import (
    AskChannels,
    AskChannelTests,
    ChannelDetailRow,
    ChannelTestRow,
    OnLineRow,
    OutgoingRow,
)
from dispatcher.storage import outbox, success
from dispatcher.storage.columns import in_states
from dispatcher.storage.leases import channel_lease, is_held
from dispatcher.storage.outbox import Outgoing
from dispatcher.storage.schema import (
    attempts,
    attention,
    channel_tests,
    channels,
    deadlines,
    incidents,
    messages,
    operators,
    personal_values,
    transmissions,
)

_MOST = 200
"""So much of a queue is read page by page; what waits behind it is counted, and taken to be like it."""
_PLAIN = SuccessRule(window_s=3_600.0, floor=1, accepted=0.0)
_OPEN = select(incidents.c.id).where(in_states(incidents.c.state, (IncidentState.OPEN,)))


def channel_details(
    _query: AskChannels, connection: Connection, now: datetime, rules: Rules
) -> tuple[ChannelDetailRow, ...]:
    """Read every channel, by name."""
    rows = connection.execute(
        select(channels, operators.c.name.label("held_by_name"), personal_values.c.value.label("hold_reason"))
        .outerjoin(operators, operators.c.id == channels.c.held_by)
        .outerjoin(personal_values, personal_values.c.id == channels.c.hold_reason_id)
        .order_by(channels.c.name)
    ).all()
    return tuple(_detail(row, connection, now, rules) for row in rows)


def channel_tests_of(query: AskChannelTests, connection: Connection, _now: datetime) -> tuple[ChannelTestRow, ...]:
    """Read the tests of a channel, the newest first."""
    rows = connection.execute(_tests().where(channel_tests.c.channel == query.channel).limit(query.limit))
    return tuple(_test(row) for row in rows)


def _detail(row: Row[Any], connection: Connection, now: datetime, rules: Rules) -> ChannelDetailRow:
    is_voice = row.driver == VOICE
    has_holder = is_voice or is_held(connection, channel_lease(row.name))
    rule = rules.radio.rule(row.name)
    state = row.state if has_holder else "down"
    flows = state in (UP, "degraded") and row.held_since is None
    line = () if is_voice else outbox.on_line(connection, row.name)
    queue, clear_in_s = ((), None) if is_voice else _queue(connection, row.name, now, rules, line, flows=flows)
    counted = success.lately(connection, row.name, now, *_spans(rule.success or _PLAIN))
    tells = LADDER.index(TransmissionState(row.highest)) >= LADDER.index(TransmissionState.DELIVERED)
    test = connection.execute(_tests().where(channel_tests.c.channel == row.name).limit(1)).one_or_none()
    return ChannelDetailRow(
        name=row.name, title=row.title or rule.title, driver=row.driver, is_voice=is_voice,
        highest=TransmissionState(row.highest), state=state, since=row.since,
        reason=row.reason if has_holder else "no process of this room holds the channel", has_holder=has_holder,
        held_since=row.held_since, held_by=row.held_by_name or row.held_by, hold_reason=row.hold_reason or "",
        waiting=_voice_waiting(connection) if is_voice else _waiting(connection, row.name),
        on_line=_on_line(line, row.name, rules) + _test_on_line(test, row.name, rules), queue=queue,
        clear_in_s=clear_in_s, is_open=rule.is_open, is_informal=rule.informal, has_test=rule.test is not None,
        test=_test(test) if test is not None else None, next_test_at=_next_test(connection, row.name),
        window_s=(rule.success or _PLAIN).window_s, attempted=counted.attempted, accepted=counted.accepted,
        settled=counted.settled, delivered=counted.delivered if tells and not is_voice else None,
        low_success=_is_low(connection, row.name),
    )  # fmt: skip


def _spans(rule: SuccessRule) -> tuple[timedelta, timedelta]:
    return timedelta(seconds=rule.window_s), timedelta(seconds=rule.grace_s)


def _waiting(connection: Connection, channel: str) -> tuple[tuple[Priority, int], ...]:
    rows = connection.execute(
        select(attempts.c.rank, func.count())
        .where(
            attempts.c.channel == channel,
            in_states(attempts.c.state, OUTSTANDING),
            attempts.c.state == AttemptState.WAITING.value,
        )
        .group_by(attempts.c.rank)
        .order_by(attempts.c.rank)
    )
    counted: Counter[Priority] = Counter()
    for rank, count in rows:
        counted[Priority(f"P{max(1, rank)}")] += count  # the emergency class is shown with P1
    return tuple(sorted(counted.items()))


def _voice_waiting(connection: Connection) -> tuple[tuple[Priority, int], ...]:
    rows = connection.execute(
        select(messages.c.priority)
        .join(transmissions, transmissions.c.message_id == messages.c.id)
        .where(
            transmissions.c.incident_id.in_(_OPEN),
            transmissions.c.channel == VOICE,
            transmissions.c.state == TransmissionState.QUEUED.value,
        )
    ).scalars()
    return tuple(sorted(Counter(Priority(word) for word in rows).items()))


def _queue(
    connection: Connection, channel: str, now: datetime, rules: Rules, line: tuple[Outgoing, ...], *, flows: bool
) -> tuple[tuple[OutgoingRow, ...], float | None]:
    found = outbox.waiting(connection, channel, _MOST)
    by_id = {item.queued.attempt_id: item for item in found}
    busy_s = math.fsum(
        max(0.0, rules.forecast(channel, item.queued.text) - (now - item.claimed_at).total_seconds())
        for item in line
        if item.claimed_at is not None and item.carried_by is None
    )
    foreseen = foresee_line(
        [item.queued for item in found], rules.radio.groups_of(channel), lambda text: rules.forecast(channel, text),
        busy_s,
    )  # fmt: skip
    rows = tuple(
        OutgoingRow(
            call_signs=tuple(item.call_sign for item in one.page.attempts),
            incident_id=by_id[one.page.attempts[0].attempt_id].incident_id,
            incident_number=by_id[one.page.attempts[0].attempt_id].incident_number, rank=one.page.attempts[0].rank,
            queued_at=by_id[one.page.attempts[0].attempt_id].queued_at,
            on_air_in_s=one.begins_s if flows else None, group=one.page.group.name if one.page.group else "",
        )
        for one in foreseen
    )  # fmt: skip
    ends_s = foreseen[-1].ends_s if foreseen else busy_s
    if len(found) == _MOST:
        total = sum(count for _, count in _waiting(connection, channel))
        ends_s = busy_s + (ends_s - busy_s) * total / _MOST
    return rows, ends_s if flows else None


def _on_line(line: Iterable[Outgoing], channel: str, rules: Rules) -> tuple[OnLineRow, ...]:
    leads = [item for item in line if item.carried_by is None]
    return tuple(
        OnLineRow(
            call_signs=(
                lead.queued.call_sign,
                *(item.queued.call_sign for item in line if item.carried_by == lead.queued.attempt_id),
            ),
            incident_number=lead.incident_number, since=lead.claimed_at or lead.queued_at,
            forecast_s=rules.forecast(channel, lead.queued.text),
        )
        for lead in leads
    )  # fmt: skip


def _test_on_line(test: Row[Any] | None, channel: str, rules: Rules) -> tuple[OnLineRow, ...]:
    if test is None or test.state != ChannelTestState.ON_LINE.value or test.reached is not None:
        return ()
    forecast_s = rules.forecast(channel, test.text)
    return (OnLineRow(call_signs=(), incident_number="", since=test.claimed_at, forecast_s=forecast_s),)


def _is_low(connection: Connection, channel: str) -> bool:
    causes = [success_cause(channel, about) for about in ("accepted", "delivered")]
    return (
        connection.execute(
            select(func.count())
            .select_from(attention)
            .where(attention.c.cause.in_(causes), in_states(attention.c.state, UNRESOLVED))
        ).scalar_one()
        > 0
    )


def _next_test(connection: Connection, channel: str) -> datetime | None:
    return connection.execute(
        select(func.min(deadlines.c.due_at)).where(
            deadlines.c.subject_id == channel,
            deadlines.c.name == TEST_DUE,
            in_states(deadlines.c.state, (DeadlineState.ARMED,)),
        )
    ).scalar()


def _tests() -> Select[Any]:
    return (
        select(channel_tests, operators.c.name.label("asked_by_name"))
        .outerjoin(operators, operators.c.id == channel_tests.c.asked_by)
        .order_by(channel_tests.c.queued_at.desc(), channel_tests.c.id.desc())
    )


def _test(row: Row[Any]) -> ChannelTestRow:
    return ChannelTestRow(
        test_id=row.id, channel=row.channel, state=ChannelTestState(row.state),
        expects=ChannelTestExpects(row.expects), reached=row.reached, asked_by=row.asked_by_name,
        queued_at=row.queued_at, due_at=row.due_at, claimed_at=row.claimed_at, ended_at=row.ended_at,
        address=row.address, text=row.text, code=row.code, detail=row.detail, bytes_sent=row.bytes_sent,
        bytes_received=row.bytes_received,
    )  # fmt: skip
