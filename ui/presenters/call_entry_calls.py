"""The calls that one seat has in hand: which there are, which is in front, how they look in the strip."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from ui.presenters.call_entry_call import Call, CallPhase
from ui.wording import age, tr

MOST_CALLS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTab:
    """One call as the strip draws it."""

    place: int
    words: str
    state: str
    tone: str
    age: str
    is_current: bool


class Calls:
    """Never empty: there is always a call to type in. Thread: the screen's own."""

    def __init__(self) -> None:
        self.all: list[Call] = [Call()]
        self.current: Call = self.all[0]

    def begin(self, call: Call | None = None) -> Call | None:
        """Put a new call in front, or one that comes with words; None when too many are being written down."""
        if self.current.blank and call is None:
            return self.current
        if self.is_full:
            return None
        return self._put(call or Call())

    def _put(self, made: Call) -> Call:
        taken = {each.place for each in self.all}
        blank = self.current if self.current.blank else None
        made.place = blank.place if blank else next(place for place in count(1) if place not in taken)
        if blank is not None:
            self.all.remove(blank)
        self.all.append(made)
        self.all.sort(key=lambda each: each.place)
        self.current = made
        return made

    @property
    def is_full(self) -> bool:
        """Tell whether there is no place for one more; a blank one in front makes way for one with words."""
        return len(self.all) >= MOST_CALLS and not self.current.blank

    def restore(self, calls: tuple[Call, ...]) -> None:
        """Put calls of an earlier life, all of them, beside those here; what is being typed now stays in front."""
        here = {each.id for each in self.all}
        for call in (each for each in calls if each.id not in here):
            front = self.current
            self._put(call)
            if not front.blank:
                self.current = front

    def go(self, step: int) -> None:
        """Put the next call, or the one before, in front."""
        self.current = self.all[(self.all.index(self.current) + step) % len(self.all)]

    def show(self, place: int) -> None:
        """Put the call with that number in front."""
        self.current = next((each for each in self.all if each.place == place), self.current)

    def remove(self, call: Call) -> None:
        """Take a call out; the oldest that is still being typed comes in front, or an empty one."""
        if call not in self.all:
            return
        self.all.remove(call)
        if not self.all:
            self.all = [Call()]
        if self.current is call:
            typing = [each for each in self.all if each.opened is None]
            self.current = (typing or self.all)[0]

    def tabs(self, now: datetime) -> tuple[CallTab, ...]:
        """Return the strip; of a call that is alone the head of the panel says everything."""
        if len(self.all) == 1 and self.current.held_at is None:
            return ()
        return tuple(self._tab(each, now) for each in self.all)

    def _tab(self, call: Call, now: datetime) -> CallTab:
        is_current = call is self.current
        state, tone = _state(call, waits=not is_current)
        waits_since = None if is_current or call.opened else call.left_at
        since = call.held_at or waits_since or call.draft.contact_at
        number = f"#{call.opened.number.rpartition('-')[2].lstrip('0')} " if call.opened else ""
        return CallTab(
            place=call.place, words=f"{number}{call.first_words}".strip() or tr("new call"), state=state, tone=tone,
            age=age(since, now) if since else "", is_current=is_current,
        )  # fmt: skip


def _state(call: Call, *, waits: bool) -> tuple[str, str]:
    if call.held_at is not None:
        return tr("on hold"), "warning"
    match call.phase:
        case CallPhase.TYPING:
            typing = (tr("waits"), "warning") if waits else (tr("typing"), "text")
            return (tr("new"), "muted") if call.blank else typing
        case CallPhase.STORING:
            return tr("storing"), "muted"
        case CallPhase.OPENED:
            return tr("opened"), "accent"
        case CallPhase.ENDED:
            return tr("rung off"), "muted"
