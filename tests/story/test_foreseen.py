"""What is foreseen of a policy is what the engine does: the same step at the same second, done or with nothing to do.

Each case is played twice, by `domain.foreseeing` and by the real engine on a real database; the journal is the judge.
"""

from collections.abc import Collection

import pytest

from dispatcher.domain.escalation import PAGES, TELLS_PEOPLE, Subject
from dispatcher.domain.foreseeing import foresee
from dispatcher.domain.foreseen import Case, Outcome, Timeline
from dispatcher.domain.foreseen_steps import word
from dispatcher.domain.triage import Priority
from dispatcher.packs.foreseen import policy_named, setting_of
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart
from tests.helpers.builders import shipped
from tests.helpers.foreseen_rooms import Played, Room, pack_with
from tests.helpers.harness import NewHarness

AN_HOUR_S = 3_600.0
CASES_OF_PAGES = ("nobody", "answers:70", "acknowledged:130", "channel-down", "nobody-on:supervisor")
QUICK = ("monaco dispatch answers:70", "monaco dispatch channel-down", "monaco turnout acknowledged:130")
OTHERWISE = {Subject.DISPATCH: ("nobody", "acknowledged:130"), Subject.WAITING: ("nobody",)}
ALONE = "nobody-on:dispatcher"
NO_SUPERVISOR = "nobody-on:supervisor"
NOBODY_ON = {
    ALONE: frozenset({Subject.WAITING}),
    NO_SUPERVISOR: frozenset({Subject.WAITING, Subject.PROPOSAL, Subject.EMERGENCY}) | PAGES,
}
"""Where it differs who is there; the steps that ask people are the same ones for every subject."""
CASES_OF_GUARDS = ("nobody", "answers:70", "acknowledged:130", "nobody-on:supervisor", ALONE)


def play(
    new_harness: NewHarness, pack: Pack, name: str, case: Case, priorities: Collection[Priority] = tuple(Priority)
) -> None:
    """Play a policy both ways, for all priorities at once, and compare."""
    part = policy_named(pack, name)
    room = Room(new_harness(pack), pack, part.subject, case, priorities)
    horizon = max(foreseen(pack, part, chain, priority, case).horizon_s for priority, chain in room.played.items())
    horizon = min(horizon, AN_HOUR_S)
    room.play(horizon)
    for priority, chain in room.played.items():
        same(foreseen(pack, part, chain, priority, case, horizon), part, chain)


def foreseen(
    pack: Pack, part: PolicyPart, chain: Played, priority: Priority, case: Case, horizon_s: float | None = None
) -> Timeline:
    setting = setting_of(pack, part, priority, chain.forecast_s)
    return foresee(part.policy(), priority, case, setting, horizon_s)


def same(timeline: Timeline, part: PolicyPart, chain: Played) -> None:
    came = [row for row in timeline.rows if row.outcome is not Outcome.CANCELLED]
    told = [(round(row.at_s, 3), row.step, row.run, row.outcome is Outcome.DID) for row in came]
    assert told == [(ran.at_s, ran.step, ran.run, ran.did) for ran in chain.ran], timeline.priority
    actions = {step.name: step.action for step in part.step}
    for row, ran in zip(came, chain.ran, strict=True):
        if actions[row.step] in TELLS_PEOPLE and row.reaches is not None and row.outcome is Outcome.DID:
            assert ran.words.startswith(word(row.reaches)), (row, ran.words)


def grid(subjects: Collection[Subject], cases: Collection[str]) -> list[object]:
    """Every policy of Monaco in every case, of the small pack what it has otherwise; few of them in the quick tests."""
    return [
        pytest.param(
            pack, part.name, case, id=f"{pack}-{part.name}-{case}",
            marks=() if f"{pack} {part.name} {case}" in QUICK else pytest.mark.slow,
        )
        for pack in ("monaco", "rivermouth")
        for part in shipped(pack).policy if part.subject in subjects
        for case in (cases if pack == "monaco" else OTHERWISE.get(part.subject, ()))
        if case not in (ALONE, NO_SUPERVISOR) or part.subject in NOBODY_ON[case]
    ]  # fmt: skip


