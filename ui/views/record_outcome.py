"""How the incident was resolved, what was done, and what it meant for the business."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.presenters.record import RecordField
from ui.presenters.record_parts import RecordOutcome
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit, CommandText
from ui.widgets.dressing import dress
from ui.widgets.expanding import Expanding
from ui.widgets.form_grid import FormField, FormGrid
from ui.widgets.labels import label, set_text
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_F = RecordField
_LONG = (_F.RESOLUTION, _F.ACTIONS)
_SHORT = (_F.SERVICE, _F.USERS, _F.DOWNTIME, _F.COST, _F.CURRENCY)


class RecordOutcomeView(QWidget):
    """Enter in any field stores what was changed."""

    def __init__(self, presenter: RecordOutcome, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("record_outcome_page")
        self.setAccessibleName(tr("resolution and impact"))
        self.texts = {name: CommandText(theme, self._key) for name in _LONG}
        self.lines = {name: CommandEdit(theme, self._key, "body") for name in _SHORT}
        self.store = QPushButton(tr("Store  (Enter)"))
        self._informal = label(theme, "record_outcome_informal", "strong", "warning")
        for text in self.texts.values():
            Expanding(text, presenter.record.abbreviations)
        self._build()
        self.store.clicked.connect(presenter.store)
        for name, text in self.texts.items():
            text.textChanged.connect(partial(self._typed, name))
        for name, line in self.lines.items():
            line.textEdited.connect(partial(presenter.record.edit, name))

    def render_now(self) -> None:
        """Draw the page as it stands now; a field that somebody is typing in is left alone."""
        for name, text in self.texts.items():
            if text.toPlainText() != self._presenter.text(name) and not text.hasFocus():
                text.setPlainText(self._presenter.text(name))
        for name, line in self.lines.items():
            if line.text() != self._presenter.text(name) and not line.hasFocus():
                line.setText(self._presenter.text(name))
        informal = self._presenter.informal()
        set_text(self._informal, informal)
        self._informal.setVisible(bool(informal))
        self.store.setEnabled(self._presenter.record.card is not None and not self._presenter.record.busy)

    def take_focus(self) -> None:
        """Put the caret in the resolution."""
        self.texts[_F.RESOLUTION].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _typed(self, name: RecordField) -> None:
        if self.texts[name].hasFocus():
            self._presenter.record.edit(name, self.texts[name].toPlainText())

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._presenter.store()
            return True
        return False

    def _build(self) -> None:
        form = FormGrid(self._theme, "record_outcome")
        form.add_row(FormField(_F.RESOLUTION, tr("Resolution"), self.texts[_F.RESOLUTION]), tall=True)
        form.add_row(FormField(_F.ACTIONS, tr("Actions taken"), self.texts[_F.ACTIONS]), tall=True)
        form.add_row(FormField(_F.SERVICE, tr("Service"), self.lines[_F.SERVICE]))
        form.add_row(
            FormField(_F.USERS, tr("Users affected"), self.lines[_F.USERS]),
            FormField(_F.DOWNTIME, tr("Down, minutes"), self.lines[_F.DOWNTIME]),
        )
        form.add_row(
            FormField(_F.COST, tr("Cost"), self.lines[_F.COST], 2),
            FormField(_F.CURRENCY, tr("Currency"), self.lines[_F.CURRENCY], 1),
        )
        self.lines[_F.CURRENCY].setPlaceholderText("EUR")
        self.store.setObjectName("record_store")
        self.store.setAccessibleName(tr("store resolution and impact"))
        self.store.setProperty("tone", "accent")
        for text in self.texts.values():
            dress(text, self._theme, least_height=12)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0, 0, 0, 0), spacing=1)
        column.addWidget(form, 1)
        column.addWidget(self._informal)
        column.addWidget(self.store)
