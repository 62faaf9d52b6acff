"""What taking a call asks of a room with a long past: `make bench NAME=intake`, on what `make data N=1000000` made.

- `gazetteer_ms_*`: names as they are typed, letter by letter (prefix), and misspelt (fuzzy), on the Liechtenstein map.
- `search_ms_*`: the first page of AskSearch over all incidents, through a read-only connection, a mix of lines;
  `search_cpu_ms_*`: the same in time of the processor, which says more where others use the machine too.
- `create_commit_ms_p50`: TakeCall in one commit, on a copy of the database, its disk synced as always. Beside each, in
  the same run: the same command while nothing is taken in to the search (`commit_over_unsearched`), and the same rows
  as one transaction of plain `sqlite3`, only calls, incident, words, journal and guard (`commit_over_plain`).
- `duplicate_check_*`: from tests/bench/duplicate_check.py `measure(database_url) -> dict`, where it is there.
`--incidents N` asks a smaller past, `--samples N` less often.
"""

import argparse
import importlib.util
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.worlds import World
from dispatcher.geo.gazetteer import Gazetteer
from dispatcher.geo.map_pack import MapPack
from dispatcher.packs.loading import load_pack
from dispatcher.queries.search_rows import AskSearch
from dispatcher.queries.searching import search
from dispatcher.storage import search_index
from dispatcher.storage.database import Database, open_database, open_to_read, sqlite_url
from dispatcher.system_clock import SystemClock
from tests.bench import intake_data
from tests.bench.data import ensure_past
from tests.bench.data_telling import Teller, simulated_links
from tests.bench.intake_data import Made
from tests.bench.intake_words import Past, Spot, spots_of
from tests.bench.measuring import milliseconds, percentile, perf, report
from tests.helpers.clock import FakeClock

AIMS = {"duplicate_check_ms_p99": 50, "gazetteer_ms_p99": 30, "search_ms_p99": 100}
_WARM = 5


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that it takes."""
    start = perf()
    act()
    return perf() - start


def misspelt(word: str, draw: random.Random) -> str:
    """Return a word with one letter wrong, left out, doubled or exchanged with the next."""
    at = draw.randrange(1, max(2, len(word) - 1))
    return draw.choice((
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:],
        word[:at] + draw.choice("aeinrst") + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ))  # fmt: skip


def gazetteer_figures(map_file: Path, spots: Sequence[Spot], samples: int) -> dict[str, object]:
    """Ask for places as they are typed, and as they are misspelt."""
    draw = random.Random(1)
    labels = [spot.label.partition(",")[0] for spot in draw.sample(list(spots), min(len(spots), samples))]
    prefixes = [label[: draw.randrange(2, len(label) + 1)] for label in labels if len(label) > 2]
    wrong = [misspelt(label, draw) for label in labels if len(label) > 4]
    with MapPack(map_file) as pack:
        gazetteer = Gazetteer(pack)
        near = pack.bounds.centre
        for text in prefixes[:_WARM]:
            gazetteer.search(text, 8, near)
        begun = [timed(lambda text=text: gazetteer.search(text, 8, near)) for text in prefixes]
        fuzzy = [timed(lambda text=text: gazetteer.search(text, 8, near)) for text in wrong]
    return {
        "gazetteer_ms_p50": milliseconds(begun + fuzzy, 0.5), "gazetteer_ms_p99": milliseconds(begun + fuzzy, 0.99),
        "gazetteer_prefix_ms_p99": milliseconds(begun, 0.99), "gazetteer_fuzzy_ms_p99": milliseconds(fuzzy, 0.99),
        "gazetteer_samples": len(begun) + len(fuzzy),
    }  # fmt: skip


def lines(past: Past, count: int) -> Iterator[tuple[str, str]]:
    """Yield lines of search as they are typed in a room, each with its sort."""
    draw = past.draw
    for number in range(count):
        label, name, story = past.spot().label, past.name(), past.story("fire")
        street = label.partition(",")[0].rpartition(" ")[0] or label
        last, word = name.split()[1], draw.choice([part for part in story.split() if len(part) > 3])
        yield (
            ("place", street), ("place while typed", label[: draw.randrange(2, len(label))]),
            ("name", last), ("name misspelt", misspelt(last, draw) if len(last) > 4 else last), ("words", story),
            ("word", word), ("type, place, day", f"type:fire {street} yesterday"), ("open", f"{word} is:open"),
            ("phone", past.phone()), ("end of phone", f"phone:{draw.randrange(1000, 9999)}"),
            ("number", f"#{draw.randrange(1, 300_000)}"), ("caller and place", f"caller:{last} place:{street}"),
            ("two common words", f"{word} smoke"), ("closed lately", f"{word} is:closed last:30d p1-p2"),
            ("by, not", f"by:{draw.choice(('anna', 'marc', 'lea'))} {word} -dog"), ("nothing", ""),
        )[number % 16]  # fmt: skip


def search_figures(made: Made, past: Past, samples: int, now: datetime) -> dict[str, object]:
    """Ask for first pages; the database was just opened, as in a room that runs it stays in the machine's memory."""
    engine = open_to_read(sqlite_url(made.database))
    by_sort: dict[str, list[float]] = {}
    cpu: list[float] = []
    found = 0
    for number, (sort, text) in enumerate(lines(past, samples + _WARM * 16)):
        with engine.connect() as connection:
            start, worked = perf(), time.process_time()
            page = search(AskSearch(text), connection, now)
            took, worked = perf() - start, time.process_time() - worked
        found += bool(page.rows)
        if number >= _WARM * 16:
            by_sort.setdefault(sort, []).append(took)
            cpu.append(worked)
    engine.dispose()
    every = [took for took_all in by_sort.values() for took in took_all]
    slowest = max(by_sort, key=lambda sort: percentile(by_sort[sort], 0.99))
    return {
        "search_ms_p50": milliseconds(every, 0.5), "search_ms_p99": milliseconds(every, 0.99),
        "search_ms_max": milliseconds(every, 1.0), "search_cpu_ms_p50": milliseconds(cpu, 0.5),
        "search_cpu_ms_p99": milliseconds(cpu, 0.99), "search_samples": len(every), "search_slowest": slowest,
        "search_ms_p99_by_sort": {sort: milliseconds(took, 0.99) for sort, took in by_sort.items()},
        "search_found_something": round(found / (samples + _WARM * 16), 3),
    }  # fmt: skip


