"""Tiles by key: the most recently used are kept, the missing are asked of tile processes, few at a time.

A process is asked for at most `_AHEAD` tiles at once and the next is chosen when one arrives: what the newest view
needs comes first, and what no view needs any more is never painted.
"""

import itertools
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from ui.map.label_anchors import Anchor
from ui.map.tile_process import Courier, TileProcess
from ui.map.tile_worker import TILE_PX, Answered, Asked, TileKey
from ui.wording import tr

KEPT = 96
"""A tile is a megabyte; a window of 1920 x 1080 shows 24 at most."""
RESTARTS = 3
"""So often a process that died is started again, until `_FORGIVEN_AFTER` more tiles are painted."""
_FORGIVEN_AFTER = 200
_PROCESSES = 1
_AHEAD = 2


class Tile(NamedTuple):
    """A painted tile and what may be named in it."""

    pixmap: QPixmap
    anchors: tuple[Anchor, ...]


class TileStore(QObject):
    """`arrived` whenever a tile came, `troubled` with the reason when none will come. Close it before it goes."""

    arrived = Signal()
    troubled = Signal(str)
    restarted = Signal(str)

    def __init__(self, pack: Path, parent: QObject | None = None, *, kept: int = KEPT) -> None:
        super().__init__(parent)
        self._pack, self._kept = pack, kept
        self._tiles: OrderedDict[TileKey, Tile] = OrderedDict()
        self._wanted: list[TileKey] = []
        self._colors: Mapping[str, str] = {}
        self._processes: dict[int, TileProcess] = {}
        self._numbered = self._restarts = self._restarted_at = 0
        self._courier = Courier(self)
        self._courier.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._courier.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self.trouble = ""
        self.painted = 0

    @property
    def process_id(self) -> int | None:
        """The first tile process, while there is one."""
        return next((process.process_id for process in self._processes.values()), None)

    @property
    def idle(self) -> bool:
        """Whether all that is wanted is here, or will never be."""
        return bool(self.trouble) or not (self._wanted or any(one.asked for one in self._processes.values()))

    def start(self) -> None:
        """Start the tile processes; a failure becomes `trouble`."""
        if self._processes or self.trouble:
            return
        while len(self._processes) < _PROCESSES and self._begin():
            pass
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    @Slot()
    def close(self) -> None:
        """End the processes and their readers."""
        self._wanted.clear()
        processes, self._processes = self._processes, {}
        for process in processes.values():
            process.close()

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
        asked = {key for process in self._processes.values() for key in process.asked}
        # Wanting more than can be kept would paint for ever.
        nearest = itertools.islice(keys, self._kept - _AHEAD * _PROCESSES)
        self._wanted = [key for key in nearest if key not in self._tiles and key not in asked]
        self._ask()

    def _begin(self) -> bool:
        self._numbered += 1
        try:
            self._processes[self._numbered] = TileProcess(self._numbered, self._pack, self._courier)
        except (OSError, RuntimeError, ValueError) as error:
            self._give_up(tr("the process that draws the map did not start: {error}", error=error))
            return False
        return True

    def _ask(self) -> None:
        for process in self._processes.values():
            while self._wanted and len(process.asked) < _AHEAD:
                if not process.ask(Asked(self._wanted[0], self._colors)):
                    break
                self._wanted.pop(0)

    @Slot(int, object)
    def _on_arrived(self, number: int, answered: Answered) -> None:
        process = self._processes.get(number)
        if process is None:
            return
        if answered.trouble or answered.key is None:
            self._give_up(answered.trouble)
            return
        process.asked.discard(answered.key)
        image = QImage(answered.pixels, TILE_PX, TILE_PX, TILE_PX * 4, QImage.Format.Format_RGB32)
        pixmap = QPixmap.fromImage(image.copy())
        pixmap.setDevicePixelRatio(1.0)
        self._tiles[answered.key] = Tile(pixmap, answered.anchors)
        self.painted += 1
        if self.painted - self._restarted_at > _FORGIVEN_AFTER:
            self._restarts = 0
        while len(self._tiles) > self._kept:
            self._tiles.popitem(last=False)
        self._ask()
        self.arrived.emit()

    @Slot(int)
    def _on_ended(self, number: int) -> None:
        process = self._processes.pop(number, None)
        if process is None or self.trouble:
            return
        process.close()
        if self._restarts >= RESTARTS:
            self._give_up(tr("the process that draws the map ended {count} times", count=RESTARTS + 1))
            return
        self._restarts, self._restarted_at = self._restarts + 1, self.painted
        # What it was asked may be what ended it: it is asked for again only if the view still wants it.
        if self._begin():
            self.restarted.emit(tr("the process that draws the map ended and was started again"))
            self.arrived.emit()

    def _give_up(self, why: str) -> None:
        self.trouble = why
        self._wanted.clear()
        for process in self._processes.values():
            process.asked.clear()
        self.troubled.emit(why)
