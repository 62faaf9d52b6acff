"""What every driver offers to the gateway."""

from typing import Protocol

from radio.links.base import ModemLines
from radio.message import Capabilities
from radio.protocols.base import LineProtocol


class Driver(Protocol):
    """One kind of device with the profile of one site."""

    @property
    def default_baud(self) -> int:
        """Line rate when the link names none."""
        ...

    @property
    def default_mode(self) -> str:
        """Character format when the link names none."""
        ...

    @property
    def modem_lines(self) -> ModemLines:
        """What the device wants on DTR and RTS when the link does not say."""
        ...

    @property
    def probe_interval_s(self) -> float:
        """Ask an idle device this often whether it is there."""
        ...

    def capabilities(self) -> Capabilities:
        """Return what the device can carry and report."""
        ...

    def protocol(self, baud: int) -> LineProtocol:
        """Return a fresh protocol for an open line."""
        ...

    def check_text(self, text: str) -> str | None:
        """Say why a text cannot be carried whole, or None."""
        ...

    def check_address(self, address: str) -> str | None:
        """Say why an address cannot be used, or None."""
        ...

    def forecast_s(self, text: str, baud: int) -> float:
        """Return how long a page takes to ACCEPTED at worst while nothing is wrong."""
        ...

    def is_trouble_of_line(self, code: str | None) -> bool:
        """Tell whether the next page would meet the trouble of this code too."""
        ...
