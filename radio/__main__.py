"""For the radio engineer: ports, probe, send, watch, simulate."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType

from serial.tools import list_ports

from radio.drivers.registry import DRIVERS
from radio.errors import ConfigurationError, RadioError
from radio.gateway import Gateway, InMemoryPages, capabilities, forecast_s
from radio.inbound import AnyInbound, InboundEmergency, InboundPosition, InboundStatus, InboundText
from radio.line_clock import LineClock
from radio.links.base import SCHEMES
from radio.links.port_names import is_pty
from radio.message import (
    FINAL_RECEIPTS,
    ChannelConfig,
    ChannelHealth,
    ChannelState,
    Page,
    Receipt,
    ReceiptKind,
    Urgency,
    World,
)
from radio.simulator.espa_station import EspaStation, StationHabits
from radio.simulator.faults import Fault, FaultRule, parse_fault
from radio.simulator.process import READY
from radio.simulator.pty_server import Device, PacedLine, PtyServer
from radio.simulator.sms_faults import SMS_FAULTS, SmsFault
from radio.simulator.sms_modem import SmsModem
from radio.simulator.tap_terminal import TapTerminal
from radio.simulator.tape import Tape
from radio.simulator.tetra_faults import TETRA_FAULTS, TetraFault
from radio.simulator.tetra_terminal import TetraTerminal
from radio.trace import Direction, visible

CHANNEL = "line"
EXIT_CODES = {
    ReceiptKind.ACCEPTED: 0,
    ReceiptKind.ON_AIR: 0,
    ReceiptKind.DELIVERED: 0,
    ReceiptKind.READ: 0,
    ReceiptKind.REJECTED: 1,
    ReceiptKind.FAILED: 3,
    ReceiptKind.UNCERTAIN: 4,
    ReceiptKind.RETRACTED: 5,
}
SLOW = (Fault.SLOW_BAUD, SmsFault.SLOW_BAUD, TetraFault.SLOW_BAUD)
# Covers the goodbye of the device, and an impatient Ctrl-C while it is silent.
CLOSE_TIMEOUT_S = 4.0
EXIT_USAGE = 2  # as argparse does
EXIT_NO_LINE = 6
EXIT_INTERRUPTED = 130


def say(text: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Console:
    """Prints what happens on the line; a ReceiptSink and a Trace. Thread: the channel's; `wait…` from the main."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._state = ChannelState.DOWN
        self._reason = ""
        self._was_up = False
        self._receipts: list[Receipt] = []

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Print one rung."""
        del channel
        truncated = " TRUNCATED" if receipt.truncated else ""
        doubled = " MAYBE DOUBLED" if receipt.maybe_doubled else ""
        code = f" [{receipt.code}]" if receipt.code else ""
        say(f"{_clock_text(receipt.at)}   {receipt.kind.upper()}{truncated}{doubled}{code} {receipt.detail}")
        with self._changed:
            self._receipts.append(receipt)
            self._changed.notify_all()

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Print what came in."""
        del channel
        again = " AGAIN" if item.duplicate else ""
        say(f"{_clock_text(item.at)}   {_heard_words(item)}{again}")

    def health(self, health: ChannelHealth) -> None:
        """Print a change of health."""
        say(f"{_clock_text(health.since)}   line {health.state}: {health.reason}")
        with self._changed:
            self._state, self._reason = health.state, health.reason
            self._was_up = self._was_up or health.state is ChannelState.UP
            self._changed.notify_all()

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Print octets."""
        say(f"{_clock_text(at)} {direction} {visible(data)}")

    def close(self) -> None:
        """Nothing is held."""

    def wait_up(self, timeout_s: float) -> bool:
        """Wait until the device answered."""
        with self._changed:
            return self._changed.wait_for(lambda: self._state is ChannelState.UP, timeout_s)

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


def _heard_words(item: AnyInbound) -> str:
    match item:
        case InboundText():
            part = "" if item.complete else " INCOMPLETE"
            sent = f", sent {item.sent_at.astimezone().isoformat(sep=' ', timespec='seconds')}" if item.sent_at else ""
            return f"HEARD{part} from {item.sender}{sent}: {item.text}"
        case InboundStatus():
            return f"STATUS {item.code:04X} from {item.sender}"
        case InboundPosition():
            return f"POSITION of {item.sender}: {item.latitude:.5f}, {item.longitude:.5f}"
        case InboundEmergency():
            return f"EMERGENCY from {item.sender}: {item.how}"


def _clock_text(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S.%f")[:-3]


def _config(arguments: argparse.Namespace) -> ChannelConfig:
    profile = _pairs(arguments.profile)
    link = _link_url(arguments.link)
    world = World.SIMULATED if link.startswith("simulator:") else World.LIVE
    return ChannelConfig(name=CHANNEL, driver=arguments.driver, link=link, world=world, profile=profile)


def _link_url(text: str) -> str:
    """Return a URL; a plain path is a simulator when it leads to a pseudo terminal, else a serial port."""
    if text.partition(":")[0] in SCHEMES:
        return text
    path = text.partition("?")[0]
    return f"{'simulator' if is_pty(path) else 'serial'}:{text}"


def _pairs(items: Sequence[str]) -> dict[str, str | int | float | bool]:
    pairs: dict[str, str | int | float | bool] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals:
            raise ConfigurationError(f"--profile {item!r}: write NAME=VALUE")
        pairs[name] = value
    return pairs


def ports(_: argparse.Namespace) -> int:
    """List the serial ports of this computer."""
    found = sorted(list_ports.comports())
    for port in found:
        usb = f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None and port.pid is not None else "-"
        number = f":{port.serial_number}" if port.serial_number else ""
        say(f"{port.device}  {usb}{number}  {port.description}")
    by_id = Path("/dev/serial/by-id")
    if by_id.is_dir():
        for entry in sorted(by_id.iterdir()):
            say(f"{entry} -> {entry.resolve()}")
    if not found:
        say("no serial port found")
    return 0


def probe(arguments: argparse.Namespace) -> int:
    """Log on to the device and off again."""
    console = Console()
    gateway = Gateway(InMemoryPages(), console, lambda _: console)
    gateway.open(_config(arguments))
    try:
        answered = console.wait_up(arguments.timeout)
    finally:
        gateway.close_all(CLOSE_TIMEOUT_S)
    return 0 if answered else EXIT_NO_LINE


def send(arguments: argparse.Namespace) -> int:
    """Send one page and print every step."""
    config = _config(arguments)
    console = Console()
    pages = InMemoryPages()
    page = Page(attempt_id="1", address=arguments.address, text=arguments.text, urgency=Urgency.P3, world=config.world)
    pages.put(CHANNEL, page)
    normal = f"accepted within {forecast_s(config, page.text):.1f} s if all is well"
    say(f"{_clock_text(LineClock().utc_now())}   QUEUED, {normal}")
    gateway = Gateway(pages, console, lambda _: console)
    gateway.open(config)
    try:
        if not console.wait_up(arguments.timeout):
            say("the device did not answer; nothing was sent")
            return EXIT_NO_LINE
        console.wait_final(arguments.timeout)
        console.wait_best(capabilities(config).highest_receipt, arguments.follow)
    finally:
        gateway.close_all(CLOSE_TIMEOUT_S)
    kind = console.last_kind()
    return EXIT_CODES.get(kind, EXIT_NO_LINE) if kind is not None else EXIT_NO_LINE


def watch(arguments: argparse.Namespace) -> int:
    """Listen to a device, and print what it hands in, until interrupted or for so many seconds."""
    console = Console()
    gateway = Gateway(InMemoryPages(), console, lambda _: console)
    gateway.open(_config(arguments))
    try:
        console.wait_long(arguments.seconds)
    finally:
        tally = gateway.tally(CHANNEL)
        gateway.close_all(CLOSE_TIMEOUT_S)
        say(
            f"{tally.texts} texts, {tally.statuses} statuses, {tally.positions} positions, "
            f"{tally.emergencies} emergencies heard, {tally.duplicates} of them again; {tally.strays} strays"
        )
    return 0 if console.was_up() else EXIT_NO_LINE


def _device(arguments: argparse.Namespace, tape: Tape) -> tuple[Device, int | None]:
    """Return the simulated device and the slow line rate that a fault asks for."""
    if arguments.device == "sms":
        faults = [parse_fault(text, SMS_FAULTS) for text in arguments.fault]
        device: Device = SmsModem(tape, LineClock().utc_now, faults)
    elif arguments.device == "tetra":
        faults = [parse_fault(text, TETRA_FAULTS) for text in arguments.fault]
        device = TetraTerminal(tape, faults, arguments.consume_after)
    else:
        faults = [parse_fault(text) for text in arguments.fault]
        device = (
            _station(arguments, tape, faults)
            if arguments.device == "espa"
            else TapTerminal(tape, faults, arguments.password)
        )
    slow = next((int(rule.value) for rule in faults if rule.fault in SLOW and rule.value), None)
    return device, slow


def _station(arguments: argparse.Namespace, tape: Tape, faults: Sequence[FaultRule]) -> EspaStation:
    habits = StationHabits(
        controls=arguments.control,
        bare=arguments.bare,
        eight_bits=arguments.eight_bits,
        statuses=tuple(arguments.status),
    )
    return EspaStation(tape, faults, habits)


def simulate(arguments: argparse.Namespace) -> int:
    """Play a device behind a pseudo terminal until interrupted."""
    tape = Tape(arguments.tape, LineClock().utc_now)
    try:
        device, slow = _device(arguments, tape)
        line = PacedLine(slow or arguments.baud, arguments.reply_delay)
        stop_fd = sys.stdin.fileno() if arguments.until_stdin_ends else None
        server = PtyServer(device, arguments.pty, line, stop_fd)

        def end(_number: int, _frame: FrameType | None) -> None:
            server.stop()

        signal.signal(signal.SIGTERM, end)
        if arguments.until_stdin_ends:
            # Ctrl-C reaches the whole group; whoever started us ends us when its own line is closed.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        say(f"{READY} {arguments.pty}")
        server.serve()
    finally:
        tape.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m radio", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("ports", help="list serial ports").set_defaults(run=ports)
    for name, run, words in (
        ("probe", probe, "log on and off"),
        ("send", send, "send one page"),
        ("watch", watch, "print what a device hands in"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("link", help="a port, a pty, or a link URL such as serial:/dev/ttyUSB0?baud=1200")
        if run is send:
            command.add_argument("address", help="pager or telephone number")
            command.add_argument("text")
            command.add_argument("--follow", type=float, default=0.0, metavar="S", help="wait for later receipts")
        if run is watch:
            command.add_argument("--seconds", type=float, default=None, metavar="S")
        command.add_argument("--driver", default="tap", help=", ".join(sorted(DRIVERS)))
        command.add_argument("--profile", action="append", default=[], metavar="NAME=VALUE")
        command.add_argument("--timeout", type=float, default=60.0, metavar="S")
        command.set_defaults(run=run)
    command = commands.add_parser("simulate", help="play a device")
    command.add_argument("device", choices=["espa", "sms", "tap", "tetra"])
    command.add_argument("--pty", type=Path, required=True, metavar="LINK")
    command.add_argument("--tape", type=Path, required=True, metavar="FILE")
    command.add_argument("--fault", action="append", default=[], metavar="NAME[=VALUE][@WHEN]")
    command.add_argument("--baud", type=int, default=None)
    command.add_argument("--reply-delay", type=float, default=0.0, metavar="S")
    command.add_argument("--password", default="", help="tap: what the log-on must say")
    command.add_argument("--control", action="store_true", help="espa: be the control station, which polls")
    command.add_argument("--bare", action="store_true", help="espa: know no polls and selections, take blocks any time")
    command.add_argument("--eight-bits", action="store_true", help="espa: read all eight bits (Latin-1)")
    command.add_argument("--status", action="append", default=[], metavar="N", help="espa: told about each page")
    command.add_argument("--consume-after", type=float, default=None, metavar="S", help="tetra: crews read so soon")
    command.add_argument("--until-stdin-ends", action="store_true", help="end when standard input ends")
    command.set_defaults(run=simulate)
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    parsed = _parser().parse_args(arguments)
    try:
        return parsed.run(parsed)
    except (RadioError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
