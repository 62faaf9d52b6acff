"""The narrative as lines, each with the instant of its first key, however it is edited afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class NarrativeLine:
    """One line; `at` is the instant of its first key, None while it is empty. `key` stays whatever is typed in it."""

    key: int
    text: str = ""
    at: datetime | None = None


_KEY = attrgetter("key")
Lines = tuple[NarrativeLine, ...]
TimeOf = Callable[[datetime], str]
"""Says an instant as the room's clocks show it."""


def typed(before: Lines, text: str, now: datetime) -> Lines:
    """Return the lines of a text that came from other lines by one edit: those that stay keep their instants.

    A line that changes keeps its own; a line begun anew has `now`.
    """
    texts = text.split("\n") if text else []
    head = _alike(before, texts)
    rest, rest_texts = before[head:], texts[head:]
    tail = _alike(rest[::-1], rest_texts[::-1])
    old, new = rest[: len(rest) - tail], rest_texts[: len(rest_texts) - tail]
    fresh = max(map(_KEY, before), default=-1) + 1
    changed = [_changed(old[place], words, now) for place, words in enumerate(new[: len(old)])]
    added = [_changed(NarrativeLine(fresh + place), words, now) for place, words in enumerate(new[len(old) :])]
    return (*before[:head], *changed, *added, *(rest[len(rest) - tail :] if tail else ()))


def text_of(lines: Lines) -> str:
    """Return the narrative as it stands in its field."""
    return "\n".join([line.text for line in lines])


def said(lines: Sequence[NarrativeLine], time_of: TimeOf) -> str:
    """Return the narrative as a record takes it: several lines each with their time, a single one as it is."""
    spoken = [line for line in lines if line.text.strip()]
    if len(spoken) < 2:
        return spoken[0].text.strip() if spoken else ""
    return "\n".join(timed(line, time_of) for line in spoken)


def timed(line: NarrativeLine, time_of: TimeOf) -> str:
    """Return a line behind its time."""
    return f"{time_of(line.at)} {line.text.strip()}" if line.at else line.text.strip()


def line_at(text: str, caret: int) -> int:
    """Return which line a caret stands in."""
    return text.count("\n", 0, caret)


def _alike(lines: Sequence[NarrativeLine], texts: Sequence[str]) -> int:
    count = 0
    for line, words in zip(lines, texts, strict=False):
        if line.text != words:
            break
        count += 1
    return count


def _changed(line: NarrativeLine, words: str, now: datetime) -> NarrativeLine:
    return NarrativeLine(line.key, words, (line.at or now) if words else None)
