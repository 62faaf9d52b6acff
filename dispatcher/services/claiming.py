"""Hand the most urgent waiting attempt of a channel to the line, fenced by the channel's lease (flow T3)."""

from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import AttemptId
from dispatcher.domain.machine import Claimed, ClaimNext
from dispatcher.services.testing_channels import claim_test
from dispatcher.services.transmitting import send_deadline
from dispatcher.storage import channels, transmissions
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def claim_next(command: ClaimNext, work: UnitOfWork) -> Claimed | None:
    """Claim one attempt, or a test when no page waits; None when nothing does, or the lease is another's.

    Of a channel that is held nothing is claimed.
    """
    if channels.is_held(work.connection, command.channel):
        return None
    found = transmissions.most_urgent_waiting(work.connection, command.channel)
    if found is None:
        return claim_test(work, command.channel, command.epoch)
    taken = transmissions.claim(
        work.connection,
        found.id,
        holder=work.holder,
        epoch=command.epoch,
        now=work.now,
        send_deadline=work.now + send_deadline(work),
    )
    if not taken:
        return None
    incident_id = transmissions.get(work.connection, found.transmission_id).incident_id
    work.record(
        EntryKind.ATTEMPT_CLAIMED, SYSTEM, incident_id, transmission=found.transmission_id, attempt=found.id,
        channel=command.channel, epoch=command.epoch,
    )  # fmt: skip
    return Claimed(attempt_id=AttemptId(found.id), address=found.address, text=found.text, rank=found.rank)
