"""Names on the ground: laid out over the whole viewport, none upon another, drawn once into sprites.

A layout holds while the same tiles are looked at; panning only moves it. New sprites are made a few per painting, so
that no frame waits for fifty names.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from ui.map.label_anchors import Anchor
from ui.map.symbols import clear_of
from ui.theme import Theme
from ui.widgets.shapes import draw_shape

_SPRITES = 600
_PER_PAINT = 6
_CELL_PX = 6.0
_SAME_NAME_PX = 260.0
_HALO = 3.2
_SITE_SHAPES = {
    "hospital": "plus",
    "fire_station": "triangle",
    "ambulance_station": "diamond",
    "police": "shield",
}
_ROLES = {"place": "loud", "quarter": "strong", "street": "small"}


class Laid(NamedTuple):
    """A name that found room; x and y in pixels of the world at the layout's zoom."""

    anchor: Anchor
    x: float
    y: float


class Sprite(NamedTuple):
    """A picture and where its middle lies in it."""

    pixmap: QPixmap
    half_width: int
    half_height: int


class LabelLayer:
    """Lays out and draws names."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._sprites: OrderedDict[tuple[object, ...], Sprite] = OrderedDict()
        self._fonts: dict[str, tuple[QFont, QFontMetricsF]] = {}
        self._laid: list[Laid] = []
        self._zoom_side = 1.0
        self._claims: dict[Anchor, frozenset[tuple[int, int]]] = {}
        self.pending = False

    @property
    def laid(self) -> Sequence[Laid]:
        """What is on the map, the most important first."""
        return self._laid

    def lay_out(self, anchors: Iterable[Anchor], side: float) -> None:
        """Place names for a world of `side` pixels: the lower rank first, each only where nothing lies yet."""
        if side != self._zoom_side:
            self._claims.clear()
        taken: set[tuple[int, int]] = set()
        spots: dict[str, list[tuple[float, float]]] = {}
        self._laid, self._zoom_side = [], side
        for anchor in sorted(set(anchors)):
            x, y = anchor.x * side, anchor.y * side
            near = spots.setdefault(anchor.text, [])
            apart = _SAME_NAME_PX if anchor.style == "street" else math.inf
            if anchor.text and any(math.hypot(x - far_x, y - far_y) < apart for far_x, far_y in near):
                continue
            cells = self._claims.get(anchor)
            if cells is None:
                cells = self._claims[anchor] = self._cells(anchor, x, y)
            if taken.isdisjoint(cells):
                taken |= cells
                near.append((x, y))
                self._laid.append(Laid(anchor, x, y))

    def paint(self, painter: QPainter, origin: tuple[float, float], side: float, size: QRectF, ratio: float) -> None:
        """Draw what lies in the window. `pending` says whether names are left for the next painting."""
        scale, made = side / self._zoom_side, 0
        self.pending = False
        for anchor, x, y in self._laid:
            at_x, at_y = x * scale - origin[0], y * scale - origin[1]
            if not (-150 < at_x < size.width() + 150 and -150 < at_y < size.height() + 150):
                continue
            key = (anchor.text, anchor.style, round(anchor.angle), self._theme.look, ratio)
            sprite = self._sprites.get(key)
            if sprite is None:
                if made >= _PER_PAINT:
                    self.pending = True
                    continue
                made += 1
                sprite = self._sprites[key] = self._make(anchor, ratio)
                if len(self._sprites) > _SPRITES:
                    self._sprites.popitem(last=False)
            painter.drawPixmap(round(at_x) - sprite.half_width, round(at_y) - sprite.half_height, sprite.pixmap)

    def _cells(self, anchor: Anchor, x: float, y: float) -> frozenset[tuple[int, int]]:
        half, height = self._extent(anchor)
        cos, sin = math.cos(math.radians(anchor.angle)), math.sin(math.radians(anchor.angle))
        rows = [row * _CELL_PX for row in range(-round(height / _CELL_PX), round(height / _CELL_PX) + 1)]
        count = max(1, math.ceil(half / _CELL_PX))
        found: set[tuple[int, int]] = set()
        for place in range(-count, count + 1):
            right = half * place / count
            for down in rows:
                at_x, at_y = x + right * cos - down * sin, y + right * sin + down * cos
                found.add((int(at_x // _CELL_PX), int(at_y // _CELL_PX)))
        return frozenset(found)

    def _extent(self, anchor: Anchor) -> tuple[float, float]:
        """Return half the width and half the height that a name claims, with air around it."""
        if anchor.style in _SITE_SHAPES:
            return self._width(anchor.text, "street") / 2 + 14, 10.0
        metrics = self._font(anchor.style)[1]
        return self._width(self._words(anchor), anchor.style) / 2 + 8, metrics.height() / 2 + 3

    def _words(self, anchor: Anchor) -> str:
        return anchor.text.upper() if anchor.style == "quarter" else anchor.text

    def _width(self, text: str, style: str) -> float:
        return self._font(style)[1].horizontalAdvance(text)

    def _font(self, style: str) -> tuple[QFont, QFontMetricsF]:
        if style not in self._fonts:
            font = self._theme.font(_ROLES[style])
            if style == "quarter":
                font = self._theme.font("small")
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.4)
            self._fonts[style] = (font, QFontMetricsF(font))
        return self._fonts[style]

    def _make(self, anchor: Anchor, ratio: float) -> Sprite:
        half, height = self._extent(anchor)
        angle = math.radians(round(anchor.angle))
        half_width = math.ceil(abs(half * math.cos(angle)) + abs(height * math.sin(angle))) + 3
        half_height = math.ceil(abs(half * math.sin(angle)) + abs(height * math.cos(angle))) + 3
        pixmap = QPixmap(round(2 * half_width * ratio), round(2 * half_height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(clear_of(self._theme))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(half_width, half_height)
        painter.rotate(round(anchor.angle))
        if anchor.style in _SITE_SHAPES:
            self._draw_site(painter, anchor)
        else:
            token = {"place": "map_place", "quarter": "map_quarter"}.get(anchor.style, "map_label")
            self._draw_words(painter, self._words(anchor), anchor.style, QPointF(0, 0), self._theme.color(token))
        painter.end()
        return Sprite(pixmap, half_width, half_height)

    def _draw_site(self, painter: QPainter, anchor: Anchor) -> None:
        color, size = self._theme.color("map_site"), 12.0
        wide = self._width(anchor.text, "street")
        left = -(wide / 2 + (size / 2 + 2 if anchor.text else 0))
        where = QRectF(left - (0 if anchor.text else size / 2), -size / 2, size, size)
        draw_shape(painter, _SITE_SHAPES[anchor.style], where.adjusted(-1.5, -1.5, 1.5, 1.5), self._halo())
        draw_shape(painter, _SITE_SHAPES[anchor.style], where, color)
        if anchor.text:
            self._draw_words(painter, anchor.text, "street", QPointF(size / 2 + 2, 0), color)

    def _draw_words(self, painter: QPainter, words: str, style: str, middle: QPointF, color: QColor) -> None:
        font, metrics = self._font(style)
        path = QPainterPath()
        down = (metrics.ascent() - metrics.descent()) / 2
        path.addText(QPointF(middle.x() - metrics.horizontalAdvance(words) / 2, middle.y() + down), font, words)
        join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.RoundCap
        painter.strokePath(path, QPen(self._halo(), _HALO, Qt.PenStyle.SolidLine, cap, join))
        painter.fillPath(path, color)

    def _halo(self) -> QColor:
        return self._theme.color("map_label_halo")
