"""The rows that screens are made of. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.documents import Citation
from dispatcher.domain.escalation import Subject
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.read_back import Standing
from dispatcher.domain.records import LineKind
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.units import Availability
from dispatcher.domain.vocabulary import Abbreviation, Proword, Term
from dispatcher.domain.worlds import World
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.caller_rows import NOTHING_SAID, ComplaintRow, KindRow, ReadBackState
from dispatcher.queries.record_rows import NO_RECORD, CorrectionRow, OfferedStakeholder, RecordRow, TeamRow
from dispatcher.queries.same_event_rows import LinkRow, MergedRow
from dispatcher.queries.triage_rows import GradingRow, TriageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """A channel's health as its holder last reported it. `state` is a radio state word (down ... failed)."""

    name: str
    driver: str
    state: str
    since: datetime
    reason: str
    waiting: int  # pages queued for it
    held: bool  # a process holds its lease
    held_since: datetime | None = None  # a person holds it back: nothing goes on air


@dataclass(frozen=True, slots=True, kw_only=True)
class SentinelRow:
    """The top line: is the room guarded, is the radio up, which world is this?"""

    world: World
    unguarded: int  # open incidents, and contacts that nobody has settled
    open_incidents: int
    scheduler_beat_at: datetime | None  # last sweep of the holder of the deadline duty
    scheduler_held: bool
    missed_deadlines: int  # due for more than 1 s and not yet run
    channels: tuple[ChannelRow, ...]
    unguarded_contacts: int = 0  # of the unguarded
    contacts_waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionRow:
    """One item of the attention strip, most pressing first."""

    attention_id: str
    kind: AttentionKind
    state: AttentionState
    text: str
    priority: Priority | None
    count: int  # how often the cause came
    level: int  # louder each time an unanswered step comes again
    for_role: Role
    owner: str | None  # operator's name once taken
    raised_at: datetime
    incident_id: str | None
    incident_number: str | None
    call_sign: str | None
    voice_script: str | None  # what to read out, for voice tasks
    for_seat: str | None = None  # the seat that it is for, when it is for one
    is_for_owner: bool = False  # that seat owns the incident; else it was given to it
    least_role: Role | None = None  # whose acknowledgement counts, and that of everybody above; None: anybody's
    needs_all: bool = False  # everybody of the role who is on duty must acknowledge
    given: tuple[str, ...] = ()  # who of them has
    spoke_for: str | None = None  # whose acknowledgement was heard by telephone
    proposal_id: str | None = None  # for approvals
    chain: str | None = None  # "subject:subject id" of the guard that raised it
    unresolved: int = 0  # how many items there are in all: a flood is not read whole


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueUnit:
    """A unit on a queue row."""

    call_sign: str
    state: AssignmentState
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One open incident."""

    incident_id: str
    number: str
    priority: Priority
    kind: Kind
    incident_type: str
    type_name: str
    place: str
    latitude: float | None
    longitude: float | None
    verified: bool  # the place is one the gazetteer or the map knows
    phase: Phase
    opened_at: datetime
    contact_at: datetime
    owner: str  # seat or role
    guarded: bool
    next_due_at: datetime | None
    next_step: str | None  # what fires then: domain.escalation.step_code
    requeued: bool  # it lost a unit to another incident and stands at the top
    unconfirmed: bool = False  # flagged on every board: nobody could be made to answer
    major: bool = False
    scheduled_for: datetime | None = None  # it is for that time
    scheduled: bool = False  # that time is far, and nobody is asked for yet
    units: tuple[QueueUnit, ...]  # active assignments only
    emergency: bool = True
    read_back: Standing = Standing.NOT_ASKED

    @property
    def waits(self) -> bool:
        """Whether somebody is still to be sent, or to answer: it stands above those of its priority in good hands."""
        waiting = self.phase is Phase.WAITING and not self.scheduled
        return waiting or any(unit.state is AssignmentState.ALERTED for unit in self.units)


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
class RungRow:
    """A rung that was reached, and when."""

    state: TransmissionState
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One try on the line, with the very bytes."""

    number: int
    state: AttemptState
    repeat: bool
    queued_at: datetime
    first_byte_at: datetime | None
    ended_at: datetime | None
    code: str | None
    detail: str
    text: str
    bytes_sent: bytes
    bytes_received: bytes
    attempt_id: str = ""
    claimed_at: datetime | None = None
    carried_by: str | None = None  # the attempt whose group page carried this one as well


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of a chain or a guard: done, cancelled or still to come."""

    name: str
    action: str  # domain.escalation.step_code
    due_at: datetime
    state: str  # armed, done, cancelled
    fired_at: datetime | None


class StepPhase(StrEnum):
    """Where a step stands on the timeline of its chain."""

    RAN = "ran"
    NEXT = "next"
    TO_COME = "to_come"
    NOT_NEEDED = "not_needed"  # its reason was gone before it came


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """A step on the timeline of a chain: when it ran and what it did, or when it comes."""

    name: str
    code: str  # domain.escalation.step_code
    phase: StepPhase
    at: datetime  # when it ran, else when it is due
    run: int
    did: str = ""
    late_ms: int = 0
    every_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """One chain of an incident, as the card draws it. `stoppable` chains end by `StopChain` with a reason."""

    subject: Subject
    subject_id: str
    about: str  # a call sign, a partner; empty for the incident itself
    policy: str  # name and version of the snapshot
    since: datetime
    running: bool
    stoppable: bool
    steps: tuple[TimelineStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """What the caller was promised."""

    promise_id: str
    about: PromiseAbout
    state: PromiseState
    due_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """An offer to a partner."""

    transfer_id: str
    partner: str
    title: str
    phone: str
    state: TransferState
    offered_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """What waits for somebody with the authority."""

    proposal_id: str
    act: str
    what: str = ""  # of the act: a priority, a call sign; empty when the act says it all
    proposed_by: str  # name
    seat: str
    proposed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallRow:
    """A roll call that runs, or the last one."""

    started_at: datetime
    ended_at: datetime | None
    complete: bool
    answered: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WelfareRow:
    """When a crew at work was last heard, and when its check is due. `paused_until` and why while it is paused."""

    call_sign: str
    heard_at: datetime
    due_at: datetime | None
    overdue: bool
    paused_until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachRow:
    """A role of the room: who sits in it, who is rung up for it, and who stands in when there is nobody."""

    role: Role
    on_duty: tuple[str, ...]  # names
    phones: tuple[str, ...]  # "name on number"
    stands_in: Role | None  # who is asked instead; None while somebody of the role can be reached, or nobody can
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransmissionRow:
    """One message to one recipient over one channel."""

    transmission_id: str
    purpose: Purpose
    call_sign: str
    channel: str
    address: str
    text: str
    state: TransmissionState
    highest: TransmissionState  # the highest rung the channel itself can report
    marks: frozenset[Mark]
    queued_at: datetime
    rungs: tuple[RungRow, ...]
    attempts: tuple[AttemptRow, ...]
    acknowledged_by: str | None  # who heard it
    words_heard: str | None
    steps: tuple[StepRow, ...]


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
    merged_into: MergedRow | None = None  # its calls are shown there
    merged: tuple[MergedRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    record: RecordRow = NO_RECORD
    log: tuple[LogLine, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit on the board."""

    unit_id: str
    call_sign: str
    type_name: str
    station: str
    station_title: str
    station_latitude: float | None
    station_longitude: float | None
    capabilities: tuple[str, ...]
    availability: Availability
    assignment_state: AssignmentState | None
    since: datetime
    incident_id: str | None
    incident_number: str | None
    address: str  # pager address
    reason: str  # why unavailable
    held_by: str | None = None  # the seat that holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """Where a unit was last seen."""

    unit_id: str
    call_sign: str
    latitude: float
    longitude: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRow:
    """A transmission of an open incident that still waits for a person's answer."""

    transmission_id: str
    incident_id: str
    incident_number: str
    priority: Priority
    call_sign: str
    channel: str
    state: TransmissionState
    marks: frozenset[Mark]
    attempts: int
    queued_at: datetime
    next_step: str | None  # domain.escalation.step_code of the chain's next step
    next_due_at: datetime | None
    assignment_state: AssignmentState
    unconfirmed: bool = False  # its incident is flagged on every board


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One hit of `find`: an open or closed incident or a unit."""

    kind: str  # incident, unit
    incident_id: str | None
    label: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """An incident type that the pack offers."""

    name: str
    title: str
    impact: Impact
    urgency: Urgency
    emergency: bool = True
    kind: Kind = Kind.INCIDENT
    words: tuple[str, ...] = ()  # of callers, that speak for it


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorRow:
    """An operator that the pack names, with the roles that may be worn."""

    operator_id: str
    name: str
    roles: tuple[Role, ...]
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """An agency that incidents are transferred to."""

    name: str
    title: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """An escalation policy of the active pack."""

    name: str
    version: int
    subject: Subject
    types: tuple[str, ...]  # titles of the incident types that it is for; empty: all
    profile: str  # of units; empty: all
    priorities: tuple[Priority, ...]  # that it has steps for
    kinds: tuple[Kind, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow:
    """What the screens need of the active pack."""

    name: str
    title: str
    timezone: str
    types: tuple[TypeRow, ...]
    operators: tuple[OperatorRow, ...]
    outcomes: tuple[str, ...]
    impact_criteria: tuple[str, str, str]  # what HIGH, MEDIUM and LOW mean, in words
    urgency_criteria: tuple[str, str, str]
    map_file: str  # absolute path of the pack's map; empty when it names none
    partners: tuple[PartnerRow, ...] = ()
    channels: tuple[str, ...] = ()  # names of those with a line
    quick_type: str = ""  # what the quick log files as, and closes with; "" without
    quick_outcome: str = ""
    languages: tuple[str, ...] = ("en",)  # that callers are spoken to in, the room's own first
    documents: tuple[Citation, ...] = ()  # what a note may cite, as it stands now
    teams: tuple[TeamRow, ...] = ()
    stakeholders: tuple[OfferedStakeholder, ...] = ()
    terms: tuple[Term, ...] = ()
    prowords: tuple[Proword, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A unit proposed for an incident, or why not."""

    call_sign: str
    suitable: bool
    reason: str
    distance_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place that may be meant. `kind`: street, address, crossing, landmark, place, station or coordinate.

    `verified`: the map knows exactly this; a position is never, it is only where somebody pointed. `exact`: all of
    it was typed, nothing completed or corrected. Not `inside`: it lies outside the map, and `detail` says so.
    `confidence`, 0 to 1: of a name how well it fits what was typed (1 is all of it, below 0.8 only sounds so), less
    when the house is not on the map; of a position how finely it was given (1 up to 10 m, 0.3 less for each ten times
    as coarse), half of it outside the map or with latitude and longitude exchanged.
    """

    kind: str
    label: str
    near: str
    detail: str
    latitude: float
    longitude: float
    verified: bool
    inside: bool
    score: float
    exact: bool = False
    confidence: float = 1.0

    @property
    def words(self) -> str:
        """The place as it is written into a call."""
        return f"{self.label}, {self.near}" if self.near and self.kind != "coordinate" else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """Somebody at a seat, in a role."""

    seat: str
    operator_id: str
    name: str
    role: Role
    since: datetime
