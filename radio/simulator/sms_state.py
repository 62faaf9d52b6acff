"""What a simulated modem remembers: its settings, and what the network holds or does for it later."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Settings:
    """What a modem forgets when it loses its plug."""

    echo: bool = True
    numeric_errors: bool = False
    pdu_mode: bool = False
    phase2: bool = False
    texts_to: int = 0  # AT+CNMI mt
    reports_to: int = 0  # AT+CNMI ds
    unlocked: bool = False


@dataclass(slots=True)
class Later:
    """Something the network does in a moment."""

    at: float
    do: Callable[[float], None]


@dataclass(slots=True)
class Waiting:
    """Reports and texts that the network holds for us."""

    reports: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    texts: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    unacknowledged: bool = False