@pytest.mark.parametrize(("pack", "name", "case"), grid(PAGES, CASES_OF_PAGES))
def test_a_page(new_harness: NewHarness, pack: str, name: str, case: str) -> None:
    play(new_harness, pack_with(pack, only=name, volunteers="volunteers" in name), name, Case.parse(case))


@pytest.mark.parametrize(("pack", "name", "case"), grid(frozenset(Subject) - PAGES, CASES_OF_GUARDS))
def test_a_guard(new_harness: NewHarness, pack: str, name: str, case: str) -> None:
    play(new_harness, pack_with(pack, only=name), name, Case.parse(case))


def a_step(name: str, action: str, after_s: float, **more: object) -> dict[str, object]:
    return {"name": name, "action": action, "after_s": after_s, **more}


OF_OUR_OWN = {
    "every way to page": (
        {"name": "dispatch", "version": 7, "step": [
            a_step("other", "other_gateway", 4),
            a_step("again", "repeat_page", 10, every_s=20),
            a_step("third", "next_channel", 15, every_s=15),
            a_step("not_out", "notify", 20, to="radio_operator", when=["not_accepted"]),
            a_step("voice", "voice_task", 25, every_s=30),
            a_step("never", "recommend_unit", 30, when=["nobody_alerted"]),
            a_step("more", "add_unit", 35, every_s=60),
            a_step("seat", "notify", 40, to="seat:S1", every_s=60),
            a_step("away", "notify", 42, when=["owner_away"]),
            a_step("up", "raise", 45, every_s=25),
            a_step("all", "acknowledge", 60, to="dispatcher", acknowledge="all"),
            a_step("words", "decide", 60, to="duty_manager"),
            a_step("flag", "flag", 61, every_s=60),
        ]},
        ("nobody", "answers:45", "acknowledged:50", "acknowledged:20", "channel-down", "nobody-on:dispatcher",
         "nobody-on:radio_operator"),
    ),
    "what a dispatcher decides ends nothing": (
        {"name": "dispatch", "version": 7, "step": [
            a_step("owner", "decide", 10), a_step("up", "decide", 30, to="supervisor"), a_step("flag", "flag", 60),
        ]},
        ("acknowledged:20", "acknowledged:40"),
    ),
    "units are added to what waits": (
        {"name": "waiting", "version": 7, "step": [
            a_step("seen", "notify", 20, every_s=40),
            a_step("up", "raise", 30),
            a_step("more", "add_unit", 45, when=["nobody_alerted"]),
            a_step("higher", "raise", 50, every_s=30),
        ]},
        ("nobody", "acknowledged:35", "acknowledged:130"),
    ),
    "units are added without end": (
        {"name": "watch", "version": 7, "step": [
            a_step("seen", "notify", 20), a_step("more", "add_unit", 60), a_step("never", "raise", 61, every_s=60),
        ]},
        ("nobody",),
    ),
    "a channel that goes up from the radio desk": (
        {"name": "channel", "version": 7, "step": [
            a_step("alarm", "technical_alarm", 0, every_s=60), a_step("up", "raise", 20, every_s=25),
        ]},
        ("nobody", "acknowledged:50", "answers:70", "nobody-on:dispatcher"),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("what", "case"), [(what, case) for what, (_, cases) in OF_OUR_OWN.items() for case in cases])
def test_a_policy_of_our_own(new_harness: NewHarness, what: str, case: str) -> None:
    policy, _ = OF_OUR_OWN[what]
    pack = pack_with("monaco", only=str(policy["name"]), policies=[{"subject": policy["name"], **policy}])
    play(new_harness, pack, str(policy["name"]), Case.parse(case), [Priority.P1])
