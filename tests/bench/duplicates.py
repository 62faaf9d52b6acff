"""Ask of every real call of a file, in the order of contact, which event of the last hour it may tell of.

`make bench NAME=duplicates`, ARGS="FILE". Montgomery County's calls of ../shared/data unless told. The room's own
scoring (`dispatcher.domain.likeness`) over a sliding window, no database: an event is compared for WINDOW after its
newest call, as if it were open or closed lately. At the default threshold a call is attached, below it is an event of
its own. Which pairs those are, and those that just were none, goes to build/duplicates.csv: docs/guide/duplicates.md
has what came of reading fifty of them.

The file has no callers' words and no numbers: place, time and type are all that is judged here.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.likeness import (
    Likeness,
    LikenessRules,
    Told,
    content_words,
    distance_m,
    likeness,
    rarities,
    uncertainty_m,
)
from dispatcher.geo.folding import fold
from dispatcher.replay.calls import CallRow, read_calls
from dispatcher.replay.columns import MONTGOMERY, Columns
from tests.bench.measuring import milliseconds, perf, report

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "calls-montgomery-2015-12.csv"
ZONE = ZoneInfo("US/Eastern")
WINDOW = timedelta(minutes=60)
OUT = Path("build") / "duplicates.csv"
TOO_FAR_M = 2_000.0
BELOW = 0.2
"""From this score on a pair that was not attached is told of."""
STEMS = (
    {"VEHICLE ACCIDENT", "RESCUE - GENERAL", "VEHICLE FIRE", "DISABLED VEHICLE", "ROAD OBSTRUCTION",
     "VEHICLE LEAKING FUEL", "DEBRIS/FLUIDS ON HIGHWAY", "PEDESTRIAN"},
    {"FIRE ALARM", "BUILDING FIRE", "APPLIANCE FIRE", "ELECTRICAL FIRE OUTSIDE", "FIRE SPECIAL SERVICE",
     "FIRE INVESTIGATION", "UNKNOWN TYPE FIRE", "BURN VICTIM", "SMOKE INHALATION"},
    {"GAS-ODOR/LEAK", "CARBON MONOXIDE DETECTOR", "FIRE ALARM"},
    {"CARDIAC EMERGENCY", "RESPIRATORY EMERGENCY", "UNCONSCIOUS SUBJECT", "UNRESPONSIVE SUBJECT", "SYNCOPAL EPISODE",
     "CARDIAC ARREST", "CHOKING", "MEDICAL ALERT ALARM", "UNKNOWN MEDICAL EMERGENCY", "SEIZURES", "CVA/STROKE",
     "ALTERED MENTAL STATUS", "DIABETIC EMERGENCY", "OVERDOSE", "DEHYDRATION", "DIZZINESS", "GENERAL WEAKNESS"},
    {"FALL VICTIM", "HEAD INJURY", "FRACTURE", "LACERATIONS", "HEMORRHAGING", "BACK PAINS/INJURY",
     "UNCONSCIOUS SUBJECT"},
)  # fmt: skip
"""Words of the feed that one event is called by, whoever sends (the part before the colon is the service)."""


@dataclass(slots=True)
class Event:
    """One event with the calls that were attached to it."""

    first: CallRow
    told: Told
    newest: datetime
    calls: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A call, and the likeliest event of the window."""

    call: CallRow
    event: CallRow
    found: Likeness
    metres: float | None
    attached: bool

    @property
    def minutes(self) -> float:
        """Between the call and the event's first."""
        return (self.call.contact_at - self.event.contact_at).total_seconds() / 60


def stem(title: str) -> str:
    """Return what happened, without the service that it is sent to."""
    return title.partition(":")[2].strip() or title


def told_by(row: CallRow) -> Told:
    """Return what a row tells."""
    return Told(
        place_words=content_words(fold(row.place)), latitude=row.latitude, longitude=row.longitude,
        uncertain_m=uncertainty_m(PlaceSource.GAZETTEER, verified=False), type_name=stem(row.title),
        at=(row.contact_at,),
    )  # fmt: skip


