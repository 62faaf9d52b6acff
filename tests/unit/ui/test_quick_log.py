"""The quick log: one line, one key."""

from dataclasses import replace

import pytest

from dispatcher.domain.call_commands import CallTaken, FileCall
from dispatcher.domain.draft_commands import DropDraft, SaveDraft
from dispatcher.domain.errors import Incomplete
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.triage import Priority
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import START, FakeClock, FakeRoom, Posted
from ui.presenters.call_entry_saving import DraftKeeper
from ui.presenters.quick_log import QuickField, QuickLogPresenter
from ui.presenters.session import Session

QUICK = replace(PACK, quick_type="fall", quick_outcome="handed over")
FILED = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i"), number="2026-000014", priority=Priority.P5)


class Desk:
    def __init__(self) -> None:
        self.room, self.post, self.session, self.clock = FakeRoom(), Posted(), Session(), FakeClock()
        self.session.set_actor(ACTOR)
        keeper = DraftKeeper(self.room, self.post, self.session, lambda: None, lambda _: None)
        self.log = QuickLogPresenter(self.room, self.session, self.clock, self.post, keeper)
        self.log.set_pack(QUICK)
        self.log.open()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_s5_one_line_is_filed_with_the_time_it_came_and_the_line_is_shut(desk: Desk) -> None:
    desk.clock.advance(4)
    desk.log.edit(QuickField.NARRATIVE, " opening hours\x07")
    desk.log.file()
    desk.log.file()
    (command,) = desk.room.executed
    assert isinstance(command, FileCall)
    assert (command.narrative, command.incident_type, command.outcome, command.contact_at) == (
        "opening hours␇", "fall", "handed over", START,
    )  # fmt: skip
    desk.room.settle(FILED)
    desk.post.run()
    assert (desk.log.filed, desk.log.is_open) == ("2026-000014 filed and closed: handed over", False)
    assert not any(desk.log.texts.values())
    saved, dropped = desk.room.drafts
    assert isinstance(saved, SaveDraft)
    assert "opening hours" in saved.body, "kept from its first key"
    assert isinstance(dropped, DropDraft)
    assert dropped.draft_id == saved.draft_id == command.draft_id


def test_a_refusal_or_a_failure_keeps_the_words_and_asks_for_the_same_draft(desk: Desk) -> None:
    desk.log.edit(QuickField.NARRATIVE, "hours")
    desk.log.file()
    desk.room.refuse(Incomplete("no"))
    desk.post.run()
    assert (desk.log.message, desk.log.texts[QuickField.NARRATIVE], desk.log.is_open) == ("Refused: no", "hours", True)
    desk.log.file()
    first, again = desk.room.executed
    assert isinstance(first, FileCall)
    assert isinstance(again, FileCall)
    assert first.draft_id == again.draft_id


def test_what_is_missing_is_said_and_escape_keeps_the_words(desk: Desk) -> None:
    desk.log.file()
    assert desk.log.message == "What was it about? One line is enough"
    desk.log.edit(QuickField.NARRATIVE, "hours")
    desk.log.shut()
    desk.log.open()
    assert desk.log.texts[QuickField.NARRATIVE] == "hours"
    desk.session.set_actor(None)
    desk.log.file()
    assert "F9" in desk.log.message
    desk.log.set_pack(PACK)
    desk.log.open()
    assert "names no type" in desk.log.message
    assert desk.room.executed == []


def test_s5_what_is_typed_while_a_contact_is_filed_stays_as_one_of_its_own(desk: Desk) -> None:
    desk.log.open()
    desk.log.edit(QuickField.NARRATIVE, "hours")
    desk.log.file()
    desk.log.edit(QuickField.NARRATIVE, "hours; and a lost key")
    desk.room.settle(FILED)
    desk.post.run()
    assert (desk.log.is_open, desk.log.texts[QuickField.NARRATIVE]) == (True, "hours; and a lost key")
    first = desk.room.executed[0]
    assert isinstance(first, FileCall)
    kept = [each for each in desk.room.drafts if isinstance(each, SaveDraft)][-1]
    assert kept.draft_id != first.draft_id, "the filed one goes, this one is kept"
    assert "lost key" in kept.body


def test_what_was_filed_is_told_once(desk: Desk) -> None:
    desk.log.edit(QuickField.NARRATIVE, "hours")
    desk.log.file()
    desk.room.settle(FILED)
    desk.post.run()
    desk.log.open()
    assert desk.log.filed == "", "Escape tells nothing of an earlier one"
