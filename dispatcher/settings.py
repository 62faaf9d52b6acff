"""Where this process keeps its data, which pack it loads and what it may open. Environment: READBACK_*."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from dispatcher.domain.worlds import World


class Settings(BaseSettings):
    """Settings of one process. An unknown key is refused."""

    model_config = SettingsConfigDict(env_prefix="READBACK_", extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("readback"))
    """Directory (mode 0700) of database, logs and traces."""
    simulated: bool = False
    """Use the SIMULATED database of this home, with a simulated terminal; False is the LIVE one."""
    crews: bool = True
    """In a SIMULATED room: let simulated crews answer."""
    seed: int = 1
    """Seed of the simulated crews."""
    pack: str = "default"
    """Name of a pack in resources/packs, or a directory."""
    database: str | None = None
    """SQLAlchemy URL; without it a SQLite file in the home."""
    links: dict[str, str] = Field(default_factory=dict[str, str])
    """Channel name -> link URL, instead of the pack's."""
    gateway: bool = True
    """Whether this process may hold channels and open their links."""
    guard: bool = True
    """Whether this process may hold the deadline duty."""

    @property
    def world(self) -> World:
        """The world that this process may open."""
        return World.SIMULATED if self.simulated else World.LIVE
