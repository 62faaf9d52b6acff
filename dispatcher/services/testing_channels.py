"""Channels tried out end to end: by the schedule or at a person's wish, with a history and an alarm of their own.

A test goes over the line like a page, behind everything else that waits. Two deadlines of the channel carry it: one
says when the next is due, the other when the one under way is over. So each runs once in the whole room, and survives a
restart.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.channel_commands import TestChannel
from dispatcher.domain.channels import RUNNING, TEST_DUE, TEST_OVER, UP, ChannelTestExpects, ChannelTestState
from dispatcher.domain.errors import InvalidTransition, Rejected
from dispatcher.domain.escalation import SubjectKind
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import AttemptId
from dispatcher.domain.machine import Claimed, Evidence, TakeReceipt
from dispatcher.domain.radio_rules import TestRule
from dispatcher.domain.transmissions import LADDER, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.services import attention_items, chains, channel_trouble
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.holding_channels import line_named
from dispatcher.services.reaching import radio_desk
from dispatcher.storage import channel_tests, channels, deadlines
from dispatcher.storage.channel_tests import ChannelTest
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.transmissions import MOST_DETAIL, MOST_EVIDENCE
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

TIMERS = frozenset({TEST_DUE, TEST_OVER})
_NEWEST = 20
_RISES = frozenset({Evidence.ACCEPTED, Evidence.ON_AIR, Evidence.DELIVERED, Evidence.READ})


def test_channel(command: TestChannel, work: UnitOfWork) -> str:
    """Queue a test now."""
    require(command.actor, Act.TEST_CHANNEL)
    channel = line_named(work, command.channel)
    rule = work.rules.radio.rule(channel.name).test
    if rule is None:
        raise Rejected(f"the pack gives {channel.name} no test: no address to test", field="channel")
    if channel.held_since is not None:
        raise InvalidTransition(f"{channel.name} is held; release it first", field="channel")
    if channel_tests.running_of(work.connection, channel.name) is not None:
        raise InvalidTransition(f"a test of {channel.name} is under way", field="channel")
    return _queue(work, channel.name, rule, command.actor)


def schedule(work: UnitOfWork, channel: str) -> None:
    """Arm the next test that the pack asks of a channel, counted from the last one; none where it asks for none."""
    rule = work.rules.radio.rule(channel).test
    deadlines.cancel_one(work.connection, channel, TEST_DUE)
    if rule is None or rule.every_s is None:
        return
    newest = channel_tests.newest_of(work.connection, channel, 1)
    since = newest[0].queued_at if newest else work.now
    due_at = max(since + timedelta(seconds=rule.every_s), work.now)
    _arm(work, channel, TEST_DUE, _out_of_quiet(work, rule, due_at))


def unschedule(work: UnitOfWork, channel: str) -> None:
    """Let no more tests come of a channel that is gone from the pack."""
    deadlines.cancel_one(work.connection, channel, TEST_DUE)


def run_timer(work: UnitOfWork, deadline: Deadline) -> None:
    """Do what one of the two deadlines of a channel's tests is there for."""
    channel = deadline.subject_id
    if deadline.name == TEST_OVER:
        test = channel_tests.running_of(work.connection, channel)
        if test is not None:
            _time_is_over(work, test)
        return
    rule = work.rules.radio.rule(channel).test
    if rule is None or rule.every_s is None:
        return
    begins_at = _out_of_quiet(work, rule, work.now)
    held = channels.is_held(work.connection, channel)
    if begins_at > work.now or held or channel_tests.running_of(work.connection, channel) is not None:
        later = work.now + timedelta(seconds=rule.every_s) if begins_at <= work.now else begins_at
        _arm(work, channel, TEST_DUE, _out_of_quiet(work, rule, later))
        return
    _queue(work, channel, rule, SYSTEM)


def claim_test(work: UnitOfWork, channel: str, epoch: int) -> Claimed | None:
    """Claim the test that waits for a channel's line; asked only when no page does."""
    test = channel_tests.running_of(work.connection, channel)
    if test is None or test.state is not ChannelTestState.WAITING:
        return None
    due_at = work.now + (test.due_at - test.queued_at)
    if not channel_tests.claim(work.connection, test, work.holder, epoch, work.now, due_at):
        return None
    deadlines.cancel_one(work.connection, channel, TEST_OVER)
    _arm(work, channel, TEST_OVER, due_at)
    return Claimed(attempt_id=AttemptId(test.id), address=test.address, text=test.text, rank=Priority.P5.rank)


def take_test_receipt(command: TakeReceipt, work: UnitOfWork, test: ChannelTest) -> None:
    """Store what became of a test; what comes after its end is kept and changes nothing."""
    channel_tests.add_bytes(work.connection, test.id, command.bytes_sent, command.bytes_received, MOST_EVIDENCE)
    if command.evidence in _RISES:
        reached = _higher(test.reached, command.evidence.value)
        channel_tests.set_values(work.connection, test.id, reached=reached, code=command.code)
        if test.state in RUNNING and _is_enough(test.expects, reached):
            _end(work, test, ChannelTestState.PASSED, reached, command.detail)
    elif test.state in RUNNING:
        channel_tests.set_values(work.connection, test.id, code=command.code)
        why = command.detail or command.code or "no reason given"
        _end(work, test, ChannelTestState.FAILED, test.reached, f"{command.evidence.value}: {why}", command.code)


