"""Calls that a broken driver may never return from, on helper threads: opening and closing a port."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Port = TypeVar("Port")


class _Attempt(Generic[Port]):
    """One call of `opening`; what comes when nobody waits any more is discarded at once."""

    def __init__(self, opening: Callable[[], Port], discard: Callable[[Port], None]) -> None:
        self._opening = opening
        self._discard = discard
        self._guard = threading.Lock()
        self._done = threading.Event()
        self._wanted = True
        self._error: Exception | None = None
        self._port: Port | None = None
        threading.Thread(target=self._work, name="radio-open", daemon=True).start()

    def want_again(self) -> bool:
        """Take a call that hung back on; False when it has ended meanwhile."""
        with self._guard:
            self._wanted = not self._done.is_set()
            return self._wanted

    def wait(self, timeout_s: float) -> Port | None:
        """Return the port, or None when it is still not there. Raises: what `opening` raised."""
        self._done.wait(timeout_s)
        with self._guard:
            port, self._port = self._port, None
            self._wanted = False
        if self._error is not None:
            raise self._error
        return port

    def _work(self) -> None:
        try:
            port = self._opening()
        except Exception as error:  # noqa: BLE001 - handed to the caller, which sorts it
            self._error = error
            self._done.set()
            return
        with self._guard:
            kept = self._wanted
            if kept:
                self._port = port
        if not kept:
            self._discard(port)
        self._done.set()


class BoundedOpening(Generic[Port]):
    """Opens a port within a time. One call that hangs is waited for again: calls never pile up. Thread: one."""

    def __init__(self, discard: Callable[[Port], None]) -> None:
        self._discard = discard
        self._hanging: _Attempt[Port] | None = None

    def open(self, opening: Callable[[], Port], timeout_s: float) -> Port | None:
        """Return the port, or None when it did not open in time. Raises: what `opening` raises."""
        attempt = self._hanging
        if attempt is None or not attempt.want_again():
            attempt = _Attempt(opening, self._discard)
        self._hanging = attempt
        port = attempt.wait(timeout_s)
        if port is not None:
            self._hanging = None
        return port


def close_bounded(closing: Callable[[], None], timeout_s: float) -> None:
    """Run `closing`, which does not raise, and go on without it when it takes longer."""
    helper = threading.Thread(target=closing, name="radio-close", daemon=True)
    helper.start()
    helper.join(timeout_s)
