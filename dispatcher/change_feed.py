"""The one way to learn what happened: committed journal entries in order, of this process and every other."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Connection, exc, text

from dispatcher.domain.events import Entry
from dispatcher.storage import journal
from dispatcher.storage.database import Database

_log = logging.getLogger(__name__)

POLL_S = 0.05
"""SQLite tells nobody of another process's commit; its data_version is asked 20 times a second."""
_RETRY_S = 1.0

Listener = Callable[[tuple[Entry, ...]], None]


class ChangeFeed:
    """Reads the journal after each ring and hands the entries to its listeners.

    Thread: listeners are called on the feed's own thread and must return at once; `ring` may come from any.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()
        self._rung = threading.Event()
        self._ending = False
        self._last = 0
        self._thread = threading.Thread(target=self._run, name="change feed", daemon=True)

    def start(self) -> None:
        """Begin after the newest entry."""
        with self._database.reader.connect() as connection:
            self._last = journal.last_sequence(connection)
        self._thread.start()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every entry from now on; call the result to stop."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(item for item in self._listeners if item is not listener)

        return unsubscribe

    def ring(self) -> None:
        """Say that this process committed; the feed reads at once instead of at its next poll."""
        self._rung.set()

    def close(self) -> None:
        """Stop the thread."""
        self._ending = True
        self._rung.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        while not self._ending:
            try:
                self._follow()
            except Exception as error:  # noqa: BLE001  # the duty boundary: PostgreSQL's driver raises errors of its own
                reason = error.orig if isinstance(error, exc.DBAPIError) else error
                _log.warning("the change feed lost the database: %s; trying again", reason)
                self._pause()

    def _follow(self) -> None:
        with self._database.reader.connect() as connection:
            try:
                if self._database.is_sqlite:
                    self._follow_sqlite(connection)
                else:
                    self._follow_postgresql(connection)
            except Exception:
                connection.invalidate()
                raise

    def _pause(self) -> None:
        self._rung.clear()  # a ring that is left over must not turn the pause into a spin
        if not self._ending:
            self._rung.wait(_RETRY_S)

    def _follow_sqlite(self, connection: Connection) -> None:
        version = -1
        while not self._ending:
            rung = self._rung.wait(POLL_S)
            self._rung.clear()
            newest = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            connection.rollback()
            if rung or newest != version:
                version = newest
                self._read(connection)

    def _follow_postgresql(self, connection: Connection) -> None:
        driver = connection.connection.driver_connection
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"LISTEN {journal.NOTIFY_CHANNEL}"))
        while not self._ending:
            self._read(connection)
            # A notification that arrives between the read and here is already in the generator's hands.
            for _notice in driver.notifies(timeout=POLL_S * 4, stop_after=1):  # pyright: ignore[reportOptionalMemberAccess, reportUnknownMemberType, reportUnknownVariableType, reportAttributeAccessIssue]
                break

    def _read(self, connection: Connection) -> None:
        while True:
            entries = journal.read_after(connection, self._last)
            connection.rollback()
            if not entries:
                return
            self._last = entries[-1].sequence
            for listener in self._listeners:
                self._tell(listener, entries)
            if len(entries) < journal.PAGE:
                return

    def _tell(self, listener: Listener, entries: tuple[Entry, ...]) -> None:
        try:
            listener(entries)
        except Exception:  # noqa: BLE001  # one deaf listener must not silence the others
            _log.exception("a listener of the change feed failed")
