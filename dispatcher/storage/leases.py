"""Duties of the room as leases: database time, one holder, an epoch that fences off a holder that was replaced."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, exists, insert, select, text, update

from dispatcher.storage.schema import leases

DEADLINES = "deadlines"
CREWS = "crews"
"""In a SIMULATED room: whose simulated crews act. Two rooms on one database must not answer every page twice."""
LEASE_S = 5.0
"""A holder beats every second; five missed beats and another process may take the duty."""

_SQLITE_NOW = "SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
_POSTGRESQL_NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


_SEAT = "seat:"


def seat_lease(seat: str) -> str:
    """Return the name of a seat's lease: somebody sits there only while a living process holds it."""
    return f"{_SEAT}{seat}"


def channel_lease(channel: str) -> str:
    """Return the name of a channel's lease."""
    return f"channel:{channel}"


@dataclass(frozen=True, slots=True)
class Holding:
    """A lease held: its fencing epoch, and whether it was taken just now."""

    name: str
    epoch: int
    taken_now: bool


@dataclass(frozen=True, slots=True)
class Lease:
    """A duty and the living process that has it."""

    name: str
    holder: str


def living(connection: Connection) -> tuple[Lease, ...]:
    """Return the leases that a process holds now: not run out, and not of a process that is certainly gone."""
    time_us = database_now_us(connection)
    rows = connection.execute(select(leases).where(leases.c.expires_at > time_us).order_by(leases.c.name))
    return tuple(Lease(row.name, row.holder) for row in rows if row.holder and not is_dead(row.holder))


def is_ours(holder: str) -> bool:
    """Tell whether a lease is this very process's."""
    return this_process("").rpartition("/")[0] == holder.rpartition("/")[0]


def holder_words(holder: str) -> str:
    """Return a holder as a person reads it: `process 812 on console-2`."""
    host, pid, *_rest = [*holder.split("/"), ""]
    return f"process {pid} on {host}" if pid else holder


def database_now_us(connection: Connection) -> int:
    """Return the database's own time in microseconds: the one clock that all its processes share."""
    return connection.execute(
        text(_SQLITE_NOW if connection.dialect.name == "sqlite" else _POSTGRESQL_NOW)
    ).scalar_one()


def this_process(nonce: str) -> str:
    """Return a holder's name that tells whether the process still lives, for others on the same host."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started_at(os.getpid())}/{nonce}"


def is_dead(holder: str) -> bool:
    """Tell whether a holder on this host is certainly gone; False when nobody can know."""
    host, pid, started, _nonce = [*holder.split("/"), "", "", "", ""][:4]
    if host != socket.gethostname() or not pid.isdigit() or not Path("/proc/self/stat").exists():
        return False
    return _started_at(int(pid)) != started


def is_alive(holder: str) -> bool:
    """Tell whether a holder is certainly a process that runs on this host now."""
    host, pid, started, _nonce = [*holder.split("/"), "", "", "", ""][:4]
    return host == socket.gethostname() and pid.isdigit() and bool(started) and _started_at(int(pid)) == started


def _started_at(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    fields = stat.rsplit(")", 1)[1].split()
    return "" if fields[0] == "Z" else fields[19]


def beat(connection: Connection, name: str, holder: str, now: datetime) -> Holding | None:
    """Renew the lease, or take it when it is free, run out or its holder is dead. None: another holds it."""
    time_us = database_now_us(connection)
    expires = time_us + int(LEASE_S * 1_000_000)
    row = connection.execute(select(leases).where(leases.c.name == name).with_for_update()).one_or_none()
    if row is None:
        connection.execute(insert(leases).values(name=name, holder=holder, epoch=1, expires_at=expires, beat_at=now))
        return Holding(name, 1, taken_now=True)
    mine = row.holder == holder
    if not mine and row.expires_at > time_us and not is_dead(row.holder):
        return None
    epoch = row.epoch if mine else row.epoch + 1
    connection.execute(
        update(leases).where(leases.c.name == name).values(holder=holder, epoch=epoch, expires_at=expires, beat_at=now)
    )
    return Holding(name, epoch, taken_now=not mine)


def take_seat(connection: Connection, seat: str, holder: str, now: datetime) -> None:
    """Give the seat's lease to this process, whoever had it: a person has just signed on here."""
    name = seat_lease(seat)
    connection.execute(update(leases).where(leases.c.name == name).values(holder=holder, expires_at=0))
    beat(connection, name, holder, now)


def keep_seats(connection: Connection, holder: str, now: datetime) -> None:
    """Renew the leases of every seat that somebody occupies through this process."""
    expires = database_now_us(connection) + int(LEASE_S * 1_000_000)
    connection.execute(
        update(leases)
        .where(leases.c.holder == holder, leases.c.name.startswith(_SEAT, autoescape=True))
        .values(expires_at=expires, beat_at=now)
    )


def seat_is_occupied(seat: ColumnElement[str], time_us: int) -> ColumnElement[bool]:
    """Return the condition that a living process holds the lease of a seat (a column) at that database time."""
    return exists(
        select(leases.c.name).where(leases.c.name == _SEAT + seat, leases.c.holder != "", leases.c.expires_at > time_us)
    )


def seat_is_held_by(seat: ColumnElement[str], holder: str) -> ColumnElement[bool]:
    """Return the condition that a process holds the lease of a seat (a column)."""
    return exists(select(leases.c.name).where(leases.c.name == _SEAT + seat, leases.c.holder == holder))


def release(connection: Connection, name: str, holder: str) -> None:
    """Give the lease back, so that another process need not wait for its end."""
    connection.execute(
        update(leases).where(leases.c.name == name, leases.c.holder == holder).values(holder="", expires_at=0)
    )


def holder_of(connection: Connection, name: str) -> str:
    """Return who held a lease last, however long ago; empty when it was given back, or never taken."""
    return connection.execute(select(leases.c.holder).where(leases.c.name == name)).scalar() or ""


def on_one_host(holder: str, other: str) -> bool:
    """Tell whether two holders are processes of one host."""
    return holder.partition("/")[0] == other.partition("/")[0]


def shift(connection: Connection, by_us: int) -> None:
    """Let every lease run out so much later: the clock that it runs by was set."""
    connection.execute(update(leases).where(leases.c.expires_at > 0).values(expires_at=leases.c.expires_at + by_us))


def held_by(name: str, holder: str, epoch: int) -> ColumnElement[bool]:
    """Return the condition that fences a write: the lease is still this holder's in this epoch."""
    return exists(
        select(leases.c.name).where(leases.c.name == name, leases.c.holder == holder, leases.c.epoch == epoch)
    )


def is_held(connection: Connection, name: str) -> bool:
    """Tell whether a living holder has the lease now, by the database's time."""
    row = connection.execute(select(leases.c.holder, leases.c.expires_at).where(leases.c.name == name)).one_or_none()
    return row is not None and bool(row.holder) and row.expires_at > database_now_us(connection)
