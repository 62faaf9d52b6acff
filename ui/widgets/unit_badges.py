"""Units with their states in one line or more; those that do not fit are counted, none is cut."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.widgets.painting import Brush
from ui.wording import Badge, tr

Unit = tuple[str, Badge]


def draw_units(brush: Brush, painter: QPainter, lines: Sequence[QRectF], units: Sequence[Unit]) -> None:
    """Draw units into the lines, the first line first."""
    if not units:
        brush.text(painter, lines[0], tr("no unit"), "body", "text_muted")
        return
    left = 0.0
    for row, line in enumerate(lines):
        fitting = fit(brush, line.width(), units, more=row == len(lines) - 1)
        left = 0.0
        for call_sign, badge in units[:fitting]:
            brush.badge(painter, line.adjusted(left, 0, 0, 0), badge, word=call_sign)
            left += brush.badge_width(badge, call_sign) + _gap(brush)
        units = units[fitting:]
        if not units:
            return
    brush.text(painter, lines[-1].adjusted(left, 0, 0, 0), _more(len(units)), "strong")


def fit(brush: Brush, width: float, units: Sequence[Unit], *, more: bool) -> int:
    """Return how many units fit; with `more` there is room for the count of the others behind them."""
    left = 0.0
    for place, (call_sign, badge) in enumerate(units):
        left += brush.badge_width(badge, call_sign)
        rest = len(units) - place - 1
        spare = _gap(brush) + brush.width(_more(rest), "strong") if more and rest else 0.0
        if left + spare > width:
            return _shrunk(brush, width, units, place) if more else place
        left += _gap(brush)
    return len(units)


def units_width(brush: Brush, units: Sequence[Unit]) -> float:
    """Return how wide all of them are in one line."""
    return sum(brush.badge_width(badge, sign) + _gap(brush) for sign, badge in units) - _gap(brush)


def _shrunk(brush: Brush, width: float, units: Sequence[Unit], fitting: int) -> int:
    """Leave out more, when the count itself has grown too wide for its room."""
    while fitting:
        taken = sum(brush.badge_width(badge, sign) + _gap(brush) for sign, badge in units[:fitting])
        if taken + brush.width(_more(len(units) - fitting), "strong") <= width:
            break
        fitting -= 1
    return fitting


def _more(count: int) -> str:
    return tr("+{count}", count=count)


def _gap(brush: Brush) -> int:
    return brush.theme.space(2.5)
