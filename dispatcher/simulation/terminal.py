"""The simulated paging terminal of a SIMULATED room: it stands beside whichever process holds the channel."""

import logging
from collections.abc import Sequence
from pathlib import Path

from dispatcher.domain.machine import DutiesKept
from dispatcher.packs.model import PAGER_CHANNEL
from dispatcher.storage.leases import channel_lease
from radio.errors import RadioError
from radio.simulator.process import TerminalProcess, start_terminal

_log = logging.getLogger(__name__)


class SimulatedTerminal:
    """Starts the terminal process when this room takes the channel, and again when it has died."""

    def __init__(self, home: Path, faults: Sequence[str] = ()) -> None:
        """`faults` are named in `radio.simulator.faults`."""
        self._link = home / "terminal"
        self._tape = home / "terminal-tape.jsonl"
        self._faults = tuple(faults)
        self._process: TerminalProcess | None = None

    @property
    def tape(self) -> Path:
        """The file of what the terminal accepted."""
        return self._tape

    @property
    def links(self) -> dict[str, str]:
        """The link URL under which the room opens it."""
        return {PAGER_CHANNEL: f"simulator:{self._link}"}

    def stand_by(self, kept: DutiesKept) -> None:
        """Run while the channel is held here. Called on every beat, before the channels are opened."""
        held = channel_lease(PAGER_CHANNEL) in kept.held
        if self._process is not None and (not held or not self._process.is_running() or self._name_is_gone()):
            self.stop()
        if held and self._process is None:
            try:
                self._process = start_terminal(self._link, self._tape, self._faults)
            except RadioError as error:
                _log.error("the simulated terminal did not start: %s", error)  # the reason is all

    def _name_is_gone(self) -> bool:
        # The terminal of a room that was killed takes the name away when it ends, ours or not.
        # A fault may pull the plug too; that one puts it back itself.
        return not self._faults and not self._link.exists()

    def stop(self) -> None:
        """End the process, if it runs."""
        if self._process is not None:
            process, self._process = self._process, None
            process.stop()
