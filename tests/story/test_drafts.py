"""What is typed of a call: kept from the first key, bound to what it becomes, never gone without a trace."""

import pytest
from sqlalchemy import select

from dispatcher.domain.call_commands import AddCall, FileCall
from dispatcher.domain.calls import Medium
from dispatcher.domain.draft_commands import DraftState, DropDraft, SaveDraft
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.record_commands import AddNote
from dispatcher.queries.drafts import AskDrafts, DraftRow, drafts_of
from dispatcher.storage import journal
from dispatcher.storage.schema import calls, drafts
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, a_call
from tests.helpers.harness import Harness
from tests.helpers.harness_contacts import Outside

BODY = '{"texts": {"place": "12 Elm"}}'


def kept(h: Harness, *, abandoned: bool = False) -> tuple[DraftRow, ...]:
    with h.reading() as connection:
        return drafts_of(AskDrafts(DISPATCHER.seat, abandoned=abandoned), connection, h.clock.now())


def save(h: Harness, body: str = BODY, draft_id: str = "d1") -> None:
    h.do(SaveDraft(seat=DISPATCHER.seat, operator=DISPATCHER.operator, draft_id=draft_id, body=body))


def told(h: Harness, kind: EntryKind) -> list[dict[str, object]]:
    with h.reading() as connection:
        return [dict(entry.body) for entry in journal.read_after(connection, 0) if entry.kind is kind]


def test_s5_s6_a_draft_is_kept_newest_state_first_key_to_last_and_not_journalled(h: Harness):
    before = len(told(h, EntryKind.DRAFT_DROPPED))
    h.do(SaveDraft(seat=Seat("unmanned"), draft_id="d0", body="{}"))
    save(h)
    begun = h.clock.now()
    h.advance(seconds=5)
    save(h, '{"texts": {"place": "12 Elm St"}}')
    (row,) = kept(h)
    assert (row.body, row.begun_at, row.state) == ('{"texts": {"place": "12 Elm St"}}', begun, DraftState.OPEN)
    assert row.updated_at > begun
    assert len(told(h, EntryKind.DRAFT_DROPPED)) == before
    h.do(DropDraft(actor=DISPATCHER, draft_id="d1"))
    assert kept(h) == ()
    assert kept(h, abandoned=True) == ()


def test_s5_an_abandoned_call_is_journalled_without_its_words_kept_and_reopened(h: Harness):
    save(h)
    h.do(DropDraft(actor=DISPATCHER, draft_id="d1", reason="a wrong number, Mrs Miller"))
    (entry,) = told(h, EntryKind.DRAFT_DROPPED)
    assert entry["draft"] == "d1"
    assert "Miller" not in str(entry)
    (row,) = kept(h, abandoned=True)
    assert (row.reason, row.body, kept(h)) == ("a wrong number, Mrs Miller", BODY, ())
    save(h, row.body)
    assert kept(h, abandoned=True) == ()
    assert kept(h)[0].reason == ""


def test_s5_one_draft_makes_one_call_however_often_it_is_asked(h: Harness):
    save(h)
    first = h.do(a_call(draft_id="d1"))
    again = h.do(a_call(draft_id="d1"))
    assert again == first
    (row,) = kept(h)
    assert (row.incident_id, row.call_id, row.number) == (first.incident_id, first.call_id, first.number)
    save(h, "{}")
    assert kept(h)[0].incident_id == first.incident_id
    more = AddCall(actor=DISPATCHER, incident_id=first.incident_id, narrative="again", draft_id="d2")
    save(h, draft_id="d2")
    assert h.do(more) == h.do(more)
    with h.reading() as connection:
        assert len(connection.execute(select(calls.c.id)).all()) == 2


