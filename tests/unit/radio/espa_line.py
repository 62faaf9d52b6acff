"""Plays an ESPA line without a port: says what the other side says, lets time pass, collects what comes out."""

import re
from collections.abc import Iterable, Sequence

from radio.message import Urgency
from radio.protocols.base import Event, PageClimbed, PageEnded, PageRetracted, Stray
from radio.protocols.espa import EspaProtocol
from radio.protocols.espa_call import call_block
from radio.protocols.espa_framing import encode
from radio.protocols.espa_profile import EspaProfile
from radio.simulator.espa_frames import frame
from tests.helpers.pages import a_page

NAMES = {"SOH": 1, "STX": 2, "ETX": 3, "EOT": 4, "ENQ": 5, "ACK": 6, "NAK": 21, "RS": 30, "US": 31}
ADDRESS, TEXT = "550", "HELP"


def whole(data: bytes) -> Sequence[bytes]:
    return [data]


def byte_by_byte(data: bytes) -> Sequence[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


def after_noise(data: bytes) -> Sequence[bytes]:
    return [b"\x00\xff~K\x1b(0\x7f\r", data]


class Line:
    """One protocol, its time and everything it said."""

    def __init__(self, **profile: str | int | float | bool) -> None:
        self.profile = EspaProfile.from_mapping(profile)
        self.protocol = EspaProtocol(self.profile, 9600)
        self.now = 100.0
        self.said: list[bytes] = []
        self.events: list[Event] = []
        self.more_waits = False

    def octets(self, text: str) -> bytes:
        """Read `2<ENQ>`, PAGE and STATUS_3."""
        if text.startswith("PAGE"):
            return encode(call_block(ADDRESS, TEXT, Urgency.P3, self.profile)) + self.octets(text.removeprefix("PAGE"))
        if text.startswith("STATUS_"):
            return frame("2", {"1": ADDRESS, "7": text.removeprefix("STATUS_")})
        parts = re.split(r"<([0-9A-Z]+)>", text)
        named = [bytes([NAMES[word] if word in NAMES else int(word, 16)]) for word in parts[1::2]]
        plain = [word.encode("ascii") for word in parts[::2]]
        return b"".join(piece for pair in zip(plain, [*named, b""], strict=True) for piece in pair)

    def probe(self) -> None:
        self.protocol.probe(self.now)
        self.collect()

    def send(self, page_id: str = "p", address: str = ADDRESS, text: str = TEXT) -> None:
        self.protocol.send(a_page(page_id, address, text), self.now)
        self.collect()

    def hear(self, data: bytes, feed: Iterable[bytes] | None = None) -> None:
        for piece in feed if feed is not None else [data]:
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
        if self.protocol.may_finish() and not self.more_waits:
            self.protocol.finish(self.now)  # as a channel with nothing more to send
        data = self.protocol.take_bytes()
        if data:
            self.said.append(data)
        self.events += self.protocol.take_events()

    def next_said(self) -> bytes:
        """Return what is said next, and let time pass until something is."""
        for _ in range(10):
            if self.said:
                break
            self.pass_deadline()
        return self.said.pop(0) if self.said else b""

    def ends(self, page_id: str = "p") -> list[PageEnded]:
        return [event for event in self.events if isinstance(event, PageEnded) and event.page_id == page_id]

    def climbs(self) -> list[PageClimbed]:
        return [event for event in self.events if isinstance(event, PageClimbed)]

    def strays(self) -> list[Stray]:
        return [event for event in self.events if isinstance(event, Stray)]

    def retractions(self) -> list[PageRetracted]:
        return [event for event in self.events if isinstance(event, PageRetracted)]
