"""Every octet of a line with its direction and time: the first thing to ask for when a channel misbehaves."""

from radio.trace.entries import About, Entry, Kind
from radio.trace.reading import Torn, read_trace, with_older
from radio.trace.words import Direction, NoTrace, TakesSteps, Trace, visible
from radio.trace.writing import Bounds, FileTrace

__all__ = [
    "About", "Bounds", "Direction", "Entry", "FileTrace", "Kind", "NoTrace", "TakesSteps", "Torn", "Trace",
    "read_trace", "visible", "with_older",
]  # fmt: skip
