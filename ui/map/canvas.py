"""The map as a widget: pan, zoom and choose by mouse and keyboard; painted again only when something changed."""

import math
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from dispatcher.geo.distance import Bounds
from dispatcher.geo.errors import UnreadablePack
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.pack_schema import ATTRIBUTION
from ui.map.furniture import Furniture
from ui.map.ground import Ground
from ui.map.overlay import Chosen, Overlay
from ui.map.tiles import TileStore
from ui.map.view import MapView
from ui.presenters.map import IncidentMark, UnitMark
from ui.theme import Theme
from ui.wording import tr

_STEP = 0.5
_NOTCH = 120
_CLICK_PX = 4
_REST_MS = 140
"""After this pause a scaled picture is drawn smoothly."""
_KEY_SHARE = 6
_NEAR_ZOOM = 16.0
_KEEP_IN = 0.30
"""A followed mark is brought back to the middle when it comes this near to an edge."""
_ARROWS: Mapping[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NOWHERE = Bounds(west=-1, south=-1, east=1, north=1)


class MapCanvas(QWidget):
    """A map pack with units and incidents upon it. Call `shut` before it goes, or close it.

    A pack that cannot be read leaves a plain ground with the reason on it; marks are shown all the same.
    """

    position_clicked = Signal(float, float)  # latitude, longitude
    unit_chosen = Signal(str)
    incident_chosen = Signal(str)
    following_changed = Signal(bool)
    troubled = Signal(str)

    def __init__(self, pack: Path, theme: Theme, *, world: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        bounds, attribution, trouble = _looked_at(pack)
        self.view = MapView(bounds, self.width(), self.height())
        self.overlay = Overlay(theme)
        self.tiles = TileStore(pack, self)
        self._ground = Ground(self.tiles, theme)
        self._furniture = Furniture(theme, attribution, world)
        self._pressed: QPointF | None = None
        self._dragged_from = QPointF()
        self._dragging = self._following = False
        self._untouched = True
        self.paintings = 0
        self.setObjectName("map")
        self.setAccessibleName(tr("Map"))
        self.setAccessibleDescription(
            tr("Arrows move, plus and minus zoom, Home shows the whole map, Enter chooses what is in the middle.")
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.update)
        self.tiles.arrived.connect(self.update)
        self.tiles.troubled.connect(self._on_trouble)
        if trouble:
            self.tiles.trouble = trouble
            self._on_trouble(trouble)

    @property
    def trouble(self) -> str:
        """Why there is no ground; empty while there is."""
        return self.tiles.trouble

    @property
    def chosen(self) -> Chosen:
        """What the ring is around."""
        return self.overlay.chosen

    @property
    def following(self) -> bool:
        """Whether the window moves with the chosen mark."""
        return self._following

    @property
    def settled(self) -> bool:
        """Whether everything that the view needs has been painted."""
        return self.tiles.idle and not self._ground.pending and self._ground.complete(self.view, self._ratio())

    def sizeHint(self) -> QSize:
        """Return a size at which a town can be read."""
        return QSize(self._theme.space(200), self._theme.space(150))

    def show_marks(self, units: tuple[UnitMark, ...], incidents: tuple[IncidentMark, ...]) -> None:
        """Show these and no others; nothing is painted when they are the same."""
        if self.overlay.show(units, incidents):
            self._follow()
            self.update()

    def choose(self, *, unit_id: str | None = None, incident_id: str | None = None, reveal: bool = True) -> None:
        """Put the ring around a unit, an incident, both or none; `reveal` brings it into the window."""
        chosen = Chosen(unit_id, incident_id)
        if chosen == self.overlay.chosen:
            return
        self.overlay.chosen = chosen
        if reveal:
            self._reveal(0.0)
        self._follow()
        self.update()

    def pin(self, latitude: float | None, longitude: float = 0.0) -> None:
        """Mark a position that is being written down; None takes the mark away."""
        self.overlay.pin = None if latitude is None else (latitude, longitude)
        self.update()

    def follow(self, on: bool) -> None:
        """Keep the chosen mark in the window as it moves; panning by hand ends it."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
            self._follow()

    def go_to(self, latitude: float, longitude: float, zoom: float = _NEAR_ZOOM) -> None:
        """Bring a position to the middle."""
        self.view.zoom_at(zoom, self.width() / 2, self.height() / 2)
        self.view.centre_on(latitude, longitude)
        self._moved()

    def whole_map(self) -> None:
        """Show all of it."""
        self.view.fit()
        self._moved()
        self._untouched = True

    def pan(self, right: float, down: float) -> None:
        """Move the window over the ground by pixels, by hand."""
        self.follow(False)
        self.view.pan(right, down)
        self._moved()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom; what is under `at`, else the middle, stays where it is."""
        at = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        self.view.zoom_at(zoom, at.x(), at.y())
        self._moved()

    def shut(self) -> None:
        """End the tile process."""
        self.tiles.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Start drawing the ground when somebody looks."""
        super().showEvent(event)
        self.tiles.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End what was started."""
        self.shut()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle; show the whole map as long as nobody has moved it."""
        super().resizeEvent(event)
        self.view.resize(self.width(), self.height())
        if self._untouched:
            self.view.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, marks, furniture and, with the keyboard's focus, its frame and aim."""
        self.paintings += 1
        ratio = self._ratio()
        painter = QPainter(self)
        if not self.tiles.trouble:
            self._ground.want(self.view, ratio)
        self._ground.paint(painter, self.view, ratio, smooth=not self._rest.isActive())
        self.overlay.paint(painter, self.view, ratio)
        self._furniture.paint(painter, self.view)
        if self.hasFocus():
            self._paint_focus(painter)
        painter.end()
        if self._ground.pending:
            QTimer.singleShot(0, self, self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, zoom and choose without a mouse."""
        key = event.key()
        arrow = _ARROWS.get(key)
        if arrow is not None:
            share = _KEY_SHARE * (4 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self.pan(arrow[0] * self.width() / share, arrow[1] * self.height() / share)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_to(self._next_zoom(1))
        elif key == Qt.Key.Key_Minus:
            self.zoom_to(self._next_zoom(-1))
        elif key == Qt.Key.Key_Home:
            self.follow(False)
            self.whole_map()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(QPointF(self.width() / 2, self.height() / 2), reach=self.height() / _KEY_SHARE)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer: a notch is a step, a touch pad glides."""
        turned = event.angleDelta().y()
        if turned % _NOTCH == 0:
            zoom = self._next_zoom(1 if turned > 0 else -1) if turned else self.view.zoom
        else:
            zoom = self.view.zoom + turned / _NOTCH * _STEP
        self.zoom_to(zoom, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._dragged_from = event.position()
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the ground."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        at = event.position()
        if not self._dragging and (at - self._pressed).manhattanLength() <= _CLICK_PX:
            return
        self._dragging = True
        moved = self._dragged_from - at
        self._dragged_from = at
        self.pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or choose what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        if not self._dragging:
            self._take(event.position())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Wear a new theme at once."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()

    @Slot(str)
    def _on_trouble(self, why: str) -> None:
        self._furniture.notice = tr("no map: {why}", why=why)
        self.troubled.emit(why)
        self.update()

    def _take(self, at: QPointF, reach: float | None = None) -> None:
        found = self.overlay.at(self.view, at.x(), at.y(), *((reach,) if reach else ()))
        if isinstance(found, UnitMark):
            self.choose(unit_id=found.unit_id, incident_id=self.chosen.incident_id, reveal=False)
            self.unit_chosen.emit(found.unit_id)
        elif isinstance(found, IncidentMark):
            self.choose(unit_id=self.chosen.unit_id, incident_id=found.incident_id, reveal=False)
            self.incident_chosen.emit(found.incident_id)
        else:
            self.position_clicked.emit(*self.view.to_position(at.x(), at.y()))

    def _next_zoom(self, direction: int) -> float:
        """Return the next whole step: a view between two steps goes to the nearer one in that direction."""
        steps = self.view.zoom / _STEP
        return (math.floor(steps + 1 + 1e-9) if direction > 0 else math.ceil(steps - 1 - 1e-9)) * _STEP

    def _moved(self) -> None:
        self._untouched = False
        self._rest.start()
        self.update()

    def _follow(self) -> None:
        if self._following:
            self._reveal(_KEEP_IN)

    def _reveal(self, margin: float) -> None:
        mark = self.overlay.chosen_mark()
        if mark is None:
            return
        x, y = self.view.to_screen(mark.latitude, mark.longitude)
        inside_x = margin * self.width() <= x <= (1 - margin) * self.width()
        inside_y = margin * self.height() <= y <= (1 - margin) * self.height()
        if not (inside_x and inside_y):
            self.view.centre_on(mark.latitude, mark.longitude)
            self._moved()

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._theme.color("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        middle, arm = QPoint(self.width() // 2, self.height() // 2), self._theme.space(2)
        painter.drawLine(middle - QPoint(arm, 0), middle + QPoint(arm, 0))
        painter.drawLine(middle - QPoint(0, arm), middle + QPoint(0, arm))

    def _ratio(self) -> float:
        return self.devicePixelRatioF()


def _looked_at(path: Path) -> tuple[Bounds, str, str]:
    """Return what a pack covers, whom it thanks, and why it cannot be read, if so."""
    try:
        with MapPack(path) as pack:
            return pack.bounds, pack.attribution, ""
    except UnreadablePack as error:
        return _NOWHERE, ATTRIBUTION, str(error)
