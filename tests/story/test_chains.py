"""The standard chains from the first second to the duty manager, and everything that ends or bends them."""

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.packs.model import Pack
from dispatcher.rule_book import ChannelBook, rules_of
from dispatcher.services.activating_pack import ActivatePack
from radio.message import World as RadioWorld
from tests.helpers.builders import (
    DISPATCHER,
    DUTY_MANAGER,
    LINKS,
    RADIO_OPERATOR,
    SUPERVISOR,
    a_pack,
    actor,
    standard_policies,
)
from tests.helpers.harness import Harness, NewHarness

AUTHORITY, TASK, VOICE = AttentionKind.AUTHORITY, AttentionKind.TASK, AttentionKind.VOICE_TASK
ELSEWHERE = "simulator:/elsewhere"
SECOND_SUPERVISOR = actor("ines", Role.SUPERVISOR, "S2")


def standard(**changes: object) -> Pack:
    return a_pack(**standard_policies(**changes))


@pytest.fixture
def room(new_harness: NewHarness) -> Harness:
    """A room that goes by the standard chains."""
    return new_harness(standard())


def steps_of(h: Harness) -> list[tuple[object, object]]:
    return [(entry.body["step"], entry.body["run"]) for entry in h.told("step_ran")]


def test_the_full_p1_chain_to_the_duty_manager(room: Harness) -> None:
    h = room
    h.call("cardiac", at="7 Mill Lane")
    h.dispatch("E12")
    h.crew("E12").expects_page("CARDIAC")
    h.advance(seconds=30)
    h.crew("E12").expects_repeat()
    assert h.strip(VOICE) == ()
    h.advance(seconds=30)
    assert h.item(VOICE).for_role is Role.RADIO_OPERATOR
    h.advance(seconds=30)
    assert "next: " in h.item(TASK).text, "at 90 s the next unit is named, not sent"
    h.advance(seconds=30)
    asked = h.item(AUTHORITY)
    assert (asked.for_role, asked.level) == (Role.SUPERVISOR, 1)
    assert not h.queue()[0].unconfirmed

    h.advance(seconds=60)
    raised = h.item(AUTHORITY)
    assert raised.attention_id == asked.attention_id, "one item that goes up, not one for each authority"
    assert raised.for_role is Role.DUTY_MANAGER
    assert "ring Ines Halvorsen on 01632 960 199" in raised.text, "nobody of the role is at a seat: she is rung up"
    assert h.queue()[0].unconfirmed, "flagged on every board"
    assert h.card().unconfirmed
    level = raised.level
    h.advance(minutes=2)
    assert h.item(AUTHORITY).level > level, "again, louder, until somebody answers"
    assert h.page("E12").state is not TransmissionState.ACKNOWLEDGED

    h.writes_down(h.item(AUTHORITY), "ines", "I am coming in, send the next one")
    taken = h.item(AUTHORITY)
    assert (taken.state, taken.spoke_for) == (AttentionState.TAKEN, "Ines Halvorsen")
    level = taken.level
    h.advance(minutes=5)
    assert h.item(AUTHORITY).level == level, "a person with authority has it in hand"
    h.crew("E12").says("on our way")
    assert h.strip(AUTHORITY) == ()
    assert not h.card().unconfirmed, "nobody is waited for any more"


@pytest.mark.parametrize("after_s", [1, 30, 59, 60, 90, 120, 179, 180, 240, 400])
def test_acknowledged_at_each_step_and_everything_stops(room: Harness, after_s: int) -> None:
    h = room
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=after_s)
    h.crew("E12").says("received")
    assert h.armed("E12") == []
    assert {item.kind for item in h.strip()} <= set(), "whatever the chain raised is gone with its reason"
    assert not h.card().unconfirmed
    pages, ran = len(h.terminal.tape), len(steps_of(h))
    h.crew("E12").reports("en route")
    h.advance(minutes=3)
    assert (len(h.terminal.tape), len(steps_of(h))) == (pages, ran)


