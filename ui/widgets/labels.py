"""Labels and lamps that know their tone, and the small help to change it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import icons
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.shapes import NAMES as SHAPES
from ui.widgets.shapes import draw_shape


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a widget a tone of the style sheet; nothing happens when it has it already."""
    _set_property(widget, "tone", tone)


def set_panel(widget: QWidget, panel: str) -> None:
    """Give a widget a background of the style sheet."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    _set_property(widget, "panel", panel)


def _set_property(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_text(label: QLabel, text: str) -> None:
    """Change a label's text, and what a screen reader says, only when it differs."""
    if label.text() != text:
        label.setText(text)
        label.setAccessibleName(text)


def label(theme: Theme, name: str, role: str = "body", tone: str = "text") -> QLabel:
    """Make a plain-text label with an object name, a font role and a tone."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    dress(made, theme, font=role)
    made.setAccessibleName(name.replace("_", " "))
    set_tone(made, tone)
    return made


class ElidedLabel(QLabel):
    """A label that gives way: its text is cut with an ellipsis, whole in the tooltip."""

    def __init__(self, theme: Theme, name: str, role: str = "body", tone: str = "text") -> None:
        super().__init__()
        self.setObjectName(name)
        dress(self, theme, font=role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_tone(self, tone)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        self.setToolTip(self.text() if fitting != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), fitting)


class LampWidget(QWidget):
    """Shape or icon, and words; on a plate when its tone is one."""

    def __init__(self, theme: Theme, name: str, role: str = "strong") -> None:
        super().__init__()
        self._theme = theme
        self._text, self._shape, self._tone = "", "", "text"
        self.setObjectName(name)
        dress(self, theme, font=role)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_lamp(self, text: str, tone: str, shape: str = "", why: str = "") -> None:
        """Say something new; nothing is repainted when nothing differs."""
        if self.toolTip() != why:
            self.setToolTip(why)
            self.setAccessibleDescription(why)
        if (text, tone, shape) != (self._text, self._tone, self._shape):
            self._text, self._tone, self._shape = text, tone, shape
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """Return the words."""
        return self._text

    def tone(self) -> str:
        """Return the tone."""
        return self._tone

    def sizeHint(self) -> QSize:
        """Return the room that shape and words need."""
        return QSize(self.width_in(self.font()), QFontMetrics(self.font()).height() + self._theme.space(1.5))

    def width_in(self, font: QFont) -> int:
        """Return how wide shape and words are in letters of that font."""
        metrics = QFontMetrics(font)
        width = metrics.horizontalAdvance(self._text) + 2 * self._margin()
        return width + self._side(metrics) + self._theme.space(1.5) if self._shape else width

    def minimumSizeHint(self) -> QSize:
        """Never smaller than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw plate, shape and words."""
        painter = QPainter(self)
        on_plate = self._tone in self._theme.plates
        if on_plate:
            painter.fillRect(self.rect(), self._theme.color(self._tone))
        color = self._theme.color(f"on_{self._tone}" if on_plate else self._tone)
        metrics = QFontMetrics(self.font())
        left = float(self._margin())
        if self._shape:
            side = self._side(metrics)
            self._draw_mark(painter, QRectF(left, (self.height() - side) / 2, side, side), color)
            left += side + self._theme.space(1.5)
        painter.setPen(color)
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._text)

    def _side(self, metrics: QFontMetrics) -> int:
        return metrics.capHeight() + 1 if self._shape in SHAPES else metrics.height()

    def _draw_mark(self, painter: QPainter, square: QRectF, color: QColor) -> None:
        if self._shape in SHAPES:
            draw_shape(painter, self._shape, square, color)
            return
        ratio = self.devicePixelRatioF()
        tone = f"on_{self._tone}" if self._tone in self._theme.plates else self._tone
        painter.drawPixmap(
            square.topLeft().toPoint(), icons.pixmap(self._shape, self._theme, round(square.width()), ratio, tone)
        )

    def _margin(self) -> int:
        return self._theme.space(2)
