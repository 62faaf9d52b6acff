"""Say what a command about a channel did."""

from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from ui.wording import tr


def channel_sentence(command: HoldChannel | ReleaseChannel | TestChannel) -> str:
    """Tell what the room did."""
    match command:
        case HoldChannel(channel=channel):
            return tr("{channel} is held: what waits stays, and its chains go on", channel=channel)
        case ReleaseChannel(channel=channel):
            return tr("{channel} goes on with what waits", channel=channel)
        case TestChannel(channel=channel):
            return tr("A test of {channel} is queued behind what waits", channel=channel)
