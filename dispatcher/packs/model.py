"""What a pack says, validated: an unknown key, a wrong word or a reference to nothing is refused."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import URGENCY, ContactRules
from dispatcher.domain.escalation import NEEDED, Subject
from dispatcher.domain.incidents import Kind
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.packs.callers import ComplaintsPart, ReadBackPart
from dispatcher.packs.inbound import AnswersPart, StatusPart, require_known
from dispatcher.packs.incident_plans import IncidentPlanPart, check_incident_plans
from dispatcher.packs.knowledge import KnowledgePart
from dispatcher.packs.library import DocumentPart, Language, PhrasePart
from dispatcher.packs.likeness import LikenessPart
from dispatcher.packs.plans import ChannelPart, GroupPart, OpenChannelPart, PlanPart
from dispatcher.packs.plans_check import check_channels, check_groups, check_plans
from dispatcher.packs.policies import PolicyPart, ResponseTimesPart, Strict, Word
from dispatcher.packs.record import (
    AbbreviationPart,
    ProwordPart,
    StakeholderPart,
    TeamPart,
    TermPart,
    check_records,
)
from dispatcher.packs.triage import CardPart, ModifierPart
from dispatcher.packs.triage_check import check_library, check_triage

VOICE = "voice"
PAGER_CHANNEL = "paging"


class OperatorPart(Strict):
    """Somebody who may sign on."""

    id: Word
    name: str
    roles: tuple[Role, ...] = Field(min_length=1)
    phone: str = ""  # where they are reached when they are not at a seat


class TypePart(Strict):
    """An incident type."""

    name: Word
    title: str
    impact: Impact
    urgency: Urgency
    needs: tuple[Word, ...] = ()
    emergency: bool = True
    kind: Kind = Kind.INCIDENT  # what a call of this type is, unless the operator says otherwise
    required_to_close: tuple[
        Literal[
            "actions_taken", "asset_number", "caller_name", "caller_number", "caller_relation", "narrative",
            "persons_involved", "resolution", "verified_place",
        ],
        ...,
    ] = ()  # fmt: skip

    def rule(self) -> IncidentType:
        """Return it as the services know it."""
        return IncidentType(
            name=self.name, title=self.title, impact=self.impact, urgency=self.urgency, needs=self.needs,
            required_to_close=self.required_to_close, emergency=self.emergency, kind=self.kind,
        )  # fmt: skip


class StationPart(Strict):
    """Where units are at home."""

    name: Word
    title: str
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)


class UnitPart(Strict):
    """A unit and how it is reached: `addresses` by channel, in the order in which they are tried.

    `pager` is its address on the channel `paging`, before all others; `also` those on further channels.
    """

    call_sign: Word
    type: str
    station: Word
    capabilities: tuple[Word, ...] = ()
    pager: Word | Literal[""] = ""
    addresses: dict[Word, Word] = Field(default_factory=dict[str, str])
    also: dict[Word, Word] = Field(default_factory=dict[str, str])
    profile: str = ""  # whose policies, where the pack has some of its own: "volunteer"

    @property
    def reached_by(self) -> dict[str, str]:
        """Its addresses by channel, the first carries its pages unless a plan says otherwise."""
        return ({PAGER_CHANNEL: self.pager} if self.pager else {}) | self.addresses | self.also

    @model_validator(mode="after")
    def _each_channel_once(self) -> Self:
        given = [*([PAGER_CHANNEL] if self.pager else ()), *self.addresses, *self.also]
        _unique(f"unit {self.call_sign}: the address on", given)
        return self


class PartnerPart(Strict):
    """An agency that incidents are transferred to, and how it is rung up."""

    name: Word
    title: str
    phone: str


class IntakePart(Strict):
    """How calls are taken."""

    quick_type: Word | Literal[""] = ""  # what the quick log files as
    quick_outcome: str = ""  # and closes it with
    schedule_lead_s: Annotated[float, Field(ge=0, le=86_400)] = 1_800.0  # before its time a scheduled incident asks
    late_entry_s: Annotated[float, Field(ge=10, le=86_400)] = 300.0  # entered so long after the end of a call: late
    urgency: dict[Medium, Priority] = Field(default_factory=dict[Medium, Priority])  # how a contact waits, by medium
    batch_from: int = Field(default=5, ge=2, le=1_000)  # so many alike within the window are one row in the list
    batch_within_s: Annotated[float, Field(ge=10, le=86_400)] = 600.0

    def contacts(self) -> ContactRules:
        """Return what it says of contacts as the services know it."""
        return ContactRules(
            urgency={**URGENCY, **self.urgency}, batch_from=self.batch_from, batch_within_s=self.batch_within_s
        )


class SuggestionPart(Strict):
    """Words of callers that speak for a type; several words in one text are a phrase."""

    type: Word
    words: tuple[str, ...] = Field(min_length=1)


class AttemptsPart(Strict):
    """How attempts are bounded."""

    retries_not_taken: int = Field(ge=0, le=20)
    send_limit_s: Annotated[float, Field(ge=10, le=3_600)]


class Pack(Strict):
    """A whole pack."""

    format: int = Field(ge=1, le=1)
    name: Word
    version: int = Field(ge=1)
    title: str
    timezone: str
    map: str = ""  # a file in resources/maps (without .map), or a path relative to the pack's folder
    outcomes: tuple[str, ...] = Field(min_length=1)
    impact_criteria: tuple[str, str, str]
    urgency_criteria: tuple[str, str, str]
    operator: tuple[OperatorPart, ...] = Field(min_length=1)
    type: tuple[TypePart, ...] = Field(min_length=1)
    channel: tuple[ChannelPart, ...] = Field(min_length=1)
    station: tuple[StationPart, ...] = Field(min_length=1)
    unit: tuple[UnitPart, ...] = Field(min_length=1)
    plan: tuple[PlanPart, ...] = ()
    group: tuple[GroupPart, ...] = ()
    open_channel: tuple[OpenChannelPart, ...] = ()
    partner: tuple[PartnerPart, ...] = ()
    policy: tuple[PolicyPart, ...]
    response_times: ResponseTimesPart = ResponseTimesPart()
    attempts: AttemptsPart
    intake: IntakePart = IntakePart()
    suggestion: tuple[SuggestionPart, ...] = ()
    read_back: ReadBackPart = ReadBackPart()
    complaints: ComplaintsPart = ComplaintsPart()
    likeness: LikenessPart = LikenessPart()
    knowledge: KnowledgePart = KnowledgePart()
    team: tuple[TeamPart, ...] = ()
    stakeholder: tuple[StakeholderPart, ...] = ()
    term: tuple[TermPart, ...] = ()
    proword: tuple[ProwordPart, ...] = ()
    abbreviation: tuple[AbbreviationPart, ...] = ()
    status: tuple[StatusPart, ...] = ()
    answers: AnswersPart = AnswersPart()
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)  # of the room, its own first
    card: tuple[CardPart, ...] = ()
    modifier: tuple[ModifierPart, ...] = ()
    phrase: tuple[PhrasePart, ...] = ()
    document: tuple[DocumentPart, ...] = ()
    incident_plan: tuple[IncidentPlanPart, ...] = ()

    @property
    def main_channel(self) -> str:
        """The channel that most units are paged over."""
        return Counter(next(iter(unit.reached_by)) for unit in self.unit).most_common(1)[0][0]

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no time zone is called {value!r}; use a name such as Europe/London") from error
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique("operator id", (part.id for part in self.operator))
        _unique("type", (part.name for part in self.type))
        _unique("channel", (part.name for part in self.channel))
        _unique("station", (part.name for part in self.station))
        _unique("call_sign", (part.call_sign.upper() for part in self.unit))
        _unique("partner", (part.name for part in self.partner))
        stations = {part.name for part in self.station}
        for unit in self.unit:
            if unit.station not in stations:
                raise ValueError(f"unit {unit.call_sign}: no station is called {unit.station!r}")
        reached = {part.call_sign: part.reached_by for part in self.unit}
        check_channels(self.channel, reached)
        check_plans(self.plan, self.channel, reached, (part.name for part in self.type))
        check_groups(self.group, self.channel, reached)
        self.likeness.check(part.name for part in self.type)
        require_known(self.status, {part.name for part in self.channel})
        types = {part.name for part in self.type}
        check_library(self.phrase, self.document, types, self.languages)
        check_triage(self.card, self.modifier, self.phrase, types)
        check_records(self.team, self.stakeholder, self.term, self.abbreviation, (part.name for part in self.type))
        _known_in_policies(self)
        check_incident_plans(
            self.incident_plan, types, (part.name for part in self.team),
            {part.name: part.version for part in self.document}, tasks_guarded=_is_guarded(Subject.TASK, self),
        )  # fmt: skip
        _known_in_intake(self)
        _known_types("knowledge: look_back", self.knowledge.look_back, self)
        return self


def _known_in_policies(pack: Pack) -> None:
    types = {part.name for part in pack.type}
    for policy in pack.policy:
        for name in policy.types:
            if name not in types:
                raise ValueError(f"policy {policy.name}: no incident type is called {name!r}")
    for needed in sorted(NEEDED):
        if not _is_guarded(needed, pack):
            raise ValueError(f"a policy for {needed.value} is needed that holds for every type, kind and unit")


def _is_guarded(subject: Subject, pack: Pack) -> bool:
    return any(
        part.subject is subject and not part.types and not part.profile and not part.kinds for part in pack.policy
    )


def _known_in_intake(pack: Pack) -> None:
    types = {part.name for part in pack.type}
    _unique("suggestion for type", (part.type for part in pack.suggestion))
    for part in pack.suggestion:
        if part.type not in types:
            raise ValueError(f"suggestion: no incident type is called {part.type!r}")
    quick = pack.intake
    if bool(quick.quick_type) is not bool(quick.quick_outcome):
        raise ValueError("intake: quick_type and quick_outcome are given together, or neither is")
    if quick.quick_type and quick.quick_type not in types:
        raise ValueError(f"intake: quick_type: no incident type is called {quick.quick_type!r}")
    if quick.quick_outcome and quick.quick_outcome not in pack.outcomes:
        raise ValueError(f"intake: quick_outcome: {quick.quick_outcome!r} is none of the outcomes")


def _known_types(what: str, names: Iterable[str], pack: Pack) -> None:
    types = {part.name for part in pack.type}
    for name in names:
        if name not in types:
            raise ValueError(f"{what}: no incident type is called {name!r}")


def _unique(what: str, values: Iterable[str]) -> None:
    doubled = [value for value, count in Counter(values).items() if count > 1]
    if doubled:
        raise ValueError(f"{what} {doubled[0]!r} is given twice")
