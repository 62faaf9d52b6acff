"""Contacts without a screen: what is shown, what can be done, and the call that opens when a telephone is answered."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import AddCall, CallTaken, TakeCall
from dispatcher.domain.caller_commands import TakeComplaint
from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import (
    DismissContact,
    DismissContacts,
    EnterBatch,
    ReleaseContact,
    SeparateContact,
    TakeContact,
)
from dispatcher.domain.contacts import ContactState, Disposition, SourceState
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.triage import Priority
from dispatcher.queries.contacts import AskContact, AskContactOctets, AskContacts, AskSources, ContactRow
from tests.helpers.builders import actor
from tests.helpers.command_rows import PACK
from tests.helpers.contact_rows import contact_list, contact_row, contact_whole, source_row
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_hand import Contact
from ui.presenters.contact_words import key_of, reading, spoken
from ui.presenters.contacts import Asking, ContactsPresenter
from ui.presenters.session import Session
from ui.wording import zone

ME = actor("dana", Role.DISPATCHER, "D1")


class Panel:
    def __init__(self, *rows: ContactRow, who: Any = ME) -> None:
        self.room, self.session, self.clock = FakeRoom(), Session(), FakeClock()
        self.session.set_actor(who)
        self.started: list[ContactRow] = []
        self.room.canned[AskContact] = self._whole
        self.rows: tuple[ContactRow, ...] = ()
        self.contacts = ContactsPresenter(
            self.room, lambda call: call(), self.clock, self.session, lambda _key, _text: None, self.started.append
        )
        self.show(*rows)

    def show(self, *rows: ContactRow) -> None:
        self.rows = rows
        self.room.canned[AskContacts] = contact_list(*rows)
        self.contacts.refresh()

    def given(self) -> Any:
        return self.room.executed[-1] if self.room.executed else None

    def _whole(self, query: AskContact) -> Any:
        return next((contact_whole(row) for row in self.rows if row.contact_id == query.contact_id), None)


def test_s8_a_contact_is_told_by_its_medium_its_age_its_sender_and_its_first_words() -> None:
    panel = Panel()
    line = panel.contacts.line(
        contact_row(1, waiting=412, per_minute=60, batch="b", repeats=2, complete=False, note="?")
    )
    assert (line.medium.word, line.age, line.sender) == ("e-mail", "1:00", "Ann Number 1")
    assert line.words.startswith("smell of gas · It smells")
    assert line.marks == ("×412", "60/min", "came 3 times", "INCOMPLETE", "DOUBTFUL")
    assert spoken(line).startswith("e-mail, Ann Number 1, smell of gas")
    urgent = panel.contacts.line(contact_row(2, priority=Priority.P2, sender="", subject="", preview=""))
    assert (urgent.is_urgent, urgent.sender, urgent.words) == (True, "unknown sender", "no words")


def test_the_title_counts_what_waits_and_says_which_source_is_down() -> None:
    panel = Panel(contact_row(1, waiting=40, batch="b"), contact_row(2))
    panel.room.canned[AskSources] = (
        source_row(state=SourceState.DOWN, reason="wrong password"),
        source_row("chat", per_minute=12.0),
    )
    panel.contacts.refresh_sources()
    assert panel.contacts.title == "Contacts · 41 waiting · 1 source down"
    assert panel.contacts.sources_words() == "mailbox is down: wrong password · chat 12/min"


def test_next_goes_from_one_that_waits_to_the_next() -> None:
    panel = Panel(
        contact_row(1, state=ContactState.TAKEN, taken_by="Omar", taken_seat="D2"), contact_row(2), contact_row(3)
    )
    chosen = []
    for _ in range(3):
        panel.contacts.next()
        chosen.append(panel.contacts.chosen.contact_id if panel.contacts.chosen else "")
    assert chosen == ["c2", "c3", "c2"]
    reading = panel.contacts.reading()
    assert reading is not None
    assert reading.body.endswith("Please come soon.")
    assert [part.words for part in reading.attachments] == ["stair.jpg (4 kB)", "all that came (1 kB)"]


def test_taking_and_letting_go() -> None:
    panel = Panel(contact_row(1))
    panel.contacts.choose("c1")
    panel.contacts.take()
    assert panel.given() == TakeContact(actor=ME, contact_id="c1")
    panel.room.settle()
    assert panel.contacts.message == "you have it"
    panel.show(contact_row(1, state=ContactState.TAKEN, taken_by="Dana", taken_seat="D1"))
    assert panel.contacts.deeds.taking().words == "Let go"
    panel.contacts.take()
    assert panel.given() == ReleaseContact(actor=ME, contact_id="c1")


def test_what_cannot_be_done_says_why_and_does_nothing() -> None:
    panel = Panel(contact_row(1, state=ContactState.TAKEN, taken_by="Omar", taken_seat="D2"))
    panel.contacts.take()
    assert panel.contacts.message == "choose a contact first"
    panel.contacts.choose("c1")
    panel.contacts.take()
    assert panel.contacts.message == "Omar at D2 has it"
    for who, words in (
        (None, "sign on first (F9)"),
        (actor("ruth", Role.RADIO_OPERATOR, "R1"), "a dispatcher does this"),
    ):
        other = Panel(contact_row(1), who=who)
        other.contacts.choose("c1")
        assert other.contacts.deeds.dismissing().refusal == words
        assert other.room.executed == []
    panel = Panel(contact_row(1))
    panel.contacts.choose("c1")
    panel.contacts.attach()
    assert panel.contacts.message == "choose the incident first (F4)"


def test_a_refusal_of_the_room_is_told() -> None:
    panel = Panel(contact_row(1))
    panel.contacts.choose("c1")
    panel.contacts.take()
    panel.room.refuse(InvalidTransition("Omar at D2 has it in hand"))
    assert (panel.contacts.message, panel.contacts.tone) == ("Omar at D2 has it in hand", "alarm")


def test_s8_entering_takes_it_and_opens_a_call_with_all_it_says() -> None:
    panel = Panel(contact_row(1))
    panel.contacts.choose("c1")
    panel.contacts.enter()
    assert panel.started == [], "not before the room has said that it is ours"
    panel.room.settle()
    (row,) = panel.started
    assert row.contact_id == "c1"
    assert row.preview.endswith("Please come soon.")


def test_attaching_makes_it_a_further_call_of_the_shown_incident() -> None:
    panel = Panel(contact_row(1))
    panel.session.show_incident("i7")
    panel.contacts.choose("c1")
    panel.contacts.attach()
    command = panel.given()
    assert isinstance(command, AddCall)
    assert (command.incident_id, command.contact_id, command.caller_name) == ("i7", "c1", "Ann Number 1")
    assert command.narrative.startswith("smell of gas\nIt smells")


def test_nothing_is_dismissed_without_a_reason() -> None:
    panel = Panel(contact_row(1))
    panel.contacts.choose("c1")
    panel.contacts.begin_dismissing()
    assert panel.contacts.asking is Asking.DISMISS
    panel.contacts.answer("  ")
    assert (panel.contacts.asking, panel.room.executed) == (Asking.DISMISS, [])
    panel.contacts.turn_disposition(-1)
    assert "spam" in panel.contacts.prompt()
    panel.contacts.answer("sells toner")
    assert panel.given() == DismissContact(
        actor=ME, contact_id="c1", disposition=Disposition.SPAM, reason="sells toner"
    )
    assert panel.contacts.asking is Asking.NOTHING
    panel.contacts.begin_dismissing()
    panel.contacts.leave_asking()
    assert panel.contacts.asking is Asking.NOTHING


def test_s8_a_batch_is_dismissed_or_attached_at_once_up_to_what_was_seen() -> None:
    panel = Panel(contact_row(1, waiting=40, batch="sender:ab"))
    panel.session.show_incident("i7")
    panel.contacts.choose("sender:ab")
    assert panel.contacts.deeds.dismissing().words == "Dismiss all 40"
    panel.contacts.begin_dismissing()
    seen = panel.clock.now()
    panel.clock.advance(20)
    panel.contacts.answer("a bomb")
    assert panel.given() == DismissContacts(
        actor=ME, batch="sender:ab", disposition=Disposition.ANSWERED, reason="a bomb", upto=seen
    )
    panel.contacts.attach()
    assert panel.contacts.asking is Asking.ATTACH
    panel.contacts.answer("all about the same fire")
    command = panel.given()
    assert isinstance(command, EnterBatch)
    assert (command.incident_id, command.reason) == ("i7", "all about the same fire")


def test_s9_a_telephone_that_is_answered_at_this_seat_opens_a_call_once() -> None:
    rings = contact_row(1, medium=Medium.PHONE, seat="D1", subject="", preview="", sender="+44 1632 960199")
    panel = Panel()
    panel.show(rings)
    assert panel.started == []
    mine = contact_row(1, medium=Medium.PHONE, state=ContactState.TAKEN, taken_by="Dana", taken_seat="D1")
    other = contact_row(2, medium=Medium.PHONE, state=ContactState.TAKEN, taken_by="Omar", taken_seat="D2")
    panel.show(mine, other)
    panel.show(mine, other)
    assert [row.contact_id for row in panel.started] == ["c1"]


def test_what_was_answered_before_the_window_opened_is_no_news() -> None:
    mine = contact_row(1, medium=Medium.PHONE, state=ContactState.TAKEN, taken_by="Dana", taken_seat="D1")
    panel = Panel(mine)
    panel.show(mine)
    assert panel.started == []


def test_what_strangers_write_comes_in_pages_and_is_no_markup() -> None:
    row = contact_row(1, subject="<img src=x>")
    assert "<" not in spoken(Panel().contacts.line(row))
    long = reading(contact_whole(row, body="a" * 8_000 + "b" * 8_000 + "c" * 5), zone("UTC"), page=2)
    assert (long.body, long.pages) == ("ccccc", "letters 16,001 to 16,005 of 16,005")
    assert (long.has_earlier, long.has_further) == (True, False)
    turned = reading(contact_whole(row, body="pay \u202egnp.exe\x07"), zone("UTC"))
    assert turned.body == "pay \ufffdgnp.exe\u2407"


def test_s8_headers_are_read_as_letters_page_by_page() -> None:
    panel = Panel(contact_row(1))
    panel.room.canned[AskContactOctets] = b"From: a\x1b[31m <b>\r\n\r\n" + b"x" * 8_000
    panel.contacts.choose("c1")
    panel.contacts.reader.change_form()
    shown = panel.contacts.reading()
    assert shown is not None
    assert shown.body.startswith("From: a\u241b[31m <b>\n\nxxx")
    assert (shown.has_earlier, shown.has_further) == (False, True)
    panel.contacts.reader.turn_page(1)
    shown = panel.contacts.reading()
    assert shown is not None
    assert set(shown.body) == {"x"}
    panel.contacts.reader.change_form()
    shown = panel.contacts.reading()
    assert shown is not None
    assert shown.body.endswith("Please come soon.")


def test_s8_an_attachment_is_saved_and_its_path_told() -> None:
    panel = Panel(contact_row(1))
    panel.room.canned[AskContactOctets] = lambda query: b"all" if query.place == 0 else b"picture"
    asked: list[tuple[str, bytes]] = []
    saving: Future[Path] = Future()

    def save(name: str, content: bytes) -> "Future[Path]":
        asked.append((name, content))
        return saving

    panel.contacts.choose("c1")
    panel.contacts.reader.save_attachments()
    assert panel.contacts.message == "Nothing here can be saved."
    panel.contacts.reader.save = save
    panel.contacts.reader.save_attachments()
    assert asked == [("stair.jpg", b"picture")]
    assert panel.contacts.message == "saving stair.jpg …"
    saving.set_result(Path("/home/dana/stair (2).jpg"))
    assert panel.contacts.message == "saved: /home/dana/stair (2).jpg"
    saving = Future()
    panel.contacts.reader.save_part(0)
    assert asked[-1] == ("smell of gas.eml", b"all")
    saving.set_exception(OSError("no space left"))
    assert panel.contacts.message == "smell of gas.eml was not saved: no space left"


def test_s8_what_was_destroyed_is_not_saved_as_an_empty_file() -> None:
    panel = Panel(contact_row(1))
    panel.room.canned[AskContactOctets] = None
    panel.contacts.reader.save = lambda _name, _content: pytest.fail("nothing is to be written")
    panel.contacts.choose("c1")
    panel.contacts.reader.save_part(1)
    assert panel.contacts.message == "stair.jpg is kept no more: it was destroyed."


class Burst(Panel):
    """Twelve that are alike, folded, and one that is not."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        self.members = tuple(contact_row(number, batch="sender:ab", **changes) for number in range(1, 4))
        self.head = contact_row(1, waiting=3, batch="sender:ab")
        self.room.canned[AskContacts] = self._listed
        self.rows = (self.head, *self.members, contact_row(9))
        self.contacts.refresh()

    def _listed(self, query: AskContacts) -> Any:
        return contact_list(*self.members) if query.batch else contact_list(self.head, contact_row(9))


