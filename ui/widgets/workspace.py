"""Panels as docks around a middle: which stand where and how large is data; layouts can be kept."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from ui.layouts import can_be_seen
from ui.theme import Theme
from ui.widgets.arrangements import DISPATCH, Arrangement
from ui.widgets.dressing import dress
from ui.widgets.middle import Middle

STATE_VERSION = 4
"""Docks kept by another version are left aside."""
_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_BELOW = Qt.DockWidgetArea.BottomDockWidgetArea
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
_SIDES = {
    "queue": _LEFT, "channels": _LEFT, "inbound": _LEFT, "contacts": _LEFT, "card": _RIGHT, "record": _RIGHT,
    "evidence": _RIGHT,
}  # fmt: skip
"""Where a panel comes up that the workspace does not name; below is for all others."""


class Workspace(QMainWindow):
    """A window inside the window: its docks move and float, and are never closed by a slip of the mouse."""

    def __init__(self, theme: Theme, middle: Middle, parent: QWidget | None = None) -> None:
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
        self._how = DISPATCH
        self.middle = middle
        self.setCentralWidget(middle)

    @property
    def how(self) -> Arrangement:
        """The arrangement that was asked for last."""
        return self._how

    def add_panel(self, name: str, title: str, panel: QWidget) -> None:
        """Give the workspace a panel; `share` puts it where it belongs."""
        dock = QDockWidget(title)
        dock.setObjectName(f"dock_{name}")
        dock.setAccessibleName(title)
        dress(dock, self._theme, font="small")
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.setWidget(panel)
        self.addDockWidget(_SIDES.get(name, _BELOW), dock)
        self._docks[name] = dock

    def set_title(self, name: str, title: str) -> None:
        """Change a panel's title."""
        if self._docks[name].windowTitle() != title:
            self._docks[name].setWindowTitle(title)
            self._docks[name].setAccessibleName(title)

    def share(self, how: Arrangement) -> None:
        """Put every panel in its place, those that the arrangement does not name out of sight, and share the room."""
        self.enlarge_middle(False)
        self._how = how
        self.middle.settle(how.middle)
        hands = QApplication.focusWidget()
        for name, dock in self._docks.items():
            dock.setFloating(False)
            if name not in how.names:
                dock.hide()
        for side, area, along in ((how.left, _LEFT, _DOWN), (how.right, _RIGHT, _DOWN), (how.below, _BELOW, _ACROSS)):
            for name in (name for name in side if name in self._docks):
                self.removeDockWidget(self._docks[name])
                self.addDockWidget(area, self._docks[name], along)
                self._docks[name].show()
        if hands is not None and hands.isVisible():
            hands.setFocus(Qt.FocusReason.OtherFocusReason)
        self._divide(how)

    def _divide(self, how: Arrangement) -> None:
        width, height = self.width(), self.height()
        self._resize((next(iter(how.left)), next(iter(how.right))), (how.left_wide, how.right_wide), width, _ACROSS)
        below = [name for name in how.below if name in self._docks]
        self._resize(below, [how.below_high] * len(below), height, _DOWN)
        for side, room, along in (
            (how.left, height * (1 - (how.below_high if below else 0.0)), _DOWN),
            (how.right, height, _DOWN),
            (how.below, width * (1 - how.right_wide), _ACROSS),
        ):
            self._resize(list(side), list(side.values()), room, along)

    def _resize(self, names: Sequence[str], parts: Sequence[float], room: float, along: Qt.Orientation) -> None:
        found = [(self._docks[name], part) for name, part in zip(names, parts, strict=True) if name in self._docks]
        if found:
            self.resizeDocks([dock for dock, _ in found], [round(room * part) for _, part in found], along)

    def reveal(self, name: str) -> None:
        """Bring a panel into sight that this workspace has put aside."""
        self.enlarge_middle(False)
        if name in self._docks and self._docks[name].isHidden():
            self._docks[name].show()

    def divide_side(self, upper: str, lower: str, part: float) -> None:
        """Give the upper of two panels of a side its part of their height, when both are in sight."""
        if self.is_revealed(upper) and self.is_revealed(lower):
            height = self._docks[upper].height() + self._docks[lower].height()
            self._resize((upper, lower), (part, 1 - part), height, _DOWN)

    def conceal(self, name: str) -> None:
        """Put a panel out of sight."""
        if name in self._docks:
            self._docks[name].hide()

    def is_revealed(self, name: str) -> bool:
        """Whether a panel is in sight."""
        return name in self._docks and not self._docks[name].isHidden()

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

    def restore(self, kept: bytes, how: Arrangement) -> bool:
        """Lay the panels out as they were kept of an arrangement; False when that cannot be used."""
        if not self.restoreState(QByteArray(kept), STATE_VERSION):
            return False
        self._how = how
        self.middle.settle(how.middle)
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
        sides = ((self._how.left, _LEFT), (self._how.right, _RIGHT), (self._how.below, _BELOW))
        area = next((area for side, area in sides if name in side), _SIDES.get(name, _BELOW))
        self.addDockWidget(area, dock)


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
