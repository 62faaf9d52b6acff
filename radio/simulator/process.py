"""Starts a simulated terminal as a process of its own, for tests, drills and `make run`."""

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from radio.errors import RadioError
from radio.line_clock import LineClock
from radio.simulator.orders import Order, order_line

READY = "READY"
# A cold start imports little; the bound is for a machine under load.
START_TIMEOUT_S = 15.0
STOP_TIMEOUT_S = 3.0


class TerminalProcess:
    """A simulated terminal that runs beside us and ends with us."""

    def __init__(self, child: "subprocess.Popen[bytes]", link: Path, tape: Path, url: str = "") -> None:
        self._child = child
        self.link = link
        self.tape = tape
        self.url = url  # where a device behind a TCP port listens

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def is_running(self) -> bool:
        """Tell whether the child still runs."""
        return self._child.poll() is None

    def act(self, order: Order) -> None:
        """Let somebody at the far side do something; what the device cannot do it says on standard error.

        Raises: RadioError when the child has ended.
        """
        if self._child.stdin is None or self._child.stdin.closed:
            raise RadioError("the simulated device has ended")
        try:
            self._child.stdin.write(order_line(order).encode("ascii") + b"\n")
            self._child.stdin.flush()
        except OSError as error:
            raise RadioError(f"the simulated device has ended: {error}") from error

    def stop(self) -> None:
        """End the child; without effect when it has ended."""
        if self._child.stdin is not None and not self._child.stdin.closed:
            with suppress(OSError):  # an order that nobody read
                self._child.stdin.close()
        try:
            self._child.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout is not None:
            self._child.stdout.close()

    def kill(self) -> None:
        """End the child as a crash would: at once, LINK left behind."""
        self._child.kill()
        self.stop()

    def __enter__(self) -> "TerminalProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_terminal(
    link: Path,
    tape: Path,
    faults: Sequence[str] = (),
    baud: int | None = None,
    reply_delay_s: float = 0.0,
    device: str = "tap",
    options: Sequence[str] = (),
) -> TerminalProcess:
    """Start `radio simulate DEVICE` and return when LINK is there. `options`: those that only this device has.

    The child ends when we stop it, and by itself when this process is gone (its standard input ends).
    Raises: RadioError when the child does not get ready.
    """
    child, _ = _start(device, ["--pty", str(link)], tape, _options(faults, baud, reply_delay_s, options))
    return TerminalProcess(child, link, tape)


def start_bearer(link: Path, tape: Path, faults: Sequence[str] = (), *, device: str = "tap") -> TerminalProcess:
    """Start a device as a room does, without the engineer's tool around it: in a fifth of the time.

    Raises: RadioError when the child does not get ready.
    """
    command = [sys.executable, "-m", "radio.simulator", device, str(link), str(tape), *faults]
    child, _ = _begin(command, f"{device} at {link}")
    return TerminalProcess(child, link, tape)


def start_behind_tcp(
    tape: Path,
    address: str = "127.0.0.1:0",
    faults: Sequence[str] = (),
    device: str = "tap",
    options: Sequence[str] = (),
) -> TerminalProcess:
    """Start a device behind a TCP port and return when it listens; `url` says where.

    Raises: RadioError when the child does not get ready.
    """
    child, where = _start(device, ["--tcp", address], tape, _options(faults, None, 0.0, options))
    return TerminalProcess(child, Path(), tape, where)


def _options(faults: Sequence[str], baud: int | None, reply_delay_s: float, options: Sequence[str]) -> list[str]:
    found = ["--reply-delay", str(reply_delay_s), *options]
    for fault in faults:
        found += ["--fault", fault]
    return found if baud is None else [*found, "--baud", str(baud)]


def _start(
    device: str, where: Sequence[str], tape: Path, options: Sequence[str]
) -> tuple["subprocess.Popen[bytes]", str]:
    command = [sys.executable, "-m", "radio", "simulate", device, *where, "--tape", str(tape)]
    command += ["--until-stdin-ends", *options]
    return _begin(command, f"{device} at {where[-1]}")


def _begin(command: Sequence[str], what: str) -> tuple["subprocess.Popen[bytes]", str]:
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    said = _until_ready(child)
    if said is None:
        TerminalProcess(child, Path(), Path()).stop()
        raise RadioError(f"the simulated {what} did not start; its words are on standard error")
    return child, said


def _until_ready(child: "subprocess.Popen[bytes]") -> str | None:
    """Return what stands behind READY; None when it does not come."""
    if child.stdout is None:
        return None
    clock = LineClock()
    until = clock.monotonic() + START_TIMEOUT_S
    heard = b""
    while (left := until - clock.monotonic()) > 0:
        readable, _, _ = select.select([child.stdout], [], [], left)
        piece = os.read(child.stdout.fileno(), 256) if readable else b""
        if readable and not piece:
            return None
        heard += piece
        _, _, behind = heard.partition(READY.encode("ascii") + b" ")
        if b"\n" in behind:
            return behind.partition(b"\n")[0].decode("utf-8", "replace")
    return None
