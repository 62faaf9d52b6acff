"""Puts a simulated terminal behind a pseudo terminal that keeps its name. Runs on the caller's thread."""

import contextlib
import os
import select
import tty
from collections import deque
from pathlib import Path
from typing import Protocol

from radio.line_clock import LineClock

_BITS_PER_CHARACTER = 10
# At a slow line the answer is sent in pieces this small, so that the other side sees it grow.
_PIECE = 8


class Device(Protocol):
    """What plays on the far side: octets and time in; octets, a deadline and a pulled plug out."""

    def receive(self, data: bytes, now: float) -> None:
        """Take octets."""
        ...

    def tick(self, now: float) -> None:
        """Do what is due."""
        ...

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        ...

    def take_bytes(self) -> bytes:
        """Return what is to be sent, once."""
        ...

    def take_unplug(self) -> float | None:
        """Return for how many seconds the plug is pulled now, once."""
        ...


class PacedLine:
    """Delays what is sent: a fixed time to answer, and the time the octets take at a line rate."""

    def __init__(self, baud: int | None = None, reply_delay_s: float = 0.0) -> None:
        self._seconds_per_octet = _BITS_PER_CHARACTER / baud if baud else 0.0
        self._reply_delay_s = reply_delay_s
        self._heard_until = 0.0
        self._free_at = 0.0
        self._waiting: deque[tuple[float, bytes]] = deque()

    def heard(self, count: int, now: float) -> None:
        """Count octets in, which a real line would still be carrying."""
        self._heard_until = max(now, self._heard_until) + count * self._seconds_per_octet

    def say(self, data: bytes, now: float) -> None:
        """Queue an answer."""
        start = max(max(now, self._heard_until) + self._reply_delay_s, self._free_at)
        if not self._seconds_per_octet:
            self._waiting.append((start, data))
            self._free_at = start
            return
        for index in range(0, len(data), _PIECE):
            piece = data[index : index + _PIECE]
            start += len(piece) * self._seconds_per_octet
            self._waiting.append((start, piece))
        self._free_at = start

    def due(self, now: float) -> bytes:
        """Return what leaves now."""
        out = bytearray()
        while self._waiting and self._waiting[0][0] <= now:
            out += self._waiting.popleft()[1]
        return bytes(out)

    def next_at(self) -> float | None:
        """Return when something leaves next."""
        return self._waiting[0][0] if self._waiting else None

    def clear(self) -> None:
        """Forget everything on the way."""
        self._waiting.clear()


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


class PtyServer:
    """Serves one terminal on LINK until `stop` is called or its control descriptor reports."""

    def __init__(self, terminal: Device, link: Path, line: PacedLine, stop_fd: int | None = None) -> None:
        """`stop_fd`: a descriptor whose end of file stops the server."""
        self._terminal = terminal
        self._link = link
        self._line = line
        self._clock = LineClock()
        self._stop_fd = stop_fd
        self._wake_r, self._wake_w = os.pipe()
        self._stopped = False
        self._pty = _Pty(link)

    def stop(self) -> None:
        """End `serve` soon. Thread: any."""
        self._stopped = True
        with contextlib.suppress(OSError):
            os.write(self._wake_w, b".")

    def serve(self) -> None:
        """Serve until stopped; removes LINK at the end."""
        try:
            while not self._stopped:
                self._turn()
        finally:
            self._pty.close()
            os.close(self._wake_r)
            os.close(self._wake_w)

    def _turn(self) -> None:
        now = self._clock.monotonic()
        self._terminal.tick(now)
        self._line.say(self._terminal.take_bytes(), now)
        self._write(self._line.due(now))
        if not self._wait_readable(self._pty.master, now):
            return
        try:
            data = os.read(self._pty.master, 4096)
        except (BlockingIOError, InterruptedError):
            return
        now = self._clock.monotonic()
        self._line.heard(len(data), now)
        self._terminal.receive(data, now)
        unplug_s = self._terminal.take_unplug()
        if unplug_s is not None:
            self._unplug(unplug_s)

    def _write(self, data: bytes) -> None:
        # Nobody reads while the client is away; what does not fit is lost, as on a real line.
        with contextlib.suppress(BlockingIOError):
            if data:
                os.write(self._pty.master, data)

    def _unplug(self, seconds: float) -> None:
        self._pty.close()
        self._line.clear()
        back_at = self._clock.monotonic() + seconds
        while not self._stopped and (now := self._clock.monotonic()) < back_at:
            self._wait(back_at - now, [])
        self._pty = _Pty(self._link)

    def _wait_readable(self, fd: int, now: float) -> bool:
        dues = [at for at in (self._terminal.deadline(), self._line.next_at()) if at is not None]
        timeout_s = max(0.0, min(dues) - now) if dues else None
        return fd in self._wait(timeout_s, [fd])

    def _wait(self, timeout_s: float | None, fds: list[int]) -> list[int]:
        watched = [*fds, self._wake_r]
        if self._stop_fd is not None:
            watched.append(self._stop_fd)
        readable, _, _ = select.select(watched, [], [], timeout_s)
        if self._wake_r in readable:
            os.read(self._wake_r, 64)
        if self._stop_fd is not None and self._stop_fd in readable and not os.read(self._stop_fd, 64):
            self._stopped = True
        return readable
