"""What simulated people share: a room to act in, somebody of the pack to be, and commands that may be refused."""

import logging
import random
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import Any, Protocol

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import Entry
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.packs.model import Pack

_log = logging.getLogger(__name__)


class Room(Protocol):
    """What simulated people need of a room."""

    @property
    def pack(self) -> Pack:
        """The active pack."""
        ...

    def execute(self, command: Command | ContactArrived) -> "Future[Any]":
        """Carry out a command."""
        ...

    def subscribe(self, listener: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        """Hear committed entries; call the result to stop."""
        ...


def operator_for(pack: Pack, role: Role, besides: Collection[str] = ()) -> OperatorId:
    """Return somebody of the pack who may wear the role, best one who may wear few. LookupError when nobody may.

    Those `besides` are busy: one of them only when nobody else may.
    """
    able = [person for person in reversed(pack.operator) if role in person.roles]
    if not able:
        raise LookupError(f"nobody in the pack {pack.name} may be {role.value}")
    free = [person for person in able if person.id not in besides] or able
    return OperatorId(min(free, key=lambda person: len(person.roles)).id)


def actor_for(pack: Pack, role: Role, seat: Seat, besides: Collection[str] = ()) -> Actor:
    """Return somebody of the pack at a seat in a role. LookupError when nobody may wear it."""
    return Actor(operator=operator_for(pack, role, besides), seat=seat, role=role)


def attempt(room: Room, command: Command) -> "Future[Any]":
    """Give a command; a refusal is what it would be to a person: noted, and life goes on."""
    future = room.execute(command)
    future.add_done_callback(lambda done: _note_refusal(done, command))
    return future


def chance(seed: int, *what: str) -> random.Random:
    """Return the dice for one decision: the same seed and circumstances fall the same way."""
    return random.Random("/".join((str(seed), *what)))  # noqa: S311  # a play, not a secret


def _note_refusal(done: "Future[Any]", command: Command) -> None:
    error = done.exception()
    if error is not None:
        level = logging.INFO if isinstance(error, Rejected) else logging.ERROR
        _log.log(level, "simulated %s: %s", type(command).__name__, error)
