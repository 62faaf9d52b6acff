"""Paints a channel in three lines: health and what waits; why, and when the next is on air; last test and success."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.channel_words import ChannelLine
from ui.theme import Theme
from ui.widgets.painting import RIGHT
from ui.widgets.row_delegate import Index, RowDelegate
from ui.wording import tr

ALL_LINES, FEW_LINES = 3, 2


class ChannelDelegate(RowDelegate):
    """One row of the channels."""

    def __init__(self, theme: Theme, line_at: Callable[[int], ChannelLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at
        self._lines = ALL_LINES

    def fit(self, count: int, room: int) -> int:
        """Take three lines a channel where that many rows fit, else two; return how high a row is."""
        heights = {lines: lines * self.brush.line() + self.theme.space(2.5) for lines in (ALL_LINES, FEW_LINES)}
        self._lines = ALL_LINES if count * heights[ALL_LINES] <= room else FEW_LINES
        return heights[self._lines]

    def ground(self, place: int) -> str:
        """Return the ground of a row."""
        return {"alarm": "surface_alarm", "warning": "surface_warning"}.get(self._line_at(place).badge.tone, "")

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw a row."""
        line = self._line_at(index.row())
        inner = box.adjusted(0, self.theme.space(1), 0, -self.theme.space(1.5))
        high = inner.height() / self._lines
        below = (self._air, self._test)
        if self._lines == FEW_LINES:
            calm = line.is_well and not line.waiting and line.test_words
            below = (self._test if calm else self._air,)
        for place, paint in enumerate((self._health, *below)):
            paint(painter, QRectF(inner.left(), inner.top() + place * high, inner.width(), high), line)

    def _health(self, painter: QPainter, box: QRectF, line: ChannelLine) -> None:
        brush, gap = self.brush, self.theme.space(2.5)
        right = self._waiting(painter, box, line)
        left = brush.badge_on_ground(painter, box, line.badge) + gap
        if line.held is not None:
            width = brush.badge_width(line.held) + 2 * brush.plate_margin
            plate = QRectF(box.left() + left, box.top(), width, box.height())
            painter.fillRect(plate, brush.color(line.held.tone))
            on_plate = type(line.held)(line.held.shape, line.held.letter, line.held.word, f"on_{line.held.tone}")
            brush.badge(painter, plate.adjusted(brush.plate_margin, 0, 0, 0), on_plate)
            left += width + gap
        brush.text(painter, box.adjusted(left, 0, -right, 0), line.title, "strong")

    def _waiting(self, painter: QPainter, box: QRectF, line: ChannelLine) -> float:
        """Draw a plate with its count for each priority that waits, the most pressing first; return the width used."""
        brush, right = self.brush, 0.0
        for priority, count in reversed(line.waiting):
            words = f"{priority} ×{count}"
            width = brush.plate_width(words, "small")
            plate = QRectF(box.right() - right - width, box.top(), width, box.height() - self.theme.space(0.5))
            brush.plate(painter, plate, words, priority.lower(), "small")
            right += width + self.theme.space(1)
        return right

    def _air(self, painter: QPainter, box: QRectF, line: ChannelLine) -> None:
        brush = self.brush
        brush.text(painter, box, line.air, "body", line.air_tone, align=RIGHT)
        right = brush.width(line.air, "body") + self.theme.space(3)
        since = tr("for {age}", age=line.since)
        brush.text(painter, box.adjusted(0, 0, -right, 0), since, "body", "text_muted")
        left = brush.width(since, "body") + self.theme.space(2)
        brush.text(painter, box.adjusted(left, 0, -right, 0), line.why, "body", line.why_tone)

    def _test(self, painter: QPainter, box: QRectF, line: ChannelLine) -> None:
        brush = self.brush
        brush.text(painter, box, line.ratio, "body", line.ratio_tone, align=RIGHT)
        right = brush.width(line.ratio, "body") + self.theme.space(3)
        room = box.adjusted(0, 0, -right, 0)
        if line.test is None:
            brush.text(painter, room, line.test_words, "body", "text_muted")
        else:
            brush.badge(painter, room, line.test, word=line.test_words)
