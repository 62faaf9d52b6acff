"""What `make run` and `make test` call first: finds a fitting Python and hands over to `installer`.

This one file keeps to a syntax that old interpreters read, so that whoever has an old Python is told so
in a sentence. Everything else starts in `installer/__main__.py` and may use Python 3.11.
"""

import os
import runpy
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
# Prints a version only if the library is whole (a minimal Python lacks parts) and this is no virtual environment.
PROBE = """
import ctypes, ssl, sys, zipfile
if sys.prefix == sys.base_prefix:
    print(sys.version_info[0], sys.version_info[1])
"""


def is_supported(version: "tuple[int, int]") -> bool:
    """Whether Readback runs on this Python."""
    return OLDEST <= version <= NEWEST


def version_of(python: str) -> "tuple[int, int]":
    """What an interpreter says it is; (0, 0) if it does not start or cannot be used to make an environment."""
    command = [python, "-c", PROBE]
    try:
        quiet = subprocess.DEVNULL
        answer = subprocess.check_output(command, stderr=quiet, stdin=quiet, timeout=60).split()
        return int(answer[0]), int(answer[1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0, 0


def running_one_fits() -> bool:
    """Whether the interpreter that reads this will do."""
    if not is_supported((sys.version_info[0], sys.version_info[1])) or sys.prefix != sys.base_prefix:
        return False
    return bool(sys.executable) and library_is_whole()


def library_is_whole() -> bool:
    """A minimal Python comes without its TLS or its foreign function library."""
    try:
        __import__("ssl")
        __import__("ctypes")
    except ImportError:
        return False
    return True


def candidates() -> "list[str]":
    """Interpreters to try: the one an active virtual environment was made from, then those on PATH."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    base = os.path.join(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}")  # noqa: PTH118
    return [base, *[path for path in map(shutil.which, names) if path]]


def choose_python() -> str:
    """The first interpreter that is supported, or an empty string."""
    for path in candidates():
        if is_supported(version_of(path)):
            return path
    return ""


def advice() -> str:
    """What to install when no Python fits."""
    wanted = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    here = f"{sys.executable} is Python {sys.version_info[0]}.{sys.version_info[1]}"
    return (
        f"readback: needs a whole Python {wanted}, and none was found on PATH ({here}). Install one:\n"
        "  Debian 12 or newer:  sudo apt-get install python3\n"
        "  Ubuntu 22.04:        sudo apt-get install python3.11\n"
        "  Fedora, RHEL 9:      sudo dnf install python3.11\n"
        "  elsewhere:           https://www.python.org/downloads/\n"
    )


def main() -> int:
    """Go on in `installer`, under this Python or under a fitting one."""
    if os.name != "posix":
        sys.stderr.write("readback: this installs on Linux (and macOS); for Windows there is an installer of its own\n")
        return 2
    if running_one_fits():
        sys.path.insert(0, ROOT)
        runpy.run_module("installer", run_name="__main__", alter_sys=True)
        return 0
    python = choose_python()
    if not python:
        sys.stderr.write(advice())
        return 2
    return subprocess.call([python, os.path.abspath(__file__), *sys.argv[1:]])  # noqa: PTH100


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
