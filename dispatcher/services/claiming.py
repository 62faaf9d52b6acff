"""Hand the most urgent waiting attempt of a channel to the line, fenced by the channel's lease (flow T3)."""

from dispatcher.domain.events import EntryKind
from dispatcher.domain.groups import Group, LinePage, line_page
from dispatcher.domain.identifiers import AttemptId
from dispatcher.domain.machine import Claimed, ClaimNext
from dispatcher.services.testing_channels import claim_test
from dispatcher.services.transmitting import send_deadline
from dispatcher.storage import channels, outbox, transmissions
from dispatcher.storage.transmissions import Attempt
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


class _NotAll(Exception):
    """One of a group was taken or cancelled elsewhere in the meantime."""


def claim_next(command: ClaimNext, work: UnitOfWork) -> Claimed | None:
    """Claim one attempt, or a test when no page waits; None when nothing does, or the lease is another's.

    Where a group of the channel calls exactly units that all wait for the same words, the attempt is claimed together
    with theirs, for one page to the group. Of a channel that is held nothing is claimed.
    """
    if channels.is_held(work.connection, command.channel):
        return None
    found = transmissions.most_urgent_waiting(work.connection, command.channel)
    if found is None:
        return claim_test(work, command.channel, command.epoch)
    groups = work.rules.radio.groups_of(command.channel)
    group = _claim_group(work, command, found, groups) if groups else None
    if group is None and not _claim(work, command, found.id):
        return None
    address = group.address if group else found.address
    return Claimed(
        attempt_id=AttemptId(found.id), address=address, text=found.text, rank=found.rank, group=group is not None
    )


def _claim_group(work: UnitOfWork, command: ClaimNext, found: Attempt, groups: tuple[Group, ...]) -> Group | None:
    """Claim the attempt with all that a group's page carries beside it; None, and nothing claimed, when none fits."""
    message_id = transmissions.get(work.connection, found.transmission_id).message_id
    waiting = outbox.waiting_of_message(work.connection, command.channel, message_id)
    lead = next((item for item in waiting if item.attempt_id == found.id), None)
    page = line_page(lead, waiting, groups) if lead is not None else None
    if page is None or page.group is None:
        return None
    try:
        with work.apart():
            _claim_all(work, command, page)
    except _NotAll:
        return None
    return page.group


def _claim_all(work: UnitOfWork, command: ClaimNext, page: LinePage) -> None:
    lead, *others = page.attempts
    name = page.group.name if page.group else ""
    for item in page.attempts:
        if not _claim(work, command, item.attempt_id, group=name):
            raise _NotAll
    for item in others:
        transmissions.set_attempt(work.connection, item.attempt_id, carried_by=lead.attempt_id)


def _claim(work: UnitOfWork, command: ClaimNext, attempt_id: str, group: str = "") -> bool:
    taken = transmissions.claim(
        work.connection,
        attempt_id,
        holder=work.holder,
        epoch=command.epoch,
        now=work.now,
        send_deadline=work.now + send_deadline(work),
    )
    if not taken:
        return False
    transmission_id = transmissions.attempt(work.connection, attempt_id).transmission_id
    incident_id = transmissions.get(work.connection, transmission_id).incident_id
    told = {"group": group} if group else {}
    work.record(
        EntryKind.ATTEMPT_CLAIMED, SYSTEM, incident_id, transmission=transmission_id, attempt=attempt_id,
        channel=command.channel, epoch=command.epoch, **told,
    )  # fmt: skip
    return True
