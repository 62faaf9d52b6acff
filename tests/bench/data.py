"""The stored incidents that `make bench NAME=start` opens: `make data N=100000`, made once under build/.

From 500,000 on, or with `FOR=intake`, `make data` makes the past that `make bench NAME=intake` asks (`intake_data`).

A SIMULATED database of the Monaco pack. A few incidents are told by real commands and closed; copies of all their rows
fill the past; then the open ones are told by real commands, each with a stand-down that nobody answers and whose chain
has many steps: so 200 incidents hold 10,000 armed deadlines, and every row is one that the program could have written.
Deadlines lie hours ahead of the newest entry; whoever opens a copy brings it to the present first (`to_the_present`).
"""

import argparse
import hashlib
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from dispatcher.domain.worlds import World
from dispatcher.packs.loading import digest, load_pack
from dispatcher.storage import revisions
from dispatcher.storage.columns import UtcInstant, to_microseconds
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.storage.schema import metadata
from dispatcher.storage.search_filling import fill
from dispatcher.system_clock import SystemClock
from tests.bench import intake_data
from tests.bench.data_copying import BATCH, Copier, Template
from tests.bench.data_telling import Teller, Unanswered, simulated_links, templates
from tests.bench.intake_data import Made, Unmakeable
from tests.helpers.clock import FakeClock

VERSION = 2
"""Raise it when the same numbers are to give another database."""
FOLDER = Path("build") / "data"
PACK = "monaco"
LEAST, MOST = 20, 5_000_000
FOR_INTAKE = 500_000
KB_EACH = 10
"""Disk that one incident takes at most, its journal and indexes included."""
PAST = timedelta(days=730)
AHEAD, SPREAD = timedelta(hours=1), timedelta(hours=8)
_MAKING = "making-"
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much is to be stored."""

    incidents: int = 100_000
    open: int = 200
    armed: int = 10_000
    kinds: int = 8  # closed incidents told by commands, of each of the three kinds

    def problem(self) -> str | None:
        """Return why this cannot be made, None when it can."""
        if not LEAST <= self.incidents <= MOST:
            return f"N is the number of incidents, {LEAST} to {MOST:,}; {self.incidents:,} is not"
        if not 1 <= self.open <= self.incidents - 3 * self.kinds:
            return f"of {self.incidents:,} incidents, 1 to {self.incidents - 3 * self.kinds:,} can be open"
        if not 2 * self.open <= self.armed <= 100 * self.open:
            return f"{self.open} open incidents can hold {2 * self.open:,} to {100 * self.open:,} deadlines"
        return None


def wanted_of(incidents: int) -> Wanted:
    """Return a room with so many incidents: 200 open with 10,000 deadlines, or a tenth of a small room."""
    most = Wanted()
    still_open = max(1, min(most.open, incidents // 10))
    armed = still_open * most.armed // most.open
    return Wanted(incidents=incidents, open=still_open, armed=armed, kinds=most.kinds if incidents >= 1_000 else 2)


def file_of(wanted: Wanted, folder: Path = FOLDER) -> Path:
    """Return the file's name: another schema, pack or version of this program makes another file."""
    said = f"{VERSION} {revisions.newest()} {digest(load_pack(PACK))} {sorted(asdict(wanted).items())}"
    return folder / f"{PACK}-{wanted.incidents}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.db"


def ensure(wanted: Wanted, folder: Path = FOLDER, told: Told = lambda _made: None) -> Path:
    """Return the database, made now if it is not there: beside its place, and moved there when it is whole.

    Raises:
        Unmakeable: nobody can make that many, or the disk is too small.
    """
    if problem := wanted.problem():
        raise Unmakeable(problem)
    folder.mkdir(parents=True, exist_ok=True)
    file = file_of(wanted, folder)
    if file.exists():
        return file
    needed, free = wanted.incidents * KB_EACH // 1000, shutil.disk_usage(folder).free // 1_000_000
    if free < 2 * needed:
        raise Unmakeable(
            f"{wanted.incidents:,} incidents need {needed:,} MB, twice while they are made; {free:,} MB free"
        )
    _clear_away(folder)
    with tempfile.TemporaryDirectory(prefix=_MAKING, dir=folder) as beside:
        made = Path(beside) / "room.db"
        make(made, wanted, SystemClock().now(), told)
        made.replace(file)
    for older in folder.glob(f"{PACK}-{wanted.incidents}-*.db"):
        if older != file:
            older.unlink()
    return file


def _clear_away(folder: Path) -> None:
    """Remove what a program that was killed long ago had begun."""
    an_hour_ago = (SystemClock().now() - timedelta(hours=1)).timestamp()
    for begun in folder.glob(f"{_MAKING}*"):
        if begun.stat().st_mtime < an_hour_ago:
            shutil.rmtree(begun, ignore_errors=True)


