"""What stands in the middle of the workspace: one panel at a time, by name, and a way back to the one before."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Middle(QWidget):
    """Shows one of its panels. A visit to another one ends at the panel that the workspace has there."""

    def __init__(self, panels: Mapping[str, QWidget], home: str) -> None:
        super().__init__()
        self.setObjectName("middle")
        self._panels, self._home = dict(panels), home
        self._shown = ""
        self.changed: Callable[[], None] = lambda: None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for panel in self._panels.values():
            column.addWidget(panel, 1)
        self.settle(home)

    @property
    def shown(self) -> str:
        """The name of the panel that is shown."""
        return self._shown

    @property
    def home(self) -> str:
        """The name of the panel that the workspace has there."""
        return self._home

    def settle(self, name: str) -> None:
        """Make a panel the one that the workspace has there, and show it."""
        self._home = name
        self.visit(name)

    def visit(self, name: str) -> None:
        """Show a panel until somebody goes back."""
        self._shown = name
        for each, panel in self._panels.items():
            panel.setVisible(each == name)
        self.changed()

    def back(self) -> None:
        """Show the panel that the workspace has there."""
        self.visit(self._home)
