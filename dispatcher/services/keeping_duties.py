"""Leases: beat them, settle what a dead holder left on the line, and find what is due."""

from dataclasses import replace

from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import DutiesKept, KeepDuties, ReleaseDuties
from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.services import seats
from dispatcher.services.judging_success import judge_success
from dispatcher.services.transmitting import move
from dispatcher.storage import deadlines, leases, transmissions
from dispatcher.storage.transmissions import Attempt
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_CHANNEL = leases.channel_lease("")


def keep_duties(command: KeepDuties, work: UnitOfWork) -> DutiesKept:
    """Beat every lease asked for; a channel taken over has its unfinished attempts made UNCERTAIN at once."""
    held: dict[str, int] = {}
    taken: set[str] = set()
    for name in command.names:
        holding = leases.beat(work.connection, name, work.holder, work.now)
        if holding is None:
            continue
        held[name] = holding.epoch
        if holding.taken_now:
            taken.add(name)
            work.record(EntryKind.LEASE_TAKEN, SYSTEM, None, lease=name, epoch=holding.epoch)
            if name.startswith(_CHANNEL):
                _settle_former_claims(work, name.removeprefix(_CHANNEL), holding.epoch)
    leases.keep_seats(work.connection, work.holder, work.now)
    kept = DutiesKept(held=held, taken=frozenset(taken), due=())
    if leases.DEADLINES not in held:
        return kept
    seats.sign_off_silent(work)
    for attempt in transmissions.claimed_past_deadline(work.connection, work.now):
        _make_uncertain(work, attempt, "no receipt within the send limit")
    return _with_deadlines(work, kept)


def _with_deadlines(work: UnitOfWork, kept: DutiesKept) -> DutiesKept:
    missed, oldest = deadlines.overdue(work.connection, work.now - deadlines.MISSED_AFTER)
    return replace(
        kept,
        due=deadlines.due(work.connection, work.now),
        missed=missed,
        oldest_s=(work.now - oldest).total_seconds() if oldest else 0.0,
        next_due=deadlines.next_due_after(work.connection, work.now),
    )


def release_duties(command: ReleaseDuties, work: UnitOfWork) -> None:
    """Give the leases back; a process that closes signs its seats off."""
    if command.closing:
        seats.sign_off_ours(work)
    for name in command.names:
        leases.release(work.connection, name, work.holder)


def _settle_former_claims(work: UnitOfWork, channel: str, epoch: int) -> None:
    for attempt in transmissions.claimed_before(work.connection, channel, epoch):
        _make_uncertain(work, attempt, "the program ended while the page was on the line; it may have been heard")
    work.channels_to_wake.add(channel)


def _make_uncertain(work: UnitOfWork, attempt: Attempt, why: str) -> None:
    transmission = transmissions.get(work.connection, attempt.transmission_id)
    transmissions.set_attempt(
        work.connection, attempt.id, state=AttemptState.UNCERTAIN.value, ended_at=work.now, detail=why
    )
    work.record(
        EntryKind.ATTEMPT_ENDED, SYSTEM, transmission.incident_id, transmission=transmission.id, attempt=attempt.id,
        state=AttemptState.UNCERTAIN.value, channel=transmission.channel,
    )  # fmt: skip
    if transmission.state in {TransmissionState.QUEUED, TransmissionState.FAILED}:
        move(work, transmission, TransmissionState.UNCERTAIN, attempt=attempt.id)
    judge_success(work, attempt.channel)
