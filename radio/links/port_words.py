"""What went wrong with a port, in words that somebody in the control room can act on."""

import errno
import re

from radio.errors import LinkUnavailable

try:
    import termios
except ImportError:  # Windows
    _more_errors: tuple[type[Exception], ...] = ()
else:
    _more_errors = (termios.error,)

PORT_ERRORS: tuple[type[Exception], ...] = (OSError, TypeError, ValueError, AttributeError, *_more_errors)
"""What pyserial raises on a port that is gone or closed: SerialException is an OSError, the rest leaks through."""

# On Windows pyserial keeps only the words of the error: PermissionError(13, 'Access is denied.', None, 5).
_WINDOWS = re.compile(r"Error\(\d+, .*, None, (\d+)\)")
_W_NOT_THERE = (2, 3, 433, 1167)  # no such file, path, device; not connected
_W_TAKEN = (5, 32)  # access denied and sharing violation: somebody has it open
_W_DEAD = (31, 121, 995)  # not functioning, semaphore timeout, aborted
_W_SETTINGS = 87  # a parameter that the driver does not know
_TAKEN = (errno.EAGAIN, errno.EBUSY, errno.EWOULDBLOCK)
_NOT_THERE = (errno.ENOENT, errno.ENODEV, errno.ENXIO)
_DEAD = (errno.EIO, errno.ETIMEDOUT)


def unavailable(words: str, error: Exception, holder: str) -> Exception:
    """Return what to raise instead of an error of open; errors of our own stay as they are. `holder`: may be empty."""
    if not isinstance(error, PORT_ERRORS):
        return error
    number = getattr(error, "errno", None)
    windows = _windows_number(error)
    if number in _TAKEN or windows in _W_TAKEN:
        return LinkUnavailable(taken_words(words, holder))
    if number in _NOT_THERE or windows in _W_NOT_THERE:
        return LinkUnavailable(f"{words} is not there: check that the cable is plugged in")
    if number in (errno.EACCES, errno.EPERM):
        return LinkUnavailable(f"{words} may not be opened by this user: add the user to the group dialout")
    if number in _DEAD or windows in _W_DEAD:
        return LinkUnavailable(f"{words} is there and does not work: unplug the adapter and plug it in again")
    if windows == _W_SETTINGS or _is_refused_setting(error):
        return LinkUnavailable(f"{words} does not take this baud, mode or flow: set the link as the adapter can")
    return LinkUnavailable(f"{words} cannot be opened: {error}")


def taken_words(words: str, holder: str) -> str:
    """Say that somebody else has the port."""
    return f"{words} is taken by {holder or 'another program'}: close it there"


def hanging_words(words: str, waited_s: float, timeout_s: float) -> str:
    """Say that open did not come back; somebody may have interrupted it before its time."""
    if waited_s < timeout_s:
        return f"{words} has not opened yet"
    return f"{words} did not open within {timeout_s:g} s: unplug it and plug it in again"


def gone_words(words: str, error: Exception) -> str:
    """Say what a failed read or write means."""
    text = str(error)
    if "returned no data" in text:
        return f"{words} is gone: unplugged, or another program reads from it too"
    lost = (errno.EIO, errno.ENXIO, errno.ENODEV, errno.EBADF)
    if getattr(error, "errno", None) in lost or any(f"[Errno {number}]" in text for number in lost):
        return f"{words} is gone: the adapter was unplugged or has lost power"
    if _windows_number(error) in (*_W_TAKEN, *_W_NOT_THERE, *_W_DEAD, 22):
        return f"{words} is gone: the adapter was unplugged or has lost power"
    return f"{words} is gone: {error}"


def _windows_number(error: Exception) -> int | None:
    if getattr(error, "errno", None) is not None:
        return None
    found = _WINDOWS.search(str(error))
    return int(found.group(1)) if found else None


def _is_refused_setting(error: Exception) -> bool:
    return bool(error.args) and error.args[0] == errno.EINVAL
