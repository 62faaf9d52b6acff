"""What the core of every simulated device offers to whatever serves it."""

from typing import Protocol, runtime_checkable

from radio.simulator.orders import Order


class Device(Protocol):
    """The core of a simulated device: octets and time in; octets, a deadline and a pulled plug out."""

    def receive(self, data: bytes, now: float) -> None:
        """Take octets."""
        ...

    def tick(self, now: float) -> None:
        """Do what is due."""
        ...

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        ...

    def take_bytes(self) -> bytes:
        """Return what is to be sent, once."""
        ...

    def take_unplug(self) -> float | None:
        """Return for how many seconds the plug is pulled now, once."""
        ...


@runtime_checkable
class Acts(Protocol):
    """A device at whose far side somebody can do something."""

    def act(self, order: Order, now: float) -> None:
        """Do it; `tick` follows. Raises: ConfigurationError saying what this device cannot do."""
        ...


class Recorder(Protocol):
    """Where goes what the device accepted."""

    def record(self, address: str, text: str, blocks: bytes) -> int:
        """Store durably; return the number."""
        ...

    def retract(self, number: int) -> None:
        """Store durably that the message was taken back."""
        ...

    def read(self, number: int) -> None:
        """Store durably that somebody looked at the message."""
        ...
