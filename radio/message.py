"""What travels between the gateway and whoever uses it: pages out, receipts and health back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from radio.inbound import AnyInbound


class World(StrEnum):
    """Whether bytes may leave for the real air (LIVE) or only for a simulator endpoint (SIMULATED)."""

    LIVE = "live"
    SIMULATED = "simulated"


class Urgency(IntEnum):
    """Order of transmission on one channel; the lowest value goes first."""

    EMERGENCY = 0
    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4
    P5 = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One attempt to carry one text to one address. `attempt_id` comes back on every receipt."""

    attempt_id: str
    address: str
    text: str
    urgency: Urgency
    world: World
    group: bool = False  # the address is a group's: nobody's own receipt will come


class ReceiptKind(StrEnum):
    """What the far side told about one attempt, or that it told nothing."""

    ACCEPTED = "accepted"  # the terminal, modem or base took it
    ON_AIR = "on_air"  # the transmitter or network reports it sent
    DELIVERED = "delivered"
    READ = "read"
    REJECTED = "rejected"  # permanent; `code` says why
    FAILED = "failed"  # temporary, nothing was taken; `code` says why
    UNCERTAIN = "uncertain"  # it may have been taken; nobody can know
    RETRACTED = "retracted"  # the far end takes back an earlier ACCEPTED or better


FINAL_RECEIPTS = frozenset({ReceiptKind.ACCEPTED, ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN})
"""Kinds that end an attempt's time on the line. Exactly one of them comes for every page claimed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The evidence for one step of one attempt, with the exact bytes that crossed the line for it."""

    attempt_id: str
    kind: ReceiptKind
    at: datetime
    code: str | None = None
    detail: str = ""
    truncated: bool = False  # the terminal says that it cut the text (TAP 212, 214)
    maybe_doubled: bool = False  # a block was resent after silence by a profile that asks for it
    bytes_sent: bytes = b""
    bytes_received: bytes = b""
    first_byte_at: datetime | None = None  # when the first byte that carried this page left


class ChannelState(StrEnum):
    """Health of one channel (radio.md §8)."""

    DOWN = "down"  # no port
    OPEN = "open"  # port open, device not heard yet
    PROBING = "probing"
    UP = "up"
    DEGRADED = "degraded"
    FAILED = "failed"  # the device answers wrongly or not at all


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """State of one channel, since when and why, in words an operator can act on."""

    channel: str
    state: ChannelState
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedPage:
    """A page that ended ACCEPTED a while ago, for receipts that come later. `code` holds the network's reference."""

    attempt_id: str
    address: str
    code: str
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a channel heard of its own accord since it was opened."""

    texts: int = 0
    statuses: int = 0
    positions: int = 0
    emergencies: int = 0
    duplicates: int = 0  # of all these: labelled as come before
    strays: int = 0  # receipts of pages unknown here, broken frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a driver can carry and how far up the ladder it can report."""

    highest_receipt: ReceiptKind
    per_recipient: bool
    supports_cancel: bool
    max_text: int  # characters of one page, any mark such as REPEAT included
    charset: str  # "ascii-printable", "latin-1", "utf-16"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """One channel as the pack configures it.

    `link` is a URL: `serial:/dev/serial/by-id/X?baud=9600&mode=7E1`, `simulator:/path/to/pty?baud=9600`,
    `socket://host:port`, `rfc2217://host:port`. A SIMULATED channel opens `simulator:` only, and only when
    the path really is a pseudo terminal; a LIVE channel never opens `simulator:`.
    `profile` overrides the driver's timers, retries and dialect switches by name; an unknown name is refused.
    """

    name: str
    driver: str
    link: str
    world: World
    profile: dict[str, str | int | float | bool] = field(default_factory=dict[str, str | int | float | bool])


class PageSource(Protocol):
    """Where a channel finds its next page. Called on the channel's thread."""

    def claim(self, channel: str) -> Page | None:
        """Take the most urgent page that waits for the channel, for good; None when nothing waits."""
        ...

    def accepted(self, channel: str) -> Sequence[AcceptedPage]:
        """Return the pages of which a later receipt may still come, oldest first; asked when a line is opened."""
        ...


class ReceiptSink(Protocol):
    """Who is told what became of a page. Called on the channel's thread; must not raise."""

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Take one receipt; the implementer stores it durably."""
        ...

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Take what came in; words leave the device's own store only once this has returned.

        An emergency is handed over ahead of everything that waits to be told.
        """
        ...

    def health(self, health: ChannelHealth) -> None:
        """Take a change of a channel's health."""
        ...
