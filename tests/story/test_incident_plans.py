"""S41: the incident plan is attached and stepped through; nothing of it is forgotten, and what was done is kept."""

from datetime import timedelta

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.call_commands import AmendIncident
from dispatcher.domain.caller_commands import ReKind
from dispatcher.domain.documents import Citation
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.identifiers import IncidentId, PlanStepId, TaskId
from dispatcher.domain.incident_commands import DeclareMajor
from dispatcher.domain.incident_plan_commands import DoPlanStep
from dispatcher.domain.incident_plans import Occasion, StepAct
from dispatcher.domain.incidents import Kind
from dispatcher.domain.record_commands import ReopenIncident, SettleTask
from dispatcher.domain.records import TaskState
from dispatcher.domain.same_event_commands import MergeIncidents, UnmergeIncident
from dispatcher.domain.triage import Impact, Urgency
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR, activation_of
from tests.helpers.harness import Harness, NewHarness
from tests.helpers.incident_plans import (
    GAS,
    MAJOR,
    SHUT,
    SUPPLIER,
    a_planned_pack,
    attach,
    detach,
    plan_of,
    skip,
    step_of,
    tick,
    undo,
)


@pytest.fixture
def planned(new_harness: NewHarness) -> Harness:
    h = new_harness(a_planned_pack())
    h.call("gas", impact=Impact(2), urgency=Urgency(2))
    return h


def told(h: Harness) -> str:
    return "\n".join(line.text for line in h.card().log)


def test_s41_a_plan_is_attached_and_stepped_through_with_who_and_when(planned: Harness):
    h = planned
    attach(h)
    plan = plan_of(h)
    assert (plan.title, plan.version, plan.attached_by, plan.seat) == ("Gas leak", 1, "Dana Reyes", "D1")
    first, second = plan.steps
    assert (first.due_at, first.cites) == (h.clock.now() + timedelta(minutes=5), Citation(name="gas-leak", version=1))
    assert (second.state, second.due_at, second.after) == (None, None, 1), "its time does not run yet"
    assert (plan.settled, plan.coming) == (0, first)
    h.advance(minutes=3)
    done_at = h.clock.now() - timedelta(minutes=1)
    tick(h, 1, words="they come at half past", done_at=done_at)
    (act,) = step_of(h, 1).acts
    assert (act.act, act.operator, act.seat) == (StepAct.DONE, "Dana Reyes", "D1")
    assert (act.source_at, act.entered_at, act.words) == (done_at, h.clock.now(), "they come at half past")
    assert step_of(h, 2).due_at == done_at + timedelta(minutes=10), "it counts from when the step before was done"
    assert h.card().record.tasks == (), "a step stands in its plan, and not in the list of tasks as well"
    tick(h, 2, by=RADIO_OPERATOR)
    assert (plan_of(h).settled, plan_of(h).coming) == (2, None)
    assert "Gas leak, step 1 “ring the supplier”: done, 1 min before: they come at half past" in told(h)
    with pytest.raises(InvalidTransition):
        tick(h, 1)


def test_s41_a_step_that_nobody_does_is_never_silent(planned: Harness):
    h = planned
    attach(h)
    h.advance(minutes=5, seconds=1)
    item = next(item for item in h.strip(AttentionKind.OVERDUE) if "step 1 of Gas leak" in item.text)
    assert item.for_seat == "D1", "whoever owns the incident"
    assert "ring the supplier" in item.text
    h.advance(minutes=15)
    asked = [item for item in h.strip(AttentionKind.AUTHORITY) if "step 1 of Gas leak" in item.text]
    assert len(asked) == 1, "and then a supervisor"
    tick(h, 1)
    assert not any("step 1 of Gas leak" in item.text for item in h.strip())
    assert "done, 15 min late" in told(h)
    h.advance(minutes=10, seconds=1)
    item = next(item for item in h.strip(AttentionKind.OVERDUE) if "step 2 of Gas leak" in item.text)
    assert "Facilities, 01632 960 151" in item.text, "a team sits at no seat: the owner rings it up"


