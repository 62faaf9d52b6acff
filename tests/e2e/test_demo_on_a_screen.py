"""`make run DEMO=1`: the tour on a real screen says what it does, and gives way to the first key of a person."""

import pytest

from tests.e2e.conftest import NewProgram

pytestmark = pytest.mark.e2e

DONE = 0


def test_a_key_of_the_person_stops_the_tour_and_leaves_them_in_the_room(new_program: NewProgram) -> None:
    program = new_program(READBACK_CALLS="false")
    program.start("--simulated", "--demo=screen", "--seat", "D1")
    screen = program.screen
    screen.wait_for_window()
    screen.shows("The window opens in a SIMULATED room of Monaco.", "heading", "accent", within_s=20.0)
    screen.shows("F9 and Enter: the first operator sits down as dispatcher.", "heading", "accent", within_s=20.0)
    screen.shows("Camille Fontana", "strong", within_s=20.0)
    screen.shoot("tour-signed-on")

    screen.presses("F2")
    screen.shows("The tour has stopped; the room is yours.", "heading", "accent")
    screen.types("find rue")
    screen.shows("find rue", "mono")
    screen.shoot("tour-stopped")
    screen.presses("ctrl+q")
    assert program.leaves() == DONE
    story = program.said()
    assert "on this screen" in story
    assert "Sign on" in story
    assert "failed" not in story
