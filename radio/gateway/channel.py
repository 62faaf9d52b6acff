"""One channel at work: keeps the line open, proves the device, claims pages, returns receipts.

Thread: one of its own; `wake`, `stop`, `join`, `is_idle` and `health` from any.
Pages are claimed only while the device has proven itself, so that a dead port leaves them where they wait.
"""

import logging
import threading
from dataclasses import dataclass

from radio.drivers.base import Driver
from radio.errors import ConfigurationError, LinkLost, LinkUnavailable, fault_words
from radio.gateway.reports import Reports
from radio.gateway.retry import Backoff
from radio.health import HealthBoard
from radio.line_clock import LineClock
from radio.links.base import Link
from radio.message import (
    ChannelConfig,
    ChannelHealth,
    ChannelState,
    Page,
    PageSource,
    Receipt,
    ReceiptKind,
    ReceiptSink,
    Tally,
)
from radio.protocols.base import (
    DeviceFailed,
    EmergencyHeard,
    Event,
    Heard,
    LoggedOn,
    PageClimbed,
    PageEnded,
    PageRetracted,
    PositionHeard,
    SessionEnded,
    StatusHeard,
    Stray,
)
from radio.session import Session
from radio.trace import Trace

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a channel's pages come from, and where what became of them and the line's octets go."""

    source: PageSource
    sink: ReceiptSink
    trace: Trace


# A wake is never lost within this process; pages that others store are found this often without one.
POLL_S = 5.0


class _DeviceGone(Exception):
    """The device does not answer: leave the line, wait, begin anew."""


class Channel:
    """One thread, one link, one driver."""

    def __init__(self, config: ChannelConfig, driver: Driver, link: Link, baud: int, ends: Ends) -> None:
        self._config = config
        self._driver = driver
        self._link = link
        self._baud = baud
        self._ends = ends
        self._clock = LineClock()
        self._health = HealthBoard(config.name, self._clock.utc_now, self._tell_health)
        self._reopening = Backoff()
        self._holding = Backoff()
        self._reports = Reports(config.name, ends.sink, self._clock.utc_now)
        self._fitness = LoggedOn()
        self._session: Session | None = None
        self._page: Page | None = None
        self._proven = False
        self._claiming = False
        self._hold_until = 0.0
        self._nothing_until = 0.0
        self._next_probe_at = 0.0
        self._close_by = 0.0
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"radio-{config.name}", daemon=True)

    # --- any thread ----------------------------------------------------------------------------------

    @property
    def health(self) -> ChannelHealth:
        """The health now."""
        return self._health.current

    @property
    def tally(self) -> Tally:
        """How much came in unasked since the channel was opened."""
        return self._reports.tally

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look for a page now. Never blocks."""
        if not self._woken.is_set():
            self._woken.set()
            # A line that is being opened would give up opening; the page is looked for once it is open.
            if self._session is not None:
                self._link.wake()

    def stop(self, timeout_s: float) -> None:
        """Begin to end: a page in flight may take until the timeout."""
        self._close_by = self._clock.monotonic() + timeout_s
        self._stopping.set()
        self._link.wake()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the thread; False when it still runs."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def is_idle(self) -> bool:
        """Tell whether no page is in flight or being claimed and the line is at rest."""
        # In this order: a page on its way is seen at one of these stations, never between two.
        if self._proven and self._woken.is_set():
            return False
        if self._claiming or self._page is not None:
            return False
        session = self._session
        return session is None or session.protocol.is_resting()

    # --- the channel's thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._one_life()
            self._stopping.wait(self._reopening.next_s())
        self._health.change(ChannelState.DOWN, "closed")
        self._ends.trace.close()

    def _one_life(self) -> None:
        """Open, serve and close the line once; whatever happens, the thread goes on."""
        try:
            self._reports.tell()
            self._serve()
        except ConfigurationError as error:
            self._health.change(ChannelState.FAILED, str(error))
        except (LinkUnavailable, LinkLost) as error:
            self._health.change(ChannelState.DOWN, str(error))
        except _DeviceGone as error:
            self._health.change(ChannelState.FAILED, str(error))
        except Exception as error:  # noqa: BLE001 - the duty boundary: a fault of ours must not end the channel
            # Health is journalled: what the error says may be somebody's words.
            words = fault_words(error)
            _log.error("channel %s failed inside: %s", self._config.name, words)
            self._health.change(ChannelState.FAILED, f"fault in the program: {words}")
        self._leave_line()

    def _serve(self) -> None:
        self._link.open()
        self._session = session = Session(self._link, self._driver.protocol(self._baud), self._ends.trace, self._clock)
        if self._health.current.state is not ChannelState.FAILED:
            self._health.change(ChannelState.OPEN, "the port is open, the device has not been heard yet")
            self._health.change(ChannelState.PROBING, "asking the device to log on")
        if self._driver.capabilities().highest_receipt is not ReceiptKind.ACCEPTED:
            session.protocol.recall(self._ends.source.accepted(self._config.name), self._clock.monotonic())
        session.protocol.probe(self._clock.monotonic())
        while not self._is_over(session):
            self._next_step(session)
            self._reports.tell()
            try:
                events = session.turn(self._longest_wait_s())
            except LinkLost:
                self._handle(session, session.take_events())
                raise
            self._handle(session, events)

    def _is_over(self, session: Session) -> bool:
        if not self._stopping.is_set():
            return False
        if session.protocol.is_resting() and self._page is None:
            return True
        return self._clock.monotonic() >= self._close_by

    def _next_step(self, session: Session) -> None:
        protocol = session.protocol
        # A page may end while it is handed over (a terminal that takes less than we hoped): that is told first.
        while self._page is None and self._may_claim() and protocol.wants_page():
            if not self._claim(session):
                break
        now = self._clock.monotonic()
        if protocol.may_finish():
            protocol.finish(now)
        elif protocol.is_resting() and now >= self._next_probe_at and not self._stopping.is_set():
            protocol.probe(now)

    def _may_claim(self) -> bool:
        if not self._proven or self._stopping.is_set():
            return False
        now = self._clock.monotonic()
        # A line that is polled turns all the time; the source is not asked each time.
        return now >= self._hold_until and (self._woken.is_set() or now >= self._nothing_until)

    def _longest_wait_s(self) -> float:
        now = self._clock.monotonic()
        waits = [POLL_S]
        if self._stopping.is_set():
            waits.append(self._close_by - now)
        if self._session is not None and self._session.protocol.is_resting():
            waits.append(self._next_probe_at - now)
        if self._hold_until > now:
            waits.append(self._hold_until - now)
        return max(0.0, min(waits))

    def _claim(self, session: Session) -> bool:
        """Claim one page and begin it, or refuse it; False when none waits."""
        self._claiming = True
        try:
            self._woken.clear()
            self._page = page = self._ends.source.claim(self._config.name)
        finally:
            self._claiming = False
        self._nothing_until = self._clock.monotonic() + POLL_S if page is None else 0.0
        if page is None:
            return False
        refusal = self._why_refused(page)
        if refusal is None:
            session.send(page)
        else:
            self._end_unsent(page, *refusal)
        return True

    def _why_refused(self, page: Page) -> tuple[ReceiptKind, str, str] | None:
        if page.world is not self._config.world:
            words = f"a {page.world} page on the {self._config.world} channel {self._config.name}"
            return ReceiptKind.REJECTED, "world", words
        if self._stopping.is_set():
            return ReceiptKind.FAILED, "closing", "the gateway is closing; nothing was sent"
        wrong = self._driver.check_address(page.address) or self._driver.check_text(page.text)
        return None if wrong is None else (ReceiptKind.REJECTED, "not-carried", wrong)

    # --- what happened -------------------------------------------------------------------------------

    def _handle(self, session: Session, events: list[Event]) -> None:
        gone: DeviceFailed | None = None
        for event in events:
            match event:
                case PageEnded():
                    self._on_page_ended(session, event)
                case PageClimbed() | PageRetracted():
                    self._on_later_receipt(session, event)
                case Heard() | StatusHeard() | PositionHeard() | EmergencyHeard():
                    self._reports.heard(event)
                case Stray():
                    self._on_stray(event)
                case LoggedOn():
                    self._on_logged_on(event)
                case DeviceFailed():
                    gone = event
                case SessionEnded():
                    self._plan_probe()
        self._reports.tell()
        if gone is not None:
            self._proven = False
            session.flush()
            raise _DeviceGone(f"{gone.detail} ({gone.code})" if gone.code.isdigit() else gone.detail)

    def _plan_probe(self) -> None:
        now = self._clock.monotonic()
        # A channel that pauses is asked when the pause ends, so that it does not look ill for longer than it is.
        pausing = self._health.current.state is ChannelState.DEGRADED and not self._fitness.weak
        self._next_probe_at = max(now, self._hold_until) if pausing else now + self._driver.probe_interval_s

    def _on_logged_on(self, event: LoggedOn) -> None:
        if not self._proven:
            self._nothing_until = 0.0
        self._proven = True
        self._fitness = event
        self._reopening.reset()
        if self._page is None and self._clock.monotonic() >= self._hold_until:
            self._look_well()
        elif self._health.current.state is not ChannelState.UP:
            self._health.change(ChannelState.DEGRADED, "the device answers again; waiting before the next page")

    def _look_well(self) -> None:
        """Say that the device works, and as well as it said itself."""
        state = ChannelState.DEGRADED if self._fitness.weak else ChannelState.UP
        self._health.change(state, self._fitness.detail)

    def _on_page_ended(self, session: Session, event: PageEnded) -> None:
        evidence = session.evidence_for(event)
        if self._page is None or evidence is None:
            raise RuntimeError(f"page {event.page_id} ended, but it was not in flight")
        receipt = Receipt(
            attempt_id=event.page_id,
            kind=event.kind,
            at=self._clock.utc_now(),
            code=event.code,
            detail=event.detail,
            truncated=event.truncated,
            maybe_doubled=event.maybe_doubled,
            bytes_sent=bytes(evidence.sent),
            bytes_received=bytes(evidence.received),
            first_byte_at=evidence.first_byte_at,
        )
        self._end_page(receipt)
        self._reports.tell()
        self._judge(event)

    def _judge(self, event: PageEnded) -> None:
        """Draw the consequences of an outcome for the line."""
        if event.kind in (ReceiptKind.ACCEPTED, ReceiptKind.REJECTED):
            self._holding.reset()
            self._look_well()
        elif event.code == "line-lost":
            return  # the line says so itself, and opening it again is the pause
        elif event.kind is ReceiptKind.UNCERTAIN or self._driver.is_trouble_of_line(event.code):
            wait_s = self._holding.next_s()
            self._hold_until = self._clock.monotonic() + wait_s
            self._next_probe_at = min(self._next_probe_at, self._hold_until)
            self._health.change(ChannelState.DEGRADED, f"{event.detail}; next try in {wait_s:g} s")

    def _on_later_receipt(self, session: Session, event: PageClimbed | PageRetracted) -> None:
        receipt = Receipt(
            attempt_id=event.page_id,
            kind=event.kind if isinstance(event, PageClimbed) else ReceiptKind.RETRACTED,
            at=self._clock.utc_now(),
            code=event.code,
            detail=event.detail,
            bytes_received=event.raw or session.heard_since_last_page(),
        )
        self._reports.add(receipt)

    def _on_stray(self, event: Stray) -> None:
        # Not its words: what belongs to nothing we know may be anybody's. The trace holds them.
        count = self._reports.stray()
        _log.warning("channel %s: a stray of %d octets (stray %d)", self._config.name, len(event.raw), count)

    def _end_unsent(self, page: Page, kind: ReceiptKind, code: str, detail: str) -> None:
        at = self._clock.utc_now()
        self._end_page(Receipt(attempt_id=page.attempt_id, kind=kind, at=at, code=code, detail=detail))

    def _end_page(self, receipt: Receipt) -> None:
        self._reports.add(receipt)
        self._page = None

    def _tell_health(self, health: ChannelHealth) -> None:
        try:
            self._ends.sink.health(health)
        except Exception as error:  # noqa: BLE001 - a listener that fails must not end the channel
            _log.error("health of channel %s was not taken: %s", self._config.name, fault_words(error))

    def _leave_line(self) -> None:
        """Close the line and end a page that is still in flight, once. Never raises."""
        session, self._session = self._session, None
        self._proven = False
        self._link.close()
        try:
            if session is not None:
                session.abandon("the gateway closed the line")
                self._handle_last(session)
        except Exception as error:  # noqa: BLE001 - the duty boundary, on the way out
            _log.error("channel %s: the protocol failed while it was ended: %s", self._config.name, fault_words(error))
        if self._page is not None:
            words = "a fault in the program while the page was in flight; it may have been taken"
            self._end_unsent(self._page, ReceiptKind.UNCERTAIN, "fault", words)
        try:
            self._reports.tell()
        except Exception as error:  # noqa: BLE001 - they stay and are told again
            untold = len(self._reports)
            _log.error("channel %s: %d receipts are untold: %s", self._config.name, untold, fault_words(error))

    def _handle_last(self, session: Session) -> None:
        """Take what the protocol still tells while it is ended; health has been said already."""
        for event in session.take_events():
            match event:
                case PageEnded():
                    self._on_page_ended(session, event)
                case PageClimbed() | PageRetracted():
                    self._on_later_receipt(session, event)
                case Heard() | StatusHeard() | PositionHeard() | EmergencyHeard():
                    self._reports.heard(event)
                case _:
                    pass
