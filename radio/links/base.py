"""What every link offers, and how a link is named by a URL."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from radio.errors import ConfigurationError
from radio.message import World

SCHEMES = ("serial", "simulator", "socket", "rfc2217")
BAUDS = (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
MODES = ("7E1", "8N1", "7O1", "8E1", "7N2", "7E2")
FLOWS = ("none", "xonxoff", "rtscts")


class Link(Protocol):
    """A line to a device. All but `wake` belong to one thread."""

    def open(self) -> None:
        """Open and drain. Raises: ConfigurationError, LinkUnavailable."""
        ...

    def read(self, timeout_s: float | None) -> bytes:
        """Return what arrived; empty after the timeout or a `wake`. Raises: LinkLost."""
        ...

    def write(self, data: bytes) -> None:
        """Write all of it. Raises: LinkLost with what surely did not leave."""
        ...

    def close(self) -> None:
        """Release the port; never raises."""
        ...

    def wake(self) -> None:
        """End the present or the next `read` at once. Thread: any. Never blocks."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """One link as its URL says. `dtr`, `rts`: None leaves the line as the driver of the port sets it."""

    scheme: str
    target: str
    world: World
    baud: int
    mode: str
    flow: str = "none"
    dtr: bool | None = None
    rts: bool | None = None


def parse_link(url: str, world: World, *, baud: int = 9600, mode: str = "8N1") -> LinkSettings:
    """Read `serial:/dev/ttyUSB0?baud=1200&mode=7E1`; baud and mode are what holds when the URL names none.

    Raises: ConfigurationError, also when a SIMULATED channel names a real port or a LIVE one a simulator.
    """
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in SCHEMES:
        raise ConfigurationError(f"link {url!r}: it starts with one of {', '.join(SCHEMES)}, then a colon")
    _check_world(url, scheme, world)
    target, _, query = rest.partition("?")
    if not target.strip("/"):
        raise ConfigurationError(f"link {url!r}: name the port behind {scheme}:")
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(options) - {"baud", "mode", "flow", "dtr", "rts"})
    if unknown:
        raise ConfigurationError(f"link {url!r}: unknown {', '.join(unknown)}; known are baud, mode, flow, dtr, rts")
    return LinkSettings(
        scheme=scheme,
        target=target,
        world=world,
        baud=_baud(url, options.get("baud", str(baud))),
        mode=_one_of(url, "mode", options.get("mode", mode), MODES),
        flow=_one_of(url, "flow", options.get("flow", "none"), FLOWS),
        dtr=_on_off(url, "dtr", options.get("dtr")),
        rts=_on_off(url, "rts", options.get("rts")),
    )


def _check_world(url: str, scheme: str, world: World) -> None:
    if world is World.SIMULATED and scheme != "simulator":
        raise ConfigurationError(f"link {url!r}: a simulated channel opens simulator: links only, never real ports")
    if world is World.LIVE and scheme == "simulator":
        raise ConfigurationError(f"link {url!r}: a live channel never opens a simulator")


def _baud(url: str, text: str) -> int:
    if text not in {str(baud) for baud in BAUDS}:
        raise ConfigurationError(f"link {url!r}: baud={text}, but it is one of {', '.join(map(str, BAUDS))}")
    return int(text)


def _one_of(url: str, name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ConfigurationError(f"link {url!r}: {name}={value}, but it is one of {', '.join(allowed)}")
    return value


def _on_off(url: str, name: str, value: str | None) -> bool | None:
    if value is None:
        return None
    return _one_of(url, name, value, ("on", "off")) == "on"
