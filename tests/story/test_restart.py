"""The program ends without a word, in the middle of things, and is started again on the same store."""

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.transmissions import AttemptState, Mark, TransmissionState
from dispatcher.domain.worlds import World
from dispatcher.storage.database import open_database
from tests.helpers.builders import a_pack, standard_policies
from tests.helpers.databases import NewUrl
from tests.helpers.harness import Harness, NewHarness


def steps_of(h: Harness) -> list[tuple[object, object]]:
    return [(entry.body["step"], entry.body["run"]) for entry in h.told("step_ran")]


def test_nothing_is_lost_or_repeated(h: Harness) -> None:
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=31)
    h.crew("E12").expects_repeat()
    h.restart()
    h.crew("E12").expects_nothing()
    assert h.armed("E12") == ["voice", "supervisor"]
    h.advance(seconds=29)
    assert steps_of(h) == [("repeat", 1), ("voice", 1)]
    h.restart()
    h.advance(seconds=60)
    assert steps_of(h) == [("repeat", 1), ("voice", 1), ("supervisor", 1)]
    h.crew("E12").says()


def test_overdue_steps_run_once_in_order_and_say_how_late(h: Harness) -> None:
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=10)
    h.restart(after_seconds=300)
    assert steps_of(h) == [("repeat", 1), ("voice", 1), ("supervisor", 1)]
    assert [entry.body["late_ms"] for entry in h.told("step_ran")] == [280_000, 250_000, 190_000]
    h.crew("E12").expects_repeat()
    assert h.item(AttentionKind.AUTHORITY).level == 1, "once, not once for every minute that was missed"
    assert h.item(AttentionKind.OVERDUE)
    h.advance(seconds=60)
    assert h.item(AttentionKind.AUTHORITY).level == 2
    h.crew("E12").says()


def test_a_page_on_the_line_comes_back_uncertain(h: Harness) -> None:
    h.terminal.holds()
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    assert h.page("E12").attempts[0].state is AttemptState.CLAIMED
    h.restart(after_seconds=2)
    page = h.page("E12")
    assert page.attempts[0].state is AttemptState.UNCERTAIN
    assert "the program ended while the page was on the line" in page.attempts[0].detail
    assert page.state is TransmissionState.UNCERTAIN
    h.crew("E12").expects_nothing()
    h.advance(seconds=28)
    h.crew("E12").expects_repeat("FIRE ALARM")
    h.crew("E12").says()


def test_an_answer_of_the_line_after_the_restart_is_late(h: Harness) -> None:
    h.terminal.holds()
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.restart()
    h.terminal.answers()
    assert h.page("E12").state is TransmissionState.ACCEPTED
    assert Mark.LATE in h.page("E12").marks
    h.crew("E12").says()


def test_what_waited_goes_out_once(h: Harness) -> None:
    h.terminal.down()
    h.call("alarm")
    h.dispatch("E12")
    h.restart(after_seconds=3)
    h.terminal.up()
    h.crew("E12").expects_page()
    h.crew("E12").expects_nothing()
    h.crew("E12").says()


def test_a_recall_survives(h: Harness) -> None:
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    h.restart(after_seconds=40)
    assert h.item(AttentionKind.VOICE_TASK)
    h.crew("E12").says()
    h.close_incident()


def test_people_stay_signed_on(h: Harness) -> None:
    h.call("alarm")
    h.restart(after_seconds=30)
    assert h.sentinel().unguarded == 0
    assert h.card().owner == "D1"


def test_what_is_overdue_does_not_flood_the_air(new_harness: NewHarness) -> None:
    """Of two tones that were missed one goes out; the other says that a newer copy did."""
    base = a_pack().model_dump(mode="json")
    units = [{**part, "profile": "volunteer"} for part in base["unit"]]
    h = new_harness(a_pack(**standard_policies(unit=units)))
    h.call("fall")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=10)
    h.restart(after_seconds=1200)
    h.crew("E12").expects_repeat()
    h.crew("E12").expects_nothing()
    did = {entry.body["step"]: entry.body["did"] for entry in h.told("step_ran")}
    assert did["tone_on"].startswith("superseded"), did
    tones = [item.level for item in h.strip(AttentionKind.AUTHORITY)]
    assert tones == [1], "people are told once"
    h.crew("E12").says()


def test_a_re_page_older_than_an_answer_is_not_sent(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12", "L11")
    h.crew("E12").expects_page()
    h.crew("L11").expects_page()
    h.advance(seconds=10)
    h.desk.close()
    h.clock.advance(seconds=25)  # the repeat is due meanwhile, and then a crew of the incident answers
    h.desk.database = open_database(h._url, World.SIMULATED, h.clock.now())
    h.desk.transactor = h._new_transactor()
    h._catching_up = True
    h._sit_down_again()
    h.crew("L11").says("both of us heard it")
    h._catching_up = False
    h.restart()
    did = [entry.body["did"] for entry in h.told("step_ran")]
    assert did == ["superseded: a newer copy, or an answer, came meanwhile"]
    h.crew("E12").expects_nothing()
    h.crew("E12").says()


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["restart", "silence", "recall"])
def test_the_same_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness, kind: str) -> None:
    h = new_harness(url=postgres_new())
    h.call("alarm", caller_name="Ada Byron")
    h.terminal.loses_ack_once()
    h.dispatch("E12")
    h.crew("E12").expects_page()
    match kind:
        case "restart":
            h.restart(after_seconds=130)
            h.crew("E12").expects_repeat()
            assert steps_of(h)[1:] == [("repeat", 1), ("voice", 1), ("supervisor", 1)]
            h.crew("E12").says()
        case "silence":
            h.advance(minutes=4)
            h.crew("E12").expects_repeat()
            assert h.item(AttentionKind.AUTHORITY).level == 3
            h.crew("E12").reports("on scene")
            assert h.strip(AttentionKind.AUTHORITY) == ()
        case _:
            h.recall("E12")
            h.crew("E12").expects_stand_down()
            h.crew("E12").says()
            h.close_incident()
