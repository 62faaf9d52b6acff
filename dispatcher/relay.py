"""Outbox to gateway, receipts and health to the engine. The only hand that this room lays on the radio."""

import logging
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future

from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.machine import (
    Accepted,
    Claimed,
    ClaimNext,
    DutiesKept,
    Evidence,
    RecallAccepted,
    TakeHealth,
    TakeReceipt,
)
from dispatcher.duties import Duties, Submits
from dispatcher.storage.errors import StorageError
from dispatcher.storage.leases import channel_lease
from dispatcher.transactor import Committed
from radio.errors import ConfigurationError
from radio.gateway import Gateway
from radio.inbound import AnyInbound, InboundText
from radio.message import (
    AcceptedPage,
    ChannelConfig,
    ChannelHealth,
    ChannelState,
    Page,
    Receipt,
    Urgency,
)
from radio.message import World as RadioWorld
from radio.trace import Trace

_log = logging.getLogger(__name__)

TraceFor = Callable[[ChannelConfig], Trace]
"""Makes the trace of a channel's bytes."""

_GIVES_WORK = frozenset({EntryKind.ATTEMPT_QUEUED, EntryKind.CHANNEL_RELEASED, EntryKind.CHANNEL_TEST_QUEUED})
_CLAIM_S = 10.0
_RETRY_S = 1.0


