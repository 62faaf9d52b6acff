"""What stands still over the map: attribution, scale, the world, and what is wrong."""

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.map.view import MapView
from ui.theme import Theme
from ui.widgets.painting import CENTER, Brush
from ui.wording import tr

_LONGEST_PX = 140.0
_MOST_OF_WIDTH, _LEAST_SHARE = 0.6, 0.1
_WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_WRAPPED_ANYWHERE = _WRAPPED | int(Qt.TextFlag.TextWrapAnywhere)
"""A reason is read to its end, however long the path in it."""


def scale_of(metres_per_pixel: float, letters: float = 1.0) -> tuple[float, str]:
    """Return the length in pixels of the largest round distance that fits, and its words; larger with the letters."""
    longest = _LONGEST_PX * letters * metres_per_pixel
    power = 10.0 ** math.floor(math.log10(longest))
    metres = next(power * digit for digit in (5, 2, 1) if power * digit <= longest)
    words = tr("{count} km", count=f"{metres / 1000:g}") if metres >= 1000 else tr("{count} m", count=f"{metres:g}")
    return metres / metres_per_pixel, words


class Furniture:
    """Draws it."""

    def __init__(self, theme: Theme, attribution: str, world: str) -> None:
        self._theme, self._brush = theme, Brush(theme)
        self.attribution, self.world, self.notice = attribution, world, ""
        self.aside = self.answer = ""

    def world_width(self) -> float:
        """Return what the world's plate takes of the upper edge."""
        gap = self._theme.space(2)
        return self._brush.width(self.world, "small") + 4 * gap if self.world else 0.0

    def reserved(self, view: MapView) -> tuple[tuple[float, float, float, float], ...]:
        """Return the boxes that it covers: left, top, right, bottom."""
        gap, line = self._theme.space(2), self._theme.space(5)
        thanks, scale = self._thanks_box(view), self._scale_box(view)
        found = [
            (thanks.left() - gap / 2, thanks.top(), view.width, view.height),
            (0.0, scale.top(), scale.right(), scale.bottom() + gap),
        ]
        if self.world:
            found.append((view.width - self.world_width(), 0.0, view.width, float(line + 2 * gap)))
        return tuple(found)

    def paint(self, painter: QPainter, view: MapView, *, focused: bool, aim: bool) -> None:
        """Draw along the edges of the window."""
        gap, line = self._theme.space(2), self._theme.space(5)
        self._thanks(painter, view)
        self._scale(painter, view)
        if self.world:
            wide = self._brush.width(self.world, "small") + 2 * gap
            box = QRectF(view.width - wide - gap, gap, wide, line)
            self._brush.plate(painter, box, self.world, "simulated", "small")
        self._said(painter, view)
        if focused:
            self._focus(painter, round(view.width), round(view.height), aim=aim)

    def _thanks_box(self, view: MapView) -> QRectF:
        """The attribution is never cut: in a narrow window it has more lines."""
        gap, line = self._theme.space(2), self._theme.space(5)
        room = QRectF(0, 0, max(1.0, view.width - 4 * gap), view.height)
        if self._brush.width(self.attribution, "small") <= room.width():
            wide, high = self._brush.width(self.attribution, "small"), float(line)
        else:
            needed = self._brush.metrics("small").boundingRect(room, _WRAPPED, self.attribution)
            wide, high = needed.width(), needed.height() + self._theme.space(1)
        return QRectF(view.width - wide - 3 * gap, view.height - gap - high, wide + 2 * gap, high)

    def _scale_box(self, view: MapView) -> QRectF:
        """Beside the attribution, or upon it where there is no room."""
        gap, line = self._theme.space(2), self._theme.space(5)
        wide = self._measure(view)[0] + 2 * gap + self._theme.space(4)
        thanks = self._thanks_box(view)
        bottom = thanks.bottom() if gap + wide + gap <= thanks.left() else thanks.top() - gap
        return QRectF(gap, bottom - 2 * line, wide, 2.0 * line)

    def _measure(self, view: MapView) -> tuple[float, str]:
        longest = min(self._theme.scale, _MOST_OF_WIDTH * view.width / _LONGEST_PX)
        return scale_of(view.metres_per_pixel(), max(longest, _LEAST_SHARE))

    def _thanks(self, painter: QPainter, view: MapView) -> None:
        box, gap = self._thanks_box(view), self._theme.space(2)
        self._plate(painter, box, "", "text_muted")
        painter.setPen(self._theme.color("text_muted"))
        painter.setFont(self._theme.font("small"))
        painter.drawText(box.adjusted(gap, 0, -gap + 1, 0), _WRAPPED, self.attribution)

    def _said(self, painter: QPainter, view: MapView) -> None:
        """Stack what there is to say above the scale: the gravest on top."""
        gap = self._theme.space(2)
        down = self._scale_box(view).top() - gap
        for words, tone in ((self.aside, "text_muted"), (self.answer, "warning"), (self.notice, "warning")):
            if words:
                room = QRectF(0, 0, view.width - 4 * gap, view.height)
                longest = max(self._brush.width(word, "small") for word in words.split())
                wrapped = _WRAPPED if longest <= room.width() else _WRAPPED_ANYWHERE
                needed = self._brush.metrics("small").boundingRect(room, wrapped, words)
                down -= needed.height() + self._theme.space(2)
                box = QRectF(gap, down, needed.width() + 2 * gap, needed.height() + self._theme.space(1))
                self._plate(painter, box, "", tone)
                painter.setPen(self._theme.color(tone))
                painter.setFont(self._theme.font("small"))
                painter.drawText(box.adjusted(gap, 0, -gap, 0), wrapped, words)

    def _focus(self, painter: QPainter, width: int, height: int, *, aim: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("focus"), 2))
        painter.drawRect(QRect(1, 1, width - 2, height - 2))
        if not aim:
            return
        middle, arm = QPoint(width // 2, height // 2), self._theme.space(2)
        painter.drawLine(middle - QPoint(arm, 0), middle + QPoint(arm, 0))
        painter.drawLine(middle - QPoint(0, arm), middle + QPoint(0, arm))

    def _plate(self, painter: QPainter, box: QRectF, words: str, tone: str, role: str = "small") -> None:
        ground = self._theme.color("surface")
        ground.setAlphaF(0.86)
        painter.fillRect(box, ground)
        inner = box.adjusted(self._theme.space(1), 0, -self._theme.space(1), 0)
        self._brush.text(painter, inner, words, role, tone, align=CENTER)

    def _north(self, painter: QPainter, box: QRectF) -> None:
        """An arrow with its letter: up is north on every map here, and a newcomer may read it."""
        x, top, half = box.center().x(), box.top() + self._theme.space(1.5), self._theme.space(1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text"))
        tip, notch = QPointF(x, top), QPointF(x, top + 2 * half)
        painter.drawPolygon(
            QPolygonF([tip, QPointF(x + half, top + 3 * half), notch, QPointF(x - half, top + 3 * half)])
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        below = QRectF(box.left(), top + 3 * half, box.width(), self._theme.space(4))
        self._brush.text(painter, below, tr("N"), "small", "text", align=CENTER)

    def _scale(self, painter: QPainter, view: MapView) -> None:
        length, words = self._measure(view)
        box, gap, line = self._scale_box(view), self._theme.space(2), self._theme.space(5)
        north = self._theme.space(4)
        self._plate(painter, box, "", "text")
        self._north(painter, QRectF(length + 2.5 * gap, box.top(), north, box.height()))
        left, down = 2.0 * gap, box.bottom() - gap
        painter.setPen(QPen(self._theme.color("text"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        right = left + length
        painter.drawPolyline(
            [QPointF(left, down - gap), QPointF(left, down), QPointF(right, down), QPointF(right, down - gap)]
        )
        words_box = QRectF(left, box.top(), length, line + gap)
        self._brush.text(painter, words_box, words, "small", "text", align=CENTER)
