"""Leaving a room: ask when nobody else would guard it, and say who has its duties afterwards."""

import os
import select
import sys
import threading

from sqlalchemy import exc

from dispatcher.operations.holders import processes_with_open
from dispatcher.operations.speaking import say
from dispatcher.operations.stopping import Stop
from dispatcher.operations.watching import Watch
from dispatcher.storage import leases
from dispatcher.storage.database import open_to_read
from dispatcher.system_clock import SystemClock

TAKEN_WITHIN_S = 2.5
"""Others beat every second; whoever has not taken a duty by then will not."""
_LOOK_S = 0.1


def may_leave(watch: Watch, stop: Stop) -> bool:
    """Ask on the terminal whether to leave open incidents alone; another process that is there guards them."""
    if not watch.held() or not watch.open_incidents():
        return True
    if watch.database_file is not None and processes_with_open(watch.database_file):
        return True
    say(
        f"{_open(watch.open_incidents())} and no other process guards them: {_what(watch.held())}",
        "bold red",
    )
    stop.asked = None
    say("leave them unguarded? [y/N]")
    answer = _answer(stop)
    if answer is None or answer.strip().lower() in ("y", "yes"):
        return True
    say("the room stays open")
    return False


def _open(count: int) -> str:
    return "1 incident is open" if count == 1 else f"{count} incidents are open"


def _answer(stop: Stop) -> str | None:
    """Return the line that is typed; None when another signal comes first, or the terminal is gone."""
    while os.name == "posix" and not select.select([sys.stdin], [], [], _LOOK_S)[0]:
        if stop.asked is not None:
            return None
    return sys.stdin.readline() or None


def tell_of_leaving(url: str, held: tuple[str, ...], open_incidents: int) -> None:
    """Say which process took the duties, or what nobody guards now."""
    if not held:
        say("closed; this process held no duty")
        return
    takers = _takers(url, held)
    for name, holder in takers.items():
        say(f"{name} is now with {leases.holder_words(holder)}")
    left = tuple(name for name in held if name not in takers)
    if left and open_incidents:
        say(f"closed; UNGUARDED: {_open(open_incidents)} and {_what(left)}", "bold red")
        say("open the window or `readbackctl serve` again: what is armed stays armed and runs then")
    elif left:
        say(f"closed; no incident is open; nobody holds {', '.join(left)}")
    else:
        say("closed")


def _what(duties: tuple[str, ...]) -> str:
    words = {leases.DEADLINES: "no deadline will run", leases.CREWS: "no simulated crew will answer"}
    return ", ".join(words.get(name, f"nothing will go out over {name.partition(':')[2]}") for name in duties)


def _takers(url: str, held: tuple[str, ...]) -> dict[str, str]:
    """Look until every duty is taken, or it is clear that nobody is there to take them."""
    clock, never = SystemClock(), threading.Event()
    until = clock.monotonic() + TAKEN_WITHIN_S
    engine = open_to_read(url)
    found: dict[str, str] = {}
    try:
        while len(found) < len(held) and clock.monotonic() < until:
            with engine.connect() as connection:
                found = {lease.name: lease.holder for lease in leases.living(connection) if lease.name in held}
                found = {name: holder for name, holder in found.items() if not leases.is_ours(holder)}
            never.wait(_LOOK_S)
    except exc.DBAPIError:
        return found  # it is gone, and says so elsewhere
    finally:
        engine.dispose()
    return found
