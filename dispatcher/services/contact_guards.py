"""A contact that nobody has settled is never silent: one chain for each that waits, or for its batch."""

from datetime import datetime, timedelta

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import ContactState
from dispatcher.domain.escalation import Subject
from dispatcher.domain.triage import Priority
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.storage import contacts
from dispatcher.storage.contacts import Contact
from dispatcher.storage.unit_of_work import UnitOfWork

WORDS = {
    Medium.PHONE: "a telephone call",
    Medium.RADIO: "a radio call",
    Medium.TEXT: "a text",
    Medium.EMAIL: "an e-mail",
    Medium.CHAT: "a chat",
    Medium.SOCIAL: "a social message",
    Medium.PORTAL: "a portal case",
    Medium.FILE: "a file",
    Medium.WALK_IN: "somebody at the door",
}
"""What waits, as an item on the strip says it: no sender and no words, for those are kept apart."""
_SEVERAL = {
    Medium.PHONE: "telephone calls", Medium.RADIO: "radio calls", Medium.TEXT: "texts", Medium.EMAIL: "e-mails",
    Medium.CHAT: "chats", Medium.SOCIAL: "social messages", Medium.PORTAL: "portal cases", Medium.FILE: "files",
    Medium.WALK_IN: "people at the door",
}  # fmt: skip


def guard(work: UnitOfWork, contact: Contact) -> None:
    """Let the chain of a contact count: one that waits from when it was received, one in hand from now."""
    if contact.state is ContactState.WAITING and contact.batch:
        guard_batch(work, contact.batch)
        return
    since = _since(work, contact.priority, contact.received_at) if contact.state is ContactState.WAITING else work.now
    chains.start(work, Guarded(subject=Subject.CONTACT, subject_id=contact.id, priority=contact.priority), since=since)


def guard_batch(work: UnitOfWork, batch: str) -> None:
    """Let the chain of a batch count, unless it does already: asked first, for a batch may be of thousands."""
    if chains.is_running(work, Subject.CONTACT, batch):
        return
    found = contacts.batch_of(work.connection, batch)
    if found is not None:
        of = Guarded(subject=Subject.CONTACT, subject_id=batch, priority=found.priority)
        chains.start(work, of, since=_since(work, found.priority, found.oldest))


def unguard(work: UnitOfWork, contact: Contact, because: str) -> None:
    """End the chain of a contact as it was before it was taken or settled; a batch ends with its last."""
    if contact.guarded_by == contact.id:
        chains.end(work, Subject.CONTACT, contact.id, because)
    else:
        end_batch_if_over(work, contact.guarded_by, because)


def end_batch_if_over(work: UnitOfWork, batch: str, because: str) -> None:
    """End the chain of a batch of which nothing waits any more."""
    if contacts.batch_of(work.connection, batch) is None:
        chains.end(work, Subject.CONTACT, batch, because)


def is_batch(subject_id: str) -> bool:
    """Tell whether a chain is a batch's."""
    return ":" in subject_id


def several(count: int, medium: Medium) -> str:
    """Return a number of contacts in words."""
    return f"{count} {_SEVERAL[medium]}"


def _since(work: UnitOfWork, priority: Priority, received_at: datetime) -> datetime:
    """Return from when a chain counts: its receipt; what has waited longer than to the first step falls due now."""
    policy = work.rules.policy(Subject.CONTACT)
    firsts = policy.firsts(priority) if policy else ()
    return max(received_at, work.now - timedelta(seconds=firsts[0][1])) if firsts else received_at