def test_s8_a_batch_unfolds_below_its_row_and_folds_again() -> None:
    panel = Burst()
    panel.contacts.choose("sender:ab")
    assert panel.contacts.deeds.unfolding().words == "See each of the 3"
    panel.contacts.unfold(on=True)
    assert [key_of(row) for row in panel.contacts.rows] == ["sender:ab", "c1", "c2", "c3", "c9"]
    assert [panel.contacts.line(row).is_one_of for row in panel.contacts.rows] == [False, True, True, True, False]
    panel.contacts.choose("c2")
    assert panel.contacts.deeds.dismissing().words == "Dismiss"
    panel.contacts.unfold(on=False)
    assert [key_of(row) for row in panel.contacts.rows] == ["sender:ab", "c9"]
    assert panel.contacts.chosen == panel.head, "the hands stay on the batch"


def test_s8_one_is_taken_out_and_the_rest_filed_with_a_reason() -> None:
    panel = Burst()
    panel.contacts.choose("sender:ab")
    panel.contacts.separate()
    assert panel.contacts.message == "unfold the batch, and choose one of it"
    panel.contacts.unfold()
    panel.contacts.choose("c2")
    panel.contacts.separate()
    assert panel.given() == SeparateContact(actor=ME, contact_id="c2")
    panel.members = (panel.members[0], panel.members[2])
    panel.head = contact_row(1, waiting=2, batch="sender:ab")
    panel.contacts.refresh()
    panel.contacts.choose("sender:ab")
    panel.contacts.begin_dismissing()
    panel.contacts.answer("one outage")
    assert isinstance(panel.given(), DismissContacts)
    panel.contacts.choose("c3")
    panel.contacts.begin_dismissing()
    panel.contacts.answer("an advertisement")
    assert panel.given() == DismissContact(
        actor=ME, contact_id="c3", disposition=Disposition.ANSWERED, reason="an advertisement"
    )


