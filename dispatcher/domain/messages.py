"""What a message says, and whether a channel can carry it. Text is never cut silently."""

import unicodedata
from dataclasses import dataclass

from dispatcher.domain.errors import TextNotCarried
from dispatcher.domain.transmissions import REPEAT_MARK
from dispatcher.domain.triage import Priority

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "’": "'", "‘": "'", "“": '"', "”": '"',
    "–": "-", "—": "-", "…": "...", "\n": " ", "\t": " ", "\r": " ", "\u00a0": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLimits:
    """What a channel can carry: characters of one page (the REPEAT mark included) and its character set."""

    channel: str
    max_text: int
    charset: str  # "ascii-printable", "latin-1", "utf-16", "voice"


def carried_text(text: str, limits: ChannelLimits) -> str:
    """Return the text as the channel will carry it, letters folded to its character set.

    Raises:
        TextNotCarried: a character has no form there, or the text with a REPEAT mark is too long.
    """
    if limits.charset == "voice":
        return text
    folded = text if limits.charset != "ascii-printable" else _fold_to_ascii(text)
    for position, character in enumerate(folded, start=1):
        if not _can_carry(character, limits.charset):
            name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
            raise TextNotCarried(
                f"{limits.channel} cannot carry {character!r} ({name}) at character {position}; write it in letters",
                field="text",
            )
    room = limits.max_text - len(REPEAT_MARK)
    if len(folded) > room:
        raise TextNotCarried(
            f"the page has {len(folded)} characters and {limits.channel} carries {room}"
            f" (room for a repeat mark kept); shorten it by {len(folded) - room}",
            field="text",
        )
    return folded


def _fold_to_ascii(text: str) -> str:
    spelled = "".join(_LETTERS.get(character, character) for character in text)
    decomposed = unicodedata.normalize("NFKD", spelled)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _can_carry(character: str, charset: str) -> bool:
    match charset:
        case "ascii-printable":
            return " " <= character <= "~"
        case "latin-1":
            return character.isprintable() and ord(character) < 256
        case _:
            return character.isprintable()


def order_number(number: str, order: int) -> str:
    """Return what ends a page: a unit sent to one incident again must not take the new order for a copy of the old."""
    return number if order == 1 else f"{number} ORDER {order}"


def dispatch_text(*, priority: Priority, number: str, type_name: str, place: str, units: str, note: str) -> str:
    """Compose what a crew reads first: priority, type, place, who goes, the dispatcher's words, the number."""
    parts = [priority.value, type_name.upper(), place, units, note, number]
    return " / ".join(" ".join(part.split()) for part in parts if part.strip())


def stand_down_text(*, number: str, call_sign: str, place: str, reason: str) -> str:
    """Compose the recall of one unit."""
    return " / ".join(part for part in ("STAND DOWN", call_sign, place, reason, number) if part)


def voice_script(*, call_sign: str, text: str) -> str:
    """Say what the radio operator reads out when the machine was not answered (called station first)."""
    return f"{call_sign} from Control: {text}. Read back."
