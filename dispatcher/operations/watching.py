"""What a room without a window says of itself: duties, channels, unguarded incidents; a line when one changes."""

from collections.abc import Iterator
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path

from sqlalchemy import exc

from dispatcher.app import Dispatcher, database_url
from dispatcher.packs.model import VOICE
from dispatcher.queries.channel_rows import SentinelRow
from dispatcher.queries.requests import AskSentinel
from dispatcher.settings import Settings
from dispatcher.storage import leases
from dispatcher.storage.database import parsed_url
from dispatcher.storage.errors import StorageError
from dispatcher.system_clock import SystemClock

_ANSWER_S = 10.0


class Watch:
    """Reads the room's own truth and tells what is new."""

    def __init__(self, room: Dispatcher, settings: Settings) -> None:
        self._room = room
        self._settings = settings
        self._clock = SystemClock()
        self._told: dict[str, str] = {}
        self._open = 0

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, if it is one."""
        return self._room.parts.database.path

    def ready(self) -> str:
        """Return the line that says what was opened, and count its facts as told."""
        facts = self._facts()
        self._told = dict(facts)
        shown = parsed_url(database_url(self._settings)).render_as_string(hide_password=True)
        database = self.database_file or shown
        return f"ready: {self._room.world.value.upper()} room {database}; {'; '.join(facts.values())}"

    def changes(self) -> Iterator[str]:
        """Yield a line for each fact that is not what was told last."""
        for name, words in self._facts().items():
            if self._told.get(name) != words:
                self._told[name] = words
                yield f"{self._clock.now().astimezone():%H:%M:%S} {words}"

    def held(self) -> tuple[str, ...]:
        """Return the duties of this process."""
        duties = self._room.parts.duties
        return tuple(name for name in duties.wanted if duties.epoch(name) is not None)

    def open_incidents(self) -> int:
        """Return how many incidents were open at the last look."""
        return self._open

    def _facts(self) -> dict[str, str]:
        try:
            sentinel = self._room.ask(AskSentinel()).result(_ANSWER_S)
            facts = {"duties": self._duty_words()}
        except (StorageError, exc.DBAPIError, TooLate) as error:
            reason = error.orig if isinstance(error, exc.DBAPIError) else error or "no answer"
            return {"database": f"the database does not answer: {reason}"}
        self._told.pop("database", None)
        self._open = sentinel.open_incidents
        return facts | _sentinel_words(sentinel)

    def _duty_words(self) -> str:
        held = self.held()
        words = [f"holds {', '.join(held)}" if held else "holds no duty"]
        with self._room.parts.database.reader.connect() as connection:
            living = [lease for lease in leases.living(connection) if lease.name not in held and _is_duty(lease.name)]
        words += [f"{lease.name} is with {leases.holder_words(lease.holder)}" for lease in living]
        return ", ".join(words)


def _is_duty(name: str) -> bool:
    return name in (leases.DEADLINES, leases.CREWS) or name.startswith(leases.channel_lease(""))


def _sentinel_words(sentinel: SentinelRow) -> dict[str, str]:
    facts = {
        f"channel {row.name}": f"channel {row.name} is {row.state}: {row.reason}"
        for row in sentinel.channels
        if row.driver != VOICE
    }
    if not sentinel.scheduler_held:
        return facts | {"unguarded": f"NOBODY RUNS DEADLINES: {sentinel.open_incidents} open incidents unguarded"}
    return facts | {"unguarded": f"{sentinel.unguarded} unguarded"}
