"""Begin, set anew, end and look up the chains of everything that must not stay as it is."""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from dispatcher.domain.escalation import Occurrence, Policy, Subject, begin, follow
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Priority
from dispatcher.packs.policies import PolicyPart
from dispatcher.services import attention_items
from dispatcher.storage import deadlines
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.schema import policies
from dispatcher.storage.unit_of_work import ArmedDeadline, UnitOfWork

_BODY = select(policies.c.body).where(policies.c.id == bindparam("of"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What a walking chain guards."""

    subject: Subject
    subject_id: str
    priority: Priority
    incident_id: str | None = None
    incident_type: str = ""
    profile: str = ""
    kind: Kind = Kind.INCIDENT

    @property
    def chain(self) -> str:
        """The name of the chain, by which its items are known."""
        return chain_name(self.subject, self.subject_id)


def chain_name(subject: Subject, subject_id: str) -> str:
    """Return by what the items of a chain are known."""
    return f"{subject.value}:{subject_id}"


def start(work: UnitOfWork, guarded: Guarded, since: datetime | None = None, *, begins: bool = False) -> bool:
    """Begin the chain anew, counted from `since` (now unless told); False when the pack guards no such thing.

    What the former chain raised stays: whether it is still true is for the caller to say. `begins`: the caller has
    just ended the former one.
    """
    if not begins:
        deadlines.cancel_one(work.connection, guarded.subject_id, guarded.subject.guard)
    policy = work.rules.policy(guarded.subject, guarded.incident_type, guarded.profile, guarded.kind)
    expected = timedelta(seconds=work.rules.response_times.expected_s(guarded.subject, guarded.priority))
    counted = (since or work.now) + expected
    first = begin(policy, guarded.priority, (work.now - counted).total_seconds()) if policy else None
    if policy is None or first is None:
        return False
    _arm(work, _Cursor(guarded.subject, guarded.subject_id, guarded.incident_id, policy.key, counted), first, 1)
    return True


def restart(work: UnitOfWork, guarded: Guarded) -> bool:
    """Let a chain that guards what comes again and again count from now, in the row that it has.

    For what an incident's audit does not look at: there each beginning has a row of its own.
    """
    policy = work.rules.policy(guarded.subject, guarded.incident_type, guarded.profile, guarded.kind)
    first = begin(policy, guarded.priority, 0.0) if policy else None
    if policy is not None and first is not None:
        cursor = _Cursor(guarded.subject, guarded.subject_id, guarded.incident_id, policy.key, work.now)
        row = _row(work, cursor, first, 1)
        known = deadlines.set_anew(work.connection, row)
        if known is not None:
            work.armed.append(ArmedDeadline(known, row.due_at))
            return True
    return start(work, guarded)


def walk_on(work: UnitOfWork, deadline: Deadline, policy: Policy, subject: Subject, priority: Priority) -> None:
    """Arm what comes after a guard that has just run."""
    ran = Occurrence(policy.step(deadline.step), (deadline.due_at - deadline.since).total_seconds())
    coming = follow(policy, priority, ran, (work.now - deadline.since).total_seconds())
    if coming is not None:
        cursor = _Cursor(subject, deadline.subject_id, deadline.incident_id, policy.key, deadline.since)
        _arm(work, cursor, coming, deadline.run + 1)


def end(work: UnitOfWork, subject: Subject, subject_id: str, because: str) -> bool:
    """End a chain: its reason is gone. What it raised is resolved. False when none was running."""
    was_armed = deadlines.cancel_one(work.connection, subject_id, subject.guard)
    attention_items.resolve_of_chain(work, chain_name(subject, subject_id), because)
    return was_armed


def end_each(
    work: UnitOfWork, subjects: Collection[Subject], subject_id: str, because: str | Mapping[Subject, str]
) -> None:
    """End several chains of one thing at once; what they raised is resolved."""
    deadlines.cancel_named(work.connection, subject_id, [subject.guard for subject in subjects])
    reasons = dict.fromkeys(subjects, because) if isinstance(because, str) else because
    attention_items.resolve_of_chains(work, {chain_name(subject, subject_id): reasons[subject] for subject in subjects})


def is_running(work: UnitOfWork, subject: Subject, subject_id: str) -> bool:
    """Tell whether a chain has a step to come."""
    return deadlines.armed_of(work.connection, subject_id, subject.guard) is not None


def stored_policy(work: UnitOfWork, policy_id: str) -> Policy:
    """Return the snapshot of a policy that a running chain goes by."""
    look = functools.partial(work.connection.execute, _BODY, {"of": policy_id})
    return work.once(f"policy {policy_id}", lambda: _parsed(look().scalar_one()))


@functools.lru_cache(maxsize=256)
def _parsed(body: str) -> Policy:
    """Parsed once: a stored policy never changes."""
    return PolicyPart.model_validate_json(body).policy()


@dataclass(frozen=True, slots=True)
class _Cursor:
    subject: Subject
    subject_id: str
    incident_id: str | None
    policy_id: str
    since: datetime


def _arm(work: UnitOfWork, cursor: _Cursor, coming: Occurrence, run: int) -> None:
    arm(work, _row(work, cursor, coming, run))


def _row(work: UnitOfWork, cursor: _Cursor, coming: Occurrence, run: int) -> Deadline:
    return Deadline(
        id=work.new_id(), subject_kind=cursor.subject.kind, subject_id=cursor.subject_id,
        incident_id=cursor.incident_id, name=cursor.subject.guard, policy_id=cursor.policy_id, run=run,
        due_at=cursor.since + timedelta(seconds=coming.offset_s), since=cursor.since, step=coming.step.name,
    )  # fmt: skip


def arm(work: UnitOfWork, *rows: Deadline) -> None:
    """Arm deadlines, and let the alarm clock know of them after the commit."""
    if rows:
        deadlines.arm(work.connection, rows)
        work.armed.extend(ArmedDeadline(row.id, row.due_at) for row in rows)
