"""An invisible screen with a keyboard before it: the program is used here as a person uses it."""

import os
import select
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from PySide6.QtGui import QImage

from radio.line_clock import LineClock
from tests.helpers.screen_words import Place, find_words
from tests.helpers.screen_x11 import X11, DisplayError, Window

WIDTH, HEIGHT = 1366, 768
SHOTS = Path(__file__).resolve().parents[2] / "build" / "shots"
_START_S = 15.0
_LOOK_AGAIN_S = 0.02

Seen = TypeVar("Seen")


def eventually(look: Callable[[], Seen], what: str, within_s: float = 15.0) -> Seen:
    """Look until there is something to see; AssertionError saying what was waited for when the time is over."""
    clock, pause = LineClock(), threading.Event()
    until = clock.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        assert clock.monotonic() < until, f"not within {within_s:g} s: {what}"
        pause.wait(_LOOK_AGAIN_S)


class Screen:
    """A display of its own (Xvfb). Nobody manages windows here, so it places the program's window itself."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        self._xvfb = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        try:
            self.display = f":{_number_from(reading)}"
            self._x = X11(int(self.display[1:]))
        except BaseException:
            self._end()
            raise
        finally:
            os.close(reading)

    def presses(self, *chords: str) -> None:
        """Press keys one after the other, such as `F2`, `ctrl+Return`."""
        for chord in chords:
            self._x.press(chord)

    def types(self, text: str) -> None:
        """Type a text where the caret is."""
        self._x.type(text)

    def wait_for_window(self, within_s: float = 30.0) -> None:
        """Wait for the program's window, lay it over the whole screen and give it the keyboard."""
        window = eventually(self._window, "the program's window", within_s)
        self._x.place(window, self._x.width, self._x.height)

    def asks_to_close(self) -> None:
        """Close the window as by its cross."""
        window = self._window()
        assert window is not None, "there is no window to close"
        self._x.ask_to_close(window)

    def has_window(self) -> bool:
        """Whether a window can be seen."""
        return self._window() is not None

    def picture(self) -> QImage:
        """Return what can be seen now."""
        pixels = self._x.pixels()
        return QImage(pixels, self._x.width, self._x.height, self._x.width * 4, QImage.Format.Format_RGB32).copy()

    def shoot(self, name: str) -> Path:
        """Keep a picture for people, in build/shots."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"e2e-{name}.png"
        assert self.picture().save(str(path))
        return path

    def places_of(self, words: str, role: str = "body", tone: str = "text") -> list[Place]:
        """Return where words stand, in a font and an ink of the theme."""
        return find_words(self.picture(), words, role, tone)

    def shows(self, words: str, role: str = "body", tone: str = "text", within_s: float = 10.0) -> None:
        """Assert that words come to stand on the screen."""
        try:
            eventually(lambda: self.places_of(words, role, tone), f"“{words}” on the screen ({role}, {tone})", within_s)
        except AssertionError:
            self.shoot("failed")
            raise

    def does_not_show(self, words: str, role: str = "body", tone: str = "text") -> None:
        """Assert that words are not on the screen now."""
        found = self.places_of(words, role, tone)
        assert not found, f"“{words}” ({role}, {tone}) is on the screen at {found}"

    def close(self) -> None:
        """Take the screen away."""
        self._x.close()
        self._end()

    def __enter__(self) -> "Screen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _window(self) -> Window | None:
        with suppress(DisplayError):  # a window may go while it is looked at
            return next((window for window in self._x.windows() if window.width > WIDTH // 2), None)
        return None

    def _end(self) -> None:
        self._xvfb.terminate()
        self._xvfb.wait(10.0)


def _number_from(descriptor: int) -> int:
    text = b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], _START_S)
        piece = os.read(descriptor, 16) if ready else b""
        assert piece, "Xvfb did not start"
        text += piece
    return int(text)
