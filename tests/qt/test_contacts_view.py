"""The contacts on the screen: by keys alone, and nothing takes the keyboard from anybody."""

from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dispatcher.domain.authority import Role
from dispatcher.domain.contact_commands import DismissContact, TakeContact
from dispatcher.domain.contacts import Disposition
from dispatcher.queries.contacts import AskContact, AskContactOctets, AskContacts
from tests.helpers.builders import actor
from tests.helpers.contact_rows import contact_list, contact_row, contact_whole
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.contacts import ContactsPresenter
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.contact_reading import ContactReadingView
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
        self.reading = ContactReadingView(self.presenter, theme)
        qtbot.addWidget(self.reading)
        self.reading.resize(540, 360)
        for each in (self.view, self.reading):
            each.show()
            qtbot.waitExposed(each)
        self.presenter.refresh()
        qtbot.waitUntil(lambda: self.view.model.rowCount() == 3)


@pytest.fixture
def theme() -> Theme:
    return Theme.load()


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Shown:
    return Shown(qtbot, theme)


def test_s8_it_is_read_taken_and_dismissed_by_keys_alone(shown: Shown, qtbot: QtBot) -> None:
    view, reading, said = shown.view, shown.reading, []
    view.take_focus(said.append)
    assert said == []
    assert shown.presenter.chosen is not None
    assert shown.presenter.chosen.contact_id == "c0"
    with qtbot.waitSignal(view.wanted):
        qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert shown.presenter.chosen.contact_id == "c1"
    qtbot.waitUntil(lambda: "Please come soon." in reading.findChild(QLabel, "contact_body").text())
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert isinstance(shown.room.executed[-1], TakeContact)
    reading.dismiss()
    assert reading.why.isVisible()
    qtbot.keyClick(reading.why, Qt.Key.Key_Down)
    qtbot.keyClicks(reading.why, "told them so already")
    qtbot.keyClick(reading.why, Qt.Key.Key_Return)
    command = shown.room.executed[-1]
    assert isinstance(command, DismissContact)
    assert (command.disposition, command.reason) == (Disposition.KNOWN, "told them so already")
    assert not reading.why.isVisible()


def test_escape_leaves_it_and_keeps_the_contact(shown: Shown, qtbot: QtBot) -> None:
    shown.view.take_focus(lambda _words: None)
    shown.reading.dismiss()
    qtbot.keyClick(shown.reading.why, Qt.Key.Key_Escape)
    assert not shown.reading.why.isVisible()
    assert shown.room.executed == []
    with qtbot.waitSignal(shown.reading.left):
        qtbot.keyClick(shown.reading.area, Qt.Key.Key_Escape)


def test_s8_every_part_has_a_button_that_saves_it_and_what_cannot_be_done_says_why(shown: Shown, qtbot: QtBot) -> None:
    saved: list[str] = []
    shown.room.canned[AskContactOctets] = b"picture"
    shown.presenter.reader.save = lambda name, _content: (saved.append(name), Future())[-1]
    shown.view.take_focus(lambda _words: None)
    qtbot.waitUntil(lambda: shown.reading.findChild(QPushButton, "save_1") is not None)
    qtbot.mouseClick(shown.reading.findChild(QPushButton, "save_1"), Qt.MouseButton.LeftButton)
    assert saved == ["stair.jpg"]
    attach = shown.reading.findChild(QPushButton, "attach_contact")
    assert not attach.isEnabled()
    assert attach.toolTip() == "choose the incident first (F4)"
    assert shown.reading.findChild(QPushButton, "separate_contact") is None, "it is in no batch"


def test_s8_right_unfolds_a_batch_and_left_folds_it(shown: Shown, qtbot: QtBot) -> None:
    head = contact_row(0, waiting=3, batch="sender:ab")
    members = [contact_row(number, batch="sender:ab") for number in range(3)]
    shown.room.canned[AskContacts] = lambda query: contact_list(*members) if query.batch else contact_list(head)
    shown.presenter.refresh()
    qtbot.waitUntil(lambda: shown.view.model.rowCount() == 1)
    shown.view.take_focus(lambda _words: None)
    qtbot.keyClick(shown.view.table, Qt.Key.Key_Right)
    assert shown.view.model.rowCount() == 4
    qtbot.keyClick(shown.view.table, Qt.Key.Key_Down)
    assert shown.presenter.deeds.separating().refusal == ""
    qtbot.keyClick(shown.view.table, Qt.Key.Key_Left)
    assert shown.view.model.rowCount() == 1
    assert shown.presenter.chosen == head


def test_an_empty_list_says_so_and_takes_no_keyboard(qtbot: QtBot, theme: Theme) -> None:
    presenter = ContactsPresenter(
        FakeRoom(), lambda call: call(), FakeClock(), Session(), lambda _key, _text: None, lambda _row: None
    )
    view = ContactsView(presenter, theme)
    qtbot.addWidget(view)
    said: list[str] = []
    view.take_focus(said.append)
    assert said == ["reading the contacts …"]


def test_while_nothing_waits_the_queue_has_the_room(shown: Shown, qtbot: QtBot) -> None:
    wide = shown.view.maximumHeight()
    assert wide > 10_000
    assert shown.view.table.minimumHeight() >= 2 * shown.view._delegate.row_height
    shown.room.canned[AskContacts] = contact_list()
    shown.presenter.refresh()
    qtbot.waitUntil(lambda: shown.view.model.rowCount() == 0)
    qtbot.waitUntil(lambda: shown.view.maximumHeight() < 100)
    assert shown.view._empty.isVisible()
    shown.room.canned[AskContacts] = contact_list(contact_row(7))
    shown.presenter.refresh()
    qtbot.waitUntil(lambda: shown.view.maximumHeight() == wide)
