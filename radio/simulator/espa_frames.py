"""How a paging system reads and writes ESPA 4.4.4 blocks. Written apart from our own side's framing, and never
shared with it: a mistake on one side must not be mirrored by the other.
"""

from collections.abc import Iterable, Mapping

# ESPA 4.4.4, 4.3: 16 + 128 characters and a few digits; a station that hears more has lost the end of a block.
MAX_FRAME = 300


def parity(octets: Iterable[int]) -> int:
    """Return the bits that are set in an odd number of characters (ESPA 4.4.4, 4.1)."""
    counts = [0] * 8
    for octet in octets:
        counts = [count + (octet >> bit & 1) for bit, count in enumerate(counts)]
    return sum(1 << bit for bit, count in enumerate(counts) if count % 2)


def frame(header: str, records: Mapping[str, str]) -> bytes:
    """Return a block as the station sends it."""
    fields = b"\x1e".join(key.encode("ascii") + b"\x1f" + text.encode("latin-1") for key, text in records.items())
    inner = header.encode("ascii") + b"\x02" + fields + b"\x03"
    return b"\x01" + inner + bytes([parity(inner)])


class FrameReader:
    """Collects one block from SOH to the octet behind ETX."""

    def __init__(self) -> None:
        self._octets = bytearray()

    @property
    def heard(self) -> int:
        """Octets of the block that is being heard."""
        return len(self._octets)

    def reset(self) -> None:
        """Forget a block begun."""
        self._octets.clear()

    def feed(self, octet: int) -> bytes | None:
        """Take one octet; return the block that it completes."""
        if not self._octets and octet != 0x01:
            return None
        ended = bool(self._octets) and self._octets[-1] == 0x03
        self._octets.append(octet)
        if ended:
            whole = bytes(self._octets)
            self.reset()
            return whole
        if octet == 0x01:
            del self._octets[:-1]
        elif len(self._octets) > MAX_FRAME:
            self.reset()
        return None


def is_intact(whole: bytes) -> bool:
    """Tell whether all characters behind SOH, BCC included, have even parity in each bit position."""
    return parity(whole[1:]) == 0


def header_and_records(whole: bytes) -> tuple[str, dict[str, str]]:
    """Return the header and the records by their identifier."""
    header, _, fields = whole[1:-2].partition(b"\x02")
    pairs = [field.partition(b"\x1f") for field in fields.split(b"\x1e")]
    records = {key.strip().decode("latin-1"): text.decode("latin-1") for key, _, text in pairs}
    return header.decode("latin-1").strip(), records
