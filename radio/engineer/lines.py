"""How the commands name a line: the options they share, and the channel that comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from radio.drivers.registry import DRIVERS
from radio.errors import ConfigurationError
from radio.links.base import SCHEMES
from radio.links.port_names import is_pty
from radio.message import ChannelConfig, World

CHANNEL = "line"
# Covers the goodbye of the device, and an impatient Ctrl-C while it is silent.
CLOSE_TIMEOUT_S = 4.0

LinkArgument = Annotated[
    str,
    typer.Argument(
        metavar="LINK",
        help="A port (/dev/ttyUSB0, 0403:6001:A1B2C3), a simulator's pty, or a URL such as"
        " serial:/dev/ttyUSB0?baud=1200&mode=7E1 or socket://HOST:PORT.",
        show_default=False,
    ),
]
DriverOption = Annotated[str, typer.Option("--driver", help=f"What is spoken: {', '.join(sorted(DRIVERS))}.")]
ProfileOption = Annotated[
    list[str] | None,
    typer.Option("--profile", metavar="NAME=VALUE", help="A setting of the driver's profile; may come again."),
]
TraceOption = Annotated[
    Path | None,
    typer.Option("--trace", metavar="FILE", help="Also write a trace that `replay` plays; it holds what was said."),
]
TimeoutOption = Annotated[float, typer.Option("--timeout", metavar="S", help="Seconds to wait for the device.")]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the command line names it."""

    link: str
    driver: str
    profile: Sequence[str]

    def config(self) -> ChannelConfig:
        """Return the channel. Raises: ConfigurationError."""
        link = link_url(self.link)
        world = World.SIMULATED if link.startswith("simulator:") else World.LIVE
        return ChannelConfig(name=CHANNEL, driver=self.driver, link=link, world=world, profile=pairs(self.profile))


def link_url(text: str) -> str:
    """Return a URL; a plain path is a simulator when it leads to a pseudo terminal, else a serial port."""
    scheme, _, rest = text.partition(":")
    if scheme in SCHEMES:
        return text
    if scheme == "tcp":  # as `simulate --tcp` says READY
        return f"socket:{rest}"
    path = text.partition("?")[0]
    return f"{'simulator' if is_pty(path) else 'serial'}:{text}"


def pairs(items: Sequence[str]) -> dict[str, str | int | float | bool]:
    """Read NAME=VALUE. Raises: ConfigurationError."""
    found: dict[str, str | int | float | bool] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals:
            raise ConfigurationError(f"--profile {item!r}: write NAME=VALUE")
        found[name] = value
    return found
