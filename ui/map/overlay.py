"""Units and incidents over the ground: arranged when they or the zoom change, drawn from ready pictures."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from dispatcher.geo.shapes import FloatArray
from ui.map.arrangement import CROWD, CROWDED_BELOW, Group, Rows, arrange, counts
from ui.map.callouts import Callout, Plates, lay_out
from ui.map.census import Census
from ui.map.connections import Connection, connections, draw_connections, name_lengths
from ui.map.edges import draw_edge_arrow, plate_box
from ui.map.mercator import world_side
from ui.map.naming import obstacles, wishes
from ui.map.symbols import Symbol, Symbols, plate_middle
from ui.map.view import STEPS_PER_ZOOM, MapView
from ui.presenters.map import IncidentMark, UnitMark
from ui.presenters.queue import short_number
from ui.theme import Theme

_REACH_PX = 16.0
"""How near a click must be."""
_EDGE_PX = 40

Box = tuple[float, float, float, float]
Seen = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The unit and the incident with a ring around them."""

    unit_id: str | None = None
    incident_id: str | None = None


class Overlay:
    """Marks, where they stand, and what is under a point."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._symbols, self.plates = Symbols(theme), Plates(theme)
        self.census = Census((), ())
        self.chosen = Chosen()
        self.pin: tuple[float, float] | None = None
        self.drawn = 0
        self.arrangement = arrange(self.census, 1.0, 0.0, chosen_unit=None, crowded=False)
        self.callouts: list[Callout] = []
        self._callout_side = 1.0
        self._pictures: list[Symbol] = []
        self._connected: list[Connection] = []
        self._arranged_for: tuple[object, ...] = ()
        self._named_for: tuple[object, ...] = ()
        self._ratio = 1.0
        self.reserved: tuple[Box, ...] = ()
        """Boxes of the window, left, top, right, bottom, where furniture stands: names keep clear of them at rest."""

    def show(self, units: tuple[UnitMark, ...], incidents: tuple[IncidentMark, ...]) -> bool:
        """Take marks; return whether anything changed."""
        if units == self.census.units and incidents == self.census.incidents:
            return False
        self.census = Census(units, incidents)
        self._arranged_for = self._named_for = ()
        return True

    def paint(self, painter: QPainter, view: MapView, ratio: float, *, resting: bool = True) -> None:
        """Draw all in the window: lines, stations, waiting units, committed units, incidents, names, what is chosen."""
        self._arrange(view, ratio)
        self._name(view, resting=resting)
        if self._connected:
            draw_connections(painter, self._connected, view, self._theme)
        self._draw_leaders(painter, view)
        drawn = self._draw_groups(painter, view, ratio)
        units, draw, pictures = self.seen_units(view), painter.drawPixmap, self._pictures
        for place, x, y in units:
            pixmap, left, top = pictures[place]
            draw(x - left, y - top, pixmap)
        incidents = self.seen_incidents(view)
        for place, x, y in incidents:
            self._draw_incident(painter, place, x, y, ratio)
        self.drawn = drawn + len(units) + len(incidents)
        self._draw_callouts(painter, view, ratio)
        self._draw_chosen(painter, view, units, incidents, ratio)
        if self.pin is not None:
            self._paint_pin(painter, *view.to_screen(*self.pin))

    def at(self, view: MapView, x: float, y: float, reach: float = _REACH_PX) -> UnitMark | IncidentMark | Group | None:
        """Return what is drawn nearest to a point of the screen, or None; a unit or an incident before a group."""
        self._arrange(view, None)
        found: list[tuple[float, int, UnitMark | IncidentMark | Group]] = []
        census = self.census
        for place, at_x, at_y in self.seen_incidents(view):
            case = census.incidents[place]
            found.append((math.hypot(at_x - x, at_y - plate_middle(case.priority, self._theme.scale) - y), 0, case))
        for order, (place, at_x, at_y) in enumerate(self.seen_units(view)):
            # Of two in one spot the upper is meant: it was drawn last.
            found.append((math.hypot(at_x - x, at_y - y), -order, census.units[place]))
        best = min((one for one in found if one[0] <= reach), key=lambda one: one[:2], default=None)
        if best is not None:
            return best[2]
        near = [
            (math.hypot(at_x - x, at_y - y), order)
            for order, (at_x, at_y) in enumerate(self.group_spots(view))
        ]  # fmt: skip
        nearest = min((one for one in near if one[0] <= reach), default=None)
        return self.arrangement.groups[nearest[1]] if nearest is not None else None

    def chosen_mark(self) -> UnitMark | IncidentMark | None:
        """Return the chosen unit, else the chosen incident, if it is on the map."""
        place = self.census.unit_index.get(self.chosen.unit_id or "")
        if place is not None:
            return self.census.units[place]
        place = self.census.incident_index.get(self.chosen.incident_id or "")
        return self.census.incidents[place] if place is not None else None

    def seen_units(self, view: MapView) -> Seen:
        """Return the units drawn one by one: their place in the list, and where their picture stands."""
        places = self.arrangement
        return _seen(places.rows, self.census.unit_places, places.single_shifts, view)

    def seen_incidents(self, view: MapView) -> Seen:
        """Return the incidents in the window."""
        count = len(self.census.incidents)
        return _seen(np.arange(count), self.census.incident_places, np.zeros((count, 2)), view)

    def group_spots(self, view: MapView) -> list[tuple[float, float]]:
        """Return where each group is drawn."""
        side, (left, top) = world_side(view.zoom), view.origin()
        return [(group.x * side - left, group.y * side - top) for group in self.arrangement.groups]

    def _arrange(self, view: MapView, ratio: float | None) -> None:
        step = view.step()
        crowded = view.zoom < CROWDED_BELOW and len(self.census.units) > CROWD and self._in_view(view) > CROWD
        if ratio is None:
            ratio = self._ratio
        wanted = (self._theme.look, ratio, step, self.chosen, crowded)
        if wanted == self._arranged_for:
            return
        self._arranged_for, self._ratio = wanted, ratio
        side = world_side(step / STEPS_PER_ZOOM)
        zoom = step / STEPS_PER_ZOOM
        self.arrangement = arrange(
            self.census, side, zoom, chosen_unit=self.chosen.unit_id, crowded=crowded, scale=self._theme.scale
        )
        self._pictures = [self._symbols.unit(mark, ratio) for mark in self.census.units]
        self._connected = list(connections(self.census, self.chosen.unit_id, self.chosen.incident_id))

    def _name(self, view: MapView, *, resting: bool) -> None:
        """Lay names out anew: when marks change, and when a moved window comes to rest, so that no edge cuts one."""
        seen = (view.key(), self.reserved) if resting else self._named_for[1:]
        wanted = (self._arranged_for, *seen)
        if wanted == self._named_for:
            return
        self._named_for = wanted
        zoom = view.step() / STEPS_PER_ZOOM
        side, chosen = world_side(zoom), self.chosen
        taken = obstacles(self.census, self.arrangement, side, self._theme.scale)
        left, top = view.x * side - view.width / 2, view.y * side - view.height / 2
        for box in (*self.reserved, *self._arrow_plates(view)):
            taken.take(box[0] + left, box[1] + top, box[2] + left, box[3] + top)
        frame = (left, top, left + view.width, top + view.height)
        named = wishes(self.census, self.arrangement, chosen.unit_id, chosen.incident_id, side, zoom, self._theme.scale)
        self.callouts = lay_out(named, taken, self.plates, frame)
        self.callouts += name_lengths(self._connected, side, taken, self.plates, frame)
        self._callout_side = side

    def _in_view(self, view: MapView) -> int:
        count = len(self.census.units)
        return len(_seen(np.arange(count), self.census.unit_places, np.zeros((count, 2)), view))

    def _draw_leaders(self, painter: QPainter, view: MapView) -> None:
        """Tie a symbol that had to give way to where it truly is."""
        arrangement = self.arrangement
        if not arrangement.moved:
            return
        side, (left, top) = world_side(view.zoom), view.origin()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for token, width in (("map_symbol_ground", 3.0), ("text_muted", 1.0)):
            painter.setPen(QPen(self._theme.color(token), width))
            for place in arrangement.moved:
                x, y = self.census.unit_places[place].tolist()
                right, down = arrangement.shifts[place].tolist()
                spot = QPointF(x * side - left, y * side - top)
                if -_EDGE_PX < spot.x() < view.width + _EDGE_PX and -_EDGE_PX < spot.y() < view.height + _EDGE_PX:
                    painter.drawLine(spot, spot + QPointF(right, down))
                    painter.drawEllipse(spot, 1.2, 1.2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _draw_groups(self, painter: QPainter, view: MapView, ratio: float) -> int:
        drawn = 0
        for group, (x, y) in zip(self.arrangement.groups, self.group_spots(view), strict=True):
            if not (-_EDGE_PX < x < view.width + _EDGE_PX and -_EDGE_PX < y < view.height + _EDGE_PX):
                continue
            free, out, away = counts(self.census, group)
            pixmap, left, top = self._symbols.group(free, out, away, is_station=group.is_station, ratio=ratio)
            painter.drawPixmap(round(x) - left, round(y) - top, pixmap)
            drawn += 1
        return drawn

    def _draw_incident(self, painter: QPainter, place: int, x: int, y: int, ratio: float) -> None:
        case = self.census.incidents[place]
        pixmap, left, top = self._symbols.incident(case.priority, case.verified, ratio)
        painter.drawPixmap(x - left, y - top, pixmap)

    def _draw_callouts(self, painter: QPainter, view: MapView, ratio: float) -> None:
        scale, (left, top) = world_side(view.zoom) / self._callout_side, view.origin()
        for text, token, at_x, at_y, right, down in self.callouts:
            x, y = at_x * scale - left, at_y * scale - top
            if not (-_EDGE_PX < x < view.width + _EDGE_PX and -_EDGE_PX < y < view.height + _EDGE_PX):
                continue
            painter.drawPixmap(round(x + right), round(y + down), self.plates.get(text, token, ratio))

    def _draw_chosen(self, painter: QPainter, view: MapView, units: Seen, incidents: Seen, ratio: float) -> None:
        """Draw the chosen once more, on top and ringed; outside the window, as an arrow at its edge."""
        case_place = self.census.incident_index.get(self.chosen.incident_id or "")
        if case_place is not None:
            case = self.census.incidents[case_place]
            spot = next(((x, y) for place, x, y in incidents if place == case_place), None)
            if spot is not None:
                self._draw_incident(painter, case_place, *spot, ratio)
                self._ring(painter, spot[0], spot[1] - plate_middle(case.priority, self._theme.scale), 23.0)
            self._arrow(painter, view, case, case.priority.value.lower(), ratio)
        unit_place = self.census.unit_index.get(self.chosen.unit_id or "")
        if unit_place is not None:
            unit = self.census.units[unit_place]
            spot = next(((x, y) for place, x, y in units if place == unit_place), None)
            if spot is not None:
                pixmap, left, top = self._pictures[unit_place]
                painter.drawPixmap(spot[0] - left, spot[1] - top, pixmap)
                self._ring(painter, *spot, 20.0)
            self._arrow(painter, view, unit, unit.badge.tone, ratio)

    def _ring(self, painter: QPainter, x: float, y: float, radius: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("map_symbol_ground", 5.0), ("focus", 2.6)):
            painter.setPen(QPen(self._theme.color(token), width))
            painter.drawEllipse(QPointF(x, y), radius * self._theme.scale, radius * self._theme.scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _arrow(self, painter: QPainter, view: MapView, mark: UnitMark | IncidentMark, token: str, ratio: float) -> None:
        x, y = view.to_screen(mark.latitude, mark.longitude)
        if not (0 <= x <= view.width and 0 <= y <= view.height):
            name = _name_of(mark)
            plate = self.plates.get(name, "text", ratio)
            draw_edge_arrow(
                painter, (x, y), (view.width, view.height), self._theme.color(token), plate, self.plates.size(name)
            )

    def _arrow_plates(self, view: MapView) -> Iterator[Box]:
        """What the arrows to the chosen will cover."""
        places = self.census.incident_index.get(self.chosen.incident_id or "")
        found: list[UnitMark | IncidentMark] = [self.census.incidents[places]] if places is not None else []
        place = self.census.unit_index.get(self.chosen.unit_id or "")
        found += [self.census.units[place]] if place is not None else []
        for mark in found:
            x, y = view.to_screen(mark.latitude, mark.longitude)
            if not (0 <= x <= view.width and 0 <= y <= view.height):
                yield plate_box((x, y), (view.width, view.height), self.plates.size(_name_of(mark)))

    def _paint_pin(self, painter: QPainter, x: float, y: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("map_symbol_ground", 5.0), ("accent", 2.2)):
            painter.setPen(QPen(self._theme.color(token), width))
            painter.drawEllipse(QPointF(x, y), 7.0, 7.0)
            for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(x + 5 * right, y + 5 * down), QPointF(x + 15 * right, y + 15 * down))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _name_of(mark: UnitMark | IncidentMark) -> str:
    return mark.call_sign if isinstance(mark, UnitMark) else short_number(mark.number)


def _seen(rows: Rows, places: FloatArray, shifts: FloatArray, view: MapView) -> Seen:
    """Return (row, x, y) of what is in the window, in the order of `rows`."""
    if not len(rows):
        return []
    spots = np.rint(places[rows] * world_side(view.zoom) + shifts - np.array(view.origin()))
    xs, ys = spots[:, 0], spots[:, 1]
    inside = (xs > -_EDGE_PX) & (xs < view.width + _EDGE_PX) & (ys > -_EDGE_PX) & (ys < view.height + _EDGE_PX)
    near = spots[inside].astype(np.int64)
    return list(zip(rows[inside].tolist(), near[:, 0].tolist(), near[:, 1].tolist(), strict=True))
