"""What runs on the card: ten chains in a narrow column, opened by key, buttons that begin a command, nothing jumps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.escalation import Subject
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard
from tests.helpers import chain_rows
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.card import CardPresenter
from ui.theme import SCALES, Theme
from ui.views.card import CardView
from ui.widgets.running_row import RunningRow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
NARROW = (440, 520)


class Card:
    """A card that is seen, over a room that answers at once."""

    def __init__(self, qtbot: QtBot, shown: IncidentCard, theme: Theme | None = None) -> None:
        self.room, self.clock, self.begun = FakeRoom(), FakeClock(), list[str]()
        self.presenter = CardPresenter(self.room, lambda call: call(), self.clock, lambda _key, _text: None)
        costa = Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=Role.SUPERVISOR)
        self.presenter.actor, self.presenter.compose = lambda: costa, self.begun.append
        self.room.canned = {AskCard: shown}
        self.view = CardView(self.presenter, theme or Theme.load())
        qtbot.addWidget(self.view)
        self.view.resize(*NARROW)
        self.view.show()
        self.presenter.show("i1")
        self.settle()

    def settle(self) -> None:
        """Let nested layouts come to rest, each tells the next."""
        for _ in range(5):
            QApplication.processEvents()

    def tell(self, shown: IncidentCard) -> None:
        self.room.canned[AskCard] = shown
        self.presenter.refresh()
        self.settle()

    def row(self, subject: Subject) -> RunningRow:
        rows = self.view._running.rows
        return next(row for key, row in rows.items() if key.startswith(f"{subject.value}:"))


@pytest.mark.parametrize("scale", SCALES)
def test_ten_chains_are_one_line_each_and_none_is_wider_than_the_card(qtbot: QtBot, scale: float):
    card = Card(qtbot, chain_rows.everything(), Theme(scale=scale))
    heads = [row.head for row in card.view._running.rows.values()]
    assert len(heads) == 10
    assert len({head.height() for head in heads}) == 1
    right = card.view._running.width()
    for row in card.view._running.rows.values():
        assert row.geometry().right() <= right
        for button in row.findChildren(QPushButton):
            assert button.isHidden() or button.mapTo(card.view._running, button.rect().topRight()).x() <= right
        assert not row._steps.isVisible()


def test_a_line_opens_by_enter_and_by_space_and_stays_open_while_its_words_change(qtbot: QtBot):
    card = Card(qtbot, chain_rows.everything())
    page = card.row(Subject.DISPATCH)
    page.head.setFocus()
    qtbot.keyClick(page.head, Qt.Key.Key_Return)
    card.settle()
    assert page._steps.isVisible()
    assert page._steps.height() >= len(chain_rows.PAGE) * page._steps.fontMetrics().height()
    card.clock.advance(1)
    card.view.tick()
    assert card.row(Subject.DISPATCH) is page
    assert page._steps.isVisible()
    assert "next voice task in 0:17" in page._steps.accessibleName()
    qtbot.keyClick(page.head, Qt.Key.Key_Space)
    assert not page._steps.isVisible()


def test_of_few_chains_the_first_is_open_and_another_that_comes_opens_nothing(qtbot: QtBot):
    page = chain_rows.chain(Subject.DISPATCH, "E12", chain_rows.PAGE)
    watch = chain_rows.chain(Subject.WATCH)
    quiet = {"welfare": (), "roll_call": None, "transfers": ()}
    card = Card(qtbot, chain_rows.everything(chains=(page, watch), **quiet))
    assert card.row(Subject.DISPATCH)._steps.isVisible()
    card.tell(chain_rows.everything(chains=(page, watch, chain_rows.chain(Subject.PROMISE)), **quiet))
    assert card.row(Subject.DISPATCH)._steps.isVisible()
    assert not card.row(Subject.PROMISE)._steps.isVisible()
    card.tell(chain_rows.everything(chains=(watch,), **quiet))
    assert list(card.view._running.rows) == ["watch:watch-1"]


def test_a_button_begins_a_command_and_says_aloud_what_it_does(qtbot: QtBot):
    card = Card(qtbot, chain_rows.everything())
    stop = card.row(Subject.DISPATCH).buttons[0]
    stop.click()
    approve, refuse = card.row(Subject.PROPOSAL).buttons
    approve.click()
    refuse.click()
    assert card.begun == ["stop E12: ", "approve", "refuse: "]
    assert stop.accessibleName() == "Stop: Stop what runs for E12, with a reason"


def test_a_line_is_read_aloud_whole(qtbot: QtBot):
    head = Card(qtbot, chain_rows.everything()).row(Subject.DISPATCH).head
    assert head.accessibleName() == "E12, page, voice task in 0:18"
    assert "ran re-page 03:03:53 attempt 2 queued LATE 0:04" in head.accessibleDescription()
    assert head.toolTip() == "policy dispatch v2"
