"""The asset of a call: which things of the register its number may mean while it is typed, and what it is."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass

from dispatcher.queries.knowledge import AskAssets, AssetRow
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.wording import tr

logger = logging.getLogger(__name__)
Change = Callable[[Callable[[CallDraft], CallDraft]], None]


@dataclass(frozen=True, slots=True)
class AssetsShown:
    """What is offered under the field, which of it Tab takes, and what stands beside the field with its tone."""

    offers: tuple[AssetRow, ...] = ()
    chosen: int | None = None
    note: str = ""
    tone: str = "muted"


NO_ASSETS = AssetsShown()


class CallAssets:
    """Offers assets for a draft that its owner holds; nothing is taken by itself, no answer to older words is shown."""

    def __init__(self, room: Room, post: Post, draft: Callable[[], CallDraft], change: Change) -> None:
        self._room, self._post, self._draft, self._change = room, post, draft, change
        self._asked = 0
        self._rows: tuple[AssetRow, ...] = ()
        self._answered: str | None = None
        self._problem = ""
        self._is_open = False
        self._chosen: AssetRow | None = None

    @property
    def shown(self) -> AssetsShown:
        """Return what is to be drawn now."""
        offers = self._rows if self._is_open else ()
        chosen = offers.index(self._chosen) if self._chosen in offers else None
        return AssetsShown(offers, chosen, *self._note())

    def typed(self) -> None:
        """The number has changed under somebody's hand: offer what may be meant."""
        self._is_open, self._chosen = True, None
        self.look()

    def look(self) -> None:
        """Find out what the number is, unless that is known; another call may be in front."""
        words = self._words()
        if words == self._answered:
            return
        self._asked += 1
        asked = self._asked
        if not words:
            self._take((), words)
            return
        take_over(
            self._room.ask(AskAssets(words), "call_entry_assets"), self._post,
            lambda rows: self._found(asked, words, rows), lambda error: self._failed(asked, words, error),
        )  # fmt: skip

    def move(self, step: int) -> None:
        """Move among the offers, opening them when they were closed."""
        self._is_open = True
        if self._rows:
            end = 0 if step > 0 else len(self._rows) - 1
            at = self._rows.index(self._chosen) if self._chosen in self._rows else None
            self._chosen = self._rows[end if at is None else (at + step) % len(self._rows)]
        self._change(lambda draft: draft)

    def take(self, index: int | None = None) -> bool:
        """Put the number of an offer in the field: the named or the chosen one. False when there is none to take."""
        shown = self.shown
        which = index if index is not None else shown.chosen
        if which is None or which >= len(shown.offers):
            return False
        row = shown.offers[which]
        self.close()
        self._answered, self._rows = row.number, (row,)
        self._change(lambda draft: draft.with_text(CallField.ASSET, row.number))
        return True

    def close(self) -> bool:
        """Offer nothing until the next key. False when nothing was offered."""
        had = self._is_open and bool(self._rows)
        self._is_open, self._chosen = False, None
        return had

    def _words(self) -> str:
        return self._draft().text(CallField.ASSET).strip()

    def _note(self) -> tuple[str, str]:
        words = self._words()
        if not words or words != self._answered:
            return "", "muted"
        row = next((row for row in self._rows if _key(row.number) == _key(words)), None)
        if row is not None:
            return " · ".join(part for part in (row.title, row.premise, row.owner_team) if part), "accent"
        if self._problem:
            return self._problem, "warning"
        return ("" if self._rows else tr("not in the register")), "warning"

    def _found(self, asked: int, words: str, rows: tuple[AssetRow, ...]) -> None:
        if asked == self._asked:
            self._problem = ""
            self._take(rows, words)

    def _failed(self, asked: int, words: str, error: BaseException) -> None:
        if asked != self._asked:
            return
        if not isinstance(error, CancelledError):
            logger.error("the register cannot be read", exc_info=error)
            self._problem = tr("the register cannot be read")
            self._take((), words)

    def _take(self, rows: tuple[AssetRow, ...], words: str) -> None:
        self._rows, self._answered = rows, words
        self._change(lambda draft: draft)


def _key(number: str) -> str:
    """Return a number as the register compares it: without case, blanks and signs."""
    return "".join(sign for sign in number.casefold() if sign.isalnum())
