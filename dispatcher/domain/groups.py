"""Pages with the same words to many, as one transmission to a group, where the channel has one. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Units that one address calls, all of them."""

    name: str
    channel: str
    address: str
    members: frozenset[str]  # call signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An attempt that waits for a line, as far as merging and airtime go."""

    attempt_id: str
    call_sign: str
    message_id: str
    text: str
    rank: int
    may_merge: bool  # no REPEAT, and no group of it was refused before


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """What goes out as one page: one attempt, or all those that a group carries, the lead first."""

    attempts: tuple[Queued, ...]
    group: Group | None = None


def line_page(lead: Queued, waiting: Iterable[Queued], groups: Sequence[Group]) -> LinePage:
    """Return the page that carries the lead: by the largest group that holds it and of which all members wait.

    A group calls all its members: it fits only when each of them waits for these very words, and nobody else hears
    them for it.
    """
    alone = LinePage(attempts=(lead,))
    if not groups or not lead.may_merge:
        return alone
    same = {
        item.call_sign: item
        for item in waiting
        if item.may_merge and item.message_id == lead.message_id and item.text == lead.text
    }
    fitting = [group for group in groups if lead.call_sign in group.members and group.members <= same.keys()]
    if not fitting:
        return alone
    chosen = max(fitting, key=lambda group: (len(group.members), group.name))
    if len(chosen.members) == 1:
        return alone
    others = tuple(same[name] for name in sorted(chosen.members) if name != lead.call_sign)
    return LinePage(attempts=(lead, *others), group=chosen)


def line_pages(waiting: Sequence[Queued], groups: Sequence[Group]) -> Iterator[LinePage]:
    """Yield what a line will carry, in its order, of attempts that wait in theirs."""
    left = {item.attempt_id: item for item in waiting}
    for item in waiting:
        if item.attempt_id in left:
            page = line_page(item, left.values(), groups) if groups else LinePage(attempts=(item,))
            for carried in page.attempts:
                del left[carried.attempt_id]
            yield page
