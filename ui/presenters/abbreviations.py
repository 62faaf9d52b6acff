"""Abbreviations and templates that expand while somebody types, for any field; one key brings back what was typed."""

from collections.abc import Iterable, Mapping

from dispatcher.domain.vocabulary import Abbreviation, Expansion, abbreviations_for, expand


class Abbreviations:
    """What one field expands. `typed` is told after each sign that a hand has typed, never of a text that was set.

    Thread: the screen's own.
    """

    def __init__(self, known: Iterable[Abbreviation] = (), language: str = "") -> None:
        self._all: tuple[Abbreviation, ...] = ()
        self._known: Mapping[str, Abbreviation] = {}
        self._language = language
        self._last: Expansion | None = None
        self._left: set[str] = set()
        self.set_known(known)

    @property
    def templates(self) -> tuple[Abbreviation, ...]:
        """What may be offered in a list: those with a title, of the language in use."""
        return tuple(item for item in self._known.values() if item.title)

    def set_known(self, known: Iterable[Abbreviation]) -> None:
        """Take those of another pack."""
        self._all = tuple(known)
        self._known = abbreviations_for(self._all, self._language)

    def set_language(self, language: str) -> None:
        """Expand those of that language too (ISO 639); "" only those of every language."""
        if language != self._language:
            self._language = language
            self._known = abbreviations_for(self._all, language)

    def typed(self, text: str, caret: int) -> tuple[str, int] | None:
        """Return text and caret after the word before the caret has expanded; None when none does."""
        self._last = None
        found = expand(text, caret, self._known)
        if found is None or found.short.casefold() in self._left:
            return None
        self._last = found
        return found.text, found.caret

    def undo(self, text: str, caret: int) -> tuple[str, int] | None:
        """Return text and caret as they were before the last expansion; None when something was typed since.

        What was brought back does not expand again in this field, until it is emptied.
        """
        last, self._last = self._last, None
        if last is None or (last.text, last.caret) != (text, caret):
            return None
        self._left.add(last.short.casefold())
        return last.before, last.caret_before

    def emptied(self) -> None:
        """The field begins anew."""
        self._left.clear()
        self._last = None
