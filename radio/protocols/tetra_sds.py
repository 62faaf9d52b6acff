"""Short data of TETRA as octets: SDS-TL transfer, report and acknowledgement, simple text (ETSI EN 300 392-2 cl. 29).

Pure; knows no terminal. Location reports are in tetra_lip, sentences of a GPS receiver in tetra_nmea.
"""

from dataclasses import dataclass
from enum import IntEnum

from radio.protocols.long_texts import Concat, find_concat
from radio.protocols.sms_alphabet import from_septets, unpack

SIMPLE_TEXT, SIMPLE_LOCATION, SIMPLE_IMMEDIATE, LIP = 0x02, 0x03, 0x09, 0x0A
TEXT, LOCATION, IMMEDIATE_TEXT, TEXT_WITH_HEADER, CALL_OUT = 0x82, 0x83, 0x89, 0x8A, 0xC3
_WITH_TL = 0x80  # from here on a PID has the SDS-TL header (§29.4.3)
_TEXTS = frozenset({TEXT, IMMEDIATE_TEXT, TEXT_WITH_HEADER})
_TRANSFER, _REPORT, _ACK = 0x0, 0x1, 0x2  # message type (§29.4.3)
_ONLY_STANDARD_REPORT, _STORED = 0x02, 0x01
_STAMPED = 0x80  # three octets of time stand behind the coding
TL_HEADER, CODING, LONG_HEADER = 3, 1, 6  # octets
# A transfer's storage part: what its address takes, by the type of the address (§29.4.3).
_FORWARD_OCTETS = {0: 1, 1: 3, 2: 6, 7: 0}
_EXTERNAL = 3


class BadSds(ValueError):
    """Octets that are no unit of the standard; the text says where."""


class Coding(IntEnum):
    """How a text is coded (§29.5.4)."""

    SEVEN_BITS = 0
    LATIN_1 = 1
    LATIN_9 = 13
    UTF_16 = 26


_CODECS = {Coding.LATIN_1: "latin-1", Coding.LATIN_9: "iso8859-15", Coding.UTF_16: "utf-16-be"}