def test_s41_an_incident_is_not_closed_before_what_must_be_done(planned: Harness):
    h = planned
    attach(h)
    with pytest.raises(InvalidTransition, match=r"step 1 of the plan Gas leak is not done: “ring the supplier”"):
        h.close_incident()
    with pytest.raises(NotAuthorised, match="must be done before the incident is closed"):
        skip(h, 1)
    with pytest.raises(NotAuthorised):
        h.do(SettleTask(actor=DISPATCHER, task_id=TaskId(str(step_of(h, 1).task_id)), state=TaskState.HANDED_ON,
                        words="to the police"))  # fmt: skip
    with pytest.raises(NotAuthorised, match="waive plan"):
        detach(h, plan_of(h))
    with pytest.raises(Incomplete, match="why is it skipped"):
        skip(h, 1, " ", by=SUPERVISOR)
    skip(h, 1, "the supplier rang us", by=SUPERVISOR)
    assert step_of(h, 2).state is TaskState.OPEN
    h.close_incident()
    first, second = plan_of(h).steps
    assert [act.act for act in (*first.acts, *second.acts)] == [StepAct.SKIPPED, StepAct.SKIPPED]
    assert second.acts[0].words == "the incident was closed", "what need not be done ends with it, and says so"
    h.do(ReopenIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), reason="it smells again"))
    undo(h, 2, "it is needed after all")
    assert step_of(h, 2).state is TaskState.OPEN, "a further life goes on with the plan"


def test_s41_a_tick_that_was_wrong_is_taken_back_and_kept(planned: Harness):
    h = planned
    attach(h)
    due_at = step_of(h, 1).due_at
    with pytest.raises(InvalidTransition, match="nothing to take back"):
        undo(h, 1)
    tick(h, 1)
    with pytest.raises(Incomplete, match="say why"):
        undo(h, 1, "")
    h.advance(minutes=6)
    undo(h, 1)
    step = step_of(h, 1)
    assert (step.state, step.due_at) == (TaskState.OPEN, due_at), "it is due when it was"
    assert [(act.act, act.words) for act in step.acts] == [
        (StepAct.DONE, ""),
        (StepAct.UNDONE, "that was another house"),
    ]
    h.advance(seconds=1)
    assert any("step 1 of Gas leak" in item.text for item in h.strip(AttentionKind.OVERDUE)), "and that is over"
    assert step_of(h, 2).state is TaskState.OPEN, "what it had begun stays guarded"
    tick(h, 2)
    undo(h, 2)
    assert step_of(h, 2).due_at is None, "the step that it counts from is open"
    tick(h, 1)
    assert step_of(h, 2).due_at == h.clock.now() + timedelta(minutes=10)


def test_s41_steps_are_done_in_the_order_in_which_people_can(planned: Harness):
    h = planned
    attach(h)
    tick(h, 2)
    assert [step.state for step in plan_of(h).steps] == [TaskState.OPEN, TaskState.DONE]
    with pytest.raises(Incomplete, match="future"):
        tick(h, 1, done_at=h.clock.now() + timedelta(seconds=1))
    tick(h, 1)
    assert [len(step.acts) for step in plan_of(h).steps] == [1, 1], "nothing begins that is over"
    h.close_incident()


def test_s41_a_pack_that_changes_does_not_change_a_plan_that_is_attached(planned: Harness):
    h = planned
    attach(h)
    newer = {**GAS, "version": 2, "title": "Gas", "step": [SHUT | {"after": None}]}
    with pytest.raises(Rejected, match="still says version 1"):
        h.desk.run(activation_of(a_planned_pack(newer | {"version": 1}, MAJOR)))
    h.desk.run(activation_of(a_planned_pack(newer, MAJOR)))
    assert (plan_of(h).version, plan_of(h).title, len(plan_of(h).steps)) == (1, "Gas leak", 2)
    tick(h, 1)
    assert step_of(h, 2).state is TaskState.OPEN