class Recorder:
    """Notes the SQL of a commit, to run the very same again without the program around it."""

    def __init__(self, database: Database) -> None:
        self.statements: list[tuple[str, Any, bool]] = []
        event.listen(database.writer, "before_cursor_execute", self._note)

    def _note(self, _c: object, _k: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        self.statements.append((statement, parameters, many))


@contextmanager
def nothing_taken_in() -> Generator[None]:
    """Let commits go by without the search."""
    kept = search_index.take_in
    search_index.take_in = lambda *_args: None  # type: ignore[assignment]
    try:
        yield
    finally:
        search_index.take_in = kept


def commit_figures(file: Path, past: Past, samples: int) -> dict[str, object]:
    """Take calls: as they are, without the search, and as plain SQL in turn."""
    pack, clock = load_pack(intake_data.PACK), FakeClock(at=SystemClock().now())
    database = open_database(sqlite_url(file), World.SIMULATED, clock.now())
    teller = Teller(database, pack, clock, simulated_links(pack, file.parent))
    recorder = Recorder(database)
    with_search: list[float] = []
    without: list[float] = []
    recorded: list[list[tuple[str, Any, bool]]] = []
    for number in range(samples + _WARM):
        took = _call(teller, past, pack.type[number % len(pack.type)].name)
        with nothing_taken_in():
            recorder.statements.clear()
            other = _call(teller, past, pack.type[number % len(pack.type)].name)
        if number >= _WARM:
            with_search.append(took)
            without.append(other)
            recorded.append(list(recorder.statements))
    teller.leave()
    database.close()
    plain = [_plain(raw, one, number) for raw in [_plain_connection(file)] for number, one in enumerate(recorded)]
    middle = percentile(with_search, 0.5)
    return {
        "create_commit_ms_p50": milliseconds(with_search, 0.5), "create_commit_ms_p99": milliseconds(with_search, 0.99),
        "unsearched_commit_ms_p50": milliseconds(without, 0.5), "plain_commit_ms_p50": milliseconds(plain, 0.5),
        "commit_over_unsearched": round(middle / percentile(without, 0.5), 3),
        "commit_over_plain": round(middle / percentile(plain, 0.5), 3), "commit_samples": len(with_search),
    }  # fmt: skip


def _call(teller: Teller, past: Past, incident_type: str) -> float:
    spot = past.spot()
    command = TakeCall(
        actor=teller.actor, place=spot.label, incident_type=incident_type, narrative=past.story(incident_type),
        caller_name=past.name(), caller_number=past.phone(), latitude=spot.latitude, longitude=spot.longitude,
    )  # fmt: skip
    return timed(lambda: teller.run(command))


def _plain_connection(file: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _plain(raw: sqlite3.Connection, statements: Sequence[tuple[str, Any, bool]], number: int) -> float:
    """Run the inserts of a call as one transaction, under ids of their own."""
    mine = [
        _renamed(one, number) for one in statements if one[0].startswith("INSERT INTO") and "counters" not in one[0]
    ]
    start = perf()
    raw.execute("BEGIN IMMEDIATE")
    for statement, rows in mine:
        raw.executemany(statement, rows)
    raw.execute("COMMIT")
    return perf() - start


def _renamed(recorded: tuple[str, Any, bool], number: int) -> tuple[str, list[tuple[Any, ...]]]:
    statement, parameters, many = recorded
    rows = parameters if many else [parameters]
    return statement, [tuple(_other(value, number) for value in row) for row in rows]


def _other(value: Any, number: int) -> Any:
    """Return an id, a number or a digest that no row has yet; the rest as it is."""
    if isinstance(value, str) and len(value) == 36 and value.count("-") == 4 and value[14] == "7":
        return f"f{value[1:]}"
    if isinstance(value, str) and len(value) == 64 and value.isalnum():
        return f"{number:06d}x{value[7:]}"
    if type(value) is int and 1_000 < value < 1_000_000_000:
        return value + 1_000_000_000  # an entry's sequence
    if isinstance(value, str) and len(value) == 11 and value[4:5] == "-":
        return f"9{value[1:]}"
    return value


def duplicate_figures(file: Path) -> dict[str, object]:
    """Return what the check for duplicates takes, where it is measured."""
    if importlib.util.find_spec("tests.bench.duplicate_check") is None:
        return {"duplicate_check_ms_p99": None}
    measured = importlib.import_module("tests.bench.duplicate_check").measure(sqlite_url(file))
    return dict(measured)


def measure(home: Path, made: Made, samples: int) -> dict[str, object]:
    """Return every figure."""
    spots = spots_of(made.map)
    count = sqlite3.connect(made.database).execute("SELECT count(*) FROM incidents").fetchone()[0]
    copy = home / "room.db"
    figures: dict[str, object] = {
        "incidents": count, "database_mb": round(made.database.stat().st_size / 1_000_000),
        "bytes_per_incident": round(made.database.stat().st_size / count),
        "map": made.map.stem,
    }  # fmt: skip
    figures |= gazetteer_figures(made.map, spots, samples)
    figures |= search_figures(made, Past(spots, seed=7), samples, SystemClock().now())
    shutil.copyfile(made.database, copy)
    figures |= commit_figures(copy, Past(spots, seed=8), max(20, samples // 4))
    figures |= duplicate_figures(copy)
    return {**figures, "aims_missed": missed(figures)}


def missed(figures: dict[str, object]) -> list[str]:
    """Return the aims that do not hold; one that was not measured is none."""
    return [name for name, aim in AIMS.items() if isinstance(value := figures.get(name), int | float) and value > aim]


def main(argv: Sequence[str]) -> int:
    """Measure and report; the last line is one JSON object."""
    parser = argparse.ArgumentParser(prog="make bench NAME=intake", description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--samples", type=int, default=640, help="of searches and places each; calls: a quarter")
    given = parser.parse_args(argv)
    made = ensure_past(given.incidents)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=intake_data.FOLDER) as home:
        report(measure(Path(home), made, given.samples))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
