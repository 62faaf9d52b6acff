"""`readbackctl audit`: were all chains of each incident run, on time, to an end?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from dispatcher.operations.checking import identify
from dispatcher.operations.options import DatabaseUrl, Home, settings_from
from dispatcher.operations.speaking import progress, say
from dispatcher.operations.trouble import Failed, Trouble
from dispatcher.operations.verify import chosen_databases
from dispatcher.queries.auditing.auditor import audited
from dispatcher.queries.auditing.dossier import how_many
from dispatcher.queries.auditing.findings import AuditReport, Finding, IncidentAudit, ItemAudit, Sums
from dispatcher.storage.database import open_to_read
from dispatcher.system_clock import SystemClock

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]


def audit(
    since: Annotated[
        datetime | None, typer.Option(formats=_FORMATS, help="Incidents closed since then; local time without a zone.")
    ] = None,
    incident: Annotated[str, typer.Option(metavar="NUMBER", help="One incident, open or not, in more detail.")] = "",
    open_too: Annotated[bool, typer.Option("--open", help="Open incidents as well, up to now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object per finding, and one with the sums.")] = False,
    home: Home = None,
    database: DatabaseUrl = None,
) -> None:
    """Check the stored truth of finished incidents; exit code 1 when something was not as it must be."""
    wish = _Wish(since.astimezone() if since else None, incident.strip(), open_too, as_json)
    looks = [_Look(url, shown, wish) for url, shown in chosen_databases(settings_from(home=home, database=database))]
    for look in looks:
        look.run()
    if wish.number and not any(look.sums.incidents for look in looks):
        raise Trouble(f"there is no incident {wish.number}; write its whole number, such as 2026-000001")
    findings = sum(look.report().findings for look in looks)
    if findings:
        raise Failed(
            f"{findings} {'finding' if findings == 1 else 'findings'}: docs/guide/operations.md says what each means"
        )


@dataclass(frozen=True, slots=True)
class _Wish:
    since: datetime | None
    number: str
    open_too: bool
    as_json: bool


@dataclass(slots=True)
class _Look:
    """One database looked through; findings are told as they come, and only the sums are kept."""

    url: str
    shown: str
    wish: _Wish
    sums: Sums = field(default_factory=Sums)

    def run(self) -> None:
        """Look, tell, and sum up."""
        engine = open_to_read(self.url)
        try:
            for found in self._audits(engine):
                self.sums.add(found)
                for finding in found.findings:
                    self._tell(finding)
                if self.wish.number:
                    self._detail(found)
        finally:
            engine.dispose()
        self._sum_up()

    def report(self) -> AuditReport:
        """Return the sums."""
        return self.sums.report(())

    def _audits(self, engine: Engine) -> Iterator[IncidentAudit]:
        wish = self.wish
        with progress() as bar, engine.connect() as connection:
            identify(connection, self.shown)
            everything = how_many(connection, open_too=wish.open_too)
            task = bar.add_task("incidents", total=None if wish.since or wish.number else everything)
            pages = audited(
                connection, SystemClock().now(), open_too=wish.open_too, since=wish.since, number=wish.number
            )  # fmt: skip
            for page in pages:
                yield from page
                bar.advance(task, len(page))
                connection.rollback()  # the room goes on writing; no page needs the moment of the one before

    def _tell(self, finding: Finding) -> None:
        if self.wish.as_json:
            typer.echo(json.dumps({"finding": _as_json(finding)}))
            return
        say(f"{finding.number}  {finding.kind.value}  {finding.what}", "red")
        say(f"    expected: {finding.expected}")
        say(f"    found:    {finding.found}")

    def _detail(self, found: IncidentAudit) -> None:
        if self.wish.as_json:
            typer.echo(json.dumps({"incident": found.number, "items": [_item_json(item) for item in found.items]}))
            return
        state = "open" if found.is_open else "closed"
        say(f"{found.number} is {state}: {found.chains} chains, {found.steps_run} steps and guards run")
        if found.clock_was_set:
            say("    the clock was set meanwhile: instants were not compared with each other")
        for item in found.items:
            say(f"    {item.raised_at:%H:%M:%S} {item.kind.replace('_', ' ')}, {_times(item)}: {_settled(item)}")

    def _sum_up(self) -> None:
        report = self.report()
        sums = {
            "incidents": report.incidents, "chains": report.chains, "steps_run": report.steps_run,
            "late": report.late, "missing": report.missing, "extra": report.extra, "attention_items": report.items,
            "findings": report.findings,
        }  # fmt: skip
        slowest = None if report.slowest_item is None else report.slowest_item.total_seconds()
        if self.wish.as_json:
            by_kind = {kind.value: count for kind, count in sorted(self.sums.by_kind.items())}
            told = {"database": self.shown, **sums, "slowest_item_s": slowest, "by_kind": by_kind}
            typer.echo(json.dumps({"audit": told}))
            return
        say(f"audit of {self.shown}")
        table = Table(show_header=False)
        for name, count in sums.items():
            table.add_row(name.replace("_", " "), str(count))
        table.add_row("slowest item, s", "-" if slowest is None else f"{slowest:.0f}")
        Console(highlight=False).print(table)


def _times(item: ItemAudit) -> str:
    return "once" if item.times == 1 else f"{item.times} times"


def _settled(item: ItemAudit) -> str:
    if item.settled_after is None:
        return "nobody has taken it yet"
    who = f"taken by {item.taken_by}" if item.taken_by else "its reason was gone"
    return f"{who} after {item.settled_after.total_seconds():.0f} s"


def _as_json(finding: Finding) -> dict[str, str]:
    return {
        "kind": finding.kind.value, "number": finding.number, "incident": finding.incident_id, "what": finding.what,
        "at": finding.at.isoformat(), "expected": finding.expected, "found": finding.found,
    }  # fmt: skip


def _item_json(item: ItemAudit) -> dict[str, object]:
    settled = item.settled_after
    return {
        "kind": item.kind, "raised_at": item.raised_at.isoformat(), "times": item.times, "taken_by": item.taken_by,
        "settled_after_s": None if settled is None else settled.total_seconds(),
    }  # fmt: skip
