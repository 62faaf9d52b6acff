"""Lines for a person at a terminal, plain ones for a service's log."""

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text


def say(text: str, style: str = "") -> None:
    """Print a line at once; styled only on a terminal."""
    Console(highlight=False, soft_wrap=True).print(Text(text, style=style))
    sys.stdout.flush()


def progress() -> Progress:
    """Return a bar on standard error, there only when that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
