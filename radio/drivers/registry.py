"""Finds a driver by the name a channel's configuration uses."""

from collections.abc import Callable, Mapping

from radio.drivers.base import Driver
from radio.drivers.espa import EspaDriver
from radio.drivers.sms import SmsDriver
from radio.drivers.tap import TapDriver
from radio.drivers.tetra import TetraDriver
from radio.errors import ConfigurationError
from radio.message import ChannelConfig

DRIVERS: Mapping[str, Callable[[Mapping[str, str | int | float | bool]], Driver]] = {
    "espa": EspaDriver,
    "sms": SmsDriver,
    "tap": TapDriver,
    "tetra": TetraDriver,
}


def driver_for(config: ChannelConfig) -> Driver:
    """Return the channel's driver. Raises: ConfigurationError naming what is known."""
    make = DRIVERS.get(config.driver)
    if make is None:
        known = ", ".join(sorted(DRIVERS))
        raise ConfigurationError(f"channel {config.name}: unknown driver {config.driver!r}; known are {known}")
    return make(config.profile)
