"""A home, a pack with quick chains, and a room of the test's own process on them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from dispatcher.app import open_room
from dispatcher.settings import Settings
from tests.processes.rooms import Desk, Served, quick_pack


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return quick_pack(tmp_path / "pack")


@pytest.fixture
def serve(home: Path, pack: Path) -> Iterator[Callable[..., Served]]:
    """Starts `readbackctl serve` on the home; whatever still runs is killed."""
    with ExitStack() as stack:
        base = ("--home", str(home), "--simulated", "--no-crews", "--pack", str(pack))
        yield lambda *more, **how: stack.enter_context(Served(*base, *more, **how))


@pytest.fixture
def desk(home: Path, pack: Path) -> Iterator[Callable[..., Desk]]:
    """Opens a room in this process, as a window does."""
    with ExitStack() as stack:

        def opened(**more: Any) -> Desk:
            room = open_room(Settings(home=home, simulated=True, crews=False, pack=str(pack), **more))
            stack.callback(room.close)
            return Desk(room)

        yield opened
