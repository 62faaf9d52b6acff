"""Puts a simulated device behind a pseudo terminal that keeps its name. Runs on the caller's thread."""

import contextlib
import os
import tty
from pathlib import Path

from radio.simulator.device import Device
from radio.simulator.order_input import OrderInput
from radio.simulator.paced_line import PacedLine
from radio.simulator.serving import DeviceServer

__all__ = ["Device", "PacedLine", "PtyServer"]


class _Pty:
    """A pseudo terminal whose slave is also held open here, so that a client may come and go."""

    def __init__(self, link: Path) -> None:
        self.master, self._slave = os.openpty()
        self._link = link
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        fresh = link.with_name(f".{link.name}.{os.getpid()}")
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(link)

    def close(self) -> None:
        """Pull the plug: name and device go."""
        self._link.unlink(missing_ok=True)
        os.close(self.master)
        os.close(self._slave)


class PtyServer(DeviceServer):
    """Serves one device on LINK; the name is removed at the end."""

    def __init__(self, device: Device, link: Path, line: PacedLine, orders: OrderInput | None = None) -> None:
        self._link = link
        super().__init__(device, line, orders)

    def _plug_in(self) -> None:
        self._pty = _Pty(self._link)

    def _pull(self) -> None:
        self._pty.close()

    def _descriptors(self) -> list[int]:
        return [self._pty.master]

    def _read(self, ready: list[int]) -> bytes:
        del ready
        try:
            return os.read(self._pty.master, 4096)
        except (BlockingIOError, InterruptedError):
            return b""

    def _write(self, data: bytes) -> None:
        # Nobody reads while the client is away; what does not fit is lost.
        with contextlib.suppress(BlockingIOError):
            os.write(self._pty.master, data)
