"""Icons by name: drawn from SVG in the inks of the theme, sharp at any size and device pixel ratio."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import icons_dir
from ui.actions import ActionId
from ui.theme import Theme

APPLICATION = "readback"
"""The one icon with colours of its own: the window's."""
_INK = b"currentColor"
_MOST_KEPT = 400
_Key = tuple[str, str, str, int, int, float]
_drawn: dict[_Key, QPixmap] = {}

ACTION_ICONS: Mapping[ActionId, str] = {
    ActionId.NEW_CALL: "new_call",
    ActionId.COMMAND_LINE: "command_line",
    ActionId.QUEUE: "queue",
    ActionId.CARD: "card",
    ActionId.UNITS: "units",
    ActionId.TAKE_ATTENTION: "attention",
    ActionId.DELEGATE: "next",
    ActionId.NEXT_VOICE_TASK: "voice",
    ActionId.CHANNELS: "heartbeat",
    ActionId.INBOUND: "message",
    ActionId.CONTACTS: "letter",
    ActionId.SIGN_ON: "sign_on",
    ActionId.MUTE: "mute",
    ActionId.MAP: "map",
    ActionId.PENDING: "hourglass",
    ActionId.WORKSPACE_DISPATCH: "workspace",
    ActionId.WORKSPACE_RADIO: "radio_up",
    ActionId.WORKSPACE_SUPERVISION: "unguarded",
    ActionId.POLICIES: "ladder",
    ActionId.KNOWN: "landmark",
    ActionId.SEARCH: "search",
    ActionId.LARGE_MAP: "whole_map",
    ActionId.PLACE_ON_MAP: "pin",
    ActionId.THEME_NIGHT: "night",
    ActionId.THEME_DAY: "day",
    ActionId.THEME_CONTRAST: "theme",
    ActionId.TEXT_LARGER: "text_larger",
    ActionId.TEXT_SMALLER: "text_smaller",
    ActionId.SIMULATION_PAUSE: "pause",
    ActionId.SIMULATION_FASTER: "faster",
    ActionId.SIMULATION_SLOWER: "slower",
    ActionId.HELP: "help",
    ActionId.QUIT: "quit",
}
"""Icons of the menus. An action without one has none on purpose: a picture for every line is noise."""


class UnknownIcon(Exception):
    """No icon goes by that name; the text says which there are."""


@cache
def names() -> tuple[str, ...]:
    """Return every icon there is, but the application's own."""
    return tuple(sorted(path.stem for path in icons_dir().glob("*.svg") if path.stem != APPLICATION))


def icon(name: str, theme: Theme, tone: str = "text") -> QIcon:
    """Return an icon in the ink of a token; it follows the theme by itself, and is muted while it is disabled.

    Raises:
        UnknownIcon: there is none of that name.
    """
    _check(name)
    return QIcon(_Engine(name, theme, tone))


def pixmap(name: str, theme: Theme, size: int, ratio: float, tone: str = "text") -> QPixmap:
    """Return an icon as a square of so many logical pixels, drawn for a device pixel ratio.

    Raises:
        UnknownIcon: there is none of that name.
    """
    _check(name)
    return _pixmap(name, theme, tone, QSize(size, size), ratio)


def application_icon() -> QIcon:
    """Return the window's icon, in the sizes that window managers ask for."""
    made, renderer = QIcon(), _renderer((icons_dir() / f"{APPLICATION}.svg").read_bytes())
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_render(renderer, QSize(side, side), 1.0))
    return made


class _Engine(QIconEngine):
    """Draws when it is asked, so that nothing is drawn that nobody sees."""

    def __init__(self, name: str, theme: Theme, tone: str) -> None:
        super().__init__()
        self._name, self._theme, self._tone = name, theme, tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into a rectangle, at the painter's own device pixel ratio."""
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, _pixmap(self._name, self._theme, self._ink(mode), rect.size(), ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return it in so many device pixels."""
        return _pixmap(self._name, self._theme, self._ink(mode), size, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return it in so many logical pixels, drawn for a ratio."""
        return _pixmap(self._name, self._theme, self._ink(mode), size, scale)

    def clone(self) -> QIconEngine:
        """Return another one alike."""
        return _Engine(self._name, self._theme, self._tone)

    def _ink(self, mode: QIcon.Mode) -> str:
        return "text_muted" if mode is QIcon.Mode.Disabled else self._tone


def _check(name: str) -> None:
    if name not in names():
        raise UnknownIcon(f"no icon {name!r}; there are {', '.join(names())}")


@cache
def _source(path: Path) -> bytes:
    return path.read_bytes()


def _renderer(svg: bytes) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg))


def _pixmap(name: str, theme: Theme, tone: str, size: QSize, ratio: float) -> QPixmap:
    color = theme.color(tone).name()
    key = (name, color, theme.name, size.width(), size.height(), ratio)
    if key not in _drawn:
        if len(_drawn) >= _MOST_KEPT:
            _drawn.clear()
        svg = _source(icons_dir() / f"{name}.svg").replace(_INK, color.encode())
        _drawn[key] = _render(_renderer(svg), size, ratio)
    return _drawn[key]


def _render(renderer: QSvgRenderer, size: QSize, ratio: float) -> QPixmap:
    drawn = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(0)
    side = min(size.width(), size.height())
    where = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
    painter = QPainter(drawn)
    renderer.render(painter, where)
    painter.end()
    return QPixmap.fromImage(drawn)
