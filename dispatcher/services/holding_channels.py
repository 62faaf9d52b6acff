"""Channels held by a person: nothing is claimed for the line, what waits stays shown, and its chains go on."""

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Act, require
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected
from dispatcher.domain.events import EntryKind
from dispatcher.domain.plans import VOICE
from dispatcher.services import attention_items
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.channel_trouble import held_cause
from dispatcher.services.reaching import radio_desk
from dispatcher.storage import channels, transmissions
from dispatcher.storage.channels import Channel
from dispatcher.storage.unit_of_work import UnitOfWork


def hold_channel(command: HoldChannel, work: UnitOfWork) -> None:
    """Hold a channel, with a reason; a page that is on the line already comes to its end."""
    require(command.actor, Act.HOLD_CHANNEL)
    channel = line_named(work, command.channel)
    if not command.reason.strip():
        raise Incomplete("say why the channel is held", field="reason")
    if channel.held_since is not None:
        raise InvalidTransition(f"{channel.name} is held already", field="channel")
    kept = work.keep("channel", channel.name, "reason", command.reason.strip())
    channels.hold(
        work.connection, channel.name, since=work.now, by=str(command.actor.operator), reason_id=kept.id
    )  # fmt: skip
    waiting = transmissions.waiting_for_line(work.connection, channel.name)
    work.record(
        EntryKind.CHANNEL_HELD, command.actor, None, channel=channel.name, waiting=waiting,
        reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    tell_what_waits(work, channel.name)


def release_channel(command: ReleaseChannel, work: UnitOfWork) -> None:
    """Let a held channel go on with what waits, the most urgent first."""
    require(command.actor, Act.HOLD_CHANNEL)
    channel = line_named(work, command.channel)
    if channel.held_since is None:
        raise InvalidTransition(f"{channel.name} is not held", field="channel")
    channels.release(work.connection, channel.name)
    work.channels_to_wake.add(channel.name)
    work.record(
        EntryKind.CHANNEL_RELEASED, command.actor, None, channel=channel.name,
        waiting=transmissions.waiting_for_line(work.connection, channel.name),
        held_s=int((work.now - channel.held_since).total_seconds()),
    )  # fmt: skip
    attention_items.resolve_cause(work, held_cause(channel.name), "the channel was released")


def tell_what_waits(work: UnitOfWork, channel: str) -> None:
    """Say at the radio desk how much waits for a channel that is held; of any other channel nothing."""
    if not channels.is_held(work.connection, channel):
        return
    waiting = transmissions.waiting_for_line(work.connection, channel)
    pages = "1 page waits" if waiting == 1 else f"{waiting} pages wait"
    item = Item(
        kind=AttentionKind.TECHNICAL_ALARM, cause=held_cause(channel), text=f"{channel} is held: {pages}",
        for_role=radio_desk(work), channel=channel,
    )  # fmt: skip
    if attention_items.text_of_cause(work, item.cause) != item.text:
        raise_item(work, item)


def line_named(work: UnitOfWork, name: str) -> Channel:
    """Return a channel that has a line.

    Raises:
        UnknownThing: no channel is called so.
        Rejected: people speak there.
    """
    channel = channels.named(work.connection, name)
    if channel.driver == VOICE:
        raise Rejected(f"{channel.name} has no line: people speak there", field="channel")
    return channel
