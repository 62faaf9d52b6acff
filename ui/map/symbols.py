"""The pictures of units, stations and incidents, drawn once each: shape + letter + colour, rings for age."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from dispatcher.domain.triage import Priority
from ui.map.silhouettes import family_outline, house_outline, priority_outline
from ui.presenters.map import Duty, Freshness, UnitMark
from ui.presenters.unit_families import UnitFamily
from ui.theme import Theme
from ui.wording import Badge

_KEPT = 2000
_SIZES = {Priority.P1: 30.0, Priority.P2: 26.0, Priority.P3: 25.0, Priority.P4: 24.0, Priority.P5: 23.0}
_STEM = 9.0
"""How high an incident's plate stands above its place."""
_MIDDLE = 27


class Symbol(NamedTuple):
    """A picture and the place in it that stands on the position."""

    pixmap: QPixmap
    left: int
    top: int


def clear_of(theme: Theme) -> QColor:
    """Return what an empty picture is filled with."""
    color = theme.color("map_symbol_ground")
    color.setAlpha(0)
    return color


def plate_middle(priority: Priority, scale: float = 1.0) -> float:
    """Return how far above its place the middle of an incident's plate is, in letters of that scale."""
    return (_STEM + _SIZES[priority] / 2) * scale


class Symbols:
    """Makes and keeps pictures."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kept: dict[tuple[object, ...], Symbol] = {}

    def unit(self, mark: UnitMark, ratio: float) -> Symbol:
        """The family's outline and the state's letter, filled when committed; a broken ring while it is not fresh."""
        key = ("unit", mark.family, mark.badge, mark.duty, mark.freshness, ratio, self._theme.look)
        found = self._kept.get(key)
        if found is not None:
            return found

        def draw(painter: QPainter) -> None:
            self._draw_age(painter, mark.freshness)
            self._draw_unit(painter, mark.family, mark.badge, mark.duty)

        return self._make(key, (40, 40), (20, 20), ratio, draw)

    def incident(self, priority: Priority, verified: bool, ratio: float) -> Symbol:
        """A plate on a stem above its place; without a stem, its rim and a ring on the ground broken: about here."""
        key = ("incident", priority, verified, ratio, self._theme.look)
        found = self._kept.get(key)
        if found is not None:
            return found
        size = (2 * _MIDDLE, 2 * _MIDDLE)

        def draw(painter: QPainter) -> None:
            self._draw_incident(painter, priority, verified=verified)

        return self._make(key, size, (_MIDDLE, 2 * _MIDDLE - 10), ratio, draw)

    def group(self, free: int, out: int, away: int, *, is_station: bool, ratio: float) -> Symbol:
        """A house with the number of free units; several houses or none: a stack with their number."""
        tone = "unit_available" if free else "unit_unavailable" if away else "text_muted"
        key = ("group", free, bool(out), tone, is_station, ratio, self._theme.look)
        found = self._kept.get(key)
        if found is not None:
            return found

        def draw(painter: QPainter) -> None:
            self._draw_group(painter, str(free), tone, is_station=is_station)

        return self._make(key, (40, 40), (20, 20), ratio, draw)

    def _make(
        self,
        key: tuple[object, ...],
        size: tuple[int, int],
        place: tuple[int, int],
        ratio: float,
        draw: Callable[[QPainter], None],
    ) -> Symbol:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        scale = self._theme.scale
        pixmap = QPixmap(round(size[0] * scale * ratio), round(size[1] * scale * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(clear_of(self._theme))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        draw(painter)
        painter.end()
        made = self._kept[key] = Symbol(pixmap, round(place[0] * scale), round(place[1] * scale))
        return made

    def _draw_age(self, painter: QPainter, freshness: Freshness) -> None:
        if freshness is Freshness.FRESH:
            return
        old = freshness is Freshness.OLD
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("map_symbol_ground"), 3.6))
        painter.drawEllipse(QPointF(20, 20), 16.5, 16.5)
        ring = QPen(self._theme.color("alarm" if old else "warning"), 1.8)
        ring.setCapStyle(Qt.PenCapStyle.FlatCap)
        ring.setDashPattern([1.0, 1.2] if old else [4.0, 2.2])
        painter.setPen(ring)
        painter.drawEllipse(QPointF(20, 20), 16.5, 16.5)

    def _draw_unit(self, painter: QPainter, family: UnitFamily, badge: Badge, duty: Duty) -> None:
        tone, ground = self._theme.color(badge.tone), self._theme.color("map_symbol_ground")
        outline, letter = family_outline(family, QRectF(9.5, 9.5, 21, 21))
        committed = duty is Duty.COMMITTED
        self._rim(painter, outline, 4.2)
        pen = QPen(tone, 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if duty is Duty.AWAY:
            pen.setDashPattern([2.2, 1.4])
        painter.setPen(pen)
        painter.setBrush(tone if committed else ground)
        painter.drawPath(outline)
        self._letter(painter, badge.letter, letter, ground if committed else tone)

    def _draw_incident(self, painter: QPainter, priority: Priority, *, verified: bool) -> None:
        token, size = priority.value.lower(), _SIZES[priority]
        plate, ink = self._theme.color(token), self._theme.color(f"on_{token}")
        rim = self._theme.color("text")
        tip = QPointF(_MIDDLE, 2 * _MIDDLE - 10)
        box = QRectF(tip.x() - size / 2, tip.y() - _STEM - size, size, size)
        if verified:
            stem = QPainterPath()
            stem.addPolygon(QPolygonF([tip, tip - QPointF(6, _STEM + 3), tip + QPointF(6, -_STEM - 3)]))
            stem.closeSubpath()
            outline = priority_outline(priority, box).united(stem)
        else:
            outline = priority_outline(priority, box)
            self._about_here(painter, tip, rim)
        self._rim(painter, outline, 6.4)
        pen = QPen(rim, 2.0)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if not verified:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([2.0, 1.5])
        painter.setPen(pen)
        painter.setBrush(plate)
        painter.drawPath(outline)
        self._letter(painter, priority.value, box, ink)

    def _about_here(self, painter: QPainter, tip: QPointF, rim: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width, dashes in ((self._theme.color("map_symbol_ground"), 4.2, []), (rim, 1.8, [2.4, 1.6])):
            pen = QPen(color, width)
            if dashes:
                pen.setDashPattern(dashes)
            painter.setPen(pen)
            painter.drawEllipse(tip, 17.0, 7.0)

    def _draw_group(self, painter: QPainter, number: str, tone: str, *, is_station: bool) -> None:
        color, ground = self._theme.color(tone), self._theme.color("map_symbol_ground")
        box = QRectF(9, 8, 22, 22)
        painter.setPen(QPen(color, 1.6))
        if not is_station:
            behind = QPainterPath()
            behind.addRoundedRect(QRectF(13, 7, 20, 20), 4, 4)
            self._rim(painter, behind, 4.2)
            painter.setPen(QPen(color, 1.6))
            painter.setBrush(ground)
            painter.drawPath(behind)
            box = QRectF(8, 11, 22, 22)
        outline = house_outline(box)
        if not is_station:
            outline = QPainterPath()
            outline.addRoundedRect(box.adjusted(0, 1, 0, -1), 4, 4)
        self._rim(painter, outline, 4.2)
        painter.setPen(QPen(color, 1.6))
        painter.setBrush(ground)
        painter.drawPath(outline)
        self._letter(painter, number, box.adjusted(0, 4 if is_station else 0, 0, 0), color)

    def _rim(self, painter: QPainter, outline: QPainterPath, width: float) -> None:
        """Set a symbol off from whatever ground it stands on."""
        pen = QPen(self._theme.color("map_symbol_ground"), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(outline, pen)

    def _letter(self, painter: QPainter, letter: str, box: QRectF, color: QColor) -> None:
        painter.setFont(self._theme.font("strong", scaled=False))  # the painter is
        painter.setPen(color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
