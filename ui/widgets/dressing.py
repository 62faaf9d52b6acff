"""Fonts and lengths that follow the theme: given once in steps, applied again whenever theme or scale changes."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, cast, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLayout,
    QListView,
    QTableView,
    QToolTip,
    QWidget,
)

from ui.theme import Theme

_KEPT = "dress"
_NO_MAXIMUM = (1 << 24) - 1  # Qt's QWIDGETSIZE_MAX, which PySide does not name
Steps = tuple[float, float, float, float]


@runtime_checkable
class Restyled(Protocol):
    """Whoever takes more from the theme than `dress` knows of: heights of rows, widths of columns, kept measures."""

    def restyle(self) -> None:
        """Take it anew."""
        ...


def dress(
    thing: QWidget | QLayout,
    theme: Theme,
    *,
    font: str = "",
    margins: Steps | None = None,
    spacing: float | None = None,
    vertical: float | None = None,
    horizontal: float | None = None,
    width: float | None = None,
    height: float | None = None,
    least_width: float | None = None,
    least_height: float | None = None,
    most_height: float | None = None,
) -> None:
    """Give a widget a font by role, a widget or a layout lengths in steps; `rewear` repeats it.

    `width` and `height` are fixed, `least_…` are minima, `most_height` is a maximum, 0 none; `vertical` and
    `horizontal` are a grid's spacings.
    """
    given = {
        "font": font or None, "margins": margins, "spacing": spacing, "vertical": vertical, "horizontal": horizontal,
        "width": width, "height": height, "least_width": least_width, "least_height": least_height,
        "most_height": most_height,
    }  # fmt: skip
    kept = dict(cast("dict[str, Any] | None", thing.property(_KEPT)) or {})
    kept |= {name: value for name, value in given.items() if value is not None}
    thing.setProperty(_KEPT, kept)
    _apply(thing, theme, kept)


def dress_table(table: QTableView, theme: Theme, *, row: float, columns: Iterable[tuple[int, float]]) -> None:
    """Give a table the height of its rows and the widths of its columns, in steps; `rewear` repeats it."""
    kept = {"row": row, "columns": [[place, steps] for place, steps in columns]}
    table.setProperty(_KEPT, kept)
    _apply(table, theme, kept)


def rewear(root: QWidget, theme: Theme) -> None:
    """Apply to `root` and all within what they were given by `dress`, then let them `restyle`, the innermost first."""
    within = [root, *root.findChildren(QObject)]
    for thing in within:
        kept = cast("dict[str, Any] | None", thing.property(_KEPT))
        if kept:
            _apply(thing, theme, kept)
    for thing in reversed(within):
        if isinstance(thing, Restyled):
            thing.restyle()
        if isinstance(thing, QWidget):
            thing.updateGeometry()
            thing.update()


def wear(app: QApplication, theme: Theme) -> None:
    """Show theme and scale as they now are: palette, style sheet, fonts, and every window there is."""
    app.setPalette(theme.palette())
    app.setFont(theme.font("body"))
    QToolTip.setFont(theme.font("body"))
    app.setStyleSheet(theme.stylesheet())
    for window in app.topLevelWidgets():
        rewear(window, theme)


def _apply(thing: QObject, theme: Theme, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        _SETTERS[name](thing, theme, value)


def _font(thing: QObject, theme: Theme, role: str) -> None:
    if not isinstance(thing, QWidget):
        return
    font = theme.font(role)
    thing.setFont(font)
    if isinstance(thing, QAbstractScrollArea):  # a style sheet keeps what a viewport once took from its parent
        thing.viewport().setFont(font)
    elif isinstance(thing, QComboBox):
        thing.view().setFont(font)


def _margins(thing: QObject, theme: Theme, steps: Steps) -> None:
    if isinstance(thing, QWidget | QLayout):
        thing.setContentsMargins(*map(theme.space, steps))


def _spacing(thing: QObject, theme: Theme, steps: float) -> None:
    if isinstance(thing, QBoxLayout | QGridLayout | QListView):
        thing.setSpacing(theme.space(steps))


def _grid(setter: Callable[[QGridLayout, int], None]) -> Callable[[QObject, Theme, float], None]:
    def apply(thing: QObject, theme: Theme, steps: float) -> None:
        if isinstance(thing, QGridLayout):
            setter(thing, theme.space(steps))

    return apply


def _row(thing: QObject, theme: Theme, steps: float) -> None:
    if isinstance(thing, QTableView):
        thing.verticalHeader().setDefaultSectionSize(theme.space(steps))


def _columns(thing: QObject, theme: Theme, columns: list[tuple[int, float]]) -> None:
    if isinstance(thing, QTableView):
        for place, steps in columns:
            thing.setColumnWidth(int(place), theme.space(steps))


def _size(setter: Callable[[QWidget, int], None]) -> Callable[[QObject, Theme, float], None]:
    def apply(thing: QObject, theme: Theme, steps: float) -> None:
        if isinstance(thing, QWidget):
            setter(thing, theme.space(steps))

    return apply


def _most_height(thing: QObject, theme: Theme, steps: float) -> None:
    if isinstance(thing, QWidget):
        thing.setMaximumHeight(theme.space(steps) if steps else _NO_MAXIMUM)


_SETTERS: dict[str, Callable[[QObject, Theme, Any], None]] = {
    "font": _font,
    "margins": _margins,
    "spacing": _spacing,
    "row": _row,
    "columns": _columns,
    "vertical": _grid(QGridLayout.setVerticalSpacing),
    "horizontal": _grid(QGridLayout.setHorizontalSpacing),
    "width": _size(QWidget.setFixedWidth),
    "height": _size(QWidget.setFixedHeight),
    "least_width": _size(QWidget.setMinimumWidth),
    "least_height": _size(QWidget.setMinimumHeight),
    "most_height": _most_height,
}
