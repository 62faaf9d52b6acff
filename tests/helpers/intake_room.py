"""A room for the sources of contacts: a real store without threads, and a door whose waiting the test decides."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import pytest

from dispatcher.domain.machine import KeepDuties
from dispatcher.intake.door import Door, Source
from dispatcher.queries.contacts import AskContact, AskContacts, AskSources, ContactRow, ContactWhole, SourceRow
from dispatcher.queries.reading_contacts import contact_list, contact_whole, sources
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.errors import Unwritable
from dispatcher.storage.intake_sources import source_lease
from tests.helpers.builders import DISPATCHER, Desk, open_desk, signs_on
from tests.helpers.clock import FakeClock


class IntakeRoom:
    """The engine of a source: each command is a commit of its own."""

    def __init__(self, url: str) -> None:
        self.clock = FakeClock()
        self.desk: Desk = open_desk(url, self.clock)
        self.desk.run(signs_on(DISPATCHER))
        self.commands: list[AnyCommand] = []
        self.away = False
        self._one = threading.Lock()

    def submit(self, command: AnyCommand) -> "Future[Any]":
        future: Future[Any] = Future()
        with self._one:
            try:
                if self.away:
                    raise Unwritable("the database is away")
                future.set_result(self.desk.run(command))
                self.commands.append(command)
            except Exception as error:  # noqa: BLE001  # whoever asked hears it
                future.set_exception(error)
        return future

    def hold(self, name: str) -> int:
        return self.desk.run(KeepDuties(names=(source_lease(name),))).held[source_lease(name)]

    @property
    def rows(self) -> tuple[ContactRow, ...]:
        with self._one, self.desk.database.reader.connect() as connection:
            return contact_list(AskContacts(), connection, self.clock.now()).rows

    def whole(self, contact: str) -> ContactWhole:
        with self._one, self.desk.database.reader.connect() as connection:
            found = contact_whole(AskContact(contact), connection, self.clock.now())
        assert found is not None
        return found

    @property
    def sources(self) -> tuple[SourceRow, ...]:
        with self._one, self.desk.database.reader.connect() as connection:
            return sources(AskSources(), connection, self.clock.now())


class SteppedDoor(Door):
    """Shut when every step was taken: each wait of the source is one."""

    def __init__(self, room: IntakeRoom, source: Source, *steps: Callable[[], object]) -> None:
        epoch = room.hold(source.name)
        super().__init__(room, source, lambda: epoch, threading.Event())
        self._steps = list(steps)
        self._open = True

    @property
    def is_open(self) -> bool:
        return self._open

    def wait(self, seconds: float) -> bool:
        if self._steps:
            self._steps.pop(0)()
        else:
            self._open = False
        return self._open


@contextmanager
def running(room: IntakeRoom, source: Source) -> Iterator[threading.Event]:
    """Let a source run on a thread of its own; the event shuts its door."""
    stop, epoch = threading.Event(), room.hold(source.name)
    ended: list[BaseException] = []

    def run() -> None:
        try:
            source.run(Door(room, source, lambda: epoch, stop))
        except BaseException as error:  # noqa: BLE001  # raised again in the test's thread
            ended.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    if ended:
        raise ended[0]


@pytest.fixture
def room(tmp_path: Any) -> Iterator[IntakeRoom]:
    made = IntakeRoom(sqlite_url(tmp_path / "room.db"))
    yield made
    made.desk.close()
