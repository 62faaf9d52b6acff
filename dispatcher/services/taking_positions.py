"""Positions that radios report: the newest of each unit is kept, nothing of it is journalled (ADR 0008)."""

from dispatcher.domain.machine import PositionsTaken, TakePositions
from dispatcher.domain.positions import is_on_earth
from dispatcher.domain.units import UnitFix
from dispatcher.services.inbound_book import Senders
from dispatcher.services.inbound_items import count_positions_of_unknown
from dispatcher.storage import positions
from dispatcher.storage.unit_of_work import UnitOfWork


def take_positions(command: TakePositions, work: UnitOfWork) -> PositionsTaken:
    """Keep the newest of each unit; a position that is older than what is kept changes nothing."""
    work.looked_up = {}
    news: dict[str, UnitFix] = {}
    unknown: dict[tuple[str, str], int] = {}
    broken = 0
    senders = Senders(work, ((item.channel, item.sender) for item in command.items))
    for item in command.items:
        sender = senders.of(item.channel, item.sender)
        if sender is None:
            whose = (item.channel, item.sender)
            unknown[whose] = unknown.get(whose, 0) + item.times
        elif not is_on_earth(item.latitude, item.longitude):
            broken += item.times
        else:
            # Whatever a radio's clock says, nobody was anywhere later than now.
            at = min(item.at, work.now)
            if sender.unit_id not in news or news[sender.unit_id].at < at:
                news[sender.unit_id] = UnitFix(
                    call_sign=sender.call_sign, latitude=item.latitude, longitude=item.longitude, at=at
                )
    positions.keep(work.connection, news)
    for (channel, address), times in unknown.items():
        count_positions_of_unknown(work, channel, address, times, work.now)
    return PositionsTaken(kept=len(news), unknown=sum(unknown.values()), broken=broken)
