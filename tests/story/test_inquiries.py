"""What inquiries found, told again in this room: how far today's product would have gone otherwise.

Each story ends with the auditor. Where an inquiry asks for more than is told here, the product does not do it yet: of
LAS 1992 row L5 it guards fifty calls to one place and sends nobody twice, and does not join them into one incident.
"""

from datetime import timedelta
from itertools import pairwise

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.crew_commands import ReportStatus
from dispatcher.domain.errors import InvalidTransition, UnitUnavailable, UnknownThing
from dispatcher.domain.incidents import Phase
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.auditing.findings import AuditReport
from dispatcher.queries.requests import AskAudit
from tests.helpers.builders import (
    DISPATCHER,
    RADIO_OPERATOR,
    SECOND_DISPATCHER,
    SUPERVISOR,
    a_pack,
    standard_policies,
)
from tests.helpers.harness import Harness, NewHarness

OVERDUE, VOICE, CALLED_SUPERVISOR = AttentionKind.OVERDUE, AttentionKind.VOICE_TASK, AttentionKind.AUTHORITY


def audited(h: Harness) -> AuditReport:
    with h.reading() as connection:
        return audit(AskAudit(open_too=True), connection, h.clock.now())


def test_essex_2019_a_call_that_goes_past_its_time_does_not_do_so_unheard(h: Harness) -> None:
    """The staff "do not receive any notification when calls go past their target response time"."""
    h.call("alarm", at="4 Mill Lane")
    row = h.queue()[0]
    assert row.next_due_at is not None, "from the first second the queue says when it will be heard of"

    h.advance(seconds=(row.next_due_at - h.clock.now()).total_seconds() - 1)
    assert h.strip() == ()
    h.advance(seconds=1)
    told = h.item(OVERDUE)
    assert told.state is AttentionState.OPEN, "it sounds"
    assert told.incident_number == "2026-000001"
    assert "Mill Lane" in told.text

    h.advance(minutes=20)
    again = h.item(OVERDUE)
    assert again.attention_id == told.attention_id, "one item, not a list that scrolls away"
    assert again.level > told.level
    assert again.count > 5

    h.dispatch("E12")
    h.crew("E12").expects_page("4 Mill Lane")
    assert h.strip(OVERDUE) == (), "somebody was sent: its reason is gone"
    h.crew("E12").says("mobile")
    assert audited(h).first == ()


@pytest.mark.slow
def test_cleveland_2020_an_incident_without_a_unit_is_not_quiet_for_eleven_hours(h: Harness) -> None:
    """Eleven hours in the queue: "the systems did not assist in escalating this un-resourced incident"."""
    h.sign_on(SECOND_DISPATCHER)
    h.call("rubbish", at="9 Harrow Road")
    h.advance(minutes=5)
    assert h.item(OVERDUE)

    h.sign_off(DISPATCHER)  # the shift ends, and the incident does not go home with her
    assert h.owner() != "D1"
    assert h.sentinel().unguarded == 0

    h.advance(minutes=11 * 60)
    row = h.queue()[0]
    assert row.phase is Phase.WAITING
    assert row.guarded
    assert row.next_due_at is not None
    assert row.next_due_at - h.clock.now() <= timedelta(minutes=5)
    item = h.item(OVERDUE)
    assert item.level == 133, "louder every five minutes, all night"
    ran = [entry.at for entry in h.told("guard_ran")]
    assert max(later - earlier for earlier, later in pairwise(ran)) == timedelta(minutes=5)

    report = audited(h)
    assert report.first == ()
    assert report.steps_run == 133, "and it can be shown afterwards"
    h.close_incident("no action needed", by=SECOND_DISPATCHER)


def test_cleveland_2021_what_was_not_handed_over_stays_with_whom_it_was(h: Harness) -> None:
    """ "The system not alerting the call handler to the fact a log has not been transferred"."""
    h.call("fire", at="2 Quay Street")
    with pytest.raises(UnknownThing, match="nobody is on duty at D2"):
        h.hand_over("D2", "yours, I think")
    assert h.owner() == "D1", "said at once, and nothing has moved"

    h.sign_on(SECOND_DISPATCHER)
    h.advance(seconds=40)
    h.hand_over("D2", "yours, I think")
    assert h.owner() == "D2"
    h.advance(seconds=19)
    assert h.strip() == ()
    h.advance(seconds=1)
    assert h.item(OVERDUE).incident_number == "2026-000001", "Omar has not looked: handing over bought no time"
    h.take(h.item(OVERDUE), by=SECOND_DISPATCHER)
    h.dispatch("E12", by=SECOND_DISPATCHER)
    h.crew("E12").expects_page()
    h.crew("E12").says()
    assert audited(h).first == ()


