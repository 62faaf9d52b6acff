"""One dispatch, told truthfully, by the real program: typed at a keyboard, seen on a screen, killed twice."""

from datetime import timedelta
from pathlib import Path

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import Phase
from dispatcher.domain.transmissions import AttemptState, Mark, TransmissionState
from dispatcher.queries.chain_rows import StepRow
from dispatcher.system_clock import SystemClock
from tests.e2e.conftest import NewDesk
from tests.helpers.program import Desk, quick_pack
from tests.helpers.screen import eventually

pytestmark = pytest.mark.e2e

ELM = "12 Elm St"
PAGE = "P1 / BUILDING FIRE / 12 Elm St / E12 / "


def test_a_call_is_taken_dispatched_read_back_and_closed_by_keys_alone(new_desk: NewDesk) -> None:
    desk = new_desk(reply_delay_s=0.3)
    desk.opens()
    desk.signs_on()
    desk.screen.shows("paging up", "strong")
    take_a_call_in_the_panel(desk, "9 Harbour St")
    desk.takes_a_call(ELM)
    desk.screen.shoot("1-calls-taken")
    number = desk.store.incident(ELM).number

    desk.presses("F2")
    desk.types("dispatch E12")
    desk.screen.shows(f"Alert E12 to {number} Building fire, {ELM}")
    assert not desk.store.has_transmission("E12", "paging"), "nothing happens before Enter"
    desk.presses("Return")
    desk.screen.shows("0 queued", "strong")
    desk.screen.does_not_show("1 accepted", "small", "accent")
    desk.screen.shoot("2-queued")

    desk.store.reaches("E12", TransmissionState.ACCEPTED)
    desk.screen.shows("1 accepted", "small", "accent")
    desk.screen.shoot("3-accepted")
    assert nothing_is_green(desk), "accepted is not acknowledged"
    assert desk.far_side.texts("1000012") == [PAGE + number]

    desk.says("ack E12: engine 12 received, Elm Street")
    desk.screen.shows("E12 acknowledged", tone="accent")
    desk.screen.shows("acknowledged", tone="good")
    desk.screen.shoot("4-acknowledged")
    assert state_of("E12", desk) is AssignmentState.ACKNOWLEDGED
    assert "engine 12 received, Elm Street" in " ".join(line.text for line in desk.store.incident(ELM).log)
    assert {step.state for step in desk.store.steps("E12").values()} == {"cancelled"}

    for status, state in (
        ("en route", AssignmentState.EN_ROUTE),
        ("on scene", AssignmentState.ON_SCENE),
        ("clear", AssignmentState.CLEARED),
    ):
        desk.says(f"status E12 {status}")
        eventually(lambda state=state: state_of("E12", desk) is state, f"E12 {status}")
    desk.says("back")
    eventually(lambda: desk.store.incident(ELM).read_back.owed_since is None, "it was read back to the caller")
    desk.says("close: resolved")
    eventually(lambda: desk.store.incident(ELM).phase is Phase.CLOSED, "the incident closed")
    desk.screen.shows(f"{number} closed: resolved", tone="accent")
    desk.screen.shoot("5-closed")

    assert desk.store.incident("9 Harbour St").phase is Phase.WAITING
    assert desk.store.sentinel().unguarded == 0
    assert desk.store.journal_length() == len(desk.store.entries())
    assert desk.far_side.texts() == [PAGE + number]


