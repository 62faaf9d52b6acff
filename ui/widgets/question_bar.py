"""A question inside the window: words and answers in one bar. It takes no keyboard from anybody."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text
from ui.widgets.picture import Picture


class QuestionBar(QFrame):
    """Hidden until something is to be asked."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        set_panel(self, "warning")
        self._words = label(theme, f"{name}_words", "strong", "warning")
        self._words.setWordWrap(True)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        dress(self._row, theme, margins=(3, 2, 3, 2))
        self._row.addWidget(Picture(theme, "warning", tone="warning", steps=6))
        self._row.addWidget(self._words, 1)
        self.hide()

    def ask(self, words: str, answers: tuple[tuple[str, Callable[[], None]], ...]) -> None:
        """Ask, with buttons for the answers."""
        for button in self._buttons:
            button.deleteLater()
        self._buttons = []
        set_text(self._words, words)
        self.setAccessibleName(words)
        for text, act in answers:
            button = QPushButton(text)
            button.setObjectName("answer")
            button.setAccessibleName(text)
            dress(button, self._theme, font="strong")
            button.clicked.connect(act)
            self._row.addWidget(button)
            self._buttons.append(button)
        self.show()
