"""Nobody answers: again, by voice, the supervisor, louder; and an answer ends it at once, whenever it comes."""

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.transmissions import Mark, TransmissionState
from tests.helpers.builders import SUPERVISOR
from tests.helpers.harness import Harness, NewHarness


def test_the_whole_chain(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page("FIRE")

    h.advance(seconds=29)
    h.crew("E12").expects_nothing()
    h.advance(seconds=1)
    h.crew("E12").expects_repeat("FIRE")
    assert Mark.REPEAT in h.page("E12").marks

    h.advance(seconds=29)
    assert h.strip(AttentionKind.VOICE_TASK) == ()
    h.advance(seconds=1)
    task = h.item(AttentionKind.VOICE_TASK)
    assert task.voice_script is not None
    assert task.voice_script.startswith("E12 from Control: ")
    assert "12 Elm St" in task.voice_script
    assert h.voice("E12").state is TransmissionState.QUEUED

    h.advance(seconds=59)
    assert h.strip(AttentionKind.AUTHORITY) == ()
    h.advance(seconds=1)
    assert h.item(AttentionKind.AUTHORITY).level == 1
    h.advance(seconds=60)
    assert h.item(AttentionKind.AUTHORITY).level == 2, "again after 60 s, louder"
    h.advance(minutes=3)
    assert h.item(AttentionKind.AUTHORITY).level == 5

    h.take(h.item(AttentionKind.AUTHORITY), note="sending the station officer")
    assert h.item(AttentionKind.AUTHORITY).owner == "Sol Marchetti"
    h.advance(minutes=5)
    assert h.item(AttentionKind.AUTHORITY).level == 5, "taken: it does not come again"
    assert h.item(AttentionKind.AUTHORITY).state is AttentionState.TAKEN
    assert h.item(AttentionKind.VOICE_TASK), "the crew still has not answered"

    h.crew("E12").says("on our way")
    assert h.strip(AttentionKind.AUTHORITY) == ()
    assert h.strip(AttentionKind.VOICE_TASK) == ()
    assert h.voice("E12").state is TransmissionState.ACKNOWLEDGED


def test_the_log_says_of_each_page_whose_it_is(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12", "L11")
    h.crew("L11").expects_page()
    h.crew("L11").says("on our way")
    h.crew("E12").expects_page()
    h.advance(seconds=30)
    h.crew("E12").expects_repeat()
    h.advance(seconds=150)
    told = [line.text for line in h.card().log if line.operator == "system"]
    assert "E12: attempt on paging accepted" in told
    assert "E12: attempt 2 queued (repeat step)" in told
    assert "L11: chain stopped, answered" in told
    assert "E12: supervisor called (run 2)" in told
    assert not [words for words in told if words.startswith("L11: supervisor")]


@pytest.mark.parametrize("after_s", [0, 29, 30, 45, 60, 90, 120, 200])
def test_an_answer_stops_it_at_once(h: Harness, after_s: int) -> None:
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=after_s)
    if after_s >= 30:
        h.crew("E12").expects_repeat()
    h.crew("E12").says("mobile")
    assert h.armed("E12") == []
    steps_so_far = len(h.told("step_ran"))
    assert {item.kind for item in h.strip()} <= {AttentionKind.OVERDUE}
    h.advance(minutes=10)
    assert len(h.told("step_ran")) == steps_so_far
    h.crew("E12").expects_nothing()


def test_a_decline_stops_it_and_the_dispatcher_hears_of_it(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=70)
    h.crew("E12").expects_repeat()
    h.crew("E12").declines("pump defective, unable")
    assert h.armed("E12") == []
    assert h.unit("E12").assignment_state is None
    assert h.strip(AttentionKind.VOICE_TASK) == ()
    assert "E12 declined" in h.item(AttentionKind.EXCEPTION).text
    h.dispatch("E11")
    h.crew("E11").expects_page("FIRE")
    assert h.strip(AttentionKind.EXCEPTION) == ()
    h.crew("E11").says()


def test_a_decline_among_several_units_leaves_the_others(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12", "L11")
    h.crew("E12").expects_page("E12 L11")
    h.crew("L11").expects_page("E12 L11")
    h.crew("E12").declines()
    assert h.strip(AttentionKind.EXCEPTION) == (), "L11 still goes"
    assert "repeat" in h.armed("L11")
    h.advance(seconds=30)
    h.crew("L11").expects_repeat()
    h.crew("L11").says()


def test_a_status_before_the_acknowledgement_implies_it(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=20)
    h.crew("E12").reports("en route")
    assert h.armed("E12") == []
    row = h.card().assignments[0]
    assert row.acknowledged_at == h.clock.now()
    assert not row.inferred
    h.advance(minutes=5)
    h.crew("E12").expects_nothing()


def test_on_scene_without_en_route_is_inferred(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").reports("on scene")
    assert h.card().assignments[0].inferred
    assert any("steps inferred" in line.text for line in h.card().log)


def test_a_short_policy(new_harness: NewHarness) -> None:
    from tests.helpers.builders import a_pack

    h = new_harness(a_pack(dispatch={"repeat": 3, "voice": 6, "supervisor": 9}))
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=3)
    h.crew("E12").expects_repeat()
    h.advance(seconds=6)
    assert h.item(AttentionKind.AUTHORITY)
    h.take(h.item(AttentionKind.AUTHORITY), by=SUPERVISOR)


def test_a_repeat_never_waits_behind_its_own_copy(h: Harness) -> None:
    h.terminal.down()
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=45)
    assert len(h.page("E12").attempts) == 1, "the first one is still waiting"
    assert "still waiting" in h.told("step_ran")[-1].body["did"]  # type: ignore[operator]
    h.terminal.up()
    h.crew("E12").expects_page()
    h.crew("E12").expects_nothing()
    h.crew("E12").says()


def test_a_repeat_never_goes_beside_a_copy_on_the_line(h: Harness) -> None:
    h.call("fire")
    h.terminal.holds()
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=40)
    assert len(h.page("E12").attempts) == 1
    h.terminal.answers()
    h.crew("E12").says()