def test_whoever_may_answers_ends_the_calling_but_not_the_chain(room: Harness) -> None:
    h = room
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=120)
    with pytest.raises(Exception, match="asks a supervisor"):
        h.take(h.item(AUTHORITY), by=DISPATCHER)
    h.take(h.item(AUTHORITY), by=SUPERVISOR, note="sending the station officer")
    assert h.armed("E12") == [], "nothing of the chain is left but the guard of the incident"
    h.advance(minutes=3)
    assert h.item(AttentionKind.OVERDUE), "and that one goes on: no silent incident"
    assert not h.queue()[0].unconfirmed
    h.crew("E12").says()


def test_a_decline_names_the_next_unit_at_once(room: Harness) -> None:
    h = room
    h.call("cardiac")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=40)
    h.crew("E12").expects_repeat()
    h.crew("E12").declines()
    assert h.armed("E12") == []
    assert "E12 declined" in h.item(AttentionKind.EXCEPTION).text
    h.advance(seconds=90)
    assert "next: " in h.item(TASK).text, "its guard asks for the next unit when nobody sends one"
    assert "E12" not in h.item(TASK).text.split("next: ")[1], "and not for the one that declined"
    h.dispatch("E11")
    h.crew("E11").expects_page()
    assert h.strip(TASK) == ()
    h.crew("E11").says()


def test_the_next_unit_is_sent_where_the_policy_says_so(new_harness: NewHarness) -> None:
    changed = standard_policies()
    for policy in changed["policy"]:
        for step in policy["step"]:
            if policy["name"] == "dispatch" and step["name"] == "next_unit":
                step["action"] = "add_unit"
    h = new_harness(a_pack(**changed))
    h.call("cardiac")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=90)
    h.crew("E12").expects_repeat()
    sent = next(row.call_sign for row in h.card().assignments if row.call_sign != "E12")
    h.crew(sent).expects_page("CARDIAC")
    assert {row.call_sign for row in h.card().assignments} == {"E12", sent}, "the first stays until it is stood down"
    h.crew(sent).says()
    h.crew("E12").says()


def test_two_must_acknowledge_and_one_does(new_harness: NewHarness) -> None:
    changed = standard_policies()
    for policy in changed["policy"]:
        for step in policy["step"]:
            if policy["name"] == "dispatch" and step["name"] == "supervisor":
                step["acknowledge"] = "all"
    h = new_harness(a_pack(**changed))
    h.unexpected_pages_allowed = True
    h.sign_on(SECOND_SUPERVISOR)
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=120)
    assert h.item(AUTHORITY).needs_all
    h.take(h.item(AUTHORITY), by=SUPERVISOR)
    item = h.item(AUTHORITY)
    assert (item.state, item.given) == (AttentionState.OPEN, ("Sol Marchetti",)), "one has, and it still sounds"
    h.take(h.item(AUTHORITY), by=SUPERVISOR)
    assert h.item(AUTHORITY).state is AttentionState.OPEN, "the same person twice is not two"
    h.advance(seconds=60)
    assert h.item(AUTHORITY).for_role is Role.DUTY_MANAGER, "and so it goes higher"
    h.advance(seconds=1)
    h.take(h.item(AUTHORITY), by=SECOND_SUPERVISOR)
    h.crew("E12").says()


def test_both_acknowledge_and_nobody_higher_is_called(new_harness: NewHarness) -> None:
    changed = standard_policies()
    for policy in changed["policy"]:
        for step in policy["step"]:
            if policy["name"] == "dispatch" and step["name"] == "supervisor":
                step["acknowledge"] = "all"
    h = new_harness(a_pack(**changed))
    h.unexpected_pages_allowed = True
    h.sign_on(SECOND_SUPERVISOR)
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=120)
    h.take(h.item(AUTHORITY), by=SUPERVISOR)
    h.take(h.item(AUTHORITY), by=SECOND_SUPERVISOR)
    assert h.item(AUTHORITY).state is AttentionState.TAKEN
    h.advance(minutes=5)
    assert h.item(AUTHORITY).for_role is Role.SUPERVISOR
    h.crew("E12").says()


