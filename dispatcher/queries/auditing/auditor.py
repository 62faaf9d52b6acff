"""Put the checks together, page by page."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select, text

from dispatcher.queries.auditing.chains import audit_chains, chains_of
from dispatcher.queries.auditing.dossier import dossiers
from dispatcher.queries.auditing.evidence import audit_green, audit_items, audit_repeats, settled_items
from dispatcher.queries.auditing.findings import BY_THE_CLOCK, MOST_FINDINGS, AuditReport, Finding, IncidentAudit, Sums
from dispatcher.queries.auditing.guards import Presence, audit_guards, audit_owners
from dispatcher.queries.auditing.records import Dossier
from dispatcher.queries.requests import AskAudit, AskUnaudited
from dispatcher.storage.schema import incidents


def audit(query: AskAudit, connection: Connection, now: datetime) -> AuditReport:
    """Look through everything that was asked for, and sum it up."""
    sums, first = Sums(), list[Finding]()
    audits: tuple[IncidentAudit, ...] = ()
    for page in audited(connection, now, open_too=query.open_too, since=query.since, number=query.number):
        audits = page if query.number else ()
        for item in page:
            sums.add(item)
            first += item.findings[: MOST_FINDINGS - len(first)]
    return sums.report(tuple(first), audits)


def unaudited(query: AskUnaudited, connection: Connection, now: datetime) -> tuple[IncidentAudit, ...]:
    """Look through closed incidents that nobody has looked through yet, the oldest first."""
    numbers = connection.execute(
        select(incidents.c.number)
        .where(text("state = 'closed' AND audited_at IS NULL"))
        .order_by(incidents.c.closed_at)
        .limit(query.limit)
    ).scalars()
    return tuple(item for number in numbers.all() for page in audited(connection, now, number=number) for item in page)


def audited(
    connection: Connection, now: datetime, *, open_too: bool = False, since: datetime | None = None, number: str = ""
) -> Iterator[tuple[IncidentAudit, ...]]:
    """Yield what is found out about each incident, by number, a page at a time."""
    presence = Presence(connection)
    for page in dossiers(connection, now, open_too=open_too, since=since, number=number):
        yield tuple(_audited(dossier, presence) for dossier in page)


def _audited(dossier: Dossier, presence: Presence) -> IncidentAudit:
    findings = (
        *audit_chains(dossier), *audit_guards(dossier), *audit_owners(dossier, presence), *audit_green(dossier),
        *audit_repeats(dossier), *audit_items(dossier),
    )  # fmt: skip
    return IncidentAudit(
        incident_id=dossier.id, number=dossier.number, is_open=dossier.is_open,
        chains=sum(1 for _ in chains_of(dossier)), steps_run=sum(due.is_done for due in dossier.dues),
        items=settled_items(dossier), clock_was_set=dossier.clock_was_set,
        findings=tuple(item for item in findings if not (dossier.clock_was_set and item.kind in BY_THE_CLOCK)),
    )  # fmt: skip
