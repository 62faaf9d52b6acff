"""Outlines by family of unit and by priority, on a unit square: told apart without colour at twenty pixels."""

from collections.abc import Callable, Mapping
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from dispatcher.domain.triage import Priority
from ui.presenters.unit_families import UnitFamily

_Points = tuple[tuple[float, float], ...]


def _polygon(points: _Points) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _rounded(left: float, top: float, width: float, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(left, top, width, height), radius, radius)
    return path


def _regular(corners: int, turn: float) -> QPainterPath:
    angles = [turn + 2 * pi * corner / corners for corner in range(corners)]
    return _polygon(tuple((0.5 + 0.52 * cos(angle), 0.5 + 0.52 * sin(angle)) for angle in angles))


def _ladder() -> QPainterPath:
    """A vehicle under a raised boom."""
    boom = _polygon(((0.0, 0.26), (0.0, 0.06), (1.06, -0.2), (1.06, 0.0)))
    return _rounded(0.0, 0.22, 1.0, 0.72, 0.06).united(boom)


def _helicopter() -> QPainterPath:
    rotor = _rounded(-0.1, -0.02, 1.2, 0.13, 0.05)
    mast = _rounded(0.44, 0.0, 0.12, 0.2, 0.0)
    body = QPainterPath()
    body.addEllipse(QRectF(0.08, 0.16, 0.84, 0.84))
    return body.united(mast).united(rotor)


def _disc() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(0.02, 0.02, 0.96, 0.96))
    return path


_CROSS: _Points = (
    (0.22, 0.0), (0.78, 0.0), (0.78, 0.2), (1.0, 0.2), (1.0, 0.8), (0.78, 0.8), (0.78, 1.0), (0.22, 1.0), (0.22, 0.8),
    (0.0, 0.8), (0.0, 0.2), (0.22, 0.2),
)  # fmt: skip
_SHIELD: _Points = ((0.0, 0.08), (0.5, -0.06), (1.0, 0.08), (0.97, 0.6), (0.5, 1.08), (0.03, 0.6))
_HULL: _Points = (
    (-0.1, 0.24),
    (0.4, 0.24),
    (0.4, -0.02),
    (0.52, -0.02),
    (0.52, 0.24),
    (1.1, 0.24),
    (0.84, 0.96),
    (0.16, 0.96),
)
_HOUSE: _Points = ((0.5, -0.04), (1.06, 0.4), (0.94, 0.4), (0.94, 1.0), (0.06, 1.0), (0.06, 0.4), (-0.06, 0.4))
_FAMILIES: Mapping[UnitFamily, tuple[Callable[[], QPainterPath], float]] = {
    UnitFamily.FIRE: (lambda: _rounded(-0.04, 0.14, 1.08, 0.74, 0.06), 0.51),
    UnitFamily.LADDER: (_ladder, 0.58),
    UnitFamily.RESCUE: (lambda: _regular(6, 0.0), 0.5),
    UnitFamily.MEDICAL: (lambda: _polygon(_CROSS), 0.5),
    UnitFamily.POLICE: (lambda: _polygon(_SHIELD), 0.44),
    UnitFamily.BOAT: (lambda: _polygon(_HULL), 0.59),
    UnitFamily.HELICOPTER: (_helicopter, 0.58),
    UnitFamily.OTHER: (_disc, 0.5),
}
"""An outline, and how far down its letter stands."""
_PRIORITIES: Mapping[Priority, Callable[[], QPainterPath]] = {
    Priority.P1: lambda: _regular(8, pi / 8),
    Priority.P2: lambda: _polygon(((0.5, -0.1), (1.1, 0.5), (0.5, 1.1), (-0.1, 0.5))),
    Priority.P3: lambda: _rounded(0.02, 0.06, 0.96, 0.88, 0.04),
    Priority.P4: lambda: _rounded(0.02, 0.1, 0.96, 0.8, 0.4),
    Priority.P5: _disc,
}


def family_outline(family: UnitFamily, where: QRectF) -> tuple[QPainterPath, QRectF]:
    """Return the outline of a family in a square, and the box of its letter."""
    draw, middle = _FAMILIES[family]
    letter = QRectF(where.left(), where.top() + (middle - 0.5) * where.height(), where.width(), where.height())
    return _into(draw(), where), letter


def priority_outline(priority: Priority, where: QRectF) -> QPainterPath:
    """Return the outline of a priority in a square."""
    return _into(_PRIORITIES[priority](), where)


def house_outline(where: QRectF) -> QPainterPath:
    """Return the outline of a station in a square."""
    return _into(_polygon(_HOUSE), where)


def _into(path: QPainterPath, where: QRectF) -> QPainterPath:
    return QTransform(where.width(), 0, 0, where.height(), where.left(), where.top()).map(path)
