"""A widget that looks at a part of the world, moved and zoomed by mouse, wheel and keys; others fill it."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from dispatcher.geo.distance import Bounds
from ui.map.view import MapView

_STEP = 0.5
_NOTCH = 120
_CLICK_PX = 4
_REST_MS = 140
"""After this pause a scaled picture is drawn smoothly."""
_KEY_SHARE = 6
_NEAR_ZOOM = 16.0
_ARROWS: Mapping[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Pannable(QWidget):
    """Moves a `MapView`; tells the class above it through `moved_by_hand` and `take`."""

    def __init__(self, bounds: Bounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = MapView(bounds, self.width(), self.height())
        self._pressed: QPointF | None = None
        self._dragged_from = QPointF()
        self._dragging = False
        self._untouched = True
        self.by_keys = False
        """Whether the last hand was on the keyboard, so that the middle is what is aimed at."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def moved_by_hand(self) -> None:
        """Hear that a hand moves the ground."""

    def take(self, at: QPointF, reach: float | None) -> None:
        """Take what is under a point of the window; `reach` in pixels, None for that of a click."""

    @property
    def resting(self) -> bool:
        """Whether nothing has moved for a moment."""
        return not self._rest.isActive()

    def middle(self) -> QPointF:
        """Return the middle of the window."""
        return QPointF(self.width() / 2, self.height() / 2)

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
        self.moved_by_hand()
        self.view.pan(right, down)
        self._moved()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom; what is under `at`, else the middle, stays where it is."""
        at = at if at is not None else self.middle()
        self.view.zoom_at(zoom, at.x(), at.y())
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle; show the whole map as long as nobody has moved it."""
        super().resizeEvent(event)
        self.view.resize(self.width(), self.height())
        if self._untouched:
            self.view.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, zoom and choose without a mouse."""
        key = event.key()
        self.by_keys = True
        arrow = _ARROWS.get(key)
        if arrow is not None:
            share = _KEY_SHARE * (4 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self.pan(arrow[0] * self.width() / share, arrow[1] * self.height() / share)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_to(self._next_zoom(1))
        elif key == Qt.Key.Key_Minus:
            self.zoom_to(self._next_zoom(-1))
        elif key == Qt.Key.Key_Home:
            self.moved_by_hand()
            self.whole_map()
        elif key in _TAKING:
            self.take(self.middle(), self.height() / _KEY_SHARE)
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
        self.by_keys = False
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
        """End a drag, or take what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        if not self._dragging:
            self.take(event.position(), None)

    def _next_zoom(self, direction: int) -> float:
        """Return the next whole step: a view between two steps goes to the nearer one in that direction."""
        steps = self.view.zoom / _STEP
        return (math.floor(steps + 1 + 1e-9) if direction > 0 else math.ceil(steps - 1 - 1e-9)) * _STEP

    def _moved(self) -> None:
        self._untouched = False
        self._rest.start()
        self.update()
