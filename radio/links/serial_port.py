"""A serial port through pyserial: of this computer, or the pseudo terminal of a simulator.

Lessons built in: the open is bounded and exclusive, every write has a timeout, every call may raise more than
SerialException, an unplugged port is closed for good and opened anew, DTR and RTS follow the settings.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

import serial

from radio.errors import LinkLost, LinkUnavailable
from radio.line_clock import LineClock
from radio.links import flow_watch
from radio.links.base import LinkSettings
from radio.links.bounded import BoundedOpening, close_bounded
from radio.links.flow_watch import FlowWatch
from radio.links.port_holder import LOCK_FOLDER, LockFile, holder_of
from radio.links.port_names import is_pty, resolve_port, resolve_simulator
from radio.links.port_setting import claim, configure, hang_up_on_close
from radio.links.port_words import PORT_ERRORS, gone_words, hanging_words, taken_words, unavailable

OPEN_TIMEOUT_S = 15.0
CLOSE_TIMEOUT_S = 2.0
LAST_WORDS_S = 1.0  # what was written just before a close: 30 octets at 300 baud
# Small enough that a failed write still tells how much of a block surely stayed behind.
WRITE_PIECE = 32
# Windows forgets a wake that comes before the read: there it is looked for this often.
SLICE_S = 0.02


def new_port(device: str) -> serial.Serial:
    """Return pyserial's port, not opened yet."""
    return cast("serial.Serial", serial.serial_for_url(device, do_not_open=True))


