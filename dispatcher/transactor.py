"""Run a batch of commands in one transaction, each in its savepoint, journal last. Knows no thread."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exc

from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import Entry
from dispatcher.domain.identifiers import IdFactory
from dispatcher.domain.rules import Rules
from dispatcher.domain.worlds import World
from dispatcher.services.handlers import HANDLERS, AnyCommand
from dispatcher.storage import journal, search_index
from dispatcher.storage.database import Database
from dispatcher.storage.errors import Unwritable
from dispatcher.storage.journal import Draft
from dispatcher.storage.sealing import KeyFile
from dispatcher.storage.search_index import Told
from dispatcher.storage.unit_of_work import NO_KEYS, ArmedDeadline, KeptRefusal, UnitOfWork, check_store_is_well

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one command of a batch came to: a value, or the error to raise for it."""

    value: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a batch changed, known only after its commit."""

    outcomes: tuple[Outcome, ...]
    entries: tuple[Entry, ...]
    armed: tuple[ArmedDeadline, ...]
    channels_to_wake: frozenset[str]

    def raise_first(self) -> None:
        """Raise the first error of the batch, if there is one."""
        for outcome in self.outcomes:
            if outcome.error is not None:
                raise outcome.error


class Transactor:
    """Turns commands into commits. Not thread-safe: one owner at a time."""

    def __init__(self, database: Database, clock: Clock, new_id: IdFactory, world: World, holder: str) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._world = world
        self._holder = holder
        self._connection: Connection | None = None
        self._rules: Rules | None = None
        self._keys = NO_KEYS

    @property
    def holder(self) -> str:
        """The name under which this process holds leases."""
        return self._holder

    def use(self, rules: Rules) -> None:
        """Decide by these rules from the next batch on."""
        self._rules = rules

    def seal_with(self, keys: KeyFile) -> None:
        """Seal and open secrets with the keys of this file from the next batch on."""
        self._keys = keys

    def run(self, batch: Sequence[AnyCommand]) -> Committed:
        """Carry out the batch in one transaction.

        Raises:
            Unwritable: the store did not take it; nothing of the whole batch was stored.
        """
        try:
            return self._run(self._connected(), batch)
        except (exc.DBAPIError, exc.InvalidRequestError) as error:
            self.close()
            reason = error.orig if isinstance(error, exc.DBAPIError) else error
            raise Unwritable(f"the database did not take the change: {reason}; nothing of it was stored") from error

    def close(self) -> None:
        """Give the connection back; the next batch opens one anew."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.writer.connect()
        return self._connection

    def _run(self, connection: Connection, batch: Sequence[AnyCommand]) -> Committed:
        works: list[UnitOfWork] = []
        outcomes: list[Outcome] = []
        with connection.begin():
            for command in batch:
                work = self._new_work(connection)
                outcome = self._one(connection, command, work)
                outcomes.append(outcome)
                if outcome.error is None or isinstance(outcome.error, _Kept):
                    works.append(work)
            drafts = [draft for work in works for draft in work.drafts]
            _take_in(connection, [told for work in works for told in work.told], drafts)
            entries = journal.append(connection, drafts)
        return Committed(
            outcomes=tuple(_unwrapped(outcome) for outcome in outcomes),
            entries=entries,
            armed=tuple(deadline for work in works for deadline in work.armed),
            channels_to_wake=frozenset(channel for work in works for channel in work.channels_to_wake),
        )

    def _one(self, connection: Connection, command: AnyCommand, work: UnitOfWork) -> Outcome:
        savepoint = connection.begin_nested()
        try:
            value = HANDLERS[type(command)](command, work)
        except KeptRefusal as refusal:
            savepoint.commit()
            return Outcome(error=_Kept(refusal.error))
        except Rejected as error:
            savepoint.rollback()
            return Outcome(error=error)
        except exc.DataError as error:  # a value that this database has no place for, such as NUL in a text
            savepoint.rollback()
            return Outcome(error=Rejected(f"the database cannot hold one of the values: {error.orig}"))
        except exc.DBAPIError as error:
            if not isinstance(error, exc.IntegrityError):
                raise  # the store itself is unwell: the whole batch goes back
            savepoint.rollback()
            return Outcome(error=error)
        except Exception as error:  # noqa: BLE001  # the duty boundary: one broken command must not take the others with it
            savepoint.rollback()
            _log.exception("%s failed; nothing of it was stored", type(command).__name__)
            return Outcome(error=error)
        savepoint.commit()
        return Outcome(value=value)

    def _new_work(self, connection: Connection) -> UnitOfWork:
        if self._rules is None:
            raise RuntimeError("the transactor was given no rules")
        return UnitOfWork(
            connection=connection,
            now=self._clock.now(),
            new_id=self._new_id,
            rules=self._rules,
            world=self._world,
            holder=self._holder,
            keys=self._keys,
        )


def _take_in(connection: Connection, told: Sequence[Told], drafts: Sequence[Draft]) -> None:
    """Make it findable; what cannot be is stored all the same, and the log says so."""
    savepoint = connection.begin_nested()
    try:
        search_index.take_in(connection, told, drafts)
    except Exception as error:  # noqa: BLE001  # what is told matters more than that it can be searched for
        savepoint.rollback()
        check_store_is_well(error)
        _log.exception("what was just stored cannot be searched for; `readbackctl reindex` takes it in anew")
    else:
        savepoint.commit()


class _Kept(Exception):
    """Marks an outcome whose writes are kept although its error is raised."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _unwrapped(outcome: Outcome) -> Outcome:
    return Outcome(error=outcome.error.error) if isinstance(outcome.error, _Kept) else outcome
