"""Channels that are held, let go on and tried out, as a line means them."""

from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from ui.presenters.command_grammar_intents_guards import (
    ChannelIntent,
    HoldChannelIntent,
    ReleaseChannelIntent,
    TestChannelIntent,
)
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_line_plan import Names, Plan, because
from ui.wording import tr


def plan_channels(intent: ChannelIntent, names: Names) -> Plan:
    """Plan what is asked of a channel."""
    channel = _named(intent.channel, names)
    match intent:
        case HoldChannelIntent():
            effect = tr("Hold {channel}: nothing more goes on its line, what waits stays", channel=channel)
            command = HoldChannel(actor=names.actor, channel=channel, reason=intent.reason)
            return Plan(command, because(effect, intent.reason))
        case ReleaseChannelIntent():
            release = ReleaseChannel(actor=names.actor, channel=channel)
            effect = tr("Let {channel} go on with what waits", channel=channel)
            return Plan(release, effect)
        case TestChannelIntent():
            test = TestChannel(actor=names.actor, channel=channel)
            return Plan(test, tr("Try {channel} out, behind what waits", channel=channel))


def _named(typed: Word, names: Names) -> str:
    known = names.vocabulary.channels
    found = next((name for name in known if name.casefold() == typed.text.casefold()), None)
    if found is None:
        stop_at(typed, tr("There is no channel {word}; there are: {names}", word=typed.text, names=", ".join(known)))
    return found
