"""`readbackctl serve`: a room without a window that guards, holds channels and says what changes."""

import logging
import signal
import sys
from typing import Annotated

import typer

from dispatcher.app import Dispatcher, database_url, open_room, start_log
from dispatcher.operations.leaving import may_leave, tell_of_leaving
from dispatcher.operations.options import DatabaseUrl, Home, PackName, Simulated, links_from, settings_from
from dispatcher.operations.places import SERVE_LOG
from dispatcher.operations.speaking import say
from dispatcher.operations.stopping import Stop
from dispatcher.operations.trouble import Trouble
from dispatcher.operations.watching import Watch
from dispatcher.settings import Settings
from radio.errors import RadioError

_log = logging.getLogger(__name__)
_FIRST_BEAT_S = 30.0

NoGateway = Annotated[bool, typer.Option("--no-gateway", help="Hold no channel and open no link.")]
NoGuard = Annotated[bool, typer.Option("--no-guard", help="Do not run deadlines.")]
NoCrews = Annotated[bool, typer.Option("--no-crews", help="In a SIMULATED room: no crews that answer.")]
Links = Annotated[list[str] | None, typer.Option("--link", metavar="CHANNEL=URL", help="Link of a channel.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before leaving incidents unguarded.")]


def serve(
    home: Home = None, simulated: Simulated = None, no_gateway: NoGateway = False, no_guard: NoGuard = False,
    no_crews: NoCrews = False, database: DatabaseUrl = None, pack: PackName = None, link: Links = None,
    yes: Yes = False,
) -> None:  # fmt: skip
    """Open the room without a window and guard it until SIGTERM or Ctrl-C."""
    settings = settings_from(
        home=home, simulated=simulated, database=database, pack=pack, links=links_from(link),
        gateway=False if no_gateway else None, guard=False if no_guard else None, crews=False if no_crews else None,
    )  # fmt: skip
    start_log(settings, SERVE_LOG)
    stop = Stop()
    stop.catch()
    room = _opened(settings)
    try:
        watch = Watch(room, settings)
        room.parts.duties.wait_beaten(_FIRST_BEAT_S)
        _tell(watch.ready())
        room.subscribe(lambda _entries: stop.ring())
        _guard(watch, stop, asks=not yes and sys.stdin.isatty())
        held, opened = watch.held(), watch.open_incidents()
        _tell("closing; a page on the line may come to its end first")
    finally:
        room.close()
    tell_of_leaving(database_url(settings), held, opened)


def _tell(line: str) -> None:
    say(line)
    _log.info("%s", line)


def _opened(settings: Settings) -> Dispatcher:
    try:
        return open_room(settings)
    except RadioError as error:
        raise Trouble(f"a channel of the pack {settings.pack} cannot be used: {error}") from error


def _guard(watch: Watch, stop: Stop, *, asks: bool) -> None:
    """Say what changes until a signal comes; Ctrl-C on a terminal asks once when nobody else would guard."""
    while True:
        for line in watch.changes():
            _tell(line)
        if stop.asked is None:
            stop.wait()
        elif not asks or stop.asked is not signal.SIGINT or may_leave(watch, stop):
            return
