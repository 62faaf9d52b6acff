"""What a TETRA terminal says of its own accord (ETSI EN 300 392-5 §6.13): short data, results of the air interface."""

import re
from dataclasses import dataclass

from radio.protocols.at_lines import Dialect, is_hexadecimal
from radio.protocols.tetra_codes import AIR_DONE, AIR_FAILED
from radio.protocols.tetra_party import Party, heard_party

SDS_TYPE_4, STATUS = "12", "13"  # <AI service>
# With a status of 4 or 5 it is a word about an earlier message; without, the answer to ours.
_AIR_RESULT = re.compile(rf"\+CMGS: ?([0-9]{{1,5}}), ?([{AIR_DONE}{AIR_FAILED}])(?:,.*)?")
_ONE_DIGIT = re.compile(r"[0-9]")


def air_result(text: str) -> tuple[int, int] | None:
    """Return instance and status of a result of the air interface; None when the line is none."""
    found = _AIR_RESULT.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))


DIALECT = Dialect(
    with_pdu=("+CTSDSR",),
    without_pdu=("+CTSP",),
    alone=lambda text: air_result(text) is not None,
    is_pdu=is_hexadecimal,  # 84 bits are 21 digits
)


class BadHeader(ValueError):
    """A +CTSDSR that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sds:
    """One short data message as the terminal hands it out. `sender` is None when it is not told."""

    service: str
    sender: Party | None
    bits: int
    data: bytes


def read_sds(fields: tuple[str, ...], digits: str, own: Party | None) -> Sds:
    """Read the parameters of +CTSDSR and the line behind. Raises: BadHeader, nothing else.

    Seven parameters: service, caller, its type, called, its type, bits, encryption. Radios leave some out: the
    last, or the types, or one of the two parties; a lone party is the caller unless it is ourselves.
    """
    bits_at = {7: 5, 6: 5, 4: 3, 3: 2}.get(len(fields))
    if bits_at is None:
        raise BadHeader(f"{len(fields)} parameters")
    if not fields[bits_at].isascii() or not fields[bits_at].isdigit():
        raise BadHeader(f"{fields[bits_at][:16]!r} bits")
    bits = int(fields[bits_at][:6])
    if len(digits) * 4 < bits:
        raise BadHeader(f"{len(digits) * 4} bits of {bits}: cut short")
    kept = digits[: max(1, -(-bits // 4))]
    data = bytes.fromhex(kept + "0" * (len(kept) % 2))
    return Sds(service=fields[0], sender=_sender(fields, own), bits=bits, data=data)


def _sender(fields: tuple[str, ...], own: Party | None) -> Party | None:
    sender = heard_party(fields[1])
    lone = len(fields) == 3 or (len(fields) == 4 and _ONE_DIGIT.fullmatch(fields[2]) is not None)
    is_ourselves = sender is not None and own is not None and sender.ssi == own.ssi
    return None if lone and is_ourselves else sender
