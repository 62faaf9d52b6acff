"""Pictures of the window, for whoever was not there."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

FOLDER = Path("build/shots")
_PREFIX = "tour-"


def make_room(folder: Path = FOLDER) -> None:
    """Make the folder of pictures, and remove what an earlier tour left there.

    Raises:
        OSError: pictures cannot be kept there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob(f"{_PREFIX}*.png"), folder / "failed.png"):
        old.unlink(missing_ok=True)


class Camera:
    """Keeps pictures in a folder; those of an earlier tour go first."""

    def __init__(self, window: QWidget, folder: Path = FOLDER) -> None:
        self._window, self._folder = window, folder

    def shoot(self, name: str) -> Path:
        """Keep what the window shows now, and return where.

        Raises:
            OSError: the picture cannot be written.
        """
        path = self._folder / (f"{name}.png" if name == "failed" else f"{_PREFIX}{name}.png")
        if not self._window.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        return path
