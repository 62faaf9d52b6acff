"""What is told while a tour is played: one line after the other, with the seconds since its start."""

from collections.abc import Callable

from dispatcher.domain.clock import Clock

Write = Callable[[str], object]


class Story:
    """Writes lines. `write` takes what is told, `complain` what went wrong."""

    def __init__(self, clock: Clock, write: Write, complain: Write) -> None:
        self._clock, self._write, self._complain = clock, write, complain
        self._started = clock.monotonic()

    def headline(self, text: str) -> None:
        """Say what this is, without a time."""
        self._write(f"{text}\n")

    def tell(self, text: str, mark: str = "") -> None:
        """Tell one thing; `mark` counts the steps."""
        self._write(f"{self._clock.monotonic() - self._started:6.1f} s  {mark:>8}  {text}\n")

    def fail(self, text: str) -> None:
        """Say why the tour ended early."""
        self._complain(f"{text}\n")
