"""`.venv`: what uv.lock says, made once, remade when it is half made, and left alone while nothing has changed."""

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from installer import uv_tool
from installer.packages_index import Index, find_index, pip_files, pip_settings
from installer.progress import (
    DISK_FULL,
    NEEDS_A_PERSON,
    Outcome,
    Purpose,
    Trouble,
    explain,
    process_environment,
    run,
    say,
)

RECIPE = 1
"""Raise it when environments made by an older bootstrap have to be brought up to date."""

OLDEST_GLIBC = (2, 34)
State = Literal["ready", "update", "remake"]


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from and for; kept inside it, written last."""

    inputs: str
    place: str
    for_tests: bool

    def serves(self, wanted: "Stamp") -> bool:
        """Whether an environment with this stamp can be used as it is; one for tests also runs the program."""
        return (self.inputs, self.place) == (wanted.inputs, wanted.place) and self.for_tests >= wanted.for_tests


@dataclass(frozen=True)
class Environment:
    """The virtual environment of one checkout."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def tools(self) -> Path:
        """Where uv, the lock and the list for a private index are kept."""
        return self.root / "build" / "tools"

    @property
    def stamp_file(self) -> Path:
        """Says what it was made from."""
        return self.folder / "readback-stamp.json"

    @property
    def unfinished_mark(self) -> Path:
        """Is there from before the first change until after the last."""
        return self.folder / "readback-unfinished"

    def python_version(self) -> str:
        """What the environment says of its Python; nothing to be started for it."""
        try:
            lines = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        values = dict(line.split(" = ", 1) for line in lines if " = " in line)
        return values.get("version_info", values.get("version", ""))

    def stamp(self) -> Stamp | None:
        """What was written when it was last finished."""
        try:
            values = cast("dict[str, Any]", json.loads(self.stamp_file.read_text(encoding="utf-8")))
            return Stamp(str(values["inputs"]), str(values["place"]), bool(values["for_tests"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def wanted(self, purpose: Purpose) -> Stamp:
        """What it would say if it were up to date."""
        digest = hashlib.sha256(f"{RECIPE} {self.python_version()}".encode())
        for name in ("uv.lock", "pyproject.toml"):
            digest.update((self.root / name).read_bytes())
        return Stamp(digest.hexdigest(), str(self.folder), purpose == "test")

    def state(self, purpose: Purpose) -> State:
        """Whether there is anything to do."""
        if not self.python.exists() or self.unfinished_mark.exists():
            return "remake"
        stamp = self.stamp()
        if stamp is None:  # made by hand with uv: good if it starts
            return "update" if _starts(self.python) else "remake"
        if stamp.place != str(self.folder):  # moved or copied: its scripts lead elsewhere
            return "remake"
        return "ready" if stamp.serves(self.wanted(purpose)) else "update"

    def ensure(self, purpose: Purpose, *, offline: bool) -> bool:
        """See to it that it is up to date; True if something was done."""
        if self.state(purpose) == "ready":
            return False
        _check_platform()
        self.tools.mkdir(parents=True, exist_ok=True)
        with only_one(self.tools / "bootstrap.lock"):
            state = self.state(purpose)
            if state == "ready":  # the other one did it
                return False
            self._make(purpose, state, offline=offline)
        return True

    def _make(self, purpose: Purpose, state: State, *, offline: bool) -> None:
        index = find_index(os.environ, pip_settings(pip_files(os.environ, Path.home())))
        uv = str(uv_tool.find_or_fetch(self.tools, index, offline=offline))
        settings = uv_environment(self, index, offline=offline)
        old = self.stamp()
        for_tests = purpose == "test" or (state == "update" and (old is None or old.for_tests))
        if state == "remake":
            say(f"making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}")
            self._uv([uv, "venv", "--clear", "--quiet", "--python", sys.executable, str(self.folder)], settings)
        self.unfinished_mark.touch()
        self.stamp_file.unlink(missing_ok=True)
        say("installing the packages of uv.lock" + (", with the tools for tests" if for_tests else ""))
        groups = [] if for_tests else ["--no-dev"]
        if index.is_pypi:
            self._uv([uv, "sync", "--frozen", *groups], settings)
        else:
            self._sync_from(index, uv, groups, settings)
        stamp = Stamp(self.wanted(purpose).inputs, str(self.folder), for_tests)
        self.stamp_file.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
        self.unfinished_mark.unlink()

    def _sync_from(self, index: Index, uv: str, groups: list[str], settings: Mapping[str, str]) -> None:
        """From an index of one's own: the lock's versions and digests, but not the addresses it names."""
        say(f"  from {index.host}")
        listed = str(self.tools / "requirements.txt")
        export = [uv, "export", "--frozen", "--quiet", "--no-emit-project", *groups, "--output-file", listed]
        into = ["--python", str(self.python)]
        self._uv(export, settings)
        self._uv([uv, "pip", "sync", *into, "--require-hashes", listed], settings)
        self._uv([uv, "pip", "install", *into, "--no-deps", "--editable", str(self.root)], settings)

    def _uv(self, command: list[str], settings: Mapping[str, str]) -> None:
        outcome = run([*command, "--project", str(self.root)], settings, shows=is_progress)
        if outcome.code != 0:
            if nothing_changed(outcome):
                self.unfinished_mark.unlink(missing_ok=True)
            raise explain(outcome, "making .venv")


def nothing_changed(outcome: Outcome) -> bool:
    """Whether uv gave up before it touched a package: it fetches everything first.

    Then an environment that worked still works, and is not to be thrown away for want of a network.
    """
    text = "\n".join(outcome.lines).lower()
    touched = ("failed to install", "failed to uninstall", "failed to remove", *DISK_FULL)
    return outcome.code > 0 and not any(sign in text for sign in touched)


def uv_environment(environment: Environment, index: Index, *, offline: bool) -> dict[str, str]:
    """This process's variables, and what uv must be told here: this environment, this Python, no other."""
    settings = process_environment(
        UV_PROJECT_ENVIRONMENT=str(environment.folder),
        UV_PYTHON_DOWNLOADS="never",
        UV_NO_PROGRESS="1",
        **index.for_uv(),
    )
    settings.setdefault("UV_SYSTEM_CERTS", "1")  # a network that inspects TLS has its authority in the system's store
    settings.setdefault("UV_HTTP_TIMEOUT", os.environ.get("PIP_DEFAULT_TIMEOUT", "120"))
    if offline:
        settings["UV_OFFLINE"] = "1"
    for name in ("VIRTUAL_ENV", "UV_PYTHON", "PYTHONPATH", "PYTHONHOME"):
        settings.pop(name, None)
    return settings


def is_progress(line: str) -> bool:
    """Of what uv says, what a waiting person wants to see: not the fifty package names."""
    return line.strip().startswith(("Downloading", "Building", "Prepared", "Installed", "Uninstalled", "warning:"))


@contextlib.contextmanager
def only_one(path: Path) -> Generator[None]:
    """Hold a lock; say so when another start holds it."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another start is installing here; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _starts(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _check_platform() -> None:
    """PySide6's wheels need a C library of 2021; uv would only say that nothing fits."""
    if sys.platform != "linux":
        return
    try:
        name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
        glibc = tuple(int(part) for part in version.split(".")[:2])
    except (ValueError, OSError):
        name, glibc = "", ()
    if name != "glibc" or glibc < OLDEST_GLIBC:
        needs = "Qt for Python needs a Linux with glibc 2.34 or newer: Debian 12, Ubuntu 22.04, RHEL 9, or later"
        raise Trouble(needs, NEEDS_A_PERSON)
