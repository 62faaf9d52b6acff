"""The quick log: one line above everything else of its dock; Enter files it, Escape puts it away."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.presenters.quick_log import QuickField, QuickLogPresenter
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class QuickLogView(QWidget):
    """Three fields in two rows. `left` says that it was shut, by filing or by Escape."""

    left = Signal()

    def __init__(self, presenter: QuickLogPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.setObjectName("quick_log")
        self.setAccessibleName(tr("quick log"))
        set_panel(self, "raised")
        self._title = label(theme, "quick_title", "strong", "accent")
        self._message = ElidedLabel(theme, "quick_message", "body", "muted")
        self._lines: dict[QuickField, QLineEdit] = {}
        upper, row = QHBoxLayout(), QHBoxLayout()
        dress(row, theme, spacing=1.5)
        for name, words, part in (
            (QuickField.NARRATIVE, tr("what it was about"), 1), (QuickField.PLACE, tr("place, if any"), 3),
            (QuickField.NUMBER, tr("number, if any"), 2),
        ):  # fmt: skip
            line = self._lines[name] = CommandEdit(theme, self._key, "body")
            line.setObjectName(f"quick_{name}")
            line.setAccessibleName(words)
            line.setPlaceholderText(words)
            line.textEdited.connect(partial(presenter.edit, name))
            (upper if name is QuickField.NARRATIVE else row).addWidget(line, part)
        column = QVBoxLayout(self)
        dress(column, theme, margins=(3, 2, 3, 2), spacing=1)
        column.addWidget(self._title)
        column.addLayout(upper)
        column.addLayout(row)
        column.addWidget(self._message)
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Open, with the caret in the first field."""
        self._presenter.open()
        self._lines[QuickField.NARRATIVE].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw the presenter's state."""
        presenter = self._presenter
        kind = tr(" · {type}", type=presenter.title) if presenter.title else ""
        set_text(self._title, tr("Quick log{kind} · Enter files and closes it", kind=kind))
        for name, line in self._lines.items():
            if line.text() != presenter.texts.get(name, ""):
                line.setText(presenter.texts.get(name, ""))
        set_text(self._message, presenter.message)
        set_tone(self._message, presenter.tone)
        self._message.setVisible(bool(presenter.message))
        was_open = not self.isHidden()
        if was_open and not presenter.is_open:
            self.left.emit()  # first, so that the keyboard goes where it was
        self.setVisible(presenter.is_open)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            self._presenter.file()
        elif event.key() == Qt.Key.Key_Escape:
            self._presenter.shut()
        else:
            return False
        return True
