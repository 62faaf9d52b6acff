"""What an audit says: typed findings, what became of each incident, and the sums."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LATENESS = timedelta(seconds=1)
"""A step that runs later than this after it was due was not on time; the room's sweep comes each second."""

MOST_FINDINGS = 1_000
"""So many findings are kept in one answer; the others are counted."""


class FindingKind(StrEnum):
    """What is not as it must be."""

    MISSING_STEP = "missing_step"  # due before its reason ended, and it did not run
    LATE_STEP = "late_step"
    DOUBLED_STEP = "doubled_step"
    EXTRA_STEP = "extra_step"  # it ran when its reason was gone
    NOT_AS_TOLD = "not_as_told"  # the row and the journal disagree
    NO_REASON = "no_reason"  # it stopped, and the journal holds nobody's act that would stop it
    NOT_ENDED = "not_ended"  # the incident is closed and something of it is still armed
    GREEN_WITHOUT_PERSON = "green_without_person"
    UNMARKED_REPEAT = "unmarked_repeat"
    ATTENTION_LEFT = "attention_left"  # raised, and neither taken nor resolved
    NO_OWNER = "no_owner"
    NO_DEADLINE = "no_deadline"


BY_THE_CLOCK = frozenset({
    FindingKind.MISSING_STEP, FindingKind.LATE_STEP, FindingKind.EXTRA_STEP, FindingKind.NO_OWNER,
    FindingKind.NO_DEADLINE,
})  # fmt: skip
"""What is found by comparing instants: not when the clock was set in between."""

MISSING = frozenset({FindingKind.MISSING_STEP, FindingKind.NO_DEADLINE})
EXTRA = frozenset({FindingKind.EXTRA_STEP, FindingKind.DOUBLED_STEP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it must be. The texts hold ids, call signs, states and times, no person's words."""

    kind: FindingKind
    incident_id: str
    number: str
    what: str
    at: datetime
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAudit:
    """What became of an attention item: who took it (None: its reason went away first), and after how long."""

    kind: str
    raised_at: datetime
    times: int
    taken_by: str | None
    settled_after: timedelta | None  # None: not settled yet


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentAudit:
    """One incident looked through."""

    incident_id: str
    number: str
    is_open: bool
    chains: int
    steps_run: int  # guards included
    items: tuple[ItemAudit, ...]
    clock_was_set: bool  # in between: what is found by comparing instants was not asked for
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The sums, and the first findings."""

    incidents: int
    chains: int
    steps_run: int
    late: int
    missing: int
    extra: int
    items: int
    slowest_item: timedelta | None  # until somebody took it, or its reason went
    findings: int
    first: tuple[Finding, ...]
    audits: tuple[IncidentAudit, ...] = ()  # when one incident was asked for


@dataclass(slots=True)
class Sums:
    """Adds audits up as they come; keeps no incident."""

    incidents: int = 0
    chains: int = 0
    steps_run: int = 0
    items: int = 0
    slowest_item: timedelta | None = None
    by_kind: dict[FindingKind, int] = field(default_factory=dict[FindingKind, int])

    def add(self, audit: IncidentAudit) -> None:
        """Count one incident."""
        self.incidents += 1
        self.chains += audit.chains
        self.steps_run += audit.steps_run
        self.items += len(audit.items)
        for item in audit.items:
            if item.settled_after is not None:
                self.slowest_item = max(item.settled_after, self.slowest_item or item.settled_after)
        for finding in audit.findings:
            self.by_kind[finding.kind] = self.by_kind.get(finding.kind, 0) + 1

    def count(self, kinds: Iterable[FindingKind]) -> int:
        """Return how many findings are of these kinds."""
        return sum(self.by_kind.get(kind, 0) for kind in kinds)

    def report(self, first: tuple[Finding, ...], audits: tuple[IncidentAudit, ...] = ()) -> AuditReport:
        """Return the sums as they are now."""
        return AuditReport(
            incidents=self.incidents, chains=self.chains, steps_run=self.steps_run,
            late=self.count({FindingKind.LATE_STEP}), missing=self.count(MISSING), extra=self.count(EXTRA),
            items=self.items, slowest_item=self.slowest_item, findings=self.count(FindingKind), first=first,
            audits=audits,
        )  # fmt: skip
