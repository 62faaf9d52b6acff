"""A storm: a thousand pages of mixed urgency over four slow lines, one of which fails half-way.

`make bench NAME=storm`. The gateway and its channels are real; the four terminals are processes behind pseudo
terminals that drain and answer at the rate of the line. Most pages wait from the beginning, the others and all
emergencies come in while the lines are busy. When half of the pages are accepted, one terminal is killed. The room's
rule stands in `Room`: what has not begun on a channel that is down goes to another, what failed with it is queued
there again, what may have been heard is repeated there, marked.

`emergency_to_air_ms`: from the instant an emergency is queued to its first octet, less what the page that was on that
line then still needed of it (its octets of both directions at the line's rate). `priority_inversions`: pages claimed
while a more urgent one waited for the same channel, found afterwards from the instants of queueing and claiming.
`ideal_over_elapsed`: the time in which lines without a pause carry these octets, divided by the time it took.
"""

import argparse
import heapq
import itertools
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from radio.airtime import line_time_s
from radio.gateway import Gateway
from radio.inbound import AnyInbound
from radio.message import (
    FINAL_RECEIPTS,
    AcceptedPage,
    ChannelConfig,
    ChannelHealth,
    ChannelState,
    Page,
    Receipt,
    ReceiptKind,
    Urgency,
    World,
)
from radio.simulator.process import TerminalProcess, start_terminal
from radio.simulator.tape import read_tape
from radio.trace import Direction
from tests.bench.measuring import report, rss_mb, spread, wait_until

BAUD = 9_600
DRIVER = "tap"
ADDRESS = "123456"
REPEAT_MARK = "REPEAT "
SEED = 1
LIMIT_S = 180.0
# So much of the routine waits at once; the rest comes in while the lines are busy, as the emergencies do.
AT_ONCE = 0.6
EMERGENCIES = 0.2
FITTING = (ChannelState.UP, ChannelState.DEGRADED, ChannelState.OPEN, ChannelState.PROBING)


@dataclass(slots=True)
class Attempt:
    """One page on its way over one channel."""

    id: str
    text: str
    urgency: Urgency
    channel: str
    queued_at: float
    claimed_at: float | None = None
    receipt: Receipt | None = None
    heard_before: bool = False


@dataclass(slots=True)
class Line:
    """What waits for one channel, and what is on it."""

    waiting: list[tuple[int, int, Attempt]] = field(default_factory=list[tuple[int, int, Attempt]])
    running: Attempt | None = None
    state: ChannelState = ChannelState.DOWN
    up_once: bool = False
    octets: int = 0


class Room:
    """A PageSource and a ReceiptSink with a room's rule for channels that are down. Thread: any."""

    def __init__(self, channels: Sequence[str]) -> None:
        self._guard = threading.RLock()
        self._numbers = itertools.count()
        self.lines = {name: Line() for name in channels}
        self.attempts: dict[str, Attempt] = {}
        self.moved = 0
        self.ended = 0
        self.accepted_texts: set[str] = set()
        self.gateway: Gateway | None = None

    def put(self, text: str, urgency: Urgency, channel: str, *, heard_before: bool = False) -> None:
        """Queue a page for a channel; it goes to another when that is down."""
        with self._guard:
            target = self._fit(channel)
            number = next(self._numbers)
            attempt = Attempt(f"a{number}", text, urgency, target, now_s(), heard_before=heard_before)
            self.attempts[attempt.id] = attempt
            heapq.heappush(self.lines[target].waiting, (urgency, number, attempt))
        self._wake(target)

    def _fit(self, channel: str) -> str:
        line = self.lines[channel]
        if line.state in FITTING or not line.up_once:
            return channel
        fit = [name for name, other in self.lines.items() if other.state in FITTING]
        return min(fit, key=lambda name: len(self.lines[name].waiting)) if fit else channel

    def _wake(self, channel: str) -> None:
        if self.gateway is not None:
            self.gateway.wake(channel)

    def claim(self, channel: str) -> Page | None:
        """Take the most urgent page of a channel."""
        with self._guard:
            line = self.lines[channel]
            if not line.waiting:
                return None
            attempt = heapq.heappop(line.waiting)[2]
            attempt.claimed_at = now_s()
            line.running = attempt
        text = REPEAT_MARK + attempt.text if attempt.heard_before else attempt.text
        return Page(attempt_id=attempt.id, address=ADDRESS, text=text, urgency=attempt.urgency, world=World.SIMULATED)

    def accepted(self, channel: str) -> tuple[AcceptedPage, ...]:
        """Return nothing: no later receipts are told."""
        del channel
        return ()

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Take the end of a page, and queue again what was not taken."""
        if receipt.kind not in FINAL_RECEIPTS:
            return
        with self._guard:
            attempt = self.attempts[receipt.attempt_id]
            attempt.receipt = receipt
            self.lines[channel].running = None
            if receipt.kind is ReceiptKind.ACCEPTED:
                self.accepted_texts.add(attempt.text)
            if receipt.kind in (ReceiptKind.ACCEPTED, ReceiptKind.REJECTED):
                self.ended += 1
                return
        heard = attempt.heard_before or receipt.kind is ReceiptKind.UNCERTAIN
        if receipt.code == "line-lost":
            self._down(channel)
        self.put(attempt.text, attempt.urgency, channel, heard_before=heard)

    def health(self, health: ChannelHealth) -> None:
        """Note a state; what waits for a channel that is down goes to the others."""
        with self._guard:
            line = self.lines[health.channel]
            line.state = health.state
            line.up_once = line.up_once or health.state is ChannelState.UP
        if line.up_once and health.state not in FITTING:
            self._down(health.channel)

    def _down(self, channel: str) -> None:
        with self._guard:
            line = self.lines[channel]
            line.state = ChannelState.DOWN
            waiting, line.waiting = line.waiting, []
            self.moved += len(waiting)
            for _, _, attempt in sorted(waiting, key=lambda item: item[:2]):
                del self.attempts[attempt.id]
                self.put(attempt.text, attempt.urgency, channel, heard_before=attempt.heard_before)

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Nothing comes in."""


