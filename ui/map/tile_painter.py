"""Paint one tile of a pack: ground, green, water, buildings, rail, borders, streets. Runs in the tile process."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF
from shiboken6 import VoidPtr

from dispatcher.geo.distance import Bounds
from dispatcher.geo.kinds import Layer, Mark
from dispatcher.geo.map_pack import MapPack, Shape, level_for
from dispatcher.geo.shapes import FloatArray
from ui.map.cartography import (
    BORDERS,
    BUILDINGS_FROM,
    OUTLINES_FROM,
    POOLS_FROM,
    STREETS,
    SURFACES,
    StreetStyle,
    street_width,
)
from ui.map.mercator import bounds_of, many_to_world, metres_per_pixel, to_world, world_side

_ROUND = (Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
_FLAT = (Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
_MARGIN_PX = 48.0
_POINT_BYTES = 16


class Sheet:
    """A square of the world under a painter: colours by token, and the way from degrees to pixels of the tile."""

    def __init__(self, zoom: float, left: float, top: float, side: float, colors: Mapping[str, str]) -> None:
        self.zoom, self.left, self.top, self.side = zoom, left, top, side
        self.world = world_side(zoom)
        self._colors = colors

    def color(self, token: str) -> QColor:
        """Return a token's colour."""
        return QColor(self._colors[token])

    def box(self, margin: float) -> Bounds:
        """Return the degrees of the tile and a margin of pixels."""
        low_x, low_y = (self.left - margin) / self.world, (self.top - margin) / self.world
        reach = (self.side + 2 * margin) / self.world
        return bounds_of(low_x, low_y, low_x + reach, low_y + reach)

    def pixels(self, part: FloatArray) -> FloatArray:
        """Return degrees as pixels of the tile."""
        return many_to_world(part) * self.world - np.array((self.left, self.top))

    def polygons(self, parts: Sequence[FloatArray]) -> list[QPolygonF]:
        """Return lines or rings as polygons, projected all at once and copied into Qt's own memory.

        Point by point through Python, this alone would be half the time of a tile.
        """
        if not parts:
            return []
        raw = memoryview(self.pixels(np.concatenate(parts)).tobytes())
        found: list[QPolygonF] = []
        start = 0
        for part in parts:
            polygon, size = QPolygonF(), len(part) * _POINT_BYTES
            polygon.resize(len(part))
            _memory_of(polygon)[:] = raw[start : start + size]
            start += size
            found.append(polygon)
        return found

    def lines(self, shapes: Iterable[Shape]) -> list[QPolygonF]:
        """Return the parts of shapes one by one, rings closed."""
        chosen = list(shapes)
        found = self.polygons([part for shape in chosen for part in shape.parts])
        closed = [shape.is_area for shape in chosen for _ in shape.parts]
        for polygon, is_area in zip(found, closed, strict=True):
            if is_area:
                polygon.append(polygon.first())
        return found

    def path(self, shapes: Iterable[Shape]) -> QPainterPath:
        """Return the outlines of shapes as one path."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        chosen = list(shapes)
        closed = [shape.is_area for shape in chosen for _ in shape.parts]
        polygons = self.polygons([part for shape in chosen for part in shape.parts])
        for polygon, is_area in zip(polygons, closed, strict=True):
            path.addPolygon(polygon)
            if is_area:
                path.closeSubpath()
        return path


def _memory_of(polygon: QPolygonF) -> memoryview:
    """Return the points of a polygon as bytes to be written; valid as long as nobody else touches it."""
    memory: Any = VoidPtr
    return memoryview(memory(polygon.data(), polygon.size() * _POINT_BYTES, True)).cast("B")


def paint_tile(pack: MapPack, image: QImage, sheet: Sheet, ratio: float) -> None:
    """Fill the image with the sheet's part of the pack; `ratio` is device pixels per pixel."""
    image.fill(sheet.color("map_outside"))
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _hatch_outside(painter, sheet, pack.bounds)
    box = sheet.box(_MARGIN_PX)
    level = level_for(metres_per_pixel(box.centre[0], sheet.zoom))
    _paint_surfaces(painter, sheet, pack.features(Layer.GROUND, box, level))
    _paint_surfaces(painter, sheet, pack.features(Layer.GREEN, box, level))
    _paint_water(painter, sheet, pack.features(Layer.WATER, box, level))
    if sheet.zoom >= BUILDINGS_FROM:
        _paint_buildings(painter, sheet, pack.features(Layer.BUILDINGS, box, level))
    _paint_rail(painter, sheet, pack.features(Layer.RAIL, box, level))
    _paint_borders(painter, sheet, pack.features(Layer.BORDERS, box, level))
    _paint_streets(painter, sheet, pack.features(Layer.STREETS, box, level))
    painter.end()


def _hatch_outside(painter: QPainter, sheet: Sheet, bounds: Bounds) -> None:
    whole = QRectF(0, 0, sheet.side, sheet.side)
    west, north = to_world(bounds.north, bounds.west)
    east, south = to_world(bounds.south, bounds.east)
    inside = QRectF(
        QPointF(west * sheet.world - sheet.left, north * sheet.world - sheet.top),
        QPointF(east * sheet.world - sheet.left, south * sheet.world - sheet.top),
    ).intersected(whole)
    if inside != whole:
        painter.fillRect(whole, QBrush(sheet.color("map_hatch"), Qt.BrushStyle.BDiagPattern))
        painter.setClipRect(inside)
    painter.fillRect(inside, sheet.color("map_land"))


def _paint_surfaces(painter: QPainter, sheet: Sheet, shapes: Sequence[Shape]) -> None:
    for shape in shapes:
        token = SURFACES.get(shape.kind)
        if token is None:
            continue
        if shape.is_area:
            painter.fillPath(sheet.path([shape]), sheet.color(token))
        else:
            painter.strokePath(sheet.path([shape]), _pen(sheet, token, max(1.0, 2.0 ** (sheet.zoom - 15) * 2)))


