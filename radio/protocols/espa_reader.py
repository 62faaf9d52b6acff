"""What stations say on an ESPA line, read from a stream that may start anywhere and hold noise.

Resync: a block begins at SOH, wherever it comes; EOT, ENQ, ACK and NAK cannot stand in a block, so one of them
before ETX ends the reading of it and counts. Behind ETX exactly one octet is the BCC, whatever it looks like
(ESPA 4.4.4, 4.1: it may look like a control character). An echo of a block therefore never looks like an answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from radio.protocols.espa_framing import ACK, ENQ, EOT, ETX, NAK, SOH, DataBlock, block_check, decode

# Text and address are 144 characters at most, the other records a few; what is longer has lost its ETX.
MAX_BLOCK = 512


class Said(StrEnum):
    """One thing a station can say."""

    ENQUIRY = "ENQ"
    ACK = "ACK"
    NAK = "NAK"
    EOT = "EOT"
    BLOCK = "block"
    BAD_BLOCK = "bad block"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a station said. `prefix`: the character before ENQ (an address) or NAK (a reason), if any.

    `raw`: the octets of an intact block.
    """

    said: Said
    prefix: str = ""
    block: DataBlock | None = None
    raw: bytes = b""


_CONTROLS = {ENQ: Said.ENQUIRY, ACK: Said.ACK, NAK: Said.NAK, EOT: Said.EOT}
_WITH_PREFIX = (Said.ENQUIRY, Said.NAK)


class StationReader:
    """Turns octets into what was said, one octet at a time; keeps at most one block."""

    def __init__(self, *, seven_bits: bool) -> None:
        self._mask = 0x7F if seven_bits else 0xFF
        self._prefix = ""
        self._covered: bytearray | None = None
        self._awaits_check = False

    def feed(self, octet: int) -> Heard | None:
        """Return what is complete with this octet."""
        octet &= self._mask
        if self._awaits_check:
            return self._check(octet)
        if octet == SOH:
            self._covered = bytearray()
            self._prefix = ""
            return None
        if octet in _CONTROLS:
            return self._control(_CONTROLS[octet])
        if self._covered is not None:
            self._collect(self._covered, octet)
        else:
            # ESPA 4.4.4, 2.4: a prefix stands directly before its control character.
            self._prefix = chr(octet) if 0x20 < octet < 0x7F else ""
        return None

    def _control(self, said: Said) -> Heard:
        prefix, self._prefix = self._prefix, ""
        self._covered = None
        return Heard(said, prefix if said in _WITH_PREFIX else "")

    def _collect(self, covered: bytearray, octet: int) -> None:
        covered.append(octet)
        if octet == ETX:
            self._awaits_check = True
        elif len(covered) > MAX_BLOCK:
            self._covered = None

    def _check(self, octet: int) -> Heard:
        covered = bytes(self._covered or b"")
        self._covered = None
        self._awaits_check = False
        block = decode(covered) if block_check(covered) == octet else None
        if block is None:
            return Heard(Said.BAD_BLOCK)
        return Heard(Said.BLOCK, block=block, raw=bytes([SOH]) + covered + bytes([octet]))
