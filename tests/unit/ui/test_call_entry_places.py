"""The place of a call: offered while typed, verified when it is sure, dropped when it no longer is."""

from concurrent.futures import CancelledError
from dataclasses import replace

import pytest

from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.calls import PlaceSource
from dispatcher.queries.errors import MapUnavailable
from dispatcher.queries.requests import AskPlaceAt, AskPlaces
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import FakeClock, FakeRoom, Posted
from tests.helpers.place_rows import ELM, ELM_LANE, ELM_WEST, QUAY, QUAY_99, SPOT, a_place, town
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.session import Session

PLACE = CallField.PLACE


class Entry:
    """Call entry over a room whose map is a small town."""

    def __init__(self) -> None:
        self.room, self.post, self.session = FakeRoom(), Posted(), Session()
        self.room.canned = {AskPlaces: town}
        self.session.set_actor(ACTOR)
        self.entry = CallEntryPresenter(self.room, self.session, FakeClock(), self.post)
        self.entry.set_pack(PACK)

    def type(self, text: str) -> None:
        """Type key by key; every answer comes before the next key."""
        for end in range(1, len(text) + 1):
            self.entry.edit(PLACE, text[:end])
            self.post.run()

    @property
    def text(self) -> str:
        return self.entry.state.texts.get(PLACE, "")

    @property
    def note(self) -> str:
        return self.entry.state.place_note.text

    def taken(self) -> TakeCall:
        self.entry.edit(CallField.TYPE, "fall")
        self.entry.submit()
        command = self.room.executed[-1]
        assert isinstance(command, TakeCall)
        return command


@pytest.fixture
def desk() -> Entry:
    return Entry()


def test_from_two_letters_on_places_are_offered_and_none_is_marked(desk: Entry) -> None:
    desk.type("e")
    assert desk.room.asked == []
    desk.type("el")
    assert desk.entry.state.places == (ELM, ELM_WEST, ELM_LANE)
    assert desk.entry.state.place_chosen is None
    assert desk.note == "unverified"


def test_opening_the_panel_opens_the_map_before_the_first_letter(desk: Entry) -> None:
    desk.entry.open()
    desk.post.run()
    assert desk.room.asked == [AskPlaces("")]


def test_what_is_taken_fills_the_field_and_is_verified(desk: Entry) -> None:
    desk.type("elm")
    desk.entry.choose_place(1)
    desk.entry.choose_place(1)
    desk.entry.accept_place()
    desk.post.run()
    assert desk.text == "Elm Street, West End"
    assert (desk.note, desk.entry.pin, desk.entry.state.places) == ("verified", (43.71, 7.41), ())
    command = desk.taken()
    assert (command.place, command.latitude, command.longitude, command.verified) == (
        "Elm Street, West End", 43.71, 7.41, True,
    )  # fmt: skip


def test_typing_on_drops_it_and_typing_it_back_verifies_it_again(desk: Entry) -> None:
    desk.type("elm")
    desk.entry.accept_place(0)
    desk.entry.edit(PLACE, "Elm Street, Old Tow")
    desk.post.run()
    assert (desk.note, desk.entry.pin) == ("unverified", None)
    desk.entry.edit(PLACE, "Elm Street, Old Town")
    desk.post.run()
    assert (desk.note, desk.entry.pin) == ("verified", (43.7, 7.4))


@pytest.mark.parametrize("detail", [",", ", flat 3", " entrance B", ", Église, 2nd floor", ", flat 3, ring Marsh"])
def test_a_detail_behind_a_taken_place_keeps_its_position_and_opens_no_list(desk: Entry, detail: str) -> None:
    desk.type("elm")
    desk.entry.accept_place(0)
    for end in range(1, len(detail) + 1):
        desk.entry.edit(PLACE, "Elm Street, Old Town" + detail[:end])
        desk.post.run()
        assert (desk.note, desk.entry.pin, desk.entry.state.places) == ("verified", (43.7, 7.4), ())
    command = desk.taken()
    assert (command.place, command.latitude, command.verified) == (
        ("Elm Street, Old Town" + detail).rstrip(","), 43.7, True,
    )  # fmt: skip


@pytest.mark.parametrize("more", ["s", " 12", ", 12", " & Elm Lane", "/3"])
def test_what_may_be_another_house_or_a_crossing_drops_a_taken_place(desk: Entry, more: str) -> None:
    desk.type("elm")
    desk.entry.accept_place(0)
    desk.entry.edit(PLACE, "Elm Street, Old Town" + more)
    desk.post.run()
    assert (desk.note, desk.entry.pin) == ("unverified", None)
    assert desk.taken().place == "Elm Street, Old Town" + more


