"""What is chosen but lies outside the window: an arrow at its edge, with its name."""

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

_INSET = 16.0
_BELOW = 70.0
"""Above scale and attribution, below the world."""


def edge_point(x: float, y: float, width: float, height: float) -> tuple[float, float, float]:
    """Return where the way from the middle to a point leaves the window, and its direction in radians."""
    right, down = x - width / 2, y - height / 2
    half_width, half_height = max(1.0, width / 2 - _INSET), max(1.0, height / 2 - _BELOW)
    share = min(half_width / max(1e-9, abs(right)), half_height / max(1e-9, abs(down)), 1.0)
    return width / 2 + right * share, height / 2 + down * share, math.atan2(down, right)


def plate_box(
    to: tuple[float, float], window: tuple[float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of an arrow's plate."""
    x, y, turn = edge_point(*to, *window)
    wide, high = size
    left = min(max(4.0, x - wide / 2 - math.cos(turn) * (wide / 2 + 14)), window[0] - wide - 4)
    top = min(max(4.0, y - high / 2 - math.sin(turn) * (high / 2 + 14)), window[1] - high - 4)
    return left, top, left + wide, top + high


def draw_edge_arrow(
    painter: QPainter, to: tuple[float, float], window: tuple[float, float], color: QColor, plate: QPixmap,
    size: tuple[int, int],
) -> None:  # fmt: skip
    """Draw it with its plate on the inner side."""
    x, y, turn = edge_point(*to, *window)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x, y)
    painter.rotate(math.degrees(turn))
    painter.setPen(QPen(color.darker(), 1.0))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(11, 0), QPointF(-7, -9), QPointF(-2, 0), QPointF(-7, 9)]))
    painter.restore()
    left, top, _, _ = plate_box(to, window, size)
    painter.drawPixmap(round(left), round(top), plate)
