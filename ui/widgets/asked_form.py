"""A form that is asked in place: a title, what cannot be undone, fields, and one button. Enter does it, Esc leaves."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.presenters.knowledge_forms import Form, FormField
from ui.theme import Theme
from ui.widgets.command_edit import CommandText
from ui.widgets.dressing import dress
from ui.widgets.known_section import give_way
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TALL_STEPS = 16
_HIDDEN = (
    Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
)


class AskedForm(QFrame):
    """Its fields are made anew for each form and hold all that is typed; what was hidden is wiped before they go."""

    def __init__(self, theme: Theme, act: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._act, self._leave = theme, act, leave
        self._form: Form | None = None
        self._fields: dict[str, QWidget] = {}
        self.had_keyboard = False
        self.setObjectName("asked_form")
        set_panel(self, "sunken")
        self._title = label(theme, "asked_title", "strong")
        self._warning = label(theme, "asked_warning", "strong", "warning")
        self._grid = QGridLayout()
        self.act = QPushButton()
        self._keys = label(theme, "asked_keys", "small", "muted")
        self._build()
        self.act.clicked.connect(self._pressed)

    @property
    def fields(self) -> dict[str, QWidget]:
        """The fields by name."""
        return self._fields

    def values(self) -> dict[str, str]:
        """What is written in each field now."""
        return {name: _value(widget) for name, widget in self._fields.items()}

    def take_focus(self) -> None:
        """Put the caret into the first field to write in; on the button when nothing is asked."""
        first = next((each for each in self._fields.values() if not isinstance(each, QComboBox)), self.act)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_form(self, form: Form | None) -> None:
        """Show a form, or none; one that is shown already keeps what is written in it."""
        if form is not self._form:
            here = QApplication.focusWidget()
            self.had_keyboard = here is not None and self.isAncestorOf(here)
            self._clear()
            self._form = form
            if form is not None:
                self._fill(form)
        self.setVisible(form is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does it wherever the keyboard is, Esc leaves."""
        if event.key() in _ENTER:
            self._act()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _text_key(self, event: QKeyEvent) -> bool:
        """A note of several lines: Shift+Enter begins the next."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._act()
            return True
        return False

    def _pressed(self) -> None:
        self._act()

    def _clear(self) -> None:
        for widget in self._fields.values():
            if isinstance(widget, QLineEdit):
                widget.clear()
        self._fields = {}
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _fill(self, form: Form) -> None:
        set_text(self._title, form.title)
        set_text(self._warning, form.warning)
        self._warning.setVisible(bool(form.warning))
        self.setAccessibleName(form.title)
        set_tone(self.act, "warning" if form.warning else "accent")
        self.act.setText(tr("{act}  (Enter)", act=form.act))
        self.act.setAccessibleName(form.act)
        for row, field in enumerate(form.fields):
            title = label(self._theme, f"asked_title_{field.name}", "body", "muted")
            set_text(title, field.title)
            widget = self._fields[field.name] = self._field(field)
            title.setBuddy(widget)
            top = Qt.AlignmentFlag.AlignTop if field.tall else Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(title, row, 0, top | Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(widget, row, 1)
        self._chain()

    def _field(self, field: FormField) -> QWidget:
        widget: QWidget
        if field.choices:
            widget = QComboBox()
            for value, word in field.choices:
                widget.addItem(word, value)
            widget.setCurrentIndex(max(widget.findData(field.value), 0))
        elif field.tall:
            widget = CommandText(self._theme, self._text_key)
            widget.setPlainText(field.value)
            widget.setPlaceholderText(field.hint)
            dress(widget, self._theme, height=_TALL_STEPS)
        else:
            widget = QLineEdit(field.value)
            widget.setPlaceholderText(field.hint)
            if field.hidden:
                widget.setEchoMode(QLineEdit.EchoMode.Password)
                widget.setInputMethodHints(_HIDDEN)
        widget.setObjectName(f"asked_{field.name}")
        said = tr("{title}, {hint}", title=field.title, hint=field.hint) if field.hint else field.title
        widget.setAccessibleName(said)
        dress(widget, self._theme, font="body")
        return widget

    def _chain(self) -> None:
        order = [*self._fields.values(), self.act]
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 2, 2, 2), spacing=1)
        dress(self._grid, self._theme, horizontal=2, vertical=1)
        self._grid.setColumnStretch(1, 1)
        set_text(self._keys, tr("Tab goes on, Esc leaves everything as it is"))
        self.act.setObjectName("asked_act")
        self.act.setAccessibleName(tr("do it"))
        self.act.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dress(self.act, self._theme, font="body")
        row = QHBoxLayout()
        dress(row, self._theme, spacing=2)
        row.addWidget(self.act)
        row.addWidget(self._keys, 1)
        for words in (self._title, self._warning):
            give_way(words)
            column.addWidget(words)
        column.addLayout(self._grid)
        column.addLayout(row)


def _value(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return str(widget.currentData())
    if isinstance(widget, CommandText):
        return widget.toPlainText()
    return widget.text() if isinstance(widget, QLineEdit) else ""
