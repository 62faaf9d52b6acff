"""Text as people may read and machines may carry it: what cannot be seen is made visible, never sent on."""

import re

_REPLACEMENT = "\ufffd"
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 without tab and line ends, DEL, C1
    "\u202a-\u202e\u2066-\u2069"  # turn the order of what follows around, unseen
    "\ud800-\udfff\ufffe\uffff\ufeff\u2028\u2029]"  # no characters, and ends of lines that no line shows
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_PICTURES = 0x2400


def visible(text: str) -> tuple[str, int]:
    """Return the text with every control character shown as a picture, and how many there were.

    Line ends of other systems become plain ones and are not counted; letters of every script stay as they are.
    """
    if any(end in text for end in ("\r", "\u2028", "\u2029")):
        text = _LINE_ENDS.sub("\n", text)
    return _HIDDEN.subn(_shown, text)


def _shown(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(_PICTURES + code)
    return "\u2421" if code == 0x7F else _REPLACEMENT
