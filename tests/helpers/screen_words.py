"""Reads words off a picture: paints them with the theme's own font and looks for that ink. Needs a QGuiApplication."""

from collections import Counter
from functools import cache
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from ui.theme import Theme

Rows = tuple[bytes, ...]
"""Ink as bytes, 1 or 0, row by row."""
Place = tuple[int, int]

# Letters may begin at any quarter of a pixel, and every offset is painted differently.
_OFFSETS = (0.0, 0.25, 0.5, 0.75)
_PIECE = 18
_PIECES = 14
_MAY_DIFFER = 0.05
_COLOUR_MAY_DIFFER = 30


def find_words(picture: QImage, words: str, role: str, tone: str) -> list[Place]:
    """Return where the words stand in that font and ink (names of the night theme): light on dark, or on_PLATE."""
    theme = Theme.load("night")
    ink = theme.color(tone)
    ground = theme.color(tone.removeprefix("on_") if tone.startswith("on_") else "surface_raised")
    seen = _ink(picture.convertToFormat(QImage.Format.Format_Grayscale8), _luminance(ink), _luminance(ground))
    found: set[Place] = set()
    for offset in _OFFSETS:
        shape = _painted(words, role, offset)
        found |= {place for place in _find(seen, shape) if _is_coloured(picture, place, shape, ink)}
    return sorted(found)


def _is_coloured(picture: QImage, place: Place, shape: Rows, ink: QColor) -> bool:
    """Whether some of the ink, where it covers a pixel whole, has that colour."""
    x, y = place
    pixels = (picture.pixelColor(x + column, y + row) for row, line in enumerate(shape) for column in _inked(line))
    return any(_distance(pixel, ink) <= _COLOUR_MAY_DIFFER for pixel in pixels)


def _inked(line: bytes) -> list[int]:
    return [column for column, ink in enumerate(line) if ink]


def _distance(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


def _find(seen: Rows, shape: Rows) -> list[Place]:
    width, whole = len(seen[0]), b"".join(seen)
    votes: Counter[Place] = Counter()
    for top, left, piece in _telling_pieces(shape):
        at = whole.find(piece)
        while at >= 0:
            y, x = divmod(at, width)
            votes[x - left, y - top] += 1
            at = whole.find(piece, at + 1)
    return [place for place, count in votes.items() if count >= 2 and _is_there(seen, shape, place)]


def _is_there(seen: Rows, shape: Rows, place: Place) -> bool:
    x, y = place
    if x < 0 or y < 0 or y + len(shape) > len(seen) or x + len(shape[0]) > len(seen[0]):
        return False
    differing = sum(
        mine != theirs
        for row, line in enumerate(shape)
        for mine, theirs in zip(line, seen[y + row][x : x + len(line)], strict=True)
    )
    return differing <= _MAY_DIFFER * len(shape) * len(shape[0])


def _telling_pieces(shape: Rows) -> list[tuple[int, int, bytes]]:
    """Return the pieces of rows that say most: (row, column, ink)."""
    pieces = [
        (row, left, line[left : left + _PIECE])
        for row, line in enumerate(shape)
        for left in range(0, max(1, len(line) - _PIECE + 1), _PIECE // 2)
    ]
    return sorted(pieces, key=lambda piece: -sum(a != b for a, b in pairwise(piece[2])))[:_PIECES]


@cache
def _painted(words: str, role: str, offset: float) -> Rows:
    font = Theme.load("night").font(role)
    metrics = QFontMetricsF(font)
    image = QImage(int(metrics.horizontalAdvance(words)) + 6, int(metrics.height()) + 2, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor("white"))
    painter.drawText(QPointF(2 + offset, round(metrics.ascent())), words)
    painter.end()
    return _trimmed(_ink(image.convertToFormat(QImage.Format.Format_Grayscale8), 255, 0))


def _trimmed(rows: Rows) -> Rows:
    inked = [row for row in rows if 1 in row]
    left, right = min(row.find(1) for row in inked), max(row.rfind(1) for row in inked)
    return tuple(row[left : right + 1] for row in inked)


def _ink(grey: QImage, ink: int, ground: int) -> Rows:
    level = (ink + ground) / 2
    table = bytes(int((value >= level) is (ink > ground)) for value in range(256))
    return tuple(bytes(grey.constScanLine(y))[: grey.width()].translate(table) for y in range(grey.height()))


def _luminance(color: QColor) -> int:
    return (color.red() * 11 + color.green() * 16 + color.blue() * 5) // 32
