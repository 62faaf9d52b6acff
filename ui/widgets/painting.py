"""What delegates and painted panels share: text that gives way, badges, plates. Fonts are made once."""

from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.theme import Theme
from ui.widgets.shapes import draw_shape
from ui.wording import Badge

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTER = int(Qt.AlignmentFlag.AlignCenter)
PLATES = {"alarm": "plate_alarm", "warning": "plate_warning", "uncertain": "plate_uncertain"}
"""The plate that a loud tone is drawn on."""


class Brush:
    """Draws words, badges and plates with the fonts and colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._fonts: dict[str, tuple[QFont, QFontMetricsF]] = {}
        self._colors: dict[str, QColor] = {}
        self._look = theme.look

    def color(self, token: str) -> QColor:
        """Return a token's colour."""
        self._keep_up()
        if token not in self._colors:
            self._colors[token] = self.theme.color(token)
        return self._colors[token]

    def metrics(self, role: str) -> QFontMetricsF:
        """Return the measures of a role's font."""
        return self._font(role)[1]

    def width(self, text: str, role: str) -> float:
        """Return how wide a text is."""
        return self.metrics(role).horizontalAdvance(text)

    def line(self) -> int:
        """Return the height of one line of a row, in pixels: the tallest letters of body and strong, and a hair."""
        return ceil(max(self.metrics("strong").height(), self.metrics("body").height())) + 1

    def button(self, role: str) -> int:
        """Return the height of a button with letters of a role, in pixels."""
        return ceil(self.metrics(role).height()) + self.theme.space(2.5)

    def text(
        self, painter: QPainter, box: QRectF, words: str, role: str = "body", tone: str = "text", *, align: int = LEFT
    ) -> None:
        """Draw words in a box, cut with an ellipsis where they do not fit."""
        font, metrics = self._font(role)
        painter.setFont(font)
        painter.setPen(self.color(tone))
        painter.drawText(box, align, metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width()))

    def badge(self, painter: QPainter, box: QRectF, badge: Badge, *, word: str | None = None) -> float:
        """Draw shape, letter and word; return the width used. `word` replaces the badge's own."""
        size = self.metrics("strong").capHeight() + 2
        draw_shape(
            painter,
            badge.shape,
            QRectF(box.left(), box.center().y() - size / 2, size, size),
            self.color(badge.tone),
        )
        left = size + self.theme.space(1.25)
        letter = self.width(badge.letter, "strong")
        self.text(painter, box.adjusted(left, 0, 0, 0), badge.letter, "strong", badge.tone)
        left += letter + self.theme.space(1.25)
        words = badge.word if word is None else word
        if words:
            self.text(painter, box.adjusted(left, 0, 0, 0), words, "body", badge.tone)
            left += self.width(words, "body")
        return min(left, box.width())

    def badge_on_ground(self, painter: QPainter, box: QRectF, badge: Badge) -> float:
        """Draw a badge, on a plate when its tone is one that asks for somebody; return the width used."""
        token = PLATES.get(badge.tone)
        if token is None:
            return self.badge(painter, box, badge)
        width = min(self.badge_width(badge) + 2 * self.plate_margin, box.width())
        plate = QRectF(box.left(), box.top(), width, box.height())
        painter.fillRect(plate, self.color(token))
        on_plate = Badge(badge.shape, badge.letter, badge.word, f"on_{token}")
        self.badge(painter, plate.adjusted(self.plate_margin, 0, 0, 0), on_plate)
        return width

    @property
    def plate_margin(self) -> int:
        """What a plate leaves beside its words."""
        return self.theme.space(1.25)

    def plate_width(self, words: str, role: str = "strong") -> float:
        """Return how wide a plate around words is."""
        return self.width(words, role) + 2 * self.plate_margin

    def badge_width(self, badge: Badge, word: str | None = None) -> float:
        """Return how wide a badge is."""
        words = badge.word if word is None else word
        size = self.metrics("strong").capHeight() + 2
        gaps = self.theme.space(1.25) * 2
        return size + gaps + self.width(badge.letter, "strong") + (self.width(words, "body") if words else 0)

    def plate(self, painter: QPainter, box: QRectF, words: str, token: str, role: str = "strong") -> None:
        """Draw words on a filled plate."""
        painter.fillRect(box, self.color(token))
        self.text(painter, box, words, role, f"on_{token}", align=CENTER)

    def _keep_up(self) -> None:
        if self._look != self.theme.look:
            self._look = self.theme.look
            self._colors.clear()
            self._fonts.clear()

    def _font(self, role: str) -> tuple[QFont, QFontMetricsF]:
        self._keep_up()
        if role not in self._fonts:
            font = self.theme.font(role)
            self._fonts[role] = (font, QFontMetricsF(font))
        return self._fonts[role]
