"""What a TAP terminal says, read from a stream that may start anywhere and hold noise.

Tolerance (field experience): lines end in CR, LF, CRLF or LFCR; a control character may come without the
line end before it; `ID=` may stand anywhere; the eighth bit is ignored. ACK, NAK and RS count only with the
line end that TAP 1.8 puts behind them, so that a noise burst does not easily look like an acceptance.
"""

from dataclasses import dataclass
from enum import StrEnum

from radio.protocols.tap_framing import ACK, CR, EOT, ESC, LF, NAK, RS

# A message line is one display line of a terminal; what is longer is noise, and its start is enough to tell.
MAX_LINE_CHARS = 256


class Said(StrEnum):
    """One thing a terminal can say."""

    PROMPT = "ID="
    ACK = "ACK"
    NAK = "NAK"
    RS = "RS"
    GO_AHEAD = "go-ahead"
    DISCONNECT = "ESC EOT"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing the terminal said, with the text of a line."""

    said: Said
    text: str = ""


_ENDED_BY_LINE_END = {ACK: Said.ACK, NAK: Said.NAK, RS: Said.RS}


class ReplyReader:
    """Turns octets into replies, one octet at a time; keeps at most one line."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._last_three = b""
        self._control: Said | None = None
        self._escape = b""

    def feed(self, octet: int) -> list[Reply]:
        """Return what is complete with this octet."""
        octet &= 0x7F
        if octet in (0x00, 0x11, 0x13, 0x7F):  # fill and XON/XOFF stand anywhere
            return []
        if self._escape:
            found = self._after_escape(octet)
            if found is not None:
                return found
        if self._control is not None:
            control, self._control = self._control, None
            if octet in (CR, LF):
                return [Reply(control)]
        return self._plain(octet)

    def forget_line(self) -> None:
        """Drop the start of a line that has not ended yet."""
        self._line.clear()
        self._last_three = b""

    def _after_escape(self, octet: int) -> list[Reply] | None:
        sequence, self._escape = self._escape + bytes([octet]), b""
        if sequence == bytes([ESC, EOT]):
            return [*self._end_line(), Reply(Said.DISCONNECT)]
        if sequence == b"\x1b[p":
            return [*self._end_line(), Reply(Said.GO_AHEAD)]
        if sequence == b"\x1b[":
            self._escape = sequence
            return []
        return None

    def _plain(self, octet: int) -> list[Reply]:
        if octet == ESC:
            self._escape = bytes([ESC])
            return []
        if octet in _ENDED_BY_LINE_END:
            self._control = _ENDED_BY_LINE_END[octet]
            return self._end_line()
        if octet in (CR, LF):
            return self._end_line()
        if octet < 0x20:
            return []
        return self._printable(octet)

    def _printable(self, octet: int) -> list[Reply]:
        if len(self._line) < MAX_LINE_CHARS:
            self._line.append(octet)
        self._last_three = (self._last_three + bytes([octet]))[-3:]
        return [Reply(Said.PROMPT)] if self._last_three == b"ID=" else []

    def _end_line(self) -> list[Reply]:
        text = self._line.decode("ascii")
        self.forget_line()
        return [Reply(Said.LINE, text)] if text.strip() else []
