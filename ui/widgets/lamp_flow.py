"""Lamps side by side in one line, or in two lines of small letters where there is less room. Its height stays."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import ceil

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.lamps import Lamp
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import LampWidget
from ui.widgets.painting import Brush

_LARGE, _SMALL = "strong", "small"


class LampFlow(QWidget):
    """Every lamp is there in both layouts; in two lines the loud ones come first."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._lamps: dict[str, LampWidget] = {}
        self._tight = False
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_lamps(self, lamps: Iterable[Lamp]) -> None:
        """Draw these lamps, in this order."""
        told = {lamp.name: lamp for lamp in lamps}
        for name in [name for name in self._lamps if name not in told]:
            gone = self._lamps.pop(name)
            gone.hide()
            gone.deleteLater()
        before = self._state()
        for name, lamp in told.items():
            if name not in self._lamps:
                self._lamps[name] = LampWidget(self._theme, name, _SMALL if self._tight else _LARGE)
                self._lamps[name].setParent(self)
                self._lamps[name].show()
            self._lamps[name].show_lamp(lamp.text, lamp.tone, lamp.shape, lamp.why)
        if self._state() != before:
            self.updateGeometry()
            self._lay_out()

    def restyle(self) -> None:
        """Take letters and lengths from the theme as it is."""
        self._lay_out()

    def sizeHint(self) -> QSize:
        """Return the room for one line."""
        widths = [self._width(lamp, _LARGE) for lamp in self._lamps.values()]
        return QSize(sum(widths) + self._gaps(len(widths)), self._height())

    def minimumSizeHint(self) -> QSize:
        """Return the room for two lines of small letters."""
        rows = self._rows()
        return QSize(max((self._row_width(row) for row in rows), default=0), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the layout anew."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        self._tight = self.width() < self.sizeHint().width()
        for lamp in self._lamps.values():
            dress(lamp, self._theme, font=_SMALL if self._tight else _LARGE)
        rows = self._rows() if self._tight else (tuple(self._lamps.values()),)
        height = self.height() // len(rows)
        for place, row in enumerate(rows):
            left = 0
            for lamp in row:
                tall = height if self._tight else min(height, lamp.sizeHint().height())
                lamp.setGeometry(QRect(left, place * height + (height - tall) // 2, lamp.sizeHint().width(), tall))
                left += lamp.width() + self._theme.space(1)

    def _rows(self) -> tuple[Sequence[LampWidget], ...]:
        """Share the lamps between two lines of about one width, the loud ones first."""
        lamps = sorted(self._lamps.values(), key=lambda lamp: not lamp.tone().startswith("plate_"))
        widths = list(accumulate(self._width(lamp, _SMALL) for lamp in lamps))
        upper = sum(2 * width <= widths[-1] + self._width(lamps[0], _SMALL) for width in widths) if lamps else 0
        return lamps[: max(1, upper)], lamps[max(1, upper) :]

    def _state(self) -> list[tuple[int, str]]:
        return [(self._width(lamp, _LARGE), lamp.tone()) for lamp in self._lamps.values()]

    def _row_width(self, lamps: Sequence[LampWidget]) -> int:
        return sum(self._width(lamp, _SMALL) for lamp in lamps) + self._gaps(len(lamps))

    def _width(self, lamp: LampWidget, role: str) -> int:
        return lamp.width_in(self._theme.font(role))

    def _gaps(self, count: int) -> int:
        return max(0, count - 1) * self._theme.space(1)

    def _height(self) -> int:
        large = self._brush.line() + self._theme.space(1.5)
        return max(large, 2 * (ceil(self._brush.metrics(_SMALL).height()) + self._theme.space(0.5)))
