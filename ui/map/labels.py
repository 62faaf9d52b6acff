"""Names on the ground: laid out over the whole viewport, none upon another, drawn once into sprites.

A layout holds while the same tiles are looked at; panning only moves it. New sprites are made a few per painting, so
that no frame waits for fifty names.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.map.label_anchors import Anchor
from ui.map.label_sprites import LabelSprites, arc_length, bend_px
from ui.theme import Theme

_PER_PAINT = 3
_CLAIMED_PER_PAINT = 60
_CELL_PX = 6.0
_SAME_NAME_PX = 260.0
_CLAIMS = 6000


class Laid(NamedTuple):
    """A name that found room; x and y in pixels of the world at the layout's zoom."""

    anchor: Anchor
    x: float
    y: float
    half_width: int
    half_height: int


class LabelLayer:
    """Lays out and draws names."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._sprites = LabelSprites(theme)
        self._laid: list[Laid] = []
        self._zoom_side = 1.0
        self._claims: dict[Anchor, frozenset[tuple[int, int]]] = {}
        self._claims_for = (1.0, 1.0)
        self.pending = False

    @property
    def laid(self) -> Sequence[Laid]:
        """What is on the map, the most important first."""
        return self._laid

    def lay_out(self, anchors: Iterable[Anchor], side: float) -> bool:
        """Place names for a world of `side` pixels: the lower rank first, each only where nothing lies yet.

        False: there was too much to measure for one painting. The old layout stands; call again with the next one.
        """
        claims_for = (side, self._theme.scale)
        if claims_for != self._claims_for or len(self._claims) > _CLAIMS:
            self._claims.clear()
            self._claims_for = claims_for
        wanted = sorted(set(anchors))
        if not self._measured(wanted, side):
            return False
        taken: set[tuple[int, int]] = set()
        spots: dict[str, list[tuple[float, float]]] = {}
        self._laid, self._zoom_side = [], side
        for anchor in wanted:
            x, y = anchor.x * side, anchor.y * side
            near = spots.setdefault(anchor.text, [])
            apart = _SAME_NAME_PX if anchor.style == "street" else math.inf
            if anchor.text and any(math.hypot(x - far_x, y - far_y) < apart for far_x, far_y in near):
                continue
            cells = self._claims[anchor]
            if cells and taken.isdisjoint(cells):
                taken |= cells
                near.append((x, y))
                self._laid.append(Laid(anchor, x, y, *self._sprites.half_size(anchor, side)))
        return True

    def paint(self, painter: QPainter, origin: tuple[float, float], side: float, size: QRectF, ratio: float) -> None:
        """Draw what lies wholly in the window. `pending` says whether names are left for the next painting."""
        scale, made = side / self._zoom_side, 0
        self.pending = False
        for anchor, x, y, half_width, half_height in self._laid:
            at_x, at_y = x * scale - origin[0], y * scale - origin[1]
            if not (half_width <= at_x <= size.width() - half_width):
                continue
            if not (half_height <= at_y <= size.height() - half_height):
                continue
            sprite = self._sprites.find(anchor, self._zoom_side, ratio)
            if sprite is None:
                if made >= _PER_PAINT:
                    self.pending = True
                    continue
                made += 1
                sprite = self._sprites.make(anchor, self._zoom_side, ratio)
            painter.drawPixmap(round(at_x) - sprite.half_width, round(at_y) - sprite.half_height, sprite.pixmap)

    def _measured(self, anchors: Iterable[Anchor], side: float) -> bool:
        """Measure some of those not measured yet; whether all are."""
        left = _CLAIMED_PER_PAINT
        for anchor in anchors:
            if anchor not in self._claims:
                if not left:
                    return False
                left -= 1
                self._claims[anchor] = self._cells(anchor, anchor.x * side, anchor.y * side, side)
        return True

    def _cells(self, anchor: Anchor, x: float, y: float, side: float) -> frozenset[tuple[int, int]]:
        """Return the cells that a name claims; none when its letters are longer than its bend."""
        half, height = self._sprites.extent(anchor)
        rows = [row * _CELL_PX for row in range(-round(height / _CELL_PX), round(height / _CELL_PX) + 1)]
        points = bend_px(anchor, side)
        if points:
            if arc_length(points) < 2 * half - 12:
                return frozenset()
            return frozenset(
                (int((x + right + beside) // _CELL_PX), int((y + down + below) // _CELL_PX))
                for right, down in points
                for beside in rows
                for below in rows
            )
        cos, sin = math.cos(math.radians(anchor.angle)), math.sin(math.radians(anchor.angle))
        count = max(1, math.ceil(half / _CELL_PX))
        found: set[tuple[int, int]] = set()
        for place in range(-count, count + 1):
            right = half * place / count
            for down in rows:
                at_x, at_y = x + right * cos - down * sin, y + right * sin + down * cos
                found.add((int(at_x // _CELL_PX), int(at_y // _CELL_PX)))
        return frozenset(found)
