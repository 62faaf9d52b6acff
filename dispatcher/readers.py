"""Two threads that answer questions on read-only connections."""

import logging
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from dispatcher.domain.clock import Clock
from dispatcher.domain.rules import Rules
from dispatcher.queries.answers import ANSWERERS, answerers_by
from dispatcher.queries.errors import MapUnavailable
from dispatcher.queries.places import Places
from dispatcher.queries.requests import Query
from dispatcher.storage.database import Database
from dispatcher.storage.errors import StorageError

_log = logging.getLogger(__name__)
READERS = 2

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Question:
    query: Query[Any]
    future: "Future[Any]"
    key: str | None


class Readers:
    """Answers questions in the order asked; a newer one of the same key replaces one that still waits."""

    def __init__(self, database: Database, clock: Clock, rules: Rules | None = None) -> None:
        self._database = database
        self._clock = clock
        self._places = Places()
        self._answerers = {**ANSWERERS, **self._places.answerers(), **(answerers_by(rules) if rules else {})}
        self._inbox: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._newest: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, name=f"reader {number}", daemon=True) for number in range(READERS)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def ask(self, query: Query[Answer], key: str | None = None) -> "Future[Answer]":
        """Queue a question; the Future of a replaced one is cancelled."""
        future: Future[Answer] = Future()
        with self._lock:
            if self._closed:
                future.set_exception(StorageError("the room is closing"))
                return future
            if key is not None:
                older = self._newest.get(key)
                self._newest[key] = future
                if older is not None:
                    older.cancel()
        self._inbox.put(_Question(query, future, key))
        return future

    def close(self) -> None:
        """Stop after the questions already queued."""
        with self._lock:
            self._closed = True
        for _ in self._threads:
            self._inbox.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(5.0)
        self._places.close()

    def _run(self) -> None:
        while (question := self._inbox.get()) is not None:
            if question.future.set_running_or_notify_cancel():
                self._answer(question)

    def _answer(self, question: _Question) -> None:
        try:
            with self._database.reader.connect() as connection:
                answerer = self._answerers[type(question.query)]
                answer = answerer(question.query, connection, self._clock.now())
        except MapUnavailable as error:  # told beside the field; asked at each keystroke, it would fill the log
            question.future.set_exception(error)
        except Exception as error:  # noqa: BLE001  # the duty boundary: the asker is told, the reader goes on
            _log.warning("%s could not be answered: %s", type(question.query).__name__, error)
            question.future.set_exception(error)
        else:
            question.future.set_result(answer)
