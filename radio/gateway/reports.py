"""What a channel has to tell: receipts and what came in, in order, emergencies ahead. Thread: the channel's."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from radio.inbound import AnyInbound, InboundEmergency, InboundPosition, InboundStatus, InboundText
from radio.message import Receipt, ReceiptSink, Tally
from radio.protocols.base import EmergencyHeard, Heard, InboundEvent, PositionHeard, StatusHeard

# A radio that hears no answer says the same again, and again a few seconds later.
DOUBLE_WITHIN_S = 30.0
_MOST_REMEMBERED = 4096


class Reports:
    """A report leaves when it was taken: a sink that fails stops the channel, not the report."""

    def __init__(self, channel: str, sink: ReceiptSink, utc_now: Callable[[], datetime]) -> None:
        self._channel = channel
        self._sink = sink
        self._utc_now = utc_now
        self._waiting: deque[Receipt | AnyInbound] = deque()
        self._heard: OrderedDict[tuple[type, str, bytes], datetime] = OrderedDict()
        self._tally = Tally()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def tally(self) -> Tally:
        """How much came in unasked; a frozen value, safe on any thread."""
        return self._tally

    def add(self, receipt: Receipt) -> None:
        """Let a receipt wait to be told."""
        self._waiting.append(receipt)

    def stray(self) -> int:
        """Count something that belongs to nothing; return how many there were."""
        self._tally = replace(self._tally, strays=self._tally.strays + 1)
        return self._tally.strays

    def heard(self, event: InboundEvent) -> None:
        """Let what came in wait to be told, labelled when it came before; an emergency is told at once."""
        item = self._labelled(event)
        self._count(item)
        if isinstance(item, InboundEmergency):
            self._waiting.appendleft(item)
        else:
            self._waiting.append(item)

    def tell(self) -> None:
        """Hand over what waits."""
        while self._waiting:
            report = self._waiting[0]
            if isinstance(report, Receipt):
                self._sink.receipt(self._channel, report)
            else:
                self._sink.inbound(self._channel, report)
            self._waiting.popleft()

    def _labelled(self, event: InboundEvent) -> AnyInbound:
        now = self._utc_now()
        item = _inbound(event, now)
        # Without its octets nobody can tell a frame that came twice from words said twice.
        if not event.raw:
            return item
        # One frame may tell two things: where somebody is, and that it is an emergency.
        key = (type(event), event.sender, event.raw)
        before = self._heard.get(key)
        self._heard[key] = now
        self._heard.move_to_end(key)
        if len(self._heard) > _MOST_REMEMBERED:
            self._heard.popitem(last=False)
        if before is None or not 0 <= (now - before).total_seconds() < DOUBLE_WITHIN_S:
            return item
        return replace(item, duplicate=True)

    def _count(self, item: AnyInbound) -> None:
        tally = self._tally
        match item:
            case InboundText():
                tally = replace(tally, texts=tally.texts + 1)
            case InboundStatus():
                tally = replace(tally, statuses=tally.statuses + 1)
            case InboundPosition():
                tally = replace(tally, positions=tally.positions + 1)
            case InboundEmergency():
                tally = replace(tally, emergencies=tally.emergencies + 1)
        self._tally = replace(tally, duplicates=tally.duplicates + item.duplicate)


def _inbound(event: InboundEvent, at: datetime) -> AnyInbound:
    raw = event.raw
    match event:
        case Heard():
            return InboundText(
                sender=event.sender, at=at, bytes_received=raw, text=event.text, sent_at=event.sent_at,
                complete=event.complete,
            )  # fmt: skip
        case StatusHeard():
            return InboundStatus(sender=event.sender, at=at, bytes_received=raw, code=event.code)
        case PositionHeard():
            return InboundPosition(
                sender=event.sender, at=at, bytes_received=raw, latitude=event.latitude, longitude=event.longitude,
                age_s=event.age_s, accuracy_m=event.accuracy_m, speed_kmh=event.speed_kmh,
                heading_deg=event.heading_deg, reason=event.reason,
            )  # fmt: skip
        case EmergencyHeard():
            return InboundEmergency(
                sender=event.sender, at=at, bytes_received=raw, how=event.how, latitude=event.latitude,
                longitude=event.longitude,
            )  # fmt: skip
