"""A section of what is known: its title, a line for each thing, and a row for each code."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dispatcher.queries.knowledge import SecretRow
from ui.presenters.knowledge_lines import KnownLine, KnownSection
from ui.presenters.knowledge_secrets import SecretShown
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import LampWidget, label, set_text
from ui.wording import secret_word, tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_BADGE_STEPS = 27
_MOST_NAME = 34


def give_way(words: QLabel) -> None:
    """Wrap, and let one endless word be cut rather than push everything else out of sight."""
    words.setWordWrap(True)
    policy = words.sizePolicy()  # which knows by now that its height follows its width
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    words.setSizePolicy(policy)


class SecretWidget(QWidget):
    """A code: a button to ask for it, a field for the reason, then the code until it hides itself. Escape hides it."""

    def __init__(
        self, theme: Theme, row: SecretRow, ask: Callable[[str], None], reveal: Callable[[str], None],
        hide: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._row, self._ask, self._reveal, self._hide = row, ask, reveal, hide
        self.setObjectName("secret")
        self._button, self._reason = QPushButton(), QLineEdit()
        self._words = label(theme, "secret_words", "title")
        self._left = label(theme, "secret_left", "small", "muted")
        self._problem = label(theme, "secret_problem", "strong", "alarm")
        self._was_asking = False
        self._build(theme)
        self._button.clicked.connect(lambda: self._ask(self._row.secret_id))
        self._reason.returnPressed.connect(lambda: self._reveal(self._reason.text()))

    def show_secret(self, shown: SecretShown, usual_reason: str) -> None:
        """Draw it as it is now; the keyboard goes along only from the button into the field, and back."""
        name = tr("{what}, {title}", what=secret_word(self._row.kind), title=self._row.title)
        had_keyboard = self._button.hasFocus() or self._reason.hasFocus()
        short = name if len(name) <= _MOST_NAME else f"{name[:_MOST_NAME]}…"
        self._button.setText(tr("{name}: show (is journalled)", name=short))
        self._button.setAccessibleName(tr("{name}: show (is journalled)", name=name))
        self._button.setToolTip(name if short != name else "")
        if shown.asking and not self._was_asking:
            self._reason.setText(usual_reason)
        self._was_asking = shown.asking
        self._reason.setVisible(shown.asking)
        self._reason.setReadOnly(shown.waiting)
        set_text(self._words, shown.words)
        self._words.setAccessibleName(tr("code: {words}", words=shown.words) if shown.words else "")
        why = tr("Enter shows it, and the reason is kept; Esc: not now")
        set_text(
            self._left,
            tr("{name}, hides in {left} s; Esc hides it", name=name, left=shown.left_s) if shown.words else why,
        )
        set_text(self._problem, shown.problem)
        self._words.setVisible(bool(shown.words))
        self._left.setVisible(bool(shown.words) or shown.asking)
        self._problem.setVisible(bool(shown.problem))
        if had_keyboard:
            self._keep_keyboard(shown)
        self._button.setVisible(not shown.asking and not shown.words)

    def _keep_keyboard(self, shown: SecretShown) -> None:
        if shown.asking and not self._reason.hasFocus():
            self._reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self._reason.selectAll()
        elif shown.words:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not shown.asking:
            self._button.setVisible(True)
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape hides; Enter on the button presses it."""
        if event.key() == Qt.Key.Key_Escape and not self._button.isVisible():
            self._hide_for_keyboard()
        elif event.key() in _ENTER and self._button.hasFocus():
            self._button.click()
        else:
            super().keyPressEvent(event)

    def _hide_for_keyboard(self) -> None:
        inside = self.hasFocus() or self._reason.hasFocus()
        self._hide()
        if inside and self._button.isVisible():
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, theme: Theme) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = QHBoxLayout()
        dress(line, theme, spacing=2)
        for widget in (self._button, self._words, self._reason):
            line.addWidget(widget)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        dress(column, theme, spacing=0.5)
        column.addLayout(line)
        for words in (self._left, self._problem):
            column.addWidget(words)
            give_way(words)
        dress(self._button, theme, font="body")
        dress(self._reason, theme, font="body")
        self._button.setObjectName("secret_show")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._reason.setObjectName("secret_reason")
        self._reason.setAccessibleName(tr("why the code is needed; Enter shows it"))
        self._reason.setPlaceholderText(tr("why? Enter shows it, and the reason is kept"))


class KnownSectionWidget(QWidget):
    """Draws one section; its lines are made anew when they differ, its codes stay what they are."""

    def __init__(self, theme: Theme, make_secret: Callable[[SecretRow], SecretWidget]) -> None:
        super().__init__()
        self._theme, self._make_secret = theme, make_secret
        self.setObjectName("known_section")
        self._title = label(theme, "known_title", "strong", "muted")
        self._grid = QGridLayout()
        self._lines: tuple[KnownLine, ...] = ()
        self._drawn: list[QWidget] = []
        self._secrets: dict[str, SecretWidget] = {}
        self._below = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        dress(column, theme, spacing=0.5)
        dress(self._grid, theme, horizontal=2, vertical=0.5)
        dress(self._below, theme, spacing=0.5)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._title)
        give_way(self._title)
        column.addLayout(self._grid)
        column.addLayout(self._below)

    @property
    def secrets(self) -> dict[str, SecretWidget]:
        """The codes that are drawn, by id."""
        return self._secrets

    def show_section(self, section: KnownSection) -> None:
        """Draw it."""
        set_text(self._title, section.title)
        if section.lines != self._lines:
            self._lines = section.lines
            self._draw_lines()
        wanted = {row.secret_id: row for row in section.secrets}
        for gone in [secret_id for secret_id in self._secrets if secret_id not in wanted]:
            left = self._secrets.pop(gone)
            left.hide()
            left.deleteLater()
        for secret_id, row in wanted.items():
            if secret_id not in self._secrets:
                made = self._secrets[secret_id] = self._make_secret(row)
                self._below.addWidget(made)

    def _draw_lines(self) -> None:
        for widget in self._drawn:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._drawn = []
        for place, line in enumerate(self._lines):
            badge = LampWidget(self._theme, "known_badge")
            badge.show_lamp(line.badge.word, line.badge.tone, line.badge.shape)
            words = self._words(line)
            self._grid.addWidget(badge, place, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(words, place, 1)
            self._drawn += [badge, words]
        self._grid.setColumnMinimumWidth(0, self._theme.space(_BADGE_STEPS))

    def restyle(self) -> None:
        """Take the width of the badges' column anew."""
        self._grid.setColumnMinimumWidth(0, self._theme.space(_BADGE_STEPS))

    def _words(self, line: KnownLine) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        text: QLabel = label(self._theme, "known_text", "strong" if line.badge.tone.startswith("plate") else "body")
        set_text(text, line.text)
        text.setAccessibleName(line.spoken)
        parts = [text]
        if line.detail:
            detail = label(self._theme, "known_detail", "small", "muted")
            set_text(detail, line.detail)
            parts.append(detail)
        for part in parts:
            give_way(part)
            column.addWidget(part)
        return whole