class SerialPort:
    """One serial port. Fulfils `radio.links.base.Link`. Thread: one; `wake` from any."""

    def __init__(
        self,
        settings: LinkSettings,
        make: Callable[[str], serial.Serial] = new_port,
        lock_folder: Path = LOCK_FOLDER,
    ) -> None:
        self._settings = settings
        self._make = make
        self._lock_folder = lock_folder
        self._clock = LineClock()
        self._words = f"the {'simulator at' if settings.scheme == 'simulator' else 'port'} {settings.target}"
        self._flow = FlowWatch(settings, self._words)
        self._opening = BoundedOpening(_close_quietly)
        self._device = ""
        self._lock: LockFile | None = None
        self._port: serial.Serial | None = None
        # Held for moments only: a wake must never write into a descriptor that close has given back.
        self._guard = threading.Lock()
        self._woken = False
        self._is_lost = False

    # --- open and close ------------------------------------------------------------------------------

    def open(self) -> None:
        """Open exclusively, within 15 s, and drain. Raises: ConfigurationError, LinkUnavailable."""
        simulated = self._settings.scheme == "simulator"
        self._device = resolve_simulator(self._settings.target) if simulated else resolve_port(self._settings.target)
        self._take_lock()
        try:
            port = self._opened_port()
        except BaseException:
            self._give_lock_back()  # a failed open that keeps its lock would lock us out for ever
            raise
        with self._guard:
            self._port = port
            self._is_lost = False

    def give_up(self) -> None:
        """Take the port for lost."""
        self._is_lost = True

    def close(self) -> None:
        """Release the port; what has not left soon, or of a lost one, is thrown away, so that it never leaves late."""
        with self._guard:
            port, self._port = self._port, None
            self._woken = False
        if port is not None:
            patience_s = 0.0 if self._is_lost else LAST_WORDS_S
            close_bounded(lambda: self._close_now(port, patience_s), CLOSE_TIMEOUT_S)
        self._give_lock_back()

    def _close_now(self, port: serial.Serial, patience_s: float) -> None:
        # Linux lets a close wait 30 s for octets that cannot leave, and send them should they be able to after all.
        until = self._clock.monotonic() + patience_s
        pause = threading.Event()
        with suppress(*PORT_ERRORS):
            while port.out_waiting and self._clock.monotonic() < until:
                pause.wait(SLICE_S)
            if not patience_s or port.out_waiting:  # on a pty this would take what the simulator has not read yet
                port.reset_output_buffer()
        _close_quietly(port)

    def _opened_port(self) -> serial.Serial:
        device = self._device
        began = self._clock.monotonic()
        try:
            port = self._opening.open(lambda: self._open_now(device), OPEN_TIMEOUT_S)
        except PORT_ERRORS as error:
            raise unavailable(self._words, error, holder_of(device, self._lock_folder)) from error
        if port is None:
            raise LinkUnavailable(hanging_words(self._words, self._clock.monotonic() - began, OPEN_TIMEOUT_S))
        return port

    def _open_now(self, device: str) -> serial.Serial:
        port = self._make(device)
        try:
            configure(port, self._settings, is_pty=is_pty(device))
            port.write_timeout = flow_watch.WRITE_TIMEOUT_S
            port.exclusive = True
            port.open()
            if not is_pty(device):
                claim(port)
            hang_up_on_close(port, hang_up=self._settings.lines.dtr != "hold")
            port.reset_input_buffer()
            port.reset_output_buffer()
        except BaseException:
            _close_quietly(port)
            raise
        return port

    def _take_lock(self) -> None:
        if os.name == "nt" or is_pty(self._device):
            return
        lock = LockFile(self._device, self._lock_folder)
        holder = lock.take()
        if holder:
            raise LinkUnavailable(taken_words(self._words, holder))
        self._lock = lock

    def _give_lock_back(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.give_back()

    # --- read ----------------------------------------------------------------------------------------

    def read(self, timeout_s: float | None) -> bytes:
        """Return what arrived. Raises: LinkLost."""
        port = self._open_port()
        try:
            data = self._read_some(port, timeout_s)
            if not data:
                self._look_after(port)
        except PORT_ERRORS as error:
            raise self._lost(gone_words(self._words, error)) from error
        return data

    def wake(self) -> None:
        """End a read, or an open that hangs."""
        self._opening.interrupt()
        with self._guard:
            self._woken = True
            cancel = getattr(self._port, "cancel_read", None)
            if cancel is not None:
                with suppress(*PORT_ERRORS):
                    cast("Callable[[], None]", cancel)()

    def _read_some(self, port: serial.Serial, timeout_s: float | None) -> bytes:
        if not hasattr(port, "pipe_abort_read_w"):
            return self._read_in_slices(port, timeout_s)
        port.timeout = timeout_s
        first = port.read(1)
        waiting = port.in_waiting if first else 0
        return first + port.read(waiting) if waiting else first

    def _read_in_slices(self, port: serial.Serial, timeout_s: float | None) -> bytes:
        until = None if timeout_s is None else self._clock.monotonic() + timeout_s
        while not self._woken:
            left_s = SLICE_S if until is None else min(SLICE_S, until - self._clock.monotonic())
            port.timeout = max(0.0, left_s)
            data = port.read(max(1, port.in_waiting))
            if data or (until is not None and self._clock.monotonic() >= until):
                return data
        self._woken = False
        return b""

    def _look_after(self, port: serial.Serial) -> None:
        """See in a quiet moment whether the port is still what was opened, and what was written went out."""
        waiting = port.in_waiting  # a driver whose adapter is gone says so here at the latest
        if not waiting and os.name != "nt" and not self._is_same_device(port):
            raise self._lost(f"{self._words} is gone: the adapter was unplugged, its name is free or another's")
        if self._flow.is_stuck(port):
            raise self._lost(self._flow.stuck_words(port))

    def _is_same_device(self, port: serial.Serial) -> bool:
        with suppress(AttributeError, OSError):
            opened = os.fstat(port.fileno())
            try:
                return os.path.samestat(opened, Path(self._device).stat())
            except OSError:
                return False
        return True

    # --- write ---------------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Write all, in pieces. Raises: LinkLost."""
        port = self._open_port()
        if not self._flow.wait_until_clear(port):
            raise self._lost(self._flow.stuck_words(port), len(data))
        for start in range(0, len(data), WRITE_PIECE):
            piece = data[start : start + WRITE_PIECE]
            unwritten = len(data) - start - len(piece)
            try:
                port.write(piece)
            except serial.SerialTimeoutException as error:
                raise self._lost(self._flow.stuck_words(port), unwritten) from error
            except PORT_ERRORS as error:
                raise self._lost(gone_words(self._words, error), unwritten) from error
        self._flow.wrote(len(data))

    def _open_port(self) -> serial.Serial:
        if self._port is None:
            raise LinkLost(f"{self._words} is not open")
        return self._port

    def _lost(self, message: str, unwritten: int = 0) -> LinkLost:
        self._is_lost = True
        return LinkLost(message, unwritten)


def _close_quietly(port: serial.Serial) -> None:
    with suppress(*PORT_ERRORS):
        port.close()
