"""Somebody sets the computer's clock, or it sleeps. What was promised in thirty seconds comes in thirty seconds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.machine import MindClock
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.requests import AskAudit
from tests.helpers.databases import NewUrl
from tests.helpers.harness import Harness, NewHarness

HOUR_S = 3_600.0


def minds_the_clock(h: Harness) -> float:
    """As the engine does before every batch; return by how much the clock was set."""
    zero = h.clock.now() - timedelta(seconds=h.clock.monotonic())
    jump_s: float = h.desk.run(MindClock(origin="this boot", zero=zero))
    h.advance(seconds=0)
    return jump_s


def steps_of(h: Harness) -> list[object]:
    return [entry.body["step"] for entry in h.told("step_ran")]


@pytest.fixture
def paged(h: Harness) -> Harness:
    """A crew was paged ten seconds ago, and repeats come after thirty."""
    minds_the_clock(h)
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=10)
    return h


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S, 5.0, -5.0])
def test_a_chain_keeps_its_intervals(paged: Harness, jump_s: float) -> None:
    paged.clock.jump(jump_s)
    assert minds_the_clock(paged) == jump_s
    assert steps_of(paged) == [], "nobody is flooded by an hour that did not pass"
    paged.advance(seconds=19)
    paged.crew("E12").expects_nothing()
    paged.advance(seconds=1)
    paged.crew("E12").expects_repeat()
    paged.advance(seconds=90)
    assert steps_of(paged) == ["repeat", "voice", "supervisor"]
    assert [entry.body["late_ms"] for entry in paged.told("step_ran")] == [0, 0, 0]
    paged.crew("E12").says()


def test_people_and_the_journal_are_told(paged: Harness) -> None:
    armed = len(paged.armed("E12")) + len(paged.armed())
    paged.clock.jump(HOUR_S + 61)
    minds_the_clock(paged)
    item = paged.item(AttentionKind.EXCEPTION)
    assert "set forward by 1 h 1 min 1 s" in item.text
    assert f"{armed} running timers keep their true intervals" in item.text
    (entry,) = paged.told("clock_jumped")
    assert entry.body == {"v": 1, "by_s": HOUR_S + 61, "deadlines": armed, "claimed_attempts": 0}
    paged.clock.jump(-HOUR_S)
    minds_the_clock(paged)
    assert "set back by 1 h;" in paged.item(AttentionKind.EXCEPTION).text
    paged.crew("E12").says()


def test_whoever_sees_the_same_jump_second_moves_nothing(paged: Harness) -> None:
    """Another window of this host, or the program after a crash."""
    paged.clock.jump(HOUR_S)
    assert minds_the_clock(paged) == HOUR_S
    assert minds_the_clock(paged) == 0.0
    paged.restart()
    assert minds_the_clock(paged) == 0.0
    paged.advance(seconds=19)
    paged.crew("E12").expects_nothing()
    paged.advance(seconds=1)
    paged.crew("E12").expects_repeat()
    paged.crew("E12").says()


def test_a_page_on_the_line_is_given_its_time(h: Harness) -> None:
    h.terminal.holds()
    minds_the_clock(h)
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.clock.jump(HOUR_S)
    minds_the_clock(h)
    assert h.page("E12").attempts[0].state.value == "claimed", "no hour has passed without a receipt"
    assert h.told("clock_jumped")[0].body["claimed_attempts"] == 1
    h.terminal.answers()
    h.crew("E12").says()


def test_what_a_caller_was_promised_moves_with_its_timer(h: Harness) -> None:
    minds_the_clock(h)
    h.call("rubbish", at="4 Tip Lane")
    h.promises("call back", minutes=20, words="somebody rings you about the smoke")
    h.advance(minutes=10)
    h.clock.jump(-HOUR_S)
    minds_the_clock(h)
    h.advance(minutes=7, seconds=59)
    assert not [item for item in h.strip(AttentionKind.OVERDUE) if "promised" in item.text]
    h.advance(seconds=1)
    [said] = [item.text for item in h.strip(AttentionKind.OVERDUE) if "promised" in item.text]
    assert said.endswith("promised a call back, due in 2 min")


def test_an_hour_asleep_passed(paged: Harness) -> None:
    """A suspended laptop: both clocks went on, and what is overdue runs, once, and says how late."""
    paged.clock.advance(seconds=HOUR_S)
    paged._catching_up = True
    assert minds_the_clock(paged) == 0.0
    paged._catching_up = False
    assert steps_of(paged) == ["repeat", "voice", "supervisor"]
    assert all(int(str(entry.body["late_ms"])) > 3_000_000 for entry in paged.told("step_ran"))
    assert paged.told("clock_jumped") == []
    paged.crew("E12").expects_repeat()
    paged.crew("E12").says()


def test_slow_drift_is_no_jump(paged: Harness) -> None:
    for _ in range(10):
        paged.clock.jump(1.5)
        assert minds_the_clock(paged) == 0.0
    assert paged.told("clock_jumped") == []
    paged.crew("E12").expects_nothing()
    paged.crew("E12").says()


@pytest.mark.parametrize(
    "before_the_change",
    [datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC), datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC)],
    ids=["spring", "autumn"],
)
def test_the_night_of_summer_time_is_a_night_like_any_other(h: Harness, before_the_change: datetime) -> None:
    zone = ZoneInfo(h.desk.pack.timezone)
    later = before_the_change + timedelta(seconds=30)
    assert before_the_change.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset(), "another night"
    h.clock.move_to(before_the_change - timedelta(seconds=5))
    h.advance(seconds=5)
    minds_the_clock(h)
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=29)
    h.crew("E12").expects_nothing()
    h.advance(seconds=1)
    h.crew("E12").expects_repeat()
    assert minds_the_clock(h) == 0.0
    h.advance(seconds=90)
    assert steps_of(h) == ["repeat", "voice", "supervisor"]
    h.crew("E12").says()


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness) -> None:
    h = new_harness(url=postgres_new())
    minds_the_clock(h)
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=10)
    h.clock.jump(-HOUR_S)
    assert minds_the_clock(h) == -HOUR_S
    h.advance(seconds=19)
    h.crew("E12").expects_nothing()
    h.advance(seconds=1)
    h.crew("E12").expects_repeat()
    h.crew("E12").says()


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S])
def test_the_auditor_compares_no_instants_across_a_clock_that_was_set(paged: Harness, jump_s: float) -> None:
    paged.advance(seconds=30)
    paged.clock.jump(jump_s)
    minds_the_clock(paged)
    paged.advance(minutes=3)
    paged.unexpected_pages_allowed = True
    paged.crew("E12").says()
    for status in ("en route", "on scene", "cleared"):
        paged.advance(minutes=1)
        paged.crew("E12").reports(status)
    paged.close_incident()
    with paged.reading() as connection:
        report = audit(AskAudit(number="2026-000001"), connection, paged.clock.now())
    assert report.first == ()
    assert [item.clock_was_set for item in report.audits] == [True], "and it says that it did not"