def test_the_only_supervisor_logs_off_in_the_middle_of_a_chain(new_harness: NewHarness) -> None:
    people = a_pack().model_dump(mode="json")["operator"]
    h = new_harness(
        standard(operator=[{**part, "roles": ["duty_manager"]} if part["id"] == "ines" else part for part in people])
    )
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=100)
    h.sign_off(SUPERVISOR)
    h.advance(seconds=20)
    asked = h.item(AUTHORITY)
    assert asked.for_role is Role.DUTY_MANAGER, "the role is empty: at once to the next that can be reached"
    assert "ring Ines Halvorsen" in asked.text
    assert "for nobody is supervisor" in str(h.told("step_ran")[-1].body["did"])
    h.sign_on(DUTY_MANAGER)
    h.take(h.item(AUTHORITY), by=DUTY_MANAGER)
    assert h.sentinel().unguarded == 0
    h.crew("E12").says()


def test_a_supervisor_who_leaves_after_being_asked_is_followed_by_the_next(room: Harness) -> None:
    h = room
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=130)
    assert h.item(AUTHORITY).for_role is Role.SUPERVISOR
    h.sign_off(SUPERVISOR)
    h.advance(seconds=50)
    assert h.item(AUTHORITY).for_role is Role.DUTY_MANAGER
    h.crew("E12").says()


def test_the_pack_changes_in_the_middle_of_a_chain(room: Harness) -> None:
    """What runs keeps the snapshot it began with; what begins afterwards goes by the new pack."""
    h = room
    h.call("cardiac", at="1 Old Street")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    changed = standard_policies(version=7)
    for policy in changed["policy"]:
        if policy["name"] == "dispatch":
            policy["version"] += 1
            for step in policy["step"]:
                step["after_s"] = {grade: seconds * 2 for grade, seconds in step["after_s"].items()}
    new_pack = a_pack(**changed)
    book = ChannelBook(new_pack, LINKS, RadioWorld.SIMULATED)
    h.desk.transactor.use(rules_of(new_pack, book))
    h.do(ActivatePack(pack=new_pack, highest=book.highest()))
    old = h.incident_id
    h.advance(seconds=30)
    h.crew("E12").expects_repeat()
    h.call("cardiac", at="2 New Street")
    h.dispatch("E11")
    h.crew("E11").expects_page()
    h.advance(seconds=30)
    h.crew("E11").expects_nothing()
    assert h.item(VOICE).call_sign == "E12"
    h.advance(seconds=30)
    h.crew("E11").expects_repeat()
    assert {row.policy for row in h.card(old).chains if row.stoppable} == {"dispatch:3"}
    assert {row.policy for row in h.card().chains if row.stoppable} == {"dispatch:4"}
    assert [entry.body["version"] for entry in h.told("pack_activated")] == [a_pack().version, 7], (
        "the change is in the journal"
    )
    h.crew("E11").says()
    h.crew("E12").says()


def test_an_answer_after_the_fallback_is_late_and_still_ends_it(new_harness: NewHarness) -> None:
    """The page went to the second bearer, the crew answers the first: whichever it heard, it has answered."""
    h = new_harness(two_bearers())
    h.call("cardiac")
    h.terminal.holds()
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=70)
    second = next(row for row in h.transmissions("E12") if row.channel == "second")
    assert second.attempts[0].repeat, "it may have been heard on the first bearer: what follows says REPEAT"
    h.terminal.answers()
    assert h.page("E12").state is TransmissionState.ACCEPTED
    h.crew("E12").says("received on both")
    assert h.armed("E12") == []
    second = next(row for row in h.transmissions("E12") if row.channel == "second")
    assert second.state is TransmissionState.CANCELLED, "it had not gone out: it must not follow an answer"
    h.advance(minutes=3)
    h.crew("E12").expects_nothing()


