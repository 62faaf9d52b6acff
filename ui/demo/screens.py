"""Which screen a program would get, found out before Qt is asked: Qt ends the whole program when there is none."""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from ctypes import c_void_p
from pathlib import Path

PLATFORM_KEY = "QT_QPA_PLATFORM"
WIDTH, HEIGHT = 1920, 1080
_HIDDEN = ("offscreen", "minimal")


def has_screen(environment: Mapping[str, str] = os.environ, answers: Callable[[str], bool] | None = None) -> bool:
    """Whether a window would be seen: the platform that was chosen, else a display that can be opened."""
    chosen = environment.get(PLATFORM_KEY, "")
    if chosen:
        return chosen.partition(":")[0] not in _HIDDEN
    if not sys.platform.startswith("linux"):
        return True
    display = environment.get("DISPLAY", "")
    if display and (answers or x_answers)(display):
        return True
    return bool(environment.get("WAYLAND_DISPLAY")) and wayland_answers(environment)


def why_not(environment: Mapping[str, str] = os.environ) -> str:
    """Say what was looked for in vain."""
    if environment.get(PLATFORM_KEY):
        return f"{PLATFORM_KEY} is {environment[PLATFORM_KEY]}"
    named = [f"{key}={environment[key]}" for key in ("DISPLAY", "WAYLAND_DISPLAY") if environment.get(key)]
    return f"{' and '.join(named)} cannot be opened" if named else "neither DISPLAY nor WAYLAND_DISPLAY is set"


def x_answers(display: str) -> bool:
    """Whether an X server lets us in, asked by the library that Qt will ask."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    is_open = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return is_open


def wayland_answers(environment: Mapping[str, str]) -> bool:
    """Whether a Wayland compositor listens."""
    path = Path(environment.get("XDG_RUNTIME_DIR", "/")) / environment.get("WAYLAND_DISPLAY", "")
    with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        line.connect(str(path))
        return True
    return False


def use_virtual_screen(folder: Path) -> None:
    """Let Qt paint upon a screen of its own that nobody sees. It needs nothing but Qt."""
    screen = {"name": "virtual", "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "logicalDpi": 96, "dpr": 1}
    described = folder / "screen.json"
    described.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ[PLATFORM_KEY] = f"offscreen:configfile={described}"
