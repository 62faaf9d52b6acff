"""The process that holds the channels, and is killed: `python -m tests.soak.radio.holder STORE CHANNELS [PLACE:N]`.

CHANNELS is a JSON list of channel configurations. Reads `wake NAME` and `quit` from standard input, one a line, and
ends when that ends. With PLACE:N it kills itself, with SIGKILL, when one of its threads passes that place for the n-th
time: a claim begun (`claim`) or committed (`claimed`), octets `written` or `read`, a `receipt` told or `stored`.
"""

import itertools
import json
import os
import select
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from radio.evidence import about_line
from radio.gateway import Gateway
from radio.message import ChannelConfig, World
from radio.trace import Direction, FileTrace
from tests.soak.radio.store import Store, utc_s

QUIT_S = 8.0
LOOK_S = 0.05


class Doom:
    """Ends the process when it passes a place for the n-th time."""

    def __init__(self, place: str | None) -> None:
        self._where, _, count = (place or ":0").partition(":")
        self._left = itertools.count(int(count) - 1, -1)

    def step(self, where: str) -> None:
        """Pass a place; it may be the last."""
        if where == self._where and next(self._left) == 0:
            sys.stdout.write(f"{datetime.now(UTC).isoformat()} killed at {where}\n")
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)


class DoomedTrace(FileTrace):
    """A trace whose octets are steps too."""

    def __init__(self, path: Path, config: ChannelConfig, doom: Doom) -> None:
        super().__init__(path, about_line(config))
        self._doom = doom

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Octets crossed the line."""
        super().note(direction, data, at)
        self._doom.step("written" if direction is Direction.SENT else "read")


def serve(gateway: Gateway, store: Store) -> None:
    """Pass wakes on until told to quit, or nobody is there to tell."""
    looked = utc_s()
    waiting = b""
    while True:
        readable, _, _ = select.select([0], [], [], LOOK_S)
        now = utc_s()
        for channel in store.due(looked, now):
            gateway.wake(channel)
        looked = now
        if not readable:
            continue
        piece = os.read(0, 4096)
        if not piece:
            return
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            word, _, name = line.decode("ascii").partition(" ")
            if word == "quit":
                return
            gateway.wake(name)


def main(arguments: Sequence[str]) -> int:
    """Hold the channels; the exit code is 0 when every thread came to its end."""
    doom = Doom(arguments[2] if len(arguments) > 2 else None)
    store = Store(Path(arguments[0]), doom.step)
    store.begin()
    folder = Path(arguments[0]).parent
    gateway = Gateway(store, store, lambda config: DoomedTrace(folder / f"trace-{config.name}", config, doom))
    for channel in json.loads(arguments[1]):
        gateway.open(ChannelConfig(**{**channel, "world": World(channel["world"])}))
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    serve(gateway, store)
    return 0 if gateway.close_all(QUIT_S) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
