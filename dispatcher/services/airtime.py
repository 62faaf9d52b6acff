"""How long a page will take to be taken by the far side, with all that goes before it on its line."""

from dispatcher.domain.airtime import foresee_line
from dispatcher.domain.groups import Queued
from dispatcher.storage import outbox
from dispatcher.storage.unit_of_work import UnitOfWork

_MOST = 200
"""So much of a queue is looked at page by page; what is behind it waits for minutes in any case."""


def until_taken_s(work: UnitOfWork, channel: str, page: Queued) -> float:
    """Return the seconds from now until the far side should have taken a page that is queued now, at worst."""
    ahead = outbox.waiting(work.connection, channel, _MOST, upto_rank=page.rank)
    waiting = [*(item.queued for item in ahead), page]
    foreseen = foresee_line(
        waiting, work.rules.radio.groups_of(channel), lambda text: work.rules.forecast(channel, text),
        _busy_s(work, channel),
    )  # fmt: skip
    return next(one.ends_s for one in foreseen if page in one.page.attempts)


def _busy_s(work: UnitOfWork, channel: str) -> float:
    return sum(
        max(0.0, work.rules.forecast(channel, item.queued.text) - (work.now - item.claimed_at).total_seconds())
        for item in outbox.on_line(work.connection, channel)
        if item.claimed_at is not None and item.carried_by is None
    )
