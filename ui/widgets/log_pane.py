"""Lines of a log, the newest at the bottom; it stays there unless somebody has scrolled up to read."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.wording import tr


class LogPane(QPlainTextEdit):
    """Read-only text that grows at its end. Only a hand makes it stop following, never another size."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = ""
        self._lines: tuple[str, ...] = ()
        self._following = True
        self._newer = QPushButton(tr("newer lines below · End"), self)
        self.setObjectName(name)
        self.setAccessibleName(tr("log"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        dress(self, theme, font="mono")
        dress(self, theme, least_height=18)
        self._build(name)
        bar = self.verticalScrollBar()
        bar.actionTriggered.connect(self._on_hand)
        bar.rangeChanged.connect(self._keep)

    def show_lines(self, key: str, lines: tuple[str, ...]) -> None:
        """Show the lines of the thing called `key`."""
        if (key, lines) == (self._key, self._lines):
            return
        self._following = self._following or key != self._key
        if key == self._key and lines[: len(self._lines)] == self._lines:
            self.appendPlainText("\n".join(lines[len(self._lines) :]))
        else:
            self.setPlainText("\n".join(lines))
        self._key, self._lines = key, lines
        self._keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the newest line in sight, whole."""
        super().resizeEvent(event)
        self._keep()

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the newest line in sight after having been hidden."""
        super().showEvent(event)
        self._keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the ends by Home and End."""
        if event.key() == Qt.Key.Key_End:
            self._follow()
        elif event.key() == Qt.Key.Key_Home:
            self._following = False
            self.verticalScrollBar().setValue(0)
            self._keep()
        else:
            super().keyPressEvent(event)

    def restyle(self) -> None:
        """Keep the newest line in sight in the present font."""
        self._keep()

    def _on_hand(self, _action: int) -> None:
        bar = self.verticalScrollBar()
        self._following = bar.sliderPosition() >= bar.maximum()
        self._keep()

    def _follow(self) -> None:
        self._following = True
        self._keep()

    def _keep(self) -> None:
        bar = self.verticalScrollBar()
        if self._following:
            bar.setValue(bar.maximum())
        self._newer.setVisible(not self._following and bar.maximum() > 0)
        self._place_newer()

    def _place_newer(self) -> None:
        size, box = self._newer.sizeHint(), self.viewport().geometry()
        self._newer.setGeometry(box.right() - size.width(), box.bottom() - size.height(), size.width(), size.height())

    def _build(self, name: str) -> None:
        self._newer.setObjectName(f"{name}_newer")
        self._newer.setAccessibleName(self._newer.text())
        self._newer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        dress(self._newer, self._theme, font="small")
        self._newer.clicked.connect(self._follow)
        self._newer.hide()
