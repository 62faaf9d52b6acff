"""The door between a source and the room: what it brings is stored when `bring` returns, in small commits."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, Protocol

from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import Arrived, ContactArrived, ContactsArrived, TakeSourceHealth
from dispatcher.domain.contacts import SourceKind, SourceState
from dispatcher.domain.errors import InvalidTransition
from dispatcher.intake.errors import NotStored
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.errors import StorageError

MOST_ITEMS, MOST_OCTETS = 10, 1_000_000
"""So much shares a commit. One is in the engine's hands at a time: whoever gives a command waits for one at most."""
_ANSWER_S = 30.0


class Submits(Protocol):
    """The engine as a source sees it."""

    def submit(self, command: AnyCommand) -> "Future[Any]":
        """Queue a command."""
        ...


class Source(Protocol):
    """Where contacts come from. Thread: its own."""

    @property
    def name(self) -> str:
        """Its name, for ever: what it brought is known by it."""
        ...

    @property
    def kind(self) -> SourceKind:
        """What it is."""
        ...

    @property
    def medium(self) -> Medium:
        """What its contacts are, unless they say otherwise."""
        ...

    def run(self, door: "Door") -> None:
        """Bring what comes until the door is shut.

        Raises:
            SourceTrouble: it cannot be read now.
        """
        ...


class Door:
    """Open while this process holds the source's lease and nobody closes the room. Thread: the source's own."""

    def __init__(self, engine: Submits, source: Source, epoch: Callable[[], int | None], stop: threading.Event) -> None:
        self._engine, self._source, self._epoch, self._stop = engine, source, epoch, stop
        self._told: tuple[SourceState, str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the source is still to be read."""
        return not self._stop.is_set() and self._epoch() is not None

    def wait(self, seconds: float) -> bool:
        """Let time pass; False when the door is shut."""
        self._stop.wait(seconds)
        return self.is_open

    def bring(self, items: Sequence[ContactArrived], cursor: str | None = None) -> tuple[Arrived, ...]:
        """Store contacts, and with the last of them how far the source has been read.

        Raises:
            NotStored: the store is away, or another process reads the source; some of the first may be stored, and
                are known when they come again.
        """
        arrived: list[Arrived] = []
        pieces = list(_pieces(items)) or [()]
        for number, piece in enumerate(pieces, start=1):
            epoch = self._epoch()
            if epoch is None:
                raise NotStored("another process of the room reads it now")
            last = cursor if number == len(pieces) else None
            arrived += self._result(
                ContactsArrived(source=self._source.name, epoch=epoch, items=tuple(piece), cursor=last)
            )
        return tuple(arrived)

    def tell(self, state: SourceState, reason: str = "") -> str:
        """Let the room know what the source is; return how far it has been read. Twice the same is told once."""
        self._told = (state, reason)
        source = self._source
        return self._result(
            TakeSourceHealth(source=source.name, kind=source.kind, medium=source.medium, state=state, reason=reason)
        )

    def is_up(self) -> None:
        """Say that it works, unless that is known."""
        if self._told != (SourceState.UP, ""):
            self.tell(SourceState.UP)

    def _result(self, command: AnyCommand) -> Any:
        try:
            return self._engine.submit(command).result(_ANSWER_S)
        except (StorageError, FutureTimeout, InvalidTransition) as error:
            raise NotStored(f"not stored: {error or 'the room does not answer'}") from error


def _pieces(items: Sequence[ContactArrived]) -> Iterator[list[ContactArrived]]:
    piece: list[ContactArrived] = []
    octets = 0
    for item in items:
        weight = len(item.raw) + sum(len(part.content) for part in item.attachments)
        if piece and (len(piece) >= MOST_ITEMS or octets + weight > MOST_OCTETS):
            yield piece
            piece, octets = [], 0
        piece.append(item)
        octets += weight
    if piece:
        yield piece