def test_a_detail_that_makes_it_another_place_of_the_map_means_that_one(desk: Entry) -> None:
    desk.type("quay")
    desk.entry.accept_place(0)
    assert desk.text == "Quay 4, Harbour"
    desk.entry.edit(PLACE, "Quay 4, Harbour bi")
    desk.post.run()
    assert desk.entry.pin == (43.72, 7.43)
    desk.entry.edit(PLACE, "Quay 4, Harbour bis")
    desk.post.run()
    assert (desk.note, desk.entry.pin) == ("verified", (43.74, 7.44))
    assert desk.taken().place == "Quay 4 bis, Harbour"


def test_a_place_that_nobody_took_is_dropped_by_what_follows(desk: Entry) -> None:
    desk.type("Quay 4, Harbour")
    assert desk.note == "verified"
    desk.entry.edit(PLACE, "Quay 4, Harbour, flat 3")
    desk.post.run()
    assert (desk.note, desk.entry.pin) == ("unverified", None)


def test_what_is_typed_in_full_is_verified_without_choosing_and_marked(desk: Entry) -> None:
    desk.type("quay 4")
    assert (desk.note, desk.text, desk.entry.state.place_chosen) == ("verified", "quay 4", 0)
    assert desk.taken().place == "Quay 4, Harbour"


def test_two_of_one_name_stay_unverified_and_are_named(desk: Entry) -> None:
    desk.type("elm street")
    assert desk.note == "unverified"
    assert desk.entry.state.place_note.why == (
        "It can be Elm Street, Old Town or Elm Street, West End: choose one with ↓"
    )
    command = desk.taken()
    assert (command.place, command.latitude, command.verified) == ("elm street", None, False)


def test_a_stale_answer_never_overwrites_a_newer_text(desk: Entry) -> None:
    desk.room.hold = True
    desk.entry.edit(PLACE, "quay 4")
    desk.entry.edit(PLACE, "nowhere at all")
    (older, newer) = desk.room.questions
    newer[1].set_result(())
    older[1].set_result((QUAY,))
    desk.post.run()
    assert desk.entry.state.places == ()
    assert (desk.note, desk.entry.pin) == ("unverified", None)


def test_while_an_answer_is_under_way_the_older_offers_stay_and_mean_nothing(desk: Entry) -> None:
    desk.type("quay 4")
    desk.room.hold = True
    desk.entry.edit(PLACE, "quay 44")
    assert desk.entry.state.places == (QUAY,)
    assert (desk.note, desk.entry.state.place_chosen) == ("unverified", None)
    desk.entry.accept_place()
    assert desk.text == "quay 44"


def test_a_row_that_was_moved_to_stays_the_same_row_when_the_answer_comes(desk: Entry) -> None:
    desk.type("elm")
    desk.room.hold = True
    desk.entry.edit(PLACE, "elm ")
    desk.entry.edit(PLACE, "elm l")
    desk.entry.choose_place(1)
    desk.entry.choose_place(1)
    assert desk.entry.state.places[desk.entry.state.place_chosen or 0] == ELM_WEST
    desk.room.questions[-1][1].set_result((QUAY, ELM_LANE, ELM_WEST))
    desk.post.run()
    assert desk.entry.state.place_chosen == 2
    desk.entry.edit(PLACE, "elm la")
    desk.entry.choose_place(1)
    desk.room.questions[-1][1].set_result((ELM_LANE,))
    desk.post.run()
    assert desk.entry.state.place_chosen is None


def test_a_question_that_was_replaced_says_nothing(desk: Entry) -> None:
    desk.room.hold = True
    desk.entry.edit(PLACE, "quay 4")
    desk.room.questions[0][1].set_exception(CancelledError())
    desk.post.run()
    assert desk.note == "unverified"


def test_without_a_map_it_is_said_and_the_call_is_taken(desk: Entry) -> None:
    desk.room.hold = True
    desk.entry.edit(PLACE, "quay 4")
    desk.room.questions[0][1].set_exception(MapUnavailable("the pack x has no map"))
    desk.post.run()
    assert (desk.note, desk.entry.state.place_note.why) == ("unverified", "the pack x has no map")
    assert desk.taken().verified is False


@pytest.mark.parametrize(
    ("text", "note", "pin"),
    [("43.7, 7.4", "position only", (43.7, 7.4)), ("51.5 -0.1", "off the map", (51.5, -0.1)),
     ("quay 99", "street only", (43.73, 7.42))],
)  # fmt: skip
def test_a_position_or_a_street_is_kept_and_not_called_verified(
    desk: Entry, text: str, note: str, pin: tuple[float, float]
) -> None:
    desk.type(text)
    assert (desk.note, desk.entry.pin) == (note, pin)
    command = desk.taken()
    assert (command.latitude, command.verified) == (pin[0], False)


