"""What the program has stored, read beside it on a connection that cannot write."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.pool import NullPool

from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.queries.answers import ANSWERERS
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.chain_rows import StepRow
from dispatcher.queries.channel_rows import ChannelRow, SentinelRow
from dispatcher.queries.requests import AskAttention, AskCard, AskSentinel, AskUnits, Query
from dispatcher.queries.transmission_rows import AttemptRow, TransmissionRow
from dispatcher.queries.unit_rows import UnitRow
from dispatcher.storage import journal
from dispatcher.storage.schema import incidents
from dispatcher.system_clock import SystemClock
from tests.helpers.screen import eventually


class Store:
    """The truth on disk. Every question is asked anew."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._engine = create_engine(
            f"sqlite:///file:{database}?mode=ro&uri=true", poolclass=NullPool, hide_parameters=True
        )

    def ask(self, query: Query[Any]) -> Any:
        """Answer a question as the program's own screens have it answered."""
        with self._connection() as connection:
            return ANSWERERS[type(query)](query, connection, SystemClock().now())

    def sentinel(self) -> SentinelRow:
        """The top line."""
        return self.ask(AskSentinel())

    def channel(self, name: str = "paging") -> ChannelRow:
        """A channel's health."""
        return next(row for row in self.sentinel().channels if row.name == name)

    def attention(self, kind: str) -> list[AttentionRow]:
        """The items of one kind that nobody has resolved."""
        return [row for row in self.ask(AskAttention()) if row.kind == kind]

    def unit(self, call_sign: str) -> UnitRow:
        """One unit of the board."""
        return next(row for row in self.ask(AskUnits()) if row.call_sign == call_sign)

    def incident(self, place: str) -> IncidentCard:
        """The incident at a place, open or closed."""
        with self._connection() as connection:
            found = connection.execute(select(incidents.c.id).where(incidents.c.place == place)).scalar_one()
        return self.ask(AskCard(incident_id=found))

    def has_incident(self, place: str) -> bool:
        """Whether a call from there was taken."""
        if not self._database.exists():
            return False
        with self._connection() as connection:
            return connection.execute(select(incidents.c.id).where(incidents.c.place == place)).first() is not None

    def transmission(self, call_sign: str, channel: str = "paging") -> TransmissionRow:
        """The newest transmission to a unit over a channel."""
        return max(self._transmissions(call_sign, channel), key=lambda row: row.queued_at)

    def has_transmission(self, call_sign: str, channel: str) -> bool:
        """Whether there is one."""
        return bool(self._transmissions(call_sign, channel))

    def attempt(self, call_sign: str, number: int) -> AttemptRow | None:
        """One attempt of a unit's newest page, once there is such a one."""
        return next((row for row in self.transmission(call_sign).attempts if row.number == number), None)

    def steps(self, call_sign: str) -> dict[str, StepRow]:
        """The chain of a unit's newest page: the newest row of each step by what it does."""
        return {row.action: row for row in sorted(self.transmission(call_sign).steps, key=lambda row: row.due_at)}

    def reaches(self, call_sign: str, state: TransmissionState, within_s: float = 15.0) -> TransmissionRow:
        """Wait until a unit's newest page is there."""
        eventually(
            lambda: self._transmissions(call_sign, "paging") and self.transmission(call_sign).state is state,
            f"the page of {call_sign} {state.value}",
            within_s,
        )
        return self.transmission(call_sign)

    def ends(self, call_sign: str, number: int, state: AttemptState, within_s: float = 15.0) -> AttemptRow:
        """Wait until an attempt of a unit's page has come to this end."""

        def found() -> AttemptRow | None:
            attempt = self.attempt(call_sign, number)
            return attempt if attempt is not None and attempt.state is state else None

        return eventually(found, f"attempt {number} of {call_sign} {state.value}", within_s)  # type: ignore[return-value]

    def journal_length(self) -> int:
        """Verify the journal's whole chain and return how many entries it has."""
        with self._connection() as connection:
            return max(journal.verify(connection), default=0)

    def entries(self) -> list[str]:
        """The kinds of all journal entries, in order."""
        with self._connection() as connection:
            return [entry.kind.value for entry in journal.read_after(connection, 0, 10_000)]

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    def _transmissions(self, call_sign: str, channel: str) -> list[TransmissionRow]:
        with self._connection() as connection:
            ids = connection.execute(select(incidents.c.id)).scalars().all()
        return [
            row
            for incident_id in ids
            for row in self.ask(AskCard(incident_id=incident_id)).transmissions
            if (row.call_sign, row.channel) == (call_sign, channel)
        ]