def make(file: Path, wanted: Wanted, now: datetime, told: Told) -> None:
    """Fill a new database; `told` hears how many incidents there are so far."""
    clock = FakeClock(at=now - PAST)
    database = open_database(sqlite_url(file), World.SIMULATED, clock.now())
    event.listen(database.writer, "connect", _hurry)
    chain = Unanswered(steps=wanted.armed // wanted.open)
    pack = load_pack(PACK)
    teller = Teller(database, pack, clock, simulated_links(pack, file.parent))
    told_ids = list(templates(teller, wanted.kinds))
    past = wanted.incidents - wanted.open - len(told_ids)
    with database.writer.connect() as connection:
        with connection.begin():
            # Of an old room: a hundred thousand incidents are not all to be audited when it opens.
            connection.exec_driver_sql("UPDATE incidents SET audited_at = closed_at WHERE state = 'closed'")
            copier = Copier(connection, [Template(connection, incident_id) for incident_id in told_ids])
        first = to_microseconds(clock.now() + timedelta(hours=1))
        step = (to_microseconds(now - timedelta(hours=3)) - first) // max(1, past)
        for start in range(0, past, BATCH):
            with connection.begin():
                for turn in range(start, min(past, start + BATCH)):
                    copier.copy(turn, first + turn * step)
                copier.write()
            told(len(told_ids) + min(past, start + BATCH))
    clock.at = now - timedelta(hours=1)
    teller.stand_down_by(chain)
    for number in _tell_open(teller, wanted.open):
        told(len(told_ids) + past + number)
    teller.settle_attention(keep=5)
    teller.leave()
    with database.writer.begin() as connection:
        _arm_exactly(connection, wanted, now)
        fill(connection)
    database.close()
    _compact(file)


def _tell_open(teller: Teller, count: int) -> Iterator[int]:
    units = [unit.call_sign for unit in teller.pack.unit]
    spare, crews = units[:4], iter(units[4:])
    for number in range(count):
        teller.clock.at -= timedelta(seconds=30)  # many at once: this room has a storm
        crew = next(crews, None) if number % 3 == 0 else None
        teller.open_one(spare[number % len(spare)], crew, number // 3 % 4)
        yield number + 1


def _arm_exactly(connection: Connection, wanted: Wanted, now: datetime) -> None:
    """Cancel the last steps of chains until so many are armed, and spread what is armed over the hours to come."""
    armed = (
        connection.exec_driver_sql(
            "SELECT id FROM deadlines WHERE state = 'armed' ORDER BY name NOT LIKE 'guard%', due_at, id"
        )
        .scalars()
        .all()
    )
    if len(armed) < wanted.armed:
        raise Unmakeable(f"only {len(armed)} deadlines are armed, {wanted.armed} were wanted")
    connection.exec_driver_sql("UPDATE deadlines SET state = 'cancelled' WHERE id = ?",
                               [(row,) for row in armed[wanted.armed :]])  # fmt: skip
    first = to_microseconds(now + AHEAD)
    step = SPREAD // timedelta(microseconds=1) // wanted.armed
    connection.exec_driver_sql(
        "UPDATE deadlines SET due_at = ? WHERE id = ?",
        [(first + place * step, row) for place, row in enumerate(armed[: wanted.armed])],
    )


def to_the_present(file: Path, now: datetime) -> None:
    """Move what is open and armed in a copy: the next deadline is due in an hour."""
    with sqlite3.connect(file) as connection:
        earliest = connection.execute("SELECT min(due_at) FROM deadlines WHERE state = 'armed'").fetchone()[0]
        later = to_microseconds(now + AHEAD) - earliest
        for table, condition in (("deadlines", "state = 'armed'"), ("incidents", "state = 'open'")):
            columns = [column.name for column in metadata.tables[table].c if isinstance(column.type, UtcInstant)]
            moved = ", ".join(f"{name} = {name} + ?" for name in columns)
            connection.execute(f"UPDATE {table} SET {moved} WHERE {condition}", [later] * len(columns))
    connection.close()
    _compact(file)


def _compact(file: Path) -> None:
    """Leave one file, whole by itself, as a program does that ended well."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.close()


def _hurry(connection: DBAPIConnection, _entry: object) -> None:
    # A power cut only costs this file, which is not in its place yet.
    cursor = connection.cursor()
    for pragma in ("synchronous = OFF", "cache_size = -200000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """Take a request to end for a key press: what is half made is removed."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def ensure_shown(wanted: Wanted) -> Path:
    """Return the database; while it is made, say how far it is. Raises: Unmakeable."""
    if wanted.problem() or file_of(wanted).exists():
        return ensure(wanted)
    with Progress(console=Console(stderr=True)) as bar, ends_cleanly():
        task = bar.add_task(f"{wanted.incidents:,} incidents", total=wanted.incidents)
        return ensure(wanted, told=lambda made: bar.update(task, completed=made))


def ensure_past(incidents: int) -> Made:
    """Return the past that intake asks; while it is made, say how far it is. Raises: Unmakeable."""
    if intake_data.file_of(incidents).exists():
        return intake_data.ensure(incidents)
    with Progress(console=Console(stderr=True)) as bar, ends_cleanly():
        task = bar.add_task(f"{incidents:,} incidents", total=incidents)
        return intake_data.ensure(incidents, told=lambda made: bar.update(task, completed=made))


def main(argv: list[str]) -> int:
    """Make the database, or say why not: 2 for what cannot be made, 130 when it was stopped."""
    parser = argparse.ArgumentParser(
        prog="make data", description="Make the incidents that `make bench NAME=start` opens."
    )
    parser.add_argument("incidents", metavar="N", help="how many incidents are stored")
    parser.add_argument("--for", dest="bench", choices=("start", "intake"), help="by which bench they are asked")
    asked = parser.parse_args(argv)
    given, bench = asked.incidents, asked.bench
    try:
        incidents = int(given.replace(",", "").replace("_", ""))
        if bench == "intake" or (bench is None and incidents >= FOR_INTAKE):
            file = ensure_past(incidents).database
        else:
            file = ensure_shown(wanted_of(incidents))
    except ValueError:
        sys.stderr.write(f"make data: N is a number of incidents, such as N=100000; {given!r} is not\n")
        return 2
    except Unmakeable as error:
        sys.stderr.write(f"make data: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"make data: {error.strerror or error}: {error.filename or FOLDER}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("make data: stopped; nothing half made is left\n")
        return 130
    print(f"{file}  {file.stat().st_size / 1_000_000:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
