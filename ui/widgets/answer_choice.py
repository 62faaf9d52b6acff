"""The answers to one question, one below the other, with what each brings; picked by a digit, arrows or a click."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.triage_words import ShownChoice
from ui.theme import Theme
from ui.widgets.painting import Brush
from ui.wording import tr

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class AnswerChoice(QWidget):
    """Draws its answers; the marked one is taken by Enter. `picked` carries a number from 1."""

    picked = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._choices: tuple[ShownChoice, ...] = ()
        self._chosen, self._marked = 0, 0
        self._asked = ""
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("answers"))
        self._fit()

    def show_choices(self, asked: str, choices: Sequence[ShownChoice], chosen: int) -> None:
        """Show the answers to a question, and the one that stands."""
        if (asked, tuple(choices), chosen) == (self._asked, self._choices, self._chosen):
            return
        self._asked, self._choices, self._chosen, self._marked = asked, tuple(choices), chosen, chosen
        self._tell()
        self._fit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick by digit, mark by arrows, take by Enter; everything else belongs to the panel."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        text, count = event.text(), len(self._choices)
        if text.isdecimal() and text.isascii() and 1 <= int(text) <= count:
            self.picked.emit(int(text))
        elif step is not None and count:
            first = 1 if step > 0 else count
            self._marked = min(count, max(1, self._marked + step)) if self._marked else first
            self._tell()
            self.update()
        elif event.key() in _ENTER and self._marked and not event.modifiers():
            self.picked.emit(self._marked)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick by a click."""
        y = event.position().y()
        for number, box in enumerate(self._boxes(), start=1):
            if box.top() <= y < box.bottom():
                self.picked.emit(number)
                return

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

    def sizeHint(self) -> QSize:
        """As high as the answers need."""
        return QSize(self._theme.space(60), round(sum(self._heights())))

    def restyle(self) -> None:
        """Keep room for larger words."""
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the answers and the focus."""
        painter = QPainter(self)
        whole = QRectF(self.rect())
        painter.fillRect(whole, self._brush.color("surface_sunken"))
        for number, box in enumerate(self._boxes(), start=1):
            self._draw(painter, box, number)
        thick = self._theme.space(0.5) if self.hasFocus() else self._theme.space(0.25)
        self._frame(painter, whole, "focus" if self.hasFocus() else "line_strong", thick)

    def _draw(self, painter: QPainter, box: QRectF, number: int) -> None:
        choice, stands = self._choices[number - 1], number == self._chosen
        if number == self._marked:
            painter.fillRect(box, self._brush.color("surface_selected"))
        pad, side = self._theme.space(2), self._side
        mark = QRectF(box.left() + pad, box.top() + self._theme.space(1.5), side, side)
        if stands:
            self._brush.plate(painter, mark, str(number), "plate_accent")
        else:
            self._frame(painter, mark, "line_strong", self._theme.space(0.25))
            self._brush.text(painter, mark, str(number), "strong", "text", align=int(Qt.AlignmentFlag.AlignCenter))
        words = box.adjusted(pad + side + pad, self._theme.space(1.5), -pad, 0)
        words.setHeight(side)
        self._brush.text(painter, words, choice.title, "loud", "text")
        if choice.criterion:
            below = box.adjusted(pad + side + pad, self._theme.space(1.5) + side, -pad, 0)
            painter.setFont(self._theme.font("small"))
            painter.setPen(self._brush.color("text" if number == self._marked else "text_muted"))
            painter.drawText(below, _WRAP, choice.criterion)

    def _frame(self, painter: QPainter, box: QRectF, token: str, thick: int) -> None:
        color = self._brush.color(token)
        for side in (
            QRectF(box.left(), box.top(), box.width(), thick),
            QRectF(box.left(), box.bottom() - thick, box.width(), thick),
            QRectF(box.left(), box.top(), thick, box.height()),
            QRectF(box.right() - thick, box.top(), thick, box.height()),
        ):
            painter.fillRect(side, color)

    @property
    def _side(self) -> int:
        return self._theme.space(5.5)

    def _boxes(self) -> list[QRectF]:
        top, found = 0.0, list[QRectF]()
        for height in self._heights():
            found.append(QRectF(0, top, self.width(), height))
            top += height
        return found

    def _heights(self) -> list[float]:
        pad = self._theme.space(2)
        width = max(1.0, self.width() - 3.0 * pad - self._side)
        metrics = self._brush.metrics("small")
        return [
            self._side + self._theme.space(3)
            + (metrics.boundingRect(QRectF(0, 0, width, 0), _WRAP, each.criterion).height() if each.criterion else 0)
            for each in self._choices
        ]  # fmt: skip

    def _fit(self) -> None:
        height = round(sum(self._heights()))
        if height != self.height():
            self.setFixedHeight(max(1, height))

    def _tell(self) -> None:
        self.setAccessibleName(self._asked)
        if self._marked:
            choice = self._choices[self._marked - 1]
            self.setAccessibleDescription(f"{self._marked} {choice.title}: {choice.criterion}".rstrip(": "))
        else:
            told = "; ".join(f"{number} {each.title}" for number, each in enumerate(self._choices, start=1))
            self.setAccessibleDescription(told)