def test_killed_with_the_block_on_the_line_it_comes_back_uncertain_and_repeats_only_marked(
    new_desk: NewDesk, tmp_path: Path
) -> None:
    desk = new_desk(quick_pack(tmp_path / "pack", repeat=20, voice=50, supervisor=70), reply_delay_s=0.8)
    desk.opens()
    desk.signs_on()
    desk.takes_a_call(ELM)
    desk.says("dispatch E12")
    page = desk.far_side.hears(1)[0]
    desk.program.kill()
    attempt = desk.store.attempt("E12", 1)
    assert attempt is not None
    assert attempt.state is AttemptState.CLAIMED, "the terminal has the page, and nobody here knows"
    promised = desk.store.steps("E12")

    desk.opens()
    desk.store.ends("E12", 1, AttemptState.UNCERTAIN)
    assert kept(promised, desk.store.steps("E12"), but={"technical_alarm"})
    desk.screen.shows("Building fire", "strong")  # before there is a row, Enter has nothing to show
    desk.presses("F4", "Return")
    desk.screen.shows("? uncertain", "strong", "on_plate_uncertain")
    desk.screen.shoot("6-uncertain")

    desk.store.ends("E12", 2, AttemptState.ACCEPTED, within_s=30.0)
    desk.screen.shows("REPEAT", "strong", "on_plate_warning")
    desk.screen.shoot("7-repeated")
    transmission = desk.store.transmission("E12")
    assert Mark.REPEAT in transmission.marks
    assert [attempt.state for attempt in transmission.attempts] == [AttemptState.UNCERTAIN, AttemptState.ACCEPTED]
    assert desk.far_side.texts("1000012") == [page, f"REPEAT {page}"]
    assert desk.far_side.doubled_unmarked() == []
    desk.store.journal_length()


def test_killed_after_accepted_it_loses_and_repeats_nothing(new_desk: NewDesk, tmp_path: Path) -> None:
    desk = new_desk(quick_pack(tmp_path / "pack", repeat=5, voice=10, supervisor=11))
    desk.opens()
    desk.signs_on()
    desk.takes_a_call(ELM)
    desk.says("dispatch E12")
    desk.store.reaches("E12", TransmissionState.ACCEPTED)
    promised = desk.store.steps("E12")
    desk.program.kill()

    desk.opens()
    assert desk.store.transmission("E12").state is TransmissionState.ACCEPTED
    assert kept(promised, desk.store.steps("E12"))
    desk.store.ends("E12", 2, AttemptState.ACCEPTED)
    repeated = desk.store.steps("E12")["repeat_page"]
    desk.program.kill()

    desk.opens()
    assert desk.store.steps("E12")["repeat_page"] == repeated, "what was done stays done, once"
    desk.presses("F4", "Return")
    eventually(lambda: desk.store.attention("voice_task"), "the voice task", 20.0)
    eventually(lambda: desk.store.attention("authority"), "the supervisor's item", 20.0)
    desk.screen.shows("A authority", "strong", "on_plate_alarm")
    desk.screen.shows("V voice task", "strong", "on_plate_warning")
    desk.screen.shoot("8-nobody-answered")

    assert [attempt.number for attempt in desk.store.transmission("E12").attempts] == [1, 2]
    pages = desk.far_side.texts("1000012")
    assert pages == [pages[0], f"REPEAT {pages[0]}"]
    assert desk.store.entries().count(EntryKind.STEP_RAN) == 3, "re-page, voice task, supervisor: each once"
    assert desk.store.sentinel().unguarded == 1, "its owner's program is gone and nobody sits here"
    desk.presses("F9")
    desk.signs_on()
    eventually(lambda: desk.store.sentinel().unguarded == 0, "somebody on duty again")
    desk.store.journal_length()


def take_a_call_in_the_panel(desk: Desk, place: str) -> None:
    desk.presses("F3")
    desk.types(place)
    desk.presses("Tab")
    desk.types("building fi")
    desk.presses("ctrl+Return")
    eventually(lambda: desk.store.has_incident(place), f"an incident at {place}")
    desk.screen.shows(f"{desk.store.incident(place).number} · opened", "heading")
    desk.presses("Escape")
    desk.screen.shows(place, "title")


def nothing_is_green(desk: Desk) -> bool:
    """Green is kept for one meaning: a person acknowledged."""
    return not desk.screen.places_of("acknowledged", tone="good")


def state_of(call_sign: str, desk: Desk) -> AssignmentState:
    return next(row.state for row in desk.store.incident(ELM).assignments if row.call_sign == call_sign)


def kept(promised: dict[str, StepRow], found: dict[str, StepRow], but: frozenset[str] | set[str] = frozenset()) -> bool:
    """Whether every step stands as it stood, armed for the same instant while that is still to come."""
    soon = SystemClock().now() + timedelta(seconds=0.5)
    for action, step in promised.items():
        now = found[action]
        assert now.due_at == step.due_at, f"{action} moved"
        if action not in but and step.due_at > soon:
            assert now.state == step.state, f"{action} was {step.state} and is {now.state}"
    return promised.keys() == found.keys()