def test_s8_a_batch_that_was_settled_elsewhere_folds_by_itself() -> None:
    panel = Burst()
    panel.contacts.choose("sender:ab")
    panel.contacts.unfold()
    panel.head, panel.members = contact_row(3, batch="sender:ab"), ()
    panel.contacts.refresh()
    assert [key_of(row) for row in panel.contacts.rows] == ["c3", "c9"]
    assert panel.contacts.chosen is None


def test_s16_a_contact_becomes_a_complaint_about_the_shown_incident() -> None:
    panel = Panel(contact_row(1))
    panel.contacts.choose("c1")
    panel.contacts.complain()
    assert panel.contacts.message == "choose the incident first (F4)"
    panel.session.show_incident("i7")
    panel.contacts.deeds.shown_number = lambda: "2026-000007"
    assert panel.contacts.deeds.complaining().words == "Complaint about 000007"
    panel.contacts.complain()
    command = panel.given()
    assert isinstance(command, TakeComplaint)
    assert (command.about, command.contact_id, command.caller_name) == ("i7", "c1", "Ann Number 1")
    assert command.narrative.startswith("smell of gas\nIt smells")
    panel.room.settle(CallTaken(call_id="k", incident_id="i8", number="2026-000008", priority=Priority.P5))
    assert panel.session.incident_id == "i8"
    assert panel.contacts.message == "complaint 2026-000008: tell whoever complained, then answer"


def test_a_call_that_begins_with_a_contact_settles_it() -> None:
    panel = Panel()
    entry = CallEntryPresenter(panel.room, panel.session, panel.clock, lambda call: call())
    row = contact_row(1, medium=Medium.PHONE, sender="+44 1632 960199")
    entry.start_from(
        Contact(medium=row.medium, contact_at=row.contact_at, number=row.sender, contact_id=row.contact_id)
    )  # fmt: skip
    assert entry.state.texts[CallField.CALLER_NUMBER] == "+44 1632 960199"
    entry.set_pack(PACK)
    entry.edit(CallField.PLACE, "12 Elm St")
    entry.edit(CallField.TYPE, "fire")
    entry.submit()
    command = panel.given()
    assert isinstance(command, TakeCall)
    assert (command.contact_id, command.contact_at) == ("c1", row.contact_at)
