"""What is wrong with a channel as a whole, under which causes it is told, and whether its guard still has a reason."""

from dispatcher.domain.channels import UP, ChannelTestState
from dispatcher.domain.escalation import Subject
from dispatcher.domain.triage import Priority
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.storage import channel_tests, channels
from dispatcher.storage.channel_tests import ChannelTest
from dispatcher.storage.unit_of_work import UnitOfWork

_GRADED = Priority.P2
"""A channel is of no incident: one table of times serves it."""


def not_up_cause(channel: str) -> str:
    """Return the cause under which a channel that is not up is raised."""
    return f"channel:{channel}:not_up"


def not_accepted_cause(channel: str) -> str:
    """Return the cause under which pages that a channel does not take are raised."""
    return f"channel:{channel}:not_accepted"


def test_cause(channel: str) -> str:
    """Return the cause under which a failed test is raised."""
    return f"channel:{channel}:test"


def held_cause(channel: str) -> str:
    """Return the cause under which a channel that somebody holds is told of."""
    return f"channel:{channel}:held"


def failed_test(work: UnitOfWork, channel: str) -> ChannelTest | None:
    """Return the last test of a channel that is over, when it has failed."""
    last = channel_tests.last_of(work.connection, channel)
    return last if last is not None and last.state is ChannelTestState.FAILED else None


def failure_words(test: ChannelTest) -> str:
    """Say how a test failed."""
    got = f"it got as far as {_words(test.reached)}" if test.reached else "it got nowhere"
    return f"{test.channel} failed its test: {_words(test.expects.value)} was expected, {got}; {test.detail}"


def guard(work: UnitOfWork, channel: str) -> None:
    """Let the channel's guard walk, unless it does already."""
    if not chains.is_running(work, Subject.CHANNEL, channel):
        chains.start(work, Guarded(subject=Subject.CHANNEL, subject_id=channel, priority=_GRADED))


def end_if_well(work: UnitOfWork, channel: str, because: str) -> None:
    """End the channel's guard when the channel is up and its last test did not fail."""
    if channels.named(work.connection, channel).state == UP and failed_test(work, channel) is None:
        chains.end(work, Subject.CHANNEL, channel, because)


def _words(state: str) -> str:
    return state.replace("_", " ")
