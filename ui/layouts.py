"""Where windows and panels stood, per operator and set of monitors. No Qt: boxes are x, y, width, height in pixels."""

import base64
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = 1
_GRIP = (200, 40)
"""So much of a window's upper edge must be on a monitor for a hand to find it."""

Box = tuple[int, int, int, int]


class Layout(BaseModel):
    """One kept layout."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: Box
    maximised: bool
    panels: str  # base64 of what Qt made of the docks
    workspace: str = "dispatch"  # of ui.widgets.arrangements
    theme: str
    scale: float


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    layouts: dict[str, Layout] = {}


@dataclass(frozen=True, slots=True)
class LayoutKey:
    """Whose layout, and for which monitors."""

    operator: str
    monitors: str


def monitor_set(screens: Iterable[Box]) -> str:
    """Name a set of monitors by their sizes and places, whatever the order they are told in."""
    return " ".join(f"{width}x{height}{x:+d}{y:+d}" for x, y, width, height in sorted(screens))


def can_be_seen(window: Box, screens: Iterable[Box]) -> bool:
    """Whether enough of the upper edge is on some monitor for a hand to take hold of it."""
    x, y, width, _ = window
    wanted_width, wanted_height = min(_GRIP[0], width), _GRIP[1]
    for left, top, across, down in screens:
        seen = min(x + width, left + across) - max(x, left)
        if seen >= wanted_width and top <= y and y + wanted_height <= top + down:
            return True
    return False


def onto_a_monitor(window: Box, screens: Sequence[Box]) -> Box:
    """Return the window as it was when it can be seen, else on the first monitor, no larger than that."""
    if can_be_seen(window, screens):
        return window
    left, top, across, down = screens[0]
    width, height = min(window[2], across), min(window[3], down)
    return left + (across - width) // 2, top + (down - height) // 2, width, height


class LayoutBook:
    """Kept layouts in one file. A file that cannot be read is left alone and `trouble` says why."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = _File()
        self.trouble = ""
        if path is not None and path.is_file():
            self._read(path)

    def find(self, key: LayoutKey) -> Layout | None:
        """Return the layout kept for this operator with these monitors."""
        return self._file.layouts.get(_name(key))

    def keep(self, key: LayoutKey, layout: Layout) -> None:
        """Remember a layout; `write` makes it last."""
        self._file.layouts[_name(key)] = layout

    def write(self) -> None:
        """Write the file in one go. OSError when that fails; the old one is whole then."""
        if self._path is None or self.trouble:
            return
        beside = self._path.with_suffix(f".{os.getpid()}.new")  # another window of this home may write at the same time
        beside.write_text(self._file.model_dump_json(indent=1), encoding="utf-8")
        beside.replace(self._path)

    def _read(self, path: Path) -> None:
        try:
            found = _File.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, ValidationError) as error:
            first = str(error).splitlines()[0]
            self.trouble = f"{path} cannot be read ({first}); panels stand as they do at first, delete it to keep them"
            return
        if found.format != FORMAT:
            self.trouble = f"{path} has format {found.format}, this program writes {FORMAT}; it is left alone"
            return
        self._file = found


def packed(panels: bytes) -> str:
    """Return bytes as text that a layout can hold."""
    return base64.b64encode(panels).decode("ascii")


def unpacked(panels: str) -> bytes:
    """Return the bytes that `packed` put away; nothing when the text is damaged."""
    try:
        return base64.b64decode(panels, validate=True)
    except ValueError:
        return b""


def _name(key: LayoutKey) -> str:
    return f"{key.operator or '-'} | {key.monitors}"
