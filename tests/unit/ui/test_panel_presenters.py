"""Refresh, sentinel, attention, queue, card, units and sign-on over a room that answers by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.errors import NotAuthorised
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.domain.worlds import World
from dispatcher.queries.card_rows import LogLine
from dispatcher.queries.chain_rows import StepRow
from dispatcher.queries.requests import AskAttention, AskCard, AskQueue, AskRecommendation, AskSentinel
from dispatcher.queries.transmission_rows import RungRow
from dispatcher.queries.unit_rows import Recommended
from tests.helpers import scenes
from tests.helpers.fake_room import START, FakeClock, FakeRoom, Posted
from ui.presenters.attention import AttentionPresenter
from ui.presenters.card import CardPresenter
from ui.presenters.card_ladder import RungState, ladder
from ui.presenters.card_wire import decoded
from ui.presenters.card_words import card_in_words
from ui.presenters.desk import Desk
from ui.presenters.queue import QueuePresenter, line_of
from ui.presenters.recommending import RecommendingPresenter
from ui.presenters.refresh import Concern, Question, Refresh
from ui.presenters.sentinel import SentinelPresenter
from ui.presenters.session import Session
from ui.presenters.sign_on import SignOnPresenter
from ui.wording import zone

COSTA = Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=Role.DISPATCHER)
BOSS = Actor(operator=OperatorId("moreau"), seat=Seat("seat-1"), role=Role.SUPERVISOR)
UTC = zone("UTC")


def now(call: Any) -> None:
    call()


def attention(
    room: FakeRoom, actor: Actor | None = COSTA, clock: FakeClock | None = None
) -> tuple[AttentionPresenter, list[str]]:
    composed: list[str] = []
    return AttentionPresenter(room, now, clock or FakeClock(), lambda: actor, composed.append), composed


# refresh


def test_a_future_is_taken_over_on_the_qt_thread_only():
    room, post, taken = FakeRoom(), Posted(), []
    room.canned = {AskSentinel: scenes.sentinel_row()}
    Question(room, post, "sentinel", taken.append, lambda _: None).ask(AskSentinel())
    assert taken == []
    post.run()
    assert taken == [scenes.sentinel_row()]


def test_a_question_is_never_asked_twice_at_once_and_the_last_word_wins():
    room, taken = FakeRoom(), []
    room.canned, room.hold = {AskSentinel: scenes.sentinel_row()}, True
    question = Question(room, now, "sentinel", taken.append, lambda _: None)
    for _ in range(5):
        question.ask(AskSentinel())
    assert len(room.asked) == 1
    room.resolve()
    assert len(room.asked) == 2
    room.resolve()
    assert (len(room.asked), len(taken)) == (2, 2)


def test_a_question_that_fails_says_so_and_says_when_it_is_well_again():
    room, said = FakeRoom(), []
    question = Question(room, now, "queue", lambda _: None, said.append)
    question.ask(AskQueue())
    room.questions.pop()[1].set_exception(OSError("disk"))
    question.ask(AskQueue())
    room.questions.pop()[1].set_result(())
    assert said == ["cannot read the queue: disk", None]


def test_entries_ring_each_panel_once_with_the_incidents_they_name():
    rung: list[tuple[Concern, frozenset[str] | None]] = []
    room = FakeRoom()
    refresh = Refresh({each: lambda ids, each=each: rung.append((each, ids)) for each in Concern})
    refresh.entries(
        [
            room.entry(EntryKind.TRANSMISSION_CHANGED, "i1"),
            room.entry(EntryKind.NOTE_ADDED, "i2"),
            room.entry(EntryKind.CHANNEL_CHANGED),
        ]
    )
    assert dict(rung) == {
        Concern.SENTINEL: None,
        Concern.QUEUE: frozenset({"i1", "i2"}),
        Concern.CARD: frozenset({"i1", "i2"}),
        Concern.PENDING: frozenset({"i1"}),
        Concern.VOICE: frozenset({"i1"}),
        Concern.EVIDENCE: frozenset({"i1"}),
        Concern.CHANNELS: None,
    }
    assert len(rung) == 7


# sentinel


def sentinel(room: FakeRoom, clock: FakeClock) -> SentinelPresenter:
    return SentinelPresenter(room, now, clock, lambda: (COSTA, "A. Costa"), world=World.LIVE)


def test_the_line_is_calm_when_all_is_well():
    room, clock = FakeRoom(), FakeClock()
    room.canned = {AskSentinel: scenes.sentinel_row()}
    presenter = sentinel(room, clock)
    presenter.refresh()
    shown = presenter.shown()
    assert (shown.unguarded.text, shown.unguarded.tone) == ("0 unguarded", "text")
    assert (shown.guard.text, shown.guard.tone) == ("guard 0 s ago", "text")
    assert (shown.world.text, shown.world.tone) == ("SIMULATED", "simulated")
    assert shown.missed is None
    assert [lamp.text for lamp in shown.channels] == ["pager up", "voice up"]
    assert shown.person.text == "A. Costa · dispatcher · at seat-1"


@pytest.mark.parametrize(
    ("changes", "lamp", "text"),
    [
        ({"unguarded": 2}, "unguarded", "2 unguarded"),
        ({"scheduler_held": False}, "guard", "nobody guards"),
        ({"scheduler_beat_at": None}, "guard", "nobody guards"),
        ({"scheduler_beat_at": START - timedelta(seconds=9)}, "guard", "guard silent for 0:09"),
        ({"missed_deadlines": 3}, "missed", "3 missed"),
    ],
)
def test_what_is_wrong_is_loud(changes: dict[str, Any], lamp: str, text: str):
    room = FakeRoom()
    room.canned = {AskSentinel: scenes.sentinel_row(**changes)}
    presenter = sentinel(room, FakeClock())
    presenter.refresh()
    loud = getattr(presenter.shown(), lamp)
    assert (loud.text, loud.tone) == (text, "plate_alarm")


def test_a_channel_says_why_and_how_much_waits():
    room = FakeRoom()
    room.canned = {AskSentinel: scenes.sentinel_row(channels=scenes.channels("down", "no port", waiting=4))}
    presenter = sentinel(room, FakeClock())
    presenter.refresh()
    lamp = presenter.shown().channels[0]
    assert (lamp.text, lamp.tone, lamp.shape) == ("pager down 15:00 · 4 waiting", "plate_alarm", "radio_down")
    assert "no port" in lamp.why


def test_an_answer_that_stays_away_is_not_shown_as_guarded():
    room, clock = FakeRoom(), FakeClock()
    room.canned = {AskSentinel: scenes.sentinel_row()}
    presenter = sentinel(room, clock)
    assert presenter.shown().unguarded.text == "? unguarded"
    presenter.refresh()
    clock.advance(6)
    assert presenter.shown().unguarded.text == "? unguarded"


# attention


def test_taking_shows_nothing_before_the_room_has_stored_it():
    room = FakeRoom()
    row = scenes.attention_row(1, AttentionKind.TECHNICAL_ALARM, "pager is down")
    room.canned = {AskAttention: (row,)}
    presenter, _ = attention(room)
    presenter.refresh()
    presenter.take_top()
    line = presenter.lines()[0]
    assert room.executed == [TakeAttention(actor=COSTA, attention_id=row.attention_id)]  # pyright: ignore[reportArgumentType]
    assert (line.taken, line.answer) == (False, "taking it …")
    room.refuse(NotAuthorised("no"))
    assert presenter.lines()[0].answer == "not taken: no"


def test_a_voice_task_puts_its_answer_into_the_command_line_and_shows_its_script():
    room = FakeRoom()
    room.canned = {
        AskAttention: (
            scenes.attention_row(1, AttentionKind.VOICE_TASK, "read", call_sign="E12", voice_script="E12 from Control"),
        )
    }
    presenter, composed = attention(room)
    presenter.refresh()
    assert presenter.lines()[0].script == "E12 from Control"
    presenter.take(0)
    assert composed == ["ack E12: "]
    assert len(room.executed) == 1


def test_only_a_supervisor_takes_a_supervisor_item_and_the_button_says_so():
    room = FakeRoom()
    asked = scenes.attention_row(1, AttentionKind.AUTHORITY, "nobody answered", for_role=Role.SUPERVISOR,
                                 least_role=Role.SUPERVISOR)  # fmt: skip
    room.canned = {AskAttention: (asked,)}
    presenter, _ = attention(room)
    presenter.refresh()
    presenter.take_top()
    assert room.executed == []
    assert presenter.lines()[0].refusal == "a supervisor answers this"
    boss, _ = attention(room, BOSS)
    boss.refresh()
    boss.take_top()
    assert len(room.executed) == 1


def test_nobody_signed_on_takes_nothing():
    room = FakeRoom()
    room.canned = {AskAttention: (scenes.attention_row(1, AttentionKind.OVERDUE, "old"),)}
    presenter, _ = attention(room, None)
    presenter.refresh()
    presenter.take(0)
    assert room.executed == []
    assert presenter.lines()[0].refusal == "sign on first (F9)"


def test_what_sounds_is_what_nobody_has_taken():
    room = FakeRoom()
    room.canned = {
        AskAttention: (
            scenes.attention_row(1, AttentionKind.AUTHORITY, "a", level=3, count=2),
            scenes.attention_row(2, AttentionKind.EXCEPTION, "b", state=AttentionState.TAKEN),
        )
    }
    presenter, _ = attention(room)
    presenter.refresh()
    sounding = presenter.sounding()
    assert (sounding.kinds, sounding.level) == ((AttentionKind.AUTHORITY,), 3)


def test_lines_of_this_workstation_come_and_go():
    presenter, _ = attention(FakeRoom())
    presenter.say("sound", "No sound")
    assert [line.title for line in presenter.lines()] == ["No sound"]
    presenter.say("sound", None)
    assert presenter.lines() == ()


# queue


def queue(room: FakeRoom) -> QueuePresenter:
    return QueuePresenter(room, now, FakeClock(), lambda _key, _text: None)


def test_changes_are_coalesced_per_incident_and_handed_over_once():
    room = FakeRoom()
    scenes.busy(room)
    presenter = queue(room)
    presenter.refresh()
    assert len(presenter.take_changes()) == 25
    presenter.refresh(frozenset({"i1"}))
    assert presenter.take_changes() == {}


def test_only_the_incidents_named_are_asked_for_and_a_closed_one_leaves():
    room = FakeRoom()
    scenes.busy(room)
    presenter = queue(room)
    presenter.refresh()
    presenter.take_changes()
    room.canned[AskQueue] = ()
    presenter.refresh(frozenset({"i7", "i3"}))
    assert room.asked[-1] == AskQueue(incident_ids=("i3", "i7"))
    assert presenter.take_changes() == {"i3": None, "i7": None}
    assert len(presenter.rows) == 23


def test_what_is_rung_meanwhile_is_asked_together():
    room = FakeRoom()
    scenes.busy(room)
    room.hold = True
    presenter = queue(room)
    presenter.refresh(frozenset({"i1"}))
    presenter.refresh(frozenset({"i2"}))
    presenter.refresh(frozenset({"i3"}))
    room.resolve()
    assert room.asked == [AskQueue(incident_ids=("i1",)), AskQueue(incident_ids=("i2", "i3"))]


def test_after_a_failure_everything_is_asked_again():
    room = FakeRoom()
    presenter = queue(room)
    presenter.refresh(frozenset({"i1"}))
    room.questions.pop()[1].set_exception(OSError("x"))
    presenter.refresh(frozenset({"i2"}))
    assert room.asked[-1] == AskQueue()


def test_an_unguarded_row_says_so_loudly():
    line = line_of(scenes.queue_row(1, guarded=False, next_due_at=None, next_step=None), START)
    assert (line.due, line.due_tone) == ("UNGUARDED · nothing armed", "alarm")


# card


def test_the_ladder_is_filled_only_where_evidence_is_stored():
    rungs = ladder(scenes.transmission("E12", TransmissionState.ACCEPTED, rungs=scenes.ACCEPTED), UTC)
    assert [rung.state for rung in rungs] == [
        RungState.REACHED,
        RungState.REACHED,
        RungState.NOT_OFFERED,
        RungState.NOT_OFFERED,
        RungState.NOT_OFFERED,
        RungState.OPEN,
    ]
    assert [rung.under for rung in rungs] == ["03:03:23", "03:03:25", *["not offered"] * 3, "awaited"]


def test_a_rung_that_was_jumped_over_is_not_shown_as_reached():
    row = scenes.transmission(
        "E12",
        TransmissionState.DELIVERED,
        highest=TransmissionState.READ,
        rungs=(RungRow(state=TransmissionState.DELIVERED, at=START),),
    )
    rungs = ladder(row, UTC)
    assert [rung.under for rung in rungs][1:5] == ["no report", "no report", "03:04:05", "awaited"]


def test_uncertain_is_neither_hope_nor_loss():
    rungs = ladder(scenes.transmission("E12", TransmissionState.UNCERTAIN), UTC)
    assert (rungs[1].under, rungs[5].under) == ("not known", "awaited")


def test_the_card_says_what_fires_next_across_all_chains():
    row = scenes.transmission("E12", TransmissionState.ACCEPTED, steps=scenes.steps(42, done=2))
    shown = card_in_words(scenes.card(transmissions=(row,)), START, UTC)
    assert shown.next == "fires next: voice task for E12 in 0:18"
    assert [step.next for step in shown.transmissions[0].chain] == [False, False, True, False]
    assert shown.next_tone == "warning"


def test_what_fires_at_the_same_moment_for_two_units_presses_for_both():
    rows = tuple(
        scenes.transmission(call_sign, TransmissionState.ACCEPTED, steps=scenes.steps(42, done=2))
        for call_sign in ("E12", "L1")
    )
    shown = card_in_words(scenes.card(transmissions=rows), START, UTC)
    assert [[step.pressing for step in one.chain] for one in shown.transmissions] == [[False, False, True, False]] * 2


@pytest.mark.parametrize(
    ("left_s", "tone", "pressing"), [(240, "muted", False), (10, "warning", True), (-5, "alarm", True)]
)
def test_a_guard_is_quiet_until_it_is_about_to_fire(left_s: int, tone: str, pressing: bool):
    due = START + timedelta(seconds=left_s)
    guard = StepRow(name="guard_watch", action="guard_watch", due_at=due, state="armed", fired_at=None)
    shown = card_in_words(scenes.card(guards=(guard,)), START, UTC)
    assert (shown.next_tone, [step.pressing for step in shown.guards]) == (tone, [pressing])


def test_an_open_card_with_nothing_armed_is_alarming_and_a_closed_one_is_not():
    open_one = card_in_words(scenes.card(guards=()), START, UTC)
    assert (open_one.next, open_one.next_tone) == ("nothing is armed", "alarm")
    assert open_one.age == "open 1:58"
    closed = card_in_words(scenes.card(guards=(), closed_at=START, outcome="resolved"), START, UTC)
    assert (closed.next, closed.next_tone) == ("closed 03:04:05 · resolved", "muted")
    assert closed.age == "was open 1:58"


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (EntryKind.CHAIN_STOPPED, "E12: chain stopped, answered", "E12: chain stopped, answered"),
        (EntryKind.INCIDENT_CLOSED, "closed: resolved", "closed: resolved"),
        (EntryKind.UNIT_RECALLED, "E12 recalled: not needed", "E12 recalled: not needed"),
        (EntryKind.NOTE_ADDED, "smoke from the roof", "note: smoke from the roof"),
        (EntryKind.PRIORITY_SET, "P2 to P1: people inside", "priority set: P2 to P1: people inside"),
        (EntryKind.SIGNED_ON, "", "signed on"),
    ],
)
def test_a_line_of_the_log_says_a_thing_once(kind: EntryKind, text: str, shown: str):
    line = LogLine(at=START, kind=kind.value, operator="A. Costa", text=text)
    assert card_in_words(scenes.card(log=(line,)), START, UTC).log == (f"03:04:05  A. Costa  {shown}",)


def test_bytes_are_readable():
    assert decoded(b"\x02PG1\r\x7f\xe4") == "<STX>PG1<CR><7F><E4>"


def test_the_old_card_goes_at_once_and_a_late_answer_about_it_is_dropped():
    room = FakeRoom()
    presenter = CardPresenter(room, now, FakeClock(), lambda _key, _text: None)
    presenter.show("i1")
    presenter.show("i2")
    room.questions.pop(0)[1].set_result(scenes.card())
    assert presenter.shown() is None
    assert room.asked == [AskCard("i1"), AskCard("i2")]


def test_only_entries_of_the_shown_incident_are_asked_about():
    room = FakeRoom()
    room.canned = {AskCard: scenes.card()}
    presenter = CardPresenter(room, now, FakeClock(), lambda _key, _text: None)
    presenter.show("i1")
    presenter.refresh(frozenset({"i9"}))
    assert len(room.asked) == 1
    presenter.refresh(frozenset({"i1", "i9"}))
    assert len(room.asked) == 2


# sign-on and the desk


def test_signing_on_waits_for_the_pack_and_for_the_store():
    room, session = FakeRoom(), Session()
    scenes.empty(room)
    room.hold = True
    presenter = SignOnPresenter(room, now, session, seat="seat-1")
    presenter.refresh()
    presenter.sign_on("costa")
    assert room.executed == []
    room.resolve()
    assert room.executed == [SignOn(operator=OperatorId("costa"), role=Role.DISPATCHER, seat=Seat("seat-1"))]
    assert session.actor is None
    room.settle(COSTA)
    assert (session.actor, presenter.opened) == (COSTA, False)


@pytest.mark.parametrize(("operator", "role"), [("nobody", None), ("costa", Role.DUTY_MANAGER)])
def test_who_may_not_sign_on_is_told_why(operator: str, role: Role | None):
    room, session = FakeRoom(), Session()
    scenes.empty(room)
    presenter = SignOnPresenter(room, now, session, seat="seat-1")
    presenter.refresh()
    presenter.sign_on(operator, role)
    assert room.executed == []
    assert presenter.problem
    assert presenter.opened


def test_the_desk_keeps_the_card_with_the_selection_and_does_not_overwrite_what_is_typed():
    room = FakeRoom()
    scenes.busy(room)
    desk = Desk(room, now, FakeClock(), seat="seat-1", world=World.SIMULATED)
    desk.start()
    desk.session.set_actor(COSTA)
    desk.session.show_incident("i1")
    assert desk.card.incident_id == "i1"
    desk.command_line.edit("note smoke", 10)
    desk.attention.take_voice()
    assert desk.command_line.state.text == "note smoke"
    assert any("note smoke" in line.title for line in desk.attention.lines())
    desk.command_line.edit("", 0)
    desk.attention.take_voice()
    assert desk.command_line.state.text == "ack E12: "


def proposed(*signs: str) -> tuple[Recommended, ...]:
    return tuple(
        Recommended(call_sign=sign, suitable=True, reason=f"free, for {sign}", distance_m=None) for sign in signs
    )


def test_dispatch_offers_first_whom_the_room_proposes_for_the_shown_incident():
    room = FakeRoom()
    scenes.calm(room)
    room.canned[AskRecommendation] = proposed("M4", "E21")
    desk = Desk(room, now, FakeClock(), seat="seat-1", world=World.SIMULATED)
    desk.start()
    desk.session.show_incident("i1")
    assert room.asked[-1] == AskRecommendation("i1")
    offers = desk.command_line.edit("dispatch ", 9).completions
    assert [offer.label for offer in offers[:2]] == ["M4", "E21"]
    assert offers[0].detail.endswith("free, for M4")
    assert desk.command_line.edit("dispatch M4 ", 12).completions[0].label == "E21"


def test_what_was_proposed_for_another_incident_is_dropped():
    room = FakeRoom()
    presenter = RecommendingPresenter(room, now)
    presenter.show("i1")
    presenter.show("i2")
    room.questions[0][1].set_result(proposed("M4"))
    assert presenter.rows == ()
    room.questions[1][1].set_result(proposed("E12"))
    assert presenter.rows == proposed("E12")
    presenter.show(None)
    assert presenter.rows == ()


def test_everything_is_reconciled_every_thirty_seconds():
    room = FakeRoom()
    scenes.calm(room)
    desk = Desk(room, now, FakeClock(), seat="seat-1", world=World.SIMULATED)
    desk.start()
    room.asked.clear()
    for _ in range(29):
        desk.second()
    assert {type(query) for query in room.asked} == {AskSentinel}
    desk.second()
    assert AskQueue() in room.asked


def test_a_priority_is_spoken_with_its_row():
    assert line_of(scenes.queue_row(1, priority=Priority.P2), START).priority == "P2"


def test_a_queue_that_tells_another_count_of_unguarded_than_the_sentinel_is_asked_again():
    room = FakeRoom()
    scenes.trouble(room)
    desk = Desk(room, now, FakeClock(), seat="seat-1", world=World.SIMULATED)
    desk.start()
    assert [row.number for row in desk.queue.rows.values() if not row.guarded]
    guarded = tuple(replace(row, guarded=True) for row in room.answer(AskQueue()))
    room.canned |= {AskQueue: guarded, AskSentinel: scenes.sentinel_row(open_incidents=len(guarded))}
    desk.second()
    assert all(row.guarded for row in desk.queue.rows.values())
    room.asked.clear()
    desk.second()
    assert AskQueue() not in room.asked, "while they agree it is left alone"
