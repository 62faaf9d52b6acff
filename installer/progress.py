"""What the person at the terminal sees while the installation works: one line for each thing it does."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["run", "test"]
HEARTBEAT_SECONDS = 10.0
NEEDS_A_PERSON = 2
"""Exit code when somebody has to install something first."""

NO_NETWORK = (
    "dns error",
    "error sending request",
    "connection refused",
    "timed out",
    "could not resolve",
    "failed to resolve",
    "network is unreachable",
    "temporary failure",
    "tunnel error",
    "failed to fetch",
)
NO_ANSWER = (
    "the network does not answer; set HTTPS_PROXY or PIP_INDEX_URL if it needs them, or see "
    "docs/guide/installing.md for a computer without a network"
)
OFFLINE = ("network connectivity is disabled", "network was disabled")
DISK_FULL = ("no space left on device", "disk quota exceeded", "enough free space")
NO_TRUST = ("unknownissuer", "certificate_verify_failed", "invalid peer certificate")


class Trouble(Exception):
    """Why the installation cannot go on, in words for the person who started it."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


def say(words: str) -> None:
    """One line of progress; on standard error, so that output of what is started afterwards stays clean."""
    print(f"readback: {words}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Outcome:
    """How a child process ended."""

    code: int
    lines: tuple[str, ...]

    def tail(self, count: int = 15) -> str:
        """Its last words, indented."""
        return "\n".join(f"    {line}" for line in self.lines[-count:])


def nothing_of(_line: str) -> bool:
    """Show no line."""
    return False


def run(command: Sequence[str], environment: Mapping[str, str], shows: Callable[[str], bool] = nothing_of) -> Outcome:
    """Run a child to its end, showing the lines that matter and a sign of life in between."""
    try:
        child = subprocess.Popen(
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise Trouble(f"cannot start {command[0]}: {error.strerror}") from error
    with child:
        try:
            lines = _follow(child, shows)
        except BaseException:
            child.terminate()
            raise
    return Outcome(child.returncode, tuple(lines))


def _follow(child: "subprocess.Popen[str]", shows: Callable[[str], bool]) -> list[str]:
    said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(child, said), daemon=True).start()
    lines: list[str] = []
    started = time.monotonic()
    while True:
        try:
            line = said.get(timeout=HEARTBEAT_SECONDS)
        except queue.Empty:
            say(f"  … {time.monotonic() - started:.0f} s, still at work" + (f" ({lines[-1][:70]})" if lines else ""))
            continue
        if line is None:
            return lines
        lines.append(line)
        if shows(line):
            say(f"  {line.strip()}")


def _read(child: "subprocess.Popen[str]", said: "queue.SimpleQueue[str | None]") -> None:
    assert child.stdout is not None  # noqa: S101
    for line in child.stdout:
        if line.strip():
            said.put(line.rstrip())
    said.put(None)


REASONS = (
    (DISK_FULL, "the disk is full; make room (about 2 GB) and start again"),
    (NO_TRUST, "the server's certificate is not trusted here; install your network's own certificate"),
    (
        OFFLINE,
        "not everything is in uv's cache, and nothing may be fetched (docs/guide/installing.md says how to fill it)",
    ),
    (NO_NETWORK, NO_ANSWER),
)


def explain(outcome: Outcome, doing: str) -> Trouble:
    """Turn a failed child's last words into a sentence."""
    text = "\n".join(outcome.lines).lower()
    found = (reason for signs, reason in REASONS if any(sign in text for sign in signs))
    reason = next(found, f"it ended with code {outcome.code}")
    return Trouble(f"{doing} failed: {reason}. Its last words:\n{outcome.tail()}")


def process_environment(**changes: str) -> dict[str, str]:
    """The environment of this process with some values set over it."""
    return {**os.environ, **changes}
