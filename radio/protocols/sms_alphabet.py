"""The GSM 7-bit default alphabet, its extension table, and septets packed into octets (3GPP TS 23.038 §6)."""

from collections.abc import Sequence

ESCAPE = 0x1B
# 3GPP TS 23.038 §6.2.1; ESC stands where the standard has it and never comes out of a text.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# 3GPP TS 23.038 §6.2.1.1, reached through ESC.
_EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
_SEPTETS = {character: (code,) for code, character in enumerate(_BASIC) if code != ESCAPE} | {
    character: (ESCAPE, code) for code, character in _EXTENSION.items()
}


def septets_of(character: str) -> tuple[int, ...] | None:
    """Return the one or two septets of a character, or None when the alphabet has it not."""
    return _SEPTETS.get(character)


def fits(text: str) -> bool:
    """Tell whether every character of a text is in the alphabet or its extension."""
    return all(character in _SEPTETS for character in text)


def to_septets(text: str) -> list[int]:
    """Return the septets of a text. Raises: KeyError on a character that is not in the alphabet."""
    return [code for character in text for code in _SEPTETS[character]]


def from_septets(septets: Sequence[int]) -> str:
    """Return the text of septets; nothing raises.

    An unknown extension shows the basic character, a lone ESC a space (§6.2.1.1, §6.2.1 note 1).
    """
    out: list[str] = []
    escaped = False
    for code in septets:
        if escaped:
            out.append(_EXTENSION.get(code, " " if code == ESCAPE else _BASIC[code & 0x7F]))
            escaped = False
        elif code == ESCAPE:
            escaped = True
        else:
            out.append(_BASIC[code & 0x7F])
    if escaped:
        out.append(" ")
    return "".join(out)


def fill_bits(header_octets: int) -> int:
    """Return the bits between a user data header and the first septet (3GPP TS 23.040 §9.2.3.24)."""
    return -(header_octets * 8) % 7


def pack(septets: Sequence[int], fill: int = 0) -> bytes:
    """Pack septets into octets, least bit first, behind `fill` zero bits (3GPP TS 23.038 §6.1.2.1)."""
    bits = 0
    for index, code in enumerate(septets):
        bits |= (code & 0x7F) << (fill + 7 * index)
    return bits.to_bytes((fill + 7 * len(septets) + 7) // 8, "little")


def unpack(data: bytes, count: int, fill: int = 0) -> list[int]:
    """Return `count` septets from behind `fill` bits; septets beyond the data are left out."""
    bits = int.from_bytes(data, "little") >> fill
    there = max(0, len(data) * 8 - fill) // 7
    return [(bits >> (7 * index)) & 0x7F for index in range(min(count, there))]
