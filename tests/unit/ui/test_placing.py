"""Giving an incident its position: the one that the map asks about, by somebody who is signed on."""

import pytest

from dispatcher.domain.errors import Rejected
from dispatcher.domain.incident_commands import PlaceIncident
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import FakeRoom, Posted
from ui.presenters.placing import PlacingPresenter
from ui.presenters.session import Session


class Placing:
    """The presenter over a room that does what it is told; what it says and what the map is asked."""

    def __init__(self) -> None:
        self.room, self.post, self.session = FakeRoom(), Posted(), Session()
        self.said: dict[str, str | None] = {}
        self.asked: list[str] = []
        self.presenter = PlacingPresenter(self.room, self.session, self.post, self.said.__setitem__)
        self.presenter.ask_map = self.asked.append
        self.session.set_actor(ACTOR)

    def placed(self) -> list[str]:
        return [command.incident_id for command in self.room.executed if isinstance(command, PlaceIncident)]


@pytest.fixture
def desk() -> Placing:
    return Placing()


def test_what_is_pointed_at_places_the_incident_that_was_asked_about(desk: Placing) -> None:
    desk.presenter.begin("i1")
    desk.session.show_incident("i2")
    desk.presenter.placed(43.7, 7.4)
    assert desk.placed() == ["i1"]


def test_a_question_that_is_not_asked_changes_nothing_about_the_one_that_stands(desk: Placing) -> None:
    desk.presenter.begin("i1")
    desk.presenter.begin()  # nothing is shown
    assert (len(desk.asked), desk.said["placing"]) == (
        1, "No incident is shown. Choose one in the queue, then place it.",
    )  # fmt: skip
    desk.session.set_actor(None)
    desk.presenter.begin("i2")
    desk.session.set_actor(ACTOR)
    desk.presenter.placed(43.7, 7.4)
    assert desk.placed() == ["i1"]


def test_nobody_signed_on_places_nothing_and_it_is_said(desk: Placing) -> None:
    desk.presenter.begin("i1")
    desk.session.set_actor(None)
    desk.presenter.placed(43.7, 7.4)
    assert (desk.placed(), desk.said["placing"]) == ([], "Nobody is signed on here. F9 signs on.")


def test_a_refusal_is_said(desk: Placing) -> None:
    desk.presenter.begin("i1")
    desk.presenter.placed(43.7, 7.4)
    desk.room.commands[0][1].set_exception(Rejected("it is closed"))
    desk.post.run()
    assert desk.said["placing"] == "The incident was not placed: it is closed"


def test_what_comes_after_the_map_has_stopped_asking_is_nothing(desk: Placing) -> None:
    desk.presenter.begin("i1")
    desk.presenter.ended()
    desk.presenter.placed(43.7, 7.4)
    assert desk.placed() == []
