"""The page of plans without a screen: words of steps, what can be attached, and what each key gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.domain.documents import Citation
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.incident_plans import StepAct
from dispatcher.domain.record_commands import SettleTask
from dispatcher.domain.records import TaskState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.record_rows import RecordRow
from tests.helpers.plan_rows import GAS_PLAN, NOW, PlanDesk
from ui.presenters.card_words import card_in_words
from ui.presenters.record_plan_words import plans_for_card
from ui.wording import zone

UTC = zone("UTC")


def test_steps_say_their_state_by_letter_word_and_shape_with_who_and_when():
    head, done, overdue, waits = PlanDesk().plans.rows()
    assert head.words == "Gas leak v1 · 1 of 3"
    assert "by Dana Reyes at D1, by itself when opened" in head.note
    assert [(row.badge.shape, row.badge.word) for row in (done, overdue, waits)] == [
        ("tick", "done"), ("triangle", "OVERDUE"), ("hourglass", "waits"),
    ]  # fmt: skip
    assert "1. ring the supplier" in done.whole
    assert "done 02:59:05  Dana Reyes at D1, entered 03:04:05 · LATE ENTRY · at half past · [gas-leak v1]" in done.whole
    assert "Facilities · was due 03:02, 2:00 ago · needed to close" in overdue.note
    assert "counts from step 2" in waits.note


def test_s41_the_card_says_how_far_the_plan_is_and_what_comes_next():
    desk = PlanDesk()
    card = desk.record.card
    assert card is not None
    (shown,) = card_in_words(card, NOW, UTC).plans
    assert (shown.count, shown.next, shown.badge.tone) == ("plan 1/3", "OVERDUE 2:00: shut it off", "alarm")
    (before,) = plans_for_card(card.record, NOW - timedelta(minutes=3), UTC)
    assert before.next == "next, due 03:02: shut it off"
    every = replace(GAS_PLAN, steps=(GAS_PLAN.steps[0],))
    (over,) = plans_for_card(RecordRow(plans=(every,)), NOW, UTC)
    assert over.next == "Gas leak: every step is settled"
    assert card_in_words(replace(card, closed_at=NOW), NOW, UTC).plans == ()


def test_plans_that_fit_are_offered_first_and_none_that_is_attached():
    desk = PlanDesk()
    assert desk.plans.offers() == (("fire", "Fire · proposed"), ("major-incident", "Major incident"))
    desk.plans.attach("fire")
    assert [type(given) for given in desk.given()] == [AttachPlan]
    desk.plans.attach("")
    assert "Which plan?" in desk.record.message


@pytest.mark.parametrize(
    ("act", "step", "kind"),
    [
        (StepAct.DONE, "s2", DoPlanStep),
        (StepAct.SKIPPED, "s2", SkipPlanStep),
        (StepAct.UNDONE, "s1", UndoPlanStep),
        (StepAct.HANDED_ON, "s2", SettleTask),
    ],
)
def test_each_act_gives_its_command_with_the_words_below(act: StepAct, step: str, kind: type):
    desk = PlanDesk()
    if act is not StepAct.DONE:
        desk.plans.act(step, act)
        assert desk.record.message == "Write below why."
    desk.type(step_words="as told")
    desk.plans.act(step, act)
    (given,) = desk.given()
    assert isinstance(given, kind)
    said = given.words if isinstance(given, DoPlanStep | SettleTask) else getattr(given, "reason")  # noqa: B009
    assert said == "as told"


def test_a_tick_says_when_it_was_done():
    desk = PlanDesk()
    desk.type(step_at="03:00")
    desk.plans.act("s2", StepAct.DONE)
    (given,) = desk.given()
    assert isinstance(given, DoPlanStep)
    assert given.done_at == NOW.replace(minute=0, second=0)
    assert desk.record.message == "storing…"


def test_what_cannot_be_handed_on_or_cited_says_why():
    desk = PlanDesk()
    desk.type(step_words="to the police")
    desk.plans.act("s3", StepAct.HANDED_ON)
    assert "Its time does not run yet" in desk.record.message
    desk.plans.act("nobody", StepAct.DONE)
    assert "Which step?" in desk.record.message
    desk.plans.cite("s2")
    assert "cites no document" in desk.record.message
    desk.plans.cite("s1")
    assert desk.composed == [f"note {desk.number}: [gas-leak v1] "]


def test_a_plan_is_detached_with_a_reason():
    desk = PlanDesk()
    plan_id = desk.plans.attached("")
    desk.plans.detach(plan_id)
    assert "Write below why" in desk.record.message
    desk.type(step_words="it is a bin")
    desk.plans.detach(plan_id)
    (given,) = desk.given()
    assert isinstance(given, DetachPlan)


def test_without_a_plan_nothing_is_shown_and_all_is_offered():
    desk = PlanDesk(plans=())
    assert desk.plans.rows() == ()
    assert (desk.plans.progress, desk.plans.next_step(), len(desk.plans.offers())) == ("", "", 3)
    card = desk.record.card
    assert isinstance(card, IncidentCard)
    assert card_in_words(card, NOW, UTC).plans == ()


def test_the_step_that_is_due_next_is_where_the_keyboard_stands():
    assert PlanDesk().plans.next_step() == "s2"
    settled = tuple(replace(step, state=TaskState.DONE) for step in GAS_PLAN.steps[:2])
    left = replace(GAS_PLAN, steps=(*settled, GAS_PLAN.steps[2]))
    assert PlanDesk(plans=(left,)).plans.next_step() == "s3", "what waits may be done before its turn"
    assert GAS_PLAN.steps[0].cites == Citation(name="gas-leak", version=1)
