"""What a tour on a real screen says: what is being done, and why."""

from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, set_panel, set_text
from ui.wording import tr


class Caption(QWidget):
    """Two lines at the foot of a window."""

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("tour_caption")
        self.setAccessibleName(tr("guided tour"))
        set_panel(self, "raised")
        self._does = ElidedLabel(theme, "tour_does", "heading", "accent")
        self._because = ElidedLabel(theme, "tour_because", "body")
        column = QVBoxLayout(self)
        dress(column, theme, margins=(3, 1, 3, 1))
        column.setSpacing(0)
        column.addWidget(self._does)
        column.addWidget(self._because)
        bar = window.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self, 1)

    def say(self, does: str, because: str) -> None:
        """Say something else."""
        set_text(self._does, does)
        set_text(self._because, because)