def two_bearers() -> Pack:
    """A pack whose crews have a pager on a second network, tried after a minute."""
    raw = standard_policies()
    base = a_pack().model_dump(mode="json")
    for policy in raw["policy"]:
        if policy["name"] == "dispatch":
            bearer = {"name": "bearer", "action": "next_channel", "after_s": 60}
            policy["step"] = [step for step in policy["step"] if step["name"] != "repeat"] + [bearer]
    paging = next(part for part in base["channel"] if part["name"] == "paging")
    channels = [*base["channel"], {**paging, "name": "second", "link": ELSEWHERE}]
    units = [{**part, "also": {"second": f"9{part['pager']}"}} for part in base["unit"]]
    return a_pack(**raw, channel=channels, unit=units)


def test_a_port_that_takes_nothing_is_left_for_the_other_one(new_harness: NewHarness) -> None:
    raw = standard_policies()
    base = a_pack().model_dump(mode="json")
    for policy in raw["policy"]:
        if policy["name"] == "dispatch":
            policy["step"].insert(1, {"name": "other", "action": "other_gateway", "after_s": 2, "plus_forecast": True})
    paging = next(part for part in base["channel"] if part["name"] == "paging")
    channels = [{**part, "alternate": "paging-b"} if part["name"] == "paging" else part for part in base["channel"]]
    h = new_harness(a_pack(**raw, channel=[*channels, {**paging, "name": "paging-b", "link": ELSEWHERE}]))
    h.terminal.down()
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=29)
    other = next(row for row in h.transmissions("E12") if row.channel == "paging-b")
    assert other.state is TransmissionState.QUEUED
    assert not other.attempts[0].repeat, "the first port certainly took nothing"
    assert h.page("E12").state is TransmissionState.FAILED
    h.terminal.up()
    h.crew("E12").expects_nothing()
    assert h.page("E12").attempts[0].state.value == "cancelled", "and it does not come out there later as well"
    h.crew("E12").says()


def test_volunteers_are_toned_again_at_their_own_pace(new_harness: NewHarness) -> None:
    base = a_pack().model_dump(mode="json")
    units = [{**part, "profile": "volunteer"} if part["call_sign"] == "E12" else part for part in base["unit"]]
    h = new_harness(standard(unit=units))
    h.call("fall")  # P3: tone again after five minutes
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=299)
    h.crew("E12").expects_nothing()
    h.advance(seconds=1)
    h.crew("E12").expects_repeat()
    h.advance(minutes=3)
    h.crew("E12").expects_repeat()
    assert "next: " in h.strip(TASK)[0].text, "the next station that is due"
    for _ in range(3):
        h.advance(minutes=4)
        h.crew("E12").expects_repeat()
    assert h.item(AUTHORITY).for_role is Role.SUPERVISOR
    h.crew("E12").says("turning out")
    h.advance(minutes=30)
    h.crew("E12").expects_nothing()


def test_a_graver_grade_hurries_what_runs(room: Harness) -> None:
    h = room
    h.unexpected_pages_allowed = True
    h.call("fall")  # P3: by voice after four minutes
    h.dispatch("E12")
    h.advance(seconds=100)
    assert h.strip(VOICE) == ()
    h.priority("P1", "she does not breathe any more")
    h.advance(seconds=1)
    assert h.item(VOICE), "P1's minute is over already: at once"
    assert steps_of(h)[0] == ("repeat", 1)
    h.crew("E12").says()


def test_authority_stops_a_chain_with_a_reason_and_nothing_turns_green(room: Harness) -> None:
    h = room
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=65)
    with pytest.raises(Exception, match="ask a duty manager or supervisor"):
        h.stops("E12", by=DISPATCHER)
    with pytest.raises(Exception, match="say why"):
        h.stops("E12", "")
    h.stops("E12", "seen on the road with blue lights")
    assert h.armed("E12") == []
    assert h.strip(VOICE) == ()
    assert h.unit("E12").assignment_state == "alerted", "nobody answered: it is not green"
    assert any("stopped by authority: seen on the road" in line.text for line in h.card().log)
    h.advance(minutes=1)
    assert h.item(AttentionKind.OVERDUE), "the incident stays guarded"
    h.crew("E12").says()