def _paint_water(painter: QPainter, sheet: Sheet, shapes: Sequence[Shape]) -> None:
    for shape in shapes:
        path = sheet.path([shape])
        if not shape.is_area:
            wide = 2.4 if shape.kind == "river" else 1.0
            painter.strokePath(path, _pen(sheet, "map_sea", max(wide / 2, wide * 2.0 ** ((sheet.zoom - 15) * 0.7))))
        elif shape.kind == "pool":
            if sheet.zoom >= POOLS_FROM:
                painter.fillPath(path, sheet.color("map_pool"))
        else:
            painter.fillPath(path, sheet.color("map_sea"))
            _stroke(painter, sheet.lines([shape]), _pen(sheet, "map_shore", 1.2))


def _paint_buildings(painter: QPainter, sheet: Sheet, shapes: Sequence[Shape]) -> None:
    fill = sheet.color("map_building")
    outlined = sheet.zoom >= OUTLINES_FROM
    pen = _pen(sheet, "map_building_line", 0.8)
    painter.setBrush(fill)
    painter.setPen(pen if outlined else QPen(Qt.PenStyle.NoPen))
    for polygon in sheet.polygons([shape.parts[0] for shape in shapes if len(shape.parts) == 1]):
        painter.drawPolygon(polygon)
    for shape in shapes:
        if len(shape.parts) > 1:
            painter.drawPath(sheet.path([shape]))


def _paint_rail(painter: QPainter, sheet: Sheet, shapes: Sequence[Shape]) -> None:
    below = [shape for shape in shapes if shape.marks & Mark.TUNNEL]
    above = [shape for shape in shapes if not shape.marks & Mark.TUNNEL]
    width = max(0.9, 1.6 * 2.0 ** ((sheet.zoom - 15) * 0.4))
    pen = _pen(sheet, "map_rail", width * 0.7, flat=True)
    pen.setDashPattern([2.0, 5.0])
    _stroke(painter, sheet.lines(below), pen)
    lines = sheet.lines(above)
    _stroke(painter, lines, _pen(sheet, "map_rail", width, flat=True))
    if sheet.zoom >= 15:
        ties = _pen(sheet, "map_rail", width * 3, flat=True)
        ties.setDashPattern([0.25, 2.2])
        _stroke(painter, lines, ties)


def _paint_borders(painter: QPainter, sheet: Sheet, shapes: Sequence[Shape]) -> None:
    for kind, width, from_zoom in BORDERS:
        if sheet.zoom < from_zoom:
            continue
        pen = _pen(sheet, "map_border", width, flat=True)
        pen.setDashPattern([6.0, 3.0, 1.5, 3.0])
        _stroke(painter, sheet.lines(shape for shape in shapes if shape.kind == kind), pen)


def _paint_streets(painter: QPainter, sheet: Sheet, shapes: Sequence[Shape]) -> None:
    """Tunnels, then the ground, then bridges; in each all casings first, so that crossings stay open."""
    for mark in (Mark.TUNNEL, Mark(0), Mark.BRIDGE):
        storey = [shape for shape in shapes if shape.marks & (Mark.TUNNEL | Mark.BRIDGE) & _storeys(mark) == mark]
        drawn = [
            (style, sheet.lines(shape for shape in storey if shape.kind == kind))
            for kind, style in [*STREETS.items()][::-1]
            if sheet.zoom >= style.from_zoom
        ]
        for style, lines in drawn:
            _paint_casing(painter, sheet, style, lines, mark)
        for style, lines in drawn:
            _paint_fill(painter, sheet, style, lines, mark)


def _storeys(mark: Mark) -> Mark:
    """A way marked tunnel and bridge is taken for a tunnel, so that it is drawn once."""
    return Mark.TUNNEL if mark == Mark.TUNNEL else Mark.TUNNEL | Mark.BRIDGE


def _paint_casing(painter: QPainter, sheet: Sheet, style: StreetStyle, lines: list[QPolygonF], mark: Mark) -> None:
    width = street_width(style, sheet.zoom)
    if style.dashed or width < 1.6:
        return
    rim = min(1.4, 0.5 + width * 0.07)
    token = "map_bridge" if mark == Mark.BRIDGE else "map_casing"
    pen = _pen(sheet, token, width + 2 * rim, flat=bool(mark))
    if mark == Mark.TUNNEL:
        pen.setDashPattern([3.0 / max(1.0, width / 3), 2.0 / max(1.0, width / 3)])
    _stroke(painter, lines, pen)


def _paint_fill(painter: QPainter, sheet: Sheet, style: StreetStyle, lines: list[QPolygonF], mark: Mark) -> None:
    token = "map_tunnel" if mark == Mark.TUNNEL and not style.dashed else style.token
    pen = _pen(sheet, token, street_width(style, sheet.zoom), flat=bool(mark) or style.dashed)
    if style.dashed:
        pen.setDashPattern([3.0, 2.0] if style.width < 1.4 else [1.0, 0.9])
    _stroke(painter, lines, pen)


def _stroke(painter: QPainter, lines: Iterable[QPolygonF], pen: QPen) -> None:
    """Draw lines one by one: of one great path, Qt's stroker takes nearly three times as long."""
    painter.setPen(pen)
    for line in lines:
        painter.drawPolyline(line)


def _pen(sheet: Sheet, token: str, width: float, *, flat: bool = False) -> QPen:
    cap, join = _FLAT if flat else _ROUND
    return QPen(QBrush(sheet.color(token)), width, Qt.PenStyle.SolidLine, cap, join)
