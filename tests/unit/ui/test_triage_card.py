"""The card asks, answers are kept while the call has no incident, recorded when it has one, and offered as a grade."""

from dataclasses import dataclass, field, replace

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_commands import RecordTriage
from dispatcher.packs.loading import load_pack
from dispatcher.packs.triage import book_of
from dispatcher.queries.triage import AskPhrases, AskTriageBook
from tests.helpers.fake_room import FakeClock, FakeRoom, Posted
from tests.helpers.triage_rows import pack_row
from ui.presenters.call_section import CallFacts
from ui.presenters.phrases import PhrasesPresenter
from ui.presenters.session import Session
from ui.presenters.triage_card import TriageCardPresenter

ACTOR = Actor(operator=OperatorId("op1"), role=Role.DISPATCHER, seat=Seat("A1"))
PACK = load_pack("monaco")


@dataclass
class Entry:
    """A panel that hears what the card grades."""

    room: FakeRoom = field(default_factory=FakeRoom)
    clock: FakeClock = field(default_factory=FakeClock)
    post: Posted = field(default_factory=Posted)
    session: Session = field(default_factory=Session)
    graded: list[tuple[Impact, Urgency, str]] = field(default_factory=list)
    facts: CallFacts = field(default_factory=lambda: CallFacts(draft_id="d1", incident_type="cardiac"))

    def __post_init__(self) -> None:
        self.room.canned[AskTriageBook] = book_of(PACK.card, PACK.modifier)
        self.room.canned[AskPhrases] = tuple(part.phrase() for part in PACK.phrase)
        self.session.set_actor(ACTOR)
        self.card = TriageCardPresenter(self.room, self.session, self.clock, self.post, self._grade)
        self.card.set_pack(pack_row(PACK))
        self.post.run()
        self.say()

    def _grade(self, impact: Impact, urgency: Urgency, because: str) -> None:
        self.graded.append((impact, urgency, because))
        self.say(impact=impact, urgency=urgency)  # as a panel does

    def say(self, **changes: object) -> None:
        self.facts = replace(self.facts, **changes)
        self.card.follow(self.facts)

    def recorded(self) -> RecordTriage:
        command = self.room.executed[-1]
        assert isinstance(command, RecordTriage)
        return command


@pytest.fixture
def entry() -> Entry:
    return Entry()


def told(command: RecordTriage) -> dict[str, str]:
    return {given.question: given.answer for given in command.answers}


def test_s11_the_next_question_is_in_front_and_answered_by_its_number(entry: Entry):
    shown = entry.card.shown
    assert shown.ask == "Is the person awake? Do they answer when spoken to?"
    assert [choice.title for choice in shown.choices] == ["Yes", "No", "Not known"]
    assert shown.choices[1].criterion == "does not wake up → urgency at least high"
    entry.card.choose(2)
    shown = entry.card.shown
    assert shown.ask.startswith("Look at the chest")
    assert [(row.ask, row.answer) for row in shown.answered] == [
        ("Is the person awake? Do they answer when spoken to?", "No")
    ]
    entry.card.choose(9)
    assert entry.card.shown == shown, "there is no ninth answer"


def test_s13_s19_what_the_answers_grade_is_offered_to_the_panel_with_the_reason(entry: Entry):
    assert entry.graded == [], "nothing was answered yet: the type's own grade stands"
    entry.card.choose(1)
    assert entry.graded == [(Impact.HIGH, Urgency.MEDIUM, "awake and answering: no arrest at this moment")]
    entry.card.choose(1)
    impact, urgency, because = entry.graded[-1]
    assert (impact, urgency) == (Impact.HIGH, Urgency.HIGH)
    assert "pressure in the chest" in because
    shown = entry.card.shown
    assert (shown.priority, shown.grade) == ("P1", "high impact × high urgency = P1")
    assert shown.why[0] == "The type begins with high impact, high urgency"
    entry.card.back()
    entry.card.take_back()
    entry.card.back()
    entry.card.take_back()
    assert entry.graded[-1] == (Impact.HIGH, Urgency.HIGH, ""), "what was taken back leaves the type's own grade"


