"""What there is to say of the key file of the sealed codes: where it is, who can read it, what its loss would mean."""

import os
from dataclasses import dataclass
from pathlib import Path

from dispatcher.domain.worlds import World
from dispatcher.settings import Settings

_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFileSeen:
    """A key file from outside: its keys are not looked at."""

    world: World
    path: Path
    mode: int | None  # None: it is not there
    owner: str = ""

    @property
    def is_open(self) -> bool:
        """Whether others than its owner may read or change it."""
        return os.name == "posix" and self.mode is not None and bool(self.mode & _OTHERS)

    @property
    def words(self) -> str:
        """Where it is and who can read it."""
        if self.mode is None:
            return f"{self.path} is not there"
        whose = f" of {self.owner}" if self.owner else ""
        readers = "others can read or change it: chmod 600 it" if self.is_open else "its owner alone reads it"
        return f"{self.path}, mode {self.mode:o}{whose}, {readers}"


def glance_at_keys(settings: Settings, world: World) -> KeyFileSeen:
    """Look at the key file of a world without opening it."""
    path = settings.keys_of(world)
    try:
        status = path.stat()
    except OSError:
        return KeyFileSeen(world=world, path=path, mode=None)
    try:
        owner = path.owner()
    except (KeyError, NotImplementedError, OSError):
        owner = ""
    return KeyFileSeen(world=world, path=path, mode=status.st_mode & 0o777, owner=owner)


def is_beside(keys: Path, backup: Path) -> bool:
    """Tell whether a key file lies where a backup lies: whoever takes the one has the other."""
    return (backup.parent / keys.name).exists() or keys.parent.resolve() == backup.parent.resolve()
