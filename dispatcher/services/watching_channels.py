"""A channel's health as its holder reports it: stored, journalled, and an alarm while it is not UP."""

from sqlalchemy import select, update

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.channels import UP
from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import TakeHealth
from dispatcher.services import attention_items, channel_trouble
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.channel_trouble import not_accepted_cause, not_up_cause
from dispatcher.services.reaching import radio_desk
from dispatcher.storage.schema import channels
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_ON_THE_WAY_UP = frozenset({"open", "probing"})


def take_health(command: TakeHealth, work: UnitOfWork) -> None:
    """Store a change of health; the same state with the same reason changes nothing."""
    row = work.connection.execute(select(channels).where(channels.c.name == command.channel)).one()
    if (row.state, row.reason) == (command.state, command.reason):
        return
    since = row.since if row.state == command.state else work.now
    work.connection.execute(
        update(channels)
        .where(channels.c.name == command.channel)
        .values(state=command.state, reason=command.reason, since=since)
    )
    work.record(
        EntryKind.CHANNEL_CHANGED, SYSTEM, None, channel=command.channel, state=command.state, was=row.state
    )  # fmt: skip
    if command.state == UP:
        for cause in (not_up_cause(command.channel), not_accepted_cause(command.channel)):
            attention_items.resolve_cause(work, cause, "the channel is up")
        channel_trouble.end_if_well(work, command.channel, "the channel is up")
    elif command.state not in _ON_THE_WAY_UP:
        raise_item(
            work,
            Item(
                kind=AttentionKind.TECHNICAL_ALARM,
                cause=not_up_cause(command.channel),
                text=f"{command.channel} is {command.state}: {command.reason}",
                for_role=radio_desk(work),
                channel=command.channel,
            ),
        )
        channel_trouble.guard(work, command.channel)
