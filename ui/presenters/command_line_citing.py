"""A document that a typed note goes by: `[gas-leak]` or `[gas-leak v2]`, at the beginning or the end of its text."""

import re
from collections.abc import Iterable

from dispatcher.domain.documents import Citation

_CITES = re.compile(r"^\[([\w./-]+)(?: v(\d{1,6}))?\]|\[([\w./-]+)(?: v(\d{1,6}))?\]$")


def cited(text: str, documents: Iterable[Citation]) -> tuple[str, Citation | None]:
    """Return the note without its citation, and what it cites; brackets around anything else are words of the note."""
    text = text.strip()
    found = _CITES.search(text)
    if found is None:
        return text, None
    name, version = found[1] or found[3], found[2] or found[4]
    known = next((each for each in documents if each.name.casefold() == name.casefold()), None)
    if known is None:
        return text, None
    rest = (text[: found.start()] + text[found.end() :]).strip()
    return rest, Citation(name=known.name, version=int(version) if version else known.version)
