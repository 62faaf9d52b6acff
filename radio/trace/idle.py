"""Folds what a line says all day: an idle exchange that comes again and again is written twice, then counted.

A polled line says some thirty million octets a month about nothing. What differs in any octet or event is written.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from radio.trace.entries import Entry, Kind, entry_line

MOST_STEPS = 64  # of one exchange; a longer one is no idle one
MOST_LINES = 512  # octets may come one by one
MOST_EXCHANGES = 4  # of one cycle, for lines on which several stations are polled in turn
SAID_EVERY_S = 60.0  # what a crash may take from the count
_IDLE_KINDS = frozenset({Kind.PROBE, Kind.FINISH, Kind.DUE, Kind.RECEIVED, Kind.SENT})
_IDLE_EVENTS = frozenset({"LoggedOn", "SessionEnded"})


@dataclass(slots=True)
class _Exchange:
    """What happened between two rests, without deadlines, and without how the device's octets were cut into pieces.

    So it does not matter whether a last LF came before or behind our next command.
    """

    is_answer: bool  # the device spoke first, or again
    has_tail: bool = False  # it spoke on although the line was at rest
    heard: bytearray = field(default_factory=bytearray)
    others: list[tuple[Kind, object]] = field(default_factory=list[tuple[Kind, object]])
    lines: int = 0
    is_idle: bool = True

    def take(self, entry: Entry) -> None:
        self.lines += 1
        # What leads to something is no tail: the next time the device speaks something new begins.
        self.is_answer = self.is_answer or (self.has_tail and entry.kind in (Kind.SENT, Kind.TOLD))
        fits = self.lines <= MOST_LINES and len(self.others) <= MOST_STEPS
        self.is_idle = self.is_idle and fits and _may_repeat(entry)
        if not self.is_idle or entry.kind is Kind.DUE:
            return
        if entry.kind is Kind.RECEIVED:
            self.heard += entry.octets
        else:
            self.others.append((entry.kind, entry.octets or dict(entry.body)))

    def may_become(self, whole: "_Exchange") -> bool:
        """Tell whether this is how `whole` begins."""
        so_far = len(self.others)
        return self.is_idle and whole.heard.startswith(self.heard) and whole.others[:so_far] == self.others

    def equals(self, other: "_Exchange") -> bool:
        """Tell whether the same happened."""
        return self.is_idle and other.is_idle and (self.heard, self.others) == (other.heard, other.others)


def _may_repeat(entry: Entry) -> bool:
    if entry.kind is Kind.TOLD:
        return entry.body.get("is") in _IDLE_EVENTS
    return entry.kind in _IDLE_KINDS


class IdleFold:
    """Takes lines and returns those that are to be written now."""

    def __init__(self) -> None:
        self._recent: deque[_Exchange] = deque(maxlen=2 * MOST_EXCHANGES)
        self._current: _Exchange | None = None
        self._cycle: Sequence[_Exchange] = ()
        self._index = 0
        self._held: list[str] = []
        self._began = 0.0  # of the repetition under way
        self._last = 0.0  # of the last whole one
        self._times = 0
        self._said_at: datetime | None = None

    def add(self, entry: Entry, line: str) -> list[str]:
        """Take one line."""
        if self._current is None:
            self._current = _Exchange(is_answer=entry.kind is Kind.RECEIVED)
        if self._cycle and not self._held:
            self._began = entry.now
        self._current.take(entry)
        if not self._cycle:
            return [line]
        self._held.append(line)
        if self._current.may_become(self._cycle[self._index]):
            return []
        return self.leave(entry.now, entry.at)

    def rest(self, now: float, at: datetime, kind: Kind) -> list[str]:
        """End the exchange: the line is at rest, and `kind` begins the next one.

        What the device says behind an exchange that we began, such as a last CR, still belongs to it.
        """
        if kind is Kind.RECEIVED and self._current is not None and not self._current.is_answer:
            self._current.has_tail = True
            return []
        done, self._current = self._current, None
        if done is None:
            return []
        if not self._cycle:
            self._recent.append(done)
            self._look_for_cycle(at)
            return []
        if not done.equals(self._cycle[self._index]):
            return self.leave(now, at)
        self._index += 1
        if self._index == len(self._cycle):
            self._index = 0
            self._times += 1
            self._last = self._began
            self._held.clear()
        if self._times and self._said_at is not None and (at - self._said_at).total_seconds() >= SAID_EVERY_S:
            return [*self._counted(now, at)]
        return []

    def leave(self, now: float, at: datetime) -> list[str]:
        """Stop to fold; return the count and what was held back."""
        lines = [*self._counted(now, at), *self._held]
        self._held.clear()
        self._cycle, self._index = (), 0
        self._recent.clear()
        return lines

    def _counted(self, now: float, at: datetime) -> list[str]:
        if not self._times:
            return []
        lines = sum(exchange.lines for exchange in self._cycle)
        body = {"lines": lines, "times": self._times, "last": round(self._last, 6)}
        self._times = 0
        self._said_at = at
        return [entry_line(Entry(kind=Kind.SAME, now=now, at=at, body=body))]

    def _look_for_cycle(self, at: datetime) -> None:
        recent = list(self._recent)
        for size in range(1, len(recent) // 2 + 1):
            cycle = recent[-size:]
            again = all(one.equals(two) for one, two in zip(cycle, recent[-2 * size : -size], strict=True))
            if again:
                self._cycle, self._index, self._times, self._said_at = cycle, 0, 0, at
                return
