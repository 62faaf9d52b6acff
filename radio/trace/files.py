"""A file that grows to a bound and then becomes NAME.1, and whose troubles never stop a channel."""

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

_log = logging.getLogger(__name__)

TRY_AGAIN_S = 10.0  # a disk that was full, a folder that went
LOOK_S = 5.0  # how long lines may go into a file whose name was taken away


class BoundedFile:
    """Appends lines, mode 0600. Thread: one."""

    def __init__(self, path: Path, most_files: int) -> None:
        """`most_files`: NAME and the older ones together."""
        self._path = path
        self._most_files = most_files
        self._fd: int | None = None
        self._size = 0
        self._openings = 0
        self._look_at: datetime | None = None
        self._try_at: datetime | None = None
        self._trouble = ""

    @property
    def size(self) -> int:
        """Octets in NAME."""
        return self._size

    @property
    def openings(self) -> int:
        """How often a file was opened under this name."""
        return self._openings

    def is_ready(self, at: datetime) -> bool:
        """Open NAME unless it is open and still where it was; False while it cannot be written."""
        if self._fd is not None and not _is_within(at, self._look_at, LOOK_S):
            self._look_at = at + timedelta(seconds=LOOK_S)
            if not self._is_where_it_was():
                self.close()
        if self._fd is not None:
            return True
        if _is_within(at, self._try_at, TRY_AGAIN_S):
            return False
        try:
            self._open()
        except OSError as error:
            self._fail(error, at)
            return False
        self._look_at = at + timedelta(seconds=LOOK_S)
        return True

    def is_open(self) -> bool:
        """Tell whether lines are being taken."""
        return self._fd is not None

    def append(self, lines: list[str], at: datetime) -> bool:
        """Write whole lines; False when they are lost."""
        if self._fd is None:
            return False
        data = "".join(f"{line}\n" for line in lines).encode("ascii", "replace")
        try:
            written = os.write(self._fd, data)
        except OSError as error:
            self._fail(error, at)
            return False
        self._size += written
        if written < len(data):
            self._fail(OSError(28, os.strerror(28)), at)
            return False
        if self._trouble:
            _log.info("the trace %s is written again", self._path)
            self._trouble = ""
        return True

    def rotate(self, at: datetime) -> None:
        """Let NAME become NAME.1, and so on; the oldest goes. What fails is tried again with the next open."""
        self.close()
        try:
            for number in range(self._most_files - 1, 0, -1):
                older = self._numbered(number - 1)
                if older.exists():
                    older.replace(self._numbered(number))
            if self._most_files == 1:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            self._fail(error, at)

    def close(self) -> None:
        """Release the file."""
        fd, self._fd = self._fd, None
        if fd is not None:
            try:
                os.close(fd)
            except OSError:
                _log.debug("the trace %s could not be closed", self._path)

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path

    def _open(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._path.chmod(0o600)
            size = os.lseek(fd, 0, os.SEEK_END)
            # A crash or a full disk may have torn the last line; the next one must not grow on to it.
            if size:
                os.lseek(fd, -1, os.SEEK_END)
                size += os.write(fd, b"\n") if os.read(fd, 1) != b"\n" else 0
        except OSError:
            os.close(fd)
            raise
        self._fd, self._size = fd, size
        self._openings += 1

    def _is_where_it_was(self) -> bool:
        if self._fd is None:
            return False
        try:
            named, held = self._path.stat(), os.fstat(self._fd)
        except OSError:
            return False
        return (named.st_ino, named.st_dev) == (held.st_ino, held.st_dev)

    def _fail(self, error: OSError, at: datetime) -> None:
        self.close()
        self._try_at = at + timedelta(seconds=TRY_AGAIN_S)
        reason = error.strerror or type(error).__name__
        if reason != self._trouble:
            self._trouble = reason
            _log.warning("the trace %s is not written: %s; the channel goes on without it", self._path, reason)


def _is_within(at: datetime, until: datetime | None, seconds: float) -> bool:
    """Tell whether a pause that ends at `until` still goes on, also when the clock was set back meanwhile."""
    return until is not None and until - timedelta(seconds=seconds) <= at < until
