"""Watches whether a device lets us send: a stuck CTS or XOFF is named, and not taken for a silent device."""

import threading
from contextlib import suppress

import serial

from radio.line_clock import LineClock
from radio.links.base import LinkSettings
from radio.links.port_words import PORT_ERRORS

WRITE_TIMEOUT_S = 5.0
_LOOK_S = 0.02
_BITS_PER_CHARACTER = 11
CTS_OFF = "CTS is off, check the handset cable or turn flow control off (flow=none)"


class FlowWatch:
    """The flow control of one port. Thread: the port's."""

    def __init__(self, settings: LinkSettings, words: str) -> None:
        self._settings = settings
        self._words = words
        self._clock = LineClock()
        self._pause = threading.Event()
        self._out_by = 0.0

    def wait_until_clear(self, port: serial.Serial) -> bool:
        """Wait while CTS says stop; False when it does so for too long.

        Asked before each write: a short text would vanish in the driver's buffer, and nobody be told.
        """
        if self._settings.flow != "rtscts":
            return True
        until = self._clock.monotonic() + WRITE_TIMEOUT_S
        while not self._cts(port):
            if self._clock.monotonic() >= until:
                return False
            self._pause.wait(_LOOK_S)
        return True

    def wrote(self, length: int) -> None:
        """Note that the driver took so many octets."""
        line_time_s = length * _BITS_PER_CHARACTER / self._settings.baud
        self._out_by = self._clock.monotonic() + WRITE_TIMEOUT_S + line_time_s

    def is_stuck(self, port: serial.Serial) -> bool:
        """Tell whether what the driver took should long be out, and CTS holds it."""
        if self._settings.flow != "rtscts" or self._clock.monotonic() < self._out_by:
            return False
        with suppress(*PORT_ERRORS):
            return bool(port.out_waiting) and not self._cts(port)
        return False

    def stuck_words(self, port: serial.Serial) -> str:
        """Say what holds the line up, as far as the port tells."""
        words = f"{self._words} took nothing for {WRITE_TIMEOUT_S:g} s"
        if self._settings.flow == "rtscts" and not self._cts(port):
            return f"{words}: {CTS_OFF}"
        if self._settings.flow == "xonxoff":
            return f"{words}: the device said stop (XOFF) and never go on; switch it off and on, or set flow=none"
        return f"{words}: check cable and flow control"

    def _cts(self, port: serial.Serial) -> bool:
        try:
            return port.cts
        except (*PORT_ERRORS, NotImplementedError):
            return True  # a line that cannot be asked stops nobody; the write itself tells what is wrong
