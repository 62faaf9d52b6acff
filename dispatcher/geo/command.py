"""`readbackctl map build`: options in, progress and a summary out."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from dispatcher.geo.building import LARGEST_MB, Summary, build_map
from dispatcher.geo.collected import Watcher
from dispatcher.geo.errors import BuildCancelled, MapError
from dispatcher.geo.map_pack import MapPack

EXIT_CANNOT = 2
EXIT_INTERRUPTED = 130


def build(
    source: Annotated[Path, typer.Argument(help="OpenStreetMap extract, FILE.osm.pbf.")],
    target: Annotated[Path, typer.Argument(help="The map pack to write.")],
    title: Annotated[str, typer.Option(help="Name of the map on screen; otherwise from the file's name.")] = "",
    largest_mb: Annotated[int, typer.Option(min=1, help="Refuse a larger source.")] = LARGEST_MB,
) -> None:
    """Make a map pack of an OpenStreetMap extract: streets, buildings, sea, places, search, roads, in one file."""
    errors = Console(stderr=True)
    try:
        with _watching(errors) as watcher:
            summary = build_map(source, target, title=title, largest_mb=largest_mb, watcher=watcher)
    except BuildCancelled as error:
        errors.print(f"map build: {error}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(EXIT_INTERRUPTED) from error
    except MapError as error:
        _refuse("map build", error, errors)
    _tell(target, summary, Console())


def show(pack: Annotated[Path, typer.Argument(help="A map pack.")]) -> None:
    """Check a map pack for damage and say what is in it."""
    try:
        with MapPack(pack) as opened:
            opened.check()
            summary = Summary(
                title=opened.title, bounds=opened.bounds, data_date=opened.data_date, digest=opened.digest,
                counts=opened.counts, findings=opened.findings, size_bytes=pack.stat().st_size,
            )  # fmt: skip
    except MapError as error:
        _refuse("map show", error, Console(stderr=True))
    _tell(pack, summary, Console())


app = typer.Typer(add_completion=False, rich_markup_mode=None, help="Map packs made of OpenStreetMap.")
app.command()(build)
app.command()(show)


def _refuse(program: str, error: MapError, errors: Console) -> NoReturn:
    errors.print(f"{program}: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(EXIT_CANNOT) from error


def _tell(target: Path, summary: Summary, console: Console) -> None:
    bounds = summary.bounds
    table = Table("found", "count", title=escape(f"{summary.title}: {target.name}, {summary.size_bytes / 1e6:.1f} MB"))
    for what, count in summary.counts.items():
        table.add_row(what, f"{count:,}")
    console.print(table)
    box = f"{bounds.south:.4f}, {bounds.west:.4f} to {bounds.north:.4f}, {bounds.east:.4f}"
    console.print(f"covers {box}; data of {summary.data_date or 'an unknown day'}", highlight=False)
    for finding in summary.findings:
        console.print(f"broken or left out: {finding}", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _watching(console: Console) -> Generator[Watcher]:
    """Show progress; the first Ctrl-C stops tidily, a second does not ask."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    before = signal.signal(signal.SIGINT, end)
    try:
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task("starting", total=None)

            def show_step(phase: str, done: int, total: int | None) -> None:
                progress.update(task, description=phase, completed=done, total=total)

            yield Watcher(progress=show_step, cancelled=stop.is_set)
    finally:
        signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    app()
