"""What happens on a line, told as it happens. Thread: the channel's tells; `wait…` from the main."""

import threading
from collections import deque
from datetime import datetime
from pathlib import Path

from radio.engineer.speaking import Voice, clock_text
from radio.engineer.wording import STATE_STYLES, heard_words, receipt_style, receipt_words
from radio.evidence import about_line
from radio.inbound import AnyInbound, InboundEmergency
from radio.message import FINAL_RECEIPTS, ChannelConfig, ChannelHealth, ChannelState, Receipt, ReceiptKind
from radio.trace import Direction, Entry, FileTrace, Trace, visible

_MOST_SAID = 4096  # octets of the device kept for `probe`


class Feed:
    """A ReceiptSink and a Trace that prints. `octets`: print those too."""

    def __init__(self, voice: Voice, *, octets: bool = True) -> None:
        self._voice = voice
        self._octets = octets
        self._changed = threading.Condition()
        self._health: ChannelHealth | None = None
        self._was_up = False
        self._receipts: list[Receipt] = []
        self._said: deque[int] = deque(maxlen=_MOST_SAID)

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Print one rung."""
        del channel
        self._voice.say(f"{clock_text(receipt.at)}   {receipt_words(receipt)}", receipt_style(receipt.kind))
        with self._changed:
            self._receipts.append(receipt)
            self._changed.notify_all()

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Print what came in."""
        del channel
        again = " AGAIN" if item.duplicate else ""
        style = "bold white on red" if isinstance(item, InboundEmergency) else "bold"
        self._voice.say(f"{clock_text(item.at)}   {heard_words(item)}{again}", style)

    def health(self, health: ChannelHealth) -> None:
        """Print a change of health."""
        style = STATE_STYLES.get(health.state, "dim")
        self._voice.say(f"{clock_text(health.since)}   line {health.state}: {health.reason}", style)
        with self._changed:
            self._health = health
            self._was_up = self._was_up or health.state in (ChannelState.UP, ChannelState.DEGRADED)
            self._changed.notify_all()

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Print octets."""
        self._said.extend(data if direction is Direction.RECEIVED else b"\n")
        if self._octets:
            style = "dim" if direction is Direction.RECEIVED else "blue"
            self._voice.say(f"{clock_text(at)} {direction} {visible(data)}", style)

    def close(self) -> None:
        """Nothing is held."""

    @property
    def last_health(self) -> ChannelHealth | None:
        """The health now."""
        return self._health

    def wait_up(self, timeout_s: float) -> bool:
        """Wait until the device answered, be it weakly."""
        ready = (ChannelState.UP, ChannelState.DEGRADED)
        with self._changed:
            return self._changed.wait_for(lambda: self._health is not None and self._health.state in ready, timeout_s)

    def wait_final(self, timeout_s: float) -> bool:
        """Wait until the page ended."""
        with self._changed:
            return self._changed.wait_for(lambda: any(r.kind in FINAL_RECEIPTS for r in self._receipts), timeout_s)

    def wait_best(self, best: ReceiptKind, timeout_s: float) -> None:
        """Wait until the page is as high as its channel can tell, or taken back."""
        over = {best, ReceiptKind.RETRACTED, *FINAL_RECEIPTS} - {ReceiptKind.ACCEPTED}
        with self._changed:
            self._changed.wait_for(lambda: self.last_kind() in over, timeout_s)

    def wait_long(self, seconds: float | None) -> None:
        """Wait for the time to pass, or for Ctrl-C."""
        with self._changed:
            self._changed.wait_for(lambda: False, seconds)

    def was_up(self) -> bool:
        """Tell whether the device ever answered."""
        return self._was_up

    def last_kind(self) -> ReceiptKind | None:
        """Return the kind of the last receipt."""
        return self._receipts[-1].kind if self._receipts else None

    def device_lines(self) -> list[str]:
        """Return the lines of text that the device said, in order, each once."""
        text = "".join(chr(octet) if 0x20 <= octet < 0x7F else "\n" for octet in self._said)
        lines = [line.strip() for line in text.split("\n")]
        return list(dict.fromkeys(line for line in lines if len(line) > 2))


class Tee:
    """A Trace that tells two: what prints, and the file that can be played again."""

    def __init__(self, feed: Trace, file: FileTrace) -> None:
        self._feed = feed
        self._file = file

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Pass on octets."""
        self._feed.note(direction, data, at)
        self._file.note(direction, data, at)

    def step(self, entry: Entry, *, at_rest: bool) -> None:
        """Pass on a step."""
        self._file.step(entry, at_rest=at_rest)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def trace_of(feed: Feed, path: Path | None, config: ChannelConfig) -> Trace:
    """Return what takes note of a line: the feed, and a trace when a file is named."""
    return feed if path is None else Tee(feed, FileTrace(path, about_line(config)))
