"""Notes in a trace what a protocol is asked and what it tells, so that a replay can ask a fresh one the same."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any

from radio.line_clock import LineClock
from radio.message import AcceptedPage, Page
from radio.protocols.base import Event, LineProtocol
from radio.trace import Entry, Kind, TakesSteps


class RecordedProtocol:
    """A protocol with a witness. Times are rounded to what a trace can hold before the protocol sees them."""

    def __init__(self, inner: LineProtocol, trace: TakesSteps, clock: LineClock) -> None:
        self._inner = inner
        self._trace = trace
        self._clock = clock
        self._received_at: float | None = None
        self._now = _rounded(clock.monotonic())
        self._step(Kind.OPEN, self._now)

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Learn of pages accepted earlier."""
        now = _rounded(now)
        if pages:
            self._step(Kind.RECALL, now, {"pages": [plain(page) for page in pages]})
        self._inner.recall(pages, now)

    def probe(self, now: float) -> None:
        """Make the device show that it is there."""
        now = _rounded(now)
        self._step(Kind.PROBE, now)
        self._inner.probe(now)

    def send(self, page: Page, now: float) -> None:
        """Carry one page."""
        now = _rounded(now)
        self._step(Kind.PAGE, now, plain(page))
        self._inner.send(page, now)

    def finish(self, now: float) -> None:
        """End the exchange with the device."""
        now = _rounded(now)
        self._step(Kind.FINISH, now)
        self._inner.finish(now)

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        """End everything at once."""
        now = _rounded(now)
        self._step(Kind.END, now, {"reason": reason, "unwritten": unwritten})
        self._inner.abandon(now, reason, unwritten=unwritten)

    def receive(self, data: bytes, now: float) -> None:
        """Take what the peer sent."""
        now = self._received_at = _rounded(now)
        self._step(Kind.RECEIVED, now, octets=data)
        self._inner.receive(data, now)

    def tick(self, now: float) -> None:
        """Do what is due; behind a `receive` of the same moment it goes without saying."""
        now = _rounded(now)
        due = self._inner.deadline()
        if due is not None and now >= due and now != self._received_at:
            self._step(Kind.DUE, now)
        self._received_at = None
        self._inner.tick(now)

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return self._inner.deadline()

    def take_bytes(self) -> bytes:
        """Return what is to be written; the session notes what of it was."""
        return self._inner.take_bytes()

    def take_events(self) -> list[Event]:
        """Return what happened, once, in order."""
        events = self._inner.take_events()
        for event in events:
            self._step(Kind.TOLD, self._now, {"is": type(event).__name__, **plain(event)})
        return events

    def wants_page(self) -> bool:
        """Tell whether `send` may be called now."""
        return self._inner.wants_page()

    def may_finish(self) -> bool:
        """Tell whether an exchange is open that nothing needs any more."""
        return self._inner.may_finish()

    def is_resting(self) -> bool:
        """Tell whether no exchange with the device is open."""
        return self._inner.is_resting()

    def _step(self, kind: Kind, now: float, body: Mapping[str, Any] | None = None, octets: bytes = b"") -> None:
        self._now = now
        entry = Entry(kind=kind, now=self._now, at=self._clock.utc_now(), octets=octets, body=body or {})
        self._trace.step(entry, at_rest=self._inner.is_resting())


def _rounded(now: float) -> float:
    """Return the microsecond that is not before `now`: what is due stays due."""
    return math.ceil(now * 1e6) / 1e6


def plain(value: object) -> dict[str, Any]:
    """Return the fields of a value as JSON can hold them; those that say nothing are left out."""
    said = {item.name: _plain(getattr(value, item.name)) for item in fields(value)}  # type: ignore[arg-type]
    return {name: item for name, item in said.items() if item is not None and item != ""}


def _plain(value: object) -> object:
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value
