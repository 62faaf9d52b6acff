"""What radios tell in a story: a status, words, a position, an emergency, as the relay hands them to the engine."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from dispatcher.domain.clock import Clock
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.machine import (
    HeardPosition,
    HeardStatus,
    PositionsTaken,
    TakeEmergency,
    TakePositions,
    TakeStatuses,
    TakeText,
)
from dispatcher.packs.model import PAGER_CHANNEL, Pack
from dispatcher.queries.inbound import inbound_feed
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskInboundFeed
from dispatcher.services.handlers import AnyCommand


class Radios:
    """What comes in. `Harness` gives the room. A call sign sends from its pager's address."""

    clock: Clock
    _pack: Pack

    def do(self, command: AnyCommand) -> Any:
        """Carry a command out."""
        raise NotImplementedError

    def reading(self) -> Any:
        """A read-only connection."""
        raise NotImplementedError

    def radio_status(
        self, sender: str, *codes: int, channel: str = PAGER_CHANNEL, duplicate: bool = False
    ) -> InboundOutcome:
        """A radio sends pre-coded statuses, at once; what became of the last."""
        items = tuple(
            HeardStatus(
                channel=channel, sender=self.address_of(sender), code=code, heard_at=self.clock.now(),
                duplicate=duplicate, bytes_received=f"+CTSDSR:{code:04X}".encode(),
            )
            for code in codes
        )  # fmt: skip
        return self.do(TakeStatuses(items=items))[-1]

    def radio_says(
        self, sender: str, text: str, *, channel: str = PAGER_CHANNEL, duplicate: bool = False, complete: bool = True,
        sent_ago: float | None = None,
    ) -> InboundOutcome:  # fmt: skip
        """Words come in."""
        now = self.clock.now()
        return self.do(
            TakeText(
                channel=channel, sender=self.address_of(sender), text=text, heard_at=now, duplicate=duplicate,
                complete=complete, sent_at=None if sent_ago is None else now - timedelta(seconds=sent_ago),
                bytes_received=text.encode(),
            )
        )  # fmt: skip

    def radio_emergency(
        self, sender: str, *, at: tuple[float, float] | None = None, duplicate: bool = False,
        channel: str = PAGER_CHANNEL,
    ) -> str:  # fmt: skip
        """Somebody presses the button; the item's id."""
        latitude, longitude = at or (None, None)
        return self.do(
            TakeEmergency(
                channel=channel, sender=self.address_of(sender), how="TETRA status 0", heard_at=self.clock.now(),
                latitude=latitude, longitude=longitude, duplicate=duplicate, bytes_received=b"0000",
            )
        )  # fmt: skip

    def radio_positions(self, *fixes: tuple[str, float, float, float], channel: str = PAGER_CHANNEL) -> PositionsTaken:
        """Radios tell where they were: sender, latitude, longitude, so many seconds ago."""
        now = self.clock.now()
        items = tuple(
            HeardPosition(
                channel=channel, sender=self.address_of(sender), latitude=latitude, longitude=longitude,
                at=now - timedelta(seconds=ago),
            )
            for sender, latitude, longitude, ago in fixes
        )  # fmt: skip
        return self.do(TakePositions(items=items))

    def feed(self, limit: int = 200) -> tuple[InboundRow, ...]:
        """What came in, the newest first."""
        connection: Connection
        with self.reading() as connection:
            return inbound_feed(AskInboundFeed(limit), connection, self.clock.now())

    def address_of(self, sender: str) -> str:
        """The pager's address of a call sign; an address stays what it is."""
        return next((unit.pager for unit in self._pack.unit if unit.call_sign == sender), sender)