class Relay:
    """Feeds the gateway's channels from the outbox and stores what they report, in order, until it is stored.

    Thread: `claim`, `receipt` and `health` come from the channels' threads; duties from the beating thread.
    """

    def __init__(
        self, engine: Submits, duties: Duties, channels: Iterable[ChannelConfig], trace_for: TraceFor | None = None,
        may_open: Callable[[str], bool] | None = None,
    ) -> None:  # fmt: skip
        """`may_open`: whether the far side of a held channel is there already; else `look_again`, or the next beat."""
        self._engine = engine
        self._duties = duties
        self._configs: Mapping[str, ChannelConfig] = {config.name: config for config in channels}
        self._may_open = may_open or (lambda _channel: True)
        self._held: frozenset[str] = frozenset()  # leases, as of the last beat
        self._opening = threading.Lock()
        self._is_closing = False
        self._open: set[str] = set()
        self._reports: queue.SimpleQueue[TakeReceipt | TakeHealth | None] = queue.SimpleQueue()
        self._unstored = 0
        self._inbound: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._gateway = Gateway(self, self, trace_for)
        self._thread = threading.Thread(target=self._store_reports, name="relay", daemon=True)
        duties.on_beat(self._on_duties)

    def start(self) -> None:
        """Begin to store reports; channels open when their leases are held."""
        self._thread.start()

    def close(self, timeout_s: float = 10.0) -> None:
        """Let pages on the line come to an end, close every channel and store the last reports."""
        with self._opening:
            self._is_closing = True
        self._gateway.close_all(timeout_s)
        self._reports.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._ending.set()

    def wake(self, channel: str) -> None:
        """Say that something new may wait for a channel."""
        if channel in self._open:
            self._gateway.wake(channel)

    def heard(self, entries: tuple[Entry, ...]) -> None:
        """Take entries of this process and others: wake the channels for which they queued something."""
        queued = {entry.body["channel"] for entry in entries if entry.kind in _GIVES_WORK}
        for channel in tuple(self._open):
            if channel in queued:
                self._gateway.wake(channel)

    def after_commit(self, committed: Committed) -> None:
        """Wake the channels that this process's commit gave work to."""
        for channel in committed.channels_to_wake:
            self.wake(channel)

    def is_idle(self) -> bool:
        """Tell whether no page is on a line and every report is stored."""
        with self._lock:
            unstored = self._unstored
        return unstored == 0 and all(self._gateway.idle(channel) for channel in tuple(self._open))

    def is_up(self, channel: str) -> bool:
        """Tell whether a channel is open here and its device answers."""
        return channel in self._open and self._gateway.health(channel).state is ChannelState.UP

    def claim(self, channel: str) -> Page | None:
        """Take the next page of the outbox (radio.PageSource)."""
        epoch = self._duties.epoch(channel_lease(channel))
        if epoch is None:
            return None
        asked: Future[Claimed | None] = self._engine.submit(ClaimNext(channel=channel, epoch=epoch))
        try:
            claimed = asked.result(_CLAIM_S)
        except (StorageError, TimeoutError) as error:
            asked.cancel()  # a claim that comes too late would take a page that nobody sends
            _log.error("no page could be claimed for %s: %s", channel, error)  # the reason is all
            return None
        if claimed is None:
            return None
        return Page(
            attempt_id=claimed.attempt_id,
            address=claimed.address,
            text=claimed.text,
            urgency=Urgency(claimed.rank),
            group=claimed.group,
            world=self._configs[channel].world,
        )

    def accepted(self, channel: str) -> tuple[AcceptedPage, ...]:
        """Name the pages whose later receipts may still come (radio.PageSource)."""
        asked: Future[tuple[Accepted, ...]] = self._engine.submit(RecallAccepted(channel=channel))
        try:
            found = asked.result(_CLAIM_S)
        except (StorageError, TimeoutError) as error:
            asked.cancel()
            _log.error("later receipts of earlier pages on %s may stay unmatched: %s", channel, error)
            return ()
        return tuple(
            AcceptedPage(attempt_id=item.attempt_id, address=item.address, code=item.code, age_s=item.age_s)
            for item in found
        )

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Count what came in (radio.ReceiptSink); nothing in the room acts on it yet."""
        with self._lock:
            self._inbound[channel] += 1
            count = self._inbound[channel]
        # Neither who nor what: a person's number and words have no place in the log.
        what = type(item).__name__
        if isinstance(item, InboundText):
            whole = "" if item.complete else ", parts of it missing"
            what = f"a text of {len(item.text)} characters{whole}"
        _log.warning("channel %s: %s came in (%d so far)", channel, what, count)

    def inbound_count(self, channel: str) -> int:
        """Return how many texts came in on a channel since this room was opened."""
        with self._lock:
            return self._inbound[channel]

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Take a receipt (radio.ReceiptSink)."""
        self._report(
            TakeReceipt(
                attempt_id=receipt.attempt_id,
                evidence=Evidence(receipt.kind.value),
                code=receipt.code,
                detail=receipt.detail,
                truncated=receipt.truncated,
                maybe_doubled=receipt.maybe_doubled,
                bytes_sent=receipt.bytes_sent,
                bytes_received=receipt.bytes_received,
                first_byte_at=receipt.first_byte_at,
            )
        )

    def health(self, health: ChannelHealth) -> None:
        """Take a change of health (radio.ReceiptSink); of a channel that went to another process it says nothing."""
        if self._duties.epoch(channel_lease(health.channel)) is None:
            return
        self._report(TakeHealth(channel=health.channel, state=health.state.value, reason=health.reason))

    def _report(self, report: TakeReceipt | TakeHealth) -> None:
        with self._lock:
            self._unstored += 1
        self._reports.put(report)

    def _store_reports(self) -> None:
        while True:
            report = self._reports.get()
            if report is None:
                return
            self._store(report)
            with self._lock:
                self._unstored -= 1

    def _store(self, report: TakeReceipt | TakeHealth) -> None:
        """Store one report; what the store refuses now is tried again, in order, until the room closes."""
        while True:
            try:
                self._engine.submit(report).result()
            except StorageError as error:
                _log.error("a report is kept until the database takes it: %s", error)
                if self._ending.wait(_RETRY_S):
                    return
            except Exception:  # noqa: BLE001  # one bad report must not hold up the others
                # Which one it was, but not its words or bytes: page text has no place in the log.
                what = report.attempt_id if isinstance(report, TakeReceipt) else report.channel
                _log.exception("%s of %s could not be stored", type(report).__name__, what)
                return
            else:
                return

    def look_again(self) -> None:
        """A far side has come: open the channels that are held and waited for it. Thread: any."""
        with self._opening:
            if not self._is_closing:
                self._open_and_close()

    def _on_duties(self, kept: DutiesKept) -> None:
        with self._opening:
            self._held = frozenset(kept.held)
            self._open_and_close()

    def _open_and_close(self) -> None:
        for name, config in self._configs.items():
            held = channel_lease(name) in self._held
            if held and name not in self._open and self._may_open(name):
                self._open_channel(name, config)
            elif not held and name in self._open:
                self._open.discard(name)
                self._gateway.close(name)

    def _open_channel(self, name: str, config: ChannelConfig) -> None:
        self._open.add(name)
        try:
            self._gateway.open(config)
        except ConfigurationError as error:
            self._report(TakeHealth(channel=name, state="down", reason=str(error)))


def radio_world(word: str) -> RadioWorld:
    """Return the radio's own word for a world."""
    return RadioWorld(word)
