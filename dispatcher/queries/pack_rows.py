"""What the screens need of the active pack."""

from dataclasses import dataclass

from dispatcher.domain.authority import Role
from dispatcher.domain.documents import Citation
from dispatcher.domain.escalation import Subject
from dispatcher.domain.incident_plans import IncidentPlan
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.vocabulary import Abbreviation, Proword, Term
from dispatcher.queries.record_rows import OfferedStakeholder, TeamRow


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
    incident_plans: tuple[IncidentPlan, ...] = ()
    terms: tuple[Term, ...] = ()
    prowords: tuple[Proword, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
