"""Names beside marks: each only where it covers neither a mark nor another name; the chosen and the worst first."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from ui.map.symbols import clear_of
from ui.theme import Theme

_KEPT = 700
_CELL_PX = 40.0


Box = tuple[float, float, float, float]


class Wish(NamedTuple):
    """A name that wants a place: `texts` from the longest to the shortest, `aside` pixels off the mark's middle."""

    texts: tuple[str, ...]
    token: str
    x: float
    y: float
    aside: float
    must: bool = False


class Callout(NamedTuple):
    """A name that found one: x and y of the layout's world, and where its upper left corner is beside them."""

    text: str
    token: str
    x: float
    y: float
    right: float
    down: float


class Rectangles:
    """Boxes that are taken."""

    def __init__(self) -> None:
        self._cells: Mapping[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take a box."""
        for cell in self._over(left, top, right, bottom):
            self._cells[cell].append((left, top, right, bottom))

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether a box meets none that is taken."""
        return not any(
            left < far_right and far_left < right and top < far_bottom and far_top < bottom
            for cell in self._over(left, top, right, bottom)
            for far_left, far_top, far_right, far_bottom in self._cells.get(cell, ())
        )

    @staticmethod
    def _over(left: float, top: float, right: float, bottom: float) -> Iterable[tuple[int, int]]:
        for column in range(int(left // _CELL_PX), int(right // _CELL_PX) + 1):
            for row in range(int(top // _CELL_PX), int(bottom // _CELL_PX) + 1):
                yield column, row


class Plates:
    """Small plates with words; made once, the most recently used are kept."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._sizes: dict[tuple[str, float], tuple[int, int]] = {}

    def size(self, text: str) -> tuple[int, int]:
        """Return width and height."""
        found = self._sizes.get((text, self._theme.scale))
        if found is None:
            if len(self._sizes) > 4 * _KEPT:
                self._sizes.clear()
            metrics = QFontMetricsF(self._theme.font("small"))
            wide, high = metrics.horizontalAdvance(text), metrics.height()
            found = self._sizes[text, self._theme.scale] = round(wide) + self._theme.space(2), round(high) + 2
        return found

    def get(self, text: str, token: str, ratio: float) -> QPixmap:
        """Return the picture of a plate."""
        key = (text, token, ratio, self._theme.look)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        wide, high = self.size(text)
        pixmap = QPixmap(round(wide * ratio), round(high * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(clear_of(self._theme))
        painter = QPainter(pixmap)
        self._draw(painter, text, token, QRectF(0, 0, wide, high))
        painter.end()
        self._kept[key] = pixmap
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return pixmap

    def _draw(self, painter: QPainter, text: str, token: str, box: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._theme.color("map_symbol_ground")
        ground.setAlphaF(0.84)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.color(token))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def lay_out(wishes: Sequence[Wish], taken: Rectangles, plates: Plates, frame: Box) -> list[Callout]:
    """Give each name a place right, left, below or above its mark; who must be named is, whatever that covers.

    What stands in the frame (the window) is named in it or not at all, what stands outside is not named in it: no edge
    cuts a name.
    """
    found: list[Callout] = []
    for wish in wishes:
        for text in wish.texts:
            wide, high = plates.size(text)
            spots = (
                (wish.aside, -high / 2), (-wish.aside - wide, -high / 2), (-wide / 2, wish.aside - 2),
                (-wide / 2, -wish.aside - high + 2),
            )  # fmt: skip
            spot = next((spot for spot in spots if _fits(taken, wish, spot, (wide, high), frame)), None)
            if spot is None and wish.must and text == wish.texts[-1]:
                spot = next((spot for spot in spots if _inside(wish, spot, (wide, high), frame)), spots[0])
            if spot is not None:
                taken.take(wish.x + spot[0], wish.y + spot[1], wish.x + spot[0] + wide, wish.y + spot[1] + high)
                found.append(Callout(text, wish.token, wish.x, wish.y, *spot))
                break
    return found


def _fits(taken: Rectangles, wish: Wish, spot: tuple[float, float], size: tuple[int, int], frame: Box) -> bool:
    left, top = wish.x + spot[0], wish.y + spot[1]
    return taken.free(left, top, left + size[0], top + size[1]) and _inside(wish, spot, size, frame)


def _inside(wish: Wish, spot: tuple[float, float], size: tuple[int, int], frame: Box) -> bool:
    left, top = wish.x + spot[0], wish.y + spot[1]
    right, bottom = left + size[0], top + size[1]
    if frame[0] <= wish.x <= frame[2] and frame[1] <= wish.y <= frame[3]:
        return frame[0] <= left and frame[1] <= top and right <= frame[2] and bottom <= frame[3]
    return right < frame[0] or left > frame[2] or bottom < frame[1] or top > frame[3]
