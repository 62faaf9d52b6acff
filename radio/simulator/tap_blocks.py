"""How a paging terminal reads TAP blocks. Written apart from the entry device's framing, and never shared
with it: a mistake on one side must not be mirrored by the other.
"""

from dataclasses import dataclass

_END_CHARACTERS = b"\x03\x17\x1f"
# TAP 1.8 allows 256 characters; a terminal that hears more has lost the end of a block.
MAX_BLOCK = 300


@dataclass(frozen=True, slots=True)
class Block:
    """One block as heard: from STX to the third check character."""

    raw: bytes

    @property
    def end(self) -> str:
        """Return "ETX", "ETB" or "US"."""
        return {0x03: "ETX", 0x17: "ETB", 0x1F: "US"}[self.raw[-4]]

    @property
    def info(self) -> bytes:
        """Return what stands between STX and the end character."""
        return self.raw[1:-4]

    def is_intact(self) -> bool:
        """Tell whether the check characters fit: value = c1 * 256 + c2 * 16 + c3, each less 48."""
        value = 0
        for character in self.raw[-3:]:
            value = value * 16 + character - 48
        return value == sum(self.raw[:-3]) % 4096


class BlockReader:
    """Collects blocks from octets; whatever stands before an STX is counted as junk."""

    def __init__(self) -> None:
        self.junk = 0
        self._heard = bytearray()
        self._checks_left = -1

    @property
    def heard(self) -> int:
        """Octets of the block that is being heard."""
        return len(self._heard)

    def reset(self) -> None:
        """Forget a block begun."""
        self._heard.clear()
        self._checks_left = -1

    def feed(self, octet: int) -> Block | None:
        """Take one octet; return the block that it completes."""
        if octet == 0x02:
            self.reset()
            self._heard.append(octet)
            return None
        if not self._heard:
            self.junk += 1
            return None
        self._heard.append(octet)
        if self._checks_left > 0:
            self._checks_left -= 1
            if self._checks_left == 0:
                block = Block(bytes(self._heard))
                self.reset()
                return block
        elif octet in _END_CHARACTERS:
            self._checks_left = 3
        elif len(self._heard) > MAX_BLOCK:
            self.reset()
        return None


def plain_text(info: bytes) -> str:
    """Undo the transparency of a field: SUB x stands for the control character x - 64."""
    result: list[str] = []
    escaped = False
    for octet in info:
        if escaped:
            result.append(chr((octet - 64) % 128))
            escaped = False
        elif octet == 0x1A:
            escaped = True
        else:
            result.append(chr(octet))
    return "".join(result)


class Transaction:
    """The fields of one transaction, gathered over its blocks."""

    def __init__(self) -> None:
        self.blocks = bytearray()
        self._info = bytearray()

    @property
    def is_begun(self) -> bool:
        """Tell whether an earlier block is waiting for its continuation."""
        return bool(self.blocks)

    def add(self, block: Block) -> bool:
        """Take one intact block; True when the transaction is whole."""
        self.blocks += block.raw
        self._info += block.info
        return block.end == "ETX"

    def fields(self) -> tuple[str, str]:
        """Return the pager number and the text."""
        parts = bytes(self._info).split(b"\r")
        return plain_text(parts[0]), plain_text(b"\r".join(parts[1:-1]) if len(parts) > 2 else b"".join(parts[1:]))