def replay(rows: Sequence[CallRow], rules: LikenessRules, took: list[float]) -> Iterator[Pair]:
    """Yield the likeliest pair of each call that has one worth telling of; `took` gets the seconds of each question."""
    window: list[Event] = []
    for row in sorted(rows, key=lambda row: (row.contact_at, row.line)):
        window = [event for event in window if row.contact_at - event.newest <= WINDOW]
        told, began = told_by(row), perf()
        rarity = rarities([event.told.place_words for event in window])
        scored = [(likeness(told, event.told, rules, rarity), event) for event in window]
        took.append(perf() - began)
        best, event = max(scored, key=lambda pair: pair[0].score, default=(Likeness(0.0), None))
        attached = event is not None and best.score >= rules.likely_from
        if event is not None and best.score >= BELOW:
            yield Pair(row, event.first, best, distance_m(told, event.told), attached)
        if event is None or not attached:
            window.append(Event(row, told, row.contact_at))
            continue
        event.told = replace(event.told, at=(*event.told.at, row.contact_at))
        event.newest, event.calls = row.contact_at, event.calls + 1


def main(arguments: Sequence[str]) -> int:
    """Replay, write the pairs, print the figures."""
    file = Path(arguments[0]) if arguments else FILE
    if not file.exists():
        print(f"{file} is not there: give a call file, ARGS=FILE")
        return 2
    read = read_calls(file, Columns(MONTGOMERY), ZONE)
    rows = [row for row in read.rows if row.copy_of is None]
    rules = LikenessRules(families=tuple(frozenset(each) for each in STEMS))
    took: list[float] = []
    began = perf()
    pairs = list(replay(rows, rules, took))
    whole = perf() - began
    _write(pairs)
    attached = [pair for pair in pairs if pair.attached]
    one_second, taken = same_second(rows), {pair.call.line for pair in attached}
    kinds = Counter(
        "same type" if pair.call.title == pair.event.title
        else "same words, another service" if stem(pair.call.title) == stem(pair.event.title)
        else "another type"
        for pair in attached
    )  # fmt: skip
    report({
        "calls": len(rows), "exact_copies_left_out": len(read.rows) - len(rows), "rejected": len(read.rejected),
        "attached": len(attached), "attached_of_100": round(100 * len(attached) / len(rows), 2),
        "attached_by_type": dict(kinds), "just_below": sum(not pair.attached for pair in pairs),
        "of_the_same_second": len(one_second), "of_those_attached": len(one_second & taken),
        "threshold": rules.likely_from, "seconds": round(whole, 2), "question_ms_p50": milliseconds(took, 0.5),
        "question_ms_p99": milliseconds(took, 0.99), "pairs": str(OUT),
    })  # fmt: skip
    return 0


def same_second(rows: Sequence[CallRow]) -> set[int]:
    """Return the lines of calls that came in the very second of an earlier one of the same words, within 2 km.

    One contact that was sent to two services, or whose place was corrected: a truth that no score had a part in.
    """
    seen: dict[tuple[datetime, str], list[CallRow]] = {}
    found: set[int] = set()
    for row in sorted(rows, key=lambda row: (row.contact_at, row.line)):
        before = seen.setdefault((row.contact_at, stem(row.title)), [])
        if any((distance_m(told_by(row), told_by(other)) or 0.0) <= TOO_FAR_M for other in before):
            found.add(row.line)
        before.append(row)
    return found


def _write(pairs: Sequence[Pair]) -> None:
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["score", "attached", "minutes", "metres", "call", "event", "call_at", "event_at",
                         "call_line", "event_line", "reasons"])  # fmt: skip
        for pair in sorted(pairs, key=lambda pair: -pair.found.score):
            writer.writerow([
                f"{pair.found.score:.3f}", pair.attached, f"{pair.minutes:.1f}",
                "" if pair.metres is None else f"{pair.metres:.0f}", pair.call.title, pair.event.title,
                pair.call.place, pair.event.place, pair.call.line, pair.event.line, "; ".join(pair.found.reasons),
            ])  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
