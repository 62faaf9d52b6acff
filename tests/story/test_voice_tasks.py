"""Voice tasks and the evidence of a transmission, as the radio desk reads them."""

from datetime import timedelta

from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.queries.evidence import evidence
from dispatcher.queries.requests import AskEvidence, AskVoiceTasks
from dispatcher.queries.voice import voice_tasks
from dispatcher.queries.voice_rows import VoiceTaskRow
from tests.helpers.harness import Harness


def tasks(h: Harness) -> tuple[VoiceTaskRow, ...]:
    with h.reading() as connection:
        return voice_tasks(AskVoiceTasks(), connection, h.clock.now())


def test_a_chain_asks_for_a_voice_task_and_an_answer_ends_it(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire", at="12 Elm St")
    h.dispatch("E12", "L11", note="two inside")
    assert tasks(h) == ()
    h.crew("L11").says()
    h.advance(seconds=75)
    (task,) = tasks(h)
    assert (task.call_sign, task.purpose, task.place) == ("E12", Purpose.DISPATCH, "12 Elm St")
    assert task.units == ("E12", "L11")
    assert "two inside" in task.text
    assert task.incident_number == h.card().number
    assert [(row.channel, row.state) for row in task.tried] == [("paging", TransmissionState.ACCEPTED)]
    assert task.talkgroup
    assert task.taken_by is None
    assert h.clock.now() - task.queued_at < timedelta(seconds=75)
    assert task.next_due_at is not None
    assert task.next_due_at > h.clock.now()
    h.crew("E12").says("received")
    assert tasks(h) == ()


def test_whoever_has_taken_it_is_named(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=75)
    (task,) = tasks(h)
    item = h.item("voice_task")
    assert item.attention_id == task.attention_id
    h.take(item)
    (task,) = tasks(h)
    assert task.taken_by


def test_the_most_pressing_stands_first_then_the_oldest(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=20)
    h.call("fire")
    h.dispatch("L11")
    h.advance(seconds=90)
    assert [row.call_sign for row in tasks(h)] == ["E12", "L11"]


def test_the_evidence_of_a_page_is_its_text_and_its_bytes(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=2)
    with h.reading() as connection:
        shown = evidence(AskEvidence(h.page("E12").transmission_id), connection, h.clock.now())
        nothing = evidence(AskEvidence("no such thing"), connection, h.clock.now())
    assert nothing is None
    assert shown is not None
    assert shown.state is TransmissionState.ACCEPTED
    assert shown.attempts[0].text
    assert shown.attempts[0].bytes_sent
