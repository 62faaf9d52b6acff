"""Finds a serial port by what it is: a path, a name of /dev/serial, an adapter's numbers, or COM10."""

import os
import re
from pathlib import Path

from serial.tools import list_ports

from radio.errors import ConfigurationError, LinkUnavailable

PTY_FOLDER = "/dev/pts/"
NAME_FOLDERS = (Path("/dev/serial/by-id"), Path("/dev/serial/by-path"))
_COM = re.compile(r"(?:\\\\\.\\)?(COM\d+)", re.IGNORECASE)


def resolve_port(target: str) -> str:
    """Return the device for a path, a name of /dev/serial, VID:PID[:serial number], or COM10 however it is written.

    Raises: LinkUnavailable when no such device is plugged in; ConfigurationError when several fit.
    """
    com = _COM.fullmatch(target)
    if com is not None:
        return com.group(1).upper()  # pyserial writes the prefix that COM10 and above need
    parts = target.split(":")
    if len(parts) in (2, 3) and all(_is_hex4(part) for part in parts[:2]):
        return _by_usb_id(target, int(parts[0], 16), int(parts[1], 16), parts[2] if len(parts) == 3 else None)
    if "/" in target:
        return target
    found = [folder / target for folder in NAME_FOLDERS if (folder / target).exists()]
    return str(found[0]) if found else target


def _is_hex4(text: str) -> bool:
    return len(text) == 4 and all(c in "0123456789abcdefABCDEF" for c in text)


def _by_usb_id(target: str, vid: int, pid: int, serial_number: str | None) -> str:
    found = [
        port.device
        for port in list_ports.comports()
        if (port.vid, port.pid) == (vid, pid) and _is_number(port.serial_number, serial_number)
    ]
    if not found:
        raise LinkUnavailable(f"no adapter {target} is plugged in: check the cable and the hub")
    if len(found) > 1:
        names = ", ".join(sorted(found))
        told = "name one by its place, /dev/serial/by-path/…" if serial_number else "add its serial number"
        raise ConfigurationError(f"adapter {target} is there {len(found)} times ({names}): {told}")
    return found[0]


def _is_number(found: str | None, wanted: str | None) -> bool:
    # Windows writes them in capitals.
    return wanted is None or (found or "").casefold() == wanted.casefold()


def resolve_simulator(target: str) -> str:
    """Return the pseudo terminal behind a simulator's name.

    Raises: ConfigurationError when the name leads to anything else: a drill must not reach the air.
    LinkUnavailable when nothing is there now.
    """
    real = os.path.realpath(target)
    if not real.startswith(PTY_FOLDER):
        if not Path(target).exists():
            raise LinkUnavailable(f"no simulator at {target}: is it running?")
        raise ConfigurationError(f"{target} is {real}, which is no pseudo terminal: a simulated channel stays shut")
    if not Path(real).exists():
        raise LinkUnavailable(f"the simulator behind {target} has ended: start it again")
    return real


def is_pty(path: str) -> bool:
    """Tell whether a path leads to a pseudo terminal."""
    return os.path.realpath(path).startswith(PTY_FOLDER)
