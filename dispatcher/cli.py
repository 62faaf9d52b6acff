"""`readbackctl`: one command per line of the table below; each loads only its own module."""

import difflib
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version

import typer
from typer.main import get_command

from dispatcher.domain.errors import InvalidPack, Rejected
from dispatcher.geo.errors import MapError
from dispatcher.operations.trouble import Trouble
from dispatcher.settings import DEBUG_KEY, UnusableSettings
from dispatcher.storage.errors import StorageError

PROGRAM = "readbackctl"
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("dispatcher.operations.serve", "open the room without a window and guard it"),
    "where": ("dispatcher.operations.where", "say where databases, logs, backups and packs are"),
    "reindex": ("dispatcher.operations.reindex", "take everything in anew for the search"),
    "verify": ("dispatcher.operations.verify", "check the databases and the journal's whole chain"),
    "audit": ("dispatcher.operations.audit", "check that every chain was run, on time, to an end"),
    "consistency": ("dispatcher.operations.consistency", "compare grades: the same differently, overrides, skips"),
    "backup": ("dispatcher.operations.backup", "copy a database while it is in use, and check the copy"),
    "restore": ("dispatcher.operations.restore", "put a backup back; what was there is kept"),
    "doctor": ("dispatcher.operations.doctor", "examine pack, home, database, key file, links, sound and clock"),
    "policy list": ("dispatcher.operations.policy", "list the escalation policies of a pack"),
    "policy show": ("dispatcher.operations.policy", "show the steps of a policy and their times"),
    "policy simulate": ("dispatcher.operations.policy", "draw what a policy does, second by second"),
    "policy lint": ("dispatcher.operations.policy", "look for gaps, silence and steps that never act"),
    "import premises": ("dispatcher.operations.importing", "bring places in from a CSV file: notes, keyholders, codes"),
    "import assets": ("dispatcher.operations.importing", "bring the asset register in from a CSV file"),
    "import callers": ("dispatcher.operations.importing", "bring known callers in from a CSV file"),
    "keys make": ("dispatcher.operations.keys", "make the key file that door codes are sealed with"),
    "keys show": ("dispatcher.operations.keys", "say which keys there are and what each has sealed"),
    "keys rotate": ("dispatcher.operations.keys", "make a new key the current one, and seal anew"),
    "keys forget": ("dispatcher.operations.keys", "take an older key out of the key file"),
    "map build": ("dispatcher.geo.command", "make a map pack of an OpenStreetMap extract"),
    "map show": ("dispatcher.geo.command", "check a map pack and say what is in it"),
    "replay": ("dispatcher.replay.command", "play real calls from a CSV file through a SIMULATED room"),
}
BAD_INPUT = 2
FAULT = 70
INTERRUPTED = 130
_EXPECTED = (StorageError, InvalidPack, UnusableSettings, Rejected, MapError, OSError)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    os.umask(0o077)  # what this program writes is for its own user alone
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(given))


def _run(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        return 0
    if given[0] == "--version":
        sys.stdout.write(f"readback {version('readback')}\n")
        return 0
    # "map build" is one command of two words.
    words = 2 if " ".join(given[:2]) in COMMANDS else 1
    name = " ".join(given[:words])
    if name not in COMMANDS:
        return _refuse(PROGRAM, f"there is no command {name!r}{_nearest(name)}; `{PROGRAM} --help` lists them")
    return _run_command(name, given[words:])


def _run_command(name: str, rest: list[str]) -> int:
    program = f"{PROGRAM} {name}"
    try:
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        app.command()(_function(name))
        return int(get_command(app).main(args=rest, prog_name=program, standalone_mode=False) or 0)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the edge of the program: one message, not a traceback
        return _explain(program, error)


def _function(name: str) -> Callable[..., None]:
    return getattr(importlib.import_module(COMMANDS[name][0]), name.split()[-1])


def _explain(program: str, error: Exception) -> int:
    if os.environ.get(DEBUG_KEY) == "1":
        traceback.print_exception(error)
    usage = getattr(error, "format_message", None)  # Typer's own errors: an unknown option, a value of the wrong kind
    if usage is not None:
        return _refuse(program, f"{usage()}; `{program} --help` says what there is")
    if isinstance(error, Trouble):
        return _refuse(program, str(error), error.code)
    if isinstance(error, OSError):
        return _refuse(program, f"{error.strerror or error}: {error.filename or 'no file is named'}")
    if isinstance(error, _EXPECTED):
        return _refuse(program, str(error))
    fault = f"a fault in the program: {type(error).__name__}: {error}"
    return _refuse(program, f"{fault}; run it again with {DEBUG_KEY}=1 for what to report", FAULT)


def _refuse(program: str, text: str, code: int = BAD_INPUT) -> int:
    sys.stderr.write(f"{program}: {' '.join(text.split())}\n")
    return code


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.4)
    return f"; did you mean {near[0]}?" if near else ""


def _help() -> str:
    lines = [f"Usage: {PROGRAM} COMMAND [OPTIONS]", "", "Dispatch for control rooms, without the window.", ""]
    lines += [f"  {name:<17}{words}" for name, (_module, words) in COMMANDS.items()]
    lines += ["", f"`{PROGRAM} COMMAND --help` says what a command takes. Settings come from the environment"]
    lines += [f"(READBACK_HOME, READBACK_DATABASE, ...); options go before. {DEBUG_KEY}=1 shows tracebacks.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
