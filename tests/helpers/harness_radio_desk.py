"""What the radio desk of a story sees: channels, what waits for them, the history of their tests."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from dispatcher.domain.clock import Clock
from dispatcher.packs.model import PAGER_CHANNEL, Pack
from dispatcher.queries.channels import AskChannels, AskChannelTests, ChannelDetailRow, ChannelTestRow
from dispatcher.queries.reading_channels import channel_details, channel_tests_of
from tests.helpers.builders import the_rules


class RadioDesk:
    """Questions of the radio desk. `Harness` gives the room."""

    clock: Clock
    _pack: Pack

    def reading(self) -> AbstractContextManager[Connection]:
        """A read-only connection."""
        raise NotImplementedError

    def channel(self, name: str = PAGER_CHANNEL) -> ChannelDetailRow:
        """A channel as the radio desk sees it."""
        with self.reading() as connection:
            rows = channel_details(AskChannels(), connection, self.clock.now(), the_rules(self._pack))
        return next(row for row in rows if row.name == name)

    def channel_tests(self, name: str = PAGER_CHANNEL) -> tuple[ChannelTestRow, ...]:
        """The history of a channel's tests, the newest first."""
        with self.reading() as connection:
            return channel_tests_of(AskChannelTests(name), connection, self.clock.now())
