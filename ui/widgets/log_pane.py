"""Lines of a log, the newest at the bottom; it stays there unless somebody has scrolled up to read."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.wording import tr


class LogPane(QPlainTextEdit):
    """Read-only text that grows at its end."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._lines: tuple[str, ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(tr("log"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        dress(self, theme, font="mono")
        dress(self, theme, least_height=18)

    def show_lines(self, key: str, lines: tuple[str, ...]) -> None:
        """Show the lines of the thing called `key`."""
        if (key, lines) == (self._key, self._lines):
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() or key != self._key
        if key == self._key and lines[: len(self._lines)] == self._lines:
            self.appendPlainText("\n".join(lines[len(self._lines) :]))
        else:
            self.setPlainText("\n".join(lines))
        self._key, self._lines = key, lines
        if at_end:
            bar.setValue(bar.maximum())