def test_heard(work: UnitOfWork, channel: str, text: str) -> bool:
    """Tell whether words that came in over a channel are a test message of ours; a test under way has passed then."""
    heard = _plain(text)
    for test in channel_tests.newest_of(work.connection, channel, _NEWEST):
        if _plain(test.text) in heard:
            if test.state is ChannelTestState.ON_LINE:
                _end(work, test, ChannelTestState.PASSED, ChannelTestExpects.HEARD.value, "it came in again")
            return True
    return False


def _queue(work: UnitOfWork, channel: str, rule: TestRule, actor: Actor) -> str:
    clock = work.now.astimezone(work.rules.radio.zone)
    test = ChannelTest(
        id=work.new_id(), channel=channel, address=rule.address, text=f"READBACK TEST {clock:%H:%M} NO ACTION",
        expects=rule.expects, state=ChannelTestState.WAITING, queued_at=work.now,
        due_at=work.now + timedelta(seconds=rule.within_s), claimed_at=None, reached=None,
    )  # fmt: skip
    channel_tests.add(work.connection, test, None if actor is SYSTEM else str(actor.operator))
    deadlines.cancel_one(work.connection, channel, TEST_OVER)
    _arm(work, channel, TEST_OVER, test.due_at)
    schedule(work, channel)
    work.channels_to_wake.add(channel)
    work.record(EntryKind.CHANNEL_TEST_QUEUED, actor, None, channel=channel, test=test.id, expects=rule.expects.value)
    return test.id


def _time_is_over(work: UnitOfWork, test: ChannelTest) -> None:
    within = test.due_at - (test.claimed_at or test.queued_at)
    if test.state is ChannelTestState.ON_LINE:
        _end(work, test, ChannelTestState.FAILED, test.reached, f"nothing more in {within.total_seconds():g} s")
        return
    channel = channels.named(work.connection, test.channel)
    well = channel.state == UP and channel_tests.traffic_is_ahead(work.connection, channel.name)
    if well or channel.held_since is not None:
        # Behind real traffic a test waits as long as it takes, and a hold is a person's wish: neither is its failure.
        _arm(work, channel.name, TEST_OVER, work.now + within)
        return
    why = f"{channel.name} is {channel.state}: {channel.reason}" if channel.state != UP else "no answer"
    _end(work, test, ChannelTestState.FAILED, None, f"the line did not take it ({why})")


def _end(
    work: UnitOfWork, test: ChannelTest, state: ChannelTestState, reached: str | None, detail: str,
    code: str | None = None,
) -> None:  # fmt: skip
    channel_tests.set_values(
        work.connection, test.id, state=state.value, reached=reached, ended_at=work.now, detail=detail[:MOST_DETAIL]
    )
    deadlines.cancel_one(work.connection, test.channel, TEST_OVER)
    work.record(
        EntryKind.CHANNEL_TEST_ENDED, SYSTEM, None, channel=test.channel, test=test.id, state=state.value,
        reached=reached, code=code,
    )  # fmt: skip
    if state is ChannelTestState.PASSED:
        attention_items.resolve_cause(work, channel_trouble.test_cause(test.channel), "the channel passed its test")
        channel_trouble.end_if_well(work, test.channel, "the channel passed its test")
        return
    over = replace(test, state=state, reached=reached, detail=detail)
    raise_item(
        work,
        Item(
            kind=AttentionKind.TECHNICAL_ALARM, cause=channel_trouble.test_cause(test.channel),
            text=channel_trouble.failure_words(over), for_role=radio_desk(work), channel=test.channel,
        ),
    )  # fmt: skip
    channel_trouble.guard(work, test.channel)


def _arm(work: UnitOfWork, channel: str, name: str, due_at: datetime) -> None:
    chains.arm(
        work,
        Deadline(
            id=work.new_id(), subject_kind=SubjectKind.CHANNEL, subject_id=channel, incident_id=None, name=name,
            policy_id=None, run=1, due_at=due_at, since=work.now, step=name,
        ),
    )  # fmt: skip


def _out_of_quiet(work: UnitOfWork, rule: TestRule, moment: datetime) -> datetime:
    ends = rule.quiet.ends_after(moment, work.rules.radio.zone) if rule.quiet else None
    return ends or moment


def _higher(before: str | None, now: str) -> str:
    if before is None:
        return now
    if before == ChannelTestExpects.HEARD.value:
        return before
    return max(before, now, key=lambda state: LADDER.index(TransmissionState(state)))


def _is_enough(expects: ChannelTestExpects, reached: str) -> bool:
    if expects is ChannelTestExpects.HEARD:
        return False
    return LADDER.index(TransmissionState(reached)) >= LADDER.index(TransmissionState(expects.value))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
