"""`readbackctl replay`: options in, progress and verdict out."""

import json
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from dispatcher.domain.errors import InvalidPack
from dispatcher.replay.calls import CallFile
from dispatcher.replay.columns import FIELDS, CannotReplay, columns_from
from dispatcher.replay.desk import Desk
from dispatcher.replay.report import Report, table_of
from dispatcher.replay.session import Watcher, Wish, play
from dispatcher.storage.errors import StorageError

EXIT_UNTRUE = 1
EXIT_CANNOT = 2
EXIT_INTERRUPTED = 130
_SHOWN = 10
_COLUMN_HELP = f"FIELD=NAME: which column says what. Fields: {', '.join(FIELDS)}. Built in: Montgomery County's."


def replay(
    file: Annotated[Path, typer.Argument(help="CSV file of emergency calls.")],
    speed: Annotated[str, typer.Option(help="`max`, or how many times as fast as the calls came: 1, 60, ...")] = "max",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many rows.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything the simulated people decide.")] = 1,
    column: Annotated[list[str] | None, typer.Option(help=_COLUMN_HELP)] = None,
    timezone: Annotated[str, typer.Option(help="Zone of the file's times.")] = "America/New_York",
    reach_km: Annotated[
        float,
        typer.Option(min=0, help="How far units of other stations go before a call has waited 20 minutes; 0: any."),
    ] = 4.0,
    fault: Annotated[list[str] | None, typer.Option(help="Fault of the terminal, such as lost-ack@50.")] = None,
    home: Annotated[Path | None, typer.Option(help="Keep database and tape in this new directory.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object as the last line.")] = False,
) -> None:
    """Play real calls through the whole system in a SIMULATED room of its own, and count what was lost or doubled."""
    errors = Console(stderr=True)
    try:
        wish = Wish(
            path=file, columns=columns_from(column or ()), zone=_zone(timezone), speed=_speed(speed), limit=limit,
            seed=seed, reach_m=reach_km * 1000 or None, faults=tuple(fault or ()), home=home,
        )  # fmt: skip
        with _Screen(errors).watching() as watcher:
            report = play(wish, watcher)
    except (CannotReplay, StorageError, InvalidPack) as error:
        errors.print(f"replay: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(EXIT_CANNOT) from error
    _tell(report, errors, as_json=as_json)
    if report.interrupted:
        raise typer.Exit(EXIT_INTERRUPTED)
    if not report.is_true:
        raise typer.Exit(EXIT_UNTRUE)


def _tell(report: Report, errors: Console, *, as_json: bool) -> None:
    Console().print(table_of(report))
    if report.interrupted:
        errors.print(f"interrupted: {report.incidents_open} incidents are still open in this simulated room")
    if report.finding:
        errors.print(f"finding: {report.finding}", style="red", markup=False)
    if as_json:
        typer.echo(json.dumps(report.as_json()))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CannotReplay(f"--timezone: no time zone is called {name!r}; use a name such as Europe/London") from error


def _speed(words: str) -> float | None:
    if words == "max":
        return None
    try:
        speed = float(words)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1_000_000:
        raise CannotReplay(f"--speed {words}: write `max`, or a number above 0 such as 60")
    return speed


class _Screen:
    """Progress on standard error, and Ctrl-C as a wish to end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("calls"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("{task.description}"), console=console, disable=not console.is_terminal,
        )  # fmt: skip
        self._task: TaskID | None = None
        self._before: object = None

    @contextmanager
    def watching(self) -> Generator[Watcher]:
        """Show progress for as long as it lasts."""
        try:
            with self._progress:
                yield Watcher(read=self._read, started=self._started, moved=self._moved)
        finally:
            if self._before is not None:
                signal.signal(signal.SIGINT, self._before)  # pyright: ignore[reportArgumentType]  # what was there
                self._before = None

    def _read(self, file: CallFile) -> None:
        for row in file.rejected[:_SHOWN]:
            self._say(f"line {row.line} rejected: {row.reason}")
        if len(file.rejected) > _SHOWN:
            self._say(f"... and {len(file.rejected) - _SHOWN} more rejected")
        untidy = [row for row in file.rows if row.remarks]
        for row in untidy[:_SHOWN]:
            self._say(f"line {row.line} untidy: {'; '.join(row.remarks)}")
        if len(untidy) > _SHOWN:
            self._say(f"... and {len(untidy) - _SHOWN} more untidy rows; the table at the end counts them by reason")
        self._task = self._progress.add_task("starting", total=len(file.rows))

    def _started(self, stop: Callable[[], None]) -> None:
        def end(_number: int, _frame: FrameType | None) -> None:
            stop()
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C does not ask

        self._before = signal.signal(signal.SIGINT, end)

    def _moved(self, entered: int, at: datetime, desk: Desk) -> None:
        if self._task is not None:
            words = f"{at:%Y-%m-%d %H:%M:%S} UTC, {desk.open_count} open, {desk.waiting_count} waiting"
            self._progress.update(self._task, completed=entered, description=words)

    def _say(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)