def test_surrey_2018_marked_for_deployment_is_not_deployed(h: Harness) -> None:
    """Marked for deployment, never moved to the control room's queue, found by chance three hours later."""
    h.call("fire", at="Meadow Farm")
    assert [row.number for row in h.queue()] == ["2026-000001"], "there is one queue, and it stands in it at once"
    h.note("for deployment, E12 when it is free")
    assert h.queue()[0].phase is Phase.WAITING, "words move nothing: nobody has been alerted"
    h.advance(minutes=1)
    assert h.item(OVERDUE), "and the room says so within the minute, not in three hours"

    with pytest.raises(UnknownThing):
        h.dispatch("E99")
    assert h.queue()[0].phase is Phase.WAITING
    h.advance(minutes=1)
    assert h.item(OVERDUE).level == 2, "a dispatch that failed has silenced nothing"

    h.dispatch("E12")
    assert h.queue()[0].phase is Phase.ALERTED
    h.crew("E12").expects_page("Meadow Farm")
    h.advance(seconds=30)
    h.crew("E12").expects_repeat()
    h.crew("E12").says()
    assert h.queue()[0].phase is Phase.ACKNOWLEDGED
    assert audited(h).first == ()


def test_las_1992_l6_exceptions_do_not_push_the_worst_off_the_screen(h: Harness) -> None:
    """Exception messages grew until nobody could clear them, and scrolled off with no way back."""
    h.unexpected_pages_allowed = True
    h.call("fire", at="1 High Street")
    h.dispatch("E12")
    idle = ("E11", "E21", "L11")
    wrong = (AssignmentState.ON_SCENE, AssignmentState.CLEARED)
    for minute in range(10):  # buttons pressed in the wrong order, all over the town
        for number in range(30):
            report = ReportStatus(
                actor=RADIO_OPERATOR, call_sign=idle[number % len(idle)], status=wrong[number % len(wrong)]
            )
            with pytest.raises(InvalidTransition):
                h.desk.run(report)
        h.advance(minutes=1)
        first = h.strip()[0]
        assert first.priority is not None, f"minute {minute}: the first line is no button, it is the fire"
        assert first.incident_number == "2026-000001"

    exceptions = h.strip(AttentionKind.EXCEPTION)
    assert len(exceptions) == len(idle) * len(wrong), "one line for each cause, however often it came"
    assert sum(item.count for item in exceptions) == 300, "and none is forgotten"
    assert {item.state for item in exceptions} == {AttentionState.OPEN}, "none went away unseen"

    for item in exceptions:
        h.take(item, by=DISPATCHER)
    assert h.strip(AttentionKind.EXCEPTION) == ()
    h.crew("E12").says()
    assert audited(h).first == ()


@pytest.mark.slow
def test_las_1992_l7_what_is_not_answered_does_not_breed(h: Harness) -> None:
    """Each item that nobody resolved made further messages, and those made more."""
    h.unexpected_pages_allowed = True
    crews = ("E11", "E12", "E21")
    for number, call_sign in enumerate(crews, start=1):
        h.call("fire", at=f"{number} Dock Road")
        h.dispatch(call_sign)
    h.advance(minutes=5)
    after_five_minutes = {(item.kind, item.incident_number) for item in h.strip()}
    pages = len(h.terminal.tape)
    h.advance(minutes=55)
    items = h.strip()
    assert {(item.kind, item.incident_number) for item in items} == after_five_minutes
    assert len(items) == 3 * len(crews), "for each incident a voice task, a supervisor's and that it waits: no more"
    assert len(h.terminal.tape) == pages, "and the air is not flooded"
    assert all(item.level > 50 for item in h.strip(CALLED_SUPERVISOR)), "louder, not more"
    for call_sign in crews:
        h.crew(call_sign).says()
    assert h.strip(VOICE) == ()
    assert h.strip(CALLED_SUPERVISOR) == ()
    assert audited(h).first == ()


