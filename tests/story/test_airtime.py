"""When a page is on the air: strict priority, an emergency class before all, nobody starved on an idle line."""

import pytest
from sqlalchemy import select, update

from dispatcher.domain.airtime import foresee_line
from dispatcher.domain.groups import Queued
from dispatcher.domain.triage import Priority
from dispatcher.services import airtime
from dispatcher.storage import schema as s
from radio.message import Urgency
from tests.helpers.builders import the_rules
from tests.helpers.harness import Harness

ORDER = {"rubbish": "W21", "medical": "M31", "fire": "E11"}


def forecast(h: Harness, text: str) -> float:
    return the_rules(h._pack).forecast("paging", text)


def wait(h: Harness) -> None:
    """Queue one page of each kind, the least urgent first, on a line that is up and takes nothing yet."""
    h.unexpected_pages_allowed = True
    h.terminal.is_up = False
    for kind, unit in ORDER.items():
        h.call(kind)
        h.dispatch(unit)


def test_each_page_knows_when_it_will_be_on_the_air(h: Harness) -> None:
    wait(h)
    rows = h.channel().queue
    assert [row.call_signs for row in rows] == [("E11",), ("M31",), ("W21",)], "by rank, then by age"
    texts = {row.address: row.text for row in (h.page(unit) for unit in ("E11",))}
    assert rows[0].on_air_in_s == 0.0
    assert rows[1].on_air_in_s == pytest.approx(forecast(h, next(iter(texts.values()))))
    assert rows[0].on_air_in_s < (rows[1].on_air_in_s or 0) < (rows[2].on_air_in_s or 0) < (h.channel().clear_in_s or 0)


def test_what_is_on_the_line_is_waited_for(h: Harness) -> None:
    h.terminal.holds()
    h.call("fire")
    h.dispatch("E11")
    h.crew("E11").expects_page()
    (line,) = h.channel().on_line
    assert (line.call_signs, line.since) == (("E11",), h.clock.now())
    h.terminal.is_up = False
    h.dispatch("E12")
    whole = h.channel().queue[0].on_air_in_s
    assert whole == pytest.approx(line.forecast_s)
    h.advance(seconds=1)
    assert h.channel().queue[0].on_air_in_s == pytest.approx(line.forecast_s - 1)
    h.advance(seconds=20)
    assert h.channel().queue[0].on_air_in_s == 0.0, "overdue is not sooner than now"
    h.terminal.is_up = True
    h.terminal.answers()
    h.crew("E11").says()
    h.crew("E12").says()
    h.unexpected_pages_allowed = True


def test_cancelled_before_air_the_next_one_moves_up(h: Harness) -> None:
    wait(h)
    later = h.channel().queue[1].on_air_in_s
    h.recall("E11")
    assert [row.call_signs for row in h.channel().queue] == [("M31",), ("W21",)]
    assert h.channel().queue[0].on_air_in_s == 0.0 != later
    h.terminal.is_up = True
    h.advance(seconds=1)
    assert len(h.terminal.seen) == 2


def test_an_emergency_goes_before_every_priority_and_routine_goes_when_nothing_waits(h: Harness) -> None:
    assert [Urgency(priority.rank).name for priority in Priority] == [priority.value for priority in Priority]
    wait(h)
    with h.desk.database.writer.begin() as connection:
        # Rank 0 is the radio's emergency class: no incident has it, what answers an emergency may.
        last = connection.execute(s.attempts.select().order_by(s.attempts.c.rank.desc())).first()
        assert last is not None
        connection.execute(update(s.attempts).where(s.attempts.c.id == last.id).values(rank=Urgency.EMERGENCY.value))
    h.terminal.is_up = True
    h.advance(seconds=1)
    assert h.terminal.seen[0].rank == 0
    ranks = [claimed.rank for claimed in h.terminal.seen]
    assert ranks == sorted(ranks)
    assert len(ranks) == 3, "the line is idle: routine is not held back"


def queued(name: str, text: str) -> Queued:
    return Queued(attempt_id=name, call_sign=name, message_id="m", text=text, rank=1, may_merge=True)


def test_the_sum_is_a_pure_question() -> None:
    found = foresee_line([queued("A", "xx"), queued("B", "yyy")], (), lambda text: float(len(text)), 1.5)
    assert [(one.begins_s, one.ends_s) for one in found] == [(1.5, 3.5), (3.5, 6.5)]


def test_a_deep_queue_is_counted_and_taken_to_be_like_its_beginning(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(airtime, "_MOST", 2)
    h.unexpected_pages_allowed = True
    h.terminal.is_up = False
    for unit in ("E11", "E12", "L11", "E21", "W21"):
        h.call("fire", at="12 Elm St")
        h.dispatch(unit)
    with h.reading() as connection:
        forecasts = connection.execute(select(s.transmissions.c.forecast_s).order_by(s.transmissions.c.id)).scalars()
        last = list(forecasts)[-1]
    assert last == pytest.approx(5 * forecast(h, h.page("W21").text), rel=0.02)
    h.terminal.is_up = True
    h.advance(seconds=1)