def test_the_timeline_on_the_card_tells_what_ran_and_what_comes(room: Harness) -> None:
    h = room
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(seconds=65)
    [chain] = [row for row in h.card().chains if row.stoppable]
    assert (chain.about, chain.policy, chain.running) == ("E12", "dispatch:3", True)
    told = [(step.name, step.phase.value) for step in chain.steps]
    assert told == [
        ("not_accepted", "not_needed"), ("repeat", "ran"), ("other_bearer", "ran"), ("voice", "ran"),
        ("next_unit", "next"), ("supervisor", "to_come"), ("flag", "to_come"), ("duty_manager", "to_come"),
    ]  # fmt: skip
    assert chain.steps[1].did == "attempt 2 queued"
    guard = next(row for row in h.card().chains if row.subject.value == "waiting")
    assert [step.phase.value for step in guard.steps][:2] == ["ran", "next"]
    h.crew("E12").says()
    assert [row.running for row in h.card().chains if row.stoppable is False and row.about == "E12"][:1] == [False]


def test_nobody_at_all_is_told_of_by_the_standing_check(new_harness: NewHarness) -> None:
    base = a_pack().model_dump(mode="json")
    people = [{**part, "phone": ""} for part in base["operator"]]
    h = new_harness(standard(operator=people))

    def gaps() -> list[str]:
        found = h.strip(AttentionKind.TECHNICAL_ALARM)
        return sorted(item.text.split(",")[0].removeprefix("nobody can be reached as ") for item in found)

    assert gaps() == ["duty manager"], "before anything has happened: the highest rung of every chain is empty"
    h.sign_off(SUPERVISOR)
    assert gaps() == ["duty manager", "supervisor"]
    h.sign_on(SUPERVISOR)
    assert gaps() == ["duty manager"]
    h.sign_on(DUTY_MANAGER)
    assert h.strip() == (), "found before it mattered, and gone when somebody is there"


def test_an_owner_who_is_gone_is_passed_over_at_once(room: Harness) -> None:
    h = room
    h.unguarded = 0
    h.call("cardiac")
    h.leaves_without_a_word(DISPATCHER)
    assert h.owner() == "dispatcher"
    h.advance(seconds=60)
    told = h.item(AttentionKind.OVERDUE)
    assert told.for_role is Role.SUPERVISOR, "no dispatcher is there: the supervisor is told in the same second"
    h.dispatch("E12", by=SUPERVISOR)
    h.crew("E12").expects_page()
    h.crew("E12").says(heard_by=RADIO_OPERATOR)


def test_a_dispatcher_who_has_seen_it_keeps_no_supervisor_away(room: Harness) -> None:
    """Looking sends nobody: the incident waits on, and who has the authority hears of it in the same minute."""
    h = room
    h.call("cardiac")
    h.advance(seconds=60)
    h.take(h.item(AttentionKind.OVERDUE), by=DISPATCHER, note="no unit free yet")
    assert h.strip(AttentionKind.OVERDUE) == ()
    h.advance(seconds=60)
    assert h.item(AttentionKind.OVERDUE), "again, in its time"
    assert h.item(AUTHORITY).for_role is Role.SUPERVISOR
    h.take(h.item(AUTHORITY), by=SUPERVISOR, note="asking the neighbours")
    level = h.item(AUTHORITY).level
    h.advance(seconds=119)
    assert h.item(AUTHORITY).level == level, "authority has it in hand: it counts anew"
    h.advance(seconds=1)
    assert h.item(AUTHORITY).level == level + 1
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()


def test_where_nobody_sits_at_the_radio_desk_the_dispatcher_speaks(room: Harness) -> None:
    h = room
    h.sign_off(RADIO_OPERATOR)
    h.call("cardiac")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=60)
    h.crew("E12").expects_repeat()
    assert h.item(VOICE).for_role is Role.DISPATCHER
    h.crew("E12").says(heard_by=DISPATCHER)
