"""One screen for all end-to-end tests; a terminal and a desk of its own for each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.program import Desk, FarSide, Program
from tests.helpers.screen import Screen

NewDesk = Callable[..., Desk]
NewProgram = Callable[..., Program]


@pytest.fixture(scope="session")
def screen(qapp: QApplication) -> Iterator[Screen]:
    """An invisible screen. `qapp`: words are read off it by painting them."""
    del qapp
    with Screen() as screen:
        yield screen


@pytest.fixture
def new_desk(tmp_path: Path, screen: Screen, request: pytest.FixtureRequest) -> Iterator[NewDesk]:
    """Set a desk up: `reply_delay_s` of its terminal, `pack` of its room. Its last picture is kept."""
    with ExitStack() as stack:

        def make(pack: Path | None = None, reply_delay_s: float = 0.0) -> Desk:
            far_side = FarSide(tmp_path, reply_delay_s)
            stack.callback(far_side.close)
            desk = Desk(tmp_path, screen, far_side, pack)
            stack.callback(desk.close)
            stack.callback(screen.shoot, f"last-{request.node.name}")
            return desk

        yield make


@pytest.fixture
def new_program(tmp_path: Path, screen: Screen) -> Iterator[NewProgram]:
    """Make a program with an environment of one's own, not yet started."""
    with ExitStack() as stack:

        def make(**environment: str) -> Program:
            program = Program(screen, tmp_path / "home", environment)
            stack.callback(program.close)
            return program

        yield make
