"""The health of one channel: what it is, since when, and why."""

from collections.abc import Callable
from datetime import datetime

from radio.message import ChannelHealth, ChannelState


class HealthBoard:
    """Keeps one channel's health and tells about each change. Written by the channel's thread, read by any."""

    def __init__(self, channel: str, utc_now: Callable[[], datetime], tell: Callable[[ChannelHealth], None]) -> None:
        self._utc_now = utc_now
        self._tell = tell
        self._current = ChannelHealth(
            channel=channel, state=ChannelState.DOWN, since=utc_now(), reason="not opened yet"
        )

    @property
    def current(self) -> ChannelHealth:
        """The health now; a frozen value, safe on any thread."""
        return self._current

    def change(self, state: ChannelState, reason: str) -> None:
        """Note a state; tells when it or its reason is new. `since` moves only with the state."""
        current = self._current
        if (state, reason) == (current.state, current.reason):
            return
        since = current.since if state is current.state else self._utc_now()
        self._current = ChannelHealth(channel=current.channel, state=state, since=since, reason=reason)
        self._tell(self._current)
