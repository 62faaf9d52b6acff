"""Incident plans of a pack: what is refused, and what the linter points out."""

from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.domain.records import TaskOwner
from dispatcher.domain.triage import Priority
from dispatcher.packs.lint_incident_plans import lint_incident_plans
from tests.helpers.builders import a_pack
from tests.helpers.incident_plans import GAS, MAJOR, SHUT, SUPPLIER, a_planned_pack


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"types": ["gaz"]}, "incident plan gas: no incident type is called 'gaz'"),
        ({"step": []}, "at least 1 item"),
        ({"step": [SUPPLIER, SUPPLIER]}, "incident plan gas: step 'supplier' is given twice"),
        ({"step": [SHUT, SUPPLIER]}, "step shut: its time counts from 'supplier', and no step before it"),
        ({"step": [SUPPLIER | {"owner": "plumbers"}]}, "owner 'plumbers' is no role and no team; known: dispatcher"),
        ({"step": [SUPPLIER | {"owner": "system"}]}, "owner 'system' is no role"),
        ({"step": [SUPPLIER | {"types": ["fire"]}]}, "it is for 'fire', and the plan is not"),
        ({"step": [SUPPLIER | {"types": ["gaz"]}]}, "no incident type is called 'gaz'"),
        ({"step": [SUPPLIER | {"cites": {"name": "gas", "version": 1}}]}, "it cites 'gas', and no document"),
        ({"step": [SUPPLIER | {"cites": {"name": "gas-leak", "version": 2}}]}, "documents.toml has version 1"),
        ({"step": [SUPPLIER | {"within_s": 0}]}, "greater than or equal to 1"),
        ({"step": [SUPPLIER | {"do": "  "}]}, "say what is to be done"),
        ({"step": [SUPPLIER | {"who": "me"}]}, "Extra inputs are not permitted"),
        ({"attach": "by_itself", "types": []}, "would attach itself to every incident"),
        ({"version": 0}, "greater than or equal to 1"),
    ],
)
def test_what_could_not_work_is_refused(plan: dict[str, Any], says: str):
    with pytest.raises(ValidationError, match=says):
        a_planned_pack(GAS | plan)


def test_two_plans_of_one_name_and_steps_that_nobody_would_be_asked_for_are_refused():
    with pytest.raises(ValidationError, match="incident plan 'gas' is given twice"):
        a_planned_pack(GAS, GAS)
    raw = a_pack().model_dump(mode="json")
    policies = [part for part in raw["policy"] if part["name"] != "task"]
    with pytest.raises(ValidationError, match="incident plans need a policy for task"):
        a_planned_pack(policy=policies)


def test_the_domain_knows_it_as_the_pack_says_it():
    gas, major = (part.incident_plan() for part in a_planned_pack().incident_plan)
    assert [step.owner for step in gas.steps] == [TaskOwner(role=gas.steps[0].owner.role), TaskOwner(team="facilities")]
    assert gas.fits("gas", Priority.P5, major=False)
    assert not gas.fits("fire", Priority.P1, major=True)
    assert [major.fits("fire", Priority.P1, major=is_major) for is_major in (False, True)] == [False, True]


def test_the_linter_points_out_what_is_probably_not_meant():
    odd = GAS | {
        "name": "odd", "attach": "by_itself",
        "step": [
            SHUT | {"after": None, "within_s": 5, "types": ["gas"]},
            *(SHUT | {"name": f"s{number}", "after": None, "do": f"thing {number % 12}"} for number in range(13)),
        ],
    }  # fmt: skip
    says = [str(found) for found in lint_incident_plans(a_planned_pack(GAS, MAJOR, odd))]
    for part in (
        "'Gas leak' is the title of incident_plan.1 too", "has 14 steps", "none of its steps is required",
        "'thing 0' is what step.2 says too", "is due 5 s after", "'shut' names every type of its plan",
    ):  # fmt: skip
        assert any(part in line for line in says), (part, says)
    assert not any("incident_plan.1:" in line for line in says)
