"""What a process does that opens a database together with others. Imports little: it starts in many."""

from typing import Any

from sqlalchemy import func, select

from dispatcher.domain.worlds import World
from dispatcher.storage.database import open_database
from dispatcher.storage.schema import installation
from dispatcher.system_clock import SystemClock

GATE_S = 30.0


def open_at_the_gate(url: str, gate: Any, told: Any) -> None:
    """Open a database together with others, in a process of its own, and tell how that went."""
    gate.wait(GATE_S)
    try:
        database = open_database(url, World.SIMULATED, SystemClock().now())
        with database.reader.connect() as connection:
            count = connection.execute(select(func.count()).select_from(installation)).scalar_one()
        database.close()
    except Exception as error:  # noqa: BLE001  # the test reads it
        told.put(repr(error))
    else:
        told.put(f"{count} installation")
