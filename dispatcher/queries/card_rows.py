"""Everything about one incident. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.records import LineKind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.caller_rows import NOTHING_SAID, ComplainedRow, ComplaintRow, KindRow, ReadBackState
from dispatcher.queries.chain_rows import ChainRow, StepRow
from dispatcher.queries.owed_rows import PromiseRow, ProposalRow, TransferRow
from dispatcher.queries.record_rows import NO_RECORD, CorrectionRow, RecordRow
from dispatcher.queries.same_event_rows import LinkRow, MergedRow
from dispatcher.queries.transmission_rows import TransmissionRow
from dispatcher.queries.triage_rows import GradingRow, TriageRow
from dispatcher.queries.welfare_rows import RollCallRow, WelfareRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of an incident's log: what happened (an EntryKind word), who, and the words where there are any.

    What a person wrote has a `line_id`. `at` is when it was entered.
    """

    at: datetime
    kind: str
    operator: str
    text: str
    seat: str = ""
    line_id: str = ""
    line_kind: LineKind | None = None
    source_at: datetime | None = None  # when it happened, where that is told
    late: bool = False  # entered long after it happened
    words: str = ""  # the line alone, without what stands beside it in `text`
    options: str = ""  # that a decision considered
    corrects: str = ""  # the id of the line in whose place it stands
    corrected: CorrectionRow | None = None  # struck through: another line stands in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """One unit's part in an incident."""

    assignment_id: str
    call_sign: str
    state: AssignmentState
    since: datetime
    alerted_at: datetime
    acknowledged_at: datetime | None
    inferred: bool  # steps between were inferred from a later status


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCard:
    """Everything about one incident."""

    incident_id: str
    number: str
    kind: Kind
    priority: Priority
    impact: Impact
    urgency: Urgency
    incident_type: str
    type_name: str
    place: str
    latitude: float | None
    longitude: float | None
    verified: bool
    place_confidence: float | None = None  # 0 to 1, of whoever found the position
    phase: Phase
    owner: str
    opened_at: datetime
    contact_at: datetime
    closed_at: datetime | None
    outcome: str | None
    caller_name: str
    caller_number: str
    persons_involved: int | None
    narrative: str
    assignments: tuple[AssignmentRow, ...]
    transmissions: tuple[TransmissionRow, ...]
    guards: tuple[StepRow, ...]
    chains: tuple[ChainRow, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    proposals: tuple[ProposalRow, ...] = ()
    roll_call: RollCallRow | None = None
    roll_call_due_at: datetime | None = None
    welfare: tuple[WelfareRow, ...] = ()
    unconfirmed: bool = False
    major: bool = False
    emergency: bool = True
    asset_number: str = ""
    calls: tuple[CallRow, ...] = ()  # the first one first
    triage: tuple[TriageRow, ...] = ()  # cards gone through, the first one first
    gradings: tuple[GradingRow, ...] = ()  # every grade given, the first one first
    read_back: ReadBackState = NOTHING_SAID
    kinds: tuple[KindRow, ...] = ()  # how it changed, oldest first
    complaint: ComplaintRow | None = None
    complained: tuple[ComplainedRow, ...] = ()  # the complaints about it
    merged_into: MergedRow | None = None  # its calls are shown there
    merged: tuple[MergedRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    record: RecordRow = NO_RECORD
    log: tuple[LogLine, ...] = ()  # oldest first
