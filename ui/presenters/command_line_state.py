"""All that the view of the command line draws."""

from dataclasses import dataclass

from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_line_help import ListRow
from ui.presenters.completion import Completion


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLineState:
    """All that the view draws. `tone` is the tone of `message`."""

    text: str = ""
    caret: int = 0
    mistake: Mistake | None = None  # to be marked in the line
    message: str = ""  # what is wrong, expected next, would happen, or has happened
    tone: str = "muted"
    warning: str = ""  # why the room will probably refuse, or what all may hear
    script: str = ""  # what is to be read out to whoever is about to answer
    completions: tuple[Completion, ...] = ()
    chosen: int | None = None
    rows_title: str = ""
    rows: tuple[ListRow, ...] = ()
    busy: bool = False
