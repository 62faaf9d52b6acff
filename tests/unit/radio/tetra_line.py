"""Plays a TETRA session without a port: answers the set-up, says what a terminal says, collects what comes out."""

from collections.abc import Callable, Iterable

from radio.drivers.tetra import TetraDriver
from radio.message import Urgency
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
    StatusHeard,
    Stray,
)
from radio.protocols.tetra import TetraProtocol
from tests.helpers.pages import a_page
from tests.unit.radio.sms_line import after_noise, byte_by_byte, whole

__all__ = ["Feed", "Line", "a_report", "after_noise", "byte_by_byte", "ready", "sds", "whole"]

Feed = Callable[[bytes], Iterable[bytes]]
CREW = "1234567"
SETTINGS: dict[str, str | int | float | bool] = {"command_s": 1.0, "submit_s": 5.0}
HEALTHY = {
    "AT+CNUMF?": "+CNUMF: 0,02620100102345678\r\nOK",
    "AT+CTOM?": "+CTOM: 0\r\nOK",
    "AT+CREG?": "+CREG: 1\r\nOK",
    "AT+CSQ?": "+CSQ: 25,99\r\nOK",
    "AT+CMGS=?": "+CMGS: (0-16777215),(8-1184)\r\nOK",
}
# crc32("p") & 0xFF: where the references of a recipient begin when its first page is "p".
FIRST_REFERENCE = 0xB1


def sds(digits: str, service: int = 12, sender: str = CREW) -> bytes:
    """Short data as a terminal hands it out."""
    return f"\r\n+CTSDSR: {service},{sender},0,2345678,0,{len(digits) * 4}\r\n{digits}\r\n".encode("ascii")


def a_report(status: int, reference: int = FIRST_REFERENCE, sender: str = CREW, pid: str = "82") -> bytes:
    return sds(f"{pid}10{status:02X}{reference:02X}", sender=sender)


class Line:
    """One protocol, its time and everything it said."""

    def __init__(self, answers: dict[str, str] | None = None, **profile: str | int | float | bool) -> None:
        self.driver = TetraDriver({**SETTINGS, **profile})
        self.answers = {**HEALTHY, **(answers or {})}
        self.now = 100.0
        self.said: list[bytes] = []
        self.events: list[Event] = []
        self.plug_in()

    def plug_in(self) -> None:
        self.protocol: TetraProtocol = self.driver.protocol(9600)

    def collect(self) -> bytes:
        """Take what is said, then what is told, as a session does."""
        data = self.protocol.take_bytes()
        if data:
            self.said.append(data)
        self.events += self.protocol.take_events()
        return data

    def set_up(self) -> None:
        """Probe, and answer every question until the terminal is at rest."""
        self.protocol.probe(self.now)
        self.answer_all()

    def answer_all(self) -> None:
        data = self.collect()
        for _ in range(200):
            if data.endswith(b"\r"):
                command = data.decode("ascii").removeprefix("\x1b").rstrip("\r")
                self.protocol.receive(f"\r\n{self.answers.get(command, 'OK')}\r\n".encode("ascii"), self.now)
            elif self.protocol.is_resting():
                break
            elif not data:
                self.pass_deadline()
            data = self.collect() or self.collect()

    def send(
        self,
        page_id: str = "p",
        address: str = CREW,
        text: str = "Einsatz H1 Grüße",
        *,
        urgency: Urgency = Urgency.P3,
        group: bool = False,
    ) -> None:
        """Hand a page over; the service is chosen, AT+CMGS is out."""
        self.protocol.send(a_page(page_id, address, text, urgency, group=group), self.now)
        self.collect()
        self.hear(b"\r\nOK\r\n")

    def hear(self, data: bytes, feed: Feed = whole) -> None:
        for piece in feed(data):
            self.protocol.receive(piece, self.now)
        self.collect()
        self.collect()

    def accept(self, instance: int = 7) -> None:
        """Prompt, take the message, and accept it."""
        self.hear(b"\r\n> ")
        self.hear(f"\r\n+CMGS: {instance}\r\n\r\nOK\r\n".encode("ascii"))

    def pass_deadline(self) -> bool:
        deadline = self.protocol.deadline()
        if deadline is None:
            return False
        self.now = max(self.now, deadline)
        self.protocol.tick(self.now)
        return True

    def wait_end(self) -> None:
        while not self.ends() and self.pass_deadline():
            self.collect()
        self.collect()

    def kinds(self, page_id: str = "p") -> list[str]:
        """Every receipt of a page, in order."""
        out: list[str] = []
        for event in self.events:
            if isinstance(event, PageEnded | PageClimbed) and event.page_id == page_id:
                out.append(f"{event.kind} {event.code}")
            elif isinstance(event, PageRetracted) and event.page_id == page_id:
                out.append(f"retracted {event.code}")
        return out

    def ends(self) -> list[PageEnded]:
        return [event for event in self.events if isinstance(event, PageEnded)]

    def strays(self) -> list[Stray]:
        return [event for event in self.events if isinstance(event, Stray)]

    def heard(self) -> list[Heard | StatusHeard | PositionHeard | EmergencyHeard]:
        inbound = (Heard, StatusHeard, PositionHeard, EmergencyHeard)
        return [event for event in self.events if isinstance(event, inbound)]

    def failed(self) -> list[DeviceFailed]:
        return [event for event in self.events if isinstance(event, DeviceFailed)]

    def logged_on(self) -> list[LoggedOn]:
        return [event for event in self.events if isinstance(event, LoggedOn)]

    def messages(self) -> list[str]:
        """The units that left, in hexadecimal."""
        return [data[:-1].decode("ascii") for data in self.said if data.endswith(b"\x1a")]

    def commands(self) -> list[str]:
        return [line for line in b"".join(self.said).decode("ascii").split("\r") if line.startswith("AT")]


def ready(answers: dict[str, str] | None = None, **profile: str | int | float | bool) -> Line:
    line = Line(answers, **profile)
    line.set_up()
    assert line.protocol.wants_page(), line.events
    line.said.clear()
    return line
