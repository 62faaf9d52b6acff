"""Texts that come in, put together from their parts (3GPP TS 23.040 §9.2.3.24.1, also EN 300 392-2 §29.5).

With each part comes what is owed for it once its text was handed over: the place in a SIM that may be freed, the
report that its sender waits for. A crash before that loses nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from radio.protocols.base import Heard

MAX_OPEN = 16
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Concat:
    """One part's place in a long text (3GPP TS 23.040 §9.2.3.24.1)."""

    reference: int
    total: int
    number: int


def find_concat(elements: bytes) -> Concat | None:
    """Find a part's place among the header's elements (3GPP TS 23.040 §9.2.3.24): identifier, length, data."""
    found: Concat | None = None
    while len(elements) >= 2:
        identifier, size = elements[0], elements[1]
        data, elements = elements[2 : 2 + size], elements[2 + size :]
        if identifier == 0x00 and len(data) == 3:
            found = Concat(data[0], data[1], data[2])
        elif identifier == 0x08 and len(data) == 4:
            found = Concat(data[0] << 8 | data[1], data[2], data[3])
    # §9.2.3.24.1: a part outside 1..total is to be taken as no part at all.
    return found if found is not None and 1 <= found.number <= found.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text, or one part of it."""

    sender: str
    text: str
    concat: Concat | None
    sent_at: datetime | None = None


@dataclass(slots=True)
class Letter(Generic[_T]):
    """A text and what is owed for its parts."""

    heard: Heard
    owed: list[_T]


@dataclass(slots=True)
class _Open(Generic[_T]):
    total: int
    give_up_at: float
    owed: list[_T]
    texts: dict[int, str] = field(default_factory=dict[int, str])
    sent_at: datetime | None = None
    raw: bytes = b""


class Inbox(Generic[_T]):
    """The long texts of which parts are missing."""

    def __init__(self, wait_s: float) -> None:
        self._wait_s = wait_s
        self._open: dict[tuple[str, int, int], _Open[_T]] = {}

    @property
    def deadline(self) -> float | None:
        """When `give_up` is next needed."""
        return min((item.give_up_at for item in self._open.values()), default=None)

    def take(self, piece: Piece, raw: bytes, owed: list[_T], now: float) -> list[Letter[_T]]:
        """Take one message; return the texts that are whole with it, or given up for it."""
        concat = piece.concat
        if concat is None or concat.total == 1:
            return [Letter(Heard(sender=piece.sender, text=piece.text, sent_at=piece.sent_at, raw=raw), owed)]
        key = (piece.sender, concat.reference, concat.total)
        letters: list[Letter[_T]] = []
        known = self._open.get(key)
        if known is not None and known.texts.get(concat.number, piece.text) != piece.text:
            letters.append(self._close(key))  # the reference is in use again: another text begins
        item = self._open.setdefault(key, _Open(concat.total, now + self._wait_s, [], sent_at=piece.sent_at))
        item.texts[concat.number] = piece.text
        item.owed += owed
        item.raw += raw
        if len(item.texts) == concat.total:
            letters.append(self._close(key))
        elif len(self._open) > MAX_OPEN:
            letters.append(self._close(min(self._open, key=lambda other: self._open[other].give_up_at)))
        return letters

    def give_up(self, now: float) -> list[Letter[_T]]:
        """Return the texts whose missing parts nobody waits for any longer."""
        return [self._close(key) for key, item in list(self._open.items()) if item.give_up_at <= now]

    def _close(self, key: tuple[str, int, int]) -> Letter[_T]:
        item = self._open.pop(key)
        pieces = [item.texts.get(number, f"[part {number} missing]") for number in range(1, item.total + 1)]
        complete = len(item.texts) == item.total
        text = "".join(pieces) if complete else " ".join(pieces)
        heard = Heard(sender=key[0], text=text, sent_at=item.sent_at, complete=complete, raw=item.raw)
        return Letter(heard, item.owed)
