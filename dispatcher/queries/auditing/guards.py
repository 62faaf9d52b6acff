"""Guards and owners: whether the incident always had somebody on duty and something that would come of itself."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, select

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Role
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.incidents import OwnerChange
from dispatcher.queries.auditing.findings import LATENESS, Finding, FindingKind
from dispatcher.queries.auditing.records import Dossier, Due
from dispatcher.queries.auditing.telling import differences, found, late, stamp
from dispatcher.storage.schema import duties

Spans = tuple[tuple[datetime, datetime | None], ...]
"""When somebody was there: from, until (None: still). In order, not touching."""

_K = FindingKind
_ACTED = frozenset({
    EntryKind.INCIDENT_OPENED, EntryKind.PRIORITY_SET, EntryKind.UNITS_DISPATCHED, EntryKind.STATUS_REPORTED,
    EntryKind.UNIT_RECALLED, EntryKind.UNIT_REASSIGNED, EntryKind.CHAIN_CANCELLED,
    EntryKind.UNCONFIRMED_ACCEPTED, EntryKind.MAJOR_DECLARED, EntryKind.MAJOR_STOOD_DOWN,
    EntryKind.INCIDENT_REOPENED, EntryKind.INCIDENT_SCHEDULED, EntryKind.INCIDENT_REKINDED,
    EntryKind.COMPLAINT_ACKNOWLEDGED, EntryKind.COMPLAINT_ANSWERED,
})  # fmt: skip
"""Somebody acted on the incident: its guard was set anew."""
_LOOKED = frozenset({
    EntryKind.NOTE_ADDED, EntryKind.PROMISE_MADE, EntryKind.PROMISE_SETTLED, EntryKind.TRANSFER_OFFERED,
    EntryKind.TRANSFER_ANSWERED, EntryKind.ROLL_CALL_BEGUN, EntryKind.ROLL_CALL_ANSWERED, EntryKind.ATTENTION_TAKEN,
    EntryKind.CALL_ADDED, EntryKind.CALL_MOVED, EntryKind.CALL_SPLIT, EntryKind.FACTS_SEEN, EntryKind.INCIDENT_MERGED,
    EntryKind.INCIDENT_UNMERGED,
    EntryKind.LINE_CORRECTED, EntryKind.STAKEHOLDER_TOLD, EntryKind.STAKEHOLDER_REPLIED, EntryKind.TASK_ADDED,
    EntryKind.TASK_SETTLED, EntryKind.PLAN_ATTACHED, EntryKind.PLAN_STEP_SETTLED, EntryKind.PLAN_STEP_UNDONE,
    EntryKind.PLAN_DETACHED,
})  # fmt: skip
"""Somebody looked: that sets a watch anew, and no guard that waits for a unit; the entry says which it was."""
_DESK = frozenset({Role.DISPATCHER.value, Role.SUPERVISOR.value, Role.DUTY_MANAGER.value})
_STANDS_IN: Mapping[str, frozenset[str]] = {
    Role.DISPATCHER.value: _DESK,
    Role.SUPERVISOR.value: frozenset({Role.SUPERVISOR.value, Role.DUTY_MANAGER.value}),
    Role.DUTY_MANAGER.value: frozenset({Role.DUTY_MANAGER.value}),
}


class Presence:
    """Who was on duty when, by seat and by role: the whole history of duties, folded together."""

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute(select(duties.c.seat, duties.c.role, duties.c.since, duties.c.until)).all()
        self._by_seat: dict[str, Spans] = {
            seat: _folded((row.since, row.until) for row in rows if row.seat == seat)
            for seat in {row.seat for row in rows}
        }
        self._by_role: dict[str, Spans] = {
            role: _folded((row.since, row.until) for row in rows if row.role in stand_ins)
            for role, stand_ins in _STANDS_IN.items()
        }

    def without_seat(self, seat: str, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield when nobody sat there."""
        return _gaps(self._by_seat.get(seat, ()), since, until)

    def without_role(self, role: str, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield when nobody was on duty who stands in for the role."""
        return _gaps(self._by_role.get(role, ()), since, until)


def audit_owners(dossier: Dossier, presence: Presence) -> Iterator[Finding]:
    """Yield when nobody on duty owned the incident."""
    for since, until, owner, is_role in _owners(dossier):
        without = presence.without_role if is_role else presence.without_seat
        for gone, back in without(owner, since, until):
            if back - gone > LATENESS:
                yield found(
                    dossier, _K.NO_OWNER, f"owner {owner}", gone, "an owner on duty at every moment",
                    f"nobody from {stamp(gone)} to {stamp(back)}, {(back - gone).total_seconds():.0f} s",
                )  # fmt: skip


def audit_guards(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is wrong with the incident's own deadlines."""
    every = [due for due in dossier.dues if due.is_guard]
    guards = [due for due in every if due.is_incidents_own]
    acts = [entry for entry in dossier.entries if _sets_guard(entry, dossier)]
    looks = sorted(entry.at for entry in acts)
    yield from _unarmed(dossier, guards, looks)
    yield from _not_run(dossier, guards, looks)
    yield from _overdue(dossier, every)
    yield from _ran(dossier, every)


def _owners(dossier: Dossier) -> Iterator[tuple[datetime, datetime, str, bool]]:
    """Yield from when until when who owned it, and whether that is a role."""
    changes: list[tuple[datetime, str, bool]] = []
    for entry in dossier.entries:
        if entry.kind is EntryKind.INCIDENT_OPENED:
            changes.append((entry.at, entry.seat, False))
        elif entry.kind is EntryKind.INCIDENT_TAKEN_OVER:
            changes.append((entry.at, str(entry.body.get("to")), entry.body.get("how") == OwnerChange.LEFT.value))
        elif entry.kind is EntryKind.INCIDENT_REOPENED:
            changes.append((entry.at, entry.seat, False))
    if not changes or changes[0][0] > dossier.opened_at:
        changes.insert(0, (dossier.opened_at, "", False))
    changes.append((dossier.until, "", False))
    for (since, owner, is_role), (until, _owner, _is_role) in pairwise(changes):
        for begin, end in _open_between(dossier, since, min(until, dossier.until)):
            yield begin, end, owner, is_role


def _open_between(dossier: Dossier, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What was closed, and later opened again, needed no owner in between."""
    for shut, opened in dossier.shut:
        if since <= shut < until:
            yield since, shut
            since = min(opened, until)
        elif shut < since < opened:
            since = min(opened, until)
    yield since, until


def _sets_guard(entry: Entry, dossier: Dossier) -> bool:
    if not dossier.is_open and entry.sequence > dossier.closed_by:
        return False
    if entry.kind is EntryKind.INCIDENT_TAKEN_OVER:
        return entry.body.get("how") == OwnerChange.TAKEN.value
    if entry.kind is EntryKind.ANSWER_RECORDED:  # who answers a stand-down is on its way home
        return entry.body.get("state") != AssignmentState.RECALLED.value
    if entry.kind is EntryKind.INCIDENT_AMENDED:  # another type may go by other policies
        return entry.body.get("guard_anew") is True
    if entry.kind in _LOOKED:  # before 0003 each of these set a guard anew, and said nothing of it
        return entry.body.get("looked", True) is True
    return entry.kind in _ACTED


def _unarmed(dossier: Dossier, guards: list[Due], looks: list[datetime]) -> Iterator[Finding]:
    """Every act arms a guard, and so does every guard that ran; a row that is not there leaves a hole."""
    fresh = sorted(due.due_at for due in guards if due.run == 1)
    for still_to_come, look in enumerate(reversed(looks), start=1):
        if len(fresh) - bisect_right(fresh, look) < still_to_come:
            yield _hole(dossier, guards, looks, look)
            break
    for due in guards:
        if due.fired_at is None or due.fired_at >= dossier.until:
            continue
        if due.fired_at not in looks and not any(_follows(other, due) for other in guards):
            yield _hole(dossier, guards, looks, due.fired_at)
    if dossier.is_open and not any(due.is_armed for due in dossier.dues):
        ran = [due.fired_at for due in guards if due.fired_at is not None]
        yield _hole(dossier, guards, looks, max([dossier.opened_at, *looks, *ran]))


def _follows(other: Due, due: Due) -> bool:
    if due.fired_at is None or (other.name, other.run) != (due.name, due.run + 1):
        return False
    return other.since == due.since or other.due_at > due.fired_at


def _hole(dossier: Dossier, guards: list[Due], looks: list[datetime], since: datetime) -> Finding:
    ran = [due.fired_at for due in guards if due.fired_at is not None]
    until = min((moment for moment in (*looks, *ran, dossier.until) if moment > since), default=dossier.until)
    return found(
        dossier, _K.NO_DEADLINE, "guard", since, "an armed deadline at every moment",
        f"none is known from {stamp(since)} to {stamp(until)}, {(until - since).total_seconds():.0f} s",
    )  # fmt: skip


def _not_run(dossier: Dossier, guards: list[Due], looks: list[datetime]) -> Iterator[Finding]:
    """Each act sets a guard, which ends with the next act or the close: none may be due before and not have run."""
    fresh = [due for due in guards if due.run == 1]  # in the order in which they were made, as their ids are
    if len(fresh) > len(looks):
        yield found(
            dossier, _K.NO_REASON, "guard", fresh[-1].due_at, f"an act for each of {len(fresh)} times that it was set",
            f"{len(looks)} acts in the journal",
        )  # fmt: skip
    if len(fresh) != len(looks):
        return
    for due, look, following in zip(fresh, looks, [*looks[1:], dossier.until], strict=True):
        put_away = next((shut for shut, _ in dossier.shut if look <= shut <= following), following)
        last = _last_run(due, guards)
        if not last.is_done and not last.is_armed and put_away - last.due_at > LATENESS:
            yield found(
                dossier, _K.MISSING_STEP, f"{last.name}, run {last.run}", last.due_at,
                f"to run at {stamp(last.due_at)}", f"it did not run, and nobody acted before {stamp(put_away)}",
            )  # fmt: skip


def _last_run(due: Due, guards: list[Due]) -> Due:
    following = [other for other in guards if _follows(other, due)]
    return _last_run(min(following, key=lambda other: other.due_at), guards) if following else due


def _overdue(dossier: Dossier, guards: list[Due]) -> Iterator[Finding]:
    for due in guards:
        if due.is_armed and dossier.is_open and dossier.until - due.due_at > LATENESS:
            yield found(
                dossier, _K.MISSING_STEP, f"{due.name}, run {due.run}", due.due_at, f"to run at {stamp(due.due_at)}",
                f"it has not run until {stamp(dossier.until)}",
            )  # fmt: skip


def _ran(dossier: Dossier, guards: list[Due]) -> Iterator[Finding]:
    stored: dict[str, datetime] = {}
    for due in guards:
        if due.fired_at is None:
            if due.is_armed and not dossier.is_open:
                yield found(
                    dossier, _K.NOT_ENDED, f"{due.name}, run {due.run}", dossier.until,
                    "nothing armed when the incident is closed", f"still armed for {stamp(due.due_at)}",
                )  # fmt: skip
            continue
        key = f"{due.name} of {due.subject_id}, run {due.run}, {stamp(due.fired_at)}"
        if key in stored:
            yield found(dossier, _K.DOUBLED_STEP, key, due.fired_at, "to run once", "its rows say twice")
        stored[key] = due.fired_at
        if due.fired_at - due.due_at > LATENESS:
            yield late(dossier, f"{due.name}, run {due.run}", due.due_at, due.fired_at, "as its row says")
    told = {
        f"{entry.body.get('guard')} of {entry.body.get('subject', dossier.id)}, run {entry.body.get('run')},"
        f" {stamp(entry.at)}": entry.at
        for entry in dossier.entries
        if entry.kind is EntryKind.GUARD_RAN
    }
    yield from differences(dossier, stored, told)


def _folded(spans: Iterable[tuple[datetime, datetime | None]]) -> Spans:
    folded: list[tuple[datetime, datetime | None]] = []
    for since, until in sorted(spans, key=lambda span: span[0]):
        last_until = folded[-1][1] if folded else None
        if folded and (last_until is None or since <= last_until):
            longest = None if last_until is None or until is None else max(last_until, until)
            folded[-1] = folded[-1][0], longest
        else:
            folded.append((since, until))
    return tuple(folded)


def _gaps(spans: Spans, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    at = since
    for begin, end in spans[max(0, bisect_right(spans, since, key=lambda span: span[0]) - 1) :]:
        if begin >= until:
            break
        if begin > at:
            yield at, begin
        if end is None:
            return
        at = max(at, end)
    if at < until:
        yield at, until
