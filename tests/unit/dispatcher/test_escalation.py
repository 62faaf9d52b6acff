"""Policies: when steps fall due, what comes after what, who is asked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import (
    Occurrence,
    Policy,
    Reach,
    Step,
    StepAction,
    Subject,
    begin,
    choose,
    first_due,
    follow,
    next_above,
    step_code,
    subject_of,
    upwards,
)
from dispatcher.domain.reach import roles_asked
from dispatcher.domain.triage import Priority
from tests.helpers.clock import START

P1, P5 = Priority.P1, Priority.P5


def all_of(seconds: float) -> dict[Priority, float]:
    return dict.fromkeys(Priority, seconds)


def a_step(name: str, after_s: float, every_s: float | None = None, **more: object) -> Step:
    given = {"action": StepAction.NOTIFY, **more}
    every = all_of(every_s) if every_s else {}
    return Step(name=name, after_s=all_of(after_s), every_s=every, **given)  # type: ignore[arg-type]


def a_policy(*steps: Step, **more: object) -> Policy:
    given = {"name": "waiting", "version": 1, "subject": Subject.WAITING, **more}
    return Policy(steps=steps, **given)  # type: ignore[arg-type]


def walked(policy: Policy, until_s: float) -> list[tuple[str, float]]:
    """What a chain does when each step runs the instant it is due."""
    told: list[tuple[str, float]] = []
    at = begin(policy, P1)
    while at is not None and at.offset_s <= until_s:
        told.append((at.step.name, at.offset_s))
        at = follow(policy, P1, at, at.offset_s)
    return told


def test_steps_fall_due_from_the_dispatch() -> None:
    step = a_step("not_accepted", 2, action=StepAction.TECHNICAL_ALARM, plus_forecast=True)
    plain = a_step("repeat", 30, action=StepAction.REPEAT_PAGE)
    assert first_due(step, P1, START, 12.5) == START + timedelta(seconds=14.5)
    assert first_due(plain, P1, START, 12.5) == START + timedelta(seconds=30)
    policy = a_policy(step, plain)
    assert policy.step("repeat") is plain
    with pytest.raises(KeyError):
        policy.step("none")


def test_a_priority_that_a_step_does_not_name_has_no_such_step() -> None:
    urgent = Step(name="flag", action=StepAction.FLAG, after_s={P1: 180})
    assert first_due(urgent, P5, START, 0) is None
    assert a_policy(urgent).firsts(P5) == ()
    assert begin(a_policy(urgent), P5) is None


def test_a_walking_chain_goes_from_step_to_step() -> None:
    policy = a_policy(a_step("owner", 60, 60), a_step("supervisor", 120, 60), a_step("decide", 150))
    assert walked(policy, 240) == [
        ("owner", 60), ("owner", 120), ("supervisor", 120), ("decide", 150), ("owner", 180), ("supervisor", 180),
        ("owner", 240), ("supervisor", 240),
    ]  # fmt: skip


def test_steps_of_one_instant_run_in_the_order_of_the_policy() -> None:
    assert walked(a_policy(a_step("b", 10), a_step("a", 10)), 20) == [("b", 10), ("a", 10)]


def test_what_was_missed_comes_once_and_no_step_is_left_out() -> None:
    policy = a_policy(a_step("owner", 60, 60), a_step("supervisor", 120))
    late = Occurrence(policy.step("owner"), 60)
    coming = follow(policy, P1, late, 1000)
    assert coming == Occurrence(policy.step("supervisor"), 120), "it has not run yet, however late"
    assert coming is not None
    after = follow(policy, P1, coming, 1000)
    assert after is not None
    assert after.step.name == "owner"
    assert 1000 + 30 < after.offset_s <= 1000 + 90, "once, and not at once again"
    assert after.offset_s % 60 == 0, "on its own grid"


@given(
    firsts=st.lists(st.integers(0, 500), min_size=1, max_size=4),
    every=st.integers(5, 100),
    lateness=st.lists(st.integers(0, 400), min_size=1, max_size=30),
)
def test_a_chain_that_repeats_never_ends_and_never_runs_back(
    firsts: list[int], every: int, lateness: list[int]
) -> None:
    policy = a_policy(
        *(a_step(f"s{place}", after, every if place == 0 else None) for place, after in enumerate(firsts))
    )
    at = begin(policy, P1)
    seen, now = [], 0.0
    for late in lateness:
        assert at is not None
        seen.append((at.step.name, at.offset_s))
        now = max(now, at.offset_s) + late
        at = follow(policy, P1, at, now)
    assert len(set(seen)) == len(seen), "nothing runs twice"
    assert [offset for _, offset in seen] == sorted(offset for _, offset in seen)
    for place, after in enumerate(firsts[1:], start=1):
        assert seen.count((f"s{place}", float(after))) <= 1


def test_the_narrowest_policy_holds() -> None:
    of_all = a_policy(a_step("a", 1), name="all")
    of_fire = a_policy(a_step("a", 1), name="fire", types=("fire",))
    of_volunteers = a_policy(a_step("a", 1), name="volunteers", profile="volunteer")
    every = (of_all, of_fire, of_volunteers)
    assert choose(every, Subject.WAITING, "fall") is of_all
    assert choose(every, Subject.WAITING, "fire") is of_fire
    assert choose(every, Subject.WAITING, "fire", "volunteer") is of_volunteers
    assert choose((of_fire,), Subject.WAITING, "fall") is None
    assert choose(every, Subject.WATCH, "fire") is None


def test_codes_and_names_of_guards() -> None:
    assert step_code(Subject.DISPATCH, a_step("x", 1, action=StepAction.ACKNOWLEDGE, to="supervisor")) == (
        "acknowledge:supervisor"
    )
    assert step_code(Subject.WAITING, a_step("x", 1)) == "guard_waiting"
    assert step_code(Subject.WELFARE, a_step("x", 1, action=StepAction.TASK)) == "welfare/task"
    for subject in Subject:
        assert subject_of(subject.guard) is subject
        assert subject.kind


def test_who_is_asked_when_a_role_is_empty() -> None:
    desk_only = Reach(on_duty=frozenset({Role.DISPATCHER}), on_call=frozenset({Role.DUTY_MANAGER}))
    assert desk_only.resolve(Role.SUPERVISOR) is Role.DUTY_MANAGER, "by telephone, before nobody"
    assert desk_only.resolve(Role.RADIO_OPERATOR) is Role.DISPATCHER
    assert dict(desk_only.gaps([Role.SUPERVISOR, Role.DISPATCHER])) == {Role.SUPERVISOR: Role.DUTY_MANAGER}
    alone = Reach(on_duty=frozenset({Role.DISPATCHER}), on_call=frozenset())
    assert dict(alone.gaps([Role.SUPERVISOR])) == {Role.SUPERVISOR: None}
    assert next_above(Role.DISPATCHER) is Role.SUPERVISOR
    assert next_above(Role.DUTY_MANAGER) is Role.DUTY_MANAGER
    assert all(role in upwards(role) for role in Role if role is not Role.SYSTEM)


def test_roles_that_policies_ask() -> None:
    raises = a_policy(
        a_step("s", 1, action=StepAction.ACKNOWLEDGE, to="supervisor"), a_step("d", 2, action=StepAction.RAISE)
    )
    assert roles_asked([raises]) == {Role.RADIO_OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.DUTY_MANAGER}
    assert roles_asked([a_policy(a_step("s", 1))]) == {Role.RADIO_OPERATOR, Role.DISPATCHER}
