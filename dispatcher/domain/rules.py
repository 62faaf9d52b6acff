"""The room's rules while a pack is active: what services decide by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol

from dispatcher.domain.contacts import STANDARD, ContactRules
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.escalation import Policy, ResponseTimes, Subject, choose
from dispatcher.domain.inbound import InboundRules
from dispatcher.domain.incident_plans import IncidentPlan
from dispatcher.domain.incidents import Kind
from dispatcher.domain.knowledge import KnowledgeRules
from dispatcher.domain.likeness import LikenessRules
from dispatcher.domain.messages import ChannelLimits
from dispatcher.domain.radio_rules import RadioRules
from dispatcher.domain.read_back import ReadBackRules
from dispatcher.domain.records import Team
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.domain.triage_cards import TriageBook


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentType:
    """A type of the pack: its usual grading, what it needs, what must be filled in to close it."""

    name: str
    title: str
    impact: Impact
    urgency: Urgency
    needs: tuple[str, ...]  # capabilities, the first is asked of the first unit
    required_to_close: tuple[str, ...]
    emergency: bool = True
    kind: Kind = Kind.INCIDENT  # what a call of this type is, unless somebody says otherwise


class Forecast(Protocol):
    """Foretells a channel's worst normal time to ACCEPTED."""

    def __call__(self, channel: str, text: str) -> float:
        """Return seconds for one page of this text on an idle line."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Types, policies, expected times and channel limits of the active pack."""

    types: Mapping[str, IncidentType]
    policies: tuple[Policy, ...]
    response_times: ResponseTimes
    partners: tuple[str, ...]
    limits: Mapping[str, ChannelLimits]  # by channel
    forecast: Forecast
    outcomes: tuple[str, ...]
    retries_not_taken: int  # attempts at once after the terminal certainly took nothing
    send_limit_s: float  # a claimed attempt without any receipt after this is UNCERTAIN
    inbound: InboundRules = field(default_factory=InboundRules)
    radio: RadioRules = field(default_factory=RadioRules)
    contacts: ContactRules = STANDARD
    knowledge: KnowledgeRules = field(default_factory=KnowledgeRules)
    late_entry_s: float = 300.0  # a call entered so long after it came is marked
    triage: TriageBook = field(default_factory=TriageBook)
    read_back: ReadBackRules = field(default_factory=ReadBackRules)
    likeness: LikenessRules = field(default_factory=LikenessRules)
    schedule_lead_s: float = 1_800.0  # so long before its time a scheduled incident asks for somebody
    teams: Mapping[str, Team] = field(default_factory=dict[str, Team])  # by name
    incident_plans: tuple[IncidentPlan, ...] = ()

    def incident_type(self, name: str) -> IncidentType:
        """Return a type of the pack.

        Raises:
            UnknownThing: it has none of that name; the text names those that are spelt much like it, or all.
        """
        found = self.types.get(name)
        if found is None:
            near = get_close_matches(name, self.types, n=3) or sorted(self.types)
            raise UnknownThing(f"no incident type is called {name!r}; there are: {', '.join(near)}", "incident_type")
        return found

    def policy(
        self, subject: Subject, incident_type: str = "", profile: str = "", kind: Kind = Kind.INCIDENT
    ) -> Policy | None:
        """Return the policy that holds for a subject; None when the pack guards no such thing."""
        return choose(self.policies, subject, incident_type, profile, kind)
