"""The channels of the room, the worst first, and below them what can be done with the chosen one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from ui.actions import ACTIONS, ActionId, shortcut_text
from ui.models.channel_model import ChannelModel
from ui.presenters.channels import ChannelsPresenter, Doing
from ui.theme import Theme
from ui.widgets.channel_delegate import ChannelDelegate
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.widgets.row_table import RowTable
from ui.wording import tr

BATCH_MS = 100
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ChannelsView(QFrame):
    """The cursor chooses a channel; a click or Enter shows its tests and what waits for it in the evidence."""

    def __init__(self, presenter: ChannelsPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("channels_panel")
        self.setAccessibleName(tr("channels"))
        set_panel(self, "raised")
        self._empty = label(theme, "channels_empty", "body", "muted")
        self.model = ChannelModel(presenter, self)
        self.table = RowTable(theme, "channel_board", tr("channels"))
        self._delegate = ChannelDelegate(theme, self.model.line_at, self.table)
        self._hold, self._test = QPushButton(), QPushButton()
        self._message = ElidedLabel(theme, "channels_message", "body", "muted")
        self.why = CommandEdit(theme, self._on_key, "body")
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._following = False
        self._build()
        self.restyle()
        self._connect()
        presenter.watch(self._pacer.ring)
        self._flush()

    def take_focus(self, say: Callable[[str], None]) -> None:
        """Give the keyboard to the channels; without one, say so and leave the keyboard where it is."""
        if self.model.rowCount() == 0:
            say(self._empty.text())
            return
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def hold(self) -> None:
        """Hold the chosen channel, or let it go on; why it is held is asked for in a line."""
        self._presenter.hold_or_release()
        self._pacer.now()
        if self._presenter.asking_why:
            self.why.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tick(self) -> None:
        """Let the times tick, and ask what is on the line: that moves on without an entry."""
        if self.isVisible():
            self._presenter.refresh()
            self.table.viewport().update()

    def restyle(self) -> None:
        """Take the height of a row from the present fonts, and as many lines a row as there is room for."""
        self.table.set_row_height(self._delegate.fit(self.model.rowCount(), self.table.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many lines a channel as there is room for."""
        super().resizeEvent(event)
        self.restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses it."""
        for button in (self._hold, self._test):
            if event.key() in _ENTER and button.hasFocus():
                button.click()
                return
        super().keyPressEvent(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Enter holds, Esc leaves it."""
        if event.key() in _ENTER:
            self._presenter.hold(self.why.text())
            if not self._presenter.asking_why:
                self.why.clear()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self._presenter.leave_asking()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        self._pacer.now()
        return True

    def _on_chosen(self, index: QModelIndex) -> None:
        self._presenter.choose(self.model.row_at(index.row()).name)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._presenter.choose(self.model.row_at(current.row()).name, show=False)

    def _flush(self) -> None:
        self._following = True
        known = self.model.rowCount()
        self.model.apply(hold_order=self.table.hands_on)
        if known != self.model.rowCount():
            self.restyle()
        chosen = self._presenter.chosen
        place = self.model.place_of(chosen.name) if chosen else None
        if place is not None and not self.table.selectionModel().isRowSelected(place, QModelIndex()):
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._following = False
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        none = tr("The pack names no channel.") if self._presenter.loaded else tr("reading the channels …")
        set_text(self._empty, none)
        _show(self._hold, self._presenter.holding(), ActionId.HOLD_CHANNEL)
        _show(self._test, self._presenter.testing(), ActionId.TEST_CHANNEL)
        refusals = (self._presenter.holding().refusal, self._presenter.testing().refusal)
        set_text(self._message, self._presenter.message or next((each for each in refusals if each), ""))
        set_tone(self._message, self._presenter.tone if self._presenter.message else "muted")
        self.why.setVisible(self._presenter.asking_why)

    def _connect(self) -> None:
        self.table.clicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.hands_left.connect(self._flush)
        self._hold.clicked.connect(partial(_run, self.hold))
        self._test.clicked.connect(partial(_run, self._presenter.test))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._empty)
        column.addWidget(self.table, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        dress(row, self._theme, margins=(2, 1, 2, 1), spacing=2)
        for button, name in ((self._hold, "hold_channel"), (self._test, "test_channel")):
            button.setObjectName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="small")
            row.addWidget(button)
        row.addWidget(self._message, 1)
        column.addLayout(row)
        self.why.setObjectName("channel_why")
        self.why.setAccessibleName(tr("why the channel is held"))
        column.addWidget(self.why)


def _show(button: QPushButton, doing: Doing, action: ActionId) -> None:
    words = tr("{words}  {key}", words=doing.words, key=shortcut_text(ACTIONS[action]))
    said = tr("{words}: {why}", words=doing.words, why=doing.refusal) if doing.refusal else words
    button.setEnabled(not doing.refusal)
    button.setToolTip(doing.refusal)
    if button.accessibleName() != said:
        button.setText(words)
        button.setAccessibleName(said)


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()
