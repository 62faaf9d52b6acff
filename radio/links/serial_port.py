"""A serial port through pyserial; also socket:// and rfc2217:// as pyserial offers them.

Lessons built in: the open is bounded and exclusive, every write has a timeout, every call may raise more than
SerialException, an unplugged port is closed for good and opened anew, DTR and RTS follow the settings.
"""

import errno
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import serial

from radio.errors import LinkLost, LinkUnavailable
from radio.line_clock import LineClock
from radio.links.base import LinkSettings
from radio.links.port_names import holder_of, is_pty, resolve_port, resolve_simulator

try:
    import termios
except ImportError:  # Windows
    _more_errors: tuple[type[Exception], ...] = ()
else:
    _more_errors = (termios.error,)

PORT_ERRORS: tuple[type[Exception], ...] = (OSError, TypeError, ValueError, AttributeError, *_more_errors)
"""What pyserial raises on a port that is gone or closed: SerialException is an OSError, the rest leaks through."""

OPEN_TIMEOUT_S = 15.0
WRITE_TIMEOUT_S = 5.0
# Small enough that a failed write still tells how much of a block surely stayed behind.
WRITE_PIECE = 32
# Ports that cannot be woken (socket, rfc2217) look this often for a wake.
SLICE_S = 0.02
_PARITY = {"N": serial.PARITY_NONE, "E": serial.PARITY_EVEN, "O": serial.PARITY_ODD}


class SerialPort:
    """One serial port. Fulfils `radio.links.base.Link`. Thread: one; `wake` from any."""

    def __init__(self, settings: LinkSettings) -> None:
        self._settings = settings
        self._clock = LineClock()
        self._port: serial.Serial | None = None
        # Held for moments only: a wake must never write into a descriptor that close has given back.
        self._guard = threading.Lock()
        self._woken = False

    def open(self) -> None:
        """Open exclusively, within 15 s, and drain. Raises: ConfigurationError, LinkUnavailable."""
        device, words = self._resolve()
        port = _open_bounded(lambda: self._opened(device), words)
        try:
            port.reset_input_buffer()
            port.reset_output_buffer()
        except PORT_ERRORS as error:
            _close_quietly(port)
            raise LinkUnavailable(f"{words} went away while it was opened: {error}") from error
        with self._guard:
            self._port = port

    def read(self, timeout_s: float | None) -> bytes:
        """Return what arrived. Raises: LinkLost."""
        port = self._open_port()
        try:
            if hasattr(port, "cancel_read"):
                return self._read_once(port, timeout_s)
            return self._read_in_slices(port, timeout_s)
        except PORT_ERRORS as error:
            raise LinkLost(f"{self._settings.target} is gone: {error}") from error

    def write(self, data: bytes) -> None:
        """Write all, in pieces. Raises: LinkLost."""
        port = self._open_port()
        for start in range(0, len(data), WRITE_PIECE):
            piece = data[start : start + WRITE_PIECE]
            try:
                port.write(piece)
            except serial.SerialTimeoutException as error:
                raise LinkLost(self._stuck_words(port), len(data) - start - len(piece)) from error
            except PORT_ERRORS as error:
                message = f"{self._settings.target} is gone: {error}"
                raise LinkLost(message, len(data) - start - len(piece)) from error

    def close(self) -> None:
        """Release the port."""
        with self._guard:
            port, self._port = self._port, None
            self._woken = False
        if port is not None:
            _close_quietly(port)

    def wake(self) -> None:
        """End a read."""
        with self._guard:
            self._woken = True
            cancel = getattr(self._port, "cancel_read", None)
            if cancel is not None:
                with suppress(*PORT_ERRORS):
                    cast("Callable[[], None]", cancel)()

    def _open_port(self) -> serial.Serial:
        if self._port is None:
            raise LinkLost(f"{self._settings.target} is not open")
        return self._port

    def _read_once(self, port: serial.Serial, timeout_s: float | None) -> bytes:
        port.timeout = timeout_s
        first = port.read(1)
        if not first:
            return b""
        waiting = port.in_waiting
        return first + port.read(waiting) if waiting else first

    def _read_in_slices(self, port: serial.Serial, timeout_s: float | None) -> bytes:
        until = None if timeout_s is None else self._clock.monotonic() + timeout_s
        port.timeout = SLICE_S
        while not self._woken:
            data = port.read(1)
            if data:
                return data
            if until is not None and self._clock.monotonic() >= until:
                return b""
        self._woken = False
        return b""

    def _stuck_words(self, port: serial.Serial) -> str:
        words = f"{self._settings.target} took nothing for {WRITE_TIMEOUT_S:g} s"
        with suppress(*PORT_ERRORS, NotImplementedError):
            if self._settings.flow == "rtscts" and not port.cts:
                return f"{words}: CTS is off, check the handset cable or turn flow control off"
        return f"{words}: check cable and flow control"

    def _resolve(self) -> tuple[str, str]:
        settings = self._settings
        if settings.scheme == "simulator":
            return resolve_simulator(settings.target), f"the simulator at {settings.target}"
        if settings.scheme == "serial":
            return resolve_port(settings.target), f"the port {settings.target}"
        return f"{settings.scheme}:{settings.target}", f"{settings.scheme}:{settings.target}"

    def _opened(self, device: str) -> serial.Serial:
        settings = self._settings
        port = cast("serial.Serial", serial.serial_for_url(device, do_not_open=True))
        try:
            port.baudrate = settings.baud
            # A pty has no parity, and the C library refuses to pretend: EINVAL.
            mode = "8N1" if settings.scheme in ("simulator", "serial") and is_pty(device) else settings.mode
            port.bytesize = int(mode[0])
            port.parity = _PARITY[mode[1]]
            port.stopbits = int(mode[2])
            port.xonxoff = settings.flow == "xonxoff"
            port.rtscts = settings.flow == "rtscts"
            port.write_timeout = WRITE_TIMEOUT_S
            if settings.scheme in ("simulator", "serial"):
                port.exclusive = True
            if settings.dtr is not None:
                port.dtr = settings.dtr
            if settings.rts is not None:
                port.rts = settings.rts
            port.open()
        except BaseException:
            _close_quietly(port)  # a failed open that keeps its lock would lock us out for ever
            raise
        return port


