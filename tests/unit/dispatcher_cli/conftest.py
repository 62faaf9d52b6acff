"""A room's database in a home, and the command line run in this process."""

import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from dispatcher import cli
from dispatcher.app import Dispatcher, open_room
from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.settings import Settings
from dispatcher.simulation.saying_back import said_back

CALLER, NUMBER, STORY, PAGE_NOTE = "Zebulon Quartermain", "555-0198-7263", "xylophone on fire", "use the oboe entrance"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs `readbackctl` with arguments and an environment of its own."""
    for key in [key for key in os.environ if key.startswith("READBACK_")]:
        monkeypatch.delenv(key)
    umask = os.umask(0o077)

    def run_it(*arguments: object, **environment: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as inner, redirect_stdout(out), redirect_stderr(err):
            for key, value in environment.items():
                inner.setenv(key, value)
            with pytest.raises(SystemExit) as ended:
                cli.main([str(argument) for argument in arguments])
        return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    yield run_it
    os.umask(umask)


def take_call_and_dispatch(room: Dispatcher) -> None:
    """One call with everything personal in it, and a page that waits in the outbox."""
    actor = room.execute(SignOn(operator=OperatorId("dana"), role=Role.DISPATCHER, seat=Seat("test-1"))).result(15)
    call = TakeCall(
        actor=actor, place="12 Harbour Street", incident_type="fire", caller_name=CALLER, caller_number=NUMBER,
        narrative=STORY,
    )  # fmt: skip
    taken = room.execute(call).result(15)
    room.execute(said_back(actor, taken)).result(15)
    order = DispatchUnits(actor=actor, incident_id=taken.incident_id, call_signs=("E11",), note=PAGE_NOTE)
    room.execute(order).result(15)


def tamper(path: Path, statement: str) -> None:
    """Change what the program itself never would: the triggers that stand in the way go first."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose SIMULATED room was closed with an incident open and a page waiting. Copy it; do not change it."""
    home = tmp_path_factory.mktemp("made") / "home"
    settings = Settings(home=home, simulated=True, pack="rivermouth", crews=False, gateway=False, guard=False)
    with closing(open_room(settings)) as room:
        take_call_and_dispatch(room)
    return home
