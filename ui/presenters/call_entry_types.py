"""The type of a call: what is offered for the letters typed, and what the caller's words speak for."""

from collections.abc import Callable, Mapping

from dispatcher.queries.pack_rows import TypeRow
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.type_suggesting import Suggested, Suggester
from ui.wording import tr


class CallTypes:
    """Offers types for a draft that its owner holds; what the words suggest is never taken by itself."""

    def __init__(self, draft: Callable[[], CallDraft]) -> None:
        self._draft = draft
        self.words = Vocabulary()
        self._suggester = Suggester()
        self.offers: tuple[TypeRow, ...] = ()
        self.chosen: int | None = None
        self.why: Mapping[str, str] = {}
        self._read: tuple[str, tuple[Suggested, ...]] = ("", ())

    def set_words(self, words: Vocabulary) -> None:
        """Take the types of a pack."""
        self.words, self._suggester = words, Suggester.of(words.types)
        self.close()

    @property
    def suggested(self) -> tuple[Suggested, ...]:
        """What the narrative speaks for, the likeliest first."""
        narrative = self._draft().text(CallField.NARRATIVE)
        if narrative != self._read[0]:
            self._read = (narrative, self._suggester.suggest(narrative))
        return self._read[1]

    @property
    def note(self) -> str:
        """What the caller's words suggest, unless it is the type that stands there."""
        first = next(iter(self.suggested), None)
        row = self._draft().type_row(self.words)
        if first is None or first.row == row:
            return ""
        said = tr("{type}: “{words}”", type=first.row.title, words=", ".join(first.because))
        return tr("also heard: {said}", said=said) if row else tr("Alt+Enter: {said}", said=said)

    def type(self, text: str) -> None:
        """Offer what the letters may mean."""
        self.chosen = None
        self.offers = self._for(text)

    def move(self, step: int) -> None:
        """Move among the offers; with nothing typed, all types are offered, the likeliest first."""
        if not self.offers:
            self.offers = self._for(self._draft().text(CallField.TYPE))
        if self.offers:
            last = 0 if step > 0 else len(self.offers) - 1
            self.chosen = last if self.chosen is None else (self.chosen + step) % len(self.offers)

    def take(self, index: int | None = None) -> TypeRow | None:
        """Return the type that is taken: the named, the chosen, or the only one that the words can mean."""
        which = index if index is not None else self.chosen
        row = self.offers[which] if which is not None and which < len(self.offers) else None
        row = row or self._draft().type_row(self.words)
        self.close()
        return row

    def close(self) -> bool:
        """Offer nothing until the next key. False when nothing was offered."""
        had = bool(self.offers)
        self.offers, self.chosen, self.why = (), None, {}
        return had

    def _for(self, text: str) -> tuple[TypeRow, ...]:
        typed = text.strip()
        begun = self.words.types_for(typed) if typed else ()
        if len(begun) == 1 and begun[0].title == typed:
            self.why = {}
            return ()
        likely = self._suggester.suggest(typed) if typed else self.suggested
        self.why = {each.row.name: ", ".join(each.because) for each in likely}
        if typed:
            names = {row.name for row in begun}
            return (*begun, *(each.row for each in likely if each.row.name not in names))
        first = [each.row for each in likely]
        return (*first, *(row for row in self.words.types if row not in first))