class Wanted(IntEnum):
    """Which reports a transfer asks for (§29.4.3), bit by bit."""

    NONE = 0
    RECEIVED = 1
    CONSUMED = 2
    BOTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text for somebody. Without a reference it is simple text, on which nothing is reported."""

    pid: int
    text: str
    concat: Concat | None = None
    reference: int | None = None
    wanted: int = Wanted.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a transfer of ours (§29.4.2.2)."""

    pid: int
    status: int
    reference: int
    wants_ack: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The answer to a report (§29.4.2.1)."""

    pid: int
    status: int
    reference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Octets that tell where a radio is: a LIP unit or a sentence."""

    pid: int
    body: bytes
    reference: int | None = None
    wanted: int = Wanted.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A protocol that is not read here."""

    pid: int


Unit = Words | Report | Ack | Place | Other


# --- out -------------------------------------------------------------------------------------------------


def coding_of(text: str) -> Coding:
    """Return the smaller coding that has every character."""
    return Coding.LATIN_1 if all(ord(character) < 0x100 for character in text) else Coding.UTF_16


def split_text(text: str, max_octets: int) -> list[str]:
    """Cut a text into the fewest parts whose units have at most `max_octets`; never inside a surrogate pair."""
    costs = [len(character.encode(_CODECS[coding_of(text)], "surrogatepass")) for character in text]
    room = max_octets - TL_HEADER - CODING
    if sum(costs) <= room:
        return [text]
    room -= LONG_HEADER
    pieces, used = [""], 0
    for character, cost in zip(text, costs, strict=True):
        if used + cost > room:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += cost
    return pieces


def encode_text(
    pid: int,
    text: str,
    reference: int,
    *,
    wanted: Wanted,
    short_reports: bool = False,
    concat: Concat | None = None,
    coding: Coding | None = None,
) -> bytes:
    """Return SDS-TRANSFER with a text (§29.4.2.4, §29.5.3); one part of several has its header."""
    chosen = coding_of(text) if coding is None else coding
    header = b"" if concat is None else bytes([5, 0, 3, concat.reference, concat.total, concat.number])
    flags = _TRANSFER << 4 | wanted << 2 | (0 if short_reports else _ONLY_STANDARD_REPORT)
    return bytes([pid, flags, reference, chosen]) + header + text.encode(_CODECS[chosen], "surrogatepass")


def encode_report(pid: int, status: int, reference: int) -> bytes:
    """Return SDS-REPORT, on which no acknowledgement is asked (§29.4.2.2)."""
    return bytes([pid, _REPORT << 4, status, reference])


def encode_ack(pid: int, status: int, reference: int) -> bytes:
    """Return SDS-ACK (§29.4.2.1)."""
    return bytes([pid, _ACK << 4, status, reference])


# --- in --------------------------------------------------------------------------------------------------


def decode_sds(data: bytes, bits: int) -> Unit:
    """Read user defined data of type 4; `bits` counts them. Raises: BadSds, nothing else."""
    if len(data) < 2 or bits > len(data) * 8:
        raise BadSds(f"{len(data)} octets for {bits} bits")
    pid = data[0]
    if pid in (SIMPLE_TEXT, SIMPLE_IMMEDIATE):
        return Words(pid=pid, text=_text(data[1:], bits - 8)[1])
    if pid in (LIP, SIMPLE_LOCATION):
        return Place(pid=pid, body=data[1:])
    if pid < _WITH_TL:
        return Other(pid=pid)
    kind = data[1] >> 4
    if kind == _TRANSFER:
        return _transfer(data, bits)
    if kind not in (_REPORT, _ACK):
        return Other(pid=pid)
    if len(data) < 4:
        raise BadSds("a report that ends too soon")
    if kind == _ACK:
        return Ack(pid=pid, status=data[2], reference=data[3])
    return Report(pid=pid, status=data[2], reference=data[3], wants_ack=bool(data[1] & 0x08))


def _transfer(data: bytes, bits: int) -> Unit:
    pid = data[0]
    if pid not in _TEXTS and pid != LOCATION:
        return Other(pid=pid)
    if len(data) < TL_HEADER + CODING:
        raise BadSds("a transfer that ends too soon")
    start = TL_HEADER + (_stored_octets(data[TL_HEADER:]) if data[1] & _STORED else 0)
    body, reference, wanted = data[start:], data[2], data[1] >> 2 & 3
    if pid == LOCATION:
        return Place(pid=pid, body=body, reference=reference, wanted=wanted)
    concat, text = _text(body, bits - 8 * start, has_header=pid == TEXT_WITH_HEADER)
    return Words(pid=pid, text=text, concat=concat, reference=reference, wanted=wanted)


def _stored_octets(data: bytes) -> int:
    """Return what validity period and forward address take (§29.4.3)."""
    if not data:
        raise BadSds("a storage part that ends too soon")
    kind = data[0] & 7
    if kind == _EXTERNAL and len(data) > 1:
        return 2 + (data[1] + 1) // 2
    if kind not in _FORWARD_OCTETS:
        raise BadSds(f"forward address type {kind}")
    return 1 + _FORWARD_OCTETS[kind]


def _text(data: bytes, bits: int, *, has_header: bool = False) -> tuple[Concat | None, str]:
    if not data:
        raise BadSds("a text without its coding")
    start = CODING + (3 if data[0] & _STAMPED else 0)
    if len(data) < start:
        raise BadSds("a time that ends too soon")
    coding, body = data[0] & ~_STAMPED, data[start:]
    header = b""
    if has_header:
        if not body or len(body) <= body[0]:
            raise BadSds("a header that ends too soon")
        header = body[: body[0] + 1]
    concat = find_concat(header[1:])
    if coding == Coding.SEVEN_BITS:
        fill = -len(header) * 8 % 7
        count = (bits - 8 * (start + len(header)) - fill) // 7
        return concat, from_septets(unpack(body[len(header) :], max(0, count), fill))
    words = body[len(header) :]
    codec = next((name for known, name in _CODECS.items() if known == coding), None)
    # A table that is not here must not turn into wrong words.
    return concat, words.hex(" ") if codec is None else words.decode(codec, "replace")
