"""What every link offers, and how a link is named by a URL."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from radio.errors import ConfigurationError
from radio.message import World

NETWORK_SCHEMES = ("socket", "rfc2217")
SCHEMES = ("serial", "simulator", *NETWORK_SCHEMES)
BAUDS = (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
MODES = ("7E1", "8N1", "7O1", "8E1", "7N2", "7E2")
FLOWS = ("none", "xonxoff", "rtscts")
DTR_POLICIES = ("on", "off", "hold")
RTS_POLICIES = ("on", "off")
OPTIONS = ("baud", "mode", "flow", "dtr", "rts")


class Link(Protocol):
    """A line to a device. All but `wake` belong to one thread, which so is the reader thread of the line."""

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
        """End the present or the next `read` at once, and an `open` that takes long. Thread: any. Never blocks."""
        ...


@dataclass(frozen=True, slots=True)
class ModemLines:
    """What a device wants to see on DTR and RTS while the port is open.

    `dtr`: on, off, or hold: on, and left on when the port is closed, for devices that reset or hang up when it drops.
    `rts`: on or off; with flow=rtscts the port drives RTS itself.
    """

    dtr: str = "on"
    rts: str = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """One link as its URL says, and as its driver says where the URL is silent."""

    scheme: str
    target: str
    world: World
    baud: int
    mode: str
    flow: str = "none"
    lines: ModemLines = ModemLines()


def parse_link(
    url: str, world: World, *, baud: int = 9600, mode: str = "8N1", lines: ModemLines | None = None
) -> LinkSettings:
    """Read `serial:/dev/ttyUSB0?baud=1200&mode=7E1`; baud, mode and lines are what holds when the URL names none.

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
    _check_options(url, scheme, options)
    if scheme in NETWORK_SCHEMES:
        address_of(scheme, target)
    usual = lines or ModemLines()
    return LinkSettings(
        scheme=scheme,
        target=target,
        world=world,
        baud=_baud(url, options.get("baud", str(baud))),
        mode=_one_of(url, "mode", options.get("mode", mode), MODES),
        flow=_one_of(url, "flow", options.get("flow", "none"), FLOWS),
        lines=ModemLines(
            dtr=_one_of(url, "dtr", options.get("dtr", usual.dtr), DTR_POLICIES),
            rts=_one_of(url, "rts", options.get("rts", usual.rts), RTS_POLICIES),
        ),
    )


def address_of(scheme: str, target: str) -> tuple[str, int]:
    """Return host and port of `//host:port`, `//[::1]:port` included. Raises: ConfigurationError."""
    where = f"{scheme}:{target}"
    try:
        parts = urlsplit(where)
        host, port, more = parts.hostname, parts.port, parts.path.strip("/")
    except ValueError:
        host, port, more = None, None, ""
    if not host or not port or more:
        raise ConfigurationError(f"link {where!r}: write {scheme}://HOST:PORT, the port from 1 to 65535")
    return host, port


def _check_world(url: str, scheme: str, world: World) -> None:
    if world is World.SIMULATED and scheme != "simulator":
        raise ConfigurationError(f"link {url!r}: a simulated channel opens simulator: links only, never real ports")
    if world is World.LIVE and scheme == "simulator":
        raise ConfigurationError(f"link {url!r}: a live channel never opens a simulator")


def _check_options(url: str, scheme: str, options: dict[str, str]) -> None:
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise ConfigurationError(f"link {url!r}: unknown {', '.join(unknown)}; known are {', '.join(OPTIONS)}")
    powerless = sorted(set(options) - {"baud"})
    if scheme == "socket" and powerless:
        words = f"a plain socket carries no {', '.join(powerless)}: set it on the terminal server, or use rfc2217:"
        raise ConfigurationError(f"link {url!r}: {words}")


def _baud(url: str, text: str) -> int:
    if text not in {str(baud) for baud in BAUDS}:
        raise ConfigurationError(f"link {url!r}: baud={text}, but it is one of {', '.join(map(str, BAUDS))}")
    return int(text)


def _one_of(url: str, name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ConfigurationError(f"link {url!r}: {name}={value}, but it is one of {', '.join(allowed)}")
    return value
