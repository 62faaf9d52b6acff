"""Panels as docks around the map: queue left, card right, boards below; proportions are data, layouts can be kept."""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from ui.layouts import can_be_seen
from ui.theme import Theme
from ui.widgets.dressing import dress

STATE_VERSION = 2
"""Docks kept by another version are left aside."""
_AREAS = {
    "queue": Qt.DockWidgetArea.LeftDockWidgetArea,
    "card": Qt.DockWidgetArea.RightDockWidgetArea,
    "units": Qt.DockWidgetArea.BottomDockWidgetArea,
    "pending": Qt.DockWidgetArea.BottomDockWidgetArea,
    "heard": Qt.DockWidgetArea.BottomDockWidgetArea,
}

_BESIDE = {"pending": "units", "heard": "pending"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """How the room is shared, in parts of the whole width or height; `units` and `heard` are parts of the strip below.

    Without a part in the strip, what was heard is out of sight.
    """

    queue: float
    card: float
    below: float
    units: float
    heard: float = 0.0


class Workspace(QMainWindow):
    """A window inside the window: its docks move and float, and are never closed by a slip of the mouse."""

    def __init__(self, theme: Theme, middle: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("workspace")
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks)
        # The card is what is read most: it keeps the whole height.
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self._theme = theme
        self._docks: dict[str, QDockWidget] = {}
        self._large = False
        self._aside: list[QDockWidget] = []
        self.setCentralWidget(middle)

    def add_panel(self, name: str, title: str, panel: QWidget) -> None:
        """Put a panel where its kind belongs: queue, card, units or pending."""
        dock = QDockWidget(title)
        dock.setObjectName(f"dock_{name}")
        dock.setAccessibleName(title)
        dress(dock, self._theme, font="small")
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.setWidget(panel)
        self.addDockWidget(_AREAS[name], dock)
        self._beside(name, dock)
        self._docks[name] = dock

    def set_title(self, name: str, title: str) -> None:
        """Change a panel's title."""
        if self._docks[name].windowTitle() != title:
            self._docks[name].setWindowTitle(title)
            self._docks[name].setAccessibleName(title)

    def share(self, how: Arrangement) -> None:
        """Put every panel in its place and share the room among them."""
        self.enlarge_middle(False)
        for name, dock in self._docks.items():
            if dock.isFloating() or self.dockWidgetArea(dock) != _AREAS[name]:
                self._put_back(name, dock)
        width, height = self.width(), self.height()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        sides = [self._docks["queue"], self._docks["card"]]
        parts = {"units": how.units, "pending": 1 - how.units - how.heard, "heard": how.heard}
        if "heard" in self._docks:
            self._docks["heard"].setVisible(how.heard > 0)
        strip = [self._docks[name] for name, part in parts.items() if name in self._docks and part > 0]
        self.resizeDocks(sides, [round(width * how.queue), round(width * how.card)], across)
        self.resizeDocks(strip, [round(height * how.below)] * len(strip), down)
        left = width * (1 - how.card)
        shares = [round(left * part) for part in parts.values() if part > 0]
        self.resizeDocks(strip, shares[: len(strip)], across)

    def enlarge_middle(self, on: bool) -> None:
        """Give what stands in the middle the whole room, or take it back."""
        if on != self._large:
            self._large = on
            if on:
                self._aside = [dock for dock in self._docks.values() if dock.isVisible()]
            for dock in self._aside:
                dock.setVisible(not on)

    @property
    def middle_is_large(self) -> bool:
        """Whether the panels stand aside."""
        return self._large

    def kept(self) -> bytes:
        """Return where every panel is."""
        self.enlarge_middle(False)
        return bytes(self.saveState(STATE_VERSION).data())

    def restore(self, kept: bytes) -> bool:
        """Lay the panels out as they were kept; False when that cannot be used."""
        if not self.restoreState(QByteArray(kept), STATE_VERSION):
            return False
        self.bring_home()
        return True

    def bring_home(self) -> None:
        """Dock every floating panel that stands where no monitor is any more."""
        screens = [_box(screen.availableGeometry()) for screen in QGuiApplication.screens()]
        for name, dock in self._docks.items():
            if dock.isFloating() and not can_be_seen(_box(dock.frameGeometry()), screens):
                self._put_back(name, dock)

    def _put_back(self, name: str, dock: QDockWidget) -> None:
        dock.setFloating(False)
        self.addDockWidget(_AREAS[name], dock)
        self._beside(name, dock)

    def _beside(self, name: str, dock: QDockWidget) -> None:
        if name in _BESIDE:
            self.splitDockWidget(self._docks[_BESIDE[name]], dock, Qt.Orientation.Horizontal)


def stacked(*panels: QWidget, giving: QWidget | None = None) -> QWidget:
    """Put panels above each other; `giving`, else the last, takes what room is left."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for panel in panels:
        column.addWidget(panel, 1 if panel is (giving or panels[-1]) else 0)
    return whole


def _box(rectangle: QRect) -> tuple[int, int, int, int]:
    return rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height()
