"""A form: aligned labels, fields, and under each row room for what is wrong. It scrolls when the panel is low."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form with its name and its title; `beside` stands right of it, and may share the room with it."""

    name: str
    title: str
    widget: QWidget
    stretch: int = 1
    beside: QWidget | None = None
    beside_stretch: int = 0


class FormGrid(QScrollArea):
    """Rows of fields. Field and error widgets are found by name."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, name
        self._fields: dict[str, FormField] = {}
        self._titles: dict[str, QLabel] = {}
        self._errors: dict[str, ElidedLabel] = {}
        self.setObjectName(f"{name}_form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        set_panel(inner, "raised")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        dress(self._grid, theme, horizontal=2)
        dress(self._grid, theme, vertical=1)
        self._grid.setColumnStretch(1, 1)
        self.setWidget(inner)

    def widget_of(self, name: str) -> QWidget:
        """Return a field."""
        return self._fields[name].widget

    def add_row(self, *fields: FormField, tall: bool = False) -> None:
        """Put fields beside one another; the first one's title stands in the column of titles."""
        row = self._grid.rowCount()
        line = QHBoxLayout()
        dress(line, self._theme, spacing=2)
        for place, field in enumerate(fields):
            title = self._make(field)
            if place == 0:
                upright = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
                self._grid.addWidget(title, row, 0, upright | Qt.AlignmentFlag.AlignRight)
            else:
                line.addWidget(title)
            line.addWidget(field.widget, field.stretch)
            if field.beside is not None:
                line.addWidget(field.beside, field.beside_stretch)
        self._grid.addLayout(line, row, 1)
        self._grid.addLayout(self._error_line(fields), row + 1, 1)
        if tall:
            self._grid.setRowStretch(row, 1)

    def add_columns(self, *fields: FormField) -> None:
        """Put fields beside one another over the whole width, each under its title."""
        row = self._grid.rowCount()
        line = QHBoxLayout()
        dress(line, self._theme, spacing=2)
        for field in fields:
            column = QVBoxLayout()
            dress(column, self._theme, spacing=0.5)
            column.addWidget(self._make(field))
            column.addWidget(field.widget)
            column.addStretch(1)
            line.addLayout(column, field.stretch)
        self._grid.addLayout(line, row, 0, 1, 2)
        self._grid.addLayout(self._error_line(fields), row + 1, 0, 1, 2)

    def add_words(self, words: QWidget) -> None:
        """Put words under the last row, in the column of the fields."""
        self._grid.addWidget(words, self._grid.rowCount(), 1)

    def set_title(self, name: str, title: str) -> None:
        """Say a field's title anew."""
        set_text(self._titles[name], title)

    def show_row(self, name: str, *, shown: bool) -> None:
        """Show or hide a field with its title."""
        self._titles[name].setVisible(shown)
        self._fields[name].widget.setVisible(shown)

    def show_error(self, name: str, text: str) -> None:
        """Say what is wrong with a field, or that nothing is."""
        set_text(self._errors[name], text)
        self._errors[name].setVisible(bool(text))
        widget = self._fields[name].widget
        set_tone(widget, "alarm" if text else "")

    def _make(self, field: FormField) -> QLabel:
        self._fields[field.name] = field
        field.widget.setObjectName(f"{self._name}_{field.name}")
        field.widget.setAccessibleName(field.title)
        title = self._titles[field.name] = label(self._theme, f"title_{field.name}", "body", "muted")
        set_text(title, field.title)
        title.setBuddy(field.widget)
        return title

    def _error_line(self, fields: tuple[FormField, ...]) -> QHBoxLayout:
        line = QHBoxLayout()
        for field in fields:
            error = self._errors[field.name] = ElidedLabel(self._theme, f"error_{field.name}", "strong", "alarm")
            error.setVisible(False)
            line.addWidget(error, 1)
        return line
