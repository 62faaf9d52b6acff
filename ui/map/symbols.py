"""The pictures of units and incidents, drawn once each: shape + letter + colour, rings for age and selection."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from dispatcher.domain.triage import Priority
from ui.presenters.map import Freshness
from ui.theme import Theme
from ui.widgets.shapes import draw_shape
from ui.wording import Badge

_KEPT = 2000


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


class Symbols:
    """Makes and keeps pictures."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kept: dict[tuple[object, ...], Symbol] = {}

    def unit(self, badge: Badge, freshness: Freshness, ratio: float) -> Symbol:
        """A dark disc with the state's shape and letter; a broken ring around it while its position is not fresh."""
        key = ("unit", badge.shape, badge.letter, badge.tone, freshness, ratio, self._theme.name)
        return self._get(key, (44, 30), (22, 15), ratio, lambda painter: self._draw_unit(painter, badge, freshness))

    def incident(self, priority: Priority, ratio: float) -> Symbol:
        """A flag on its place, with the priority in words."""
        key = ("incident", priority, ratio, self._theme.name)
        return self._get(key, (36, 36), (18, 32), ratio, lambda painter: self._draw_incident(painter, priority))

    def words(self, text: str, token: str, ratio: float) -> Symbol:
        """A small plate with a call sign or a number, to stand right of a symbol."""
        metrics = QFontMetricsF(self._theme.font("small"))
        wide = round(metrics.horizontalAdvance(text)) + self._theme.space(2)
        high = round(metrics.height()) + 2
        key = ("words", text, token, ratio, self._theme.name)
        return self._get(
            key, (wide, high), (0, high // 2), ratio, lambda painter: self._draw_words(painter, text, token, wide, high)
        )

    def _get(
        self,
        key: tuple[object, ...],
        size: tuple[int, int],
        place: tuple[int, int],
        ratio: float,
        draw: Callable[[QPainter], None],
    ) -> Symbol:
        found = self._kept.get(key)
        if found is not None:
            return found
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        pixmap = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(clear_of(self._theme))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
        made = self._kept[key] = Symbol(pixmap, *place)
        return made

    def _draw_unit(self, painter: QPainter, badge: Badge, freshness: Freshness) -> None:
        color = self._theme.color(badge.tone)
        plate = QRectF(7, 5, 30, 20)
        if freshness is not Freshness.FRESH:
            ring = QPen(self._theme.color("warning" if freshness is Freshness.AGEING else "alarm"), 2)
            ring.setDashPattern([2, 1.6] if freshness is Freshness.AGEING else [1, 1])
            painter.setPen(ring)
            painter.drawRoundedRect(plate.adjusted(-4, -3.5, 4, 3.5), 13, 13)
        painter.setPen(QPen(color, 1.4))
        painter.setBrush(self._theme.color("map_symbol_ground"))
        painter.drawRoundedRect(plate, 10, 10)
        draw_shape(painter, badge.shape, QRectF(12, 9.5, 11, 11), color)
        self._letter(painter, badge.letter, QRectF(22, 5, 13, 20), color)

    def _draw_incident(self, painter: QPainter, priority: Priority) -> None:
        token = priority.value.lower()
        plate, ink = self._theme.color(token), self._theme.color(f"on_{token}")
        painter.setPen(QPen(self._theme.color("map_symbol_ground"), 1.6))
        painter.setBrush(plate)
        outline = ((4, 3), (32, 3), (32, 23), (23, 23), (18, 32), (13, 23), (4, 23))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in outline]))
        self._letter(painter, priority.value, QRectF(4, 3, 28, 20), ink)

    def _draw_words(self, painter: QPainter, text: str, token: str, wide: int, high: int) -> None:
        ground = self._theme.color("map_symbol_ground")
        ground.setAlphaF(0.82)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(0, 0, wide, high), 3, 3)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.color(token))
        painter.drawText(QRectF(0, 0, wide, high), Qt.AlignmentFlag.AlignCenter, text)

    def _letter(self, painter: QPainter, letter: str, box: QRectF, color: QColor) -> None:
        painter.setFont(self._theme.font("strong"))
        painter.setPen(color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
