"""Opens and closes channels and passes wakes on. One failing channel never delays another."""

from collections.abc import Callable

from radio.drivers.base import Driver
from radio.drivers.registry import driver_for
from radio.errors import ConfigurationError
from radio.gateway.channel import Channel, Ends
from radio.line_clock import LineClock
from radio.links.base import LinkSettings, parse_link
from radio.links.opening import link_for
from radio.message import Capabilities, ChannelConfig, ChannelHealth, PageSource, ReceiptSink, Tally
from radio.trace import NoTrace, Trace

# What a thread may need beyond its own deadline to hand over its last receipt.
JOIN_GRACE_S = 1.0


class Gateway:
    """The channels of this process. Thread: `open` and `close` from one; the rest from any."""

    def __init__(
        self,
        source: PageSource,
        sink: ReceiptSink,
        trace_for: Callable[[ChannelConfig], Trace] | None = None,
    ) -> None:
        self._source = source
        self._sink = sink
        self._trace_for = trace_for
        self._clock = LineClock()
        self._channels: dict[str, Channel] = {}

    def open(self, config: ChannelConfig) -> None:
        """Start a channel; returns at once, health tells the rest.

        Raises: ConfigurationError when the configuration cannot work.
        """
        if config.name in self._channels:
            raise ConfigurationError(f"channel {config.name} is open already")
        driver = driver_for(config)
        settings = _settings(config, driver)
        trace = NoTrace() if self._trace_for is None else self._trace_for(config)
        ends = Ends(self._source, self._sink, trace)
        channel = Channel(config, driver, link_for(settings), settings.baud, ends)
        self._channels = {**self._channels, config.name: channel}
        channel.start()

    def close(self, name: str, timeout_s: float = 5.0) -> bool:
        """End one channel; a page in flight may take until the timeout. False when its thread is stuck."""
        channel = self._channels.get(name)
        if channel is None:
            return True
        channel.stop(timeout_s)
        ended = channel.join(timeout_s + JOIN_GRACE_S)
        self._forget(name)
        return ended

    def close_all(self, timeout_s: float = 5.0) -> bool:
        """End all channels together. False when a thread is stuck."""
        channels = list(self._channels.values())
        until = self._clock.monotonic() + timeout_s + JOIN_GRACE_S
        for channel in channels:
            channel.stop(timeout_s)
        ended = [channel.join(max(0.0, until - self._clock.monotonic())) for channel in channels]
        self._channels = {}
        return all(ended)

    def wake(self, name: str) -> None:
        """Let a channel look for a page now. Never blocks; unknown names are ignored."""
        channel = self._channels.get(name)
        if channel is not None:
            channel.wake()

    def idle(self, name: str) -> bool:
        """Tell whether no page is in flight or being claimed and the session with the device has ended."""
        channel = self._channels.get(name)
        return channel is None or channel.is_idle()

    def health(self, name: str) -> ChannelHealth:
        """Return a channel's health. Raises: KeyError when it is not open."""
        return self._channels[name].health

    def tally(self, name: str) -> Tally:
        """Return how much a channel heard unasked. Raises: KeyError when it is not open."""
        return self._channels[name].tally

    def health_all(self) -> tuple[ChannelHealth, ...]:
        """Return the health of every open channel, by name."""
        return tuple(channel.health for _, channel in sorted(self._channels.items()))

    def _forget(self, name: str) -> None:
        self._channels = {other: channel for other, channel in self._channels.items() if other != name}


def capabilities(config: ChannelConfig) -> Capabilities:
    """Return what a channel can carry. Raises: ConfigurationError."""
    return driver_for(config).capabilities()


def check_text(config: ChannelConfig, text: str) -> str | None:
    """Say why a channel cannot carry a text whole, or None. Raises: ConfigurationError."""
    return driver_for(config).check_text(text)


def check_address(config: ChannelConfig, address: str) -> str | None:
    """Say why a channel cannot use an address, or None. Raises: ConfigurationError."""
    return driver_for(config).check_address(address)


def forecast_s(config: ChannelConfig, text: str) -> float:
    """Return the seconds a page takes to ACCEPTED at worst while nothing is wrong. Raises: ConfigurationError."""
    driver = driver_for(config)
    return driver.forecast_s(text, _settings(config, driver).baud)


def _settings(config: ChannelConfig, driver: Driver) -> LinkSettings:
    """Read the channel's link; where it is silent the driver's profile speaks."""
    return parse_link(
        config.link,
        config.world,
        baud=driver.default_baud,
        mode=driver.default_mode,
        lines=driver.modem_lines,
    )