def test_answers_are_changed_by_going_back(entry: Entry):
    entry.card.choose(2)
    entry.card.choose(1)
    entry.card.go_to(0)
    shown = entry.card.shown
    assert (shown.ask[:10], shown.chosen) == ("Is the per", 2)
    assert [row.in_front for row in shown.answered] == [True, False]
    entry.card.choose(1)
    assert entry.card.shown.ask.startswith("Is there pain")
    assert [row.answer for row in entry.card.shown.answered] == ["Yes"]
    entry.card.back()
    entry.card.choose(2)
    assert [row.answer for row in entry.card.shown.answered] == ["No", "Yes, regularly"], "nothing told is lost"
    entry.card.back()
    entry.card.onward()
    assert entry.card.shown.ask.startswith("Did it have to do")


def test_s11_what_was_answered_before_the_incident_is_recorded_when_it_is_opened(entry: Entry):
    entry.card.choose(2)
    entry.clock.advance(5)
    entry.card.choose(2)
    assert entry.room.executed == []
    entry.say(incident_id="i1", call_id="c1")
    command = entry.recorded()
    assert told(command) == {"awake": "no", "breathing": "gasping"}
    assert (command.card, command.version, command.call_id) == ("unconscious", 1, "c1")
    assert (command.answers[1].at - command.answers[0].at).total_seconds() == 5
    entry.card.choose(1)
    assert len(entry.room.executed) == 1, "one after the other"
    assert not entry.card.shown.recorded
    entry.room.settle()
    entry.post.run()
    assert told(entry.recorded()) == {"helper": "yes"}
    entry.room.settle()
    entry.post.run()
    assert entry.card.shown.recorded
    entry.card.back()
    entry.card.take_back()
    assert told(entry.recorded()) == {"helper": ""}


def test_answers_that_are_not_asked_any_more_are_taken_back_in_the_record(entry: Entry):
    entry.say(incident_id="i1")
    entry.card.choose(2)
    entry.room.settle()
    entry.post.run()
    entry.card.choose(1)
    entry.room.settle()
    entry.post.run()
    entry.card.go_to(0)
    entry.card.choose(1)
    assert told(entry.recorded()) == {"awake": "yes", "breathing": ""}


def test_a_refusal_is_said_and_not_repeated_until_something_changes(entry: Entry):
    entry.say(incident_id="i1")
    entry.card.choose(2)
    entry.room.refuse(InvalidTransition("2026-1 is closed", field="incident"))
    entry.post.run()
    assert entry.card.shown.message == "The answers are not recorded: 2026-1 is closed"
    assert len(entry.room.executed) == 1
    entry.card.choose(1)
    assert told(entry.recorded()) == {"awake": "no", "breathing": "normal"}, "no word is lost"


def test_nothing_is_recorded_while_nobody_is_signed_on(entry: Entry):
    entry.session.set_actor(None)
    entry.say(incident_id="i1")
    entry.card.choose(2)
    assert entry.room.executed == []
    entry.session.set_actor(ACTOR)
    assert told(entry.recorded()) == {"awake": "no"}


def test_several_calls_keep_their_cards_apart(entry: Entry):
    entry.card.choose(2)
    entry.say(draft_id="d2", incident_type="fall")
    assert entry.card.shown.ask == "How many metres did they fall? 0 from standing."
    entry.card.write("4")
    entry.say(draft_id="d1", incident_type="cardiac")
    assert [row.answer for row in entry.card.shown.answered] == ["No"]
    entry.card.opened("d2", "i2", None)
    assert (entry.recorded().incident_id, told(entry.recorded())) == ("i2", {"height": "4"})


