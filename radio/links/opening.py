"""Finds the link that a URL asks for."""

from radio.line_clock import LineClock
from radio.links.awake import AwakeLink, LosableLink
from radio.links.base import Link, LinkSettings
from radio.links.rfc2217 import RemotePort
from radio.links.serial_port import SerialPort
from radio.links.tcp import TcpLine


def link_for(settings: LinkSettings) -> Link:
    """Return the link, not opened yet; it is lost when the computer sleeps. Raises: ConfigurationError."""
    return AwakeLink(_plain(settings), LineClock())


def _plain(settings: LinkSettings) -> LosableLink:
    if settings.scheme == "socket":
        return TcpLine(settings)
    if settings.scheme == "rfc2217":
        return RemotePort(settings)
    return SerialPort(settings)
