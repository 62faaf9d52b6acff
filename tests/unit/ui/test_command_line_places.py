"""Places in the command line: offered behind the @, previewed before Enter, given with the call or to an incident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.incident_commands import PlaceIncident
from dispatcher.queries.errors import MapUnavailable
from dispatcher.queries.queue_rows import FoundRow
from dispatcher.queries.requests import AskFind, AskPlaces
from tests.helpers.command_rows import ACTOR, VOCABULARY
from tests.helpers.fake_room import FakeRoom, Posted
from tests.helpers.place_rows import ELM, ELM_LANE, ELM_WEST, QUAY, a_place, town
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.command_line_places import place_at_caret, typed_place
from ui.presenters.session import Session


class Desk:
    """A command line over a room whose map is a small town."""

    def __init__(self) -> None:
        self.room, self.post, self.session = FakeRoom(), Posted(), Session()
        self.room.canned = {AskPlaces: town}
        self.session.set_actor(ACTOR)
        self.session.show_incident("i12")
        self.line = CommandLinePresenter(self.room, self.session, VOCABULARY, self.post)
        self.shown: list[tuple[float, float, str]] = []
        self.placing: list[str] = []
        self.line.show_place = lambda *place: self.shown.append(place)
        self.line.begin_placing = self.placing.append

    def type(self, text: str) -> None:
        self.line.edit(text, len(text))
        self.post.run()

    @property
    def offers(self) -> list[str]:
        return [offer.insert for offer in self.line.state.completions]

    def given(self) -> TakeCall | PlaceIncident:
        self.line.enter()
        (command,) = self.room.executed
        assert isinstance(command, TakeCall | PlaceIncident)
        return command


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_places_are_offered_behind_the_at_and_put_in_the_line(desk: Desk) -> None:
    desk.type("new fall @ elm: she cannot get up")
    desk.line.edit("new fall @ elm: she cannot get up", len("new fall @ elm"))
    desk.post.run()
    assert desk.offers == [ELM.words, ELM_WEST.words, ELM_LANE.words]
    desk.line.choose(1)
    desk.line.choose(1)
    desk.line.enter()
    desk.post.run()
    assert desk.line.state.text == "new fall @ Elm Street, West End: she cannot get up"
    assert desk.line.state.message == "Open P3 Fall, verified: Elm Street, West End; she cannot get up"
    command = desk.given()
    assert isinstance(command, TakeCall)
    assert (command.place, command.latitude, command.verified, command.narrative) == (
        "Elm Street, West End", 43.71, True, "she cannot get up",
    )  # fmt: skip


def test_options_behind_the_place_stay(desk: Desk) -> None:
    desk.type("new fall @ quay 4, caller Ann Lee 555 0142, n 3: x")
    assert desk.line.state.message == ("Open P3 Fall, verified: Quay 4, Harbour; caller Ann Lee 555 0142; persons 3; x")
    desk.line.edit(desk.line.state.text, len("new fall @ quay"))
    desk.line.accept()
    assert desk.line.state.text == "new fall @ Quay 4, Harbour, caller Ann Lee 555 0142, n 3: x"


def test_the_only_place_of_that_name_is_verified_without_choosing(desk: Desk) -> None:
    desk.type("new fall @ QUAY 4")
    assert desk.line.state.message == "Open P3 Fall, verified: Quay 4, Harbour"
    assert desk.line.state.warning == ""
    command = desk.given()
    assert isinstance(command, TakeCall)
    assert (command.place, command.latitude, command.verified) == ("Quay 4, Harbour", 43.72, True)


def test_several_of_a_name_are_named_and_stay_unverified_until_one_is_chosen(desk: Desk) -> None:
    desk.type("new fall @ elm street")
    assert desk.line.state.message == "Open P3 Fall at elm street"
    assert desk.line.state.warning == ("Unverified: elm street can be Elm Street, Old Town or Elm Street, West End")
    desk.line.accept()
    desk.post.run()
    assert desk.line.state.message == "Open P3 Fall, verified: Elm Street, Old Town"
    assert desk.offers == []


def test_what_the_map_does_not_know_is_said_and_taken_all_the_same(desk: Desk) -> None:
    desk.type("new fall @ nowhere at all")
    assert desk.line.state.warning == "Unverified place, no position"
    command = desk.given()
    assert isinstance(command, TakeCall)
    assert (command.place, command.latitude, command.verified) == ("nowhere at all", None, False)


@pytest.mark.parametrize(
    ("text", "sure"),
    [("43.7 7.4", "position only: 43.70000, 7.40000"), ("51.5, -0.1", "off the map: 51.50000, -0.10000"),
     ("quay 99", "street only: Quay 99, Harbour")],
)  # fmt: skip
def test_positions_and_streets_say_what_they_are(desk: Desk, text: str, sure: str) -> None:
    desk.type(f"new fall @ {text}")
    assert desk.line.state.message == f"Open P3 Fall, {sure}"
    command = desk.given()
    assert command.latitude is not None
    assert not command.verified


def test_without_a_map_the_preview_says_so(desk: Desk) -> None:
    desk.room.hold = True
    desk.type("new fall @ quay 4")
    for _query, future in desk.room.questions:
        future.set_exception(MapUnavailable("the pack x has no map"))
    desk.post.run()
    assert desk.line.state.warning == "the pack x has no map"


def test_a_stale_answer_offers_nothing_for_a_newer_text(desk: Desk) -> None:
    desk.room.hold = True
    desk.type("new fall @ elm")
    older = desk.room.questions[-1][1]
    desk.type("new fall @ quay 4")
    older.set_result((ELM,))
    desk.post.run()
    assert desk.offers == []


def test_enter_before_the_answer_waits_for_it_and_a_second_one_does_not(desk: Desk) -> None:
    desk.room.hold = True
    desk.type("new fall @ quay 4")
    desk.line.enter()
    assert desk.room.executed == []
    assert "Looking up the place" in desk.line.state.message
    desk.room.resolve()
    desk.post.run()
    (command,) = desk.room.executed
    assert isinstance(command, TakeCall)
    assert command.verified

    other = Desk()
    other.room.hold = True
    other.type("new fall @ quay 4")
    other.line.enter()
    other.line.enter()
    (command,) = other.room.executed
    assert isinstance(command, TakeCall)
    assert not command.verified
    other.room.resolve()
    other.post.run()
    assert len(other.room.executed) == 1


def test_a_line_that_waits_is_not_given_once_it_was_changed(desk: Desk) -> None:
    desk.room.hold = True
    desk.type("new fall @ quay 4")
    desk.line.enter()
    desk.type("new fall @ quay 4, n")
    desk.room.resolve()
    desk.post.run()
    assert desk.room.executed == []
    desk.line.escape()
    assert desk.line.state.text == ""


def test_the_map_is_opened_once_a_place_may_follow(desk: Desk) -> None:
    desk.type("recall E12")
    assert desk.room.asked == []
    desk.type("new ")
    assert desk.room.asked == [AskPlaces("")]


def test_find_lists_places_after_the_rest_and_shows_one_on_the_map(desk: Desk) -> None:
    desk.room.canned[AskFind] = (FoundRow(kind="incident", incident_id="i9", label="2026-000009", detail="Fall"),)
    desk.type("find elm street")
    desk.line.enter()
    desk.post.run()
    rows = desk.line.state.rows
    assert [row.label for row in rows] == ["2026-000009", "S Elm Street", "S Elm Street", "all matches: search"]
    assert desk.line.state.rows_title == "3 found for “elm street”"
    desk.line.open_row(2)
    assert desk.shown == [(43.71, 7.41, "Elm Street, West End")]
    assert desk.session.incident_id == "i12"


def test_find_without_a_map_still_finds_the_rest(desk: Desk) -> None:
    desk.room.canned = {AskFind: ()}
    desk.type("find x")
    desk.line.enter()
    for _query, future in desk.room.questions:
        future.set_exception(MapUnavailable("no map"))
    desk.post.run()
    assert desk.line.state.message == "Nothing found for “x”"
    assert desk.line.state.tone == "muted"


def test_place_gives_the_shown_or_the_named_incident_a_position(desk: Desk) -> None:
    desk.type("place @ quay 4")
    assert desk.line.state.message == ("Place 2026-000012 Structure fire, 12 Elm St, verified: Quay 4, Harbour")
    assert desk.given() == PlaceIncident(
        actor=ACTOR,
        incident_id="i12",
        latitude=43.72,
        longitude=7.43,
        place="Quay 4, Harbour",
        verified=True,
        place_source=PlaceSource.GAZETTEER,
        place_confidence=1.0,
    )
    desk.room.settle()
    desk.post.run()
    assert desk.line.state.message == "2026-000012 is placed, verified: Quay 4, Harbour"
    desk.type("place 9 @ 43.7 7.4")
    desk.line.enter()
    command = desk.room.executed[-1]
    assert isinstance(command, PlaceIncident)
    assert (command.incident_id, command.latitude, command.verified) == ("i9", 43.7, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [("place @ nowhere", "Unverified place, no position"), ("place @ elm street", "can be Elm Street, Old Town or"),
     ("place @", "Where? Expected the place"), ("place x @ quay 4", "Expected an incident number or @"),
     ("place 77 @ quay 4", "No open incident has the number 77"), ("pin: x", "Expected @ and the place")],
)  # fmt: skip
def test_what_has_no_position_is_refused_with_the_reason(desk: Desk, text: str, words: str) -> None:
    desk.type(text)
    desk.line.enter()
    assert words in desk.line.state.message
    assert desk.line.state.tone == "alarm"
    assert desk.room.executed == []


@pytest.mark.parametrize("text", ["pin", "place", "pi", "pl 12", "pin #12"])
def test_without_words_the_map_is_pointed_at(desk: Desk, text: str) -> None:
    desk.type(text)
    assert desk.line.state.message == "Point at the map to place 2026-000012 Structure fire, 12 Elm St"
    desk.line.enter()
    assert desk.placing == ["i12"]
    assert desk.line.state.text == ""


def test_placing_needs_an_incident(desk: Desk) -> None:
    desk.session.show_incident(None)
    desk.type("pin")
    assert "No incident is selected" in desk.line.state.message
    desk.line.enter()
    assert desk.placing == []


def test_a_colon_in_a_name_does_not_begin_the_narrative(desk: Desk) -> None:
    desk.room.canned[AskPlaces] = (a_place("Villa: Rose", "Old Town"),)
    desk.type("new fall @ villa")
    desk.line.accept()
    desk.post.run()
    assert desk.line.state.text == "new fall @ Villa Rose, Old Town"
    command = desk.given()
    assert isinstance(command, TakeCall)
    assert (command.place, command.verified, command.narrative) == ("Villa: Rose, Old Town", True, "")


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: f"new fall @{text}"))
def test_no_line_raises_and_the_place_lies_within_it(text: str) -> None:
    place = typed_place(text)
    if place is not None:
        assert text[place.at : place.end] == place.text
    for caret in (0, len(text) // 2, len(text)):
        place_at_caret(text, caret)
    assert QUAY.words == "Quay 4, Harbour"
