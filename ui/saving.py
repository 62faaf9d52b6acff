"""Files that somebody asks for: named safely, never over another one, written off the screen's thread. No Qt."""

import os
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from platformdirs import user_downloads_path

from dispatcher.domain.worlds import World

_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MOST_LETTERS, _MOST_ENDING, _MOST_OCTETS = 100, 16, 200
_MOST_OF_ONE_NAME = 1_000


def folder_of(world: World) -> Path:
    """Return where files of a room are written; those of a simulated room say in their path that they are."""
    return user_downloads_path() / ("readback" if world is World.LIVE else "readback simulated")


def safe_name(said: str) -> str:
    """Return a file name from what a stranger calls a file: in no other folder, hidden nowhere, shown as it is."""
    base = unicodedata.normalize("NFC", said).replace("\\", "/").rpartition("/")[2]
    # Controls, and what turns the order of letters around: `gnp.exe` would be shown as `exe.png`.
    plain = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C")
    plain = " ".join(_UNSAFE.sub("_", plain).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _MOST_ENDING:
        stem, ending = plain, ""
    stem = _cut(stem[:_MOST_LETTERS]).rstrip(". ") or "unnamed"
    name = f"{stem}.{ending}" if ending else stem
    return f"_{name}" if _RESERVED.match(name) else name


class FileKeeper:
    """Writes into one folder, one file after the other. The folder is made when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")

    def save(self, said: str, content: bytes) -> "Future[Path]":
        """Write a file under a safe name, or one beside it; the Future has where it lies, or OSError."""
        return self._writer.submit(self._write, said, content)

    def _write(self, said: str, content: bytes) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in _free(self._folder, safe_name(said)):
            try:
                # Words and pictures of people: nobody else on this machine reads them, and nothing of it runs.
                made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            except FileExistsError:
                continue
            try:
                with os.fdopen(made, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError:
                path.unlink(missing_ok=True)
                raise
            return path
        raise FileExistsError(f"{self._folder} holds {_MOST_OF_ONE_NAME:,} files of that name already")


def _free(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, ending = Path(name).stem, Path(name).suffix
    for number in range(2, _MOST_OF_ONE_NAME + 1):
        yield folder / f"{stem} ({number}){ending}"


def _cut(stem: str) -> str:
    """Return as much of a name as every file system takes: they count octets."""
    return stem.encode("utf-8", "replace")[:_MOST_OCTETS].decode("utf-8", "ignore")
