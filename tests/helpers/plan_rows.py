"""Rows of an incident's plan as the room would answer them, and a presenter over fakes."""

from dataclasses import replace
from datetime import timedelta

from dispatcher.domain.commands import Command
from dispatcher.domain.documents import Citation
from dispatcher.domain.incident_plans import IncidentPlan, Occasion, PlanStep, StepAct
from dispatcher.domain.records import TaskOwner, TaskState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.plan_rows import IncidentPlanRow, PlanStepRow, StepActRow
from dispatcher.queries.record_rows import RecordRow
from dispatcher.queries.requests import AskCard
from tests.helpers.clock import START
from tests.helpers.record_rows import A_CARD, PACK, RecordDesk
from ui.presenters.record_plans import RecordPlans

NOW = START
_STEP = PlanStepRow(
    step_id="s2", place=2, words="shut it off", owner="Facilities", is_team=True, within_s=600, after=0, required=True,
    cites=None, task_id="t9", state=TaskState.OPEN, due_at=NOW - timedelta(minutes=2), acts=(),
)  # fmt: skip
_TICK = StepActRow(
    act=StepAct.DONE, source_at=NOW - timedelta(minutes=5), entered_at=NOW, late=True, operator="Dana Reyes", seat="D1",
    words="at half past",
)  # fmt: skip
GAS_PLAN = IncidentPlanRow(
    plan_id="p1", name="gas", version=1, title="Gas leak", occasion=Occasion.OPENED,
    attached_at=NOW - timedelta(minutes=12), attached_by="Dana Reyes", seat="D1", detached_at=None, detached_by=None,
    reason="",
    steps=(
        replace(
            _STEP, step_id="s1", place=1, words="ring the supplier", owner="dispatcher", is_team=False,
            cites=Citation(name="gas-leak", version=1), state=TaskState.DONE, acts=(_TICK,), task_id="t8",
        ),
        _STEP,
        replace(_STEP, step_id="s3", place=3, words="get the reading", after=2, required=False, task_id=None,
                state=None, due_at=None),
    ),
)  # fmt: skip


def _plan(name: str, title: str, *types: str) -> IncidentPlan:
    step = PlanStep(name="a", words="do it", owner=TaskOwner(team="facilities"), within_s=60)
    return IncidentPlan(name=name, version=1, title=title, steps=(step,), types=types)


PACK_PLANS = (
    replace(_plan("major-incident", "Major incident"), major=True),
    _plan("gas", "Gas leak"),
    _plan("fire", "Fire", A_CARD.incident_type),
)


class PlanDesk(RecordDesk):
    """A record whose incident is run by plans."""

    def __init__(self, plans: tuple[IncidentPlanRow, ...] = (GAS_PLAN,)) -> None:
        super().__init__()
        card = replace(A_CARD, record=RecordRow(plans=plans))
        self.number = card.number

        def answer(_query: AskCard) -> IncidentCard:
            return card

        self.room.canned[AskCard] = answer
        self.card.refresh()
        self.post.run()
        self.composed: list[str] = []
        self.card.compose = self.composed.append
        self.record.set_pack(replace(PACK, incident_plans=PACK_PLANS))
        self.plans = RecordPlans(self.record)

    def given(self) -> list[Command]:
        """What the room was asked to do."""
        return self.room.executed
