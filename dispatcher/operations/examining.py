"""Examinations of the doctor that reach outside: a database, a serial port, the machine's clock."""

import ctypes
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from dispatcher.domain.worlds import World
from dispatcher.operations.checking import check
from dispatcher.storage.columns import to_microseconds
from dispatcher.storage.errors import StorageError
from dispatcher.system_clock import SystemClock
from radio.links.base import parse_link
from radio.links.port_holder import holder_of
from radio.links.port_names import resolve_port, resolve_simulator
from radio.message import ChannelConfig

_BUILT = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
"""The program is younger than this; a clock before it was never set."""
_TIMEX_BYTES = 1024  # larger than struct timex anywhere; all zero asks and changes nothing
_UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


class Verdict(StrEnum):
    """How a thing was found."""

    OK = "OK"
    NOTE = "NOTE"  # worth knowing, and nothing to be put right
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's."""

    verdict: Verdict
    what: str
    words: str


def examine_database(url: str, shown: str, world: World) -> Finding:
    """Check a database that is there."""
    try:
        sound = check(url, shown, thorough=False)
    except StorageError as error:
        return Finding(Verdict.FAIL, "database", str(error))
    if sound.world is not world:
        words = f"{shown} is {sound.world.value.upper()}, asked for was {world.value.upper()}; --simulated chooses"
        return Finding(Verdict.FAIL, "database", words)
    return Finding(Verdict.OK, "database", f"{shown}: {world.value.upper()}, {sound.entries} journal entries whole")


def examine_link(config: ChannelConfig) -> Finding:
    """Look for a channel's port without opening it. Raises: RadioError."""
    what = f"link {config.name}"
    settings = parse_link(config.link, config.world)
    if settings.scheme not in ("serial", "simulator"):
        return Finding(Verdict.OK, what, f"{config.link} is a network address; `python -m radio probe` tries it")
    device = resolve_simulator(settings.target) if settings.scheme == "simulator" else resolve_port(settings.target)
    if not Path(device).exists():
        words = (
            f"the port {settings.target} is not there; plug it in, or set channels.toml right: `python -m radio ports`"
        )
        return Finding(Verdict.FAIL, what, words)
    holder = holder_of(device)
    if holder:
        return Finding(Verdict.WARN, what, f"{device} is taken by {holder}; right when that is an open room")
    if not os.access(device, os.R_OK | os.W_OK):
        words = f"{device} may not be opened by this user; add the user to the group dialout and sign in again"
        return Finding(Verdict.FAIL, what, words)
    return Finding(Verdict.OK, what, f"{device} is there and free; `python -m radio probe` asks the device")


def examine_clock(path: Path | None) -> Iterator[Finding]:
    """Compare the clock with what must be true of it, and with the newest journal entry."""
    now = SystemClock().now()
    if now < _BUILT:
        yield Finding(Verdict.FAIL, "clock", f"it says {now:%Y-%m-%d %H:%M} UTC, which is past; set it")
        return
    newest = _newest_entry_us(path) if path is not None else None
    ahead_s = (newest - to_microseconds(now)) / 1_000_000 if newest is not None else 0.0
    if ahead_s > 1:
        words = f"the newest journal entry is {ahead_s:.0f} s in the future: the clock was set back; set it right"
        yield Finding(Verdict.FAIL, "clock", words)
    elif _synchronised():
        yield Finding(Verdict.OK, "clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, synchronised")
    else:
        words = f"{now:%Y-%m-%d %H:%M:%S} UTC, not known to be synchronised; run chrony or systemd-timesyncd"
        yield Finding(Verdict.WARN, "clock", words)


def _newest_entry_us(path: Path) -> int | None:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=2.0)) as connection:
            return connection.execute("SELECT at FROM journal ORDER BY sequence DESC LIMIT 1").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError):
        return None  # damaged or empty: the database has its own line


def _synchronised() -> bool:
    """Ask the kernel, without changing anything; False where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)) not in (-1, _UNSYNCHRONISED)
    except (OSError, AttributeError):
        return False
