"""The calls in hand side by side: number, place, state and age of each; the one in front stands out."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import Brush

_WIDEST = 60


@dataclass(frozen=True, slots=True)
class TabDrawn:
    """One call as it is drawn; `tone` is the colour token of its state."""

    place: int
    words: str
    state: str
    tone: str
    is_current: bool


class CallTabs(QWidget):
    """Takes no keyboard: keys of the window go from call to call. `picked` carries a call's number."""

    picked = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._brush = theme, Brush(theme)
        self._tabs: tuple[TabDrawn, ...] = ()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_tabs(self, tabs: Sequence[TabDrawn]) -> None:
        """Draw these calls; without any, nothing stands here."""
        if tuple(tabs) != self._tabs:
            self._tabs = tuple(tabs)
            said = "; ".join(f"{tab.place} {tab.words}, {tab.state}" for tab in tabs)
            self.setAccessibleName(said)
            self.setToolTip(said)
            self.update()
        self.setVisible(bool(tabs))

    def sizeHint(self) -> QSize:
        """Two lines of small letters."""
        return QSize(0, self._theme.space(10.5))

    def minimumSizeHint(self) -> QSize:
        """Never lower."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put a call in front by a click."""
        for tab, box in zip(self._tabs, self._boxes(), strict=True):
            if box.contains(event.position()):
                self.picked.emit(tab.place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all calls."""
        painter = QPainter(self)
        for tab, box in zip(self._tabs, self._boxes(), strict=True):
            self._draw(painter, tab, box)

    def _draw(self, painter: QPainter, tab: TabDrawn, box: QRectF) -> None:
        painter.fillRect(box, self._brush.color("surface_selected" if tab.is_current else "surface_sunken"))
        if tab.is_current:
            thick = self._theme.space(0.5)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), thick), self._brush.color("focus"))
        pad, half = self._theme.space(1.5), box.height() / 2
        upper = QRectF(box.left() + pad, box.top() + self._theme.space(0.5), box.width() - 2 * pad, half)
        lower = upper.translated(0, half - self._theme.space(0.75))
        self._brush.text(painter, upper, f"{tab.place}  {tab.words}", "strong", "text")
        self._brush.text(painter, lower, tab.state, "small", tab.tone)

    def _boxes(self) -> list[QRectF]:
        count, gap = max(1, len(self._tabs)), self._theme.space(0.5)
        width = min(self._theme.space(_WIDEST), (self.width() - (count - 1) * gap) / count)
        return [QRectF(place * (width + gap), 0, width, self.height()) for place in range(len(self._tabs))]
