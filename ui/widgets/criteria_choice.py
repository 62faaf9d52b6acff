"""One of three, with the words that say what each means; chosen by 1, 2, 3, the arrows or a click."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import Brush

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class CriteriaChoice(QWidget):
    """Draws its options one below the other. `picked` carries 1, 2 or 3."""

    picked = Signal(int)

    def __init__(
        self, theme: Theme, name: str, title: str, words: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._brush, self._title, self._words = theme, Brush(theme), title, tuple(words)
        self._criteria: tuple[str, ...] = tuple("" for _ in words)
        self._value = 2
        self._by_hand = False
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def value(self) -> int:
        """Which option is chosen, from 1."""
        return self._value

    def show_choice(self, value: int, criteria: Sequence[str]) -> None:
        """Show what is chosen and what each option means."""
        if (value, tuple(criteria)) != (self._value, self._criteria):
            self._value, self._criteria = value, tuple(criteria)
            self._tell()
            self._fit()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit or arrow; everything else belongs to the panel."""
        count = len(self._words)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if event.text().isdecimal() and event.text().isascii() and 1 <= int(event.text()) <= count:
            self.picked.emit(int(event.text()))
        elif step is not None:
            self.picked.emit(min(count, max(1, self._value + step)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a click."""
        y = event.position().y()
        for number, box in enumerate(self._boxes(), start=1):
            if box.top() <= y < box.bottom():
                self.picked.emit(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that digits now choose here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop showing it."""
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the wrapped words."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the options and the focus."""
        painter = QPainter(self)
        whole = QRectF(self.rect())
        painter.fillRect(whole, self._brush.color("surface_sunken"))
        for number, box in enumerate(self._boxes(), start=1):
            self._draw(painter, box, number)
        thick = self._theme.space(0.5) if self.hasFocus() else self._theme.space(0.25)
        self._frame(painter, whole, "focus" if self.hasFocus() else "line_strong", thick)

    def restyle(self) -> None:
        """Keep room for larger words."""
        self._fit()

    def _draw(self, painter: QPainter, box: QRectF, number: int) -> None:
        chosen = number == self._value
        if chosen:
            painter.fillRect(box, self._brush.color("surface_selected"))
        pad, side = self._theme.space(2), self._theme.space(4.5)
        mark = QRectF(box.left() + pad, box.top() + pad, side, side)
        if chosen:
            self._brush.plate(painter, mark, str(number), "plate_accent")
        else:
            self._frame(painter, mark, "line_strong", self._theme.space(0.25))
            self._brush.text(
                painter, mark, str(number), "strong", "text_muted", align=int(Qt.AlignmentFlag.AlignCenter)
            )
        words = box.adjusted(pad + side + pad, pad, -pad, 0)
        words.setHeight(side)
        self._brush.text(painter, words, self._words[number - 1], "strong", "text" if chosen else "text_muted")
        criterion = box.adjusted(pad + side + pad, pad + side, -pad, 0)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._brush.color("text" if chosen else "text_muted"))
        painter.drawText(criterion, _WRAP, self._criteria[number - 1])

    def _frame(self, painter: QPainter, box: QRectF, token: str, thick: int) -> None:
        color = self._brush.color(token)
        for side in (
            QRectF(box.left(), box.top(), box.width(), thick),
            QRectF(box.left(), box.bottom() - thick, box.width(), thick),
            QRectF(box.left(), box.top(), thick, box.height()),
            QRectF(box.right() - thick, box.top(), thick, box.height()),
        ):
            painter.fillRect(side, color)

    def _boxes(self) -> list[QRectF]:
        """Return one box for each option, all as high as the longest criterion needs."""
        height = self._option_height()
        return [QRectF(0, place * height, self.width(), height) for place in range(len(self._words))]

    def _option_height(self) -> int:
        pad, side = self._theme.space(2), self._theme.space(4.5)
        width = max(1.0, self.width() - 3.0 * pad - side)
        metrics = self._brush.metrics("small")
        needed = max(
            metrics.boundingRect(QRectF(0, 0, width, 0), _WRAP, text or "–").height() for text in self._criteria
        )
        return round(pad + side + needed + self._theme.space(1.5))

    def _fit(self) -> None:
        height = self._option_height() * len(self._words)
        if height != self.height():
            self.setFixedHeight(height)

    def _tell(self) -> None:
        self.setAccessibleName(self._title)
        chosen = f"{self._value} {self._words[self._value - 1]}"
        self.setAccessibleDescription(f"{chosen}: {self._criteria[self._value - 1]}".rstrip(": "))
