"""A channel's health as its holder reports it: stored, journalled, and an alarm while it is not UP."""

from sqlalchemy import select, update

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import TakeHealth
from dispatcher.domain.triage import Priority
from dispatcher.services import attention_items, chains
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.chains import Guarded
from dispatcher.services.reaching import radio_desk
from dispatcher.storage.schema import channels
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

UP = "up"
_GRADED = Priority.P2
"""A channel is of no incident: one table of times serves it."""
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
        attention_items.resolve_of_channel(work, command.channel, "the channel is up")
        chains.end(work, Subject.CHANNEL, command.channel, "the channel is up")
    elif command.state not in _ON_THE_WAY_UP:
        raise_item(
            work,
            Item(
                kind=AttentionKind.TECHNICAL_ALARM,
                cause=f"channel:{command.channel}:not_up",
                text=f"{command.channel} is {command.state}: {command.reason}",
                for_role=radio_desk(work),
                channel=command.channel,
            ),
        )
        if not chains.is_running(work, Subject.CHANNEL, command.channel):
            chains.start(work, Guarded(subject=Subject.CHANNEL, subject_id=command.channel, priority=_GRADED))
