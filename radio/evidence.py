"""Where the trace of a channel stands, and what its header says."""

from collections.abc import Callable
from pathlib import Path

from radio.drivers.registry import driver_for
from radio.links.base import parse_link
from radio.message import ChannelConfig
from radio.trace import About, Bounds, FileTrace


def about_line(config: ChannelConfig) -> About:
    """Return the header of a channel's trace. Raises: ConfigurationError."""
    driver = driver_for(config)
    settings = parse_link(config.link, config.world, baud=driver.default_baud, mode=driver.default_mode)
    return About(
        channel=config.name, driver=config.driver, link=config.link, world=config.world.value,
        baud=settings.baud, mode=settings.mode, profile=config.profile,
    )  # fmt: skip


def traces_in(folder: Path, bounds: Bounds) -> Callable[[ChannelConfig], FileTrace]:
    """Return what makes a channel's trace: FOLDER/WORLD-CHANNEL.trace. Nothing is opened before the line is."""

    def trace_for(config: ChannelConfig) -> FileTrace:
        name = "".join(c if c.isalnum() or c in "-_" else "_" for c in config.name)
        return FileTrace(folder / f"{config.world.value}-{name}.trace", about_line(config), bounds)

    return trace_for
