"""What a replay came to: one table, one JSON object, one verdict."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from rich.table import Table
from sqlalchemy import ColumnElement, Connection, func, select

from dispatcher.domain.escalation import StepAction
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.transmissions import Purpose
from dispatcher.packs.model import PAGER_CHANNEL, VOICE
from dispatcher.storage.schema import assignments, attempts, incidents, journal, messages, transmissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the database holds at the end."""

    incidents: int
    incidents_open: int
    transmissions: int
    voice_transmissions: int
    assignments: int
    acknowledged: int
    steps: Mapping[str, int]
    guards_run: int
    repeats: int
    uncertain: int
    stand_downs: int
    declines: int
    waited: int  # incidents to which nobody was sent at once
    waited_max_s: float
    journal_entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that is told at the end, in the order it is told."""

    calls_read: int
    rejected: int
    attached: int
    incidents: int
    incidents_open: int
    transmissions: int
    voice_transmissions: int
    assignments: int
    acknowledged: int
    steps: Mapping[str, int]
    guards_run: int
    repeats: int
    uncertain: int
    stand_downs: int
    declines: int
    waited: int
    waited_max_s: float
    most_open: int
    most_waiting: int
    stations: int
    units: int
    untidy: Mapping[str, int]
    time_corrected: int
    places_shortened: int
    channel_faults: int
    line_left_behind: bool
    jumps: int
    journal_entries: int
    unguarded_max: int
    lost: int
    lost_rows: int
    lost_pages: int
    unknown_pages: int
    doubled_unmarked: int
    journal_verified: bool
    interrupted: bool
    finding: str
    calls_per_second: float
    wall_seconds: float
    seed: int
    speed: str

    @property
    def is_true(self) -> bool:
        """Whether every promise was kept."""
        broken = self.lost or self.doubled_unmarked or self.unguarded_max or self.finding
        return not broken and self.journal_verified

    def as_json(self) -> dict[str, object]:
        """Return it for `json.dumps`."""
        return asdict(self)


def read_stored(connection: Connection) -> Stored:
    """Count what the database holds."""
    waits = _waits_s(connection)
    return Stored(
        incidents=_count(connection, incidents.c.id),
        incidents_open=_count(connection, incidents.c.id, incidents.c.state == IncidentState.OPEN.value),
        transmissions=_count(connection, transmissions.c.id, transmissions.c.channel == PAGER_CHANNEL),
        voice_transmissions=_count(connection, transmissions.c.id, transmissions.c.channel == VOICE),
        assignments=_count(connection, assignments.c.id),
        acknowledged=_count(connection, assignments.c.id, assignments.c.acknowledged_at.is_not(None)),
        steps=_steps(connection),
        guards_run=_count(connection, journal.c.sequence, journal.c.kind == EntryKind.GUARD_RAN.value),
        repeats=_count(connection, attempts.c.id, attempts.c.repeat),
        uncertain=_count(connection, attempts.c.id, attempts.c.state == "uncertain"),
        stand_downs=_count(connection, messages.c.id, messages.c.purpose == Purpose.STAND_DOWN.value),
        declines=_count(connection, assignments.c.id, assignments.c.state == "declined"),
        waited=sum(wait_s > 0 for wait_s in waits),
        waited_max_s=max(waits, default=0.0),
        journal_entries=_count(connection, journal.c.sequence),
    )


def _count(connection: Connection, column: ColumnElement[object], *conditions: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count(column)).where(*conditions)).scalar_one()


def _steps(connection: Connection) -> dict[str, int]:
    found = dict.fromkeys((action.value for action in StepAction), 0)
    action = func.json_extract(journal.c.body, "$.action")
    rows = connection.execute(
        select(action, func.count()).where(journal.c.kind == EntryKind.STEP_RAN.value).group_by(action)
    )
    return {**found, **{str(name): int(times) for name, times in rows}}


def _waits_s(connection: Connection) -> list[float]:
    first_alert = select(func.min(assignments.c.alerted_at).label("at"), assignments.c.incident_id)
    first = first_alert.group_by(assignments.c.incident_id).subquery()
    rows = connection.execute(
        select(first.c.at, incidents.c.opened_at).join(incidents, incidents.c.id == first.c.incident_id)
    )
    return [(row.at - row.opened_at).total_seconds() for row in rows]


def table_of(report: Report) -> Table:
    """Return the report for people."""
    table = Table(title="Replay", show_header=False, title_justify="left")
    table.add_column("what")
    table.add_column("how many", justify="right")
    for name, value in report.as_json().items():
        words = name.replace("_", " ")
        if isinstance(value, Mapping):
            for part, times in value.items():  # pyright: ignore[reportUnknownVariableType]  # asdict knows no types
                table.add_row(f"{words}: {str(part).replace('_', ' ')}", f"{times}")  # pyright: ignore[reportUnknownArgumentType]
        elif value != "":
            table.add_row(words, _shown(value))
    return table


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


def tally(remarks: Iterable[str]) -> dict[str, int]:
    """Count remarks, the most frequent first."""
    return dict(Counter(remarks).most_common())
