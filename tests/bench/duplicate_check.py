"""How long the question takes that call entry asks while somebody types: which incident may this be?

`make bench NAME=duplicate_check`, ARGS="N" (of stored incidents, 20,000 unless told; made once by `tests.bench.data`).
`measure(database_url)` asks any database that there is; `make bench NAME=intake` calls it with a million incidents.
A call is typed letter by letter at places where something is open: each question is one that a pause in typing asks.
`duplicate_check_cpu_ms_p99` is the time that a question had a core to itself.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, create_engine, select

from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.likeness import LikenessRules
from dispatcher.domain.rules import Rules
from dispatcher.packs.model import Pack
from dispatcher.queries.boards import active_pack
from dispatcher.queries.likely_same import likely_same
from dispatcher.queries.requests import AskLikelySame
from dispatcher.queries.same_event_rows import CallTold
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.schema import incidents
from dispatcher.system_clock import SystemClock
from tests.bench.data import ensure, wanted_of
from tests.bench.measuring import milliseconds, perf, report

CALLS = 40
NARRATIVE = "blue van hit the wall, a child is under it and smoke comes from the engine"
NUMBER = "+377 98 98 15 15"


class _Likeness:
    """The part of the rules that the question needs."""

    def __init__(self, rules: LikenessRules) -> None:
        self.likeness = rules


def rules_of(pack: Pack) -> Rules:
    """Return the pack's figures, as the query takes them."""
    return _Likeness(pack.likeness.rules(part.rule() for part in pack.type))  # type: ignore[return-value]


def typed(connection: Connection, pack: Pack, calls: int, dice: random.Random) -> Iterator[CallTold]:
    """Yield calls as they are typed: place in words, then its position, the type, the number, word by word."""
    rows = connection.execute(
        select(incidents.c.place, incidents.c.latitude, incidents.c.longitude, incidents.c.incident_type)
        .where(incidents.c.state == "open")
        .limit(500)
    ).all()
    for _ in range(calls):
        row = dice.choice(rows)
        for end in range(3, len(row.place), 3):
            yield CallTold(subject="draft", place=row.place[:end])
        near = {
            "place": row.place, "subject": "draft", "place_source": PlaceSource.GAZETTEER,
            "latitude": None if row.latitude is None else row.latitude + dice.uniform(-0.001, 0.001),
            "longitude": None if row.longitude is None else row.longitude + dice.uniform(-0.001, 0.001),
        }  # fmt: skip
        yield CallTold(**near)
        kind = dice.choice([row.incident_type, dice.choice(pack.type).name])
        words = NARRATIVE.split()
        for end in range(len(words) + 1):
            told = " ".join(words[:end])
            yield CallTold(**near, incident_type=kind, caller_number=NUMBER, narrative=told)


def measure(database_url: str, calls: int = CALLS) -> dict[str, object]:
    """Ask, and return `duplicate_check_ms_p99` with what belongs to it."""
    engine, dice = create_engine(database_url), random.Random(6)
    now = SystemClock().now()
    took: list[float] = []
    cpu: list[float] = []
    answered = 0
    with engine.connect() as connection:
        pack = active_pack(connection)
        rules = rules_of(pack)
        for told in typed(connection, pack, calls, dice):
            began, worked = perf(), time.thread_time()
            found = likely_same(AskLikelySame(told), connection, now, rules)
            took.append(perf() - began)
            cpu.append(time.thread_time() - worked)
            answered += bool(found)
    engine.dispose()
    return {
        "duplicate_check_ms_p50": milliseconds(took, 0.5), "duplicate_check_ms_p99": milliseconds(took, 0.99),
        "duplicate_check_ms_max": milliseconds(took, 1.0), "duplicate_check_cpu_ms_p99": milliseconds(cpu, 0.99),
        "duplicate_checks": len(took),
        "duplicate_checks_with_an_answer": answered,
    }  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Make the incidents if they are not there, ask, print."""
    count = int(arguments[0]) if arguments else 20_000
    report({"incidents": count, **measure(sqlite_url(ensure(wanted_of(count))))})
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
