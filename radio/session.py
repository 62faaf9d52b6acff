"""The pump of one line: what the protocol says goes out, what arrives goes in, time passes. Thread: one channel's."""

from dataclasses import dataclass, field
from datetime import datetime

from radio.errors import LinkLost
from radio.line_clock import LineClock
from radio.links.base import Link
from radio.message import Page
from radio.protocols.base import Event, LineProtocol, PageEnded
from radio.recording import RecordedProtocol
from radio.trace import Direction, TakesSteps, Trace

# Evidence kept per page. A terminal says a few hundred octets; a babbling line must not fill the database.
MAX_EVIDENCE = 4096


@dataclass(slots=True)
class Evidence:
    """The octets that crossed the line for one page."""

    page: Page
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    first_byte_at: datetime | None = None


class Session:
    """One link and one protocol, turned by the channel's thread."""

    def __init__(self, link: Link, protocol: LineProtocol, trace: Trace, clock: LineClock) -> None:
        self.protocol = RecordedProtocol(protocol, trace, clock) if isinstance(trace, TakesSteps) else protocol
        self._link = link
        self._trace = trace
        self._clock = clock
        self._evidence: Evidence | None = None
        self._since_last_page = bytearray()

    def send(self, page: Page) -> None:
        """Hand a page to the protocol and begin to keep its octets."""
        self.protocol.send(page, self._clock.monotonic())
        self._evidence = Evidence(page)
        self._since_last_page.clear()

    def turn(self, longest_s: float) -> list[Event]:
        """Write, wait for octets, a deadline, a wake or `longest_s`, and return what happened.

        Raises: LinkLost, after the protocol was told; what happened is then in `take_events`.
        """
        try:
            self.flush()
            events = self.take_events()
            return events or self._listen(longest_s)
        except LinkLost as error:
            self.abandon(str(error), unwritten=error.unwritten)
            raise

    def flush(self) -> None:
        """Write what the protocol has to say. Raises: LinkLost."""
        data = self.protocol.take_bytes()
        if not data:
            return
        try:
            self._link.write(data)
        except LinkLost as error:
            self._note_sent(data[: len(data) - error.unwritten])
            raise
        self._note_sent(data)

    def abandon(self, reason: str, *, unwritten: int = 0) -> None:
        """End everything on the line; the outcome of a page in flight is in `take_events`."""
        self.protocol.abandon(self._clock.monotonic(), reason, unwritten=unwritten)

    def take_events(self) -> list[Event]:
        """Return what happened, once."""
        return self.protocol.take_events()

    def evidence_for(self, ended: PageEnded) -> Evidence | None:
        """Return the octets of the page that ended, once."""
        evidence = self._evidence
        if evidence is None or evidence.page.attempt_id != ended.page_id:
            return None
        self._evidence = None
        return evidence

    def heard_since_last_page(self) -> bytes:
        """Return what arrived after the last page ended: the evidence of a retraction."""
        return bytes(self._since_last_page)

    def _listen(self, longest_s: float) -> list[Event]:
        deadline = self.protocol.deadline()
        wait_s = longest_s if deadline is None else min(longest_s, deadline - self._clock.monotonic())
        data = self._link.read(max(0.0, wait_s))
        now = self._clock.monotonic()
        if data:
            self._note_received(data)
            self.protocol.receive(data, now)
        self.protocol.tick(now)
        self.flush()
        return self.take_events()

    def _note_sent(self, data: bytes) -> None:
        at = self._clock.utc_now()
        if self._evidence is not None and data:
            self._evidence.sent += data
            if self._evidence.first_byte_at is None:
                self._evidence.first_byte_at = at
        self._trace.note(Direction.SENT, data, at)

    def _note_received(self, data: bytes) -> None:
        self._trace.note(Direction.RECEIVED, data, self._clock.utc_now())
        if self._evidence is None:
            # What is taken back is said last; the polls before it are many.
            self._since_last_page += data
            del self._since_last_page[:-MAX_EVIDENCE]
            return
        kept = self._evidence.received
        kept += data[: max(0, MAX_EVIDENCE - len(kept))]
