"""The words of HTML that strangers wrote: once through, whatever it is, in time that grows as its length does.

The parser of the standard library takes minutes over a megabyte of tags that are begun and not ended.
"""

import html
import re

_SILENT = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,30})(?![A-Za-z0-9])[^<>]*>|<[!?][^<>]*>")
_ENDS = {name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in _SILENT}


def without_tags(markup: str) -> str:
    """Return the words of HTML; what only looks like it comes back as it is."""
    said: list[str] = []
    endless: set[str] = set()  # what was begun and is never ended is for reading: nothing is swallowed
    at = 0
    while (begin := markup.find("<", at)) >= 0:
        said.append(html.unescape(markup[at:begin]))
        at = _past(markup, begin, said, endless)
    said.append(html.unescape(markup[at:]))
    lines = (" ".join(line.split()) for line in "".join(said).splitlines())
    return "\n".join(line for line in lines if line) or markup


def _past(markup: str, begin: int, said: list[str], endless: set[str]) -> int:
    """Return where reading goes on behind what begins there."""
    if markup.startswith("<!--", begin) and "--" not in endless:
        end = markup.find("-->", begin + 4)
        if end >= 0:
            return end + 3
        endless.add("--")
    found = _TAG.match(markup, begin)
    if found is None:
        said.append("<")
        return begin + 1
    name = (found[2] or "").casefold()
    if name in _BREAKS and not found[1]:
        said.append("\n")
    if name in _SILENT and not found[1] and name not in endless:
        end_tag = _ENDS[name].search(markup, found.end())
        if end_tag is not None:
            return end_tag.end()
        endless.add(name)
    return found.end()
