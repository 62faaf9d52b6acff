"""What is known follows what is typed, and a code is on the screen only while it must be."""

from dataclasses import replace

import pytest

from dispatcher.domain.errors import NotAuthorised
from dispatcher.domain.events import EntryKind
from dispatcher.domain.knowledge import CallerNoteKind, NoteKind
from dispatcher.domain.knowledge_commands import AddPremiseNote, NoteCaller, RevealSecret
from dispatcher.queries.knowledge import AskCaller, AskPlaceKnowledge
from tests.helpers.builders import DISPATCHER
from tests.helpers.knowledge_panel import SHOWN, Panel
from tests.helpers.knowledge_rows import FACTS, SECRETS, place
from ui.presenters.call_section import CallFacts, CallSection
from ui.presenters.refresh import CONCERNS, Concern


@pytest.fixture
def panel() -> Panel:
    return Panel()


def test_it_is_a_section_of_the_call_entry_panel(panel: Panel) -> None:
    section: CallSection = panel.it
    section.follow(FACTS)
    assert panel.it.shown().sections


def test_hazards_and_cautions_of_place_and_caller_stand_on_top(panel: Panel) -> None:
    panel.it.follow(FACTS)
    shown = panel.it.shown()
    assert shown.title == "Known · 1 hazard · 9 earlier incidents · 4 earlier calls"
    mind = shown.sections[0]
    assert [(line.badge.word, line.badge.shape) for line in mind.lines] == [
        ("HAZARD", "octagon"), ("caution", "triangle"), ("caution", "triangle"),
    ]  # fmt: skip
    assert mind.lines[2].text == "Has threatened crews"
    assert [section.key for section in shown.sections] == ["mind", "caller", "p1", "asset", "previous", "calls"]
    previous = next(section for section in shown.sections if section.key == "previous")
    assert [line.badge.word for line in previous.lines] == ["OPEN NOW", "mind", "same type", "before"]
    assert previous.title == "Here before, and 5 more"


def test_s12_what_the_caller_needs_is_said(panel: Panel) -> None:
    panel.it.follow(FACTS)
    caller = panel.it.shown().sections[1]
    assert [line.badge.word for line in caller.lines] == [
        "known", "needs", "language", "vulnerable", "repeat", "health",
    ]  # fmt: skip
    assert "hard of hearing" in caller.lines[1].text


def test_one_question_for_each_change_of_facts(panel: Panel) -> None:
    panel.it.follow(FACTS)
    for same in (FACTS, replace(FACTS, narrative="more words"), replace(FACTS, caller_name="Ann")):
        panel.it.follow(same)
    assert len(panel.asked(AskPlaceKnowledge)) == 1
    assert len(panel.asked(AskCaller)) == 1
    panel.it.follow(replace(FACTS, incident_type="medical"))
    assert len(panel.asked(AskPlaceKnowledge)) == 2
    assert len(panel.asked(AskCaller)) == 1


def test_a_place_half_typed_asks_nothing_and_an_answer_to_what_was_typed_before_is_dropped(panel: Panel) -> None:
    blank = CallFacts(draft_id="d")
    panel.it.follow(blank)
    panel.it.follow(replace(blank, place="Gri"))
    assert panel.room.asked == []
    assert "as they are typed" in panel.it.shown().empty
    panel.room.hold = True
    panel.it.follow(replace(blank, place="Grim"))
    panel.it.follow(replace(blank, place="Grima"))
    assert len(panel.room.questions) == 1, "never two at once"
    assert panel.it.shown().empty == "looking it up …"
    panel.room.resolve()
    assert panel.it.shown().sections == (), "that was the answer for Grim"
    panel.room.resolve()
    assert panel.it.shown().sections


def test_another_place_takes_what_was_known_of_the_first_away_at_once(panel: Panel) -> None:
    panel.it.follow(FACTS)
    panel.room.hold = True
    panel.it.follow(replace(FACTS, place="Casino", latitude=43.7393, longitude=7.4285))
    assert all(section.key in ("mind", "caller", "calls") for section in panel.it.shown().sections)
    assert [line.text for line in panel.it.shown().sections[0].lines] == ["Has threatened crews"]


def test_it_is_asked_again_when_something_known_changes(panel: Panel) -> None:
    panel.it.follow(FACTS)
    assert Concern.KNOWLEDGE in CONCERNS[EntryKind.PREMISE_NOTED]
    panel.it.refresh()
    assert len(panel.asked(AskPlaceKnowledge)) == len(panel.asked(AskCaller)) == 2


