"""Octets to text, whatever they say of themselves. Nothing raises, and what could not be read is said."""

import codecs
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LAST = "cp1252"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what had to be guessed; empty when nothing had to be."""

    text: str
    doubt: str = ""


def decoded(octets: bytes, declared: str = "") -> Decoded:
    """Decode by what the octets begin with, else as declared, else as UTF-8, else as Windows would have it."""
    for mark, name in _BOMS:
        if octets.startswith(mark):
            return Decoded(octets.decode(name, "replace"))
    for name in (declared, "utf-8"):
        text = _exactly(octets, name) if name else None
        if text is not None:
            doubt = "" if name == declared or not declared else f"it says {declared[:40]!r} and is {name}"
            return Decoded(text, doubt)
    return Decoded(octets.decode(_LAST, "replace"), "its letters are guessed")


def _exactly(octets: bytes, name: str) -> str | None:
    try:
        found = octets.decode(name)
    except (LookupError, ValueError, TypeError):  # an unknown name, broken octets, a codec that makes no text
        return None
    return found if isinstance(found, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
