"""Incident plans: what is to be done for an incident, step by step, by whom and by when. Pure.

A step whose time runs is a task, and guarded as one; its state is that of its task. The order of a recipient's
bearers is another thing: the channel plan (`dispatcher/domain/plans.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dispatcher.domain.documents import Citation
from dispatcher.domain.records import TaskOwner, TaskState
from dispatcher.domain.triage import Priority


class Attaching(StrEnum):
    """How a plan comes to an incident that it fits."""

    PROPOSED = "proposed"  # it is offered first; a person attaches it
    BY_ITSELF = "by_itself"


class Occasion(StrEnum):
    """Why a plan was attached."""

    BY_HAND = "by_hand"
    OPENED = "opened"
    GRADED = "graded"
    MAJOR = "major"
    AMENDED = "amended"  # its type or its kind is another now
    MERGED = "merged"  # it came with an incident that is part of this one now
    UNMERGED = "unmerged"  # its incident is one of its own again


class StepAct(StrEnum):
    """What was done about a step; every one is kept."""

    DONE = "done"
    SKIPPED = "skipped"
    HANDED_ON = "handed_on"  # somebody outside the room sees to it from now on
    UNDONE = "undone"  # it does not hold: the step is open again


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One thing to do: its time runs `within_s` seconds from attaching, or from when the step `after` was settled."""

    name: str
    words: str
    owner: TaskOwner  # a role or a team
    within_s: float
    after: str = ""
    required: bool = False  # not settled, the incident is not closed
    cites: Citation | None = None
    types: tuple[str, ...] = ()  # empty: every type that the plan is for


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPlan:
    """A plan of the pack. What is empty holds for all; `major`: only for major incidents, or only for others."""

    name: str
    version: int
    title: str
    steps: tuple[PlanStep, ...]
    attaching: Attaching = Attaching.PROPOSED
    types: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = ()
    major: bool | None = None

    def fits(self, incident_type: str, priority: Priority, *, major: bool) -> bool:
        """Tell whether an incident is one that the plan is for."""
        return (
            (not self.types or incident_type in self.types)
            and (not self.priorities or priority in self.priorities)
            and self.major in (None, major)
        )

    def steps_for(self, incident_type: str) -> tuple[PlanStep, ...]:
        """Return the steps for that type; what counted from one that is left out counts from the one before it."""
        before = {step.name: step.after for step in self.steps}
        taken = [step for step in self.steps if not step.types or incident_type in step.types]
        names = {step.name for step in taken}
        return tuple(replace(step, after=_nearest(step.after, names, before)) for step in taken)


def is_met(state: TaskState | None) -> bool:
    """Tell whether a step is settled, one way or another; None: its time does not run yet."""
    return state is not None and state is not TaskState.OPEN


def _nearest(name: str, names: set[str], before: Mapping[str, str]) -> str:
    while name and name not in names:
        name = before[name]
    return name
