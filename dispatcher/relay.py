"""Outbox to gateway, receipts and health to the engine. The only hand that this room lays on the radio."""

import logging
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.machine import (
    Accepted,
    Claimed,
    ClaimNext,
    DutiesKept,
    Evidence,
    HeardPosition,
    HeardStatus,
    RecallAccepted,
    TakeEmergency,
    TakeHealth,
    TakeReceipt,
    TakeStatuses,
    TakeText,
)
from dispatcher.duties import Duties
from dispatcher.inbound_lanes import InboundLanes, SubmitsUrgently
from dispatcher.storage.errors import StorageError
from dispatcher.storage.leases import channel_lease
from dispatcher.transactor import Committed
from radio.errors import ConfigurationError, fault_words
from radio.gateway import Gateway
from radio.inbound import AnyInbound, InboundEmergency, InboundPosition, InboundStatus, InboundText
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
STORE_S = 10.0
"""So long a channel waits until words that came in are stored; then the modem keeps them and tells them again."""
MOST_STATUSES = 20
"""So many statuses share a command, and as many of them a commit as the service finds room for."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A text whose channel waits until it is stored."""

    command: TakeText
    stored: "Future[None]"


_Report = TakeReceipt | TakeHealth | HeardStatus | _Words


class Relay:
    """Feeds the gateway's channels from the outbox and stores what they report, in order, until it is stored.

    Emergencies overtake everything; of positions only the newest of each sender is sent (`inbound_lanes`).
    Thread: `claim`, `receipt`, `inbound` and `health` come from the channels' threads; duties from the beating thread.
    """

    def __init__(
        self,
        engine: SubmitsUrgently,
        duties: Duties,
        channels: Iterable[ChannelConfig],
        trace_for: TraceFor | None = None,
        may_open: Callable[[str], bool] | None = None,
    ) -> None:
        """`may_open`: whether the far side of a held channel is there already; else `look_again`, or the next beat."""
        self._engine = engine
        self._duties = duties
        self._configs: Mapping[str, ChannelConfig] = {config.name: config for config in channels}
        self._may_open: Callable[[str], bool] = may_open or _at_once
        self._held: frozenset[str] = frozenset()  # leases, as of the last beat
        self._opening = threading.Lock()
        self._is_closing = False
        self._open: set[str] = set()
        self._reports: queue.SimpleQueue[_Report | None] = queue.SimpleQueue()
        self._lanes = InboundLanes(engine)
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
        self._lanes.start()

    def close(self, timeout_s: float = 10.0) -> None:
        """Let pages on the line come to an end, close every channel and store the last reports."""
        with self._opening:
            self._is_closing = True
        self._gateway.close_all(timeout_s)
        self._lanes.close(timeout_s)
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
        return unstored + self._lanes.unstored == 0 and all(
            self._gateway.idle(channel) for channel in tuple(self._open)
        )

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
        """Take what came in (radio.ReceiptSink). Words are stored when this returns; else the modem keeps them.

        Raises:
            StorageError, TimeoutError: words were not stored in time; they are to be told again.
        """
        with self._lock:
            self._inbound[channel] += 1
            count = self._inbound[channel]
        # Neither who nor what: a person's number and words have no place in the log.
        match item:
            case InboundEmergency():
                _log.warning("channel %s: AN EMERGENCY came in (%d so far)", channel, count)
                self._lanes.emergency(_emergency(channel, item))
            case InboundStatus():
                self._report(_status(channel, item))
            case InboundPosition():
                self._lanes.position(_position(channel, item))
            case InboundText():
                whole = "" if item.complete else ", parts of it missing"
                words = f"a text of {len(item.text)} characters{whole}"
                _log.info("channel %s: %s came in (%d so far)", channel, words, count)
                self._store_words(_words(channel, item))

    def _store_words(self, command: TakeText) -> None:
        waiting = _Words(command, Future())
        self._report(waiting)
        try:
            waiting.stored.result(STORE_S)
        finally:
            waiting.stored.cancel()  # a text that is told again must not be stored beside that

    def inbound_count(self, channel: str) -> int:
        """Return how much came in on a channel since this room was opened."""
        with self._lock:
            return self._inbound[channel]

    @property
    def dropped(self) -> int:
        """How many positions were dropped because the database was away for too long."""
        return self._lanes.dropped

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

    def _report(self, report: _Report) -> None:
        with self._lock:
            self._unstored += 1
        self._reports.put(report)

    def _store_reports(self) -> None:
        held: _Report | None = None
        while True:
            report = held or self._reports.get()
            held = None
            if report is None:
                return
            stored = 1
            if isinstance(report, HeardStatus):
                statuses, held, ended = self._along_with(report)
                stored = len(statuses)
                self._store_statuses(statuses)
                if ended:
                    self._reports.put(None)
            elif isinstance(report, _Words):
                self._store_once(report)
            else:
                self._store(report)
            with self._lock:
                self._unstored -= stored

    def _along_with(self, first: HeardStatus) -> tuple[tuple[HeardStatus, ...], _Report | None, bool]:
        """Take along the statuses that wait right behind one. (statuses, what came then, whether that was the end)"""
        statuses = [first]
        while len(statuses) < MOST_STATUSES:
            try:
                report = self._reports.get_nowait()
            except queue.Empty:
                break
            if not isinstance(report, HeardStatus):
                return tuple(statuses), report, report is None
            statuses.append(report)
        return tuple(statuses), None, False

    def _store_statuses(self, statuses: tuple[HeardStatus, ...]) -> None:
        """Store statuses in as many commits as they need: an emergency waits for one of these at most."""
        while statuses:
            taken = self._store(TakeStatuses(items=statuses))
            if not taken:
                return
            statuses = statuses[len(taken) :]

    def _store_once(self, words: _Words) -> None:
        """Store words while their channel waits; the store's refusal is its, for the modem has them still."""
        if not words.stored.set_running_or_notify_cancel():
            return
        try:
            self._engine.submit(words.command).result()
        except Exception as error:  # noqa: BLE001  # whatever it was, they are not stored
            words.stored.set_exception(error)
        else:
            words.stored.set_result(None)

    def _store(self, report: TakeReceipt | TakeHealth | TakeStatuses) -> Any:
        """Store one report, return what came of it; refused, it is tried again, in order, until the room closes."""
        while True:
            while not self._lanes.wait_for_emergencies(_RETRY_S) and not self._ending.is_set():
                pass  # the database was away: emergencies first
            try:
                return self._engine.submit(report).result()
            except StorageError as error:
                _log.error("a report is kept until the database takes it: %s", error)
                if self._ending.wait(_RETRY_S):
                    return None
            except Exception as error:  # noqa: BLE001  # one bad report must not hold up the others
                # Which one it was, but not its words or bytes: page text has no place in the log.
                kind = type(report).__name__
                _log.error("%s of %s could not be stored: %s", kind, _named(report), fault_words(error))
                return None

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


