"""Cut a command line in words that know where they stand."""

import re
from dataclasses import dataclass
from typing import NoReturn

_WORD = re.compile(r"[^\s,]+")
_INCIDENT = re.compile(r"#?(?:\d+-)?\d+")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the line and where it begins."""

    text: str
    at: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.at + len(self.text)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong or missing: where the caret belongs, how long the wrong part is (0: something is missing).

    `supply` is what the line can write by itself when the caret stands at the end.
    """

    position: int
    length: int
    expected: str
    supply: str = ""


class Mistaken(Exception):
    """Stops the parser; never leaves `parse`."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.expected)
        self.mistake = mistake


def stop(position: int, length: int, expected: str, supply: str = "") -> NoReturn:
    """Stop with a mistake."""
    raise Mistaken(Mistake(position, length, expected, supply))


def stop_at(word: Word, expected: str) -> NoReturn:
    """Stop because of a word."""
    stop(word.at, len(word.text), expected)


def trimmed(text: str, start: int, end: int) -> Word:
    """Return text[start:end] without the blanks around it."""
    piece = text[start:end]
    return Word(piece.strip(), start + len(piece) - len(piece.lstrip()) if piece.strip() else start)


def is_incident(word: str) -> bool:
    """Tell whether a word can name an incident: 12, #12 or 2026-000012."""
    return _INCIDENT.fullmatch(word) is not None and word.isascii()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line without its verb: the words before the colon, and what follows the colon."""

    text: str
    words: tuple[Word, ...]
    colon: int | None

    @staticmethod
    def cut(text: str, start: int, colon_from: int = 0) -> "Sentence":
        """Cut a line from `start`, the end of its verb; colons before `colon_from` belong to words."""
        found = text.find(":", max(start, colon_from))
        colon = found if found >= 0 else None
        head = _WORD.finditer(text, start, len(text) if colon is None else colon)
        return Sentence(text, tuple(Word(match.group(), match.start()) for match in head), colon)

    @property
    def tail(self) -> Word | None:
        """What follows the colon; None without a colon."""
        return None if self.colon is None else trimmed(self.text, self.colon + 1, len(self.text))

    def word(self, index: int, expected: str) -> Word:
        """Return a word, or stop where it is missing."""
        if index < len(self.words):
            return self.words[index]
        stop(len(self.text) if self.colon is None else self.colon, 0, expected)

    def nothing_after(self, index: int, expected: str) -> None:
        """Stop at the first word that has no place."""
        if index < len(self.words):
            stop_at(self.words[index], expected)

    def told(self, question: str) -> str:
        """Return the words after the colon, or stop at the end with the question they would answer."""
        tail = self.tail
        if tail is not None and tail.text:
            return tail.text
        stop(len(self.text), 0, question, ": " if tail is None else "")

    def said(self) -> str:
        """Return the words after the colon, where they are optional."""
        return self.tail.text if self.tail else ""
