"""An IMAP connection that can wait for news: IDLE (RFC 2177), which imaplib of this Python does not speak.

`read`, `readline`, `open` and `starttls` are what imaplib lets its users override: its own line cannot be read again
once a read of it has timed out, and waiting is nothing but reads that time out.
"""

import imaplib
import socket
import ssl
from collections.abc import Callable

SLICE_S = 0.5
"""So long a read waits for news, before it is asked whether to go on."""
_CHUNK = 65_536
_LONGEST_LINE = 1_000_000
_TAG = b"READBACK"
_NEWS = (b" EXISTS", b" RECENT", b" EXPUNGE")


class IdleRefused(Exception):
    """The server says that it can wait, and does not."""


class _OwnLine(imaplib.IMAP4):
    """Reads through a buffer of its own."""

    _buffer = b""
    _of: socket.socket | None = None

    def read(self, size: int) -> bytes:
        """Read so many octets; fewer when the connection ended."""
        while len(self._kept()) < size and self._fill():
            pass
        return self._take(size)

    def readline(self) -> bytes:
        """Read a line with its end; what there is when the connection ended."""
        start = 0
        while (end := self._kept().find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > _LONGEST_LINE:
                raise self.error(f"the server sent a line of more than {_LONGEST_LINE:,} octets")
            if not self._fill():
                return self._take(len(self._buffer))
        return self._take(end + 1)

    def can_idle(self) -> bool:
        """Ask whether the server can say when something comes."""
        word, said = self.capability()
        return word == "OK" and b"IDLE" in b" ".join(part for part in said if part).upper().split()

    def idle(self, goes_on: Callable[[], bool], longest_s: float) -> None:
        """Wait until the server tells of news, `goes_on` says no, or so many seconds are over.

        Raises:
            IdleRefused: the server does not want to; the connection is as it was.
            imaplib.IMAP4.abort, OSError: the connection is gone.
        """
        before = self.sock.gettimeout()
        self.send(_TAG + b" IDLE\r\n")
        has_news = False
        while not (line := self._told()).startswith(b"+"):
            if line.startswith(_TAG + b" "):
                raise IdleRefused(line.decode("ascii", "replace").strip())
            has_news = has_news or _is_news(line)
        try:
            self.sock.settimeout(SLICE_S)
            slices = round(longest_s / SLICE_S)
            while not has_news and slices > 0 and goes_on():
                slices -= 1
                has_news = self._has_news()
        finally:
            self.sock.settimeout(before)
        self.send(b"DONE\r\n")
        while not self._told().startswith(_TAG + b" "):
            pass

    def _has_news(self) -> bool:
        try:
            return _is_news(self._told())
        except TimeoutError:
            return False  # half a line stays in the buffer

    def _told(self) -> bytes:
        line = self.readline()
        if not line.endswith(b"\n"):
            raise self.abort("the connection ended")
        if line.upper().startswith(b"* BYE"):
            raise self.abort(line.decode("utf-8", "replace").strip())
        return line

    def _fill(self) -> bool:
        chunk = self.sock.recv(_CHUNK)
        self._buffer = self._kept() + chunk
        return bool(chunk)

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._kept()[:size], self._buffer[size:]
        return taken

    def _kept(self) -> bytes:
        """Return what was read and not asked for. What came before TLS began is nobody's: it may be an attacker's."""
        if self._of is not self.sock:
            self._of, self._buffer = self.sock, b""
        return self._buffer


class PlainLine(_OwnLine):
    """Without TLS, or with STARTTLS."""


class TlsLine(_OwnLine, imaplib.IMAP4_SSL):
    """With TLS from the first octet."""


def connected(host: str, port: int, *, context: ssl.SSLContext | None, timeout_s: float) -> PlainLine | TlsLine:
    """Open a connection; with a context its certificate is checked before anything is said."""
    if context is None:
        return PlainLine(host, port, timeout=timeout_s)
    return TlsLine(host, port, ssl_context=context, timeout=timeout_s)


def _is_news(line: bytes) -> bool:
    return line.startswith(b"* ") and line.rstrip().upper().endswith(_NEWS)
