"""Thin lines from the chosen incident to its units, or from the chosen unit to its incident, with their lengths."""

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from dispatcher.geo.distance import great_circle_m
from ui.map.callouts import Box, Callout, Plates, Rectangles
from ui.map.census import Census
from ui.map.mercator import to_world
from ui.map.view import MapView
from ui.presenters.map import IncidentMark, UnitMark
from ui.theme import Theme
from ui.wording import tr

_SHARES = (0.56, 0.68, 0.44, 0.8, 0.32)
"""Where on a line its length may stand; nearer to the unit, for at the incident all lines meet."""


class Connection(NamedTuple):
    """An incident and a unit of its own."""

    incident: IncidentMark
    unit: UnitMark

    @property
    def metres(self) -> float:
        """How far apart they are, in a straight line."""
        return great_circle_m(self.incident.latitude, self.incident.longitude, self.unit.latitude, self.unit.longitude)


def short_distance(metres: float) -> str:
    """Say a distance: to ten metres, to a tenth of a kilometre."""
    if metres < 995:
        return tr("{count} m", count=round(metres / 10) * 10)
    return tr("{count} km", count=f"{metres / 1000:.1f}")


def distance_words(metres: float) -> str:
    """Say a distance, and that no road is that short."""
    return tr("{distance} in a straight line", distance=short_distance(metres))


def connections(census: Census, unit_id: str | None, incident_id: str | None) -> Iterator[Connection]:
    """Yield what belongs to the chosen incident and to the chosen unit."""
    for unit in census.units:
        if unit.incident_id is None or not (unit.incident_id == incident_id or unit.unit_id == unit_id):
            continue
        place = census.incident_index.get(unit.incident_id)
        if place is not None:
            yield Connection(census.incidents[place], unit)


def draw_connections(painter: QPainter, found: Iterable[Connection], view: MapView, theme: Theme) -> None:
    """Draw the lines."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for one in found:
        line = QLineF(
            QPointF(*view.to_screen(one.incident.latitude, one.incident.longitude)),
            QPointF(*view.to_screen(one.unit.latitude, one.unit.longitude)),
        )
        for token, width in (("map_symbol_ground", 3.6), (one.unit.badge.tone, 1.4)):
            painter.setPen(QPen(theme.color(token), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(line)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def name_lengths(
    found: Iterable[Connection], side: float, taken: Rectangles, plates: Plates, frame: Box
) -> Iterator[Callout]:
    """Write each length on its line, where it covers nothing; long words first. A line without room has none."""
    for one in found:
        from_x, from_y = (part * side for part in to_world(one.incident.latitude, one.incident.longitude))
        to_x, to_y = (part * side for part in to_world(one.unit.latitude, one.unit.longitude))
        length = math.hypot(to_x - from_x, to_y - from_y)
        for text, share in itertools.product((distance_words(one.metres), short_distance(one.metres)), _SHARES):
            wide, high = plates.size(text)
            x, y = from_x + (to_x - from_x) * share, from_y + (to_y - from_y) * share
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            seen = frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if length > wide + 50 and seen and taken.free(*box):
                taken.take(*box)
                yield Callout(text, "text", x, y, -wide / 2, -high / 2)
                break
