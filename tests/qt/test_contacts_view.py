"""The contacts on the screen: by keys alone, and nothing takes the keyboard from anybody."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher.domain.authority import Role
from dispatcher.domain.contact_commands import DismissContact, TakeContact
from dispatcher.domain.contacts import Disposition
from dispatcher.queries.contacts import AskContact, AskContacts
from tests.helpers.builders import actor
from tests.helpers.contact_rows import contact_list, contact_row, contact_whole
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.contacts import ContactsPresenter
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.contacts import ContactsView

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


class Shown:
    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.room, session = FakeRoom(), Session()
        session.set_actor(actor("dana", Role.DISPATCHER, "D1"))
        rows = [contact_row(number) for number in range(3)]
        self.room.canned[AskContacts] = contact_list(*rows)
        self.room.canned[AskContact] = lambda query: contact_whole(
            next(r for r in rows if r.contact_id == query.contact_id)
        )
        self.started: list[Any] = []
        self.presenter = ContactsPresenter(
            self.room, lambda call: call(), FakeClock(), session, lambda _key, _text: None, self.started.append
        )
        self.view = ContactsView(self.presenter, theme)
        qtbot.addWidget(self.view)
        self.view.resize(500, 600)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.presenter.refresh()
        qtbot.waitUntil(lambda: self.view.model.rowCount() == 3)


@pytest.fixture
def theme() -> Theme:
    return Theme.load()


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Shown:
    return Shown(qtbot, theme)


def test_s8_it_is_read_taken_and_dismissed_by_keys_alone(shown: Shown, qtbot: QtBot) -> None:
    view, said = shown.view, []
    view.take_focus(said.append)
    assert said == []
    assert shown.presenter.chosen is not None
    assert shown.presenter.chosen.contact_id == "c0"
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert shown.presenter.chosen.contact_id == "c1"
    qtbot.waitUntil(lambda: "Please come soon." in view.findChild(object, "contact_body").text())
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert isinstance(shown.room.executed[-1], TakeContact)
    view.dismiss()
    assert view.why.isVisible()
    qtbot.keyClick(view.why, Qt.Key.Key_Down)
    qtbot.keyClicks(view.why, "told them so already")
    qtbot.keyClick(view.why, Qt.Key.Key_Return)
    command = shown.room.executed[-1]
    assert isinstance(command, DismissContact)
    assert (command.disposition, command.reason) == (Disposition.KNOWN, "told them so already")
    assert not view.why.isVisible()


def test_escape_leaves_it_and_keeps_the_contact(shown: Shown, qtbot: QtBot) -> None:
    shown.view.take_focus(lambda _words: None)
    shown.view.dismiss()
    qtbot.keyClick(shown.view.why, Qt.Key.Key_Escape)
    assert not shown.view.why.isVisible()
    assert shown.room.executed == []


def test_an_empty_list_says_so_and_takes_no_keyboard(qtbot: QtBot, theme: Theme) -> None:
    presenter = ContactsPresenter(
        FakeRoom(), lambda call: call(), FakeClock(), Session(), lambda _key, _text: None, lambda _row: None
    )
    view = ContactsView(presenter, theme)
    qtbot.addWidget(view)
    said: list[str] = []
    view.take_focus(said.append)
    assert said == ["reading the contacts …"]