def _named(report: TakeReceipt | TakeHealth | TakeStatuses) -> str:
    match report:
        case TakeReceipt():
            return report.attempt_id
        case TakeHealth():
            return report.channel
        case TakeStatuses():
            return ", ".join(sorted({item.channel for item in report.items}))


def _status(channel: str, item: InboundStatus) -> HeardStatus:
    return HeardStatus(
        channel=channel, sender=item.sender, code=item.code, heard_at=item.at, duplicate=item.duplicate,
        bytes_received=item.bytes_received,
    )  # fmt: skip


def _words(channel: str, item: InboundText) -> TakeText:
    return TakeText(
        channel=channel, sender=item.sender, text=item.text, heard_at=item.at, sent_at=item.sent_at,
        complete=item.complete, duplicate=item.duplicate, bytes_received=item.bytes_received,
    )  # fmt: skip


def _emergency(channel: str, item: InboundEmergency) -> TakeEmergency:
    return TakeEmergency(
        channel=channel, sender=item.sender, how=item.how, heard_at=item.at, latitude=item.latitude,
        longitude=item.longitude, duplicate=item.duplicate, bytes_received=item.bytes_received,
    )  # fmt: skip


def _position(channel: str, item: InboundPosition) -> HeardPosition:
    at = item.at - timedelta(seconds=item.age_s or 0.0)
    return HeardPosition(channel=channel, sender=item.sender, latitude=item.latitude, longitude=item.longitude, at=at)


def _at_once(_channel: str) -> bool:
    return True


def radio_world(word: str) -> RadioWorld:
    """Return the radio's own word for a world."""
    return RadioWorld(word)
