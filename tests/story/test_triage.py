"""What is asked by a card, what the answers grade, who grades otherwise: all of it stands in the record."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dispatcher.domain.authority import Actor
from dispatcher.domain.documents import Citation
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incident_commands import DeclareMajor
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_commands import GivenAnswer, RecordTriage, Regrade, SetPriority, TriageRecorded
from dispatcher.packs.model import Pack
from dispatcher.queries.consistency import consistency
from dispatcher.queries.library import document, find_documents, phrases, triage_book
from dispatcher.queries.triage import AskConsistency, AskDocument, AskDocuments, AskPhrases, AskTriageBook
from dispatcher.queries.triage_rows import ConsistencyReport
from dispatcher.storage.schema import gradings, triage_answers
from tests.helpers.builders import DISPATCHER, SUPERVISOR, a_pack, activation_of
from tests.helpers.clock import START
from tests.helpers.databases import NewUrl
from tests.helpers.harness import Harness, NewHarness

DAY = timedelta(days=1)


def answers(h: Harness, by: Actor = DISPATCHER, card: str = "collision", **told: str) -> TriageRecorded:
    return h.do(
        RecordTriage(
            actor=by, incident_id=IncidentId(h.incident_id), card=card, version=1,
            answers=tuple(GivenAnswer(question=name, answer=value, at=h.clock.now()) for name, value in told.items()),
        )
    )  # fmt: skip


def grades(h: Harness, by: Actor = DISPATCHER, **more: Any) -> Priority:
    return h.do(Regrade(actor=by, incident_id=IncidentId(h.incident_id), **more))


def report_of(h: Harness, since: datetime = START - DAY, until: datetime | None = None) -> ConsistencyReport:
    with h.reading() as connection:
        return consistency(AskConsistency(since, until or h.clock.now() + DAY), connection, h.clock.now())


def test_s11_s13_the_answers_stand_in_the_record_and_grade_nobody_by_themselves(h: Harness):
    h.call("crash")
    recorded = answers(h, hurt="3", trapped="no")
    assert (recorded.complete, recorded.computed) == (False, Priority.P1)
    card = h.card()
    assert card.priority is Priority.P2, "a grade is a person's decision"
    (run,) = card.triage
    assert [(row.ask, row.answer) for row in run.answers] == [
        ("How many people are hurt?", "3"), ("Is anybody trapped?", "No"),
    ]  # fmt: skip
    assert (run.complete, run.explanation.computed, run.crew) == (False, Priority.P1, ("several hurt",))
    answers(h, danger="yes")
    run = h.card().triage[0]
    assert (run.complete, run.hazards) == (True, ("fire, fuel or load",))
    assert run.note == "HAZARD fire, fuel or load; several hurt"
    assert h.card().log[-1].text == "card collision, version 1: danger yes; complete; it gives P1"


def test_s11_later_answers_supersede_earlier_ones_which_stay(h: Harness):
    h.call("crash")
    answers(h, hurt="2", trapped="yes")
    h.advance(seconds=40)
    answers(h, by=SUPERVISOR, hurt="0", trapped="")
    (run,) = h.card().triage
    assert [(row.question, row.answer) for row in run.answers] == [("hurt", "0")]
    assert [(row.question, row.answer, row.superseded_at is not None) for row in run.former] == [
        ("hurt", "2", True), ("trapped", "Yes", True),
    ]  # fmt: skip
    assert run.answers[0].answered_at - run.former[0].answered_at == timedelta(seconds=40)
    assert run.explanation.computed is Priority.P5
    with pytest.raises(InvalidTransition, match="recorded already"):
        answers(h, hurt="0")
    answers(h, hurt="00")
    assert h.card().triage[0].answers[0].answer == "00", "what was told is kept as it was told"


def test_the_journal_holds_no_number_and_no_word_that_was_told(h: Harness):
    h.call("fall")
    answers(h, card="fall", height="17")
    body = h.told("triage_recorded")[-1].body
    assert body["answers"]["height"]["value"] == "high"
    with h.reading() as connection:
        stored = connection.execute(select(triage_answers.c.value)).scalars().all()
    assert set(body["answers"]["height"]) == {"value", "words"}
    assert set(body["answers"]["height"]["words"]) == {"id", "digest"}
    assert stored == ["high"]


def test_s11_a_card_is_skipped_with_a_reason_and_may_be_completed_after_all(h: Harness):
    h.call("crash")
    skip = RecordTriage(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), card="collision", version=1,
                        skipped="caller hung up")  # fmt: skip
    assert h.do(skip).complete is False
    assert h.card().triage[0].skipped == "caller hung up"
    assert "skipped: caller hung up" in h.card().log[-1].text
    done = answers(h, hurt="1", trapped="no", danger="no")
    assert done.complete
    assert h.card().triage[0].skipped == ""
    with pytest.raises(InvalidTransition, match="nothing to skip"):
        h.do(skip)


def test_s14_s19_s20_regrading_by_the_answers_needs_no_reason_and_against_them_one(h: Harness):
    h.call("crash")
    with pytest.raises(Incomplete, match="no question of its card was answered"):
        grades(h)
    answers(h, hurt="5")
    assert grades(h) is Priority.P1
    card = h.card()
    assert (card.priority, card.impact, card.urgency) == (Priority.P1, Impact.HIGH, Urgency.HIGH)
    assert card.log[-1].text == "P2 to P1: as the card collision says"
    first, second = card.gradings
    assert (first.was, first.given, first.explanation.applied) == (None, Priority.P2, ())
    assert (second.was, second.given, second.reason) == (Priority.P2, Priority.P1, "")
    assert [rule.says for rule in second.explanation.applied] == ["three people hurt or more"]
    assert second.explanation.base_urgency is Urgency.MEDIUM
    with pytest.raises(InvalidTransition, match="is P1 already"):
        grades(h)
    with pytest.raises(Incomplete, match="say why 2026-000001 is to be P3"):
        grades(h, by=SUPERVISOR, urgency=Urgency.LOW)
    assert grades(h, by=SUPERVISOR, urgency=Urgency.LOW, reason="all of them walk about") is Priority.P3
    last = h.card().gradings[-1]
    assert (last.explanation.by_hand, last.explanation.is_override) == (True, True)
    assert (last.explanation.computed, last.given, last.reason) == (
        Priority.P1, Priority.P3, "all of them walk about",
    )  # fmt: skip


def test_s19_there_is_one_way_to_grade_and_lowering_p1_or_p2_takes_authority(h: Harness):
    h.call("crash")
    answers(h, hurt="0", trapped="no", danger="no")
    with pytest.raises(NotAuthorised):
        grades(h)
    with pytest.raises(NotAuthorised):
        h.do(SetPriority(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), priority=Priority.P4, reason="small"))
    assert grades(h, by=SUPERVISOR) is Priority.P5
    h.priority("P2", "a second car")
    given = [(row.was, row.given, row.explanation.computed) for row in h.card().gradings]
    assert given == [
        (None, Priority.P2, Priority.P2), (Priority.P2, Priority.P5, Priority.P5),
        (Priority.P5, Priority.P2, Priority.P5),
    ]  # fmt: skip
    assert [entry.body["overridden"] for entry in h.told("priority_set")] == [False, True]


def test_impact_and_urgency_may_change_while_the_priority_stays(h: Harness):
    h.call("fall")
    assert grades(h, impact=Impact.HIGH, urgency=Urgency.LOW, reason="old, but stable") is Priority.P3
    assert h.card().log[-1].text == "P3 as before, high impact, low urgency: old, but stable"


def test_s20_the_first_grade_is_stored_with_its_explanation(h: Harness):
    h.call("fall", impact=Impact.HIGH, urgency=Urgency.HIGH, priority=Priority.P2, priority_reason="doctor on scene",
           actor=SUPERVISOR)  # fmt: skip
    (first,) = h.card().gradings
    assert (first.explanation.computed, first.given, first.reason) == (Priority.P1, Priority.P2, "doctor on scene")
    assert first.explanation.by_hand, "the type begins with medium impact and urgency"
    with h.reading() as connection:
        assert "doctor" not in connection.execute(select(gradings.c.explanation)).scalar_one()


def test_what_cannot_be_recorded_says_why(h: Harness):
    taken = h.call("crash")
    incident = IncidentId(taken.incident_id)

    def record(**more: Any) -> RecordTriage:
        return RecordTriage(**{"actor": DISPATCHER, "incident_id": incident, "card": "collision", "version": 1, **more})

    def given(question: str, answer: str) -> tuple[GivenAnswer, ...]:
        return (GivenAnswer(question=question, answer=answer, at=h.clock.now()),)

    for command, error, said in (
        (record(card="tea"), UnknownThing, "no question card 'tea'"),
        (record(version=2), InvalidTransition, "is at version 1 now"),
        (record(card="fire"), InvalidTransition, "the card fire is not for Road collision"),
        (record(answers=given("tea", "yes")), UnknownThing, "no question 'tea'"),
        (record(answers=given("hurt", "many")), Incomplete, "a whole number from 0 to 200"),
        (record(answers=given("trapped", "maybe")), Incomplete, "choose one of: yes, no, unknown"),
        (record(answers=given("hurt", "1" * 3000)), Incomplete, "2000 signs at most"),
        (record(modifiers=("tea",)), UnknownThing, "no modifier 'tea'"),
        (record(call_id=CallId("none")), UnknownThing, "no call has the id"),
    ):
        with pytest.raises(error, match=said):
            h.do(command)
    assert h.card().triage == ()


def test_s14_the_same_answers_graded_differently_are_told_with_who_does_it(h: Harness):
    for by, priority in ((DISPATCHER, None), (DISPATCHER, None), (SUPERVISOR, "P4")):
        h.call("fall", at=f"{by.operator} St", actor=DISPATCHER)
        answers(h, card="fall", height="0", awake="yes", hurt="limb")
        if priority:
            h.priority(priority, "a bruise", by=by)
            h.priority("P5", "a very small one", by=by)
        else:
            grades(h, by=by)
    report = report_of(h)
    assert (report.incidents, report.gradings) == (3, 7)
    (uneven,) = report.uneven
    assert (uneven.incident_type, uneven.card, uneven.computed) == ("fall", "fall", Priority.P4)
    assert uneven.answers == (("height", "low"), ("awake", "yes"), ("hurt", "limb"))
    assert [(grade.value, len(numbers)) for grade, numbers in uneven.grades] == [("P4", 2), ("P5", 1)]
    sol = next(row for row in report.overriders if row.operator_id == SUPERVISOR.operator)
    assert (sol.graded, sol.raised, sol.lowered) == (2, 0, 1), "P4 is what the answers give"
    assert report_of(h, until=START - timedelta(hours=1)).incidents == 0


def test_s11_s14_cards_that_are_passed_over_are_counted_with_their_reasons(h: Harness):
    for reason in ("caller hung up", "Caller  hung up", "no time"):
        h.call("crash")
        h.do(RecordTriage(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), card="collision", version=1,
                          skipped=reason))  # fmt: skip
    h.call("crash")
    answers(h, hurt="1")
    h.call("crash")
    use = next(row for row in report_of(h).cards if row.card == "collision")
    assert (use.complete, use.skipped, use.left, use.never) == (0, 3, 1, 1)
    assert use.reasons == (("caller hung up", 2), ("no time", 1))


def test_s42_a_line_of_the_log_cites_a_document_by_name_and_version(h: Harness):
    h.call("gas")
    note = AddNote(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), text="street closed",
                   cites=Citation(name="gas-leak", version=1))  # fmt: skip
    h.do(note)
    assert h.card().log[-1].text == "street closed [Gas leak, version 1]"
    assert h.told("note_added")[-1].body["cites"] == {"name": "gas-leak", "version": 1, "title": "Gas leak"}
    with pytest.raises(UnknownThing, match="no document 'gas-leak' of version 2"):
        h.do(AddNote(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), text="x",
                     cites=Citation(name="gas-leak", version=2)))  # fmt: skip


def changed(pack: Pack, **changes: Any) -> Pack:
    return Pack.model_validate({**pack.model_dump(mode="json"), **changes})


def test_s42_a_newer_version_takes_the_place_and_the_older_stays_readable(h: Harness):
    raw = a_pack().model_dump(mode="json")
    newer = [{**part, "version": 2, "text": "# Gas leak\n\nRing the gas company first."} if part["name"] == "gas-leak"
             else part for part in raw["document"]]  # fmt: skip
    h.do(activation_of(changed(a_pack(), document=newer)))
    with h.reading() as connection:
        now = h.clock.now()
        found = find_documents(AskDocuments("GAS company first"), connection, now)
        assert [(row.name, row.version) for row in found] == [("gas-leak", 2)]
        assert find_documents(AskDocuments("nowhere"), connection, now) == ()
        assert len(find_documents(AskDocuments(), connection, now)) == 2
        old = document(AskDocument("gas-leak", 1), connection, now)
        assert old is not None
        assert (old.active, "Nobody touches a switch" in old.text) == (False, True)
        assert document(AskDocument("gas-leak"), connection, now).version == 2
        assert document(AskDocument("tea"), connection, now) is None


@pytest.mark.parametrize("what", ["document", "card"])
def test_s42_s11_what_changes_needs_a_new_version(h: Harness, what: str):
    raw = a_pack().model_dump(mode="json")
    raw[what][0]["text" if what == "document" else "title"] = "otherwise"
    with pytest.raises(Rejected, match=f"{what} .* was changed but still says version 1"):
        h.do(activation_of(Pack.model_validate(raw)))


def test_what_was_answered_by_an_older_card_can_be_read(h: Harness):
    h.call("crash")
    answers(h, hurt="3")
    raw = a_pack().model_dump(mode="json")
    card = next(part for part in raw["card"] if part["name"] == "collision")
    card.update(version=2, title="Collision, new", question=card["question"][1:])
    h.do(activation_of(Pack.model_validate(raw)))
    (run,) = h.card().triage
    assert (run.version, run.title) == (1, "Road collision")
    assert run.answers[0].ask == "How many people are hurt?"


def test_another_pack_may_have_a_card_and_a_document_of_the_same_name(h: Harness):
    h.call("crash")
    answers(h, hurt="3")
    raw = a_pack().model_dump(mode="json")
    raw["name"] = "elsewhere"
    next(part for part in raw["card"] if part["name"] == "collision")["title"] = "Crash elsewhere"
    raw["document"][0]["text"] = "otherwise"
    h.do(activation_of(Pack.model_validate(raw)))
    assert h.card().triage[0].title == "Road collision"
    with h.reading() as connection:
        row = document(AskDocument(raw["document"][0]["name"], 1), connection, h.clock.now())
    assert row is not None
    assert row.text == "otherwise", "what the active pack has goes before"


def test_the_rooms_cards_and_phrases_can_be_asked_for(h: Harness):
    with h.reading() as connection:
        book = triage_book(AskTriageBook(), connection, h.clock.now())
        said = phrases(AskPhrases(), connection, h.clock.now())
    assert book.card_for("gas").title == "Gas smell or leak"
    assert {phrase.kind for phrase in said} == {"reassurance", "expectation", "advice"}


def test_s17_s18_emergency_and_major_are_told_apart_from_routine(h: Harness):
    h.call("assist", emergency=False)
    assert (h.card().emergency, h.card().major) == (False, False)
    h.do(DeclareMajor(actor=SUPERVISOR, incident_id=IncidentId(h.incident_id), reason="the whole street"))
    assert h.card().major


@pytest.mark.postgres
def test_answers_grades_and_documents_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness):
    h = new_harness(None, postgres_new())
    h.call("crash")
    answers(h, hurt="2", trapped="yes")
    answers(h, hurt="", trapped="no", danger="no")
    assert h.card().triage[0].complete is False
    answers(h, hurt="0")
    assert grades(h, by=SUPERVISOR) is Priority.P5
    card = h.card()
    assert [row.question for row in card.triage[0].former] == ["hurt", "trapped"]
    assert [row.given for row in card.gradings] == [Priority.P2, Priority.P5]
    assert report_of(h).incidents == 1
    with h.reading() as connection:
        assert len(find_documents(AskDocuments("gas"), connection, h.clock.now())) == 1