def test_las_1992_l9_two_ambulances_for_one_and_none_for_the_other_cannot_be(h: Harness) -> None:
    """Wrong status led to two vehicles at one scene, and to one vehicle counted on twice."""
    h.sign_on(SECOND_DISPATCHER)
    north = h.call("fire", at="North Pier").incident_id
    south = h.call("fire", at="South Gate").incident_id
    h.dispatch("E12", to=north)
    h.crew("E12").expects_page("North Pier")
    with pytest.raises(UnitUnavailable, match="E12"):
        h.dispatch("E12", to=south, by=SECOND_DISPATCHER)
    with pytest.raises(UnitUnavailable):
        h.dispatch("E11", "E12", to=south, by=SECOND_DISPATCHER)
    assert h.unit("E11").assignment_state is None, "all of an order or nothing of it: E11 was not sent alone"
    assert h.queue()[0].phase is Phase.WAITING or h.queue()[1].phase is Phase.WAITING, "South Gate still waits, seen"

    h.crew("E12").says()
    h.advance(seconds=10)
    h.reassign("E12", to=south, reason="persons trapped", by=SUPERVISOR)
    h.crew("E12").expects_page("South Gate", "LEAVE 2026-000001")
    h.crew("E12").says("turning round")
    left = next(row for row in h.queue() if row.incident_id == north)
    assert left.phase is Phase.WAITING
    assert left.requeued, "what lost its unit stands at the top again"
    h.dispatch("E11", to=north)
    h.crew("E11").expects_page("North Pier")
    h.crew("E11").says()
    assert audited(h).first == ()


def test_essex_2019_the_caller_is_told_the_grade_and_a_time_and_the_time_is_kept_watch_over(h: Harness) -> None:
    """The force was also asked to give callers the grade and when somebody will be there."""
    h.call("alarm", at="4 Mill Lane")
    promise = h.promises("arrival", minutes=15, words="graded P2, somebody is with you in a quarter of an hour")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says("mobile")
    h.advance(minutes=13)
    assert "promised that somebody is there, due in 2 min" in h.item(OVERDUE).text, "before it slips, not after"
    h.keeps(promise, "rang: the engine is stuck at the bridge, ten minutes more")
    h.promises("arrival", minutes=10, words="ten minutes more")
    h.crew("E12").reports("on scene")
    h.keeps(h.card().promises[-1].promise_id, "the caller sees the engine")
    assert h.strip() == ()
    assert audited(h).first == ()


def test_cleveland_2020_whoever_looks_away_somebody_above_is_told(new_harness: NewHarness) -> None:
    """By the standard chains an incident that nobody is sent to reaches the duty manager within minutes."""
    h = new_harness(a_pack(**standard_policies()))
    h.call("cardiac", at="9 Harrow Road")
    asked: dict[Role, float] = {}
    while Role.DUTY_MANAGER not in asked:
        h.advance(seconds=10)
        for item in h.strip():
            asked.setdefault(item.for_role, (h.clock.now() - item.raised_at).total_seconds())
        assert (h.clock.now() - h.card().opened_at).total_seconds() <= 240, "four minutes, not eleven hours"
    assert Role.SUPERVISOR in asked
    assert h.item(AttentionKind.DECISION), "and somebody is to say what is to be done"
    h.dispatch("E12")
    h.crew("E12").expects_page()
    assert h.strip(CALLED_SUPERVISOR) == (), "a unit was sent: its reason is gone, and the page's own chain begins"
    h.crew("E12").says()
    assert audited(h).first == ()


def test_cleveland_2021_the_log_that_the_other_room_never_took(h: Harness) -> None:
    """ "The system not alerting the call handler to the fact a log has not been transferred"."""
    h.call("disorder", at="Station Road")
    offer = h.offers("police")
    assert h.owner() == "D1", "nothing leaves this room by being offered"
    h.advance(seconds=60)
    told = next(item for item in h.strip(AttentionKind.TASK) if "has not accepted it" in item.text)
    assert told.for_seat == "D1", "the call handler, after a minute"
    h.partner_says(offer, "accepted", "Insp. Rowe has it, log 88")
    assert not [item for item in h.strip() if "accepted" in item.text]
    h.close_incident("passed to another agency")
    assert audited(h).first == ()


@pytest.mark.slow
def test_las_1992_l5_fifty_calls_to_one_place_send_nobody_twice(h: Harness) -> None:
    """Duplicate calls were not identified, and ambulances went twice."""
    for number in range(50):
        h.call("crash", at="Tower Bridge", caller_name=f"caller {number}")
        h.clock.advance(seconds=1)
    assert len(h.queue()) == 50
    assert h.sentinel().unguarded == 0, "each is guarded, seen, and owned"
    first = h.queue()[0].incident_id
    h.dispatch("E12", to=first)
    h.crew("E12").expects_page("Tower Bridge")
    with pytest.raises(UnitUnavailable):
        h.dispatch("E12", to=h.queue()[1].incident_id)
    h.crew("E12").says()
    h.advance(minutes=10)
    assert len(h.terminal.tape) == 1, "whatever waits, no page goes out by itself"
    assert len(h.strip(OVERDUE)) == 49, "one line for each, however long"
    for row in h.queue():
        if row.incident_id != first:
            h.close_incident("no action needed", of=row.incident_id)
    assert h.strip(OVERDUE) == ()
    assert audited(h).first == ()
