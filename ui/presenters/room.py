"""The room as a presenter sees it: commands in, answers and committed entries out."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from dispatcher.domain.commands import Command
from dispatcher.domain.events import Entry
from dispatcher.domain.simulated import Simulation
from dispatcher.queries.requests import Query

Answer = TypeVar("Answer")


class Room(Protocol):
    """What `dispatcher.app.Dispatcher` offers to the workstation. Every call returns at once."""

    @property
    def simulation(self) -> Simulation | None:
        """What steers the simulated people; None in a LIVE room."""
        ...

    def execute(self, command: Command) -> Future[Any]:
        """Carry out a command; the Future resolves after its commit, or raises what the domain raised."""
        ...

    def ask(self, query: Query[Answer], key: str | None = None) -> Future[Answer]:
        """Read rows; a newer question with the same key replaces one not yet begun (its Future is cancelled)."""
        ...

    def subscribe(self, listener: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        """Hear committed entries, in order, on a foreign thread; call the result to stop."""
        ...
