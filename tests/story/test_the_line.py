"""What the line and the terminal do to a page, and what the room makes of it."""

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.domain.transmissions import AttemptState, Mark, TransmissionState
from tests.helpers.builders import RADIO_OPERATOR
from tests.helpers.harness import Harness


def a_page_to_e12(h: Harness) -> None:
    h.call("alarm")
    h.dispatch("E12")


def test_not_taken_is_tried_again_at_once_and_is_no_repeat(h: Harness) -> None:
    h.terminal.naks(times=2)
    a_page_to_e12(h)
    h.crew("E12").expects_page("FIRE ALARM")
    page = h.page("E12")
    assert [attempt.state for attempt in page.attempts] == ["failed", "failed", "accepted"]
    assert not any(attempt.repeat for attempt in page.attempts)
    assert page.marks == frozenset()
    assert page.state is TransmissionState.ACCEPTED
    h.crew("E12").says()


def test_never_taken_ends_after_the_retries_and_the_chain_goes_on(h: Harness) -> None:
    h.terminal.naks()
    a_page_to_e12(h)
    assert [attempt.state for attempt in h.page("E12").attempts] == ["failed"] * 4
    assert h.page("E12").state is TransmissionState.FAILED
    h.advance(seconds=29)
    assert "has not accepted the page to E12" in h.item(AttentionKind.TECHNICAL_ALARM).text
    h.terminal.accepts()
    h.advance(seconds=1)
    h.crew("E12").expects_page("FIRE ALARM")
    assert h.strip(AttentionKind.TECHNICAL_ALARM) == ()
    h.crew("E12").says()


def test_silence_is_uncertain_and_repeated_only_marked(h: Harness) -> None:
    h.terminal.loses_ack_once()
    a_page_to_e12(h)
    h.crew("E12").expects_page("FIRE ALARM")
    assert h.page("E12").state is TransmissionState.UNCERTAIN
    assert len(h.page("E12").attempts) == 1, "not answered by the same block again"
    h.advance(seconds=30)
    h.crew("E12").expects_repeat("FIRE ALARM")
    assert h.page("E12").state is TransmissionState.ACCEPTED
    assert Mark.REPEAT in h.page("E12").marks
    h.crew("E12").says()


def test_a_dead_terminal_is_never_counted_as_heard(h: Harness) -> None:
    h.terminal.silent()
    a_page_to_e12(h)
    h.advance(seconds=59)
    assert h.page("E12").state is TransmissionState.UNCERTAIN
    assert [attempt.repeat for attempt in h.page("E12").attempts] == [False, True]
    h.crew("E12").expects_nothing()
    assert h.item(AttentionKind.TECHNICAL_ALARM)
    h.advance(seconds=1)
    assert h.item(AttentionKind.VOICE_TASK)
    h.crew("E12").says("heard you on voice")


def test_a_refusal_for_good_calls_by_voice_at_once(h: Harness) -> None:
    h.terminal.rejects("510")
    a_page_to_e12(h)
    h.advance(seconds=0)
    assert h.page("E12").state is TransmissionState.REJECTED
    alarm = h.item(AttentionKind.TECHNICAL_ALARM)
    assert "page to E12 rejected: terminal said 510" in alarm.text
    assert h.item(AttentionKind.VOICE_TASK).raised_at == h.clock.now()
    h.advance(seconds=45)
    assert len(h.page("E12").attempts) == 1, "what is refused for good is not paged again"
    h.crew("E12").says()
    assert h.strip() == ()


def test_a_page_taken_back_is_uncertain_again_and_alarms(h: Harness) -> None:
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    h.terminal.late_rs("RS 502")
    page = h.page("E12")
    assert page.state is TransmissionState.UNCERTAIN
    assert [rung.state for rung in page.rungs] == ["queued", "accepted", "uncertain"]
    assert "took back the page to E12" in h.item(AttentionKind.TECHNICAL_ALARM).text
    told = [entry for entry in h.told("transmission_changed") if entry.body.get("retracted")]
    assert [(entry.body["was"], entry.body["state"]) for entry in told] == [("accepted", "uncertain")]
    h.advance(seconds=30)
    h.crew("E12").expects_repeat()
    assert h.page("E12").state is TransmissionState.ACCEPTED
    h.crew("E12").says()
    assert h.strip() == ()


def test_the_bytes_of_a_page_taken_back_are_kept(h: Harness) -> None:
    a_page_to_e12(h)
    page = h.crew("E12").expects_page()
    h.terminal.late_rs()
    attempt = h.page("E12").attempts[0]
    assert page.text.encode() in attempt.bytes_sent
    h.crew("E12").says()


@pytest.mark.parametrize("late", ["retracted", "rejected"])
def test_bad_news_about_an_answered_page_alarms_nobody(h: Harness, late: str) -> None:
    if late == "rejected":
        h.terminal.holds()
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    h.crew("E12").says()
    if late == "rejected":
        h.terminal.refuses_held()
        h.unexpected_pages_allowed = True
    else:
        h.terminal.late_rs()
    assert h.strip() == ()
    assert len(h.page("E12").attempts) == 1
    for status in ("en route", "on scene", "cleared"):
        h.crew("E12").reports(status)
    h.close_incident()
    assert h.strip() == ()


def test_cut_text_is_marked_and_said(h: Harness) -> None:
    h.terminal.truncates()
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    assert Mark.TRUNCATED in h.page("E12").marks
    assert "cut the text of E12" in h.item(AttentionKind.TECHNICAL_ALARM).text
    h.crew("E12").says()
    assert h.strip() == ()


