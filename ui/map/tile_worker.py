"""The tile process: takes one key after the other from a pipe, answers with pixels and names. Ends with the pipe."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from PySide6.QtGui import QImage

from dispatcher.geo.errors import UnreadablePack
from dispatcher.geo.map_pack import MapPack
from ui.map.label_anchors import Anchor, Anchors
from ui.map.mercator import world_side
from ui.map.tile_painter import Sheet, paint_tile
from ui.map.view import STEPS_PER_ZOOM

TILE_PX = 512
"""The side of a tile in device pixels."""


class Pipe(Protocol):
    """One end of a connection between two processes."""

    def send(self, obj: Any, /) -> None:
        """Pass a value to the other end."""
        ...

    def recv(self) -> Any:
        """Wait for a value; EOFError when the other end closed."""
        ...

    def close(self) -> None:
        """Close this end."""
        ...


class TileKey(NamedTuple):
    """Which tile: `look` names the theme, `step` the zoom, `ratio` device pixels per pixel."""

    look: str
    step: int
    x: int
    y: int
    ratio: float

    @property
    def side(self) -> float:
        """Its side in pixels of the screen."""
        return TILE_PX / self.ratio

    @property
    def zoom(self) -> float:
        """The zoom it is painted for."""
        return self.step / STEPS_PER_ZOOM


class Asked(NamedTuple):
    """A tile that is wanted, in colours by token."""

    key: TileKey
    colors: Mapping[str, str]


class Answered(NamedTuple):
    """A painted tile: RGB32 pixels in rows; or no pixels, and the reason."""

    key: TileKey | None
    pixels: bytes
    anchors: tuple[Anchor, ...]
    trouble: str


def serve(path: str, pipe: Pipe) -> None:
    """Answer until the other end closes."""
    try:
        pack = MapPack(Path(path))
    except UnreadablePack as error:
        pipe.send(Answered(None, b"", (), str(error)))
        return
    with pack:
        names = Anchors(pack)
        while True:
            try:
                asked: Asked | None = pipe.recv()
                if asked is None:
                    return
                pipe.send(answer(pack, names, asked))
            except (EOFError, OSError, KeyboardInterrupt):
                return


def answer(pack: MapPack, names: Anchors, asked: Asked) -> Answered:
    """Paint one tile."""
    key = asked.key
    side, world = key.side, world_side(key.zoom)
    image = QImage(TILE_PX, TILE_PX, QImage.Format.Format_RGB32)
    try:
        sheet = Sheet(key.zoom, key.x * side, key.y * side, side, asked.colors)
        paint_tile(pack, image, sheet, key.ratio)
        anchors = names.within(key.zoom, key.x * side / world, key.y * side / world, side / world)
    except UnreadablePack as error:
        return Answered(key, b"", (), str(error))
    return Answered(key, bytes(image.constBits()), tuple(anchors), "")
