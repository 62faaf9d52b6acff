"""Panels as docks around a middle, with a layout that can be kept."""

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from ui.theme import Theme

LAYOUT_VERSION = 1
"""A kept layout of another version is left aside."""


class Workspace(QMainWindow):
    """A window inside the window: its docks move and float, and are never closed by a slip of the mouse."""

    def __init__(self, theme: Theme, middle: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("workspace")
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks)
        self._theme = theme
        self._docks: dict[str, QDockWidget] = {}
        self.setCentralWidget(middle)

    def add_panel(self, name: str, title: str, panel: QWidget) -> None:
        """Put a panel on the left, below those that are there."""
        dock = QDockWidget(title)
        dock.setObjectName(f"dock_{name}")
        dock.setAccessibleName(title)
        dock.setFont(self._theme.font("small"))
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.setWidget(panel)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        self._docks[name] = dock

    def set_title(self, name: str, title: str) -> None:
        """Change a panel's title."""
        if self._docks[name].windowTitle() != title:
            self._docks[name].setWindowTitle(title)

    def share(self, width: float, heights: dict[str, int]) -> None:
        """Give the docks this part of the width, and share the height among them."""
        docks = [self._docks[name] for name in heights]
        self.resizeDocks(docks, [round(self.width() * width)] * len(docks), Qt.Orientation.Horizontal)
        self.resizeDocks(docks, list(heights.values()), Qt.Orientation.Vertical)

    def keep(self, path: Path) -> None:
        """Write the layout to a file."""
        path.write_bytes(self.saveState(LAYOUT_VERSION).data())

    def restore(self, path: Path) -> bool:
        """Lay the panels out as they were kept; False when nothing usable was kept."""
        return path.is_file() and self.restoreState(QByteArray(path.read_bytes()), LAYOUT_VERSION)
