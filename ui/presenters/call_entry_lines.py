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


_KEY, _TEXT = attrgetter("key"), attrgetter("text")
_STRIDE = 1_024
"""Texts are compared in pieces of so many signs: a narrative may be long, and this happens at every key."""
Lines = tuple[NarrativeLine, ...]
TimeOf = Callable[[datetime], str]
"""Says an instant as the room's clocks show it."""


def typed(before: Lines, text: str, now: datetime, was: str | None = None) -> Lines:
    """Return the lines of a text that came from other lines by one edit: those that stay keep their instants.

    A line that changes keeps its own; a line begun anew has `now`. `was`: the text of the other lines, if known.
    """
    old, new = (text_of(before) if was is None else was) + "\n" if before else "", text + "\n" if text else ""
    same = _alike_ahead(old, new)
    head, begin = old.count("\n", 0, same), old.rfind("\n", 0, same) + 1
    # Behind the lines that stay in front every line stands between two ends of lines.
    old, new = "\n" + old[begin:], "\n" + new[begin:]
    same = old[len(old) - _alike_behind(old, new) :]
    tail, end = same.count("\n") - 1, same.index("\n") + 1 - len(same)
    changing = before[head : len(before) - tail]
    texts = new[1 : len(new) + end].split("\n")[:-1]
    changed = [_changed(line, words, now) for line, words in zip(changing, texts, strict=False)]
    if len(texts) > len(changing):
        fresh = max(map(_KEY, before), default=-1) + 1
        more = enumerate(texts[len(changing) :])
        changed += [_changed(NarrativeLine(fresh + place), words, now) for place, words in more]
    return (*before[:head], *changed, *before[len(before) - tail :])


def text_of(lines: Lines) -> str:
    """Return the narrative as it stands in its field."""
    return "\n".join(map(_TEXT, lines))


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


def _alike_ahead(one: str, other: str) -> int:
    """Return how many signs two texts have in common from their beginning on."""
    at, least = 0, min(len(one), len(other))
    while at < least and one[at : at + _STRIDE] == other[at : at + _STRIDE]:
        at += _STRIDE
    end = min(at + _STRIDE, least)
    return next((place for place in range(at, end) if one[place] != other[place]), min(end, least))


def _alike_behind(one: str, other: str) -> int:
    """Return how many signs two texts have in common at their end."""
    at, least = 0, min(len(one), len(other))
    while at + _STRIDE <= least and _from_end(one, at) == _from_end(other, at):
        at += _STRIDE
    return next((place for place in range(at, least) if one[-1 - place] != other[-1 - place]), least)


def _from_end(text: str, at: int) -> str:
    return text[len(text) - at - _STRIDE : len(text) - at]


def _changed(line: NarrativeLine, words: str, now: datetime) -> NarrativeLine:
    return NarrativeLine(line.key, words, (line.at or now) if words else None)
