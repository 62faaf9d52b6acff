"""Whether a channel still does what it is there for: pages accepted of those tried, delivered of those accepted.

Each page has its own chain; that many of them fail together is trouble of the channel, and told as such.
"""

from datetime import timedelta

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.channels import success_cause
from dispatcher.domain.radio_rules import SuccessRule
from dispatcher.domain.transmissions import LADDER, TransmissionState
from dispatcher.services import attention_items
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.reaching import radio_desk
from dispatcher.storage import channels, success
from dispatcher.storage.unit_of_work import UnitOfWork


def judge_success(work: UnitOfWork, channel: str) -> None:
    """Raise an item when a ratio is too low, resolve it when it has recovered; asked whenever a page has ended."""
    rule = work.rules.radio.rule(channel).success
    if rule is None:
        return
    window, grace = timedelta(seconds=rule.window_s), timedelta(seconds=rule.grace_s)
    found = success.lately(work.connection, channel, work.now, window, grace)
    _judge(work, channel, rule, _Ratio("accepted", "tried", found.accepted, found.attempted, rule.accepted))
    if rule.delivered is not None and _tells_deliveries(work, channel):
        _judge(work, channel, rule, _Ratio("delivered", "accepted", found.delivered, found.settled, rule.delivered))


class _Ratio:
    """So many of so many, and what is asked."""

    def __init__(self, what: str, among: str, part: int, whole: int, asked: float) -> None:
        self.what, self.among, self.part, self.whole, self.asked = what, among, part, whole, asked


def _judge(work: UnitOfWork, channel: str, rule: SuccessRule, ratio: _Ratio) -> None:
    cause = success_cause(channel, ratio.what)
    standing = attention_items.text_of_cause(work, cause) is not None
    low = ratio.part < ratio.asked * ratio.whole
    if not low:
        if standing:
            attention_items.resolve_cause(work, cause, "the ratio has recovered")
        return
    if standing or ratio.whole < rule.floor:
        return
    text = (
        f"{channel} does badly: {ratio.part} of {ratio.whole} pages {ratio.among} in {rule.window_s / 60:g} min were"
        f" {ratio.what}, {ratio.asked:.0%} is asked"
    )
    raise_item(
        work,
        Item(
            kind=AttentionKind.TECHNICAL_ALARM, cause=cause, text=text, for_role=radio_desk(work), channel=channel
        ),
    )  # fmt: skip


def _tells_deliveries(work: UnitOfWork, channel: str) -> bool:
    highest = TransmissionState(channels.named(work.connection, channel).highest)
    return LADDER.index(highest) >= LADDER.index(TransmissionState.DELIVERED)
