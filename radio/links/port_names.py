"""Finds a serial port by what it is, and says who holds one that is taken."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from serial.tools import list_ports

from radio.errors import ConfigurationError, LinkUnavailable

PTY_FOLDER = "/dev/pts/"
BY_ID_FOLDER = Path("/dev/serial/by-id")


def resolve_port(target: str) -> str:
    """Return the device for a path, a name of /dev/serial/by-id, or VID:PID[:serial number].

    Raises: LinkUnavailable when no such device is plugged in; ConfigurationError when several fit.
    """
    parts = target.split(":")
    if len(parts) in (2, 3) and all(_is_hex4(part) for part in parts[:2]):
        return _by_usb_id(target, int(parts[0], 16), int(parts[1], 16), parts[2] if len(parts) == 3 else None)
    if "/" not in target and (BY_ID_FOLDER / target).exists():
        return str(BY_ID_FOLDER / target)
    return target


def _is_hex4(text: str) -> bool:
    return len(text) == 4 and all(c in "0123456789abcdefABCDEF" for c in text)


def _by_usb_id(target: str, vid: int, pid: int, serial_number: str | None) -> str:
    found = [
        port.device
        for port in list_ports.comports()
        if (port.vid, port.pid) == (vid, pid) and serial_number in (None, port.serial_number)
    ]
    if not found:
        raise LinkUnavailable(f"no adapter {target} is plugged in: check the cable and the hub")
    if len(found) > 1:
        names = ", ".join(sorted(found))
        raise ConfigurationError(f"adapter {target} is there {len(found)} times ({names}): add its serial number")
    return found[0]


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


def holder_of(path: str) -> str:
    """Return words for the program that locked a port, as far as /proc tells; empty when it does not."""
    try:
        status = Path(path).stat()
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    pids = [pid for pid, inode in _locks(lines) if inode == status.st_ino and pid_has_open(pid, path)]
    return _words_for(pids[0]) if pids else ""


def _locks(lines: list[str]) -> Iterator[tuple[int, int]]:
    for line in lines:
        words = line.split()
        with suppress(IndexError, ValueError):
            if words[1] == "FLOCK":
                yield int(words[4]), int(words[5].rpartition(":")[2])


def pid_has_open(pid: int, path: str) -> bool:
    """Tell whether a process has a port open; True when it may not be asked."""
    real = os.path.realpath(path)
    try:
        entries = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return True
    return any(os.path.realpath(entry) == real for entry in entries)


def _words_for(pid: int) -> str:
    if pid == os.getpid():
        return "this program itself, on another channel"
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        command = ""
    return f"process {pid} ({command[:80]})" if command else f"process {pid}"
