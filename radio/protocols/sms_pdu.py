"""The transfer protocol units of the short message service as octets (3GPP TS 23.040 §9.2). Pure; knows no modem.

Out: SMS-SUBMIT. In: SMS-DELIVER and SMS-STATUS-REPORT, each behind the address of its service centre.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from radio.protocols.long_texts import Concat, find_concat
from radio.protocols.sms_alphabet import fill_bits, fits, from_septets, pack, septets_of, to_septets, unpack

MAX_DIGITS = 20  # TP-DA: ten octets of semi-octets (§9.1.2.5)
MAX_PARTS = 255  # one octet counts the parts (§9.2.3.24.1)
_SEMI_OCTETS = "0123456789*#abc"  # §9.1.2.3; 1111 is the filler
_INTERNATIONAL, _UNKNOWN, _TYPE_OF_NUMBER, _ALPHANUMERIC = 0x91, 0x81, 0x70, 0x50
_VALIDITY_RELATIVE, _REPORT_WANTED, _HAS_HEADER = 0x10, 0x20, 0x40
_ROOM = {"gsm7": (160, 153), "ucs2": (70, 67)}  # alone, and behind a header of six octets


class BadPdu(ValueError):
    """Octets that are no unit of the standard; the text says where."""


class Alphabet(StrEnum):
    """How the text of one message is coded (3GPP TS 23.038 §4)."""

    GSM7 = "gsm7"
    OCTETS = "octets"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The text of one message, and its place when it is one of several."""

    alphabet: Alphabet
    text: str
    concat: Concat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """SMS-DELIVER: a text for us (§9.2.2.1)."""

    sender: str
    part: Part
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """SMS-STATUS-REPORT: what became of a text of ours (§9.2.2.3). `status` is TP-ST."""

    reference: int
    recipient: str
    submitted_at: bytes  # the service centre's time stamp, as it came: it tells reports apart
    at: datetime | None
    status: int


# --- out -------------------------------------------------------------------------------------------------


def split_text(text: str, reference: int) -> tuple[Part, ...]:
    """Cut a text into the fewest messages; never inside an extension sequence or a surrogate pair."""
    alphabet = Alphabet.GSM7 if fits(text) else Alphabet.UCS2
    alone, together = _ROOM[alphabet]
    costs = [_cost(character, alphabet) for character in text]
    if sum(costs) <= alone:
        return (Part(alphabet=alphabet, text=text),)
    pieces, used = [""], 0
    for character, cost in zip(text, costs, strict=True):
        if used + cost > together:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += cost
    total = len(pieces)
    return tuple(
        Part(alphabet=alphabet, text=piece, concat=Concat(reference & 0xFF, total & 0xFF, (number + 1) & 0xFF))
        for number, piece in enumerate(pieces)
    )


def count_parts(text: str) -> int:
    """Return how many messages a text takes."""
    return len(split_text(text, 0))


