"""Pictures of names on the ground: in the font of their kind, with a halo, turned or bent like their street."""

import itertools
import math
from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QTransform

from ui.map.label_anchors import Anchor
from ui.map.symbols import clear_of
from ui.theme import Theme
from ui.widgets.shapes import draw_shape

_KEPT = 600
_HALO = 3.2
_EDGE = 3
SITE_SHAPES = {
    "hospital": "plus",
    "fire_station": "triangle",
    "ambulance_station": "diamond",
    "police": "shield",
}
_ROLES = {"place": "loud", "quarter": "small", "street": "small"}
_TOKENS = {"place": "map_place", "quarter": "map_quarter"}
_SPACED = 1.4


class Sprite(NamedTuple):
    """A picture and where its middle lies in it."""

    pixmap: QPixmap
    half_width: int
    half_height: int


class LabelSprites:
    """Makes them and keeps the latest; knows how large each is before it is made."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kept: OrderedDict[tuple[object, ...], Sprite] = OrderedDict()
        self._fonts: dict[tuple[str, float], tuple[QFont, QFontMetricsF]] = {}

    def find(self, anchor: Anchor, side: float, ratio: float) -> Sprite | None:
        """Return a picture that is ready."""
        key = self._key(anchor, side, ratio)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def make(self, anchor: Anchor, side: float, ratio: float) -> Sprite:
        """Draw it, for a world of `side` pixels."""
        points = bend_px(anchor, side)
        half_width, half_height = self.half_size(anchor, side)
        pixmap = QPixmap(round(2 * half_width * ratio), round(2 * half_height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(clear_of(self._theme))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(half_width, half_height)
        token = _TOKENS.get(anchor.style, "map_label")
        if points:
            self._ink(painter, self._bent(anchor, points), self._theme.color(token))
        else:
            painter.rotate(round(anchor.angle))
            if anchor.style in SITE_SHAPES:
                self._draw_site(painter, anchor)
            else:
                self._draw_words(painter, self.words(anchor), anchor.style, 0.0, self._theme.color(token))
        painter.end()
        sprite = self._kept[self._key(anchor, side, ratio)] = Sprite(pixmap, half_width, half_height)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return sprite

    def extent(self, anchor: Anchor) -> tuple[float, float]:
        """Return half the length and half the height that a name claims along its direction, with air around it."""
        if anchor.style in SITE_SHAPES:
            return self.width(anchor.text, "street") / 2 + 14, 10.0
        metrics = self._font(anchor.style)[1]
        return self.width(self.words(anchor), anchor.style) / 2 + 8, metrics.height() / 2 + 3

    def half_size(self, anchor: Anchor, side: float) -> tuple[int, int]:
        """Return half the width and half the height of its picture."""
        half, height = self.extent(anchor)
        points = bend_px(anchor, side)
        if points:
            wide = max(abs(x) for x, _ in points) + height
            high = max(abs(y) for _, y in points) + height
            return math.ceil(wide) + _EDGE, math.ceil(high) + _EDGE
        angle = math.radians(round(anchor.angle))
        wide = abs(half * math.cos(angle)) + abs(height * math.sin(angle))
        high = abs(half * math.sin(angle)) + abs(height * math.cos(angle))
        return math.ceil(wide) + _EDGE, math.ceil(high) + _EDGE

    def words(self, anchor: Anchor) -> str:
        """Return the text as it is written."""
        return anchor.text.upper() if anchor.style == "quarter" else anchor.text

    def width(self, text: str, style: str) -> float:
        """Return how long a text is."""
        return self._font(style)[1].horizontalAdvance(text)

    def _key(self, anchor: Anchor, side: float, ratio: float) -> tuple[object, ...]:
        shape = (anchor.bend, side) if anchor.bend else round(anchor.angle)
        return (anchor.text, anchor.style, shape, self._theme.look, ratio)

    def _font(self, style: str) -> tuple[QFont, QFontMetricsF]:
        key = style, self._theme.scale
        if key not in self._fonts:
            font = self._theme.font(_ROLES[style])
            if style == "quarter":
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _SPACED)
            self._fonts[key] = (font, QFontMetricsF(font))
        return self._fonts[key]

    def _bent(self, anchor: Anchor, points: list[tuple[float, float]]) -> QPainterPath:
        """Set each letter on the bend, turned as the bend is there."""
        font, metrics = self._font(anchor.style)
        down = (metrics.ascent() - metrics.descent()) / 2
        path, at = QPainterPath(), arc_length(points) / 2 - metrics.horizontalAdvance(anchor.text) / 2
        for place, letter in enumerate(anchor.text):
            wide = metrics.horizontalAdvance(anchor.text[: place + 1]) - metrics.horizontalAdvance(anchor.text[:place])
            from_x, from_y = point_at(points, at)
            to_x, to_y = point_at(points, at + max(1.0, wide))
            glyph = QPainterPath()
            glyph.addText(QPointF(-wide / 2, down), font, letter)
            turn = math.degrees(math.atan2(to_y - from_y, to_x - from_x))
            path.addPath(QTransform().translate((from_x + to_x) / 2, (from_y + to_y) / 2).rotate(turn).map(glyph))
            at += wide
        return path

    def _draw_site(self, painter: QPainter, anchor: Anchor) -> None:
        color, size = self._theme.color("map_site"), 12.0
        wide = self.width(anchor.text, "street")
        left = -(wide / 2 + (size / 2 + 2 if anchor.text else 0))
        where = QRectF(left - (0 if anchor.text else size / 2), -size / 2, size, size)
        draw_shape(painter, SITE_SHAPES[anchor.style], where.adjusted(-1.5, -1.5, 1.5, 1.5), self._halo())
        draw_shape(painter, SITE_SHAPES[anchor.style], where, color)
        if anchor.text:
            self._draw_words(painter, anchor.text, "street", size / 2 + 2, color)

    def _draw_words(self, painter: QPainter, words: str, style: str, right: float, color: QColor) -> None:
        font, metrics = self._font(style)
        path = QPainterPath()
        down = (metrics.ascent() - metrics.descent()) / 2
        path.addText(QPointF(right - metrics.horizontalAdvance(words) / 2, down), font, words)
        self._ink(painter, path, color)

    def _ink(self, painter: QPainter, path: QPainterPath, color: QColor) -> None:
        join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.RoundCap
        painter.strokePath(path, QPen(self._halo(), _HALO, Qt.PenStyle.SolidLine, cap, join))
        painter.fillPath(path, color)

    def _halo(self) -> QColor:
        return self._theme.color("map_label_halo")


def bend_px(anchor: Anchor, side: float) -> list[tuple[float, float]]:
    """Return the bend in pixels beside the anchor; empty for a straight name."""
    return [(x * side, y * side) for x, y in anchor.bend]


def arc_length(points: list[tuple[float, float]]) -> float:
    """Return how long a line is."""
    return sum(math.hypot(x - at_x, y - at_y) for (at_x, at_y), (x, y) in itertools.pairwise(points))


def point_at(points: list[tuple[float, float]], along: float) -> tuple[float, float]:
    """Return the point so far along a line; before and behind it the line goes on straight."""
    left = along
    last = len(points) - 2
    for place in range(last + 1):
        (x, y), (to_x, to_y) = points[place], points[place + 1]
        length = math.hypot(to_x - x, to_y - y) or 1e-9
        if left <= length or place == last:
            return x + (to_x - x) * left / length, y + (to_y - y) * left / length
        left -= length
    return points[-1]
