"""`simulate`: play a device behind a pseudo terminal or a TCP port, with named faults and orders to its far side."""

import inspect
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from radio.engineer.speaking import Voice, clock_text, complain
from radio.errors import ConfigurationError
from radio.line_clock import LineClock
from radio.simulator.device import Device
from radio.simulator.devices import DEVICES, DeviceOption, Making, faults_of, slow_baud
from radio.simulator.order_input import OrderInput
from radio.simulator.orders import SayText, order_line
from radio.simulator.paced_line import PacedLine
from radio.simulator.process import READY
from radio.simulator.pty_server import PtyServer
from radio.simulator.serving import DeviceServer
from radio.simulator.tape import Tape
from radio.simulator.tcp_server import TcpServer, parse_address

LIST = "list"

simulating = typer.Typer(
    help="Play a device that Readback can speak to, with whatever goes wrong. One command for each device.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

PtyOption = Annotated[
    Path | None, typer.Option("--pty", metavar="PATH", help="Make this name lead to a pseudo terminal.")
]
TcpOption = Annotated[
    str | None, typer.Option("--tcp", metavar="HOST:PORT", help="Listen here instead; port 0 takes a free one.")
]
TapeOption = Annotated[
    Path | None,
    typer.Option("--tape", metavar="FILE", help="Write what is accepted, one JSON line each; else it is printed."),
]
FaultOption = Annotated[
    list[str] | None,
    typer.Option("--fault", metavar="NAME[=VALUE][@WHEN]", help="What goes wrong; may come again. `list` lists them."),
]
BaudOption = Annotated[int | None, typer.Option("--baud", help="Take the time of this line rate.")]
DelayOption = Annotated[float, typer.Option("--reply-delay", metavar="S", help="Wait before every answer.")]
EndsOption = Annotated[bool, typer.Option("--until-stdin-ends", help="End when standard input ends.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the command line asks for."""

    device: str
    pty: Path | None = None
    tcp: str | None = None
    tape: Path | None = None
    fault: list[str] | None = None
    baud: int | None = None
    reply_delay: float = 0.0
    until_stdin_ends: bool = False
    own: dict[str, Any] = field(default_factory=dict[str, Any])


class _SpokenTape:
    """A recorder that prints what the device accepts: for who looks on."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._count = 0

    def record(self, address: str, text: str, blocks: bytes) -> int:
        """Print one accepted message."""
        del blocks
        self._count += 1
        self._voice.say(f"{clock_text(LineClock().utc_now())}   {self._count} taken for {address}: {text}", "bold cyan")
        return self._count

    def retract(self, number: int) -> None:
        """Print that a message was taken back."""
        self._voice.say(f"{clock_text(LineClock().utc_now())}   {number} taken back", "bold red")

    def read(self, number: int) -> None:
        """Print that somebody looked at a message."""
        self._voice.say(f"{clock_text(LineClock().utc_now())}   {number} read", "bold green")

    def close(self) -> None:
        """Nothing is held."""


def _play(asked: _Asked) -> int:
    voice = Voice()
    table = DEVICES[asked.device].faults
    if LIST in (asked.fault or ()):
        for line in table.lines():
            voice.say(line)
        return 0
    if (asked.pty is None) == (asked.tcp is None):
        raise ConfigurationError("say where to play the device: --pty PATH, or --tcp HOST:PORT")
    faults = faults_of(asked.device, asked.fault or ())
    clock = LineClock()
    tape = _SpokenTape(voice) if asked.tape is None else Tape(asked.tape, clock.utc_now)
    try:
        making = Making(tape=tape, now_utc=clock.utc_now, faults=faults, values=asked.own)
        device = DEVICES[asked.device].make(making)
        server = _server(asked, device, PacedLine(slow_baud(faults) or asked.baud, asked.reply_delay))
        _serve(server, voice, asked)
    finally:
        tape.close()
    return 0


def _server(asked: _Asked, device: Device, line: PacedLine) -> DeviceServer:
    orders = _orders(ends_with_input=asked.until_stdin_ends)
    if asked.tcp is not None:
        return TcpServer(device, parse_address(asked.tcp), line, orders)
    return PtyServer(device, asked.pty or Path(), line, orders)


def _orders(*, ends_with_input: bool) -> OrderInput | None:
    try:
        return OrderInput(sys.stdin.fileno(), complain, ends_with_input=ends_with_input)
    except (AttributeError, OSError, ValueError):  # there is no standard input
        return None


def _serve(server: DeviceServer, voice: Voice, asked: _Asked) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        server.stop()

    signal.signal(signal.SIGTERM, end)
    # Ctrl-C reaches the whole group; whoever started us ends us when its own line is closed.
    signal.signal(signal.SIGINT, signal.SIG_IGN if asked.until_stdin_ends else end)
    voice.say(f"{READY} {server.url if isinstance(server, TcpServer) else asked.pty}")
    server.serve()


def _epilog(name: str) -> str:
    kind = DEVICES[name]
    when = "behind @ the messages they strike: 3, 1-4, 5-, every-3, all"
    lines = ["\b", f"Faults of {name} ({when}):", *(f"  {line}" for line in kind.faults.lines())]
    if kind.orders:
        example = order_line(SayText(sender="+491701234567", words="on my way"))
        lines += ["", "\b", f"Lines on standard input are orders ({', '.join(kind.orders)}):", f"  {example}"]
    return "\n".join(lines)


def _command(name: str) -> Callable[..., int]:
    """Return the command of one device: the options of all, and its own."""
    kind = DEVICES[name]

    def run(**chosen: Any) -> int:
        common = {key: chosen.pop(key) for key in _COMMON}
        own = {option.name: chosen[_identifier(option)] for option in kind.options}
        return _play(_Asked(device=name, own=own, **common))

    parameters = [*_COMMON.values(), *(_parameter(option) for option in kind.options)]
    run.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    run.__annotations__ = {item.name: item.annotation for item in parameters} | {"return": int}
    run.__doc__ = f"Play {kind.words}. Prints READY and where, then serves until Ctrl-C."
    return run


def _identifier(option: DeviceOption) -> str:
    return option.name.replace("-", "_")


def _keyword(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _parameter(option: DeviceOption) -> inspect.Parameter:
    said = typer.Option(f"--{option.name}", help=option.words, metavar=None if option.kind is bool else option.metavar)
    if option.kind is bool:
        return _keyword(_identifier(option), Annotated[bool, said], default=False)
    return _keyword(_identifier(option), Annotated[option.kind | None, said], default=None)


_COMMON = {
    "pty": _keyword("pty", PtyOption, None),
    "tcp": _keyword("tcp", TcpOption, None),
    "tape": _keyword("tape", TapeOption, None),
    "fault": _keyword("fault", FaultOption, None),
    "baud": _keyword("baud", BaudOption, None),
    "reply_delay": _keyword("reply_delay", DelayOption, 0.0),
    "until_stdin_ends": _keyword("until_stdin_ends", EndsOption, default=False),
}

for _name in sorted(DEVICES):
    simulating.command(_name, epilog=_epilog(_name), short_help=DEVICES[_name].words)(_command(_name))
