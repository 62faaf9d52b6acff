"""`sources.toml`: where contacts are fetched. An unknown key is refused; a password never lies about readable."""

import os
import stat
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dispatcher.domain.calls import Medium
from dispatcher.domain.worlds import World
from dispatcher.settings import UnusableSettings

_FILES = {
    World.LIVE: ("sources.toml", "intake.toml"),
    World.SIMULATED: ("sources.simulated.toml", "intake.simulated.toml"),
}
"""The file of each world in the home, and what it was called before."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)]
_Megabytes = Annotated[int, Field(ge=1, le=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MailboxPart(_Strict):
    """A folder of a mail account, over IMAP."""

    name: _Name
    host: str = Field(min_length=1)
    port: Annotated[int, Field(ge=1, le=65_535)] = 993
    tls: Literal["tls", "starttls", "none"] = "tls"
    certificates: Path | None = None  # a PEM file of the authority, where the machine does not know it
    user: str = Field(min_length=1)
    password: str = ""
    password_env: str = ""
    password_file: Path | None = None
    folder: str = Field(default="INBOX", pattern=r"^[\x20-\x7e]+$")
    medium: Medium = Medium.EMAIL
    poll_s: Annotated[float, Field(ge=1, le=3_600)] = 15.0  # where the server does not say when something comes
    idle: bool = True  # let it say so, where it can
    first: Literal["unseen", "all", "new"] = "unseen"  # what is taken when it is read for the first time
    mark: bool = True  # as seen, once it is stored
    most_mb: _Megabytes = 25

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.tls == "none" and self.host not in _LOOPBACK:
            raise ValueError(f"tls = none is for this machine alone, and {self.host} is another")
        given = [bool(self.password), bool(self.password_env), self.password_file is not None]
        if sum(given) != 1:
            raise ValueError("give one of password_file, password_env and password")
        return self


class SocketPart(_Strict):
    """A local socket for JSON lines."""

    name: _Name
    path: Path = Path("intake.sock")  # relative to the home
    port: Annotated[int, Field(ge=0, le=65_535)] | None = None  # of the loopback as well; 0: any that is free
    medium: Medium = Medium.PORTAL
    most_mb: _Megabytes = 10  # of one line


class FolderPart(_Strict):
    """A folder that is watched for *.json, *.eml and *.csv."""

    name: _Name
    path: Path  # relative to the home
    medium: Medium = Medium.FILE
    poll_s: Annotated[float, Field(ge=0.5, le=3_600)] = 2.0
    most_mb: _Megabytes = 25


class SourcesPart(_Strict):
    """The whole file."""

    mailbox: tuple[MailboxPart, ...] = ()
    socket: tuple[SocketPart, ...] = ()
    folder: tuple[FolderPart, ...] = ()

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = Counter(part.name for part in (*self.mailbox, *self.socket, *self.folder))
        doubled = [name for name, count in names.items() if count > 1]
        if doubled:
            raise ValueError(f"two sources are called {doubled[0]!r}: what a source brought is known by its name")
        return self


def sources_file(home: Path, world: World, given: Path | None) -> Path | None:
    """Return the file that is to be read: the one given, else that of the world in the home, if it is there.

    A drill never empties the mailbox of the real room: each world has a file of its own.

    Raises:
        UnusableSettings: a file lies there under its former name, which nobody reads: a pack has a file of that name.
    """
    if given is not None:
        return given
    name, former = _FILES[world]
    path, old = home / name, home / former
    if old.is_file():
        what = f"move what it says to {path}" if path.is_file() else f"rename it to {path}"
        raise UnusableSettings(f"{old} is read no more: {what} (the sources of a room stand in {name})")
    return path if path.is_file() else None


def read_sources(path: Path) -> SourcesPart:
    """Read the file.

    Raises:
        UnusableSettings: it is not there, not TOML, or a key is unknown or wrong; the text says which.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnusableSettings(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableSettings(f"{path} is no TOML: {error}") from error
    try:
        part = SourcesPart.model_validate(raw)
    except ValidationError as error:
        raise UnusableSettings(f"{path}: {_explained(error)}") from error
    if any(mailbox.password for mailbox in part.mailbox) and _others_may_read(path):
        raise UnusableSettings(f"{path} holds a password and others may read it: chmod 600 {path}")
    return part


def password_of(part: MailboxPart, home: Path) -> str:
    """Return a mailbox's password.

    Raises:
        UnusableSettings: where it should stand there is none, or others may read it.
    """
    if part.password:
        return part.password
    if part.password_env:
        found = os.environ.get(part.password_env, "")
        if not found:
            raise UnusableSettings(f"mailbox {part.name}: the environment variable {part.password_env} is empty")
        return found
    path = home / (part.password_file or "")
    try:
        if _others_may_read(path):
            raise UnusableSettings(f"mailbox {part.name}: others may read {path}: chmod 600 {path}")
        found = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableSettings(f"mailbox {part.name}: {path} cannot be read: {error}") from error
    if not found:
        raise UnusableSettings(f"mailbox {part.name}: {path} is empty")
    return found


def _others_may_read(path: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _explained(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"the key {where} is not known; see docs/guide/intake.md"
    return f"{where}: {first['msg']}" if where else str(first["msg"])
