"""Escalation policies and response times as a pack writes them."""

from typing import Annotated, Any, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import (
    COUNTS_TO_AN_INSTANT,
    OWNER,
    PAGE_ACTIONS,
    PAGES,
    Acknowledgement,
    Condition,
    Policy,
    ResponseTimes,
    Step,
    StepAction,
    Subject,
    SubjectKind,
)
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Priority

Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]*$", max_length=40)]
_A_WEEK_S = 604_800
_LEAST_EVERY_S = 5
_SEAT = "seat:"


class Strict(BaseModel):
    """A part of a pack: an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _for_each(value: object) -> object:
    """Let one number stand for every priority."""
    return dict.fromkeys(Priority, value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Offsets = Annotated[dict[Priority, Annotated[float, Field(ge=-_A_WEEK_S, le=_A_WEEK_S)]], BeforeValidator(_for_each)]
Periods = Annotated[
    dict[Priority, Annotated[float, Field(ge=_LEAST_EVERY_S, le=_A_WEEK_S)]], BeforeValidator(_for_each)
]
Expected = Annotated[dict[Priority, Annotated[float, Field(ge=0, le=_A_WEEK_S)]], BeforeValidator(_for_each)]

_OF_AN_INCIDENT = frozenset({StepAction.RECOMMEND_UNIT, StepAction.ADD_UNIT, StepAction.FLAG})
_WITHOUT_AN_INCIDENT = frozenset({
    SubjectKind.UNIT, SubjectKind.CHANNEL, SubjectKind.PROPOSAL, SubjectKind.INBOUND, SubjectKind.CONTACT,
})  # fmt: skip


class StepPart(Strict):
    """A step of a policy. Seconds are one number, or a table by priority; who is not in the table has no such step."""

    name: Word
    action: StepAction
    after_s: Offsets = Field(min_length=1)
    every_s: Periods = Field(default_factory=dict[Priority, float])
    plus_forecast: bool = False
    to: str = OWNER
    acknowledge: Acknowledgement = Acknowledgement.ONE
    when: tuple[Condition, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _former_words(cls, raw: object) -> object:
        """Read what stored chains of earlier rooms say: a step called `supervisor`, an `every_s` of nothing."""
        if not isinstance(raw, dict):
            return raw
        given = cast("dict[str, Any]", raw)
        if given.get("every_s", 0) is None:
            given = {key: value for key, value in given.items() if key != "every_s"}
        if given.get("action") == "supervisor":
            given = {**given, "action": StepAction.ACKNOWLEDGE.value, "to": Role.SUPERVISOR.value}
        return given

    @field_validator("to")
    @classmethod
    def _known_target(cls, value: str) -> str:
        roles = [role.value for role in Role if role is not Role.SYSTEM]
        if value == OWNER or value in roles or (value.startswith(_SEAT) and len(value) > len(_SEAT)):
            return value
        raise ValueError(f"nobody is meant by {value!r}; use owner, {', '.join(roles)}, or seat:NAME")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        missing = [priority.value for priority in self.every_s if priority not in self.after_s]
        if len(self.every_s) < len(Priority) and missing:
            raise ValueError(f"{self.name}: every_s names {', '.join(missing)}, and after_s does not")
        return self

    def step(self) -> Step:
        """Return it as the domain knows it."""
        every = {priority: seconds for priority, seconds in self.every_s.items() if priority in self.after_s}
        return Step(
            name=self.name, action=self.action, after_s=self.after_s, every_s=every, plus_forecast=self.plus_forecast,
            to=self.to, acknowledge=self.acknowledge, when=self.when,
        )  # fmt: skip


class PolicyPart(Strict):
    """An escalation policy. `subject` is its name unless it says otherwise."""

    name: Word
    version: int = Field(ge=1)
    subject: Subject
    types: tuple[Word, ...] = ()
    profile: str = ""
    kinds: tuple[Kind, ...] = ()
    step: tuple[StepPart, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _subject_by_name(cls, raw: object) -> object:
        if isinstance(raw, dict) and "subject" not in raw and "name" in raw:
            given = cast("dict[str, Any]", raw)
            return {**given, "subject": given["name"]}
        return cast("object", raw)

    @model_validator(mode="after")
    def _able(self) -> Self:
        for part in self.step:
            trouble = self._trouble_with(part)
            if trouble:
                raise ValueError(f"policy {self.name}, step {part.name}: {trouble}")
        if self.kinds and self.subject.kind in _WITHOUT_AN_INCIDENT:
            raise ValueError(f"policy {self.name}: a {self.subject.kind.value} is of no incident; remove kinds")
        if self.types and self.subject.kind in _WITHOUT_AN_INCIDENT:
            raise ValueError(f"policy {self.name}: a {self.subject.kind.value} has no incident type; remove types")
        if self.profile and self.subject.kind not in {SubjectKind.TRANSMISSION, SubjectKind.ASSIGNMENT}:
            raise ValueError(f"policy {self.name}: a profile is a unit's, and {self.subject.value} is of no unit")
        return self

    def _trouble_with(self, part: StepPart) -> str:
        pages = self.subject in PAGES
        alarm = part.action is StepAction.TECHNICAL_ALARM and self.subject is Subject.CHANNEL
        if part.action in PAGE_ACTIONS and not pages and not alarm:
            return f"only a page can do {part.action.value}, and this guards a {self.subject.kind.value}"
        if part.action in _OF_AN_INCIDENT and self.subject.kind in _WITHOUT_AN_INCIDENT:
            return f"{part.action.value} needs an incident, and a {self.subject.kind.value} has none"
        if part.action is StepAction.RELEASE and self.subject is not Subject.HOLD:
            return "only a unit that is held can be released"
        if part.plus_forecast and not pages:
            return "only a page has a forecast; remove plus_forecast"
        if min(part.after_s.values()) < 0 and self.subject not in COUNTS_TO_AN_INSTANT:
            return "only a promise, a complaint or a task has a time to come before; after_s must not be negative"
        return ""

    def policy(self) -> Policy:
        """Return it as the domain knows it."""
        return Policy(
            name=self.name, version=self.version, subject=self.subject, types=self.types, profile=self.profile,
            kinds=self.kinds, steps=tuple(part.step() for part in self.step),
        )  # fmt: skip


class ResponseTimesPart(Strict):
    """A set of expected times (domain.md §4), in seconds by priority. `source` says where the figures are from."""

    name: Word = "none"
    title: str = "no expected times"
    source: str = ""
    processing_s: Expected = Field(default_factory=dict[Priority, float])
    """From the call to the dispatch: nothing counts from it, and the linter compares the waiting guard with it."""
    turnout_s: Expected = Field(default_factory=dict[Priority, float])
    travel_s: Expected = Field(default_factory=dict[Priority, float])

    def times(self) -> ResponseTimes:
        """Return them as the domain knows them."""
        return ResponseTimes(name=self.name, title=self.title, turnout_s=self.turnout_s, travel_s=self.travel_s)
