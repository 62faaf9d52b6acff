"""How the tool speaks: in colours and tables on a terminal, else in plain lines that other programs can read."""

import sys
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text


class Voice:
    """Standard output. `is_rich`: it is a terminal."""

    def __init__(self) -> None:
        self.is_rich = sys.stdout.isatty()
        self.console = Console(file=sys.stdout, highlight=False, soft_wrap=True)

    def say(self, text: str, style: str = "") -> None:
        """Print one line at once."""
        if self.is_rich:
            self.console.print(Text(text, style=style))
            return
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table; plainly, one line for each row, two spaces between its fields, `-` for none."""
        if not self.is_rich:
            for row in rows:
                self.say("  ".join(cell or "-" for cell in row))
            return
        table = Table(*head, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.console.print(table)


def complain(text: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def clock_text(at: datetime) -> str:
    """Return the local time of day, to the millisecond."""
    return at.astimezone().strftime("%H:%M:%S.%f")[:-3]