def test_one_alarm_for_a_channel_that_is_down(h: Harness) -> None:
    h.terminal.down("the port is gone")
    h.call("fire")
    h.dispatch("E11", "E12", "L11")
    h.advance(seconds=29)
    texts = sorted(item.text for item in h.strip(AttentionKind.TECHNICAL_ALARM))
    assert len(texts) == 2, "one for the channel, one for what waits for it"
    assert texts[0].startswith("paging has not accepted the page")
    assert texts[1] == "paging is down: the port is gone"
    waiting = next(item for item in h.strip(AttentionKind.TECHNICAL_ALARM) if "not accepted" in item.text)
    assert waiting.count == 3
    assert h.sentinel().channels[0].waiting == 3
    h.terminal.up()
    assert h.strip() == ()
    for call_sign in ("E11", "E12", "L11"):
        h.crew(call_sign).expects_page()
        h.crew(call_sign).says()


def test_the_channels_own_forecast_delays_its_alarm(h: Harness) -> None:
    h.terminal.down()
    h.call("fire")
    h.dispatch("E12")
    forecast_s = h.desk.transactor._rules.forecast("paging", h.page("E12").text)  # type: ignore[union-attr]
    step = next(step for step in h.page("E12").steps if step.name == "not_accepted")
    assert (step.due_at - h.clock.now()).total_seconds() == pytest.approx(2 + forecast_s)
    h.dispatch("E11")
    behind = next(step for step in h.page("E11").steps if step.name == "not_accepted")
    assert behind.due_at > step.due_at, "the page ahead counts"
    h.terminal.up()
    for call_sign in ("E11", "E12"):
        h.crew(call_sign).expects_page()
        h.crew(call_sign).says()


def test_a_receipt_after_the_send_limit_is_late(h: Harness) -> None:
    h.terminal.holds(2)
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    h.advance(seconds=119)
    assert h.page("E12").attempts[0].state is AttemptState.CLAIMED
    h.advance(seconds=2)
    assert h.page("E12").attempts[0].state is AttemptState.UNCERTAIN
    assert h.page("E12").state is TransmissionState.UNCERTAIN
    h.terminal.answers()
    page = h.page("E12")
    assert page.state is TransmissionState.ACCEPTED
    assert Mark.LATE in page.marks
    h.crew("E12").says()


def test_the_same_receipt_again_changes_nothing(h: Harness) -> None:
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    attempt_id = h.terminal.seen[-1].attempt_id
    before = h.page("E12"), len(h.told())
    h.do(TakeReceipt(attempt_id=attempt_id, evidence=Evidence.ACCEPTED))
    assert (h.page("E12"), len(h.told())) == before
    h.crew("E12").says()


def test_a_not_taken_receipt_again_queues_no_second_try(h: Harness) -> None:
    h.terminal.naks(times=1)
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    h.do(TakeReceipt(attempt_id=h.terminal.seen[0].attempt_id, evidence=Evidence.FAILED))
    assert len(h.page("E12").attempts) == 2
    h.crew("E12").expects_nothing()
    h.crew("E12").says()


def test_a_better_rung_comes_without_ending_the_attempt(h: Harness) -> None:
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    attempt_id = h.terminal.seen[-1].attempt_id
    for evidence, state in ((Evidence.ON_AIR, "on_air"), (Evidence.READ, "read"), (Evidence.DELIVERED, "read")):
        h.do(TakeReceipt(attempt_id=attempt_id, evidence=evidence))
        assert h.page("E12").state == state, "a rung only rises"
    assert h.armed("E12") == ["repeat", "voice", "supervisor"], "no machine answers for the crew"
    h.crew("E12").says()


def test_a_status_that_makes_no_sense_is_kept_and_counted(h: Harness) -> None:
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    h.crew("E12").says()
    for times in (1, 2, 3):
        with pytest.raises(InvalidTransition, match="cannot report with_patient"):
            h.crew("E12").reports("with patient")
        assert h.item(AttentionKind.EXCEPTION).count == times
    assert h.unit("E12").assignment_state == "acknowledged", "nothing was changed"
    assert len(h.told("status_refused")) == 3
    assert any("kept, not applied" in line.text for line in h.card().log)
    h.take(h.item(AttentionKind.EXCEPTION), by=RADIO_OPERATOR)
    assert h.strip() == ()


def test_a_status_of_a_unit_without_a_job_is_kept_too(h: Harness) -> None:
    with pytest.raises(InvalidTransition, match="E12 is on no incident and reports en route"):
        h.crew("E12").reports("en route")
    assert h.item(AttentionKind.EXCEPTION).call_sign == "E12"


def test_alerted_is_nothing_that_a_crew_reports(h: Harness) -> None:
    """It would acknowledge the dispatch without anybody having answered."""
    a_page_to_e12(h)
    h.crew("E12").expects_page()
    with pytest.raises(InvalidTransition):
        h.crew("E12").reports("alerted")
    assert "repeat" in h.armed("E12")
    h.crew("E12").says()


def test_a_taken_technical_alarm_stays_until_its_reason_goes(h: Harness) -> None:
    h.terminal.down()
    h.take(h.item(AttentionKind.TECHNICAL_ALARM), by=RADIO_OPERATOR)
    assert h.item(AttentionKind.TECHNICAL_ALARM).state is AttentionState.TAKEN
    h.advance(minutes=2)
    assert h.item(AttentionKind.TECHNICAL_ALARM)
    h.terminal.up()
    assert h.strip() == ()


def test_the_more_urgent_page_goes_first(h: Harness) -> None:
    h.terminal.down()
    h.call("rubbish", at="Tip Lane")
    h.dispatch("E11")
    h.call("fire", at="1 High St")
    h.dispatch("E12")
    h.terminal.up()
    assert [page.text[:2] for page in h.terminal.tape] == ["P1", "P3"]
    for call_sign in ("E11", "E12"):
        h.crew(call_sign).expects_page()
        h.crew(call_sign).says()
