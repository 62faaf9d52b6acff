"""What a pack says, validated: an unknown key, a wrong word or a reference to nothing is refused."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Guards, Policy, Step, StepAction
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage import Impact, Priority, Urgency

Seconds = Annotated[float, Field(ge=0, le=86_400)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]*$", max_length=40)]
VOICE = "voice"
PAGER_CHANNEL = "paging"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OperatorPart(_Strict):
    """Somebody who may sign on."""

    id: Word
    name: str
    roles: tuple[Role, ...] = Field(min_length=1)


class TypePart(_Strict):
    """An incident type."""

    name: Word
    title: str
    impact: Impact
    urgency: Urgency
    needs: tuple[Word, ...] = ()
    required_to_close: tuple[Literal["caller_name", "caller_number", "narrative", "persons_involved"], ...] = ()

    def rule(self) -> IncidentType:
        """Return it as the services know it."""
        return IncidentType(
            name=self.name, title=self.title, impact=self.impact, urgency=self.urgency, needs=self.needs,
            required_to_close=self.required_to_close,
        )  # fmt: skip


class ChannelPart(_Strict):
    """A configured bearer."""

    name: Word
    title: str
    driver: Word
    link: str = ""
    profile: dict[str, str | int | float | bool] = Field(default_factory=dict[str, str | int | float | bool])


class StationPart(_Strict):
    """Where units are at home."""

    name: Word
    title: str
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)


class UnitPart(_Strict):
    """A unit and its pager."""

    call_sign: Word
    type: str
    station: Word
    capabilities: tuple[Word, ...] = ()
    pager: Word


class StepPart(_Strict):
    """A step of a policy."""

    name: Word
    action: StepAction
    after_s: Seconds
    plus_forecast: bool = False
    every_s: Annotated[float, Field(ge=5, le=86_400)] | None = None


class PolicyPart(_Strict):
    """An escalation policy."""

    name: Word
    version: int = Field(ge=1)
    step: tuple[StepPart, ...] = Field(min_length=1)

    def policy(self) -> Policy:
        """Return it as the domain knows it."""
        steps = tuple(Step(**part.model_dump()) for part in self.step)
        return Policy(name=self.name, version=self.version, steps=steps)


class GuardsPart(_Strict):
    """Seconds that an open incident may go without a human act, by priority."""

    waiting_s: dict[Priority, Annotated[float, Field(ge=5)]]
    watch_s: dict[Priority, Annotated[float, Field(ge=5)]]

    @model_validator(mode="after")
    def _total(self) -> Self:
        for name, table in (("waiting_s", self.waiting_s), ("watch_s", self.watch_s)):
            missing = [priority.value for priority in Priority if priority not in table]
            if missing:
                raise ValueError(f"guards.{name} lacks {', '.join(missing)}: every priority needs a guard")
        return self

    def guards(self) -> Guards:
        """Return them as the domain knows them."""
        return Guards(waiting_s=self.waiting_s, watch_s=self.watch_s)


class AttemptsPart(_Strict):
    """How attempts are bounded."""

    retries_not_taken: int = Field(ge=0, le=20)
    send_limit_s: Annotated[float, Field(ge=10, le=3_600)]


class Pack(_Strict):
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
    policy: tuple[PolicyPart, ...]
    guards: GuardsPart
    attempts: AttemptsPart

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
        _unique("pager", (part.pager for part in self.unit))
        stations = {part.name for part in self.station}
        for unit in self.unit:
            if unit.station not in stations:
                raise ValueError(f"unit {unit.call_sign}: no station is called {unit.station!r}")
        channels = {part.name for part in self.channel}
        for needed in (PAGER_CHANNEL, VOICE):
            if needed not in channels:
                raise ValueError(f"a channel named {needed!r} is needed")
        policies = {part.name for part in self.policy}
        for needed in ("dispatch", "stand_down"):
            if needed not in policies:
                raise ValueError(f"a policy named {needed!r} is needed")
        return self


def _unique(what: str, values: Iterable[str]) -> None:
    doubled = [value for value, count in Counter(values).items() if count > 1]
    if doubled:
        raise ValueError(f"{what} {doubled[0]!r} is given twice")
