"""What reaches the room from outside: one queue for every medium, guarded until a person has settled it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.call_commands import AddCall, EndCall, TakeCall
from dispatcher.domain.caller_commands import LinkComplaint, TakeComplaint
from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import DismissContacts, EnterBatch, EnterContact, SeparateContact
from dispatcher.domain.contacts import Attachment, ContactState, Disposition
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, UnknownThing
from dispatcher.domain.identifiers import CallId, ContactId, IncidentId, Seat
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Priority
from dispatcher.queries.contacts import AskContactOctets
from dispatcher.queries.reading_contacts import contact_octets
from dispatcher.storage import schema as s
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, SUPERVISOR
from tests.helpers.clock import START
from tests.helpers.harness import Harness
from tests.helpers.harness_contacts import Outside, arrived


@pytest.fixture
def out(h: Harness) -> Outside:
    return Outside(h)


def test_s8_one_queue_for_every_medium_the_most_urgent_first(h: Harness, out: Outside) -> None:
    for medium in (Medium.FILE, Medium.EMAIL, Medium.CHAT, Medium.SOCIAL, Medium.PORTAL, Medium.TEXT, Medium.WALK_IN):
        out.writes(medium.value, medium=medium)
        h.advance(seconds=1)
    rows = out.rows
    assert [row.medium for row in rows] == [
        Medium.TEXT, Medium.WALK_IN, Medium.CHAT, Medium.SOCIAL, Medium.EMAIL, Medium.PORTAL, Medium.FILE,
    ]  # fmt: skip
    assert {row.state for row in rows} == {ContactState.WAITING}
    assert rows[4].sender == "annemail@example.org"
    assert rows[4].preview == "It smells of gas in our stairwell."
    assert out.all(limit=2).waiting == 7, "what is left out of the list is counted"


def test_s8_s9_the_same_contact_brought_again_is_counted_and_not_doubled(h: Harness, out: Outside) -> None:
    first = out.writes(1)
    assert out.writes(1, body="another text under the same name") == first
    (row,) = out.rows
    assert (row.repeats, row.preview) == (1, "It smells of gas in our stairwell.")
    assert out.writes(1, source="other mailbox") != first
    out.dismiss(first)
    assert out.writes(1) == first, "it stays settled, and is counted"
    assert out.whole(first).row.repeats == 2


def test_s8_everything_that_came_is_kept_octet_for_octet(h: Harness, out: Outside) -> None:
    picture = Attachment(name="stair.jpg", type="image/jpeg", content=b"\xff\xd8\x00\x01")
    contact = out.writes(1, raw=b"From: \xff\x00broken", body="nul \0 and \ud800 half", attachments=(picture,))
    whole = out.whole(contact)
    assert whole.body == "nul \N{REPLACEMENT CHARACTER} and ? half"
    assert whole.octets == len(b"From: \xff\x00broken")
    assert [(part.name, part.type, part.size) for part in whole.attachments] == [("stair.jpg", "image/jpeg", 4)]
    with h.reading() as connection:
        kept = [contact_octets(AskContactOctets(contact, place), connection, START) for place in (0, 1, 2)]
        journal = " ".join(connection.execute(select(s.journal.c.body)).scalars())
    assert kept == [b"From: \xff\x00broken", b"\xff\xd8\x00\x01", None]
    assert "ann1" not in journal
    assert "stairwell" not in journal


def test_s6_s53_a_contact_entered_as_a_call_keeps_its_channel_and_its_times(h: Harness, out: Outside) -> None:
    contact = out.writes(1, said_at=START - timedelta(minutes=3))
    h.advance(seconds=30)
    out.take(contact)
    h.advance(seconds=45)
    taken = h.call("fire", contact_id=contact, narrative="gas in the stairwell")
    call = h.card().calls[0]
    assert (call.medium, call.contact_at) == (Medium.EMAIL, START - timedelta(minutes=3))
    assert call.answered_at == START + timedelta(seconds=30)
    whole = out.whole(contact)
    assert (whole.row.state, whole.call_id, whole.incident_id) == (
        ContactState.ENTERED, taken.call_id, taken.incident_id,
    )  # fmt: skip
    assert whole.settled_at == START + timedelta(seconds=75)
    assert whole.settled_by == "Dana Whitlock" or whole.settled_by
    assert out.rows == ()


def test_s53_the_times_of_handling_can_be_computed(h: Harness, out: Outside) -> None:
    contact = out.writes(1, medium=Medium.CHAT)
    h.advance(seconds=20)
    out.take(contact)
    h.advance(seconds=100)
    taken = h.call("fire", contact_id=contact)
    h.advance(seconds=10)
    h.do(EndCall(actor=DISPATCHER, call_id=taken.call_id, wrapped_up_at=h.clock.now()))
    call = h.card().calls[0]
    assert call.answered_at is not None
    assert call.wrapped_up_at is not None
    assert (call.answered_at - call.contact_at).total_seconds() == 20
    assert (call.wrapped_up_at - call.answered_at).total_seconds() == 110


def test_a_further_call_settles_its_contact_too_and_the_log_says_from_where(h: Harness, out: Outside) -> None:
    first = h.call("fire")
    contact = out.writes(1, medium=Medium.SOCIAL)
    h.do(AddCall(actor=DISPATCHER, incident_id=first.incident_id, contact_id=contact, narrative="flames"))
    assert out.whole(contact).row.state is ContactState.ENTERED
    assert "a further call (social): “flames”" in [line.text for line in h.card().log]


def test_a_contact_becomes_one_call_only(h: Harness, out: Outside) -> None:
    contact = out.writes(1)
    h.call("fire", contact_id=contact)
    with pytest.raises(InvalidTransition, match="was entered already"):
        h.call("fire", contact_id=contact)
    with pytest.raises(UnknownThing, match="no such contact"):
        h.call("fire", contact_id=ContactId("nobody"))
    assert len(h.queue()) == 1, "nothing of a refused call is stored"


def test_a_contact_may_be_pointed_at_a_call_that_is_there(h: Harness, out: Outside) -> None:
    taken = h.call("fire")
    contact = out.writes(1)
    h.do(EnterContact(actor=DISPATCHER, contact_id=contact, call_id=taken.call_id))
    assert out.whole(contact).incident_number == taken.number
    with pytest.raises(UnknownThing, match="no call"):
        h.do(EnterContact(actor=DISPATCHER, contact_id=out.writes(2), call_id=CallId("nobody's")))


def test_two_who_race_for_a_contact_get_one_winner_and_one_answer(h: Harness, out: Outside) -> None:
    h.sign_on(SECOND_DISPATCHER)
    contact = out.writes(1)
    out.take(contact)
    out.take(contact)
    with pytest.raises(InvalidTransition, match="at D1 has an e-mail in hand"):
        out.take(contact, by=SECOND_DISPATCHER)
    out.release(contact)
    out.take(contact, by=SECOND_DISPATCHER)
    (row,) = out.rows
    assert (row.state, row.taken_seat) == (ContactState.TAKEN, "D2")


def test_nothing_is_dismissed_in_silence(h: Harness, out: Outside) -> None:
    contact = out.writes(1)
    with pytest.raises(Incomplete, match="say why"):
        out.dismiss(contact, reason="  ")
    with pytest.raises(NotAuthorised):
        out.dismiss(contact, by=RADIO_OPERATOR)
    out.dismiss(contact, "sells toner", disposition=Disposition.SPAM)
    whole = out.whole(contact)
    assert (whole.disposition, whole.reason) == (Disposition.SPAM, "sells toner")
    with pytest.raises(InvalidTransition, match="was dismissed already"):
        out.dismiss(contact)
    (entry,) = h.told("contact_dismissed")
    assert entry.body["disposition"] == "spam"
    assert "toner" not in str(entry.body)


def test_a_contact_that_nobody_takes_is_never_silent(h: Harness, out: Outside) -> None:
    out.writes(1, medium=Medium.TEXT)
    h.advance(seconds=59)
    assert h.strip() == ()
    h.advance(seconds=1)
    item = h.item(AttentionKind.OVERDUE)
    assert item.text == "a text (mailbox) waits for 1 min"
    assert item.priority is Priority.P2
    h.advance(minutes=2)
    assert h.item(AttentionKind.AUTHORITY).for_role is SUPERVISOR.role
    h.advance(minutes=7)
    assert "duty" in h.item(AttentionKind.AUTHORITY).for_role.value


def test_who_has_it_in_hand_and_forgets_it_is_told_too(h: Harness, out: Outside) -> None:
    contact = out.writes(1, medium=Medium.CHAT)
    h.advance(seconds=119)
    out.take(contact)
    h.advance(seconds=119)
    assert h.strip() == ()
    h.advance(seconds=1)
    assert h.item(AttentionKind.OVERDUE).text == "D1 has had a chat (mailbox) in hand for 2 min"
    out.dismiss(contact, "told them whom to ring", disposition=Disposition.NOT_OURS)
    assert h.strip() == ()
    h.advance(minutes=60)
    assert h.strip() == ()


def test_what_is_let_go_counts_from_when_it_came(h: Harness, out: Outside) -> None:
    contact = out.writes(1, medium=Medium.CHAT)
    h.advance(seconds=100)
    out.take(contact)
    h.advance(seconds=100)
    out.release(contact)
    h.advance(seconds=0)
    assert h.item(AttentionKind.OVERDUE).text.startswith("a chat (mailbox) waits for 3 min")


def test_the_watchdog_counts_a_contact_without_an_armed_deadline(h: Harness, out: Outside) -> None:
    first, second = out.writes(1), out.writes(2)
    out.take(second)
    assert h.sentinel().unguarded == 0
    with h.desk.database.writer.begin() as connection:
        connection.execute(delete(s.deadlines).where(s.deadlines.c.subject_id == first))
    assert (h.sentinel().unguarded, h.sentinel().unguarded_contacts) == (1, 1)
    with h.desk.database.writer.begin() as connection:
        connection.execute(update(s.deadlines).values(due_at=h.clock.now() - timedelta(seconds=6)))
    assert h.sentinel().unguarded_contacts == 2
    h.unguarded = 2


def test_s8_a_bomb_of_mail_is_one_row_with_a_count_and_a_rate(h: Harness, out: Outside) -> None:
    for number in range(20):
        out.writes(number, sender="bomb@example.org")
    lone = out.writes("lone")
    rows = out.rows
    assert [(row.waiting, row.contact_id == lone) for row in rows] == [(20, False), (1, True)]
    assert rows[0].per_minute == 20
    assert (out.all().waiting, h.sentinel().contacts_waiting) == (21, 21)
    assert len(out.all(batch=rows[0].batch).rows) == 20
    assert len(h.armed_contacts()) == 2, "a batch has one guard"
    h.advance(minutes=5)
    texts = [item.text for item in h.strip(AttentionKind.OVERDUE)]
    assert "20 e-mails like each other (mailbox) wait, the oldest for 5 min" in texts


def test_s8_a_bomb_from_many_senders_is_known_by_its_subject(h: Harness, out: Outside) -> None:
    for number in range(6):
        out.writes(number, subject="Win a  PRIZE")
    for number in range(6, 12):
        out.writes(number, subject="")
    assert [row.waiting for row in out.rows] == [6, 1, 1, 1, 1, 1, 1], "no subject is no likeness"


def test_s8_a_batch_is_dismissed_with_one_reason_and_nothing_is_dropped(h: Harness, out: Outside) -> None:
    ids = [out.writes(number, sender="bomb@example.org") for number in range(8)]
    (row,) = out.rows
    assert row.batch is not None
    out.take(ids[3])
    h.advance(seconds=1)
    seen = h.clock.now()
    h.advance(seconds=1)
    late = out.writes("late", sender="bomb@example.org")
    h.check()
    with pytest.raises(Incomplete, match="say why"):
        h.do(DismissContacts(actor=DISPATCHER, batch=row.batch, disposition=Disposition.SPAM, reason=""))
    command = DismissContacts(
        actor=DISPATCHER, batch=row.batch, disposition=Disposition.SPAM, reason="a mail bomb", upto=seen
    )
    assert h.do(command) == 7
    assert [one.contact_id for one in out.rows] == [ids[3], late], "in hand, or seen by nobody"
    whole = out.whole(ids[0])
    assert (whole.disposition, whole.reason, whole.body) == (
        Disposition.SPAM, "a mail bomb", "It smells of gas in our stairwell.",
    )  # fmt: skip
    h.call("fire", contact_id=late)
    out.dismiss(ids[3])
    assert h.armed_contacts() == []
    with pytest.raises(InvalidTransition, match="nothing of the batch waits"):
        h.do(command)


def test_one_of_a_batch_is_entered_and_the_rest_attached(h: Harness, out: Outside) -> None:
    ids = [out.writes(number, subject="smoke over the harbour") for number in range(10)]
    taken = h.call("fire", contact_id=ids[0])
    batch = out.whole(ids[1]).row.batch or ""
    done = h.do(EnterBatch(actor=DISPATCHER, batch=batch, incident_id=IncidentId(taken.incident_id), reason="the same"))
    assert done == 9
    assert out.rows == ()
    assert out.whole(ids[9]).incident_number == taken.number
    assert "9 contacts that are alike attached: “the same”" in [line.text for line in h.card().log]
    assert len(h.card().calls) == 1


def test_a_batch_that_goes_on_after_it_was_dismissed_is_guarded_again(h: Harness, out: Outside) -> None:
    for number in range(6):
        out.writes(number, sender="bomb@example.org")
    (row,) = out.rows
    h.do(DismissContacts(actor=DISPATCHER, batch=row.batch or "", disposition=Disposition.SPAM, reason="a bomb"))
    assert h.armed_contacts() == []
    out.writes(7, sender="bomb@example.org")
    (row,) = out.rows
    assert (row.waiting, h.armed_contacts()) == (1, [row.batch])


def test_s9_a_telephone_call_rings_is_answered_and_ends(h: Harness, out: Outside) -> None:
    def exchange(**told: object) -> ContactId:
        given = {"source": "pbx", "external_id": "call 7", "medium": Medium.PHONE, "sender": "+44 1632 960199"}
        return h.do(arrived(**(given | told))).contact_id

    contact = exchange(seat=Seat("D1"))
    h.advance(seconds=4)
    exchange(seat=Seat("D1"), answered_at=h.clock.now())
    (row,) = out.rows
    assert (row.state, row.taken_seat, row.repeats) == (ContactState.TAKEN, "D1", 0)
    assert row.answered_at == START + timedelta(seconds=4)
    taken = h.do(TakeCall(actor=DISPATCHER, place="12 Elm St", incident_type="fire", contact_id=contact))
    h.incident_id = taken.incident_id
    h.advance(seconds=60)
    exchange(ended_at=h.clock.now())
    call = h.card().calls[0]
    assert (call.medium, call.answered_at, call.ended_at) == (
        Medium.PHONE, START + timedelta(seconds=4), START + timedelta(seconds=64),
    )  # fmt: skip


def test_s9_a_call_that_nobody_answered_waits_to_be_rung_back(h: Harness, out: Outside) -> None:
    call = {"source": "pbx", "external_id": "call 8", "medium": Medium.PHONE}
    h.do(arrived(**call))
    h.advance(seconds=30)
    h.do(arrived(**call, ended_at=h.clock.now()))
    (row,) = out.rows
    assert (row.state, row.answered_at, row.ended_at) == (ContactState.WAITING, None, START + timedelta(seconds=30))
    h.advance(seconds=30)
    assert h.item(AttentionKind.OVERDUE).text == "a telephone call (mailbox) waits for 1 min".replace("mailbox", "pbx")


@pytest.mark.parametrize("said", [None, START + timedelta(days=400), START.replace(year=1970)])
def test_an_absurd_time_of_a_source_is_kept_and_not_counted_from(h: Harness, out: Outside, said: object) -> None:
    contact = out.writes(1, said_at=said)
    whole = out.whole(contact)
    assert (whole.said_at, whole.row.contact_at) == (said, START)


def test_s8_words_of_somebody_who_is_no_crew_wait_with_all_the_others(h: Harness, out: Outside) -> None:
    h.radio_says("9900001", "a boat is on fire off the mole")
    (row,) = out.rows
    assert (row.medium, row.preview) == (Medium.RADIO, "a boat is on fire off the mole")
    assert h.item(AttentionKind.EXCEPTION).text.startswith("unknown unit 9900001")
    h.radio_says("E11", "we stand at the bridge")
    assert len(out.rows) == 1, "a crew's words are no contact"


def test_a_contact_that_the_program_cannot_read_is_kept_unread(h: Harness, out: Outside) -> None:
    contact = out.writes(1, said_at="no time at all", raw=b"all of it")
    whole = out.whole(contact)
    assert (whole.row.note, whole.octets) == ("a fault in the program: look at its octets", 9)
    assert len(h.armed_contacts()) == 1


def test_s8_one_that_is_not_like_the_others_is_guarded_by_itself_and_stays_out(h: Harness, out: Outside) -> None:
    ids = [out.writes(number, subject="no power") for number in range(6)]
    batch = out.whole(ids[0]).row.batch or ""
    h.do(SeparateContact(actor=DISPATCHER, contact_id=ids[2]))
    assert sorted(h.armed_contacts()) == sorted([batch, ids[2]])
    later = out.writes(7, subject="no power")
    assert out.whole(later).row.batch == batch
    assert out.whole(ids[2]).row.batch is None, "the next that is alike does not take it along"
    done = h.do(DismissContacts(actor=DISPATCHER, batch=batch, disposition=Disposition.KNOWN, reason="one outage"))
    assert done == 6
    (row,) = out.rows
    assert (row.contact_id, row.state) == (ids[2], ContactState.WAITING)
    assert h.armed_contacts() == [ids[2]]
    with pytest.raises(InvalidTransition, match="in no batch"):
        h.do(SeparateContact(actor=DISPATCHER, contact_id=ids[2]))


def test_the_last_of_a_batch_that_is_taken_out_ends_the_batch(h: Harness, out: Outside) -> None:
    ids = [out.writes(number, subject="no power") for number in range(5)]
    for each in ids:
        h.do(SeparateContact(actor=DISPATCHER, contact_id=each))
    assert sorted(h.armed_contacts()) == sorted(ids)


def test_s16_a_contact_becomes_a_complaint_that_either_card_tells(h: Harness, out: Outside) -> None:
    about = h.call("fire", at="4 Elm Street")
    contact = out.writes(1, subject="your crew")
    taken = h.do(TakeComplaint(actor=DISPATCHER, about=IncidentId(about.incident_id), contact_id=contact,
                               narrative="it came late"))  # fmt: skip
    card = h.card(taken.incident_id)
    assert (card.kind, card.place, card.priority) == (Kind.COMPLAINT, "4 Elm Street", Priority.P5)
    assert card.complaint is not None
    assert card.complaint.about_id == about.incident_id
    assert out.whole(contact).incident_id == taken.incident_id
    other = h.card(about.incident_id)
    assert [row.number for row in other.complained] == [taken.number]
    assert any(f"complaint {taken.number} is about this" in line.text for line in other.log)
    h.do(LinkComplaint(actor=DISPATCHER, incident_id=taken.incident_id, about=None))
    other = h.card(about.incident_id)
    assert other.complained == ()
    assert any(f"complaint {taken.number} is not about this" in line.text for line in other.log)
    assert out.rows == ()


def test_s16_who_takes_no_calls_takes_no_complaint(h: Harness) -> None:
    about = h.call("fire", at="4 Elm Street")
    with pytest.raises(NotAuthorised):
        h.do(TakeComplaint(actor=RADIO_OPERATOR, about=IncidentId(about.incident_id)))
    assert h.card(about.incident_id).complained == ()
