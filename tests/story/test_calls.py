"""A call from its first word to its end: what is told later, corrected, said again by somebody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dispatcher.domain.call_commands import AddCall, AmendCall, AmendIncident, EndCall
from dispatcher.domain.calls import Medium
from dispatcher.domain.errors import Incomplete, Rejected, UnknownThing
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.storage.schema import personal_values
from tests.helpers.builders import DISPATCHER
from tests.helpers.clock import START
from tests.helpers.harness import Harness
from tests.helpers.harness_contacts import Outside


def test_s1_s3_what_the_caller_tells_later_stands_in_the_record_and_what_stood_there_is_kept(h: Harness):
    taken = h.call("fire", caller_name="Ann Other", caller_number="0100")
    h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, caller_number="0101", caller_relation="neighbour"))
    h.do(AmendIncident(actor=DISPATCHER, incident_id=taken.incident_id, persons_involved=3, asset_number="LIFT-7"))
    card = h.card()
    (call,) = card.calls
    assert (call.caller_name, call.caller_number, call.caller_relation) == ("Ann Other", "0101", "neighbour")
    assert (card.persons_involved, card.asset_number) == (3, "LIFT-7")
    said = [line.text for line in card.log]
    assert "the call now says: caller number “0101”, caller relation “neighbour”" in said
    assert "asset number LIFT-7, was not known; persons involved 3, was not known" in said
    with h.reading() as connection:
        kept = connection.execute(
            select(personal_values.c.value)
            .where(personal_values.c.kind == "caller_number", personal_values.c.subject_id == taken.call_id)
            .order_by(personal_values.c.id)
        )
        assert kept.scalars().all() == ["0100", "0101"]


def test_a_further_call_dispatches_nobody_and_keeps_its_caller(h: Harness):
    first = h.call("fire", caller_name="Ann")
    h.dispatch("E11")
    h.crew("E11").expects_page("FIRE")
    before = h.card().transmissions
    added = h.do(
        AddCall(actor=DISPATCHER, incident_id=first.incident_id, medium=Medium.RADIO, caller_name="Bob",
                narrative="flames at the back")
    )  # fmt: skip
    assert (added.number, added.calls) == (first.number, 2)
    assert h.card().transmissions == before
    one, two = h.card().calls
    assert (one.caller_name, one.further, two.caller_name, two.further) == ("Ann", False, "Bob", True)
    assert two.medium is Medium.RADIO
    assert "a further call (radio): “flames at the back”" in [line.text for line in h.card().log]


def test_s6_a_call_entered_long_after_it_came_is_marked_late(h: Harness):
    h.call("fire", contact_at=START - timedelta(minutes=20), ended_at=START - timedelta(minutes=4))
    assert not h.card().calls[0].late, "a long call is not late; it is entered four minutes after its end"
    h.call("fire", contact_at=START - timedelta(minutes=20), ended_at=START - timedelta(minutes=6))
    assert h.card().calls[0].late


def test_s1_the_times_of_a_call_are_stored_once_and_in_order(h: Harness):
    taken = h.call("fire")
    h.advance(minutes=2)
    h.do(EndCall(actor=DISPATCHER, call_id=taken.call_id))
    h.advance(minutes=1)
    h.do(EndCall(actor=DISPATCHER, call_id=taken.call_id, wrapped_up_at=h.clock.now()))
    call = h.card().calls[0]
    assert call.ended_at == call.contact_at + timedelta(minutes=2)
    assert call.wrapped_up_at == call.contact_at + timedelta(minutes=3)
    other = h.call("fire")
    with pytest.raises(Rejected, match="lies before its contact"):
        h.do(EndCall(actor=DISPATCHER, call_id=other.call_id, ended_at=START - timedelta(minutes=1)))
    with pytest.raises(Incomplete, match="in the future"):
        h.do(EndCall(actor=DISPATCHER, call_id=other.call_id, ended_at=h.clock.now() + timedelta(minutes=1)))


def test_what_cannot_be_amended_says_why(h: Harness):
    taken = h.call("fire")
    with pytest.raises(Incomplete, match="say what is to change"):
        h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id))
    with pytest.raises(UnknownThing, match="no call has the id"):
        h.do(AmendCall(actor=DISPATCHER, call_id=CallId("nothing"), caller_name="x"))
    with pytest.raises(UnknownThing, match="no incident type is called 'tea'"):
        h.do(AmendIncident(actor=DISPATCHER, incident_id=taken.incident_id, incident_type="tea"))
    with pytest.raises(Incomplete, match="negative"):
        h.do(AmendIncident(actor=DISPATCHER, incident_id=taken.incident_id, persons_involved=-1))
    with pytest.raises(Incomplete, match="stands so already"):
        h.do(AmendIncident(actor=DISPATCHER, incident_id=taken.incident_id, emergency=True))
    with pytest.raises(UnknownThing):
        h.do(AddCall(actor=DISPATCHER, incident_id=IncidentId("nothing")))


def test_s1_s8_how_a_call_came_is_corrected_and_what_stood_there_is_kept(h: Harness):
    taken = h.call("fire", caller_name="Ann")
    h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, medium=Medium.WALK_IN))
    assert h.card().calls[0].medium is Medium.WALK_IN
    assert "the call came by walk in, not by phone" in [line.text for line in h.card().log]
    assert h.told("call_amended")[-1].body["medium"] == {"to": "walk_in", "was": "phone"}
    h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, medium=Medium.RADIO, caller_name="Ann Other"))
    assert "the call came by radio, not by walk in; the call now says: caller name “Ann Other”" in [
        line.text for line in h.card().log
    ]
    with pytest.raises(Incomplete, match="stands so already"):
        h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, medium=Medium.RADIO))


def test_s8_what_a_contact_came_by_stays(h: Harness):
    out = Outside(h)
    contact = out.writes(1, medium=Medium.CHAT)
    out.take(contact)
    taken = h.call("fire", contact_id=contact)
    with pytest.raises(Rejected, match="the call comes from a contact, a chat"):
        h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, medium=Medium.PHONE))
