"""The chain of each transmission: every step that was due ran, once, on time, and none when its reason was gone."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from dispatcher.domain.escalation import Policy, Step, first_due
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.queries.auditing.findings import LATENESS, Finding, FindingKind
from dispatcher.queries.auditing.reasons import has_evidence, reason_of, step_end
from dispatcher.queries.auditing.records import Dossier, Due, Sending
from dispatcher.queries.auditing.telling import differences, found, late, stamp

_K = FindingKind


@dataclass(frozen=True, slots=True)
class _Chain:
    """One transmission's chain with what the journal tells of it."""

    dossier: Dossier
    sending: Sending
    policy: Policy
    steps: dict[str, list[Due]]
    told: tuple[Entry, ...]  # its STEP_RAN entries
    reason: Entry | None  # by which its reason was gone

    @property
    def what(self) -> str:
        return f"{self.sending.call_sign} {self.sending.purpose.replace('_', ' ')}"

    @property
    def end(self) -> datetime:
        return min(self.reason.at, self.dossier.until) if self.reason else self.dossier.until


def chains_of(dossier: Dossier) -> Iterator[Sending]:
    """Yield the transmissions that have a chain."""
    return (sending for sending in dossier.sendings if sending.policy is not None)


def audit_chains(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is wrong with the chains of an incident."""
    steps: defaultdict[str, defaultdict[str, list[Due]]] = defaultdict(lambda: defaultdict(list))
    for due in dossier.dues:
        if not due.is_guard:
            steps[due.subject_id][due.name].append(due)
    told: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in dossier.entries:
        if entry.kind is EntryKind.STEP_RAN:
            told[str(entry.body.get("transmission"))].append(entry)
    for sending in dossier.sendings:
        if sending.policy is not None:
            chain = _Chain(
                dossier,
                sending,
                sending.policy,
                steps[sending.id],
                tuple(told[sending.id]),
                reason_of(dossier, sending),
            )
            yield from _audit_chain(chain)


def _audit_chain(chain: _Chain) -> Iterator[Finding]:
    for step in chain.policy.steps:
        yield from _missing(chain, step)
    for due in (due for rows in chain.steps.values() for due in rows):
        yield from _late(chain, due)
        yield from _left_armed(chain, due)
    yield from _doubled(chain)
    yield from _extra(chain)
    yield from _not_as_told(chain)
    yield from _no_reason(chain)


class _Run(NamedTuple):
    step: str
    number: object

    def __str__(self) -> str:
        return f"{self.step}, run {self.number}"


def _run_told(entry: Entry) -> _Run:
    return _Run(str(entry.body.get("step")), entry.body.get("run"))


def _missing(chain: _Chain, step: Step) -> Iterator[Finding]:
    rows = chain.steps.get(step.name, [])
    own_end = step_end(chain.dossier, chain.sending, step.action)
    end = min(chain.end, own_end) if own_end else chain.end
    for due_at, run in _owed(chain, step, rows):
        if end - due_at > LATENESS:
            yield found(
                chain.dossier, _K.MISSING_STEP, f"{chain.what}: {step.name}, run {run}", due_at,
                f"to run at {stamp(due_at)}; its reason stood until {stamp(end)}", "it did not run",
            )  # fmt: skip


def _owed(chain: _Chain, step: Step, rows: list[Due]) -> Iterator[tuple[datetime, int]]:
    """Yield when a step was to run and did not: the first time, and the time after the last that it ran."""
    ran = [due for due in rows if due.fired_at is not None]
    if not ran:
        by_policy = _first_due(chain, step)
        if by_policy is not None:
            yield min([by_policy, *(due.due_at for due in rows)]), 1
        return
    runs = {due.run for due in ran}
    for missed in sorted(set(range(1, max(runs))) - runs):
        yield min(due.due_at for due in ran if due.run > missed), missed
    last = max(ran, key=lambda due: due.run)
    every_s = step.every_s.get(chain.sending.priority)
    if every_s is not None and last.fired_at is not None:
        coming = [due.due_at for due in rows if due.run == last.run + 1]
        yield min([last.fired_at + timedelta(seconds=every_s), *coming]), last.run + 1


def _first_due(chain: _Chain, step: Step) -> datetime | None:
    sending = chain.sending
    return first_due(step, sending.priority, sending.queued_at, sending.forecast_s)


def _late(chain: _Chain, due: Due) -> Iterator[Finding]:
    if due.fired_at is None:
        return
    owed = due.due_at
    if due.run == 1 and (step := _step_named(chain.policy, due.name)) is not None:
        owed = min(owed, _first_due(chain, step) or owed)
    if due.fired_at - owed > LATENESS:
        marks = [entry.body for entry in _entries_of(chain, due) if _is_marked_late(entry)]
        mark = "marked as late in the journal" if marks else "and nothing says so"
        yield late(chain.dossier, f"{chain.what}: {due.name}, run {due.run}", owed, due.fired_at, mark)


def _is_marked_late(entry: Entry) -> bool:
    late_ms = entry.body.get("late_ms")
    return isinstance(late_ms, int) and late_ms > LATENESS / timedelta(milliseconds=1)


def _step_named(policy: Policy, name: str) -> Step | None:
    return next((step for step in policy.steps if step.name == name), None)


def _entries_of(chain: _Chain, due: Due) -> list[Entry]:
    return [entry for entry in chain.told if _run_told(entry) == (due.name, due.run)]


def _left_armed(chain: _Chain, due: Due) -> Iterator[Finding]:
    if due.is_armed and (chain.reason is not None or not chain.dossier.is_open):
        gone = chain.reason.at if chain.reason else chain.dossier.until
        yield found(
            chain.dossier, _K.NOT_ENDED, f"{chain.what}: {due.name}, run {due.run}", gone,
            f"nothing of the chain armed after {stamp(gone)}", f"still armed for {stamp(due.due_at)}",
        )  # fmt: skip


def _doubled(chain: _Chain) -> Iterator[Finding]:
    stored = Counter(_Run(due.name, due.run) for rows in chain.steps.values() for due in rows if due.is_done)
    told = Counter(_run_told(entry) for entry in chain.told)
    for step, times in (stored | told).items():
        if times > 1:
            rows = [due.fired_at for due in chain.steps.get(step.step, []) if due.run == step.number and due.fired_at]
            at = max([*rows, *(entry.at for entry in chain.told if _run_told(entry) == step)])
            yield found(
                chain.dossier, _K.DOUBLED_STEP, f"{chain.what}: {step}", at, "to run once",
                f"it ran {stored[step]} times by its rows, {told[step]} times by the journal",
            )  # fmt: skip


def _extra(chain: _Chain) -> Iterator[Finding]:
    if chain.reason is None:
        return
    by_journal = {_run_told(entry): entry.at for entry in chain.told if entry.sequence > chain.reason.sequence}
    by_row = {
        _Run(due.name, due.run): due.fired_at
        for rows in chain.steps.values()
        for due in rows
        if due.fired_at is not None and due.fired_at > chain.reason.at
    }
    for run, at in (by_journal | by_row).items():
        yield found(
            chain.dossier, _K.EXTRA_STEP, f"{chain.what}: {run}", at,
            f"nothing after {stamp(chain.reason.at)}: {chain.reason.kind.value.replace('_', ' ')}",
            f"it ran at {stamp(at)}",
        )  # fmt: skip


def _not_as_told(chain: _Chain) -> Iterator[Finding]:
    ran = [due for rows in chain.steps.values() for due in rows]
    stored = {f"{chain.what}: {_Run(due.name, due.run)}": due.fired_at for due in ran if due.fired_at is not None}
    told = {f"{chain.what}: {_run_told(entry)}": entry.at for entry in chain.told}
    yield from differences(chain.dossier, stored, told)


def _no_reason(chain: _Chain) -> Iterator[Finding]:
    stop = chain.reason
    if stop is None:
        if _runs_on_or_ran_out(chain):
            return
        yield found(
            chain.dossier, _K.NO_REASON, chain.what, chain.end, "an answer, decline, recall or close in the journal",
            "the chain ended, and the journal holds no reason",
        )  # fmt: skip
    elif stop.kind is EntryKind.CHAIN_STOPPED and not has_evidence(chain.dossier, chain.sending, stop):
        yield found(
            chain.dossier, _K.NO_REASON, chain.what, stop.at,
            f"the act of a person by which it was {stop.body.get('because')!r}", "no such entry in the journal",
        )  # fmt: skip


def _runs_on_or_ran_out(chain: _Chain) -> bool:
    """Tell whether every step either ran, is armed still, or lost the reason of its own."""
    for step in chain.policy.steps:
        rows = chain.steps.get(step.name, [])
        lives = any(due.is_armed or due.is_done for due in rows)
        if not lives and rows and step_end(chain.dossier, chain.sending, step.action) is None:
            return False
    return chain.dossier.is_open or not any(due.is_armed for rows in chain.steps.values() for due in rows)
