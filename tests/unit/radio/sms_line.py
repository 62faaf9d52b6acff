"""Plays an SMS session without a port: answers the set-up, says what a modem says, collects what comes out."""

from collections.abc import Callable, Iterable

from radio.drivers.sms import SmsDriver
from radio.protocols.base import DeviceFailed, Event, Heard, LoggedOn, PageClimbed, PageEnded, PageRetracted, Stray
from radio.protocols.sms import SmsProtocol
from tests.helpers.pages import a_page

Feed = Callable[[bytes], Iterable[bytes]]
SETTINGS: dict[str, str | int | float | bool] = {"command_s": 1.0, "prompt_s": 1.0, "submit_s": 5.0}
HEALTHY = {
    "AT+CPIN?": "+CPIN: READY\r\nOK",
    "AT+CREG?": "+CREG: 0,1\r\nOK",
    "AT+CSQ": "+CSQ: 20,99\r\nOK",
    "AT+CPMS?": '+CPMS: "SM",0,10,"SM",0,10,"SM",0,10\r\nOK',
}


def whole(data: bytes) -> Iterable[bytes]:
    return [data]


def byte_by_byte(data: bytes) -> Iterable[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


def after_noise(data: bytes) -> Iterable[bytes]:
    return [b"\xff\x00~#\x07\x1a\x7f\r\n", data]


def a_report(status: int, reference: int = 42, stamp: str = "62112210310000") -> bytes:
    pdu = f"0006{reference:02X}0C91947110325476{stamp}62112210310000{status:02X}"
    return f"+CDS: 25\r\n{pdu}\r\n".encode("ascii")


class Line:
    """One protocol, its time and everything it said."""

    def __init__(self, answers: dict[str, str] | None = None, **profile: str | int | float | bool) -> None:
        self.driver = SmsDriver({**SETTINGS, **profile})
        self.answers = {**HEALTHY, **(answers or {})}
        self.now = 100.0
        self.said: list[bytes] = []
        self.events: list[Event] = []
        self.plug_in()

    def plug_in(self) -> None:
        self.protocol: SmsProtocol = self.driver.protocol(9600)
        self.unread = b""

    def collect(self) -> bytes:
        """Take what is said, then what is told, as a session does."""
        data = self.protocol.take_bytes()
        if data:
            self.said.append(data)
        self.events += self.protocol.take_events()
        return data

    def set_up(self) -> None:
        """Probe, and answer every question until the modem is at rest."""
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

    def send(self, page_id: str = "p", address: str = "+491701234567", text: str = "Einsatz H1 Grüße") -> None:
        self.protocol.send(a_page(page_id, address, text), self.now)
        self.collect()

    def hear(self, data: bytes, feed: Feed = whole) -> None:
        for piece in feed(data):
            self.protocol.receive(piece, self.now)
        self.collect()
        self.collect()

    def pass_deadline(self) -> bool:
        deadline = self.protocol.deadline()
        if deadline is None:
            return False
        self.now = max(self.now, deadline)
        self.protocol.tick(self.now)
        return True

    def kinds(self, page_id: str = "p") -> list[str]:
        """Every receipt of a page, in order."""
        out: list[str] = []
        for event in self.events:
            if isinstance(event, PageEnded | PageClimbed) and event.page_id == page_id:
                out.append(f"{event.kind} {event.code}")
            elif isinstance(event, PageRetracted) and event.page_id == page_id:
                out.append(f"retracted {event.code}")
        return out

    def ends(self, page_id: str = "p") -> list[PageEnded]:
        return [event for event in self.events if isinstance(event, PageEnded) and event.page_id == page_id]

    def strays(self) -> list[Stray]:
        return [event for event in self.events if isinstance(event, Stray)]

    def heard(self) -> list[Heard]:
        return [event for event in self.events if isinstance(event, Heard)]

    def failed(self) -> list[DeviceFailed]:
        return [event for event in self.events if isinstance(event, DeviceFailed)]

    def logged_on(self) -> list[LoggedOn]:
        return [event for event in self.events if isinstance(event, LoggedOn)]

    def messages(self) -> list[str]:
        """The PDUs that left behind a prompt."""
        return [data[:-1].decode("ascii") for data in self.said if data.endswith(b"\x1a")]


def ready(answers: dict[str, str] | None = None, **profile: str | int | float | bool) -> Line:
    line = Line(answers, **profile)
    line.set_up()
    assert line.protocol.wants_page(), line.events
    return line
