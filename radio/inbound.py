"""What comes in over a channel unasked: words, statuses, positions, emergencies. A sender is an address, no unit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What everything that comes in has. `at` is when we heard it; `duplicate`: the same frame came a moment ago."""

    sender: str
    at: datetime
    duplicate: bool = False
    bytes_received: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText(Inbound):
    """Words. `sent_at` is the network's word."""

    text: str
    sent_at: datetime | None = None
    complete: bool = True  # False: parts of a long text never came


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundStatus(Inbound):
    """A pre-coded status: 16 bits of TETRA, whose meaning the pack knows."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundPosition(Inbound):
    """Where a radio says it is, in degrees (WGS 84). What it did not say is None."""

    latitude: float
    longitude: float
    age_s: float | None = None  # at most so old when it was sent
    accuracy_m: float | None = None  # within so many metres
    speed_kmh: float | None = None
    heading_deg: float | None = None
    reason: int | None = None  # LIP reason for sending (TS 100 392-18-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEmergency(Inbound):
    """Somebody pressed the emergency button. Goes ahead of everything, and never counts as a mere duplicate.

    `how`: the words for what arrived ("TETRA status 0", "LIP reason 2").
    """

    how: str
    latitude: float | None = None
    longitude: float | None = None


AnyInbound = InboundText | InboundStatus | InboundPosition | InboundEmergency