def test_escape_closes_the_list_and_the_next_key_opens_it_again(desk: Entry) -> None:
    desk.type("elm")
    assert desk.entry.close_offers()
    assert desk.entry.state.places == ()
    assert not desk.entry.close_offers()
    desk.type("elm s")
    assert desk.entry.state.places


def test_a_pin_fills_an_empty_place_with_what_the_map_says_of_it(desk: Entry) -> None:
    desk.room.canned[AskPlaceAt] = lambda query: a_place(
        "near Elm Lane", "Old Town", kind="coordinate", verified=False, latitude=query.latitude
    )
    told: list[tuple[float, float] | None] = []
    desk.entry.watch(lambda: told.append(desk.entry.pin))
    desk.entry.place_at(43.5, 7.5)
    assert told[-1] == (43.5, 7.5)
    desk.post.run()
    assert (desk.text, desk.note, desk.entry.pin) == ("near Elm Lane", "position only", (43.5, 7.5))
    desk.entry.edit(PLACE, "near Elm Lane, behind the mill")
    assert (desk.note, desk.entry.pin) == ("position only", (43.5, 7.5))
    command = desk.taken()
    assert (command.place, command.latitude) == ("near Elm Lane, behind the mill", 43.5)


def test_a_pin_moved_says_its_new_words_and_a_late_answer_of_the_old_is_dropped(desk: Entry) -> None:
    desk.entry.place_at(43.5, 7.5)
    desk.entry.place_at(43.6, 7.6)
    (_q, older), (_p, newer) = desk.room.questions
    newer.set_result(a_place("near Quay", kind="coordinate", verified=False))
    older.set_result(a_place("near Elm Lane", kind="coordinate", verified=False))
    desk.post.run()
    assert (desk.text, desk.entry.pin) == ("near Quay", (43.6, 7.6))


def test_a_pin_on_a_known_house_is_verified(desk: Entry) -> None:
    desk.room.canned[AskPlaceAt] = QUAY
    desk.entry.place_at(43.72, 7.43)
    desk.post.run()
    assert (desk.text, desk.note) == ("Quay 4, Harbour", "verified")


def test_a_pin_keeps_words_that_stand_there_and_other_words_drop_it(desk: Entry) -> None:
    desk.type("behind the")
    desk.entry.place_at(43.5, 7.5)
    desk.post.run()
    assert (desk.text, desk.note) == ("behind the", "position only")
    desk.entry.edit(PLACE, "behind the mil")
    desk.entry.edit(PLACE, "behind the mi")
    assert desk.entry.pin == (43.5, 7.5)
    desk.entry.edit(PLACE, "Quay")
    assert desk.entry.pin is None


def test_a_pin_alone_is_a_place_and_can_be_taken_away(desk: Entry) -> None:
    desk.entry.place_at(43.5, 7.5)
    assert desk.taken().place == "43.50000, 7.50000"
    desk.room.refuse(OSError("away"))
    desk.post.run()
    assert (desk.entry.pin, desk.text) == ((43.5, 7.5), "")
    desk.entry.unpin()
    assert desk.entry.pin is None


def test_what_was_cleared_comes_back_with_its_position(desk: Entry) -> None:
    desk.type("quay 4")
    desk.entry.clear()
    assert (desk.note, desk.entry.pin) == ("", None)
    desk.entry.restore()
    assert (desk.note, desk.entry.pin) == ("verified", (43.72, 7.43))


def test_nothing_moves_while_the_call_is_being_stored(desk: Entry) -> None:
    desk.type("quay 4")
    desk.taken()
    desk.entry.place_at(1.0, 2.0)
    desk.entry.accept_place(0)
    assert desk.entry.pin == (43.72, 7.43)
    assert SPOT.words == "43.70000, 7.40000"


def test_s1_how_sure_the_map_is_of_a_place_goes_into_the_call(desk: Entry) -> None:
    desk.room.canned = {AskPlaces: (replace(QUAY_99, confidence=0.57),)}
    desk.type("quay 99")
    assert desk.entry.state.place_note.words == "street only · 57 %"
    command = desk.taken()
    assert (command.place_source, command.place_confidence) == (PlaceSource.GAZETTEER, 0.57)
    assert not command.verified


def test_s1_a_pin_has_no_confidence_of_a_machine(desk: Entry) -> None:
    desk.room.canned = {AskPlaces: town, AskPlaceAt: QUAY}
    desk.entry.place_at(43.72, 7.43)
    desk.post.run()
    assert desk.entry.state.place_note.words == "verified"
    command = desk.taken()
    assert (command.place_source, command.place_confidence) == (PlaceSource.MAP, None)
