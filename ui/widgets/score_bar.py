"""A bar that fills from 0 to 1 and says its number: how likely two things are the same."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import CENTER, Brush

_WIDE, _HIGH = 16.0, 5.0


class ScoreBar(QWidget):
    """Words beside the picture, so that nobody has to measure."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._score, self._words, self._tone = 0.0, "", "plate_muted"
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def score(self) -> float:
        """How full it is."""
        return self._score

    def show_score(self, score: float, words: str, *, loud: bool) -> None:
        """Fill it; `loud` when somebody should look."""
        self._score, self._words = min(max(score, 0.0), 1.0), words
        self._tone = "plate_warning" if loud else "plate_muted"
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """A fixed size, in steps of the theme."""
        return QSize(self._theme.space(_WIDE), self._theme.space(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Never smaller."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, what is filled of it, and the number: in the ink of the ground it stands on."""
        painter, brush = QPainter(self), self._brush
        box = QRectF(self.rect()).adjusted(0, 0, -1, -1)
        filled = QRectF(box.left(), box.top(), box.width() * self._score, box.height())
        painter.fillRect(filled, brush.color(self._tone))
        painter.setPen(brush.color("line_strong"))
        painter.drawRect(box)
        for clip, ink in ((filled, f"on_{self._tone}"), (box.adjusted(filled.width(), 0, 0, 0), "text")):
            painter.save()
            painter.setClipRect(clip)
            brush.text(painter, box, self._words, "strong", ink, align=CENTER)
            painter.restore()
