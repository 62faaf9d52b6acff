"""What a test of the screen left behind: windows, running timers that nobody owns, processes."""

import gc
import multiprocessing
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, slots=True)
class Living:
    """What there is at one moment, each by what tells it apart, with words that name it."""

    windows: dict[int, str]
    timers: dict[int, str]
    processes: dict[int, str]


def settle() -> None:
    """Let what was told to go be gone: deferred deletions, then cycles, which may hold widgets, then theirs."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def living() -> Living:
    """Look around. Call `settle` first."""
    return Living(
        {_address(widget): _name(widget) for widget in QApplication.topLevelWidgets()},
        {id(timer): f"a timer of {timer.interval()} ms runs and has no parent" for timer in _running()},
        {child.pid or 0: f"process {child.name} runs" for child in multiprocessing.active_children()},
    )


def left_behind(before: Living) -> list[str]:
    """Return in words what there is now and was not before."""
    now = living()
    return [
        words
        for old, new in zip(
            (before.windows, before.timers, before.processes), (now.windows, now.timers, now.processes), strict=True
        )
        for key, words in new.items()
        if key not in old
    ]


def _running() -> list[QTimer]:
    timers = [thing for thing in gc.get_objects() if isinstance(thing, QTimer) and shiboken6.isValid(thing)]
    return [timer for timer in timers if timer.isActive() and timer.parent() is None]


def _address(widget: QWidget) -> int:
    return shiboken6.getCppPointer(widget)[0]


def _name(widget: QWidget) -> str:
    shown = "shown" if widget.isVisible() else "hidden"
    return f"{shown} window {type(widget).__name__} {widget.objectName()!r} ({widget.windowTitle()!r})"
