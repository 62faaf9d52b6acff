"""Tab goes as the eye does: panel by panel, and in a panel from the top down, whenever its widgets were made."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget


def stops(panels: Sequence[QWidget]) -> list[QWidget]:
    """Return what Tab stops at now, in order."""
    found: list[QWidget] = []
    for panel in panels:
        within = [panel, *panel.findChildren(QWidget)]
        found += sorted((widget for widget in within if _is_stop(widget)), key=lambda widget: _place(widget, panel))
    return found


def pass_focus(panels: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the keyboard to the next stop, or to the one before; False when there is none."""
    order = stops(panels)
    if not order:
        return False
    here = QApplication.focusWidget()
    step = 1 if forward else -1
    at = order.index(here) if here in order else (-1 if forward else 0)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    order[(at + step) % len(order)].setFocus(reason)
    return True


def _is_stop(widget: QWidget) -> bool:
    tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def _place(widget: QWidget, panel: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(panel, QPoint(0, 0))
    return corner.y(), corner.x()
