"""Lines to read out to the caller, in their language first."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.presenters.phrases import PhraseLine, PhrasesPresenter
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_panel, set_text
from ui.wording import tr


class PhrasesView(QWidget):
    """Draws the lines one below the other; nothing here takes the keyboard."""

    def __init__(self, presenter: PhrasesPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self._drawn: tuple[PhraseLine, ...] = ()
        self._lines: list[QWidget] = []
        self.setObjectName("phrases")
        self.setAccessibleName(tr("what to say to the caller"))
        set_panel(self, "raised")
        self._column = QVBoxLayout(self)
        dress(self._column, theme, margins=(2, 1, 2, 1), spacing=1)
        self._column.addStretch(1)
        self.hide()
        presenter.watch(self.render_now)
        self.render_now()

    def render_now(self) -> None:
        """Draw what is at hand."""
        lines = self._presenter.lines
        if lines == self._drawn:
            return
        self._drawn = lines
        self.setVisible(bool(lines))
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = []
        before = ""
        for number, line in enumerate(lines):
            if line.kind != before:
                self._add(f"phrase_kind_{number}", line.kind, "small", "muted")
                before = line.kind
            self._add(f"phrase_{number}", f"“{line.said.text}”", "body", "text")
            others = "\n".join(f"{language.upper()}  {text}" for language, text in line.said.others)
            if others:
                self._add(f"phrase_others_{number}", others, "small", "muted")

        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the wrapped words."""
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """Keep room for larger words."""
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(max(0, self._column.totalHeightForWidth(self.width())))

    def _add(self, name: str, text: str, role: str, tone: str) -> None:
        words = label(self._theme, name, role, tone)
        words.setWordWrap(True)
        set_text(words, text)
        self._column.insertWidget(len(self._lines), words)
        self._lines.append(words)
