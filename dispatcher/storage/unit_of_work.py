"""One transaction as a service sees it: its connection, its one instant, and what it will tell the journal."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, exc

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import SYSTEM_OPERATOR, IdFactory, Seat
from dispatcher.domain.plain_text import visible
from dispatcher.domain.rules import Rules
from dispatcher.domain.search_words import SearchField
from dispatcher.domain.worlds import World
from dispatcher.storage import personal_values, search_index
from dispatcher.storage.journal import Draft
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.sealing import KeyFile
from dispatcher.storage.search_index import Told

Found = TypeVar("Found")
NO_KEYS = KeyFile(None)
SYSTEM = Actor(operator=SYSTEM_OPERATOR, seat=Seat("system"), role=Role.SYSTEM)


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
    told: list[Told] = field(default_factory=list[Told])  # what incidents are to be found by
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
        drafted, armed, told = len(self.drafts), len(self.armed), len(self.told)
        savepoint = self.connection.begin_nested()
        try:
            yield
        except BaseException:
            savepoint.rollback()
            del self.drafts[drafted:], self.armed[armed:], self.told[told:]
            raise
        savepoint.commit()

    def keep(
        self, subject_kind: str, subject_id: str, kind: str, value: str, *, incident_id: str | None = None
    ) -> Kept:
        """Keep a person's words or data outside the journal, as can be read; the incident is found by them.

        `incident_id`: whose they are, where the subject is neither an incident nor known to `search_index.SUBJECTS`.
        """
        words = visible(value)[0]  # a lone surrogate or a NUL is nothing that a store takes
        told = search_index.told_by(subject_kind, subject_id, kind, words, incident_id)
        if told is not None:
            self.told.append(told)
        return personal_values.keep(self.connection, self.new_id(), subject_kind, subject_id, kind, words)

    def index(self, incident_id: str, field: SearchField, words: str) -> None:
        """Let an incident be found by words that are neither kept by `keep` nor in its own columns."""
        self.told.append(Told(field, words, incident_id))

    def destroy(self, value_id: str) -> None:
        """Destroy what `keep` kept, and that it was found by; its digest in the journal stays."""
        search_index.destroy(self.connection, value_id)


def check_store_is_well(error: Exception) -> None:
    """Raise it again when it is not about what was done, but the store's own: then the whole batch goes back."""
    if isinstance(error, exc.DBAPIError) and not isinstance(error, exc.IntegrityError | exc.DataError):
        raise error


@dataclass(slots=True)
class KeptRefusal(Exception):
    """Raised by a service whose refusal leaves a trace: what it wrote is committed, then `error` is raised."""

    error: Exception
