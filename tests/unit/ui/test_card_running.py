"""What runs for an incident, in words: chains in one order, what ran and what comes, who may stop it, what is owed."""

from typing import Any

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.escalation import Subject
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.chain_rows import ChainRow
from tests.helpers import chain_rows as rows
from tests.helpers.fake_room import START
from tests.helpers.scenes import ago, card
from ui.presenters.card_owed import Note
from ui.presenters.card_running import RunningShown
from ui.presenters.card_words import CardShown, card_in_words
from ui.wording import zone

UTC = zone("UTC")


def actor(role: Role, seat: str = "seat-1") -> Actor:
    return Actor(operator=OperatorId("costa"), seat=Seat(seat), role=role)


def words(shown: IncidentCard, role: Role | None = Role.DISPATCHER, seat: str = "seat-1") -> CardShown:
    return card_in_words(shown, START, UTC, actor(role, seat) if role else None)


def the(
    subject: Subject, shown: IncidentCard, role: Role | None = Role.DISPATCHER, seat: str = "seat-1"
) -> RunningShown:
    return next(row for row in words(shown, role, seat).running if row.key.startswith(f"{subject.value}:"))


def only(chain: ChainRow, **changes: Any) -> IncidentCard:
    return card(chains=(chain,), guards=(), **changes)


def test_what_runs_stands_in_one_order_whatever_began_first():
    assert [row.key.split(":")[0] for row in words(rows.everything()).running] == [
        "proposal", "dispatch", "watch", "travel", "welfare", "welfare", "roll_call", "elapsed", "promise", "transfer",
    ]  # fmt: skip


def test_a_line_of_time_says_what_ran_what_is_next_and_what_comes_again():
    page = the(Subject.DISPATCH, rows.everything())
    assert (page.strong, page.words, page.next, page.next_tone) == ("E12", "page", "voice task in 0:18", "warning")
    said = [(step.shape, step.when, step.word, step.did, step.late) for step in page.steps]
    assert said == [
        ("bar", "–", "technical alarm", "not needed", ""),
        ("square", "03:03:53", "re-page", "attempt 2 queued", "LATE 0:04"),
        ("hourglass", "in 0:18", "voice task", "", ""),
        ("ring", "in 1:18", "supervisor", "and every 60 s until somebody answers", ""),
        ("ring", "in 2:18", "next authority", "and every 60 s until somebody answers", ""),
    ]


def test_what_ran_many_times_is_one_step_and_what_was_not_needed_is_quiet():
    ran = [rows.step("guard_watch", rows.RAN, -when, run=n) for n, when in enumerate((180, 120, 60))]
    idle = rows.step("recommend_unit", rows.RAN, -30, did="not needed: 1 on it")
    shown = the(Subject.WATCH, only(rows.chain(Subject.WATCH, said=(*ran, idle, rows.step("raise", rows.NEXT, -3)))))
    assert [(step.word, step.when) for step in shown.steps] == [
        ("watch guard ×3", "03:03:05"), ("next unit", "03:03:35"), ("next authority", "overdue 0:03"),
    ]  # fmt: skip
    assert (shown.steps[1].shape, shown.steps[1].tone, shown.steps[2].tone) == ("bar", "text_muted", "alarm")
    assert shown.next_tone == "alarm"


def test_whoever_may_stop_it_stops_it_and_everybody_else_proposes_that():
    boss = the(Subject.DISPATCH, rows.everything(), Role.SUPERVISOR).buttons
    assert [(one.word, one.composes, one.quiet) for one in boss] == [("Stop", "stop E12: ", False)]
    (proposed,) = the(Subject.DISPATCH, rows.everything()).buttons
    assert (proposed.word, proposed.composes, proposed.quiet) == ("Propose stop", "stop E12: ", True)
    assert "duty manager or supervisor" in proposed.why
    assert all(not row.buttons for row in words(rows.everything()).running if row.key[:4] not in ("disp", "prop"))


@pytest.mark.parametrize(
    ("role", "seat", "buttons"),
    [
        (Role.SUPERVISOR, "super-1", [("Approve", "approve"), ("Refuse", "refuse: ")]),
        (Role.DISPATCHER, "seat-1", []),
        (Role.DISPATCHER, "seat-2", [("Withdraw", "refuse: ")]),
        (None, "", []),
    ],
)
def test_a_proposal_is_decided_by_those_who_may(role: Role | None, seat: str, buttons: list[tuple[str, str]]):
    shown = the(Subject.PROPOSAL, rows.everything(), role, seat)
    assert [(one.word, one.composes) for one in shown.buttons] == buttons
    assert (shown.strong, shown.words) == ("proposal", "set it to P3")
    said = [note.words or note.strong for note in shown.notes]
    assert said[:2] == ["“it is out”", "L. Rossi at seat-2, 1:20 ago"]
    assert (said[2:] == ["waits for a duty manager or supervisor"]) is not buttons