class Octets:
    """A Trace that counts."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Count octets of both directions."""
        del direction, at
        self._line.octets += len(data)

    def close(self) -> None:
        """Nothing is held."""


def now_s() -> float:
    """Return the time of day in seconds, as receipts tell it."""
    return datetime.now(UTC).timestamp()


@dataclass
class Storm:
    """One storm, its room and its terminals."""

    folder: Path
    count: int
    channels: Sequence[str]
    begun_at: float = 0.0
    failed_at: float = 0.0
    over_at: float = 0.0

    def __post_init__(self) -> None:
        self.room = Room(self.channels)
        self.texts = [f"S{number:04d} RUE GRIMALDI 12 FIRE" for number in range(self.count)]

    def run(self) -> None:
        """Play it to its end."""
        terminals = {name: self._terminal(name) for name in self.channels}
        gateway = self.room.gateway = Gateway(self.room, self.room, lambda config: Octets(self.room.lines[config.name]))
        try:
            for name, terminal in terminals.items():
                link = f"simulator:{terminal.link}?baud={BAUD}"
                gateway.open(ChannelConfig(name=name, driver=DRIVER, link=link, world=World.SIMULATED))
            wait_until(lambda: all(line.up_once for line in self.room.lines.values()), "four channels")
            self._pour(terminals)
            self._until_ended(self.count)
            self.over_at = max(one.receipt.at.timestamp() for one in self.room.attempts.values() if one.receipt)
        finally:
            gateway.close_all(5)
            for terminal in terminals.values():
                terminal.stop()

    def _terminal(self, name: str) -> TerminalProcess:
        return start_terminal(self.folder / name, self.folder / f"{name}.tape", baud=BAUD, device=DRIVER)

    def _pour(self, terminals: dict[str, TerminalProcess]) -> None:
        dice = random.Random(SEED)
        emergencies = set(dice.sample(range(self.count), int(self.count * EMERGENCIES)))
        routine = [number for number in range(self.count) if number not in emergencies]
        at_once = routine[: int(self.count * AT_ONCE)]
        later = [*emergencies, *routine[len(at_once) :]]
        dice.shuffle(later)
        where = itertools.cycle(self.channels)
        self.begun_at = now_s()
        for number in at_once:
            self.room.put(self.texts[number], dice.choice(list(Urgency)[1:]), next(where))
        # The later ones come as fast as the lines work, so that some of everything always waits.
        for done, number in enumerate(later):
            share = done / len(later) * 0.9
            wait_until(lambda goal=share: self.room.ended >= goal * self.count, "the lines", 180)
            self._maybe_fail(terminals)
            time.sleep(dice.random() * 0.02)  # anywhere in the page that is on the line
            urgency = Urgency.EMERGENCY if number in emergencies else dice.choice(list(Urgency)[1:])
            self.room.put(self.texts[number], urgency, next(where))

    def _until_ended(self, count: float) -> None:
        # Seldom enough that looking takes nothing from the lines.
        until = time.monotonic() + LIMIT_S
        while self.room.ended < count:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.room.ended} of {self.count} pages ended")
            time.sleep(0.005)

    def _maybe_fail(self, terminals: dict[str, TerminalProcess]) -> None:
        if not self.failed_at and self.room.ended >= self.count // 2:
            terminal = terminals[self.channels[-1]]
            terminal.link.unlink()  # its name would soon lead to another device
            self.failed_at = now_s()
            terminal.kill()