def test_numbers_and_words_are_written_and_a_wrong_one_is_said(entry: Entry):
    entry.say(draft_id="d2", incident_type="crash")
    shown = entry.card.shown
    assert not shown.by_digit
    assert shown.help.splitlines()[:2] == [
        "A number; ? when nobody knows",
        "Nobody: damage only, nobody hurt → impact low, urgency low",
    ]
    entry.card.write("many")
    assert entry.card.shown.message == "A whole number from 0 to 200, or ? when nobody knows"
    entry.card.write("  ")
    assert entry.card.shown.answered == ()
    entry.card.write("?")
    assert [row.answer for row in entry.card.shown.answered] == ["not known"]
    assert entry.graded[-1][2] == "nobody knows how many are hurt"


def test_s11_a_card_is_skipped_with_a_reason_only(entry: Entry):
    entry.say(incident_id="i1")
    entry.card.skip(" ")
    assert entry.card.shown.message == "Say why the card is skipped"
    entry.card.skip("caller screams")
    assert entry.recorded().skipped == "caller screams"
    assert entry.card.shown.skipped == "caller screams"
    entry.room.settle()
    entry.post.run()
    entry.card.choose(2)
    assert (entry.card.shown.skipped, told(entry.recorded())) == ("", {"awake": "no"})


def test_modifiers_raise_and_those_that_an_answer_brought_stay(entry: Entry):
    entry.say(draft_id="d2", incident_type="assault")
    assert [row.name for row in entry.card.shown.modifiers][-1] == "weapon"
    entry.card.choose(3)
    entry.card.choose(2)
    weapon = next(row for row in entry.card.shown.modifiers if row.name == "weapon")
    assert (weapon.on, weapon.brought) == (True, True)
    assert entry.card.shown.note == "HAZARD weapon reported; suspect gone; knife or similar"
    entry.card.toggle("many")
    many = next(row for row in entry.card.shown.modifiers if row.name == "many")
    assert (many.on, many.brought) == (True, False)
    entry.say(incident_id="i1")
    assert entry.recorded().modifiers == ("many",)


def test_advice_is_said_in_the_callers_language_first(entry: Entry):
    entry.say(caller_language="it")
    entry.card.choose(2)
    entry.card.choose(3)
    first = entry.card.shown.advice[0]
    assert (first.language, first.text[:10]) == ("it", "Mettete la")
    assert [language for language, _ in first.others] == ["en"], "and in the room's own, for whoever reads it out"


def test_a_type_without_a_card_says_so(entry: Entry):
    entry.say(incident_type="theft")
    assert (entry.card.shown.title, entry.card.shown.ask) == ("No question card for this type", "")
    entry.say(incident_type="")
    assert entry.card.shown.title == "Questions come with the type"
    for act in (entry.card.back, entry.card.onward, entry.card.take_back):
        act()
    entry.card.choose(1)
    entry.card.write("x")
    entry.card.go_to(0)
    entry.card.toggle("many")


def test_s12_phrases_fit_type_grade_and_language():
    room, post = FakeRoom(), Posted()
    room.canned[AskPhrases] = tuple(part.phrase() for part in PACK.phrase)
    phrases = PhrasesPresenter(room, post)
    drawn: list[int] = []
    phrases.watch(lambda: drawn.append(1))
    phrases.set_pack(pack_row(PACK))
    post.run()
    facts = CallFacts(draft_id="d", incident_type="cardiac", priority=Priority.P1, caller_language="fr")
    phrases.follow(facts)
    lines = phrases.lines
    assert [line.kind for line in lines] == ["reassure"] * 3 + ["what happens next"] * 2
    assert lines[0].said.text == "Vous faites très bien. Continuez exactement comme cela."
    assert {line.said.language for line in lines} == {"fr"}
    count = len(drawn)
    phrases.follow(replace(facts, narrative="more"))
    assert len(drawn) == count, "nothing is drawn anew for what does not matter"
    phrases.follow(replace(facts, incident_type="noise", priority=Priority.P5))
    assert any("in its order" in text for line in phrases.lines for _, text in line.said.others)