def test_two_must_stand_a_major_incident_down():
    asked = rows.everything(proposals=(rows.proposal("stand_down_major", ""),))
    assert the(Subject.PROPOSAL, asked, Role.SUPERVISOR, "super-1").buttons == ()
    assert the(Subject.PROPOSAL, asked, Role.DUTY_MANAGER, "desk").buttons != ()


@pytest.mark.parametrize(
    ("in_s", "words_", "tone"),
    [(900, "in 15:00", "text"), (240, "in 4:00", "plate_warning"), (-65, "late 1:05", "plate_alarm")],
)  # fmt: skip
def test_a_promise_is_amber_before_it_is_due_and_red_when_it_is_late(in_s: float, words_: str, tone: str):
    by, told = the(Subject.PROMISE, rows.everything(promises=(rows.promise(in_s),))).notes
    assert (by.words, by.tone, told.words) == (words_, tone, "“we ring you”")


def test_a_transfer_names_whom_to_ring_until_they_have_answered():
    shown = the(Subject.TRANSFER, rows.everything())
    assert (shown.words, shown.notes[0]) == (
        "Police",
        Note("+377 555 0117", "offered 2:00 ago, still ours", "waves", "text"),
    )
    accepted = words(card(transfers=(rows.transfer(TransferState.ACCEPTED),))).running
    assert [(row.words, row.notes[0].strong or row.notes[0].words) for row in accepted] == [("Police", "accepted it")]


def test_a_crew_says_when_it_was_heard_and_an_overdue_one_shouts():
    well, lost = (row for row in words(rows.everything()).running if row.key.startswith("welfare"))
    assert (well.strong, well.words, well.notes) == ("L11", "heard 4:10 ago", ())
    assert (lost.notes[0].strong, lost.notes[0].tone) == ("NOT HEARD", "plate_alarm")
    paused = rows.crew("L11", paused_until=ago(-900), reason="in the car")
    (note,) = the(Subject.WELFARE, rows.everything(welfare=(paused, rows.crew("R11")))).notes
    assert (note.strong, note.words, note.shape) == ("paused until 03:19", "in the car", "pause")


@pytest.mark.parametrize(("in_s", "tone"), [(240, "muted"), (55, "warning"), (-1, "alarm")])
def test_a_check_is_quiet_then_amber_a_minute_before_and_red_when_it_is_due(in_s: float, tone: str):
    check = rows.chain(Subject.WELFARE, "L11", (rows.step("welfare/task", rows.NEXT, in_s),))
    assert the(Subject.WELFARE, only(check)).next_tone == tone


def test_once_it_has_asked_it_stays_red_until_it_is_answered():
    asked = (rows.step("welfare/task", rows.RAN, -10), rows.step("welfare/raise", rows.NEXT, 200))
    assert the(Subject.WELFARE, only(rows.chain(Subject.WELFARE, "L11", asked))).next_tone == "alarm"


def test_a_roll_call_names_the_silent_first_and_ticks_who_answered():
    silent, answered, since = the(Subject.ROLL_CALL, rows.everything()).notes
    assert (silent.strong, silent.words, silent.tone) == ("R11", "silent", "plate_alarm")
    assert (answered.strong, answered.shape) == ("L11", "tick")
    assert since.words == "called 0:47 ago"
    (last,) = the(Subject.ROLL_CALL, rows.everything(roll_call=rows.roll_call(ended_at=ago(5), complete=True))).notes
    assert (last.words, last.shape) == ("complete", "tick")


def test_what_fires_next_in_the_whole_incident_stands_on_top_and_no_chip_repeats_a_line_of_time():
    shown = words(rows.everything())
    assert (shown.next, shown.next_tone) == ("fires next: voice task for E12 in 0:18", "warning")
    assert [flag.word for flag in shown.flags] == ["UNCONFIRMED", "MAJOR"]
    assert (shown.transmissions[0].chain, len(shown.guards)) == ((), 1)
    guarded = words(rows.everything(chains=(rows.chain(Subject.WAITING),)))
    assert guarded.guards == ()


@pytest.mark.parametrize(("in_s", "tone"), [(500, "muted"), (9, "warning"), (-1, "alarm")])
def test_on_top_it_is_quiet_while_all_is_well(in_s: float, tone: str):
    turnout = rows.chain(Subject.TURNOUT, "M1", (rows.step("turnout/notify", rows.NEXT, in_s),))
    shown = words(only(turnout))
    assert (shown.next.startswith("fires next: turnout for M1"), shown.next_tone) == (True, tone)


def test_nothing_runs_for_a_closed_incident():
    assert words(rows.everything(closed_at=START)).running == ()