def inversions(attempts: Sequence[Attempt]) -> int:
    """Count claims made while a more urgent page waited for the same channel."""
    found = 0
    for one in attempts:
        if one.claimed_at is None:
            continue
        found += any(
            other.urgency < one.urgency
            and other.channel == one.channel
            and other.queued_at < one.claimed_at
            and (other.claimed_at is None or other.claimed_at > one.claimed_at)
            for other in attempts
        )
    return found


def to_air_s(attempts: Sequence[Attempt]) -> list[float]:
    """Return for each emergency how long it took to its first octet, beyond what the running page still needed."""
    found: list[float] = []
    by_channel: dict[str, list[Attempt]] = {}
    for one in attempts:
        if one.claimed_at is not None:
            by_channel.setdefault(one.channel, []).append(one)
    for one in attempts:
        on_air = one.receipt.first_byte_at if one.receipt else None
        if one.urgency is not Urgency.EMERGENCY or on_air is None:
            continue
        busy_until = max((busy_until_s(other, one) for other in by_channel[one.channel] if other is not one), default=0)
        found.append(on_air.timestamp() - max(one.queued_at, busy_until))
    return found


def busy_until_s(running: Attempt, waiting: Attempt) -> float:
    """Return when a page frees the line at the earliest; 0 when it does not keep the emergency waiting.

    It does when it was on the line as the emergency was queued, or is an emergency that was queued before it.
    """
    receipt = running.receipt
    if receipt is None or receipt.first_byte_at is None or running.claimed_at is None or waiting.claimed_at is None:
        return 0.0
    was_running = running.claimed_at <= waiting.queued_at <= receipt.at.timestamp()
    goes_first = running.urgency is Urgency.EMERGENCY and running.queued_at < waiting.queued_at
    if not (was_running or goes_first) or running.claimed_at > waiting.claimed_at:
        return 0.0
    octets = len(receipt.bytes_sent) + len(receipt.bytes_received)
    return receipt.first_byte_at.timestamp() + line_time_s(octets, BAUD)


def ideal_s(storm: Storm) -> float:
    """Return the seconds in which lines without a pause carry the octets: all of them, then one fewer."""
    work_s = sum(line_time_s(line.octets, BAUD) for line in storm.room.lines.values())
    lines, together_s = len(storm.channels), storm.failed_at - storm.begun_at
    if not storm.failed_at or work_s <= lines * together_s:
        return work_s / lines
    return together_s + (work_s - lines * together_s) / (lines - 1)


def measure(folder: Path, count: int) -> dict[str, object]:
    """Play a storm and return its figures."""
    before_mb = rss_mb()
    storm = Storm(folder, count, ("north", "east", "south", "west"))
    storm.run()
    room = storm.room
    shown = [entry.text for name in storm.channels for entry in read_tape(folder / f"{name}.tape")]
    attempts = list(room.attempts.values())
    waits = to_air_s(attempts)
    air = spread(waits)
    elapsed_s = storm.over_at - storm.begun_at
    rejected = {one.text for one in attempts if one.receipt and one.receipt.kind is ReceiptKind.REJECTED}
    return {
        "bench": "storm", "transmissions": count, "channels": len(storm.channels), "baud": BAUD,
        "emergency_to_air_ms_p99": air["p99"], "emergency_to_air_ms_p50": air["p50"],
        "emergency_to_air_ms_max": air["max"], "emergency_samples": len(waits),
        "priority_inversions": inversions(attempts),
        "lost": sum(text not in shown and REPEAT_MARK + text not in shown and text not in rejected
                    for text in storm.texts),
        "doubled_unmarked": sum(max(0, shown.count(text) - 1) for text in storm.texts),
        "ideal_over_elapsed": round(ideal_s(storm) / elapsed_s, 4), "elapsed_s": round(elapsed_s, 2),
        "failed_after_s": round(storm.failed_at - storm.begun_at, 2), "moved": room.moved,
        "repeats": sum(text.startswith(REPEAT_MARK) for text in shown),
        "frames_per_minute": round(len(shown) * 60 / elapsed_s, 1),
        "rss_mb": rss_mb(), "rss_growth_mb": round(rss_mb() - before_mb, 1),
    }  # fmt: skip


def main(argv: Sequence[str]) -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(prog="make bench NAME=storm")
    parser.add_argument("--count", type=int, default=1_000, help="transmissions")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        report(measure(Path(folder), given.count))


if __name__ == "__main__":
    main(sys.argv[1:])
