"""What comes in from crews: statuses, words, positions, emergencies. Nothing is lost, nothing is green by guessing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import exc

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.channel_commands import HoldChannel
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.machine import HeardStatus, TakeStatuses, TakeText
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from dispatcher.packs.model import Pack
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.auditing.findings import FindingKind
from dispatcher.queries.requests import AskAudit
from dispatcher.services import taking_inbound
from dispatcher.storage.errors import Unwritable
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR, a_pack
from tests.helpers.databases import NewUrl
from tests.helpers.harness import Harness, NewHarness

O = InboundOutcome  # noqa: E741  # said often
FMS = {n: 0x8002 + n for n in range(10)}


def fms_pack(**changes: Any) -> Pack:
    """Rivermouth whose pagers speak: FMS on the paging channel, and a few keys of its own."""
    shipped = a_pack().model_dump(mode="json")["status"]
    statuses = [{**row, "driver": "", "channel": "paging"} for row in shipped]
    own = [("accept", 0x8030), ("decline", 0x8031), ("cleared", 0x8032), ("off_duty", 0x8033)]
    statuses += [{"channel": "paging", "code": code, "means": means} for means, code in own]
    return a_pack(status=statuses, **changes)


ACCEPT, DECLINE, CLEARED = 0x8030, 0x8031, 0x8032


@pytest.fixture
def h(new_harness: NewHarness) -> Harness:
    return new_harness(fms_pack())


@pytest.fixture
def alerted(h: Harness) -> Harness:
    """E12 was paged, and has not answered."""
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    return h


def is_clean(h: Harness) -> bool:
    with h.reading() as connection:
        return not audit(AskAudit(open_too=True), connection, h.clock.now()).first


# -- statuses ----------------------------------------------------------------------------------------------------------


def test_a_status_that_answers_a_page_is_a_persons_answer(alerted: Harness) -> None:
    h = alerted
    assert h.radio_status("E12", FMS[3]) is O.REPORTED
    assert h.unit("E12").assignment_state is AssignmentState.EN_ROUTE
    page = h.page("E12")
    assert (page.state, page.acknowledged_by, page.words_heard) == (
        TransmissionState.ACKNOWLEDGED,
        "status FMS 3",
        None,
    )
    assert h.armed("E12") == []
    h.advance(minutes=5)
    h.crew("E12").expects_nothing()
    (row,) = h.feed()
    assert (row.who, row.kind, row.meaning, row.outcome) == ("E12", InboundKind.STATUS, "FMS 3, en route", O.REPORTED)
    assert (row.incident_number, row.duplicate, row.bytes_received) == (h.card().number, False, b"+CTSDSR:8005")
    assert is_clean(h)


def test_the_keys_of_a_whole_job(alerted: Harness) -> None:
    h = alerted
    for code, state in (
        (FMS[3], "en_route"),
        (FMS[4], "on_scene"),
        (FMS[7], "transporting"),
        (FMS[8], "at_destination"),
    ):
        assert h.radio_status("E12", code) is O.REPORTED
        assert h.unit("E12").assignment_state == state
    assert h.radio_status("E12", FMS[1]) is O.REPORTED
    shown = h.unit("E12")
    assert (shown.assignment_state, shown.availability) == (None, Availability.AVAILABLE_MOBILE)
    assert h.radio_status("E12", FMS[2]) is O.REPORTED
    assert h.unit("E12").availability is Availability.AVAILABLE_STATION
    assert is_clean(h)


def test_a_crew_that_says_it_is_free_before_it_was_there_has_not_cleared(alerted: Harness) -> None:
    h = alerted
    h.radio_status("E12", FMS[3])
    assert h.radio_status("E12", FMS[1]) is O.EXCEPTION
    assert h.unit("E12").assignment_state is AssignmentState.EN_ROUTE
    assert "E12 is en route and reports available mobile" in h.item(AttentionKind.EXCEPTION).text


def test_a_status_that_makes_no_sense_is_kept_and_asked_about(h: Harness) -> None:
    assert h.radio_status("E12", FMS[4]) is O.EXCEPTION
    assert "E12 is on no incident and reports on scene" in h.item(AttentionKind.EXCEPTION).text
    assert [row.outcome for row in h.feed()] == [O.EXCEPTION]


def test_a_code_that_the_pack_does_not_know_is_named(alerted: Harness) -> None:
    h = alerted
    assert h.radio_status("E12", FMS[9]) is O.EXCEPTION
    item = h.item(AttentionKind.EXCEPTION)
    assert "800B" in item.text
    assert (item.call_sign, item.incident_id) == ("E12", h.incident_id)
    assert h.unit("E12").assignment_state is AssignmentState.ALERTED


def test_accept_and_decline_by_key(alerted: Harness) -> None:
    h = alerted
    assert h.radio_status("E12", ACCEPT) is O.ANSWERED
    assert h.unit("E12").assignment_state is AssignmentState.ACKNOWLEDGED
    assert h.radio_status("E12", ACCEPT) is O.REPORTED  # again
    assert h.radio_status("E12", DECLINE) is O.ANSWERED  # acknowledged may still be declined
    assert h.unit("E12").assignment_state is None
    assert "nobody is assigned" in h.strip(AttentionKind.EXCEPTION)[0].text
    assert h.radio_status("E12", DECLINE) is O.EXCEPTION
    assert is_clean(h)


def test_a_stand_down_is_acknowledged_by_key(alerted: Harness) -> None:
    h = alerted
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    assert h.radio_status("E12", ACCEPT) is O.ANSWERED
    assert h.page("E12").state is TransmissionState.ACKNOWLEDGED
    h.close_incident()
    assert is_clean(h)


@pytest.mark.parametrize(
    ("code", "words", "priority"),
    [(FMS[5], "wants to speak (FMS 5)", None), (FMS[0], "URGENTLY wants to speak (FMS 0)", Priority.P1)],
)
def test_a_request_to_speak_is_a_task_of_the_radio_desk(
    h: Harness, code: int, words: str, priority: Priority | None
) -> None:
    assert h.radio_status("E12", code) is O.REPORTED
    item = h.item(AttentionKind.TASK)
    assert (item.for_role, item.priority) == (Role.RADIO_OPERATOR, priority)
    assert words in item.text
    h.radio_status("E12", code)
    assert h.item(AttentionKind.TASK).count == 2
    h.take(h.item(AttentionKind.TASK), by=RADIO_OPERATOR)
    assert h.strip() == ()


def test_statuses_of_one_batch_are_acted_upon_in_order(alerted: Harness) -> None:
    h = alerted
    assert h.radio_status("E12", FMS[3], FMS[4], FMS[9], FMS[7]) is O.REPORTED
    assert h.unit("E12").assignment_state is AssignmentState.TRANSPORTING
    assert [row.outcome for row in reversed(h.feed())] == [O.REPORTED, O.REPORTED, O.EXCEPTION, O.REPORTED]
    assert is_clean(h)


def test_a_commit_takes_as_many_statuses_as_fit_and_says_how_many(alerted: Harness) -> None:
    h = alerted

    def taken(pager: str, count: int) -> int:
        items = [HeardStatus(channel="paging", sender=pager, code=FMS[3], heard_at=h.clock.now())] * count
        return len(h.do(TakeStatuses(items=tuple(items))))

    assert taken("1000012", 30) == 7  # at work: each sets more timers
    assert taken("1000011", 30) == 20
    assert len(h.feed()) == 27


def test_a_status_that_the_program_fails_with_is_kept_and_holds_up_no_other(
    alerted: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = alerted
    real: Callable[..., Any] = taking_inbound._act

    def broken(work: Any, came: Any, *more: Any) -> Any:
        if came.code == FMS[4]:
            raise ZeroDivisionError("a fault")
        return real(work, came, *more)

    monkeypatch.setattr("dispatcher.services.taking_inbound._act", broken)
    assert h.radio_status("E12", FMS[3], FMS[4], FMS[7]) is O.EXCEPTION  # transporting before on scene
    assert h.unit("E12").assignment_state is AssignmentState.EN_ROUTE
    assert [row.code for row in h.feed()] == [FMS[7], FMS[4], FMS[3]]
    assert "could not be applied" in h.feed()[1].meaning


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Yes", "OK, on our way", "ROGER!", "on our way"])
def test_words_that_accept_turn_it_green_and_are_kept(alerted: Harness, text: str) -> None:
    h = alerted
    assert h.radio_says("E12", text) is O.ANSWERED
    assert h.unit("E12").assignment_state is AssignmentState.ACKNOWLEDGED
    page = h.page("E12")
    assert (page.state, page.acknowledged_by) == (TransmissionState.ACKNOWLEDGED, f"text “{text}”")
    assert any(f"E12 accepts by text: “{text}”" in line.text for line in h.card().log)
    (row,) = h.feed()
    assert (row.words, row.outcome, row.incident_number) == (text, O.ANSWERED, h.card().number)
    assert h.armed("E12") == []
    assert is_clean(h)


def test_words_that_decline_ask_for_somebody_else(alerted: Harness) -> None:
    h = alerted
    assert h.radio_says("E12", "unable, pump defective") is O.ANSWERED
    assert h.unit("E12").assignment_state is None
    assert "E12 declined; nobody is assigned" in h.item(AttentionKind.EXCEPTION).text
    assert is_clean(h)


@pytest.mark.parametrize(
    "text",
    [
        "yes?", "“yes” he said", "> yes", "we are at the pump and the answer is yes", "yes no", "maybe", "", "👍",
        "yes but first we need another crew for the second pump here", "yesterday",
    ],
)  # fmt: skip
def test_what_is_no_plain_answer_is_read_by_somebody(alerted: Harness, text: str) -> None:
    h = alerted
    assert h.radio_says("E12", text) is O.NOTED
    assert h.unit("E12").assignment_state is AssignmentState.ALERTED
    assert h.page("E12").state is TransmissionState.ACCEPTED
    item = h.item(AttentionKind.TASK)
    assert (item.for_role, item.call_sign) == (Role.RADIO_OPERATOR, "E12")
    assert h.feed()[0].words == text
    if text:
        assert any(f"wrote over paging: “{text}”" in line.text for line in h.card().log)
    assert "repeat" in h.armed("E12")


def test_an_incomplete_text_is_never_an_answer(alerted: Harness) -> None:
    assert alerted.radio_says("E12", "yes", complete=False) is O.NOTED
    assert alerted.feed()[0].meaning == "parts of it never came"


def test_a_text_that_nothing_waits_for_is_noted(h: Harness) -> None:
    assert h.radio_says("E12", "yes") is O.NOTED
    assert h.feed()[0].meaning == "no page waits for its answer"


def test_a_text_from_before_the_page_answers_nothing(alerted: Harness) -> None:
    assert alerted.radio_says("E12", "yes", sent_ago=300) is O.NOTED
    assert alerted.unit("E12").assignment_state is AssignmentState.ALERTED


def test_nobody_answers_a_page_that_has_not_gone_out(h: Harness) -> None:
    h.terminal.down()
    h.call("alarm")
    h.dispatch("E12")
    assert h.radio_says("E12", "yes") is O.NOTED
    assert h.unit("E12").assignment_state is AssignmentState.ALERTED
    h.terminal.up()
    h.advance(seconds=1)
    h.unexpected_pages_allowed = True


def test_of_several_pages_a_text_answers_the_one_that_it_names(alerted: Harness) -> None:
    h = alerted
    first = h.card().number
    h.recall("E12")
    h.call("fire")
    h.dispatch("E12")
    h.unexpected_pages_allowed = True
    assert h.radio_says("E12", "ok") is O.NOTED
    assert "several pages" in h.feed()[0].meaning
    assert h.radio_says("E12", f"ok {first}") is O.ANSWERED  # the stand-down
    assert h.unit("E12").assignment_state is AssignmentState.ALERTED
    assert h.radio_says("E12", "ok") is O.ANSWERED  # the one that is left
    assert h.unit("E12").assignment_state is AssignmentState.ACKNOWLEDGED
    assert is_clean(h)


def test_a_text_told_again_after_a_restart_is_known_by_its_octets(alerted: Harness) -> None:
    h = alerted
    h.radio_says("E12", "maybe", sent_ago=0)
    h.restart(after_seconds=0)
    assert h.radio_says("E12", "maybe", sent_ago=0) is O.DUPLICATE
    assert h.item(AttentionKind.TASK).count == 1
    assert [row.duplicate for row in h.feed()] == [True, False]


def test_a_phone_is_known_by_its_number_however_it_is_written(new_harness: NewHarness) -> None:
    shipped = fms_pack().model_dump(mode="json")
    phone = {"name": "sms", "title": "Modem", "driver": "sms", "link": "simulator:/sms"}
    units = [{**unit, "also": {"sms": "01632 960117".replace(" ", "")} if unit["call_sign"] == "E12" else {}}
             for unit in shipped["unit"]]  # fmt: skip
    h = new_harness(fms_pack(channel=[*shipped["channel"], phone], unit=units))
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    assert h.radio_says("+44 1632 960117", "yes", channel="sms") is O.ANSWERED
    assert h.page("E12").acknowledged_by == "text “yes”"
    assert h.radio_says("+44 1632 960118", "yes", channel="sms") is O.UNKNOWN_UNIT


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE inbound SET unit_id = (SELECT id FROM units WHERE call_sign = 'E11')", "another unit"),
        ("UPDATE inbound SET outcome = 'noted' WHERE kind = 'text'", "no answer (noted)"),
        ("UPDATE inbound SET duplicate = 1", "no answer"),
        ("UPDATE personal_values SET value = 'ok' WHERE kind = 'words'", "not those that came in"),
        ("UPDATE transmissions SET words_id = NULL", "not those that came in"),
        ("UPDATE transmissions SET answer_id = (SELECT id FROM inbound WHERE code > 0)", "does not name"),
    ],
)
def test_the_auditor_does_not_take_whatever_came_in_for_an_answer(alerted: Harness, damage: str, says: str) -> None:
    h = alerted
    h.radio_status("E12", FMS[5])
    h.radio_says("E12", "yes")
    with h.desk.database.writer.connect() as connection, connection.begin() as spoilt:
        connection.exec_driver_sql(damage)
        found = audit(AskAudit(open_too=True), connection, h.clock.now()).first
        spoilt.rollback()
    assert any(item.kind is FindingKind.GREEN_WITHOUT_PERSON and says in item.found for item in found), found


# -- duplicates and unknown senders ------------------------------------------------------------------------------------


def test_a_duplicate_is_kept_and_labelled_and_not_acted_upon(alerted: Harness) -> None:
    h = alerted
    assert h.radio_status("E12", FMS[5]) is O.REPORTED
    assert h.radio_status("E12", FMS[5], duplicate=True) is O.DUPLICATE
    assert h.radio_says("E12", "yes", duplicate=True) is O.DUPLICATE
    assert h.item(AttentionKind.TASK).count == 1
    assert h.unit("E12").assignment_state is AssignmentState.ALERTED
    assert [(row.outcome, row.duplicate) for row in h.feed()] == [(O.DUPLICATE, True), (O.DUPLICATE, True),
                                                                 (O.REPORTED, False)]  # fmt: skip


def test_an_unknown_sender_is_one_item_and_its_words_are_kept(h: Harness) -> None:
    assert h.radio_status("999", FMS[3]) is O.UNKNOWN_UNIT
    assert h.radio_says("999", "who are you") is O.UNKNOWN_UNIT
    item = h.item(AttentionKind.EXCEPTION)
    assert item.count == 2
    assert "unknown unit 999 on paging" in item.text
    h.radio_status("998", FMS[3])
    assert len(h.strip(AttentionKind.EXCEPTION)) == 2
    assert [row.who for row in h.feed()] == ["998", "999", "999"]
    told = h.told("inbound_taken")
    assert len(told) == 3
    assert "who are you" not in str(told)
    assert "'999'" not in str(told)


def test_our_own_test_message_that_comes_back_is_no_text_of_a_crew(alerted: Harness) -> None:
    h = alerted
    with h.desk.database.writer.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO channel_tests (id, channel, address, text, expects, state, queued_at, due_at, bytes_sent,"
            " bytes_received) VALUES ('t1', 'paging', '1', 'TEST 4711', 'heard', 'on_line', 1, 2, '', '')"
        )
    assert h.radio_says("E12", "TEST 4711") is O.TEST
    assert h.strip() == ()
    assert h.radio_says("E12", "TEST 4712") is O.NOTED


# -- positions ---------------------------------------------------------------------------------------------------------


def test_positions_move_units_and_are_not_journalled(h: Harness) -> None:
    before = len(h.told())
    taken = h.radio_positions(("E12", 50.35, -3.58, 0), ("E11", 50.36, -3.57, 40), ("E12", 50.30, -3.50, 30))
    assert (taken.kept, taken.unknown) == (2, 0)
    assert h.positions()["E12"].latitude == 50.35
    assert (h.clock.now() - h.positions()["E11"].at).total_seconds() == 40
    assert len(h.told()) == before
    h.radio_positions(("E11", 50.0, -3.0, 60))  # older than what is kept
    assert h.positions()["E11"].latitude == 50.36


def test_a_position_that_is_none_spoils_no_other(h: Harness) -> None:
    taken = h.radio_positions(("E12", 91.0, 0.0, 0), ("E11", float("nan"), 0.0, 0), ("L11", 50.0, -3.0, 0))
    assert (taken.kept, taken.broken) == (1, 2)


def test_positions_of_a_sender_that_nobody_knows_are_one_quiet_item(h: Harness) -> None:
    for _ in range(20):
        assert h.radio_positions(("999", 50.0, -3.0, 0)).unknown == 1
    item = h.item(AttentionKind.EXCEPTION)
    assert item.count == 20
    assert len(h.told("attention_raised")) == 1
    h.take(item)
    h.radio_positions(("999", 50.0, -3.0, 0))
    assert h.strip() == ()  # somebody looked a moment ago
    h.advance(minutes=61)
    h.radio_positions(("999", 50.0, -3.0, 0))
    assert "999" in h.item(AttentionKind.EXCEPTION).text


# -- emergencies -------------------------------------------------------------------------------------------------------


def test_an_emergency_stands_above_everything_and_changes_no_assignment(alerted: Harness) -> None:
    h = alerted
    h.radio_status("E12", FMS[3])
    h.radio_emergency("E12", at=(50.35123, -3.58))
    first = h.strip()[0]
    assert (first.kind, first.priority, first.for_role) == (AttentionKind.EMERGENCY, Priority.P1, Role.DISPATCHER)
    for words in ("EMERGENCY: E12 pressed the button", "TETRA status 0", h.card().number, "50.35123, -3.58"):
        assert words in first.text
    assert first.call_sign == "E12"
    assert h.positions()["E12"].latitude == 50.35123
    assert h.unit("E12").assignment_state is AssignmentState.EN_ROUTE
    assert any(line.text.startswith("EMERGENCY: E12 pressed the button") for line in h.card().log)
    assert h.feed()[0].outcome is O.EMERGENCY


def test_pages_for_a_crew_in_danger_go_ahead_of_every_p1(h: Harness) -> None:
    quiet = h.call("fire", at="Quay 1").incident_id
    troubled = h.call("alarm", at="Quay 2").incident_id
    h.dispatch("E12", to=troubled)
    h.crew("E12").expects_page()
    h.radio_status("E12", FMS[3])
    h.radio_emergency("E12")
    h.do(HoldChannel(actor=RADIO_OPERATOR, channel="paging", reason="antenna"))
    h.dispatch("E11", to=quiet)
    h.dispatch("L11", to=troubled)
    assert [(one.call_signs, one.rank) for one in h.channel().queue] == [(("L11",), 0), (("E11",), 1)]
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER)
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER, note="crew out and well")
    h.dispatch("M31", to=troubled)
    assert h.channel().queue[-1].rank > 0


def test_nobody_takes_it_and_it_rings_louder_and_goes_up(h: Harness) -> None:
    h.radio_emergency("E12")
    h.advance(seconds=14)
    assert h.item(AttentionKind.EMERGENCY).level == 1
    h.advance(seconds=1)
    assert h.item(AttentionKind.EMERGENCY).level == 2
    assert h.strip(AttentionKind.AUTHORITY) == ()
    h.advance(seconds=15)
    assert h.item(AttentionKind.AUTHORITY).for_role is Role.SUPERVISOR
    assert "E12 pressed the button" in h.item(AttentionKind.AUTHORITY).text
    h.advance(minutes=2)
    assert h.item(AttentionKind.AUTHORITY).for_role is Role.DUTY_MANAGER
    assert len(h.strip()) == 2


def test_whoever_takes_it_ends_the_chain_and_settles_it_in_words(h: Harness) -> None:
    h.radio_emergency("E12")
    h.advance(seconds=31)
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER)
    assert [item.kind for item in h.strip()] == [AttentionKind.EMERGENCY]
    h.advance(minutes=10)
    item = h.item(AttentionKind.EMERGENCY)
    assert (item.state, item.count) == (AttentionState.TAKEN, 3)
    h.take(item, by=DISPATCHER, note="pressed in the pocket, crew heard and well")
    assert h.strip() == ()


@pytest.mark.parametrize("duplicate", [False, True])
def test_a_press_again_rings_anew_and_is_never_swallowed(h: Harness, duplicate: bool) -> None:
    h.radio_emergency("E12")
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER)
    h.radio_emergency("E12", duplicate=duplicate)
    item = h.item(AttentionKind.EMERGENCY)
    assert (item.state, item.count, item.level) == (AttentionState.OPEN, 2, 2)
    assert [row.duplicate for row in h.feed()] == [duplicate, False]
    h.advance(seconds=31)
    assert h.item(AttentionKind.AUTHORITY)


def test_an_emergency_of_nobody_known_rings_as_well(h: Harness) -> None:
    h.radio_emergency("4711")
    item = h.item(AttentionKind.EMERGENCY)
    assert "unknown sender 4711 on paging" in item.text
    assert "position unknown" in item.text
    h.radio_emergency("4711")
    h.radio_emergency("4712")
    assert [item.count for item in h.strip(AttentionKind.EMERGENCY)] == [2, 1]
    assert "4711" not in str(h.told("emergency_heard"))


def test_an_incident_is_not_closed_over_an_emergency_that_nobody_has_taken(alerted: Harness) -> None:
    h = alerted
    h.radio_status("E12", FMS[3], FMS[4])
    h.radio_emergency("E12")
    h.radio_status("E12", CLEARED)
    with pytest.raises(InvalidTransition, match="emergency"):
        h.close_incident()
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER)
    h.close_incident()
    assert h.strip() == ()
    assert is_clean(h)


def test_an_emergency_given_to_a_seat_rings_there_and_its_chain_begins_anew(h: Harness) -> None:
    h.radio_emergency("E12")
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER)
    h.delegates(h.item(AttentionKind.EMERGENCY), "S1", by=DISPATCHER)
    h.advance(seconds=16)
    assert h.item(AttentionKind.EMERGENCY).state is AttentionState.OPEN
    assert h.item(AttentionKind.EMERGENCY).count == 2
    h.take(h.item(AttentionKind.EMERGENCY), by=SUPERVISOR)


def test_an_emergency_outlives_a_restart(h: Harness) -> None:
    h.radio_emergency("E12")
    h.restart(after_seconds=20)
    h.advance(seconds=15)
    assert h.item(AttentionKind.EMERGENCY).level >= 2
    assert h.item(AttentionKind.AUTHORITY)


@pytest.mark.postgres
def test_what_comes_in_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness) -> None:
    h = new_harness(fms_pack(), postgres_new())
    h.call("alarm")
    h.dispatch("E12", "E11")
    h.unexpected_pages_allowed = True
    assert h.radio_says("E11", "OK, on our way", sent_ago=0) is O.ANSWERED
    assert h.radio_says("E11", "OK, on our way", sent_ago=0) is O.DUPLICATE
    assert h.radio_status("E12", FMS[3], FMS[9], FMS[4]) is O.REPORTED
    assert h.radio_status("999", FMS[3]) is O.UNKNOWN_UNIT
    assert h.radio_positions(("E12", 50.1, -3.0, 0), ("999", 1.0, 1.0, 0)).unknown == 1
    h.advance(seconds=1)
    h.radio_emergency("E12", at=(50.2, -3.0))
    h.radio_emergency("E12", duplicate=True)
    h.advance(seconds=31)
    assert h.item(AttentionKind.EMERGENCY).count == 4
    assert h.item(AttentionKind.AUTHORITY)
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER)
    h.take(h.item(AttentionKind.EMERGENCY), by=DISPATCHER, note="heard, all well")
    assert h.page("E12").acknowledged_by == "status FMS 3"
    assert h.page("E11").acknowledged_by == "text “OK, on our way”"
    assert len(h.feed()) == 8
    assert h.positions()["E12"].latitude == 50.2
    assert is_clean(h)


@pytest.mark.parametrize("text", ["a\0b", "\ud800 lone"])
def test_words_that_no_database_holds_are_kept_as_near_as_can_be(alerted: Harness, text: str) -> None:
    assert alerted.do(
        TakeText(channel="paging", sender="1000012", text=text, heard_at=alerted.clock.now(), bytes_received=b"raw")
    ) is O.NOTED  # fmt: skip
    (row,) = alerted.feed()
    assert row.bytes_received == b"raw"
    assert (row.words or "").strip(" ")[0] in "a?"


def test_words_and_emergencies_that_the_program_fails_with_are_kept(
    alerted: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_more: object) -> Any:
        raise ZeroDivisionError("a fault")

    h = alerted
    monkeypatch.setattr("dispatcher.services.taking_inbound.answer_in", broken)
    assert h.radio_says("E12", "yes") is O.NOTED
    assert h.feed()[0].meaning == "a fault in the program"
    assert h.item(AttentionKind.TASK)
    monkeypatch.setattr("dispatcher.services.taking_emergencies.positions.of_unit", broken)
    h.radio_emergency("E12")
    assert "unknown sender 1000012 on paging" in h.item(AttentionKind.EMERGENCY).text
    assert h.feed()[0].outcome is O.EMERGENCY


def test_a_store_that_is_unwell_is_no_fault_of_what_came_in(alerted: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole batch goes back, and is told again."""

    def full(*_arguments: object, **_more: object) -> Any:
        raise exc.OperationalError("INSERT", {}, Exception("the disk is full"))

    h = alerted
    with monkeypatch.context() as broken:
        broken.setattr("dispatcher.storage.inbound.add", full)
        for send in (lambda: h.radio_status("E12", FMS[3]), lambda: h.radio_says("E12", "yes"),
                     lambda: h.radio_emergency("E12")):  # fmt: skip
            with pytest.raises(Unwritable, match="the disk is full"):
                send()
    assert h.feed() == ()
    assert h.strip() == ()
    assert h.radio_says("E12", "yes") is O.ANSWERED
