"""A room without an engine: canned rows, futures resolved by hand, committed entries told by the test."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from dispatcher.domain.commands import Command
from dispatcher.domain.draft_commands import DropDraft, SaveDraft
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.simulated import Simulation
from dispatcher.queries.channels import AskTextWarnings
from dispatcher.queries.contacts import AskContacts, AskSources, ContactList
from dispatcher.queries.drafts import AskDrafts
from dispatcher.queries.knowledge import AskAssets, AskPlaceKnowledge, PlaceKnowledge
from dispatcher.queries.requests import AskPlaces, Query

START = datetime(2026, 3, 14, 3, 4, 5, tzinfo=UTC)


@dataclass
class FakeClock:
    """A clock that moves when told."""

    at: datetime = START
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Posted:
    """A `post` that keeps what it is given until `run()`, as the Qt thread would."""

    waiting: list[Callable[[], None]] = field(default_factory=list)

    def __call__(self, callable_: Callable[[], None]) -> None:
        self.waiting.append(callable_)

    def run(self) -> None:
        """Run everything, also what comes meanwhile."""
        while self.waiting:
            self.waiting.pop(0)()


def _nothing_known(query: AskPlaceKnowledge) -> PlaceKnowledge:
    return PlaceKnowledge(
        premises=(), previous=(), previous_count=0, asset=None, asset_unknown=False, asked=query
    )  # fmt: skip


class FakeRoom:
    """Implements ui.presenters.room.Room.

    `canned[QueryType]` is an answer, or a function of the query; such questions resolve at once unless `hold` is
    set. Commands, and questions without a canned answer, wait in `commands` and `questions` for the test; drafts are
    kept at once, in `drafts`, unless `hold_drafts` is set.
    """

    def __init__(self) -> None:
        self.simulation: Simulation | None = None
        self.canned: dict[type[Any], Any] = {
            AskPlaces: (), AskTextWarnings: (), AskDrafts: (), AskPlaceKnowledge: _nothing_known,
            AskContacts: ContactList(rows=(), waiting=0, taken=0), AskSources: (),
            AskAssets: (),
        }  # fmt: skip
        self.hold = False
        self.hold_drafts = False
        self.drafts: list[SaveDraft | DropDraft] = []
        self.executed: list[Command] = []
        self.asked: list[Query[Any]] = []
        self.commands: list[tuple[Command, Future[Any]]] = []
        self.questions: list[tuple[Query[Any], Future[Any]]] = []
        self.listeners: list[Callable[[tuple[Entry, ...]], None]] = []
        self._sequence = 0

    def execute(self, command: Command) -> Future[Any]:
        future: Future[Any] = Future()
        if isinstance(command, SaveDraft | DropDraft):
            self.drafts.append(command)
            if not self.hold_drafts:
                future.set_result(None)
                return future
        else:
            self.executed.append(command)
        self.commands.append((command, future))
        return future

    def ask(self, query: Query[Any], key: str | None = None) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append(query)
        if type(query) in self.canned and not self.hold:
            future.set_result(self.answer(query))
        else:
            self.questions.append((query, future))
        return future

    def subscribe(self, listener: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def answer(self, query: Query[Any]) -> Any:
        """Return the canned answer to a question."""
        canned = self.canned[type(query)]
        return canned(query) if callable(canned) else canned

    def resolve(self) -> None:
        """Answer every held question from the canned rows, oldest first."""
        held, self.questions = self.questions, []
        for query, future in held:
            if future.set_running_or_notify_cancel():
                future.set_result(self.answer(query))

    def settle(self, result: Any = None) -> None:
        """Resolve the oldest command that waits."""
        self.commands.pop(0)[1].set_result(result)

    def refuse(self, error: Exception) -> None:
        """Fail the oldest command that waits."""
        self.commands.pop(0)[1].set_exception(error)

    def entry(self, kind: EntryKind, incident_id: str | None = None, **body: object) -> Entry:
        """Make a journal entry with the next sequence."""
        self._sequence += 1
        return Entry(
            sequence=self._sequence,
            at=START,
            kind=kind,
            operator="op1",
            seat="A1",
            incident_id=incident_id,
            body=body,
        )

    def commit(self, *entries: Entry) -> None:
        """Tell the listeners, on the caller's thread."""
        for listener in list(self.listeners):
            listener(entries)

    def happened(self, kind: EntryKind, incident_id: str | None = None, **body: object) -> None:
        """Commit one entry."""
        self.commit(self.entry(kind, incident_id, **body))