def test_s41_a_plan_is_detached_with_a_reason_and_its_steps_end(planned: Harness):
    h = planned
    attach(h)
    with pytest.raises(InvalidTransition, match="is run by Gas leak already"):
        attach(h)
    with pytest.raises(UnknownThing, match="there are: gas, major"):
        attach(h, "fire")
    first = PlanStepId(step_of(h, 1).step_id)
    with pytest.raises(Incomplete, match="say why"):
        detach(h, plan_of(h), " ", by=SUPERVISOR)
    detach(h, plan_of(h), "it was a bin", by=SUPERVISOR)
    (gone,) = h.card().record.plans
    assert (gone.detached_by, gone.reason) == ("Sol Marchetti", "it was a bin")
    with pytest.raises(InvalidTransition, match="was detached"):
        h.do(DoPlanStep(actor=DISPATCHER, step_id=first))
    h.advance(minutes=6)
    assert not any("Gas leak" in item.text for item in h.strip())
    attach(h)
    assert plan_of(h).settled == 0
    tick(h, 1)
    h.close_incident()


def test_s41_a_plan_comes_by_itself_where_the_pack_says_so_and_only_once(new_harness: NewHarness):
    h = new_harness(a_planned_pack({**GAS, "attach": "by_itself", "priorities": ["P1", "P2"]}, MAJOR))
    h.call("gas", impact=Impact(1), urgency=Urgency(1))
    assert plan_of(h).occasion is Occasion.OPENED
    detach(h, plan_of(h), by=SUPERVISOR)
    h.do(DeclareMajor(actor=SUPERVISOR, incident_id=IncidentId(h.incident_id), reason="the street burns"))
    assert (plan_of(h).name, plan_of(h).occasion) == ("major", Occasion.MAJOR), "what was detached does not come back"
    h.call("gas", impact=Impact(3), urgency=Urgency(3))
    assert h.card().record.plans == ()
    h.priority("P2")
    assert plan_of(h).occasion is Occasion.GRADED
    assert "by itself, by its grade" in told(h)
    h.call("fire", at="3 Elm St", impact=Impact(2), urgency=Urgency(1))
    h.do(AmendIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), incident_type="gas"))
    assert plan_of(h).occasion is Occasion.AMENDED
    h.call("gas", at="4 Elm St", kind=Kind.INFORMATION, impact=Impact(2), urgency=Urgency(1))
    assert h.card().record.plans == (), "nobody runs a piece of information"
    h.do(ReKind(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), kind=Kind.INCIDENT, reason="it is now"))
    assert plan_of(h).occasion is Occasion.AMENDED


def test_s41_a_step_may_be_for_some_types_and_what_waits_for_it_waits_for_the_one_before(new_harness: NewHarness):
    last = {"name": "last", "do": "tell the caller", "owner": "dispatcher", "within_s": 60, "after": "shut"}
    wide = {**GAS, "types": ["gas", "fire"], "step": [SUPPLIER, SHUT | {"types": ["fire"]}, last]}
    h = new_harness(a_planned_pack(wide))
    h.call("gas", impact=Impact(2), urgency=Urgency(2))
    attach(h)
    assert [(step.words, step.after) for step in plan_of(h).steps] == [("ring the supplier", 0), ("tell the caller", 1)]


def test_s41_a_plan_goes_along_when_incidents_are_merged_and_comes_back(planned: Harness):
    h = planned
    going = h.incident_id
    attach(h)
    tick(h, 1)
    into = h.call("gas", at="14 Elm St", impact=Impact(2), urgency=Urgency(2)).incident_id
    h.do(MergeIncidents(actor=DISPATCHER, incident_id=IncidentId(going), into_id=into, reason="one leak"))
    assert plan_of(h, into).occasion is Occasion.MERGED
    assert [step.state for step in plan_of(h, into).steps] == [TaskState.OPEN, None], "its steps are looked at anew"
    h.do(UnmergeIncident(actor=DISPATCHER, incident_id=IncidentId(going), reason="two leaks"))
    assert [step.state for step in plan_of(h, going).steps] == [TaskState.DONE, TaskState.OPEN]
    h.advance(minutes=11)
    assert any("step 2 of Gas leak" in item.text and "12 Elm" in item.text for item in h.strip(AttentionKind.OVERDUE))