def _close_quietly(port: serial.Serial) -> None:
    with suppress(*PORT_ERRORS):
        port.close()


def _open_bounded(opening: Callable[[], serial.Serial], words: str) -> serial.Serial:
    """Open on a helper thread: some drivers never return from open. Raises: LinkUnavailable."""
    found: list[serial.Serial] = []
    errors: list[Exception] = []
    guard = threading.Lock()
    given_up = False

    def work() -> None:
        try:
            port = opening()
        except Exception as error:  # noqa: BLE001 - handed to the caller, which sorts it
            errors.append(error)
            return
        with guard:
            late = given_up
            found.append(port)
        if late:
            _close_quietly(port)

    helper = threading.Thread(target=work, name="radio-open", daemon=True)
    helper.start()
    helper.join(OPEN_TIMEOUT_S)
    with guard:
        given_up = not found
    if found:
        return found[0]
    if errors:
        raise _unavailable(words, errors[0]) from errors[0]
    raise LinkUnavailable(f"{words} did not open within {OPEN_TIMEOUT_S:g} s: unplug it and plug it in again")


def _unavailable(words: str, error: Exception) -> Exception:
    if not isinstance(error, PORT_ERRORS):
        return error
    device = words.rpartition(" ")[2]
    number = getattr(error, "errno", None)
    if number in (errno.EAGAIN, errno.EBUSY, errno.EWOULDBLOCK):
        holder = holder_of(device) or "another program"
        return LinkUnavailable(f"{words} is taken by {holder}: close it there")
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return LinkUnavailable(f"{words} is not there: check that the cable is plugged in")
    if number in (errno.EACCES, errno.EPERM):
        return LinkUnavailable(f"{words} may not be opened by this user: add the user to the group dialout")
    return LinkUnavailable(f"{words} cannot be opened: {error}")
