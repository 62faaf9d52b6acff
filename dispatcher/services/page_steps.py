"""What a chain does with a page that nobody has answered: again, another way, by voice; or say that the line is bad."""

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.channels import UP
from dispatcher.domain.errors import TextNotCarried
from dispatcher.domain.escalation import Subject
from dispatcher.domain.plans import VOICE, Paged
from dispatcher.domain.transmissions import OUTSTANDING, WENT_OUT, Purpose, TransmissionState
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.bearers import paged, untried_bearers
from dispatcher.services.channel_trouble import not_accepted_cause, not_up_cause, test_cause
from dispatcher.services.contexts import Context
from dispatcher.services.reaching import radio_desk
from dispatcher.services.transmitting import (
    give_up_waiting,
    heard_since,
    queue_attempt,
    queue_on,
    queue_voice,
)
from dispatcher.storage import channels, transmissions, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import UnitOfWork


def technical_alarm(work: UnitOfWork, about: Context, _deadline: Deadline) -> str:
    """Say that a channel has not taken a page in time, or is not up."""
    if about.subject is Subject.CHANNEL:
        channel = channels.named(work.connection, about.channel or "")
        cause = test_cause(channel.name) if channel.state == UP else not_up_cause(channel.name)
        _raise_alarm(work, about, cause, about.what)
        return "alarm raised"
    page = _page(about)
    if page.state in WENT_OUT - {TransmissionState.UNCERTAIN}:
        return "accepted meanwhile"
    unit = units.call_sign_of(work.connection, about.unit_id or "")
    text = f"{page.channel} has not accepted the page to {unit} in time"
    _raise_alarm(work, about, not_accepted_cause(page.channel), text)
    return "alarm raised"


def repeat_page(work: UnitOfWork, about: Context, deadline: Deadline) -> str:
    """Queue the page once more, unless a copy of it is on its way, or newer than what this step was to follow."""
    page = _page(about)
    earlier = transmissions.attempts_of(work.connection, page.id)
    if any(attempt.state in OUTSTANDING for attempt in earlier):
        return "an attempt is still waiting or on the line"
    if page.state is TransmissionState.REJECTED:
        return "the terminal rejected it for good"
    if deadline.due_at < work.now and heard_since(work, page, deadline.due_at):
        return "superseded: a newer copy, or an answer, came meanwhile"
    return f"attempt {queue_attempt(work, page)} queued"


def other_gateway(work: UnitOfWork, about: Context, _deadline: Deadline) -> str:
    """Put the page to the channel's alternate when its own has not taken it."""
    page = _page(about)
    if page.state in WENT_OUT - {TransmissionState.UNCERTAIN}:
        return "accepted meanwhile"
    alternate = channels.alternate_of(work.connection, page.channel)
    if not alternate:
        return f"{page.channel} has no alternate"
    if _is_tried(work, page, alternate):
        return f"{alternate} has it already"
    give_up_waiting(work, page)
    return _queue(work, page, alternate, page.address)


def next_channel(work: UnitOfWork, about: Context, _deadline: Deadline) -> str:
    """Send the same words over the recipient's next bearer."""
    return fall_back(work, about)


def fall_back(work: UnitOfWork, about: Context) -> str:
    """Send a page's words over the next bearer that can carry them; voice, where the plan has it, is a voice task."""
    page = _page(about)
    did: list[str] = []
    for channel, address in untried_bearers(work, page, _plan_key(work, about)):
        if channel == VOICE:
            did.append(_voice_task(work, about))
            break
        did.append(_queue(work, page, channel, address))
        if did[-1] == _queued_on(channel):
            break
    return "; ".join(did) or "the recipient has no further channel"


def _plan_key(work: UnitOfWork, about: Context) -> Paged:
    page, unit_id = _page(about), about.unit_id or ""
    return paged(
        page.priority, about.incident.incident_type if about.incident else "",
        units.profile_of(work.connection, unit_id), units.call_sign_of(work.connection, unit_id),
    )  # fmt: skip


def voice_task(work: UnitOfWork, about: Context, _deadline: Deadline) -> str:
    """Ask the radio operator to call the crew."""
    return _voice_task(work, about)


def _voice_task(work: UnitOfWork, about: Context) -> str:
    page = _page(about)
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    if any(item.channel == VOICE and item.state is TransmissionState.QUEUED for item in siblings):
        return "a voice task is open already"
    voice_id = queue_voice(work, page)
    what = "dispatch" if page.purpose is Purpose.DISPATCH else "stand-down"
    unit = units.call_sign_of(work.connection, about.unit_id or "")
    raise_item(
        work,
        Item(
            kind=AttentionKind.VOICE_TASK,
            cause=f"voice:{page.id}",
            text=f"call {unit} by voice: {what} not acknowledged",
            for_role=radio_desk(work),
            priority=page.priority,
            incident_id=page.incident_id,
            unit_id=about.unit_id,
            transmission_id=voice_id,
            chain=about.chain,
        ),
    )
    return "voice task queued"


def _page(about: Context) -> Transmission:
    if about.page is None:
        raise ValueError(f"{about.chain} is no page")
    return about.page


def _is_tried(work: UnitOfWork, page: Transmission, channel: str) -> bool:
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    return any(item.channel == channel for item in siblings)


def _queue(work: UnitOfWork, page: Transmission, channel: str, address: str) -> str:
    try:
        queue_on(work, page, channel, address)
    except TextNotCarried as error:
        return f"{channel} cannot carry it: {error.reason}"
    return _queued_on(channel)


def _queued_on(channel: str) -> str:
    return f"queued on {channel}"


def _raise_alarm(work: UnitOfWork, about: Context, cause: str, text: str) -> None:
    raise_item(
        work,
        Item(
            kind=AttentionKind.TECHNICAL_ALARM,
            cause=cause,
            text=text,
            for_role=radio_desk(work),
            priority=about.page.priority if about.page else None,
            channel=about.page.channel if about.page else about.channel,
            chain=about.chain if about.page is None else None,
        ),
    )
