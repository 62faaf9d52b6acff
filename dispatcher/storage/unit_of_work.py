"""One transaction as a service sees it: its connection, its one instant, and what it will tell the journal."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, exc

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IdFactory, OperatorId, Seat
from dispatcher.domain.rules import Rules
from dispatcher.domain.worlds import World
from dispatcher.storage import personal_values
from dispatcher.storage.journal import Draft
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.sealing import KeyFile

Found = TypeVar("Found")
NO_KEYS = KeyFile(None)
SYSTEM = Actor(operator=OperatorId("system"), seat=Seat("system"), role=Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class ArmedDeadline:
    """A deadline that the commit armed: the alarm clock is told of it afterwards."""

    id: str
    due_at: datetime


@dataclass(slots=True, kw_only=True)
class UnitOfWork:
    """What one command reads, writes and tells. `now` is read once for the whole command."""

    connection: Connection
    now: datetime
    new_id: IdFactory
    rules: Rules
    world: World
    holder: str  # this process, for leases
    keys: KeyFile = NO_KEYS  # of what is sealed at rest
    drafts: list[Draft] = field(default_factory=list[Draft])
    armed: list[ArmedDeadline] = field(default_factory=list[ArmedDeadline])
    channels_to_wake: set[str] = field(default_factory=set[str])
    looked_up: dict[str, Any] | None = None  # by a command that nobody's coming or going can be part of

    def record(self, kind: EntryKind, actor: Actor, incident_id: str | None, /, **body: object) -> None:
        """Tell the journal: ids, states, numbers and digests only."""
        self.drafts.append(
            Draft(at=self.now, kind=kind, operator=actor.operator, seat=actor.seat, incident_id=incident_id, body=body)
        )

    def once(self, what: str, look: Callable[[], Found]) -> Found:
        """Look something up that only people change: once in a piece of due deadlines, anew in any other command."""
        if self.looked_up is None:
            return look()
        if what not in self.looked_up:
            self.looked_up[what] = look()
        return self.looked_up[what]

    @contextmanager
    def apart(self) -> Generator[None]:
        """Do this in a savepoint of its own: when it raises, nothing of it is written, told or armed."""
        told, armed = len(self.drafts), len(self.armed)
        savepoint = self.connection.begin_nested()
        try:
            yield
        except BaseException:
            savepoint.rollback()
            del self.drafts[told:], self.armed[armed:]
            raise
        savepoint.commit()

    def keep(self, subject_kind: str, subject_id: str, kind: str, value: str) -> Kept:
        """Keep a person's words or data outside the journal."""
        return personal_values.keep(self.connection, self.new_id(), subject_kind, subject_id, kind, value)


def check_store_is_well(error: Exception) -> None:
    """Raise it again when it is not about what was done, but the store's own: then the whole batch goes back."""
    if isinstance(error, exc.DBAPIError) and not isinstance(error, exc.IntegrityError | exc.DataError):
        raise error


@dataclass(slots=True)
class KeptRefusal(Exception):
    """Raised by a service whose refusal leaves a trace: what it wrote is committed, then `error` is raised."""

    error: Exception
