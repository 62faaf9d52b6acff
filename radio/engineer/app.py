"""The command line: a table of commands, and one plain sentence for whatever goes wrong."""

import os
import traceback
from collections.abc import Sequence

import typer
from typer.main import get_command

from radio.engineer.exits import EXIT_INTERRUPTED, EXIT_USAGE
from radio.engineer.ports import ports
from radio.engineer.probe import probe
from radio.engineer.replay import replay
from radio.engineer.send import send
from radio.engineer.simulate import simulating
from radio.engineer.speaking import complain
from radio.engineer.watch import watch
from radio.errors import RadioError

PROGRAM = "python -m radio"
DEBUG_KEY = "READBACK_DEBUG"
_HELP = """For the radio engineer: ports, devices and traces, without the rest of Readback.

\b
First steps with a new device:
  python -m radio ports
  python -m radio probe /dev/ttyUSB0 --driver tap --trace first.trace
  python -m radio send /dev/ttyUSB0 123456 "TEST" --driver tap
  python -m radio replay first.trace
Without one: python -m radio simulate tap --pty /tmp/terminal
"""
_EPILOG = "Exit codes: 0 well, 2 wrong usage, 6 no device, 130 Ctrl-C; the others stand in the help of each command."

app = typer.Typer(
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command(short_help="list the serial ports and who has them open")(ports)
app.command(short_help="log on to a device and off again")(probe)
app.command(short_help="send one page and follow it")(send)
app.command(short_help="print what a device hands in")(watch)
app.add_typer(simulating, name="simulate", short_help="play a device, with faults of your choice")
app.command(short_help="play a trace through the protocol again")(replay)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code. Raises: SystemExit for a command line that makes no sense."""
    os.umask(0o077)  # tapes and traces hold what people wrote
    try:
        return int(get_command(app).main(args=list(arguments), prog_name=PROGRAM, standalone_mode=False) or 0)
    except (RadioError, OSError) as error:
        if os.environ.get(DEBUG_KEY) == "1":
            traceback.print_exception(error)
        complain(str(error))
        return EXIT_USAGE
    except (KeyboardInterrupt, typer.Abort):
        return EXIT_INTERRUPTED
    except Exception as error:
        # Typer's own errors: an unknown option, a value of the wrong kind.
        usage = getattr(error, "format_message", None)
        if usage is None:
            raise
        complain(f"{usage().rstrip('.')}; `{PROGRAM} --help` says what there is")
        raise SystemExit(EXIT_USAGE) from None