def _cost(character: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM7:
        return len(septets_of(character) or ())
    return len(character.encode("utf-16-be", "surrogatepass")) // 2


def encode_submit(
    address: str, part: Part, *, validity_minutes: int | None = None, report: bool = True, flash: bool = False
) -> bytes:
    """Return an SMS-SUBMIT without service centre address (§9.2.2.2); TP-MR 0, which the modem replaces.

    Raises: BadPdu when the address is none.
    """
    first = 0x01 | (_REPORT_WANTED if report else 0) | (_HAS_HEADER if part.concat else 0)
    first |= 0 if validity_minutes is None else _VALIDITY_RELATIVE
    coding = (0x08 if part.alphabet is Alphabet.UCS2 else 0x00) | (0x10 if flash else 0x00)
    validity = b"" if validity_minutes is None else bytes([relative_validity(validity_minutes)])
    return bytes([first, 0]) + encode_address(address) + bytes([0, coding]) + validity + _user_data(part)


def _user_data(part: Part) -> bytes:
    """Return TP-UDL and TP-UD (§9.2.3.16, §9.2.3.24): the length counts septets, or octets."""
    header = b""
    if part.concat is not None:
        header = bytes([5, 0, 3, part.concat.reference, part.concat.total, part.concat.number])
    if part.alphabet is Alphabet.UCS2:
        data = header + part.text.encode("utf-16-be", "surrogatepass")
        return bytes([len(data)]) + data
    septets = to_septets(part.text)
    fill = fill_bits(len(header))
    length = (len(header) * 8 + fill) // 7 + len(septets)
    return bytes([length]) + header + pack(septets, fill)


def relative_validity(minutes: int) -> int:
    """Return TP-VP of the shortest period that is not below `minutes` (§9.2.3.12.1); at most 63 weeks."""
    if minutes <= 720:
        return max(0, -(-minutes // 5) - 1)
    if minutes <= 1440:
        return 143 + -(-(minutes - 720) // 30)
    if minutes <= 30 * 1440:
        return 166 + -(-minutes // 1440)
    return min(255, 192 + -(-minutes // (7 * 1440)))


def encode_address(address: str) -> bytes:
    """Return an address field: digits, type, swapped semi-octets (§9.1.2.5). Raises: BadPdu."""
    digits = address.removeprefix("+")
    if not 1 <= len(digits) <= MAX_DIGITS or any(digit not in _SEMI_OCTETS for digit in digits):
        raise BadPdu(f"an address of {len(digits)} digits")
    kind = _INTERNATIONAL if address.startswith("+") else _UNKNOWN
    codes = [_SEMI_OCTETS.index(digit) for digit in digits] + [0xF] * (len(digits) % 2)
    swapped = bytes(low | high << 4 for low, high in zip(codes[::2], codes[1::2], strict=True))
    return bytes([len(digits), kind]) + swapped


# --- in --------------------------------------------------------------------------------------------------


class _Reader:
    """Takes octets from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int, what: str) -> bytes:
        """Return the next octets. Raises: BadPdu when there are fewer."""
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise BadPdu(f"it ends within {what}")
        self._at += count
        return piece

    def octet(self, what: str) -> int:
        """Return the next octet. Raises: BadPdu."""
        return self.take(1, what)[0]


def decode_pdu(data: bytes, length: int) -> Deliver | StatusReport:
    """Read what a modem shows: service centre address and a unit of `length` octets (3GPP TS 27.005 §3.1 <pdu>).

    Raises: BadPdu for anything else, also when the length is another.
    """
    behind = 1 + (data[0] if data else 0)
    if len(data) - behind != length:
        raise BadPdu(f"{len(data) - behind} octets where {length} were announced")
    reader = _Reader(data[behind:])
    first = reader.octet("its first octet")
    match first & 0x03:  # TP-MTI, §9.2.3.1
        case 0:
            return _deliver(first, reader)
        case 2:
            return _status_report(reader)
        case kind:
            raise BadPdu(f"message type {kind}, which a service centre does not send")


def _deliver(first: int, reader: _Reader) -> Deliver:
    sender = _address(reader)
    reader.octet("TP-PID")
    coding = reader.octet("TP-DCS")
    stamp = reader.take(7, "TP-SCTS")
    length = reader.octet("TP-UDL")
    part = _part(_alphabet(coding), length, reader, has_header=bool(first & _HAS_HEADER))
    return Deliver(sender=sender, part=part, sent_at=decode_timestamp(stamp))


def _status_report(reader: _Reader) -> StatusReport:
    reference = reader.octet("TP-MR")
    recipient = _address(reader)
    submitted, discharged = reader.take(7, "TP-SCTS"), reader.take(7, "TP-DT")
    return StatusReport(
        reference=reference,
        recipient=recipient,
        submitted_at=submitted,
        at=decode_timestamp(discharged),
        status=reader.octet("TP-ST"),
    )


def _address(reader: _Reader) -> str:
    """Read an address field (§9.1.2.5): a number, or a name in the 7-bit alphabet."""
    length = reader.octet("an address")
    kind = reader.octet("an address")
    if length > MAX_DIGITS + 2:
        raise BadPdu(f"an address of {length} semi-octets")
    data = reader.take((length + 1) // 2, "an address")
    if kind & _TYPE_OF_NUMBER == _ALPHANUMERIC:
        return from_septets(unpack(data, length * 4 // 7))
    codes = [code for octet in data for code in (octet & 0x0F, octet >> 4)][:length]
    digits = "".join(_SEMI_OCTETS[code] for code in codes if code < 0xF)
    return f"+{digits}" if kind & _TYPE_OF_NUMBER == _INTERNATIONAL & _TYPE_OF_NUMBER else digits


def _alphabet(coding: int) -> Alphabet:
    """Return the alphabet of TP-DCS (3GPP TS 23.038 §4); reserved groups are the 7-bit one, as §4 asks.

    Raises: BadPdu for compressed text.
    """
    group = coding >> 4
    if group < 0x8:
        if coding & 0x20:
            raise BadPdu("its text is compressed")
        return {1: Alphabet.OCTETS, 2: Alphabet.UCS2}.get(coding >> 2 & 0x03, Alphabet.GSM7)
    if group == 0xE:
        return Alphabet.UCS2
    return Alphabet.OCTETS if group == 0xF and coding & 0x04 else Alphabet.GSM7


def _part(alphabet: Alphabet, length: int, reader: _Reader, *, has_header: bool) -> Part:
    octets = (length * 7 + 7) // 8 if alphabet is Alphabet.GSM7 else length
    data = reader.take(octets, "its text")
    size = 1 + data[0] if has_header and data else 0
    if size > len(data):
        raise BadPdu("its header is longer than its text")
    concat = find_concat(data[1:size]) if size else None
    body = data[size:]
    if alphabet is Alphabet.GSM7:
        fill = fill_bits(size)
        count = length - (size * 8 + fill) // 7
        return Part(alphabet=alphabet, text=from_septets(unpack(body, max(0, count), fill)), concat=concat)
    text = body.decode("utf-16-be", "replace") if alphabet is Alphabet.UCS2 else body.hex(" ")
    return Part(alphabet=alphabet, text=text, concat=concat)


def decode_timestamp(data: bytes) -> datetime | None:
    """Read TP-SCTS or TP-DT (§9.2.3.11): swapped digits, the zone in quarters of an hour; None when it is no time."""
    year, month, day, hour, minute, second = [(octet & 0x0F) * 10 + (octet >> 4) for octet in data[:6]]
    zone = data[6]
    quarters = (zone & 0x07) * 10 + (zone >> 4)
    try:
        offset = timezone(timedelta(minutes=-15 * quarters if zone & 0x08 else 15 * quarters))
        # Two digits: the service began in 1992.
        return datetime(year + (1900 if year >= 90 else 2000), month, day, hour, minute, second, tzinfo=offset)
    except ValueError:
        return None
