r"""TAP 1.8 blocks as the entry device writes them.

STX field1 CR field2 CR ... ETX c c c CR        at most 256 characters, 250 of them between STX and ETX
STX field1 CR start of field2 US c c c CR       the last field goes on in the next block
"""

from radio.protocols.tap_profile import TapProfile

STX, ETX, EOT, ACK, LF, CR = 0x02, 0x03, 0x04, 0x06, 0x0A, 0x0D
NAK, ETB, SUB, ESC, RS, US = 0x15, 0x17, 0x1A, 0x1B, 0x1E, 0x1F

MAX_ADDRESS_CHARS = 32
"""Longer than any pager number; leaves room for text in the shortest block a profile can ask for."""

_AS_SPACE = {"\r", "\n", "\t"}


def checksum(frame: bytes) -> bytes:
    """Return the three check characters of STX..end character.

    TAP 1.8, block format: the sum of the 7-bit values, its low 12 bits as three characters 0x30 + nibble.
    """
    total = sum(octet & 0x7F for octet in frame)
    return bytes(0x30 + ((total >> shift) & 0x0F) for shift in (8, 4, 0))


def frame(info: bytes, end: int) -> bytes:
    """Return one whole block around `info`."""
    body = bytes([STX]) + info + bytes([end])
    return body + checksum(body) + bytes([CR])


def why_text_not_carried(text: str, profile: TapProfile) -> str | None:
    """Say why a text cannot be carried whole, or None."""
    if len(text) > profile.max_text:
        return f"text has {len(text)} characters, the channel carries {profile.max_text}"
    for position, character in enumerate(text, start=1):
        if not _is_carried(character, profile):
            return f"character {character!r} at position {position} cannot be carried"
    if profile.continuation == "none":
        room = profile.max_info_chars - MAX_ADDRESS_CHARS - 2
        needed = sum(len(unit) for unit in encode_units(text, profile))
        if needed > room:
            return f"text needs {needed} characters, one block without continuation carries {room}"
    return None


def why_address_not_carried(address: str) -> str | None:
    """Say why an address cannot be carried, or None."""
    if not address:
        return "the address is empty"
    if len(address) > MAX_ADDRESS_CHARS:
        return f"the address has {len(address)} characters, at most {MAX_ADDRESS_CHARS} are carried"
    for position, character in enumerate(address, start=1):
        if not " " < character <= "~":
            return f"character {character!r} at position {position} of the address cannot be carried"
    return None


def _is_carried(character: str, profile: TapProfile) -> bool:
    if " " <= character <= "~" or character in _AS_SPACE:
        return True
    return profile.transparency == "sub" and character < " "


def encode_units(text: str, profile: TapProfile) -> list[bytes]:
    """Return the text as units that no block boundary may cut.

    TAP 1.8, transparency: a control character c goes as SUB, c + 0x40.
    """
    if profile.transparency == "sub":
        return [bytes([SUB, ord(c) + 0x40]) if c < " " else c.encode("ascii") for c in text]
    # One line break is one space, so that words never run together.
    lines = text.replace("\r\n", "\n")
    return [b" " if c in _AS_SPACE else c.encode("ascii") for c in lines]


def page_blocks(address: str, text: str, profile: TapProfile) -> tuple[bytes, ...]:
    """Return the blocks of one transaction. Text and address have passed the two checks above."""
    go_on = ETB if profile.continuation == "etb" else US
    info = bytearray(address.encode("ascii") + bytes([CR]))
    units = encode_units(text, profile)
    blocks: list[bytes] = []
    for index, unit in enumerate(units):
        # The last block also needs the CR that ends the field.
        needed = len(unit) + (1 if index == len(units) - 1 else 0)
        if len(info) + needed > profile.max_info_chars:
            blocks.append(frame(bytes(info), go_on))
            info.clear()
        info += unit
    blocks.append(frame(bytes(info) + bytes([CR]), ETX))
    return tuple(blocks)
