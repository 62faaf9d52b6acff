"""Incident plans on the command line: what is read, what it would do, what is asked back."""

from dataclasses import replace
from typing import Any

import pytest

from dispatcher.domain.identifiers import IncidentId, IncidentPlanId, PlanStepId, TaskId
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.record_commands import SettleTask
from dispatcher.domain.records import TaskState
from dispatcher.queries.record_rows import RecordRow
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.command_rows import ACTOR, VOCABULARY
from tests.helpers.fake_room import START
from tests.helpers.plan_rows import GAS_PLAN, PACK_PLANS
from tests.helpers.record_rows import A_CARD
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.command_line_cards import CardFound
from ui.presenters.command_line_outcome import outcome_sentence
from ui.presenters.command_line_plan import Plan
from ui.presenters.command_line_resolve import plan
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.command_line_wanted import card_wanted, needs_card
from ui.presenters.completion import complete
from ui.presenters.session import Session

I12 = IncidentId("i12")
CARD = replace(A_CARD, record=RecordRow(plans=(GAS_PLAN,)))
WORDS = replace(
    VOCABULARY, incident_plans=PACK_PLANS, timezone="UTC", now=START, owed=CardFound(incident_id=I12, card=CARD)
)


def understood(text: str, words: Vocabulary = WORDS, actor: Any = ACTOR) -> Plan | Mistake:
    intent = parse(text)
    if isinstance(intent, Mistake):
        return intent
    session = Session()
    session.set_actor(actor)
    session.show_incident("i12")
    return plan(intent, words, session, actor)  # type: ignore[arg-type]


def planned(text: str, **more: Any) -> Plan:
    found = understood(text, **more)
    assert isinstance(found, Plan), found
    return found


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("plan major-incident", AttachPlan(actor=ACTOR, incident_id=I12, name="major-incident")),
        ("plan 9 fire", AttachPlan(actor=ACTOR, incident_id=IncidentId("i9"), name="fire")),
        ("plan done", DoPlanStep(actor=ACTOR, step_id=PlanStepId("s2"))),
        (
            "plan done #12 2 at 2:50: off",
            DoPlanStep(
                actor=ACTOR, step_id=PlanStepId("s2"), words="off", done_at=START.replace(hour=2, minute=50, second=0)
            ),
        ),
        ("plan skip 3: nobody goes in", SkipPlanStep(actor=ACTOR, step_id=PlanStepId("s3"), reason="nobody goes in")),
        ("plan undo 1: other house", UndoPlanStep(actor=ACTOR, step_id=PlanStepId("s1"), reason="other house")),
        (
            "plan hand on 2: to the owner",
            SettleTask(actor=ACTOR, task_id=TaskId("t9"), state=TaskState.HANDED_ON, words="to the owner"),
        ),
        ("plan detach: a bin", DetachPlan(actor=ACTOR, plan_id=IncidentPlanId("p1"), reason="a bin")),
    ],
)
def test_s41_a_plan_is_attached_and_stepped_through_by_words(text: str, command: object):
    words = replace(WORDS, owed=CardFound(incident_id=I12, card=one_open())) if text == "plan done" else WORDS
    assert planned(text, words=words).command == command


def one_open() -> Any:
    steps = (*GAS_PLAN.steps[:2], replace(GAS_PLAN.steps[2], state=TaskState.WITHDRAWN))
    return replace(CARD, record=RecordRow(plans=(replace(GAS_PLAN, steps=steps),)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("plan", "Which plan?"),
        ("plan flood", "No plan is called flood; there are: major-incident, gas, fire"),
        ("plan fire brigade", "Expected nothing more"),
        ("plan done", "Which step? 2 shut it off, 3 get the reading"),
        ("plan done 1", "Step 1 is settled already"),
        ("plan done 7", "There is no step 7; the last one is 3"),
        ("plan done two", "Which step? Expected its number"),
        ("plan done 2 at noon", "Expected a time of day"),
        ("plan undo 2: x", "Step 2 is open"),
        ("plan skip 2", "Why is it skipped?"),
        ("plan hand on 3: x", "Its time does not run yet"),
        ("plan detach fire: x", "Which plan? gas"),
    ],
)
def test_what_cannot_be_meant_is_asked_back(text: str, says: str):
    found = understood(text)
    assert isinstance(found, Mistake), found
    assert says in found.expected


def test_what_takes_authority_is_said_before_it_is_refused():
    assert (
        planned("plan skip 2: nobody there", actor=DISPATCHER).warning
        == "it must be done before the close: ask a supervisor"
    )
    assert "ask a supervisor" in planned("plan detach: a bin", actor=DISPATCHER).warning
    assert planned("plan skip 2: nobody there", actor=SUPERVISOR).warning == ""
    assert planned("plan gas").warning == "it is run by it already"
    assert "steps of its plan still to be done: 2" in planned("close 12: false alarm").warning


def test_what_became_of_it_is_said_in_words():
    found = planned("plan done 2: off at the meter")
    assert outcome_sentence(found, None) == "Recorded: Step 2 of 2026-000012 is done: shut it off: “off at the meter”"


def test_plans_words_and_steps_are_offered():
    def offered(text: str) -> list[str]:
        return [offer.label for offer in complete(text, len(text), WORDS)]

    assert offered("plan fi") == ["fire"]
    assert "hand on" in offered("plan h")
    assert offered("plan done ") == ["2", "3"]
    assert offered("plan undo ") == ["1"]
    assert verbs_for("pl") == (Verb.PLACE,), "what was short before stays so"


def test_the_card_is_asked_for_when_a_step_is_named():
    session = Session()
    session.show_incident("i12")
    assert needs_card("plan done 2")
    assert not needs_card("plan fire")
    assert card_wanted("plan done 2", WORDS, session) == "i12", "the number is a step's"
    assert card_wanted("plan done #9 2", WORDS, session) == "i9"
