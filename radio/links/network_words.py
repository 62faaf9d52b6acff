"""What went wrong with a network address, in words that somebody in the control room can act on."""

import errno
import socket

_NO_WAY = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN)
_CUT = (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED)


def no_connection_words(where: str, error: OSError) -> str:
    """Say why a connection could not be made, and what to look at."""
    if isinstance(error, socket.gaierror):
        return f"{where} is not known by name: check the name, or write the number (192.0.2.7)"
    if isinstance(error, ConnectionRefusedError):
        return f"nothing listens at {where}: is the terminal server on, and is it this port?"
    if isinstance(error, TimeoutError):
        return f"{where} does not answer: is the terminal server on, and the network there?"
    if error.errno in _NO_WAY:
        return f"there is no way to {where}: check network cable and switch"
    return f"{where} cannot be reached: {error}"


def cut_words(where: str, error: OSError) -> str:
    """Say why a connection ended."""
    if error.errno in _CUT:
        return f"{where} cut the connection: restarted, or taken over by another program"
    if isinstance(error, TimeoutError) or error.errno in _NO_WAY:
        return f"{where} is gone: the network or the terminal server is down"
    return f"{where} is gone: {error}"


def closed_words(where: str) -> str:
    """Say that the far end closed."""
    return f"{where} closed the connection: restarted, or its device taken over by another program"
