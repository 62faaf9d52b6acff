"""Starts a simulated terminal as a process of its own, for tests, drills and `make run`."""

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from radio.errors import RadioError
from radio.line_clock import LineClock

READY = "READY"
# A cold start imports little; the bound is for a machine under load.
START_TIMEOUT_S = 15.0
STOP_TIMEOUT_S = 3.0


class TerminalProcess:
    """A simulated terminal that runs beside us and ends with us."""

    def __init__(self, child: "subprocess.Popen[bytes]", link: Path, tape: Path) -> None:
        self._child = child
        self.link = link
        self.tape = tape

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def is_running(self) -> bool:
        """Tell whether the child still runs."""
        return self._child.poll() is None

    def stop(self) -> None:
        """End the child; without effect when it has ended."""
        if self._child.stdin is not None and not self._child.stdin.closed:
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
    command = [sys.executable, "-m", "radio", "simulate", device, "--pty", str(link), "--tape", str(tape)]
    command += ["--until-stdin-ends", "--reply-delay", str(reply_delay_s)]
    command += options
    for fault in faults:
        command += ["--fault", fault]
    if baud is not None:
        command += ["--baud", str(baud)]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    terminal = TerminalProcess(child, link, tape)
    if not _is_ready(child):
        terminal.stop()
        raise RadioError(f"the simulated terminal for {link} did not start; its words are on standard error")
    return terminal


def _is_ready(child: "subprocess.Popen[bytes]") -> bool:
    if child.stdout is None:
        return False
    clock = LineClock()
    until = clock.monotonic() + START_TIMEOUT_S
    heard = b""
    while (left := until - clock.monotonic()) > 0:
        readable, _, _ = select.select([child.stdout], [], [], left)
        piece = os.read(child.stdout.fileno(), 256) if readable else b""
        if readable and not piece:
            return False
        heard += piece
        if READY.encode("ascii") in heard:
            return True
    return False