def test_s61_a_code_is_asked_for_with_a_reason_shown_for_a_while_and_hides_itself(panel: Panel) -> None:
    panel.it.follow(FACTS)
    assert panel.it.secret(SECRETS[0]).words == ""
    panel.it.ask_secret("s1")
    assert panel.it.secret(SECRETS[0]).asking
    assert not panel.it.secret(SECRETS[1]).asking
    panel.it.reveal("crew at the door")
    (command,) = panel.room.executed
    assert command == RevealSecret(actor=DISPATCHER, secret_id="s1", incident_id="i1", reason="crew at the door")  # type: ignore[arg-type]
    assert panel.it.secret(SECRETS[0]).waiting
    panel.room.settle(SHOWN)
    shown = panel.it.secret(SECRETS[0])
    assert (shown.words, shown.left_s, shown.asking) == ("EX-2580", 20, False)
    panel.clock.advance(19.5)
    panel.it.second()
    assert panel.it.secret(SECRETS[0]).left_s == 1
    panel.clock.advance(1)
    assert panel.it.secret(SECRETS[0]).words == "", "even when nobody ticks"
    panel.it.second()
    assert "EX-2580" not in repr(vars(panel.it._secrets)), "it is gone, not only hidden"


def test_s61_a_code_never_outlives_its_place_and_comes_into_no_repr(panel: Panel) -> None:
    panel.it.follow(FACTS)
    assert panel.shows() == ["EX-2580", ""]
    assert "EX-2580" not in repr(panel.it.secret(SECRETS[0]))
    assert "EX-2580" not in repr(panel.it.shown())
    panel.it.follow(replace(FACTS, incident_id="i2"))
    assert panel.it.secret(SECRETS[0]).words == ""
    panel.it.ask_secret("s1")
    panel.it.reveal("door")
    panel.it.follow(FACTS)
    panel.room.settle(SHOWN)
    assert panel.it.secret(SECRETS[0]).words == "", "it came for another incident"


def test_a_refused_code_says_why_and_escape_asks_for_nothing(panel: Panel) -> None:
    panel.it.follow(FACTS)
    panel.it.ask_secret("s1")
    panel.it.reveal("")
    panel.room.refuse(NotAuthorised("ask a supervisor"))
    assert panel.it.secret(SECRETS[0]).problem == "ask a supervisor"
    assert panel.it.secret(SECRETS[0]).asking
    panel.it.hide_secrets()
    assert not panel.it.secret(SECRETS[0]).asking
    panel.session.set_actor(None)
    panel.it.ask_secret("s1")
    panel.it.reveal("x")
    assert "nobody is signed on" in panel.it.secret(SECRETS[0]).problem


def test_what_is_learnt_is_remembered_for_the_place_and_for_the_caller(panel: Panel) -> None:
    panel.it.follow(FACTS)
    assert panel.it.remember_place(NoteKind.HAZARD, "gas bottles")
    assert panel.it.remember_caller(CallerNoteKind.HEALTH, "insulin")
    one, two = panel.room.executed
    assert isinstance(one, AddPremiseNote)
    assert (one.incident_id, one.premise_id, one.text) == ("i1", None, "gas bottles")
    assert isinstance(two, NoteCaller)
    assert (two.caller_id, two.call_id) == ("k1", "c1")
    panel.room.settle()
    assert panel.it.shown().message == "Remembered for the place"
    panel.room.refuse(NotAuthorised("not you"))
    assert (panel.it.shown().message, panel.it.shown().message_tone) == ("not you", "alarm")


def test_before_the_call_is_taken_a_known_place_can_be_added_to_and_an_unknown_one_says_why_not(panel: Panel) -> None:
    untaken = replace(FACTS, incident_id=None, call_id=None)
    panel.it.follow(untaken)
    assert panel.it.remember_place(NoteKind.ACCESS, "gate 3")
    assert panel.room.executed[0].premise_id == "p1"  # type: ignore[union-attr]
    panel.room.canned[AskPlaceKnowledge] = lambda query: replace(place(query), premises=())
    panel.it.follow(replace(untaken, place="Elsewhere"))
    assert not panel.it.remember_place(NoteKind.ACCESS, "gate 3")
    assert "take the call first" in panel.it.shown().message
    assert not panel.it.remember_place(NoteKind.ACCESS, " ")


def test_an_unknown_asset_is_said(panel: Panel) -> None:
    panel.room.canned[AskPlaceKnowledge] = lambda query: replace(place(query), asset=None, asset_unknown=True)
    panel.it.follow(FACTS)
    asset = next(section for section in panel.it.shown().sections if section.key == "asset")
    assert asset.lines[0].text == "LIFT-0560 is not on the register; it is kept as typed"


def test_a_room_that_cannot_answer_is_told(panel: Panel) -> None:
    del panel.room.canned[AskPlaceKnowledge]
    panel.it.follow(FACTS)
    panel.room.questions[0][1].set_exception(OSError("away"))
    assert panel.problems["place_unread"] == "cannot read the knowledge of the place: away"
