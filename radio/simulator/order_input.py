"""Orders to a simulated device, one JSON line each, from standard input; a bad one is answered and ignored."""

import os
from collections.abc import Callable

from radio.errors import ConfigurationError
from radio.simulator.device import Acts, Device
from radio.simulator.orders import parse_order

MAX_LINE = 65_536
_PIECE = 4096


class OrderInput:
    """Reads a descriptor when it reports. Thread: the server's."""

    def __init__(self, fd: int, complain: Callable[[str], None], *, ends_with_input: bool = False) -> None:
        """`ends_with_input`: the end of input is the end of the device."""
        self._fd = fd
        self._complain = complain
        self._ends_with_input = ends_with_input
        self._is_open = True
        self._line = bytearray()

    def watched(self) -> int | None:
        """Return the descriptor, as long as something may come from it."""
        return self._fd if self._is_open and self._is_ours() else None

    def may_come_back(self) -> bool:
        """Tell whether `watched` may return a descriptor again, without a sign of it."""
        return self._is_open

    def take(self, device: Device, now: float) -> bool:
        """Read what is there and obey it; False when the device is to end."""
        try:
            data = os.read(self._fd, _PIECE)
        except OSError:
            data = b""
        if not data:
            self._is_open = False
            return not self._ends_with_input
        self._line += data
        *lines, rest = bytes(self._line).split(b"\n")
        self._line = bytearray(rest)
        for line in lines:
            self._obey(line.decode("utf-8", "replace").strip(), device, now)
        if len(self._line) > MAX_LINE:
            self._line.clear()
            self._complain(f"order ignored: longer than {MAX_LINE} octets")
        return True

    def _obey(self, line: str, device: Device, now: float) -> None:
        if not line:
            return
        try:
            order = parse_order(line)
            if not isinstance(device, Acts):
                raise ConfigurationError("nobody can do anything at the far side of this device")
            device.act(order, now)
        except ConfigurationError as error:
            self._complain(f"order ignored: {error}")

    def _is_ours(self) -> bool:
        """Tell no while this runs behind a shell's back: what is typed then is the shell's."""
        return not os.isatty(self._fd) or os.tcgetpgrp(self._fd) == os.getpgrp()
