"""What every protocol offers to the session, and what it may tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from radio.message import AcceptedPage, Page, ReceiptKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEnded:
    """The one final outcome of a page: ACCEPTED, REJECTED, FAILED or UNCERTAIN."""

    page_id: str
    kind: ReceiptKind
    code: str | None = None
    detail: str = ""
    truncated: bool = False
    maybe_doubled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClimbed:
    """A page that ended earlier reached a higher rung: ON_AIR, DELIVERED or READ. `raw`: the octets that say so."""

    page_id: str
    kind: ReceiptKind
    code: str | None = None
    detail: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRetracted:
    """The far end takes back a page it had accepted. `raw`: the octets that say so, where they are known apart."""

    page_id: str
    code: str | None = None
    detail: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Words that came in; the device may forget them once `take_events` has handed this over and been followed up."""

    sender: str
    text: str
    sent_at: datetime | None = None
    complete: bool = True
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusHeard:
    """A pre-coded status came in. Status 0 of TETRA is no status: EmergencyHeard."""

    sender: str
    code: int
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionHeard:
    """A radio told where it is, in degrees; what it did not say is None (radio.inbound.InboundPosition)."""

    sender: str
    latitude: float
    longitude: float
    age_s: float | None = None
    accuracy_m: float | None = None
    speed_kmh: float | None = None
    heading_deg: float | None = None
    reason: int | None = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyHeard:
    """Somebody pressed the emergency button; `how` says in words what arrived."""

    sender: str
    how: str
    latitude: float | None = None
    longitude: float | None = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Something arrived that belongs to nothing we know: counted and said, never acted on."""

    detail: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOn:
    """The device answered and is ready for pages; `weak` when it works but not well, `detail` says how."""

    detail: str = "the device answers"
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """The exchange with the device is over and the line is at rest."""

    detail: str
    clean: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFailed:
    """The device did not answer, or refused the log-on; it has to prove itself before the next page."""

    code: str
    detail: str


InboundEvent = Heard | StatusHeard | PositionHeard | EmergencyHeard
Event = PageEnded | PageClimbed | PageRetracted | InboundEvent | Stray | LoggedOn | SessionEnded | DeviceFailed


class LineProtocol(Protocol):
    """Bytes and time in, bytes and events out. Never blocks, never raises on what the peer sends."""

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Learn of pages accepted earlier, on another line or before a restart, whose receipts may still come."""
        ...

    def probe(self, now: float) -> None:
        """Make the device show that it is there; LoggedOn or DeviceFailed follows."""
        ...

    def send(self, page: Page, now: float) -> None:
        """Carry one page; exactly one PageEnded with its `attempt_id` follows. Only while `wants_page()`."""
        ...

    def finish(self, now: float) -> None:
        """End the exchange with the device: nothing more waits. Without effect unless `may_finish()`."""
        ...

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        """End everything at once: the line is gone or about to be closed.

        `unwritten`: octets at the end of the last `take_bytes()` that surely did not leave.
        """
        ...

    def receive(self, data: bytes, now: float) -> None:
        """Take what the peer sent."""
        ...

    def tick(self, now: float) -> None:
        """Do what is due; call at or after `deadline()`."""
        ...

    def deadline(self) -> float | None:
        """Return when `tick` is next needed, in the seconds of `now`."""
        ...

    def take_bytes(self) -> bytes:
        """Return what is to be written, once."""
        ...

    def take_events(self) -> list[Event]:
        """Return what happened, once, in order."""
        ...

    def wants_page(self) -> bool:
        """Tell whether `send` may be called now."""
        ...

    def may_finish(self) -> bool:
        """Tell whether an exchange is open that nothing needs any more."""
        ...

    def is_resting(self) -> bool:
        """Tell whether no exchange with the device is open."""
        ...
