"""One tile process as the window sees it: what it was asked, its pipe, and a thread that does the waiting."""

import multiprocessing
import weakref
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Signal

from ui.map.tile_worker import Asked, Pipe, TileKey, serve

_GOODBYE_S = 2.0


class Courier(QObject):
    """Brings answers from a thread of its own to the Qt thread, with the number of the process that gave them."""

    arrived = Signal(int, object)
    ended = Signal(int)

    def read(self, number: int, pipe: Pipe) -> None:
        """Read until the pipe ends."""
        try:
            while True:
                self.arrived.emit(number, pipe.recv())
        except (EOFError, OSError):
            pass
        except RuntimeError:
            return  # the window went first
        try:
            self.ended.emit(number)
        except RuntimeError:
            return


class TileProcess:
    """A process that paints tiles of a pack. It ends when it is closed, and when nobody holds it any more.

    Raises:
        OSError, RuntimeError, ValueError: on making it; there is no process to be had.
    """

    def __init__(self, number: int, pack: Path, courier: Courier) -> None:
        self.asked: set[TileKey] = set()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(str(pack), there), name="readback-tiles", daemon=True)
        try:
            process.start()
        except (OSError, RuntimeError, ValueError):
            here.close()
            raise
        finally:
            there.close()
        self.process_id = process.pid
        self._pipe: Pipe = here
        # The thread holds the courier, never this: a window that is dropped, a program that quits, must end both.
        reader = Thread(target=courier.read, args=(number, here), name="map-tiles", daemon=True)
        reader.start()
        self._end = weakref.finalize(self, _end, process, reader, here)

    def ask(self, asked: Asked) -> bool:
        """Ask for a tile; False when the pipe is gone, which the courier tells as well."""
        try:
            self._pipe.send(asked)
        except OSError:
            return False
        self.asked.add(asked.key)
        return True

    def close(self) -> None:
        """End process and reader."""
        self._end()


def _end(process: SpawnProcess, reader: Thread, pipe: Pipe) -> None:
    process.terminate()
    process.join(_GOODBYE_S)
    if process.is_alive():
        process.kill()
        process.join(_GOODBYE_S)
    process.close()
    reader.join(_GOODBYE_S)
    pipe.close()
