"""Errors of the radio package, split by who must act."""

import traceback
from pathlib import PurePath


class RadioError(Exception):
    """Base of every error raised by radio."""


class ConfigurationError(RadioError):
    """A channel is configured wrongly; the text says what, where and what to do."""


class LinkUnavailable(RadioError):
    """The port cannot be opened now: missing, taken by another program, or refused."""


class LinkLost(RadioError):
    """The port was open and is gone: unplugged, closed by the peer, or stuck.

    `unwritten`: octets at the end of the write that failed which surely did not leave.
    """

    def __init__(self, message: str, unwritten: int = 0) -> None:
        super().__init__(message)
        self.unwritten = unwritten


class UnreadableTrace(RadioError):
    """A file that cannot be played as a trace; the text says why."""


def fault_words(error: BaseException) -> str:
    """Return what a log may say of a fault: its kind and where, never its text, which may hold a person's words."""
    frames = traceback.extract_tb(error.__traceback__)
    where = ", ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where or 'an unknown place'}"
