"""ESPA 4.4.4 data blocks as the sender writes and the receiver reads them.

SOH header STX id US value RS id US value ... ETX BCC        (ESPA 4.4.4, 4.1)
"""

from dataclasses import dataclass

SOH, STX, ETX, EOT, ENQ, ACK, NAK = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x15
RS, US = 0x1E, 0x1F

CHARSETS = ("ascii", "latin-1")
MAX_ADDRESS_CHARS = 16
"""ESPA 4.4.4, 4.3: record 1."""

# ESPA 4.4.4, 4.2: what kind of block it is.
CALL_TO_PAGER, STATUS_INFORMATION, STATUS_REQUEST, CALL_TO_LINE = "1", "2", "3", "4"

# ESPA 4.4.4, 4.3: what a record holds.
CALL_ADDRESS, DISPLAY_MESSAGE, BEEP_CODING, CALL_TYPE = "1", "2", "3", "4"
TRANSMISSIONS, PRIORITY, CALL_STATUS, SYSTEM_STATUS = "5", "6", "7", "8"

_AS_SPACE = frozenset("\r\n\t")


@dataclass(frozen=True, slots=True)
class DataBlock:
    """One block: its header and its records in order."""

    header: str
    records: tuple[tuple[str, str], ...]

    def value(self, record: str) -> str | None:
        """Return the first value of a record, without the blanks some stations pad with."""
        for identifier, value in self.records:
            if identifier == record:
                return value.strip()
        return None


def block_check(octets: bytes) -> int:
    """Return the block check character of header..ETX.

    ESPA 4.4.4, 4.1: the sum modulo 2 of all characters behind SOH, ETX included.
    """
    check = 0
    for octet in octets:
        check ^= octet
    return check


def encode(block: DataBlock) -> bytes:
    """Return the octets of a block, SOH to BCC. ESPA 4.4.4, 4.1. Its characters are within Latin-1."""
    records = chr(RS).join(f"{identifier}{chr(US)}{value}" for identifier, value in block.records)
    covered = f"{block.header}{chr(STX)}{records}{chr(ETX)}".encode("latin-1", "replace")
    return bytes([SOH]) + covered + bytes([block_check(covered)])


def decode(covered: bytes) -> DataBlock | None:
    """Read what stands between SOH and BCC; None when it is no block.

    Tolerant of what stations write: blanks around an identifier (Zenitel's listing), RS before ETX, records
    without US.
    """
    header, stx, body = covered.removesuffix(bytes([ETX])).decode("latin-1").partition(chr(STX))
    if not stx or not header.strip():
        return None
    records: list[tuple[str, str]] = []
    for record in body.split(chr(RS)):
        identifier, us, value = record.partition(chr(US))
        if us and identifier.strip():
            records.append((identifier.strip(), value))
    return DataBlock(header.strip(), tuple(records))


def why_text_not_carried(text: str, charset: str, max_text: int) -> str | None:
    """Say why a text cannot be carried whole, or None."""
    if len(text) > max_text:
        return f"text has {len(text)} characters, the channel carries {max_text}"
    for position, character in enumerate(text, start=1):
        if character not in _AS_SPACE and not _is_carried(character, charset):
            return f"character {character!r} at position {position} cannot be carried"
    return None


def why_address_not_carried(address: str) -> str | None:
    """Say why a call address cannot be carried, or None. ESPA 4.4.4, 4.3: at most 16 characters."""
    if not address:
        return "the address is empty"
    if len(address) > MAX_ADDRESS_CHARS:
        return f"the address has {len(address)} characters, at most {MAX_ADDRESS_CHARS} are carried"
    for position, character in enumerate(address, start=1):
        if not " " < character <= "~":
            return f"character {character!r} at position {position} of the address cannot be carried"
    return None


def on_one_line(text: str) -> str:
    """Return the text as it is shown: one line break or tab is one space, so that words never run together."""
    return "".join(" " if character in _AS_SPACE else character for character in text.replace("\r\n", "\n"))


def _is_carried(character: str, charset: str) -> bool:
    if " " <= character <= "~":
        return True
    return charset == "latin-1" and "\xa0" <= character <= "\xff"
