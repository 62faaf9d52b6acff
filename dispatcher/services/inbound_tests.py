"""Our own test message that comes in again: the whole way there and back."""

from datetime import datetime

from sqlalchemy import bindparam, select

from dispatcher.domain.channels import RUNNING
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import channel_tests
from dispatcher.storage.unit_of_work import UnitOfWork

_RUNNING = select(channel_tests.c.id).where(
    channel_tests.c.channel == bindparam("on"),
    channel_tests.c.text == bindparam("says"),
    in_states(channel_tests.c.state, RUNNING),
)


def came_back(work: UnitOfWork, channel: str, text: str, _heard_at: datetime) -> bool:
    """Tell whether words that came in are those of a test of that channel which is running.

    Whoever runs tests settles the test here; what came in is kept with the outcome TEST either way.
    """
    return work.connection.execute(_RUNNING, {"on": channel, "says": text}).first() is not None
