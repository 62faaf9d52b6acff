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
        self._bell = threading.Event()  # rings at the end, and when whoever waits shall stop waiting
        self._is_done = False
        self._wanted = True
        self._error: Exception | None = None
        self._port: Port | None = None
        threading.Thread(target=self._work, name="radio-open", daemon=True).start()

    def want_again(self) -> bool:
        """Take a call that hung back on; False when it has ended meanwhile."""
        with self._guard:
            self._wanted = not self._is_done
            return self._wanted

    def ring(self) -> None:
        """End a wait."""
        self._bell.set()

    def wait(self, timeout_s: float) -> Port | None:
        """Return the port, or None when it is still not there. Raises: what `opening` raised."""
        self._bell.wait(timeout_s)
        with self._guard:
            if not self._is_done:
                self._bell.clear()
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
            self._end()
            return
        with self._guard:
            kept = self._wanted
            if kept:
                self._port = port
        if not kept:
            self._discard(port)
        self._end()

    def _end(self) -> None:
        with self._guard:
            self._is_done = True
        self._bell.set()


class BoundedOpening(Generic[Port]):
    """Opens a port within a time. One call that hangs is waited for again: calls never pile up.

    Thread: one; `interrupt` from any.
    """

    def __init__(self, discard: Callable[[Port], None]) -> None:
        self._discard = discard
        self._hanging: _Attempt[Port] | None = None
        self._is_interrupted = False

    def open(self, opening: Callable[[], Port], timeout_s: float) -> Port | None:
        """Return the port, or None when it did not open in time or until `interrupt`. Raises: what `opening` raises."""
        self._is_interrupted = False
        attempt = self._hanging
        if attempt is None or not attempt.want_again():
            attempt = _Attempt(opening, self._discard)
        self._hanging = attempt
        if self._is_interrupted:  # while there was nothing to ring at yet
            attempt.ring()
        port = attempt.wait(timeout_s)
        if port is not None:
            self._hanging = None
        return port

    def interrupt(self) -> None:
        """Let an `open` that waits end now; what it waited for is not lost."""
        self._is_interrupted = True
        attempt = self._hanging
        if attempt is not None:
            attempt.ring()


def close_bounded(closing: Callable[[], None], timeout_s: float) -> None:
    """Run `closing`, which does not raise, and go on without it when it takes longer."""
    helper = threading.Thread(target=closing, name="radio-close", daemon=True)
    helper.start()
    helper.join(timeout_s)
