"""The record of an incident: its log, corrections, tasks, stakeholders, what resolved it, what it cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected, UnknownThing
from dispatcher.domain.identifiers import IncidentId, LineId, NotificationId, OperatorId, StakeholderId, TaskId
from dispatcher.domain.owed_commands import MakePromise, SettlePromise
from dispatcher.domain.plain_text import visible
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.record_commands import (
    AddNote,
    AddStakeholder,
    AddTask,
    BusinessImpact,
    CorrectLine,
    RecordReply,
    RecordResolution,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from dispatcher.queries.card_rows import LogLine
from dispatcher.storage.schema import journal, personal_values
from tests.helpers.builders import DISPATCHER, SUPERVISOR, a_pack
from tests.helpers.harness import Harness, NewHarness

FACILITIES = TaskOwner(team="facilities")


@pytest.fixture
def owing(new_harness: NewHarness) -> Harness:
    """A room whose incidents owe updates."""
    return new_harness(a_pack(updates=True))


def write(h: Harness, text: str, **more: object) -> LineId:
    return h.do(AddNote(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), text=text, **more))  # type: ignore[arg-type]


def lines(h: Harness) -> list[LogLine]:
    return [line for line in h.card().log if line.line_id]


def task(h: Harness, words: str = "shut the gas off", *, minutes: float = 20, owner: TaskOwner = FACILITIES) -> TaskId:
    due_at = h.clock.now() + timedelta(minutes=minutes)
    return h.do(
        AddTask(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), words=words, owner=owner, due_at=due_at)
    )


def stakeholder(h: Harness, name: str = "Ann Lee") -> StakeholderId:
    return h.do(
        AddStakeholder(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), name=name, role="owner",
                       organisation="Lee & Sons", reach="0100")
    )  # fmt: skip


def test_s1_s34_a_line_says_who_wrote_it_where_and_when_it_happened(h: Harness):
    h.call("fire")
    h.advance(minutes=10)
    happened = h.clock.now() - timedelta(minutes=2)
    write(h, "gas is shut off", line_kind=LineKind.ACTION, source_at=happened)
    (line,) = lines(h)
    assert (line.text, line.line_kind) == ("gas is shut off", LineKind.ACTION)
    assert (line.operator, line.seat) == ("Dana Reyes", DISPATCHER.seat)
    assert (line.source_at, line.at, line.late) == (happened, h.clock.now(), False)
    write(h, "the roof came down", source_at=h.clock.now() - timedelta(minutes=6))
    write(h, "all quiet")
    assert [(line.late, line.source_at is None) for line in lines(h)] == [(False, False), (True, False), (False, True)]
    assert [line.at for line in h.card().log] == sorted(line.at for line in h.card().log), "the log goes by entry"


def test_what_cannot_have_happened_or_says_nothing_is_no_line(h: Harness):
    h.call("fire")
    with pytest.raises(Incomplete, match="in the future"):
        write(h, "tomorrow", source_at=h.clock.now() + timedelta(seconds=1))
    with pytest.raises(Incomplete, match="is empty"):
        write(h, "  ")
    with pytest.raises(Incomplete, match="only a decision"):
        write(h, "as it is", options="another way")
    with pytest.raises(Incomplete, match="200,000 characters"):
        write(h, "x" * 200_001)
    assert not lines(h)
    long = "é\u202e🔥" * 60_000
    write(h, long)
    assert lines(h)[0].text == visible(long)[0], "what turns the writing round is shown, not obeyed"


def test_s65_a_decision_names_the_options_that_were_considered(h: Harness):
    h.call("fire")
    write(h, "evacuate the block", line_kind=LineKind.DECISION, options="shelter in place; the two floors only")
    assert lines(h)[0].text == "evacuate the block (considered: shelter in place; the two floors only)"


def test_s34_two_seats_that_write_at_once_see_each_others_lines(h: Harness):
    h.call("fire")
    write(h, "from the first")
    h.note("from the second", by=SUPERVISOR)
    assert [(line.text, line.seat) for line in lines(h)] == [
        ("from the first", DISPATCHER.seat), ("from the second", SUPERVISOR.seat),
    ]  # fmt: skip


def test_s1_a_correction_keeps_the_original_with_who_when_and_why(h: Harness):
    h.call("fire")
    former = write(h, "two people inside")
    h.advance(minutes=1)
    newer = h.do(
        CorrectLine(actor=SUPERVISOR, line_id=former, text="one person inside", reason="misheard the caller")
    )  # fmt: skip
    struck, now = lines(h)
    assert (struck.text, struck.operator) == ("two people inside", "Dana Reyes")
    assert struck.corrected is not None
    assert (struck.corrected.line_id, struck.corrected.operator, struck.corrected.reason, struck.corrected.at) == (
        newer, "Sol Marchetti", "misheard the caller", h.clock.now(),
    )  # fmt: skip
    assert (now.text, now.corrects, now.corrected) == (
        "one person inside (corrected: misheard the caller)", former, None,
    )  # fmt: skip
    assert now.source_at == struck.at, "it still happened when it happened"
    with pytest.raises(InvalidTransition, match="corrected already"):
        h.do(CorrectLine(actor=DISPATCHER, line_id=former, text="nobody", reason="again"))
    h.do(CorrectLine(actor=DISPATCHER, line_id=newer, text="nobody inside", reason="crew looked"))
    assert [line.corrected is not None for line in lines(h)] == [True, True, False]


def test_s1_what_cannot_be_corrected_says_why(h: Harness):
    h.call("fire")
    line_id = write(h, "two people inside")
    with pytest.raises(Incomplete, match="say why"):
        h.do(CorrectLine(actor=DISPATCHER, line_id=line_id, text="one", reason=" "))
    with pytest.raises(Incomplete, match="is empty"):
        h.do(CorrectLine(actor=DISPATCHER, line_id=line_id, text=" ", reason="wrong"))
    with pytest.raises(UnknownThing, match="no such line"):
        h.do(CorrectLine(actor=DISPATCHER, line_id=LineId("none"), text="one", reason="wrong"))


def test_the_journal_holds_no_word_of_the_record(h: Harness):
    h.call("fire")
    write(h, "Blackwood", line_kind=LineKind.DECISION, options="Whitmoor")
    whom = stakeholder(h, "Quentin Blackwood")
    told = h.do(TellStakeholder(actor=DISPATCHER, stakeholder_id=whom, words="Zanzibar"))
    h.do(RecordReply(actor=DISPATCHER, notification_id=told, reply="Quagmire"))
    h.do(SettleTask(actor=DISPATCHER, task_id=task(h, "Xylophone"), state=TaskState.WITHDRAWN, words="Yellowstone"))
    h.do(RecordResolution(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), resolution="Umbrella"))
    h.do(BusinessImpact(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), service="Vortex"))
    words = (
        "Blackwood", "Whitmoor", "Zanzibar", "Quagmire", "Xylophone", "Yellowstone", "Umbrella", "Vortex", "Lee & Sons",
    )  # fmt: skip
    with h.reading() as connection:
        bodies = " ".join(connection.execute(select(journal.c.body)).scalars())
        kept = " ".join(filter(None, connection.execute(select(personal_values.c.value)).scalars()))
    assert [word for word in words if word in bodies] == []
    assert [word for word in words if word not in kept] == []
    told_of = " ".join(line.text for line in h.card().log)
    assert [word for word in words if word not in told_of] == []


def test_s39_the_register_tells_who_was_told_what_when_and_whether_they_answered(h: Harness):
    h.call("fire")
    whom = stakeholder(h)
    h.advance(minutes=3)
    told_at = h.clock.now() - timedelta(minutes=1)
    first = h.do(
        TellStakeholder(actor=DISPATCHER, stakeholder_id=whom, words="your shop burns", medium=Medium.TEXT,
                        told_at=told_at)
    )  # fmt: skip
    h.do(TellStakeholder(actor=DISPATCHER, stakeholder_id=whom, words="it is out", answered=True, reply="thank you"))
    h.do(RecordReply(actor=SUPERVISOR, notification_id=first, reply="on my way"))
    (row,) = h.card().record.stakeholders
    assert (row.name, row.role, row.organisation, row.internal, row.reach) == (
        "Ann Lee", "owner", "Lee & Sons", False, "0100",
    )  # fmt: skip
    one, two = row.told
    assert (one.words, one.medium, one.told_at, one.answered_at, one.reply) == (
        "your shop burns", Medium.TEXT, told_at, h.clock.now(), "on my way",
    )  # fmt: skip
    assert (two.words, two.medium, two.reply, two.operator) == (
        "it is out", Medium.PHONE, "thank you", "Dana Reyes",
    )  # fmt: skip
    said = [line.text for line in h.card().log]
    assert "Ann Lee told by text: “your shop burns”, no answer yet" in said
    assert "Ann Lee answered: “on my way”" in said


def test_what_nobody_can_have_been_told_is_refused(h: Harness):
    h.call("fire")
    whom = stakeholder(h)
    with pytest.raises(Incomplete, match="what were they told"):
        h.do(TellStakeholder(actor=DISPATCHER, stakeholder_id=whom, words=" "))
    later = h.clock.now() + timedelta(minutes=1)
    with pytest.raises(Incomplete, match="in the future"):
        h.do(TellStakeholder(actor=DISPATCHER, stakeholder_id=whom, words="so", told_at=later))
    with pytest.raises(Incomplete, match="say that they answered"):
        h.do(TellStakeholder(actor=DISPATCHER, stakeholder_id=whom, words="so", reply="yes"))
    with pytest.raises(Incomplete, match="A name is needed"):
        stakeholder(h, " ")
    with pytest.raises(UnknownThing, match="nobody of that id"):
        h.do(TellStakeholder(actor=DISPATCHER, stakeholder_id=StakeholderId("none"), words="so"))
    with pytest.raises(UnknownThing, match="told anything"):
        h.do(RecordReply(actor=DISPATCHER, notification_id=NotificationId("none")))


def test_s38_a_task_of_a_team_is_guarded_and_its_owner_is_asked_when_it_is_due(h: Harness):
    h.call("rubbish")
    task_id = task(h, minutes=20)
    (row,) = h.card().record.tasks
    assert (row.words, row.owner, row.is_team, row.state) == ("shut the gas off", "Facilities", True, TaskState.OPEN)
    h.advance(minutes=15)
    (soon,) = _about_tasks(h)
    assert "a task of Facilities, 01632 960 151 is due in 5 min" in soon.text
    assert (soon.for_role, soon.for_seat) == (Role.DISPATCHER, DISPATCHER.seat)
    h.advance(minutes=21)
    kinds = {item.kind for item in _about_tasks(h)}
    assert kinds == {AttentionKind.OVERDUE, AttentionKind.AUTHORITY}, "nobody did it: the supervisor is asked"
    h.do(SettleTask(actor=DISPATCHER, task_id=task_id, state=TaskState.DONE, words="off at the meter"))
    assert not _about_tasks(h)
    assert (h.card().record.tasks[0].state, h.card().record.tasks[0].result) == (TaskState.DONE, "off at the meter")
    assert "task of facilities done, 16 min late: off at the meter" in [line.text for line in h.card().log]


def test_s38_a_task_of_a_person_or_a_role_asks_them(h: Harness):
    h.call("rubbish")
    task(h, "ring the school", owner=TaskOwner(operator=SUPERVISOR.operator), minutes=5)
    task(h, "watch the tide", owner=TaskOwner(role=Role.RADIO_OPERATOR), minutes=5)
    h.advance(minutes=5)
    asked = {(item.for_role, item.for_seat) for item in _about_tasks(h)}
    assert asked == {(Role.SUPERVISOR, SUPERVISOR.seat), (Role.RADIO_OPERATOR, None)}


def test_s37_s38_an_incident_is_not_closed_with_open_tasks_unless_they_are_handed_on_with_a_reason(h: Harness):
    h.call("rubbish")
    task_id = task(h)
    with pytest.raises(InvalidTransition, match="a task is open on"):
        h.close_incident()
    with pytest.raises(Incomplete, match="to whom"):
        h.do(SettleTask(actor=DISPATCHER, task_id=task_id, state=TaskState.HANDED_ON))
    h.do(
        SettleTask(actor=DISPATCHER, task_id=task_id, state=TaskState.HANDED_ON, words="facilities rings the owner")
    )  # fmt: skip
    h.close_incident()
    with pytest.raises(InvalidTransition, match="handed on"):
        h.do(SettleTask(actor=DISPATCHER, task_id=task_id, state=TaskState.DONE))
    with pytest.raises(InvalidTransition, match="is closed"):
        task(h)


def test_a_task_that_cannot_be_says_why(h: Harness):
    h.call("rubbish")
    with pytest.raises(UnknownThing, match="no team is called 'plumbers'; there are: facilities, it"):
        task(h, owner=TaskOwner(team="plumbers"))
    with pytest.raises(UnknownThing, match="no operator has the id"):
        task(h, owner=TaskOwner(operator=OperatorId("nobody")))
    with pytest.raises(Incomplete, match="one owner"):
        TaskOwner()
    with pytest.raises(Incomplete, match="a time to come"):
        task(h, minutes=0)
    with pytest.raises(Incomplete, match="what is to be done"):
        task(h, " ")


def test_s35_s40_an_incident_of_which_nobody_says_how_it_stands_asks_its_owner(owing: Harness):
    h = owing
    h.call("rubbish")
    h.dispatch("E11")
    h.crew("E11").expects_page()
    h.crew("E11").says()
    for _ in range(11):
        h.advance(minutes=10)
        h.note("still burning")  # a note keeps the watch, it is no update
    assert not _about_updates(h)
    h.advance(minutes=10)
    (item,) = _about_updates(h)
    assert "nobody has said for 2 h how it stands" in item.text
    h.take(item, by=DISPATCHER)
    assert not _about_updates(h) or _about_updates(h)[0].owner
    write(h, "two crews, under control by nine", line_kind=LineKind.UPDATE)
    assert not _about_updates(h)
    h.advance(minutes=119)
    assert not _about_updates(h)
    h.advance(minutes=1)
    assert len(_about_updates(h)) == 1


def test_s35_s40_a_call_back_that_was_kept_is_an_update_and_so_says_the_timer(owing: Harness):
    h = owing
    h.call("rubbish")
    h.dispatch("E11")
    h.crew("E11").expects_page()
    h.crew("E11").says()
    h.advance(minutes=100)
    promise = h.do(
        MakePromise(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), about=PromiseAbout.CALL_BACK,
                    due_at=h.clock.now() + timedelta(minutes=10), words="we ring back")
    )  # fmt: skip
    h.do(SettlePromise(actor=DISPATCHER, promise_id=promise, kept=True, words="told her to wait"))
    h.advance(minutes=119)
    assert not _about_updates(h)
    h.advance(minutes=1)
    assert len(_about_updates(h)) == 1


def test_an_update_that_is_owed_guards_nothing(owing: Harness):
    h = owing
    h.call("fire")
    h.unguarded = 1
    with h.desk.database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE deadlines SET state = 'cancelled' WHERE name = 'guard_waiting'")
    assert h.sentinel().unguarded == 1


def test_a_pack_without_the_policy_has_no_such_timer(h: Harness):
    h.call("rubbish")
    h.dispatch("E11")
    h.crew("E11").expects_page()
    h.crew("E11").says()
    for _ in range(30):
        h.advance(minutes=10)
        h.note("still burning")
    assert not _about_updates(h)


def test_s1_s2_what_resolved_it_is_needed_to_close_where_the_type_says_so(new_harness: NewHarness):
    raw = a_pack().model_dump(mode="json")
    types = [{**part, "required_to_close": ["resolution", "actions_taken"]} for part in raw["type"]]
    h = new_harness(a_pack(type=types))
    h.call("rubbish")
    with pytest.raises(Incomplete, match="without resolution"):
        h.close_incident()
    h.do(RecordResolution(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), resolution="burnt out"))
    with pytest.raises(Incomplete, match="without actions taken"):
        h.close_incident()
    write(h, "bin soaked", line_kind=LineKind.ACTION)
    h.close_incident()
    h.do(
        RecordResolution(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), resolution="burnt out, bin removed",
                         actions_taken="soaked and removed")
    )  # fmt: skip
    record = h.card().record
    assert (record.resolution, record.actions_taken) == ("burnt out, bin removed", "soaked and removed")
    with h.reading() as connection:
        kept = select(personal_values.c.value).where(personal_values.c.kind == "resolution")
        assert connection.execute(kept.order_by(personal_values.c.id)).scalars().all() == [
            "burnt out", "burnt out, bin removed",
        ]  # fmt: skip


def test_s57_business_impact_is_stored_exactly_and_grows_as_more_is_known(h: Harness):
    h.call("rubbish")
    of = IncidentId(h.incident_id)
    h.do(BusinessImpact(actor=DISPATCHER, incident_id=of, service="Lift control", users_affected=40))
    h.do(BusinessImpact(actor=DISPATCHER, incident_id=of, downtime_min=95, cost=Decimal("1234.5"), currency="EUR"))
    impact = h.card().record.impact
    assert impact is not None
    assert (impact.service, impact.users_affected, impact.downtime_min, impact.cost, impact.currency) == (
        "Lift control", 40, 95, Decimal("1234.50"), "EUR",
    )  # fmt: skip
    said = [line.text for line in h.card().log]
    assert "business impact: service Lift control, users affected 40" in said
    assert "business impact: minutes of downtime 95, cost EUR 1234.50" in said


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"users_affected": -1}, "number of users"),
        ({"downtime_min": 2**31}, "downtime"),
        ({"cost": Decimal(5)}, "which currency"),
        ({"cost": Decimal("0.001"), "currency": "EUR"}, "two decimals"),
        ({"cost": Decimal("NaN"), "currency": "EUR"}, "not negative"),
        ({"cost": Decimal(5), "currency": "euro"}, "no currency"),
        ({}, "say which service"),
    ],
)
def test_s57_an_impact_that_cannot_be_is_refused(h: Harness, what: dict[str, object], why: str):
    h.call("rubbish")
    with pytest.raises(Rejected, match=why):
        h.do(BusinessImpact(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), **what))  # type: ignore[arg-type]
    assert h.card().record.impact is None


def _about_tasks(h: Harness):
    return [item for item in h.strip() if (item.chain or "").startswith("task:")]


def _about_updates(h: Harness):
    return [item for item in h.strip() if (item.chain or "").startswith("update:")]
