"""Plays a TAP session without a port: says what a terminal says, lets time pass, collects what comes out."""

import re
from collections.abc import Callable, Iterable, Sequence

from radio.protocols.base import Event, PageEnded
from radio.protocols.tap import TapProtocol
from radio.protocols.tap_profile import TapProfile
from tests.helpers.pages import a_page

NAMES = {"STX": 2, "ETX": 3, "EOT": 4, "ACK": 6, "LF": 10, "CR": 13, "NAK": 21, "ETB": 23, "SUB": 26, "ESC": 27}
NAMES |= {"RS": 30, "US": 31}

Feed = Callable[[bytes], Iterable[bytes]]


def whole(data: bytes) -> Sequence[bytes]:
    return [data]


def byte_by_byte(data: bytes) -> Sequence[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


def after_noise(data: bytes) -> Sequence[bytes]:
    # Ends its line: a code counts only where a line begins.
    return [b"\xff\x00~#\x07\x1b(\x7f\r", data]


def octets(text: str) -> bytes:
    """Read `211<CR><8D>`."""
    parts = re.split(r"<([0-9A-Z]+)>", text)
    named = [bytes([NAMES.get(word) or int(word, 16)]) for word in parts[1::2]]
    plain = [word.encode("ascii") for word in parts[::2]]
    return b"".join(piece for pair in zip(plain, [*named, b""], strict=True) for piece in pair)


class Line:
    """One protocol, its time and everything it said."""

    def __init__(self, **profile: str | int | float | bool) -> None:
        self.protocol = TapProtocol(TapProfile.from_mapping(profile), 9600)
        self.now = 100.0
        self.said: list[bytes] = []
        self.events: list[Event] = []

    def send(self, page_id: str = "p", address: str = "123", text: str = "ABC") -> None:
        self.protocol.send(a_page(page_id, address, text), self.now)
        self.collect()

    def hear(self, data: bytes, feed: Feed = whole) -> None:
        for piece in feed(data):
            self.protocol.receive(piece, self.now)
        self.collect()

    def pass_deadline(self) -> bool:
        deadline = self.protocol.deadline()
        if deadline is None:
            return False
        self.now = max(self.now, deadline)
        self.protocol.tick(self.now)
        self.collect()
        return True

    def collect(self) -> None:
        data = self.protocol.take_bytes()
        if data:
            self.said.append(data)
        self.events += self.protocol.take_events()

    def ends(self, page_id: str = "p") -> list[PageEnded]:
        return [event for event in self.events if isinstance(event, PageEnded) and event.page_id == page_id]

    def blocks(self) -> list[bytes]:
        return [data for data in self.said if data.startswith(b"\x02")]

    def log_on(self) -> None:
        self.hear(b"ID=")
        self.hear(b"\x06\r\x1b[p\r")
