"""The parts of a queue row that both of its layouts draw alike."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.presenters.queue import QueueLine
from ui.widgets.painting import Brush
from ui.widgets.shapes import draw_shape
from ui.wording import Badge, major_badge, tr, unconfirmed_badge


def lines_of(box: QRectF, count: int) -> tuple[QRectF, ...]:
    """Cut a box into lines of one height."""
    height = box.height() / count
    return tuple(QRectF(box.left(), box.top() + place * height, box.width(), height) for place in range(count))


def draw_plate(brush: Brush, painter: QPainter, box: QRectF, words: str, token: str, shape: str = "") -> float:
    """Draw a word, behind its shape where it has one, on its plate at the left of a box; return the width used."""
    width = plate_width(brush, words, shape)
    plate = QRectF(box.left(), box.top(), width, box.height() - brush.theme.space(0.25))
    if not shape:
        brush.plate(painter, plate, words, token)
        return width
    painter.fillRect(plate, brush.color(token))
    size = brush.metrics("strong").capHeight()
    mark = QRectF(plate.left() + brush.plate_margin, plate.center().y() - size / 2, size, size)
    draw_shape(painter, shape, mark, brush.color(f"on_{token}"))
    words_left = brush.plate_margin + size + brush.theme.space(1)
    brush.text(painter, plate.adjusted(words_left, 0, 0, 0), words, "strong", f"on_{token}")
    return width


def plate_width(brush: Brush, words: str, shape: str = "") -> float:
    """Return how wide the plate of a word is."""
    width = brush.plate_width(words)
    return width + brush.metrics("strong").capHeight() + brush.theme.space(1) if shape else width


def loud_words(line: QueueLine) -> tuple[tuple[str, str, str], ...]:
    """Return the words that a row must shout, each with plate and shape, the loudest first.

    Nobody guards it, nobody could be made to answer, or it lost a unit.
    """
    flag = unconfirmed_badge()
    said = (
        (not line.guarded, (tr("UNGUARDED"), "plate_alarm", "")),
        (line.unconfirmed, (flag.word, flag.tone, flag.shape)),
        (line.requeued, (tr("REQUEUED"), "plate_warning", "")),
    )
    return tuple(words for holds, words in said if holds)


def draw_type(brush: Brush, painter: QPainter, box: QRectF, line: QueueLine) -> None:
    """Draw the type behind plates that say what is not usual of it; that it is an emergency stands after it."""
    left = 0.0
    for badge in _plates(line):
        left += draw_plate(brush, painter, box.adjusted(left, 0, 0, 0), badge.word, badge.tone, badge.shape)
        left += brush.theme.space(1.5)
    brush.text(painter, box.adjusted(left, 0, 0, 0), line.type_name, "strong")
    left += brush.width(line.type_name, "strong") + brush.theme.space(2)
    if line.usual and left + nature_width(brush, line) <= box.width():
        draw_nature(brush, painter, box.adjusted(left, 0, 0, 0), line)


def draw_nature(brush: Brush, painter: QPainter, box: QRectF, line: QueueLine) -> None:
    """Draw the shape and the word of what it is, in small quiet letters."""
    side = brush.metrics("small").capHeight()
    mark = QRectF(box.left(), box.center().y() - side / 2, side, side)
    draw_shape(painter, line.nature.shape, mark, brush.color(line.nature.tone))
    brush.text(painter, box.adjusted(side + brush.theme.space(1), 0, 0, 0), line.nature.word, "small", line.nature.tone)


def nature_width(brush: Brush, line: QueueLine) -> float:
    """Return how wide the quiet word of what it is stands."""
    return brush.metrics("small").capHeight() + brush.theme.space(1) + brush.width(line.nature.word, "small")


def type_width(brush: Brush, line: QueueLine) -> float:
    """Return how wide the type is, with its plates."""
    plates = sum(plate_width(brush, badge.word, badge.shape) + brush.theme.space(1.5) for badge in _plates(line))
    return plates + brush.width(line.type_name, "strong")


def _plates(line: QueueLine) -> tuple[Badge, ...]:
    return (*((major_badge(),) if line.major else ()), *(() if line.usual else (line.nature,)))


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
    """Draw what fires next: in small letters, then without what it is about, where all of it does not fit."""
    words, role = due_words(brush, box.width(), line)
    brush.text(painter, box, words, role, line.due_tone)


def due_words(brush: Brush, width: float, line: QueueLine) -> tuple[str, str]:
    """Return the fullest words on what fires next that fit, and the letters they fit in."""
    tries = ((line.fires, "body"), (line.fires, "small"), (line.fires_short, "body"))
    fitting = (found for found in tries if brush.width(*found) <= width)
    return next(fitting, (line.fires_short, "small"))
