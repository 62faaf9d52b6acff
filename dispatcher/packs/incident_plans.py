"""Incident plans as a pack writes them, and what they say of the rest of the pack."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from dispatcher.domain.authority import Role
from dispatcher.domain.documents import Citation
from dispatcher.domain.incident_plans import Attaching, IncidentPlan, PlanStep
from dispatcher.domain.records import TaskOwner
from dispatcher.domain.triage import Priority
from dispatcher.packs.policies import Strict, Word

Title = Annotated[str, Field(min_length=1, max_length=80)]
Said = Annotated[str, Field(min_length=1, max_length=240)]
_A_WEEK_S = 604_800
_ROLES = frozenset(role.value for role in Role if role is not Role.SYSTEM)


class CitationPart(Strict):
    """A document of the pack, in the version that the step goes by."""

    name: Word
    version: int = Field(ge=1)


class PlanStepPart(Strict):
    """A step. `owner` is a role or a team; `within_s` counts from attaching, or from when `after` was settled."""

    name: Word
    do: Said
    owner: Word
    within_s: Annotated[float, Field(ge=1, le=_A_WEEK_S)]
    after: Word | None = None
    required: bool = False
    cites: CitationPart | None = None
    types: tuple[Word, ...] = ()

    @field_validator("do")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("say what is to be done")
        return value.strip()

    def step(self) -> PlanStep:
        """Return it as the domain knows it."""
        owner = TaskOwner(role=Role(self.owner)) if self.owner in _ROLES else TaskOwner(team=self.owner)
        cites = Citation(name=self.cites.name, version=self.cites.version) if self.cites else None
        return PlanStep(
            name=self.name, words=self.do, owner=owner, within_s=self.within_s, after=self.after or "",
            required=self.required, cites=cites, types=self.types,
        )  # fmt: skip


class IncidentPlanPart(Strict):
    """A plan. Its version is raised whenever it changes: incidents keep the version that was attached to them."""

    name: Word
    version: int = Field(ge=1)
    title: Title
    attach: Attaching = Attaching.PROPOSED
    types: tuple[Word, ...] = ()
    priorities: tuple[Priority, ...] = ()
    major: bool | None = None
    step: tuple[PlanStepPart, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_for_something(self) -> Self:
        if self.attach is Attaching.BY_ITSELF and not (self.types or self.priorities or self.major is not None):
            raise ValueError(
                f"incident plan {self.name} would attach itself to every incident; say for which types, priorities or"
                " major incidents, or let it be proposed"
            )
        return self

    def incident_plan(self) -> IncidentPlan:
        """Return it as the domain knows it."""
        return IncidentPlan(
            name=self.name, version=self.version, title=self.title, attaching=self.attach, types=self.types,
            priorities=self.priorities, major=self.major, steps=tuple(part.step() for part in self.step),
        )  # fmt: skip


def check_incident_plans(
    plans: Collection[IncidentPlanPart],
    types: Collection[str],
    teams: Iterable[str],
    documents: Mapping[str, int],
    *,
    tasks_guarded: bool,
) -> None:
    """Refuse references to nothing, steps that wait for a later one, and plans whose steps nobody would be asked for.

    `documents`: the version of each, by name.
    """
    _once("incident plan", (part.name for part in plans))
    if plans and not tasks_guarded:
        raise ValueError(
            "incident plans need a policy for task that holds for every type and kind: nobody would be asked for a step"
        )
    owners = {*_ROLES, *teams}
    for plan in plans:
        trouble = next(_troubles(plan, set(types), owners, documents), "")
        if trouble:
            raise ValueError(f"incident plan {plan.name}: {trouble}")


def _troubles(plan: IncidentPlanPart, types: set[str], owners: set[str], documents: Mapping[str, int]) -> Iterator[str]:
    yield from (f"no incident type is called {name!r}" for name in plan.types if name not in types)
    _once(f"incident plan {plan.name}: step", (part.name for part in plan.step))
    earlier: set[str] = set()
    for step in plan.step:
        where = f"step {step.name}: "
        for name in step.types:
            if name not in types:
                yield f"{where}no incident type is called {name!r}"
            elif plan.types and name not in plan.types:
                yield f"{where}it is for {name!r}, and the plan is not"
        if step.after is not None and step.after not in earlier:
            yield f"{where}its time counts from {step.after!r}, and no step before it is called so"
        if step.owner not in owners:
            known = ", ".join(sorted(owners))
            yield f"{where}its owner {step.owner!r} is no role and no team; known: {known}"
        if step.cites is not None and documents.get(step.cites.name) != step.cites.version:
            yield f"{where}{_no_document(step.cites, documents)}"
        earlier.add(step.name)


def _no_document(cites: CitationPart, documents: Mapping[str, int]) -> str:
    if cites.name not in documents:
        return f"it cites {cites.name!r}, and no document of documents.toml is called so"
    return (
        f"it cites {cites.name!r} version {cites.version}, and documents.toml has version {documents[cites.name]}; read"
        " the step again, and cite that"
    )


def _once(what: str, values: Iterable[str]) -> None:
    doubled = [value for value, times in Counter(values).items() if times > 1]
    if doubled:
        raise ValueError(f"{what} {doubled[0]!r} is given twice")
