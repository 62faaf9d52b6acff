"""What a message says, and whether a channel can carry it. Text is never cut silently."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatcher.domain.errors import TextNotCarried, TextTooLong
from dispatcher.domain.transmissions import REPEAT_MARK
from dispatcher.domain.triage import Priority

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "’": "'", "‘": "'", "“": '"', "”": '"',
    "–": "-", "—": "-", "…": "...", "\n": " ", "\t": " ", "\r": " ", "\u00a0": " ", "€": "EUR", "„": '"', "‚": "'",
    "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i", "«": '"', "»": '"', "°": " deg", "×": "x", "½": "1/2",
    "¼": "1/4", "¾": "3/4", "²": "2", "³": "3", "·": "-", "•": "-", "§": "par. ", "µ": "u", "º": "o", "ª": "a",
}  # fmt: skip
"""How letters and signs are spelled where a channel has none of them; accents of others are left away (NFKD)."""
_SPACES = "\n\t\r\u00a0"
_MOST_NAMED = 5
CUT_MARK = " (CUT)"
"""Put where words were left out because somebody chose so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLimits:
    """What a channel can carry: characters of one page (the REPEAT mark included) and its character set."""

    channel: str
    max_text: int
    charset: str  # "ascii-printable", "latin-1", "utf-16", "voice"
    why_not: Callable[[str], str | None] | None = None  # what else the device says against a text, such as its parts


def carried_text(text: str, limits: ChannelLimits) -> str:
    """Return the text as the channel will carry it, letters spelled in its character set.

    Raises:
        TextNotCarried: characters have no form there; the text names them.
        TextTooLong: it does not fit with a REPEAT mark.
    """
    if limits.charset == "voice":
        return text
    spelled = _spelled(text, limits.charset)
    _check_characters(spelled, limits)
    room = limits.max_text - len(REPEAT_MARK)
    if len(spelled) > room:
        raise TextTooLong(
            f"the page has {len(spelled)} characters and {limits.channel} carries {room}"
            f" (room for a repeat mark kept); shorten it by {len(spelled) - room}",
            field="text",
            over=len(spelled) - room,
        )
    why = limits.why_not(REPEAT_MARK + spelled) if limits.why_not and spelled else None
    if why is not None:
        raise TextNotCarried(f"{limits.channel} cannot carry it: {why}", field="text")
    return spelled


def _check_characters(text: str, limits: ChannelLimits) -> None:
    """Refuse characters that the channel has no form for, each named once with where it stands first."""
    foreign: dict[str, int] = {}
    for position, character in enumerate(text, start=1):
        if not _can_carry(character, limits.charset):
            foreign.setdefault(character, position)
    if not foreign:
        return
    named = [
        f"{character!r} ({unicodedata.name(character, f'U+{ord(character):04X}').lower()}) at character {position}"
        for character, position in foreign.items()
    ]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    raise TextNotCarried(
        f"{limits.channel} cannot carry {', '.join(named[:_MOST_NAMED])}{more}; write it in letters", field="text"
    )


def _spelled(text: str, charset: str) -> str:
    """Spell what the character set has not; what it has stays as it is."""
    if charset not in _HAS:
        return "".join(" " if character in _SPACES else character for character in text)
    has = _HAS[charset]
    return "".join(character if has(character) else _spelling(character) for character in text)


def _spelling(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    bare = (part for part in decomposed if not unicodedata.combining(part))
    return "".join(_LETTERS.get(part, part) for part in bare)


def _is_ascii(character: str) -> bool:
    return " " <= character <= "~"


def _is_latin(character: str) -> bool:
    return character.isprintable() and ord(character) < 256


_HAS: Mapping[str, Callable[[str], bool]] = {"ascii-printable": _is_ascii, "latin-1": _is_latin}


def _can_carry(character: str, charset: str) -> bool:
    return _HAS.get(charset, str.isprintable)(character)


def cut_note(note: str, over: int) -> str | None:
    """Return a note shortened by at least `over` characters, marked; None when there is not so much of it."""
    words = " ".join(note.split()).removesuffix(CUT_MARK.strip()).rstrip()
    keep = len(words) - over - (0 if note.endswith(CUT_MARK) else len(CUT_MARK))
    return None if keep < 1 else words[:keep].rstrip() + CUT_MARK


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
