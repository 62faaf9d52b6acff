"""The steps of an installation: the system's libraries, then `.venv`. A second start finds nothing to do."""

import argparse
import os
import sys
import time
from pathlib import Path

from installer import system
from installer.environment import Environment
from installer.progress import Trouble, say

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        description="Install what Readback needs to run from this checkout, or find it there.",
    )
    parser.add_argument(
        "--for",
        dest="purpose",
        choices=("run", "test"),
        default="run",
        help="run the program (default), or also test it",
    )
    parser.add_argument("--offline", action="store_true", help="use only what is here (or set UV_OFFLINE=1)")
    parser.add_argument("--no-apt", action="store_true", help="install no system package; say which are missing")
    return parser.parse_args()


def main() -> int:
    """Do it, or say in a sentence why not."""
    asked = arguments()
    started = time.monotonic()
    offline = asked.offline or os.environ.get("UV_OFFLINE", "") not in {"", "0", "false"}
    try:
        environment = Environment(ROOT)
        is_first = environment.state(asked.purpose) != "ready"
        may_install = not asked.no_apt and not offline
        installed = system.ensure(asked.purpose, may_install=may_install, is_first=is_first)
        made = environment.ensure(asked.purpose, offline=offline)
    except Trouble as trouble:
        say(str(trouble))
        return trouble.code
    except OSError as error:
        say(f"installing failed: {error.strerror or error} ({error.filename or ROOT})")
        return 1
    except KeyboardInterrupt:
        say("interrupted; the next start goes on from here")
        return 130
    if installed or made:
        say(f"installed in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
