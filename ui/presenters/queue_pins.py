"""What a scrolled queue hides: rows that nobody guards and rows more urgent than those in sight are named above it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatcher.domain.triage import Priority
from ui.presenters.queue import QueueKey
from ui.wording import tr

_PRIORITIES = tuple(Priority)


@dataclass(frozen=True, slots=True)
class Pin:
    """Something out of sight: its words, how loud they are and the place to go to."""

    text: str
    tone: str  # alarm, warning or muted
    place: int


def counts(keys: Sequence[QueueKey]) -> tuple[str, ...]:
    """Say how many rows of each priority there are, the most urgent first. `keys` are sorted."""
    found = {priority: sum(_of(keys, group, priority.rank) for group in (0, 1)) for priority in _PRIORITIES}
    return tuple(tr("{count} {priority}", count=n, priority=one.value) for one, n in found.items() if n)


def pins(
    keys: Sequence[QueueKey],
    unguarded: Sequence[QueueKey],
    shown: range,
    number_of: Callable[[str], str],
) -> tuple[Pin, ...]:
    """Name what is out of sight while the rows in `shown` are seen. Both sequences are sorted; ids end the keys."""
    if not keys or not shown or shown.start >= len(keys):
        return ()
    first, last = keys[shown.start], keys[min(shown.stop, len(keys)) - 1]
    found = (_unguarded(keys, unguarded, (first, last), number_of), _above(keys, shown.start))
    return tuple(pin for pin in found if pin is not None)


def _unguarded(
    keys: Sequence[QueueKey],
    unguarded: Sequence[QueueKey],
    ends: tuple[QueueKey, QueueKey],
    number_of: Callable[[str], str],
) -> Pin | None:
    above, seen = bisect_left(unguarded, ends[0]), bisect_right(unguarded, ends[1])
    count = above + len(unguarded) - seen
    if not count:
        return None
    worst = unguarded[0] if above else unguarded[seen]
    number = number_of(worst[-1])
    if count == above:
        text = tr("{count} unguarded above: {number} · F4", count=count, number=number)
    elif above:
        text = tr("{count} unguarded out of sight: {number} · F4", count=count, number=number)
    else:
        text = tr("{count} unguarded below: {number} · F4", count=count, number=number)
    return Pin(text, "alarm", bisect_left(keys, worst))


def _above(keys: Sequence[QueueKey], first: int) -> Pin | None:
    if not first:
        return None
    requeued, rank = keys[0][:2]
    count = min(first, _upto(keys, (requeued, rank)))
    if not requeued:
        count = min(first, _upto(keys, (0, len(_PRIORITIES))))
        return Pin(tr("{count} requeued above", count=count), "warning", 0)
    words = tr("{count} {priority} above", count=count, priority=_PRIORITIES[rank - 1].value)
    louder = rank == 1 or keys[0][:2] < keys[first][:2]
    return Pin(words, "warning" if louder else "muted", 0)


def _of(keys: Sequence[QueueKey], group: int, rank: int) -> int:
    return _upto(keys, (group, rank)) - _upto(keys, (group, rank - 1))


def _upto(keys: Sequence[QueueKey], head: tuple[int, int]) -> int:
    return bisect_right(keys, head, key=lambda key: key[:2])
