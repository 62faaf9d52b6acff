"""`ports`: the serial ports of this computer, what they are, and who has them open."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from serial.tools import list_ports

from radio.engineer.speaking import Voice

BY_ID_FOLDER = Path("/dev/serial/by-id")
HEAD = ("port", "USB", "serial number", "name that stays", "what", "taken by")


def ports() -> int:
    """List the serial ports: device, VID:PID, serial number, name under /dev/serial/by-id, and who has it open.

    Name a port in a channel by the name that stays, not by ttyUSB0: numbers change with the order of plugging in.
    """
    voice = Voice()
    names = names_that_stay(BY_ID_FOLDER)
    openers = who_has_open()
    rows = [
        (
            port.device,
            f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None and port.pid is not None else "",
            port.serial_number or "",
            names.get(os.path.realpath(port.device), ""),
            port.description if port.description != "n/a" else "",
            openers.get(os.path.realpath(port.device), ""),
        )
        for port in sorted(list_ports.comports())
    ]
    if rows:
        voice.table(HEAD, rows)
    else:
        voice.say("no serial port found: plug the adapter in; `dmesg` says what the kernel made of it")
    return 0


def names_that_stay(folder: Path) -> Mapping[str, str]:
    """Return, for each device, its name under /dev/serial/by-id."""
    with suppress(OSError):
        return {os.path.realpath(entry): str(entry) for entry in sorted(folder.iterdir())}
    return {}


def who_has_open(processes: Path = Path("/proc")) -> Mapping[str, str]:
    """Return, for each device of a terminal kind, the processes that have it open, as far as /proc tells this user."""
    found: dict[str, str] = {}
    for folder in _process_folders(processes):
        for device in _devices_of(folder):
            words = f"process {folder.name} ({_command(folder)})"
            found[device] = f"{found[device]}, {words}" if device in found else words
    return found


def _process_folders(processes: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (entry for entry in processes.iterdir() if entry.name.isdecimal())


def _devices_of(folder: Path) -> set[str]:
    devices: set[str] = set()
    with suppress(OSError):
        for entry in (folder / "fd").iterdir():
            with suppress(OSError):
                target = str(entry.readlink())
                if target.startswith("/dev/tty") and target != "/dev/tty":
                    devices.add(target)
    return devices


def _command(folder: Path) -> str:
    with suppress(OSError):
        words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        return words[:60]
    return "?"
