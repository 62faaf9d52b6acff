"""What a call may be the same as: a line that cannot be missed, and at most three incidents with three keys each.

It takes the keyboard only when somebody goes there (Tab, or a letter of the answers): a warning never steals the caret.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.presenters.likely_same import MOST, LikelySamePresenter, LikelyShown
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text
from ui.widgets.score_bar import ScoreBar
from ui.wording import tr

ATTACH, APART, SHOW = "a", "k", "s"
"""Keys of a row that has the keyboard; its buttons say them as well."""


class LikelyRowView(QFrame):
    """One incident: how like, why, what goes on there, and what can be done."""

    def __init__(
        self, theme: Theme, place: int, act: Callable[[str, int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._place, self._act = theme, place, act
        self.setObjectName(f"likely_{place + 1}")
        self.setAccessibleName(tr("likely the same, {place}", place=place + 1))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar = ScoreBar(theme, f"likely_score_{place + 1}")
        self.number = label(theme, f"likely_number_{place + 1}", "strong")
        self._phase = LampWidget(theme, f"likely_phase_{place + 1}")
        self._what = ElidedLabel(theme, f"likely_what_{place + 1}", "body")
        self.reasons = label(theme, f"likely_reasons_{place + 1}", "strong", "warning")
        self.going_on = ElidedLabel(theme, f"likely_going_on_{place + 1}", "body", "muted")
        self.buttons = {
            key: self._button(word, key)
            for key, word in ((ATTACH, tr("Attach")), (APART, tr("Keep apart")), (SHOW, tr("Show")))
        }
        self._build()

    def show_row(self, shown: LikelyShown) -> None:
        """Draw it."""
        self.setAccessibleName(shown.spoken)
        self.bar.show_score(shown.score, shown.percent, loud=shown.is_likely)
        set_text(self.number, f"{shown.number} {shown.priority}")
        self._phase.show_lamp(f"{shown.phase.letter} {shown.phase.word}", shown.phase.tone, shown.phase.shape)
        set_text(self._what, shown.what)
        set_text(self.reasons, shown.reasons)
        set_text(self.going_on, shown.going_on)
        attach = self.buttons[ATTACH]
        attach.setEnabled(not shown.why_not_attach)
        attach.setToolTip(
            shown.why_not_attach or tr("The call becomes a further call of {number}", number=shown.number)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter acts on this row."""
        key = event.text().casefold()
        if key in self.buttons and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._act(key, self._place)
        else:
            super().keyPressEvent(event)

    def _button(self, word: str, key: str) -> QPushButton:
        made = QPushButton(f"{word} ({key.upper()})")
        made.setObjectName(f"likely_{key}_{self._place + 1}")
        made.setAccessibleName(word)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setProperty("tight", "true")
        dress(made, self._theme, font="small")
        made.clicked.connect(lambda _checked=False: self._act(key, self._place))
        return made

    def _build(self) -> None:
        grid = QGridLayout(self)
        dress(grid, self._theme, margins=(2, 1, 2, 1), horizontal=2, vertical=0.5)
        grid.addWidget(self.bar, 0, 0)
        grid.addWidget(self.number, 0, 1)
        grid.addWidget(self._phase, 0, 2)
        grid.addWidget(self._what, 0, 3)
        grid.addWidget(self.reasons, 1, 0, 1, 4)
        grid.addWidget(self.going_on, 2, 0, 1, 4)
        answers = QHBoxLayout()
        dress(answers, self._theme, spacing=1)
        answers.addStretch(1)
        for button in self.buttons.values():
            answers.addWidget(button)
        grid.addLayout(answers, 3, 0, 1, 4)
        grid.setColumnStretch(3, 1)
        self.reasons.setWordWrap(True)


class View(QFrame):
    """The section of call entry; hidden while nothing is like the call."""

    def __init__(self, presenter: LikelySamePresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("likely_same")
        self.setAccessibleName(tr("may be the same event"))
        set_panel(self, "raised")
        self.warning = LampWidget(theme, "likely_warning", "strong")
        self._problem = label(theme, "likely_problem", "small", "warning")
        self.reason = QLineEdit()
        self.rows = tuple(LikelyRowView(theme, place, self._do) for place in range(MOST))
        self._build()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw what the presenter says; focus stays where it is."""
        shown, words = self._presenter.rows(), self._presenter.warning
        loud = self._presenter.is_likely
        self.warning.show_lamp(words, "plate_warning" if loud else "text", "diamond" if words else "")
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            if place < len(shown):
                row.show_row(shown[place])
        set_text(self._problem, self._presenter.problem)
        self._problem.setVisible(bool(self._presenter.problem))
        self.reason.setVisible(bool(shown))
        self.warning.setVisible(bool(words))
        self.setVisible(bool(shown) or bool(self._presenter.problem))

    def tick(self) -> None:
        """Let ages tick."""
        if self.isVisible():
            self.render_now()

    def _do(self, key: str, place: int) -> None:
        if key == ATTACH:
            self._presenter.attach(place)
        elif key == APART:
            if self._presenter.keep_apart(place, self.reason.text()):
                self.reason.clear()
        else:
            self._presenter.show(place)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 1, 2, 1))
        dress(column, self._theme, spacing=1)
        column.addWidget(self.warning)
        for row in self.rows:
            column.addWidget(row)
        self.reason.setObjectName("likely_reason")
        self.reason.setAccessibleName(tr("why it is another event"))
        self.reason.setPlaceholderText(tr("Why another event? (optional, for Keep apart)"))
        dress(self.reason, self._theme, font="body")
        column.addWidget(self.reason)
        column.addWidget(self._problem)
        self._problem.setWordWrap(True)
