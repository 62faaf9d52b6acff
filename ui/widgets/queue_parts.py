"""The parts of a queue row that both of its layouts draw alike."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.presenters.queue import QueueLine
from ui.widgets.painting import Brush
from ui.widgets.shapes import draw_shape
from ui.wording import tr


def lines_of(box: QRectF, count: int) -> tuple[QRectF, ...]:
    """Cut a box into lines of one height."""
    height = box.height() / count
    return tuple(QRectF(box.left(), box.top() + place * height, box.width(), height) for place in range(count))


def draw_plate(brush: Brush, painter: QPainter, box: QRectF, words: str, token: str) -> float:
    """Draw a word on its plate at the left of a box; return the width used."""
    width = brush.plate_width(words)
    plate = QRectF(box.left(), box.top(), width, box.height() - brush.theme.space(0.25))
    brush.plate(painter, plate, words, token)
    return width


def loud_word(line: QueueLine) -> tuple[str, str] | None:
    """Return the word that a row must shout and its plate: nobody guards it, or it lost a unit."""
    if not line.guarded:
        return tr("UNGUARDED"), "plate_alarm"
    return (tr("REQUEUED"), "plate_warning") if line.requeued else None


def draw_place(brush: Brush, painter: QPainter, box: QRectF, line: QueueLine) -> None:
    """Draw the place, behind a quiet question mark when nothing vouches for it."""
    left = 0.0
    if line.place_doubt:
        size = brush.metrics("strong").capHeight()
        mark = QRectF(box.left(), box.center().y() - size / 2, size, size)
        draw_shape(painter, "question", mark, brush.color("text_muted"))
        left = size + brush.theme.space(1.25)
    brush.text(painter, box.adjusted(left, 0, 0, 0), line.place)


def draw_due(brush: Brush, painter: QPainter, box: QRectF, line: QueueLine) -> None:
    """Draw what fires next, in small letters where large ones do not fit."""
    role = "body" if brush.width(line.fires, "body") <= box.width() else "small"
    brush.text(painter, box, line.fires, role, line.due_tone)
