"""The calls about the shown incident with what is new in them, and the incidents that belong to it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.presenters.card_calls import BesideShown, CallShown, CallsShown, FactShown
from ui.theme import Theme
from ui.widgets.chip_flow import Chip, ChipFlow
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_text
from ui.wording import tr


class _CallLines(QFrame):
    """One call: who and when, what was said, what is new."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card_call")
        self._title = label(theme, "card_call_title", "small", "muted")
        self._words = label(theme, "card_call_words", "body")
        self._words.setWordWrap(True)
        self.facts = ChipFlow(theme, "card_call_facts", tight=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        dress(column, theme, spacing=0.25)
        for widget in (self._title, self._words, self.facts):
            column.addWidget(widget)

    def show_call(self, shown: CallShown) -> None:
        """Draw it."""
        set_text(self._title, shown.title)
        set_text(self._words, shown.words)
        self._words.setVisible(bool(shown.words))
        self.facts.show_chips(tuple(map(_fact_chip, shown.facts)))
        self.facts.setVisible(bool(shown.facts))


class CallsPanel(QFrame):
    """Hidden while there is one call and nothing beside the incident. `looked` is called when somebody has looked."""

    def __init__(self, theme: Theme, looked: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("card_calls")
        self.setAccessibleName(tr("calls"))
        self.title = label(theme, "card_calls_title", "small", "muted")
        self.button = QPushButton(tr("Looked at"))
        self.beside = ChipFlow(theme, "card_beside", tight=True)
        self.lines: list[_CallLines] = []
        self._column = QVBoxLayout(self)
        self._build()
        self.button.clicked.connect(lambda _checked=False: looked())

    def show_calls(self, shown: CallsShown) -> None:
        """Draw them; lines are kept, so that nothing loses the keyboard."""
        self.setVisible(bool(shown.calls) or bool(shown.beside))
        set_text(self.title, shown.title)
        self.button.setVisible(shown.news > 0)
        while len(self.lines) < len(shown.calls):
            lines = _CallLines(self._theme)
            self.lines.append(lines)
            self._column.addWidget(lines)
        for place, lines in enumerate(self.lines):
            lines.setVisible(place < len(shown.calls))
            if place < len(shown.calls):
                lines.show_call(shown.calls[place])
        self.beside.show_chips(tuple(map(_beside_chip, shown.beside)))
        self.beside.setVisible(bool(shown.beside))

    def _build(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        dress(self._column, self._theme, spacing=0.5)
        head = QHBoxLayout()
        dress(head, self._theme, spacing=1)
        head.addWidget(self.title)
        head.addWidget(self.button)
        head.addStretch(1)
        self.button.setObjectName("card_calls_looked")
        self.button.setAccessibleName(tr("the new facts were looked at"))
        self.button.setToolTip(tr("The new facts are no longer marked as new"))
        self.button.setProperty("tight", "true")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dress(self.button, self._theme, font="small")
        self._column.addWidget(self.beside)
        self._column.addLayout(head)


def _fact_chip(fact: FactShown) -> Chip:
    if fact.is_new:
        return Chip(f"{fact.name}:", fact.words, "diamond", ground="plate_warning")
    return Chip(f"{fact.name}:", fact.words, tone="text_muted", role="body")


def _beside_chip(shown: BesideShown) -> Chip:
    if shown.loud:
        return Chip(shown.strong, shown.words, "bar", ground="plate_muted")
    return Chip(shown.strong, shown.words, "bar", "text", "text_muted")
