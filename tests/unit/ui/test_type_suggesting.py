"""Words of callers rank the pack's types, and say why."""

import pytest

from dispatcher.domain.triage import Impact, Urgency
from dispatcher.packs.loading import load_pack
from dispatcher.queries.pack_rows import TypeRow
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.session import Session
from ui.presenters.type_suggesting import Suggester


def of_pack(name: str) -> Suggester:
    pack = load_pack(name)
    words = {part.type: part.words for part in pack.suggestion}
    return Suggester.of(
        tuple(
            TypeRow(name=part.name, title=part.title, impact=Impact(part.impact), urgency=Urgency(part.urgency),
                    words=words.get(part.name, ()))
            for part in pack.type
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name", "because"),
    [
        ("my father has collapsed, he is NOT  breathing", "cardiac", "not breathing"),
        ("flames and smoke from the kitchen window", "fire", "flames"),
        ("two cars, a collision at the crossing, somebody is trapped in the car", "crash", "two cars"),
        ("loud music next door, the neighbours have a party", "noise", "loud music"),
        ("she fell on the stairs, her wrist is broken", "fall", "fell"),
        ("there is a smell of gas in the cellar", "gas", "smell of gas"),
        ("wants to know the opening hours", "enquiry", "opening hours"),
    ],
)
@pytest.mark.parametrize("pack", ["monaco", "rivermouth"])
def test_s13_what_callers_say_ranks_the_types_of_both_packs(pack: str, said: str, name: str, because: str) -> None:
    first = of_pack(pack).suggest(said)[0]
    assert first.row.name == name
    assert because in first.because


def test_accents_capitals_and_signs_do_not_matter_and_words_are_whole_or_beginnings() -> None:
    suggester = Suggester.of((TypeRow(name="flood", title="Überflutung", impact=Impact.LOW, urgency=Urgency.LOW),))
    assert suggester.suggest("UBERFLUTUNG!")[0].because == ("uberflutung",)
    assert suggester.suggest("flooding")[0].because == ("flood",)
    assert suggester.suggest("flo") == ()
    assert suggester.suggest("") == suggester.suggest("\x00 —") == ()


def test_nothing_is_taken_by_itself_and_one_key_takes_the_likeliest() -> None:
    session = Session()
    session.set_actor(ACTOR)
    entry = CallEntryPresenter(FakeRoom(), session, FakeClock(), lambda call: call())
    entry.set_pack(PACK)
    entry.edit(CallField.NARRATIVE, "somebody is in the water, a rescue")
    state = entry.state
    assert state.type_note == "Alt+Enter: Water rescue: “water, rescue”"
    assert (state.texts.get(CallField.TYPE, ""), state.can_submit) == ("", False)
    entry.choose_type(1)
    assert entry.state.types[0].title == "Water rescue", "the likeliest stands first"
    assert entry.state.type_why["water_rescue"] == "water, rescue"
    entry.close_offers()
    entry.accept_suggested()
    assert entry.state.type_title == "Water rescue"
    assert entry.state.type_note == ""
    entry.edit(CallField.TYPE, "fall")
    assert entry.state.type_note == "also heard: Water rescue: “water, rescue”"


def test_words_in_the_type_field_find_types_that_do_not_begin_so() -> None:
    suggester = of_pack("monaco")
    assert suggester.suggest("chest pain")[0].row.name == "medical"
