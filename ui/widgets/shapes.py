"""The shapes of states, on a unit square: told apart without colour, at the size of a letter."""

from collections.abc import Callable, Mapping
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

_STROKE = 0.14
_Points = tuple[tuple[float, float], ...]


def _polygon(points: _Points) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    path.closeSubpath()
    return path


def _round(left: float, top: float, size: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(left, top, size, size))
    return path


def _box(*rects: tuple[float, float, float, float]) -> QPainterPath:
    path = QPainterPath()
    for x, y, width, height in rects:
        path.addRect(QRectF(x, y, width, height))
    return path


def _lines(*lines: _Points) -> QPainterPath:
    path = QPainterPath()
    for points in lines:
        path.moveTo(*points[0])
        for x, y in points[1:]:
            path.lineTo(x, y)
    return path


def _waves() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(0.05, 0.4, 0.2, 0.2))
    for radius in (0.38, 0.68):
        square = QRectF(0.15 - radius, 0.5 - radius, 2 * radius, 2 * radius)
        path.arcMoveTo(square, 50)
        path.arcTo(square, 50, -100)
    return path


def _question() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(0.22, 0.32)
    path.cubicTo(0.22, -0.05, 0.82, -0.05, 0.8, 0.32)
    path.cubicTo(0.78, 0.5, 0.5, 0.5, 0.5, 0.72)
    path.moveTo(0.5, 0.92)
    path.lineTo(0.5, 0.95)
    return path


def _half() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(0.5, 0.05)
    path.arcTo(QRectF(0.05, 0.05, 0.9, 0.9), 90, 180)
    path.closeSubpath()
    return path


def _octagon() -> QPainterPath:
    corners = tuple((0.5 + 0.5 * cos(pi / 8 + n * pi / 4), 0.5 + 0.5 * sin(pi / 8 + n * pi / 4)) for n in range(8))
    return _polygon(corners)


_HOUSE: _Points = ((0.5, 0.04), (0.96, 0.48), (0.82, 0.48), (0.82, 0.96), (0.18, 0.96), (0.18, 0.48), (0.04, 0.48))
_DIAMOND: _Points = ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5))
_SHIELD: _Points = ((0.08, 0.1), (0.5, 0.0), (0.92, 0.1), (0.88, 0.6), (0.5, 1.0), (0.12, 0.6))
_ARROW_UP: _Points = ((0.5, 0.02), (0.98, 0.55), (0.68, 0.55), (0.68, 0.98), (0.32, 0.98), (0.32, 0.55), (0.02, 0.55))
_FLAG: _Points = ((0.08, 0.0), (0.95, 0.28), (0.26, 0.56), (0.26, 1.0), (0.08, 1.0))
_STAR_RADII = (0.53, 0.22) * 5
_STAR: _Points = tuple(
    (0.5 + radius * sin(n * pi / 5), 0.53 - radius * cos(n * pi / 5)) for n, radius in enumerate(_STAR_RADII)
)
_FILLED: Mapping[str, Callable[[], QPainterPath]] = {
    "disc": lambda: _round(0.05, 0.05, 0.9),
    "triangle": lambda: _polygon(((0.5, 0.04), (1.0, 0.94), (0.0, 0.94))),
    "chevron": lambda: _polygon(((0.1, 0.05), (0.95, 0.5), (0.1, 0.95), (0.35, 0.5))),
    "pause": lambda: _box((0.12, 0.08, 0.28, 0.84), (0.6, 0.08, 0.28, 0.84)),
    "square": lambda: _box((0.08, 0.08, 0.84, 0.84)),
    "plus": lambda: _box((0.36, 0.03, 0.28, 0.94), (0.03, 0.36, 0.33, 0.28), (0.64, 0.36, 0.33, 0.28)),
    "house": lambda: _polygon(_HOUSE),
    "diamond": lambda: _polygon(_DIAMOND),
    "hourglass": lambda: _polygon(((0.08, 0.04), (0.92, 0.04), (0.58, 0.5), (0.92, 0.96), (0.08, 0.96), (0.42, 0.5))),
    "octagon": _octagon,
    "bar": lambda: _box((0.05, 0.4, 0.9, 0.2)),
    "shield": lambda: _polygon(_SHIELD),
    "arrow_up": lambda: _polygon(_ARROW_UP),
    "flag": lambda: _polygon(_FLAG),
    "star": lambda: _polygon(_STAR),
}
_STROKED: Mapping[str, Callable[[], QPainterPath]] = {
    "ring": lambda: _round(0.12, 0.12, 0.76),
    "cross": lambda: _lines(((0.12, 0.12), (0.88, 0.88)), ((0.88, 0.12), (0.12, 0.88))),
    "chevrons": lambda: _lines(((0.1, 0.1), (0.5, 0.5), (0.1, 0.9)), ((0.5, 0.1), (0.9, 0.5), (0.5, 0.9))),
    "house_open": lambda: _polygon(((0.5, 0.1), (0.9, 0.48), (0.9, 0.92), (0.1, 0.92), (0.1, 0.48))),
    "diamond_open": lambda: _polygon(((0.5, 0.1), (0.9, 0.5), (0.5, 0.9), (0.1, 0.5))),
    "waves": _waves,
    "question": _question,
    "fork": lambda: _lines(((0.5, 0.95), (0.5, 0.56), (0.1, 0.08)), ((0.5, 0.56), (0.9, 0.08))),
    "tick": lambda: _lines(((0.08, 0.55), (0.38, 0.85), (0.92, 0.15))),
    "pulse": lambda: _lines(((0.0, 0.55), (0.28, 0.55), (0.42, 0.1), (0.6, 0.92), (0.72, 0.55), (1.0, 0.55))),
}
NAMES = frozenset(_FILLED) | frozenset(_STROKED) | {"half"}
"""Every shape that can be drawn."""


def draw_shape(painter: QPainter, name: str, where: QRectF, color: QColor) -> None:
    """Draw a shape into a square; an unknown name draws nothing."""
    if name not in NAMES:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.topLeft())
    painter.scale(where.width(), where.height())
    pen = QPen(color, _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if name == "half":
        painter.fillPath(_half(), color)
        painter.setPen(pen)
        painter.drawEllipse(QPointF(0.5, 0.5), 0.42, 0.42)
    elif name in _FILLED:
        painter.fillPath(_FILLED[name](), color)
    else:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_STROKED[name]())
    painter.restore()


def shape_icon(name: str, color: QColor, size: int) -> QIcon:
    """Return a shape as an icon of so many pixels."""
    picture = QPixmap(size, size)
    nothing = QColor(color)
    nothing.setAlpha(0)
    picture.fill(nothing)
    painter = QPainter(picture)
    draw_shape(painter, name, QRectF(1, 1, size - 2, size - 2), color)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # the style would wash its colour out
    return icon
