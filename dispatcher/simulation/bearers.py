"""The simulated bearers of a SIMULATED room: a device for each channel, beside whichever process holds the channel."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from dispatcher.domain.machine import DutiesKept
from dispatcher.packs.model import PAGER_CHANNEL, VOICE
from dispatcher.packs.plans import ChannelPart
from dispatcher.storage.leases import channel_lease
from radio.errors import RadioError
from radio.simulator.orders import Order
from radio.simulator.process import start_bearer

_log = logging.getLogger(__name__)
_STARTS_S = 20.0


class Bearer(Protocol):
    """A simulated device that runs: `radio.simulator.process.TerminalProcess`."""

    def is_running(self) -> bool:
        """Tell whether it still runs."""
        ...

    def act(self, order: Order) -> None:
        """Let somebody at a recipient's device do something."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


class StartsBearers(Protocol):
    """How a device is started: `radio.simulator.process.start_bearer`."""

    def __call__(self, link: Path, tape: Path, faults: Sequence[str] = (), *, device: str = "tap") -> Bearer:
        """Start it and return when its link is there. Raises: RadioError."""
        ...


class SimulatedBearer:
    """One channel's device: it runs while the channel is held here, and again when it has died.

    Thread: `stand_by` and `stop` from one (the beating one); it starts on a thread of its own; the rest from any.
    """

    def __init__(self, home: Path, channel: ChannelPart, faults: Sequence[str], start: StartsBearers) -> None:
        stem = "terminal" if channel.name == PAGER_CHANNEL else f"terminal-{channel.name}"
        self.channel = channel.name
        self.link = home / stem
        self.tape = home / f"{stem}-tape.jsonl"
        self._driver = channel.driver
        self._faults = tuple(faults)
        self._start = start
        self._process: Bearer | None = None
        self._starting: threading.Thread | None = None
        self._is_starting = False
        self._wanted = False
        self._lock = threading.Lock()
        self.on_ready: Callable[[], None] = lambda: None

    def stand_by(self, *, held: bool) -> None:
        """Start what is held and does not run, end what is not held. Returns at once but for the end of a process."""
        with self._lock:
            self._wanted = held
            if self._is_starting:
                return
        process = self._process
        if process is not None and (not held or not process.is_running() or self._name_is_gone()):
            self.stop()
        if held and self._process is None:
            self._wanted = self._is_starting = True
            self._starting = threading.Thread(target=self._bring_up, name=f"starts {self.channel}", daemon=True)
            self._starting.start()

    def is_starting(self) -> bool:
        """Tell whether it is on its way: its link is not there yet."""
        return self._is_starting

    def wait_started(self, timeout_s: float) -> None:
        """Wait until it runs, or has failed to start."""
        if self._starting is not None:
            self._starting.join(timeout_s)

    def act(self, order: Order) -> bool:
        """Let somebody at a recipient's device do something; False when the device does not run here."""
        with self._lock:
            process = self._process
        if process is None or not process.is_running():
            return False
        try:
            process.act(order)
        except (OSError, RadioError) as error:
            _log.warning("the simulated device of %s took no order: %s", self.channel, error)
            return False
        return True

    def stop(self) -> None:
        """End the process, if it runs or is about to."""
        with self._lock:
            self._wanted = False
        self.wait_started(_STARTS_S)
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _bring_up(self) -> None:
        process: Bearer | None = None
        try:
            process = self._start(self.link, self.tape, self._faults, device=self._driver)
        except (RadioError, OSError) as error:
            _log.error("the simulated device of %s did not start: %s", self.channel, error)  # the reason is all
        with self._lock:
            self._is_starting = False
            wanted = self._wanted
            if wanted:
                self._process = process
        if wanted:
            self.on_ready()
        elif process is not None:
            process.stop()

    def _name_is_gone(self) -> bool:
        # The terminal of a room that was killed takes the name away when it ends, ours or not.
        # A fault may pull the plug too; that one puts it back itself.
        return not self._faults and not self.link.exists()


class SimulatedBearers:
    """Every bearer of a pack but voice. `faults`: by channel, named in `radio.simulator.faults` and its like."""

    def __init__(
        self, home: Path, channels: Iterable[ChannelPart], faults: Mapping[str, Sequence[str]] | None = None,
        start: StartsBearers = start_bearer,
    ) -> None:  # fmt: skip
        self._bearers = {
            channel.name: SimulatedBearer(home, channel, (faults or {}).get(channel.name, ()), start)
            for channel in channels
            if channel.driver != VOICE
        }

    @property
    def links(self) -> dict[str, str]:
        """The link URLs under which the room opens them."""
        return {name: f"simulator:{bearer.link}" for name, bearer in self._bearers.items()}

    def tape(self, channel: str = PAGER_CHANNEL) -> Path:
        """The file of what the device of a channel accepted."""
        return self._bearers[channel].tape

    def stand_by(self, kept: DutiesKept) -> None:
        """Run those whose channels are held here. Called on every beat, before channels are opened; waits for none."""
        for name, bearer in self._bearers.items():
            bearer.stand_by(held=channel_lease(name) in kept.held)

    def stand_ready(self, kept: DutiesKept) -> None:
        """The same, and wait until they run: for rooms whose clock does not go on meanwhile."""
        self.stand_by(kept)
        for bearer in self._bearers.values():
            bearer.wait_started(_STARTS_S)

    def is_ready(self, channel: str) -> bool:
        """Tell whether a channel may be opened; a device that failed to start is a line that is down, and shown so."""
        bearer = self._bearers.get(channel)
        return bearer is None or not bearer.is_starting()

    def when_ready(self, tell: Callable[[], None]) -> None:
        """Tell when a device has come, on a thread of its own."""
        for bearer in self._bearers.values():
            bearer.on_ready = tell

    def act(self, channel: str, order: Order) -> bool:
        """Let somebody at a recipient's device do something; False when it cannot be done from here."""
        bearer = self._bearers.get(channel)
        return bearer is not None and bearer.act(order)

    def stop(self) -> None:
        """End every process, all of them told first."""
        enders = [
            threading.Thread(target=bearer.stop, name=f"ends {bearer.channel}") for bearer in self._bearers.values()
        ]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()
