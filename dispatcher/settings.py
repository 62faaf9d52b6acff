"""Where this process keeps its data, which pack it loads and what it may open. Environment: READBACK_*."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from dispatcher.domain.simulated import Level
from dispatcher.domain.worlds import World

PREFIX = "READBACK_"
DEBUG_KEY = "READBACK_DEBUG"
"""1: errors on the command line come with their traceback."""


class UnusableSettings(Exception):
    """An option or an environment variable that cannot be used: the text says which, and what to do."""


class Settings(BaseSettings):
    """Settings of one process. An unknown key is refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("readback"))
    """Directory (mode 0700) of database, logs and traces."""
    simulated: bool = False
    """Use the SIMULATED database of this home, with a simulated terminal; False is the LIVE one."""
    crews: bool = True
    """In a SIMULATED room: let simulated crews answer."""
    calls: bool = True
    """In a SIMULATED room with crews: let simulated callers call, and simulated colleagues take and dispatch."""
    level: Level = Level.BUSY
    """How much happens in a SIMULATED room: calm, busy or storm."""
    seed: int = 1
    """Seed of the simulated people."""
    pack: str = "monaco"
    """Name of a pack in resources/packs, or a directory."""
    database: str | None = None
    """SQLAlchemy URL; without it a SQLite file in the home."""
    key_file: Path | None = None
    """Key file that door codes are sealed with; without it one of each world in the home."""
    links: dict[str, str] = Field(default_factory=dict[str, str])
    """Channel name -> link URL, instead of the pack's."""
    gateway: bool = True
    """Whether this process may hold channels and open their links."""
    guard: bool = True
    """Whether this process may hold the deadline duty."""
    sources: Path | None = None
    """File with the sources of contacts; without it sources.toml in the home of a LIVE room, and sources.simulated.toml
    of a SIMULATED one, where there is such a file."""
    trace_mb: int = Field(default=32, ge=0, le=10_000)
    """Megabytes of trace kept for each channel, the oldest goes first; 0 keeps none."""

    @property
    def keys(self) -> Path:
        """The key file of this world."""
        return self.key_file or self.home / f"keys-{self.world.value}.json"

    @property
    def world(self) -> World:
        """The world that this process may open."""
        return World.SIMULATED if self.simulated else World.LIVE


_FORMER = {f"{PREFIX}INTAKE": f"{PREFIX}SOURCES"}


def read_settings(given: Mapping[str, Any] | None = None) -> Settings:
    """Return what is given and not None, else the environment, else the defaults.

    Raises:
        UnusableSettings: a value is wrong, or the environment has a READBACK_ key that nobody reads.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {DEBUG_KEY}
    for key in sorted(os.environ):
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            if key.upper() in _FORMER:
                raise UnusableSettings(f"the environment variable {key} is called {_FORMER[key.upper()]} now")
            one_of = ", ".join(sorted(known))
            raise UnusableSettings(f"the environment variable {key} is unknown; remove it, or use one of {one_of}")
    try:
        return Settings(**{name: value for name, value in (given or {}).items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise UnusableSettings(f"{_names(name)}: {first['msg']} (it is {first['input']!r})") from error
    except SettingsError as error:
        example = '{"paging": "serial:/dev/ttyUSB0"}'
        raise UnusableSettings(f"{PREFIX}LINKS cannot be read; it is JSON such as {example}") from error


def _names(name: str) -> str:
    return f"--{name} or {PREFIX}{name.upper()}"
