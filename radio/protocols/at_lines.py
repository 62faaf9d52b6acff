"""What a device with AT commands says, cut into lines and prompts; the stream may start anywhere and hold noise.

Tolerance (field experience): CR and LF in any number and order, echoed commands, a prompt without its space or with
a doubled one, spaces before a line, octets that are no text.
"""

from collections.abc import Callable
from dataclasses import dataclass

from radio.protocols.base import Stray

CR, LF = 0x0D, 0x0A
PROMPT = ord(">")
# The longest line is a PDU: 176 octets of a short message, 2,047 bits of a TETRA SDS, two digits an octet.
MAX_LINE = 512
MAX_RAW = 2048


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its octets, line ends before and behind it included. A prompt has no text."""

    text: str
    raw: bytes
    is_prompt: bool = False


class LineReader:
    """Turns octets into lines, one octet at a time; keeps at most one line."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._raw = bytearray()
        self._too_long = False

    def feed(self, octet: int) -> Line | None:
        """Return what is complete with this octet."""
        if len(self._raw) < MAX_RAW:
            self._raw.append(octet)
        if octet in (CR, LF):
            return self._end()
        if octet == PROMPT and not self._text:
            return Line("", self._take_raw(), is_prompt=True)
        if 0x20 < octet < 0x7F or (octet == 0x20 and self._text):
            if len(self._text) < MAX_LINE:
                self._text.append(octet)
            else:
                self._too_long = True
        return None

    def _end(self) -> Line | None:
        # A line end alone belongs to the line it stands before: its octets are kept with that.
        if not self._text:
            return None
        text = "" if self._too_long else self._text.decode("ascii").rstrip()
        self._text.clear()
        self._too_long = False
        return Line(text, self._take_raw())

    def _take_raw(self) -> bytes:
        raw = bytes(self._raw)
        self._raw.clear()
        return raw


@dataclass(frozen=True, slots=True)
class Unasked:
    """Something a device says of its own accord (3GPP TS 27.005 §3.4.1): its name, its parameters, its PDU."""

    name: str
    fields: tuple[str, ...]
    pdu: str
    raw: bytes


def is_hexadecimal(text: str) -> bool:
    """Tell whether a line is made of hexadecimal digits."""
    return bool(text) and all(digit in "0123456789ABCDEFabcdef" for digit in text)


def is_pdu(text: str) -> bool:
    """Tell whether a line can be a PDU of octets: pairs of hexadecimal digits."""
    return len(text) % 2 == 0 and is_hexadecimal(text)


def _never(_text: str) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What one kind of device says of its own accord, by the name before the colon.

    `alone`: for lines whose name alone does not tell them from an answer.
    """

    with_pdu: tuple[str, ...]
    without_pdu: tuple[str, ...]
    alone: Callable[[str], bool] = _never
    is_pdu: Callable[[str], bool] = is_pdu


def fields_of(text: str) -> tuple[str, ...]:
    """Return the parameters behind the colon, quotes taken off; commas within quotes divide nothing."""
    fields, quoted = [""], False
    for character in text.partition(":")[2]:
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            fields.append("")
        else:
            fields[-1] += character
    return tuple(field.strip() for field in fields)


class UnaskedReader:
    """Takes the unsolicited results out of the lines, also from between a command and its OK."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._header: Line | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a PDU is due."""
        return self._header is not None

    def feed(self, line: Line) -> tuple[list[Unasked | Stray], bool]:
        """Return what is complete with this line, and whether the line belonged to it."""
        header, self._header = self._header, None
        found: list[Unasked | Stray] = []
        if header is not None:
            if self._dialect.is_pdu(line.text):
                return [self._unasked(header, line.text, header.raw + line.raw)], True
            found.append(Stray(detail=f"{header.text.partition(':')[0]} without its PDU", raw=header.raw))
        name = line.text.partition(":")[0]
        if name in self._dialect.without_pdu or self._dialect.alone(line.text):
            return [*found, self._unasked(line, "", line.raw)], True
        if name in self._dialect.with_pdu:
            self._header = line
            return found, True
        return found, False

    @staticmethod
    def _unasked(header: Line, pdu: str, raw: bytes) -> Unasked:
        return Unasked(header.text.partition(":")[0], fields_of(header.text), pdu, raw)
