"""Units and incidents over the ground: projected once when they change, drawn from ready pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from dispatcher.geo.shapes import FloatArray
from ui.map.mercator import many_to_world, world_side
from ui.map.symbols import Symbol, Symbols
from ui.map.view import MapView
from ui.presenters.map import IncidentMark, UnitMark
from ui.theme import Theme

_REACH_PX = 16.0
"""How near a click must be."""
_NAMED_AT_MOST = 160
"""With more units in view, only the chosen one is named."""
_EDGE_PX = 40
_BESIDE_RING = 28


@dataclass(frozen=True, slots=True)
class Chosen:
    """The unit and the incident with a ring around them."""

    unit_id: str | None = None
    incident_id: str | None = None


def _world_of(marks: Sequence[UnitMark] | Sequence[IncidentMark]) -> FloatArray:
    points = np.array([(mark.longitude, mark.latitude) for mark in marks], np.float64).reshape(-1, 2)
    return many_to_world(points)


class Overlay:
    """Marks, where they stand, and what is under a point."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._symbols = Symbols(theme)
        self.units: tuple[UnitMark, ...] = ()
        self.incidents: tuple[IncidentMark, ...] = ()
        self._unit_places: FloatArray = _world_of(())
        self._incident_places: FloatArray = _world_of(())
        self.chosen = Chosen()
        self.pin: tuple[float, float] | None = None
        self.drawn = 0
        self._pictures: list[Symbol] = []
        self._pictured_for: tuple[str, float] | None = None

    def show(self, units: tuple[UnitMark, ...], incidents: tuple[IncidentMark, ...]) -> bool:
        """Take marks; return whether anything changed."""
        if units == self.units and incidents == self.incidents:
            return False
        self.units, self.incidents = units, incidents
        self._pictured_for = None
        self._unit_places, self._incident_places = _world_of(units), _world_of(incidents)
        return True

    def paint(self, painter: QPainter, view: MapView, ratio: float) -> None:
        """Draw all marks in the window: units, then incidents, then the chosen ones once more with their rings."""
        units = self._seen(self._unit_places, view)
        incidents = self._seen(self._incident_places, view)
        draw, pictures = painter.drawPixmap, self._unit_pictures(ratio)
        for place, x, y in units:
            pixmap, left, top = pictures[place]
            draw(x - left, y - top, pixmap)
        for place, x, y in incidents:
            pixmap, left, top = self._symbols.incident(self.incidents[place].priority, ratio)
            draw(x - left, y - top, pixmap)
        self.drawn = len(units) + len(incidents)
        self._name(painter, units, incidents, ratio)
        self._ring(painter, units, incidents, ratio)
        if self.pin is not None:
            self._paint_pin(painter, *view.to_screen(*self.pin))

    def at(self, view: MapView, x: float, y: float, reach: float = _REACH_PX) -> UnitMark | IncidentMark | None:
        """Return the mark nearest to a point of the screen, or None; what is drawn on top wins where they touch."""
        best: tuple[float, UnitMark | IncidentMark] | None = None
        for place, at_x, at_y in self._seen(self._incident_places, view):
            away = math.hypot(at_x - x, at_y - 14 - y)
            if away <= reach and (best is None or away <= best[0]):
                best = away, self.incidents[place]
        if best is not None:
            return best[1]
        for place, at_x, at_y in self._seen(self._unit_places, view):
            away = math.hypot(at_x - x, at_y - y)
            if away <= reach and (best is None or away <= best[0]):
                best = away, self.units[place]
        return best[1] if best is not None else None

    def chosen_mark(self) -> UnitMark | IncidentMark | None:
        """Return the chosen unit, else the chosen incident, if it is on the map."""
        for mark in self.units:
            if mark.unit_id == self.chosen.unit_id:
                return mark
        for mark in self.incidents:
            if mark.incident_id == self.chosen.incident_id:
                return mark
        return None

    def _seen(self, places: FloatArray, view: MapView) -> list[tuple[int, int, int]]:
        if not len(places):
            return []
        left, top = view.origin()
        spots = np.rint(places * world_side(view.zoom) - np.array((left, top)))
        xs, ys = spots[:, 0], spots[:, 1]
        inside = (xs > -_EDGE_PX) & (xs < view.width + _EDGE_PX) & (ys > -_EDGE_PX) & (ys < view.height + _EDGE_PX)
        which = np.flatnonzero(inside)
        near = spots[which].astype(np.int64)
        return list(zip(which.tolist(), near[:, 0].tolist(), near[:, 1].tolist(), strict=True))

    def _unit_pictures(self, ratio: float) -> list[Symbol]:
        """Return a picture for each unit; looked up once for many frames."""
        wanted = (self._theme.name, ratio)
        if wanted != self._pictured_for:
            self._pictured_for = wanted
            self._pictures = [self._symbols.unit(mark.badge, mark.freshness, ratio) for mark in self.units]
        return self._pictures

    def _name(
        self,
        painter: QPainter,
        units: Sequence[tuple[int, int, int]],
        incidents: Sequence[tuple[int, int, int]],
        ratio: float,
    ) -> None:
        taken: set[tuple[int, int]] = {((x + 40) // 56, y // 16) for _, x, y in incidents}
        if len(incidents) <= _NAMED_AT_MOST:
            for place, x, y in incidents:
                case = self.incidents[place]
                words = self._symbols.words(case.number, "text", ratio)
                aside = _BESIDE_RING if case.incident_id == self.chosen.incident_id else 17
                painter.drawPixmap(x + aside, y - 19 - words.top, words.pixmap)
        crowded = len(units) > _NAMED_AT_MOST
        if crowded and self.chosen.unit_id is None:
            return
        for place, x, y in units:
            mark = self.units[place]
            spot = ((x + 40) // 56, y // 16)
            if mark.unit_id != self.chosen.unit_id and (crowded or spot in taken):
                continue
            taken.add(spot)
            words = self._symbols.words(f"{mark.call_sign} {mark.age}".rstrip(), mark.badge.tone, ratio)
            aside = _BESIDE_RING if mark.unit_id == self.chosen.unit_id else 19
            painter.drawPixmap(x + aside, y - words.top, words.pixmap)

    def _ring(
        self,
        painter: QPainter,
        units: Sequence[tuple[int, int, int]],
        incidents: Sequence[tuple[int, int, int]],
        ratio: float,
    ) -> None:
        spots: list[tuple[int, int]] = []
        for place, x, y in incidents:
            case = self.incidents[place]
            if case.incident_id == self.chosen.incident_id:
                pixmap, left, top = self._symbols.incident(case.priority, ratio)
                painter.drawPixmap(x - left, y - top, pixmap)
                spots.append((x, y - 16))
        for place, x, y in units:
            mark = self.units[place]
            if mark.unit_id == self.chosen.unit_id:
                pixmap, left, top = self._symbols.unit(mark.badge, mark.freshness, ratio)
                painter.drawPixmap(x - left, y - top, pixmap)
                spots.append((x, y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in spots:
            for token, width in (("map_symbol_ground", 5.0), ("focus", 2.4)):
                painter.setPen(QPen(self._theme.color(token), width))
                painter.drawEllipse(QPointF(x, y), 24.0, 24.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_pin(self, painter: QPainter, x: float, y: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for token, width in (("map_symbol_ground", 5.0), ("accent", 2.2)):
            painter.setPen(QPen(self._theme.color(token), width))
            painter.drawEllipse(QPointF(x, y), 7.0, 7.0)
            for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(x + 5 * right, y + 5 * down), QPointF(x + 15 * right, y + 15 * down))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