def test_s5_s66_a_small_matter_is_logged_and_closed_in_one_act(h: Harness):
    taken = h.do(
        FileCall(actor=DISPATCHER, incident_type="fall", outcome="resolved", narrative="asks for opening hours",
                 medium=Medium.WALK_IN)
    )  # fmt: skip
    card = h.card(taken.incident_id)
    assert (card.kind, card.phase, card.place) == (Kind.INFORMATION, Phase.CLOSED, "not said")
    assert card.calls[0].narrative == "asks for opening hours"
    assert card.calls[0].medium is Medium.WALK_IN
    with pytest.raises(Incomplete, match="One line is enough"):
        h.do(FileCall(actor=DISPATCHER, incident_type="fall", outcome="resolved", narrative=" "))
    with pytest.raises(UnknownThing):
        h.do(FileCall(actor=DISPATCHER, incident_type="tea", outcome="resolved", narrative="x"))
    with pytest.raises(Incomplete, match="close with one of"):
        h.do(FileCall(actor=DISPATCHER, incident_type="fall", outcome="tea", narrative="x"))
    assert len(h.queue()) == 0, "what could not be closed was not opened either"


def test_what_cannot_be_dropped_says_why(h: Harness):
    with pytest.raises(UnknownThing, match="no draft"):
        h.do(DropDraft(actor=DISPATCHER, draft_id="nothing", reason="why"))
    with pytest.raises(NotAuthorised):
        h.do(DropDraft(actor=RADIO_OPERATOR, draft_id="nothing", reason="why"))
    with pytest.raises(Incomplete):
        h.do(SaveDraft(seat=Seat(""), draft_id="d1", body=""))


def test_control_characters_are_made_visible_and_never_sent_on(h: Harness):
    taken = h.call("fire", at="12 Elm\x00 St\x1b[31m", narrative="\ud800smoke\r\nfire \u202eeslaf\u202c عربي 🔥")
    h.do(AddNote(actor=DISPATCHER, incident_id=taken.incident_id, text="bell\x07"))
    card = h.card()
    assert card.place == "12 Elm␀ St␛[31m"
    assert card.calls[0].narrative == "\ufffdsmoke\nfire \ufffdeslaf\ufffd عربي 🔥"
    assert "bell␇" in [line.text for line in card.log]


def test_200_kb_of_words_are_kept_whole(h: Harness):
    words = "smoke on the stairs\n" * 10_000
    save(h, words)
    assert kept(h)[0].body == words
    taken = h.call("fire", narrative=words)
    assert h.card().calls[0].narrative == words.strip()
    assert taken.number
    with h.reading() as connection:
        assert connection.execute(select(drafts.c.body)).scalar_one() == words


def test_s5_a_small_matter_is_filed_once_however_often_it_is_asked_and_settles_its_contact(h: Harness):
    out = Outside(h)
    contact = out.writes(1, medium=Medium.CHAT)
    out.take(contact)
    save(h)
    filed = FileCall(
        actor=DISPATCHER, incident_type="fall", outcome="resolved", narrative="asks for opening hours", draft_id="d1",
        contact_id=contact,
    )  # fmt: skip
    first = h.do(filed)
    assert h.do(filed) == first, "the answer was lost on its way, and it is asked again"
    assert [row.is_closed for row in kept(h)] == [True]
    assert h.card(first.incident_id).calls[0].medium is Medium.CHAT
    assert out.whole(contact).settled_at == h.clock.now()
    assert out.rows == ()


def test_s4_a_call_is_in_one_hand_only(h: Harness):
    save(h)
    h.do(DropDraft(actor=DISPATCHER, draft_id="d1", reason="left"))
    save(h, BODY)
    with pytest.raises(InvalidTransition, match=f"{DISPATCHER.seat} has this call in hand"):
        h.do(SaveDraft(seat=Seat("another"), draft_id="d1", body="{}"))
    assert kept(h)[0].body == BODY, "what the other seat has typed is not written over"
    h.do(DropDraft(actor=DISPATCHER, draft_id="d1", reason="left again"))
    h.do(SaveDraft(seat=Seat("another"), draft_id="d1", body="{}"))
