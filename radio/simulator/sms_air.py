"""The network's and the phones' side of short messages, with code of its own: it reads what a modem is given and
writes what a modem hands out (3GPP TS 23.040 §9.2), bit by bit, and puts together what a phone would show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_ROWS = (
    "@£$¥èéùìòÇ\nØø\rÅå", "Δ_ΦΓΛΩΠΨΣΘΞ\x00ÆæßÉ", " !\"#¤%&'()*+,-./", "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO", "PQRSTUVWXYZÄÖÑÜ§", "¿abcdefghijklmno", "pqrstuvwxyzäöñüà",
)  # fmt: skip
_SHIFTED: Mapping[int, str] = {
    10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€",
}  # fmt: skip
_SHIFT = "0011011"
SERVICE_CENTRE = "07919471016700F0"  # +4917107600..., as a modem shows it before every unit


class Refused(ValueError):
    """What the modem was given is no SMS-SUBMIT of the standard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One message as the network reads it."""

    number: str
    text: str
    wants_report: bool
    validity: int | None
    flash: bool
    long: tuple[int, int, int] | None  # reference, total, number


def read_submit(pdu: str, announced: int) -> Submitted:
    """Read what stood behind the prompt. Raises: Refused."""
    try:
        octets = list(bytes.fromhex(pdu))
    except ValueError:
        raise Refused("not hexadecimal") from None
    if not octets or octets[0] != 0 or len(octets) - 1 != announced:
        raise Refused(f"{len(octets) - 1} octets, {announced} announced")
    try:
        return _read(octets[1:])
    except IndexError:
        raise Refused("it ends too soon") from None


def _read(unit: list[int]) -> Submitted:
    first, digits, kind = unit[0], unit[2], unit[3]
    if first & 3 != 1 or kind not in (0x81, 0x91) or not 1 <= digits <= 20:
        raise Refused("no SMS-SUBMIT")
    end = 4 + (digits + 1) // 2
    number = "".join(f"{octet:02X}"[::-1] for octet in unit[4:end])
    if (digits % 2 and number[-1] != "F") or not number[:digits].isdecimal():
        raise Refused(f"number {number}")
    pid, coding, rest = unit[end], unit[end + 1], unit[end + 2 :]
    period = {0x00: 0, 0x10: 1, 0x08: 7, 0x18: 7}[first & 0x18]
    if pid != 0 or coding & 0xEF not in (0x00, 0x08) or period == 7:
        raise Refused(f"protocol {pid}, coding {coding:02X}, validity {period}")
    length, data = rest[period], rest[period + 1 :]
    text, long = _words(length, data, unicode=bool(coding & 8), has_header=bool(first & 0x40))
    return Submitted(
        number=("+" if kind == 0x91 else "") + number[:digits],
        text=text,
        wants_report=bool(first & 0x20),
        validity=rest[0] if period else None,
        flash=bool(coding & 0x10),
        long=long,
    )


def _words(length: int, data: list[int], *, unicode: bool, has_header: bool) -> tuple[str, tuple[int, int, int] | None]:
    header = data[: data[0] + 1] if has_header else []
    long = None
    if header:
        if header[:3] != [5, 0, 3]:
            raise Refused("a header that is none of a long text")
        long = (header[3], header[4], header[5])
    if unicode:
        if len(data) != length or length > 140:
            raise Refused(f"{len(data)} octets of text, {length} announced")
        return bytes(data[len(header) :]).decode("utf-16-be", "surrogatepass"), long
    if len(data) != -(-length * 7 // 8) or length > 160:
        raise Refused(f"{len(data)} octets for {length} septets")
    stream = "".join(f"{octet:08b}"[::-1] for octet in data)
    septets = [stream[at : at + 7][::-1] for at in range(0, length * 7, 7)]
    return _spell(septets[-(-len(header) * 8 // 7) :]), long


def _spell(septets: list[str]) -> str:
    out: list[str] = []
    shifted = False
    for bits in septets:
        value = int(bits, 2)
        if bits == _SHIFT and not shifted:
            shifted = True
            continue
        out.append(_SHIFTED[value] if shifted else _ROWS[value // 16][value % 16])
        shifted = False
    return "".join(out)


def write_report(reference: int, number: str, at: datetime, status: int) -> tuple[str, int]:
    """Return an SMS-STATUS-REPORT as a modem shows it, and the length it announces."""
    unit = f"06{reference:02X}" + _number(number) + _stamp(at) + _stamp(at + timedelta(seconds=4)) + f"{status:02X}"
    return SERVICE_CENTRE + unit, len(unit) // 2


def write_deliver(number: str, text: str, at: datetime, long: tuple[int, int, int] | None = None) -> tuple[str, int]:
    """Return an SMS-DELIVER as a modem shows it, and the length it announces."""
    header = "" if long is None else "050003" + "".join(f"{value:02X}" for value in long)
    bits = _letters(text)
    coding = "08" if bits is None else "00"
    if bits is None:
        body = text.encode("utf-16-be", "surrogatepass").hex().upper()
        length = (len(header) + len(body)) // 2
    else:
        ahead = "0" * (-(len(header) * 4) % 7)
        length = (len(header) * 4 + len(ahead)) // 7 + len(bits) // 7
        stream = ahead + bits
        stream += "0" * (-len(stream) % 8)
        body = "".join(f"{int(stream[index : index + 8][::-1], 2):02X}" for index in range(0, len(stream), 8))
    first = "44" if header else "04"
    unit = first + _number(number) + "00" + coding + _stamp(at) + f"{length:02X}" + header + body
    return SERVICE_CENTRE + unit, len(unit) // 2


def pieces_of(text: str) -> list[str]:
    """Cut a text as a phone does (TS 23.040 §9.2.3.24.1): whole, or in pieces with room for the header.

    No piece ends between the two halves of a character.
    """
    unicode = _letters(text) is None
    whole, piece = (70, 67) if unicode else (160, 153)
    sizes = [
        (len(c.encode("utf-16-be", "surrogatepass")) // 2 if unicode else len(_letters(c) or "") // 7) for c in text
    ]
    if sum(sizes) <= whole:
        return [text]
    pieces = [""]
    room = piece
    for character, size in zip(text, sizes, strict=True):
        if size > room:
            pieces.append("")
            room = piece
        pieces[-1] += character
        room -= size
    return pieces


def _letters(text: str) -> str | None:
    """Return the septets of a text, each from its last bit, or None when one character has none."""
    codes = {character: row * 16 + column for row, line in enumerate(_ROWS) for column, character in enumerate(line)}
    shifted = {character: code for code, character in _SHIFTED.items()}
    out: list[str] = []
    for character in text:
        if character in shifted:
            out.append(_SHIFT[::-1] + f"{shifted[character]:07b}"[::-1])
        elif character in codes and character != "\x00":
            out.append(f"{codes[character]:07b}"[::-1])
        else:
            return None
    return "".join(out)


def _number(number: str) -> str:
    digits = number.lstrip("+")
    padded = digits + "F" * (len(digits) % 2)
    pairs = "".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2))
    return f"{len(digits):02X}" + ("91" if number.startswith("+") else "81") + pairs


def _stamp(at: datetime) -> str:
    offset = at.utcoffset() or timedelta()
    quarters = round(abs(offset.total_seconds()) / 900)
    zone = f"{quarters:02d}"
    low = f"{int(zone[0]) | (8 if offset < timedelta() else 0):X}"
    return "".join(word[::-1] for word in at.strftime("%y %m %d %H %M %S").split()) + zone[1] + low


class Phone:
    """All phones of the network: shows a long text once all its parts are there."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int, int], dict[int, tuple[str, str]]] = {}

    def take(self, message: Submitted, pdu: str) -> tuple[str, str] | None:
        """Take one message; return the text and the units of what is shown now, if anything is."""
        if message.long is None:
            return message.text, pdu
        reference, total, number = message.long
        key = (message.number, reference, total)
        parts = self._parts.setdefault(key, {})
        parts[number] = (message.text, pdu)
        if len(parts) < total:
            return None
        del self._parts[key]
        shown = [parts[index] for index in sorted(parts)]
        return "".join(text for text, _ in shown), "".join(unit for _, unit in shown)
