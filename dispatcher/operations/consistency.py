"""`readbackctl consistency`: is the same graded the same, who grades otherwise, which cards are passed over?"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dispatcher.operations.checking import identify
from dispatcher.operations.options import DatabaseUrl, Home, settings_from
from dispatcher.operations.speaking import say
from dispatcher.operations.trouble import Trouble
from dispatcher.operations.verify import chosen_databases
from dispatcher.queries.consistency import consistency as compare
from dispatcher.queries.triage import AskConsistency
from dispatcher.queries.triage_rows import ConsistencyReport
from dispatcher.storage.database import open_to_read
from dispatcher.system_clock import SystemClock

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
_USUAL = timedelta(days=30)
_SHOWN = 5


def consistency(
    since: Annotated[
        datetime | None, typer.Option(formats=_FORMATS, help="Graded since then; 30 days ago unless told.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=_FORMATS, help="Graded before then; now by itself.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object for each database.")] = False,
    home: Home = None,
    database: DatabaseUrl = None,
) -> None:
    """Compare grades with answers: the same graded differently, overrides by person and direction, cards skipped."""
    now = SystemClock().now()
    end = until.astimezone() if until else now
    begin = since.astimezone() if since else end - _USUAL
    if begin >= end:
        raise Trouble(f"--since {begin:%Y-%m-%d %H:%M} does not lie before --until {end:%Y-%m-%d %H:%M}")
    for url, shown in chosen_databases(settings_from(home=home, database=database)):
        report = _read(url, shown, AskConsistency(since=begin, until=end), now)
        if as_json:
            typer.echo(json.dumps({"database": shown, **asdict(report)}, default=str, indent=2))
        else:
            _print(report, shown)


def _read(url: str, shown: str, query: AskConsistency, now: datetime) -> ConsistencyReport:
    engine = open_to_read(url)
    try:
        with engine.connect() as connection:
            identify(connection, shown)
            return compare(query, connection, now)
    finally:
        engine.dispose()


def _print(report: ConsistencyReport, shown: str) -> None:
    say(f"grading in {shown}, {report.since:%Y-%m-%d %H:%M} to {report.until:%Y-%m-%d %H:%M}", "bold")
    say(f"{report.gradings} grades given to {report.incidents} incidents")
    if not report.gradings:
        return
    console = Console(highlight=False)
    if report.uneven:
        console.print(_uneven(report))
    else:
        say("The same type with the same answers was graded the same every time.", "green")
    console.print(_overriders(report))
    console.print(_cards(report))


def _uneven(report: ConsistencyReport) -> Table:
    table = Table("type", "card", "answers", "the card gives", "graded", title="The same, graded differently")
    for row in report.uneven:
        answers = ", ".join(f"{question} {value}" for question, value in row.answers)
        modifiers = f" + {', '.join(row.modifiers)}" if row.modifiers else ""
        grades = "\n".join(f"{grade.value}: {_few(numbers)}" for grade, numbers in row.grades)
        table.add_row(row.incident_type, f"{row.card} v{row.version}", answers + modifiers, row.computed.value, grades)
    return table


def _overriders(report: ConsistencyReport) -> Table:
    table = Table("who", "graded", "raised", "lowered", "against", "incidents", title="Against answers or matrix")
    for row in report.overriders:
        against = f"{(row.raised + row.lowered) / row.graded:.0%}"
        table.add_row(row.operator, str(row.graded), str(row.raised), str(row.lowered), against, _few(row.numbers))
    return table


def _cards(report: ConsistencyReport) -> Table:
    table = Table("card", "complete", "left", "skipped", "never begun", "why skipped", title="Question cards")
    for row in report.cards:
        why = "\n".join(f"{count} x {reason}" for reason, count in row.reasons[:_SHOWN])
        table.add_row(row.card, str(row.complete), str(row.left), str(row.skipped), str(row.never), why)
    return table


def _few(numbers: tuple[str, ...]) -> str:
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return ", ".join(numbers[:_SHOWN]) + more
