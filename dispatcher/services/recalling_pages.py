"""Which pages a channel's far side may still tell about: asked when a line is opened, also after a restart."""

from datetime import timedelta

from dispatcher.domain.identifiers import AttemptId
from dispatcher.domain.machine import Accepted, RecallAccepted
from dispatcher.storage import transmissions
from dispatcher.storage.unit_of_work import UnitOfWork

# A network gives a message up after its validity, days at most; an older reference has been used again since.
MEMORY = timedelta(days=2)
_MOST = 512


def recall_accepted(command: RecallAccepted, work: UnitOfWork) -> tuple[Accepted, ...]:
    """Return the attempts that ended ACCEPTED lately and carry a reference, oldest first."""
    found = transmissions.accepted_since(work.connection, command.channel, work.now - MEMORY, _MOST)
    return tuple(
        Accepted(
            attempt_id=AttemptId(item.id), address=item.address, code=item.code,
            age_s=max(0.0, (work.now - item.ended_at).total_seconds()),
        )
        for item in found
    )  # fmt: skip
