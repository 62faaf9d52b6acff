"""Tiles by key: the most recently used are kept, the missing are asked of the tile process, few at a time.

The process is asked for at most `_AHEAD` tiles at once and the next is chosen when one arrives: what the newest view
needs comes first, and what no view needs any more is never painted.
"""

import multiprocessing
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from ui.map.label_anchors import Anchor
from ui.map.tile_worker import TILE_PX, Answered, Asked, Pipe, TileKey, serve
from ui.wording import tr

KEPT = 96
"""A tile is a megabyte; a window of 1920 x 1080 shows 24 at most."""
_AHEAD = 2
_GOODBYE_S = 2.0


class Tile(NamedTuple):
    """A painted tile and what may be named in it."""

    pixmap: QPixmap
    anchors: tuple[Anchor, ...]


class Courier(QObject):
    """Brings answers from a thread of its own, where waiting hurts nobody, to the Qt thread."""

    arrived = Signal(object)
    ended = Signal()

    def read(self, pipe: Pipe) -> None:
        """Read until the pipe ends."""
        try:
            while True:
                self.arrived.emit(pipe.recv())
        except (EOFError, OSError):
            pass
        try:
            self.ended.emit()
        except RuntimeError:
            return  # the window went first


class TileStore(QObject):
    """`arrived` whenever a tile came, `troubled` with the reason when none will come. Close it before it goes."""

    arrived = Signal()
    troubled = Signal(str)

    def __init__(self, pack: Path, parent: QObject | None = None, *, kept: int = KEPT) -> None:
        super().__init__(parent)
        self._pack, self._kept = pack, kept
        self._tiles: OrderedDict[TileKey, Tile] = OrderedDict()
        self._wanted: list[TileKey] = []
        self._asked: set[TileKey] = set()
        self._colors: Mapping[str, str] = {}
        self._process: SpawnProcess | None = None
        self._pipe: Pipe | None = None
        self._end: Callable[[], object] | None = None
        self._courier = Courier(self)
        self._courier.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._courier.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self.trouble = ""
        self.painted = 0

    @property
    def process_id(self) -> int | None:
        """The tile process, while there is one."""
        return self._process.pid if self._process is not None else None

    @property
    def idle(self) -> bool:
        """Whether all that is wanted is here, or will never be."""
        return bool(self.trouble) or not (self._asked or self._wanted)

    def start(self) -> None:
        """Start the tile process; a failure becomes `trouble`."""
        if self._process is not None or self.trouble:
            return
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(str(self._pack), there), name="readback-tiles", daemon=True)
        try:
            process.start()
        except (OSError, RuntimeError, ValueError) as error:
            here.close()
            self._give_up(tr("the process that draws the map did not start: {error}", error=error))
            return
        finally:
            there.close()
        self._process, self._pipe = process, here
        reader = Thread(target=self._courier.read, args=(here,), name="map-tiles", daemon=True)
        reader.start()
        # Also when nobody closes it: a window that is dropped, a program that quits.
        self._end = weakref.finalize(self, _end, process, reader, here)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    @Slot()
    def close(self) -> None:
        """End the process and its reader."""
        self._wanted.clear()
        self._asked.clear()
        self._process = self._pipe = None
        if self._end is not None:
            self._end()

    def get(self, key: TileKey) -> Tile | None:
        """Return a tile that is here."""
        tile = self._tiles.get(key)
        if tile is not None:
            self._tiles.move_to_end(key)
        return tile

    def steps(self, look: str, ratio: float) -> set[int]:
        """Return the steps of zoom of which any tile is here."""
        return {key.step for key in self._tiles if key.look == look and key.ratio == ratio}

    def want(self, keys: Iterable[TileKey], colors: Mapping[str, str]) -> None:
        """Want these tiles, the first most, and no others any more."""
        self._colors = colors
        self._wanted = [key for key in keys if key not in self._tiles and key not in self._asked]
        self._ask()

    def _ask(self) -> None:
        while self._wanted and len(self._asked) < _AHEAD and self._pipe is not None:
            key = self._wanted.pop(0)
            try:
                self._pipe.send(Asked(key, self._colors))
            except OSError:
                return  # its end is told by the reader
            self._asked.add(key)

    @Slot(object)
    def _on_arrived(self, answered: Answered) -> None:
        if self._pipe is None:
            return
        if answered.trouble or answered.key is None:
            self._give_up(answered.trouble)
            return
        self._asked.discard(answered.key)
        stride = TILE_PX * 4
        image = QImage(answered.pixels, TILE_PX, TILE_PX, stride, QImage.Format.Format_RGB32)
        pixmap = QPixmap.fromImage(image.copy())
        pixmap.setDevicePixelRatio(1.0)
        self._tiles[answered.key] = Tile(pixmap, answered.anchors)
        self.painted += 1
        while len(self._tiles) > self._kept:
            self._tiles.popitem(last=False)
        self._ask()
        self.arrived.emit()

    @Slot()
    def _on_ended(self) -> None:
        if self._pipe is not None and not self.trouble:
            self._give_up(tr("the process that draws the map ended"))

    def _give_up(self, why: str) -> None:
        self.trouble = why
        self._asked.clear()
        self._wanted.clear()
        self.troubled.emit(why)


def _end(process: SpawnProcess, reader: Thread, pipe: Pipe) -> None:
    process.terminate()
    process.join(_GOODBYE_S)
    if process.is_alive():
        process.kill()
        process.join(_GOODBYE_S)
    process.close()
    reader.join(_GOODBYE_S)
    pipe.close()
