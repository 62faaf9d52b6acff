"""Escalation policies: a list, and the drawn timeline of the chosen one, for a priority and a case."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from ui.presenters.policies import PoliciesPresenter, PoliciesShown
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.foreseen import ForeseenWidget
from ui.widgets.labels import label, set_panel, set_text, set_tone
from ui.widgets.reading_area import ReadingArea
from ui.widgets.typing_hand import is_typing
from ui.wording import tr

_LIST_STEPS = 25


class PolicyList(QListWidget):
    """Letters are for the command line, not for a search among the names."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows; leave letters to the window."""
        if is_typing(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class PoliciesView(QFrame):
    """Stands in the map's place while somebody looks."""

    def __init__(self, presenter: PoliciesPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("policies_panel")
        self.setAccessibleName(tr("escalation policies"))
        set_panel(self, "raised")
        self._title = label(theme, "policies_title", "small", "muted")
        self.back = QPushButton(tr("Map  Ctrl+E"))
        self.names = PolicyList()
        self._about = label(theme, "policies_about", "body", "muted")
        self.priority, self.case = QComboBox(), QComboBox()
        self._drawing = ForeseenWidget(theme)
        self._verdict = label(theme, "policies_verdict", "body")
        self._showing = False
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.names.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw what is chosen."""
        if self.isHidden() and not self._presenter.opened:
            return
        shown = self._presenter.shown()
        self._showing = True
        self._show_choices(shown)
        self._showing = False
        set_text(self._about, shown.about)
        set_text(self._verdict, shown.verdict)
        set_tone(self._verdict, shown.verdict_tone)
        self._drawing.show_foreseen(shown)

    def _show_choices(self, shown: PoliciesShown) -> None:
        if [self.names.item(place).text() for place in range(self.names.count())] != list(shown.names):
            self.names.clear()
            self.names.addItems(shown.names)
        self.names.setCurrentRow(shown.chosen)
        for box, words, chosen in (
            (self.priority, shown.priorities, shown.priority),
            (self.case, shown.cases, shown.case),
        ):
            if [box.itemText(place) for place in range(box.count())] != list(words):
                box.clear()
                box.addItems(words)
            box.setCurrentIndex(chosen)

    def _on_row(self, place: int) -> None:
        if not self._showing:
            self._presenter.choose(place)

    def _on_priority(self, place: int) -> None:
        if not self._showing:
            self._presenter.choose_priority(place)

    def _on_case(self, place: int) -> None:
        if not self._showing:
            self._presenter.choose_case(place)

    def _build(self) -> None:
        head = QHBoxLayout()
        dress(head, self._theme, spacing=2)
        set_text(self._title, tr("Escalation policies of the active pack"))
        head.addWidget(self._title, 1)
        head.addWidget(self.back)
        choices = QHBoxLayout()
        dress(choices, self._theme, spacing=2)
        choices.addWidget(self.priority)
        choices.addWidget(self.case, 1)
        inside = QWidget()
        set_panel(inside, "raised")
        drawn = QVBoxLayout(inside)
        drawn.setContentsMargins(0, 0, 0, 0)
        drawn.addWidget(self._drawing)
        drawn.addWidget(self._verdict)
        drawn.addStretch(1)
        area = ReadingArea(self._theme, "policies_area", inside)
        area.setAccessibleName(tr("what the policy would do"))
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 1, 2, 1), spacing=1)
        column.addLayout(head)
        column.addWidget(self.names)
        column.addWidget(self._about)
        column.addLayout(choices)
        column.addWidget(area, 1)
        for words in (self._about, self._verdict):
            words.setWordWrap(True)
        self.names.setObjectName("policies")
        self.names.setAccessibleName(tr("policies"))
        self.priority.setObjectName("policies_priority")
        self.case.setObjectName("policies_case")
        self.priority.setAccessibleName(tr("priority"))
        self.case.setAccessibleName(tr("what people do meanwhile"))
        self.back.setObjectName("policies_back")
        self.back.setAccessibleName(tr("back to the map"))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for widget in (self.names, self.priority, self.case):
            dress(widget, self._theme, font="body")
        dress(self.back, self._theme, font="small")
        dress(self.names, self._theme, height=_LIST_STEPS)
        self.names.currentRowChanged.connect(self._on_row)
        self.priority.currentIndexChanged.connect(self._on_priority)
        self.case.currentIndexChanged.connect(self._on_case)
