"""What can be asked. Give one to `Dispatcher.ask`; the Future brings the named rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from dispatcher.domain.foreseen import Timeline
from dispatcher.domain.triage import Priority
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.auditing.findings import AuditReport, IncidentAudit
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.channel_rows import SentinelRow
from dispatcher.queries.duty_rows import DutyRow, ReachRow
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.pack_rows import PackRow, PolicyRow
from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.queue_rows import FoundRow, QueueRow
from dispatcher.queries.same_event_rows import CallTold, LikelyRow
from dispatcher.queries.transmission_rows import PendingRow, TransmissionRow
from dispatcher.queries.unit_rows import PositionRow, Recommended, UnitRow
from dispatcher.queries.voice_rows import VoiceTaskRow

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Query(Generic[Answer]):
    """Base of every question; the type parameter is what comes back."""


@dataclass(frozen=True, slots=True)
class AskSentinel(Query[SentinelRow]):
    """The top line."""


@dataclass(frozen=True, slots=True)
class AskAttention(Query[tuple[AttentionRow, ...]]):
    """Every item that is not resolved, most pressing first."""


@dataclass(frozen=True, slots=True)
class AskQueue(Query[tuple[QueueRow, ...]]):
    """Every open incident, in queue order. With `incident_ids`, those of them that are open."""

    incident_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AskCard(Query[IncidentCard | None]):
    """One incident, whole."""

    incident_id: str


@dataclass(frozen=True, slots=True)
class AskUnits(Query[tuple[UnitRow, ...]]):
    """The unit board, by call sign."""


@dataclass(frozen=True, slots=True)
class AskPositions(Query[tuple[PositionRow, ...]]):
    """Where each unit was last seen, by call sign; a unit never seen has no row."""


@dataclass(frozen=True, slots=True)
class AskPending(Query[tuple[PendingRow, ...]]):
    """Every transmission of an open incident that waits for a person's answer, most pressing first."""


@dataclass(frozen=True, slots=True)
class AskPack(Query[PackRow]):
    """Types, operators and criteria of the active pack."""


@dataclass(frozen=True, slots=True)
class AskFind(Query[tuple[FoundRow, ...]]):
    """Incidents by number, place or type, and units by call sign. At most 50 rows."""

    text: str


@dataclass(frozen=True, slots=True)
class AskLikelySame(Query[tuple[LikelyRow, ...]]):
    """Incidents, open or closed lately, that a call may tell of, the likeliest first. Asked while somebody types."""

    told: CallTold
    limit: int = 3


@dataclass(frozen=True, slots=True)
class AskRecommendation(Query[tuple[Recommended, ...]]):
    """Units for an incident, best first, each with its reason or why not."""

    incident_id: str


@dataclass(frozen=True, slots=True)
class AskPlaces(Query[tuple[PlaceRow, ...]]):
    """Places that a text may mean, best first; those near a position rank higher. An empty text opens the map.

    Raises `MapUnavailable` when there is no map to search and the text is neither a position nor a station.
    """

    text: str
    latitude: float | None = None
    longitude: float | None = None
    limit: int = 8


@dataclass(frozen=True, slots=True)
class AskPlaceAt(Query[PlaceRow]):
    """What is nearest to a position, in words; the row's position is the one asked about."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class AskPolicies(Query[tuple[PolicyRow, ...]]):
    """The escalation policies of the active pack, in the pack's order."""


@dataclass(frozen=True, slots=True)
class AskForeseen(Query[tuple[Timeline, ...]]):
    """What a policy of the active pack does in the usual cases, for one priority; UnknownThing when there is none."""

    policy: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class AskReach(Query[tuple[ReachRow, ...]]):
    """The standing check: each role that escalations ask, with who can be reached for it."""


@dataclass(frozen=True, slots=True)
class AskUnaudited(Query[tuple[IncidentAudit, ...]]):
    """Closed incidents that the auditor has not looked at yet, audited now; at most `limit`, the oldest first."""

    limit: int = 20


@dataclass(frozen=True, slots=True)
class AskDuties(Query[tuple[DutyRow, ...]]):
    """Every occupied seat with who sits there, by seat."""


@dataclass(frozen=True, slots=True)
class AskInboundFeed(Query[tuple[InboundRow, ...]]):
    """What came in over the channels, the newest first; at most `limit`."""

    limit: int = 200


@dataclass(frozen=True, slots=True)
class AskAudit(Query[AuditReport]):
    """Whether the chains of finished incidents were all run, on time, to an end. It looks at stored truth alone.

    `since`: closed at or after; `number`: one incident, open or not; `open_too`: open ones as well, up to now.
    """

    since: datetime | None = None
    number: str = ""
    open_too: bool = False


@dataclass(frozen=True, slots=True)
class AskVoiceTasks(Query[tuple[VoiceTaskRow, ...]]):
    """Every message of an open incident that waits to be read out: the most pressing, then the oldest first."""


@dataclass(frozen=True, slots=True)
class AskEvidence(Query[TransmissionRow | None]):
    """One transmission with its rungs and every attempt's exact bytes; None when there is none of that id."""

    transmission_id: str
