"""Chips that flow from line to line: shape, strong words, words. For units, facts and the steps of chains."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import Brush
from ui.widgets.shapes import draw_shape


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip; `role` is the font of its first words. `ground` is a plate token, `frame` for an outline, or empty."""

    strong: str
    words: str = ""
    shape: str = ""
    tone: str = "text"
    words_tone: str = "text"
    ground: str = ""
    role: str = "strong"


class ChipFlow(QWidget):
    """Lays chips out like words of a text."""

    def __init__(self, theme: Theme, name: str, *, tight: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._chips: tuple[Chip, ...] = ()
        self._line_steps = 5.25 if tight else 6.5
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: tuple[Chip, ...]) -> None:
        """Draw these chips."""
        if chips != self._chips:
            self._chips = chips
            self.setAccessibleName("; ".join(f"{chip.strong} {chip.words}".strip() for chip in chips))
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Its height follows its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height for a width."""
        boxes = self._boxes(width)
        return int(boxes[-1].bottom()) + 1 if boxes else 0

    def sizeHint(self) -> QSize:
        """Return the room it would like at its present width."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Never clip a line."""
        return QSize(0, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all chips."""
        painter = QPainter(self)
        for chip, box in zip(self._chips, self._boxes(self.width()), strict=True):
            self._draw(painter, box, chip)

    def _boxes(self, width: int) -> list[QRectF]:
        boxes: list[QRectF] = []
        left, top, line = 0.0, 0.0, self._theme.space(self._line_steps)
        for chip in self._chips:
            wide = min(self._width(chip), float(width))
            if left and left + wide > width:
                left, top = 0.0, top + line + self._theme.space(0.75)
            boxes.append(QRectF(left, top, wide, line))
            left += wide + self._theme.space(1.5 if chip.ground else 3.5)
        return boxes

    def _width(self, chip: Chip) -> float:
        width = self._brush.width(chip.strong, chip.role) + 2 * self._margin(chip)
        if chip.words:
            width += self._brush.width(chip.words, "body") + self._theme.space(1.5)
        if chip.shape:
            width += self._shape_size() + self._theme.space(1.5)
        return width + 1

    def _draw(self, painter: QPainter, box: QRectF, chip: Chip) -> None:
        strong, words = chip.tone, chip.words_tone
        if chip.ground == "frame":
            painter.setPen(QPen(self._brush.color("line_strong"), 1))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        elif chip.ground:
            painter.fillRect(box, self._brush.color(chip.ground))
            strong = words = f"on_{chip.ground}"
        inner = box.adjusted(self._margin(chip), 0, -self._margin(chip) + 1, 0)
        if chip.shape:
            size = self._shape_size()
            where = QRectF(inner.left(), inner.center().y() - size / 2, size, size)
            draw_shape(painter, chip.shape, where, self._brush.color(strong))
            inner.setLeft(inner.left() + size + self._theme.space(1.5))
        self._brush.text(painter, inner, chip.strong, chip.role, strong)
        inner.setLeft(inner.left() + self._brush.width(chip.strong, chip.role) + self._theme.space(1.5))
        if chip.words and inner.width() > 0:
            self._brush.text(painter, inner, chip.words, "body", words)

    def _shape_size(self) -> float:
        return self._brush.metrics("strong").capHeight() + 2

    def _margin(self, chip: Chip) -> float:
        return self._theme.space(2) if chip.ground else 0
