"""A terminal server that hands octets on as they are: `socket://host:port`.

The connection is watched by keepalive, so that a peer that vanished without a word is noticed within half a minute.
"""

import contextlib
import select
import socket
import struct
import threading

from radio.errors import LinkLost, LinkUnavailable
from radio.line_clock import LineClock
from radio.links.base import LinkSettings, address_of
from radio.links.bounded import BoundedOpening
from radio.links.network_words import closed_words, cut_words, no_connection_words

CONNECT_TIMEOUT_S = 10.0
# A name server that does not answer holds up the look-up, which has no timeout of its own.
OPEN_TIMEOUT_S = 15.0
WRITE_TIMEOUT_S = 5.0
PIECE = 4096
# Asked after 15 s of silence, every 5 s, three times; and what was written must be confirmed within 20 s.
_WATCH = (("TCP_KEEPIDLE", 15), ("TCP_KEEPALIVE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
_UNCONFIRMED_MS = 20_000
_ABORT = struct.pack("ii", 1, 0)  # linger for no time: what the peer has not taken is thrown away


class TcpLine:
    """One connection. Fulfils `radio.links.base.Link`. Thread: one; `wake` from any."""

    def __init__(self, settings: LinkSettings) -> None:
        """Raises: ConfigurationError."""
        self._address = address_of(settings.scheme, settings.target)
        self._where = ":".join(map(str, self._address))
        self._clock = LineClock()
        self._opening = BoundedOpening(_close_quietly)
        self._socket: socket.socket | None = None
        self._waker: tuple[socket.socket, socket.socket] | None = None
        # Held for moments only: a wake must never write into a descriptor that close has given back.
        self._guard = threading.Lock()
        self._is_woken = False
        self._is_lost = False

    def open(self) -> None:
        """Connect, within 15 s. Raises: LinkUnavailable."""
        try:
            connected = self._opening.open(self._connect, OPEN_TIMEOUT_S)
        except OSError as error:
            raise LinkUnavailable(no_connection_words(self._where, error)) from error
        if connected is None:
            raise LinkUnavailable(
                f"{self._where} has not answered yet: is the terminal server on, and the network there?"
            )
        try:
            ends = socket.socketpair()
        except OSError as error:  # no descriptors left
            _close_quietly(connected)
            raise LinkUnavailable(no_connection_words(self._where, error)) from error
        for end in (connected, *ends):
            end.setblocking(False)
        with self._guard:
            self._socket, self._waker = connected, ends
            self._is_woken = self._is_lost = False

    def read(self, timeout_s: float | None) -> bytes:
        """Return what arrived. Raises: LinkLost."""
        connected, woken = self._ends()
        readable, _, _ = select.select([connected, woken], [], [], timeout_s)
        if connected not in readable:
            if woken in readable:  # else the next read ends at once, which tells whoever called as well
                with self._guard:
                    woken.recv(PIECE)
                    self._is_woken = False
            return b""
        try:
            data = connected.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError as error:
            raise self._lost(cut_words(self._where, error)) from error
        if not data:
            raise self._lost(closed_words(self._where))
        return data

    def write(self, data: bytes) -> None:
        """Write all. Raises: LinkLost."""
        connected, _ = self._ends()
        until = self._clock.monotonic() + WRITE_TIMEOUT_S
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[connected.send(rest) :]
            except (BlockingIOError, InterruptedError):
                pass
            except OSError as error:
                raise self._lost(cut_words(self._where, error), len(rest)) from error
            left_s = until - self._clock.monotonic()
            if rest and (left_s <= 0 or not select.select([], [connected], [], left_s)[1]):
                raise self._lost(self._stuck_words(), len(rest))

    def give_up(self) -> None:
        """Take the connection for lost."""
        self._is_lost = True

    def close(self) -> None:
        """End the connection; of a lost one nothing is delivered later."""
        with self._guard:
            connected, self._socket = self._socket, None
            ends, self._waker = self._waker, None
        for end in ends or ():
            end.close()
        if connected is None:
            return
        if self._is_lost:
            with contextlib.suppress(OSError):
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        _close_quietly(connected)

    def wake(self) -> None:
        """End a read, or an open that takes long."""
        self._opening.interrupt()
        with self._guard:
            if self._waker is not None and not self._is_woken:
                self._is_woken = True
                self._waker[1].send(b".")

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(self._address, timeout=CONNECT_TIMEOUT_S)
        with contextlib.suppress(OSError):
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (*_WATCH, ("TCP_USER_TIMEOUT", _UNCONFIRMED_MS)):
            option = getattr(socket, name, None)  # each system has its own selection
            if option is not None:
                with contextlib.suppress(OSError):
                    connected.setsockopt(socket.IPPROTO_TCP, option, value)
        return connected

    def _ends(self) -> tuple[socket.socket, socket.socket]:
        if self._socket is None or self._waker is None:
            raise LinkLost(f"{self._where} is not open")
        return self._socket, self._waker[0]

    def _stuck_words(self) -> str:
        return f"{self._where} took nothing for {WRITE_TIMEOUT_S:g} s: is the device behind it on, and its cable in?"

    def _lost(self, message: str, unwritten: int = 0) -> LinkLost:
        self._is_lost = True
        return LinkLost(message, unwritten)


def _close_quietly(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.close()
