"""What the auditor found about a closed incident goes into the journal; a finding calls a supervisor."""

from sqlalchemy import update

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import RecordAudit
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.storage import incidents
from dispatcher.storage.schema import incidents as incidents_table
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def record_audit(command: RecordAudit, work: UnitOfWork) -> bool:
    """Note the result, once for each incident, whoever else audits."""
    marked = work.connection.execute(
        update(incidents_table)
        .where(incidents_table.c.id == command.incident_id, incidents_table.c.audited_at.is_(None))
        .values(audited_at=work.now)
    )
    if marked.rowcount != 1:
        return False
    count = sum(times for _, times in command.findings)
    work.record(EntryKind.INCIDENT_AUDITED, SYSTEM, command.incident_id, findings=count, kinds=dict(command.findings))
    if count:
        incident = incidents.get(work.connection, command.incident_id)
        kinds = ", ".join(kind.replace("_", " ") for kind, _ in command.findings)
        raise_item(
            work,
            Item(
                kind=AttentionKind.EXCEPTION,
                cause="audit",
                text=f"the auditor found something about {incident.number} ({kinds}):"
                f" readbackctl audit {incident.number}",
                for_role=Role.SUPERVISOR,
            ),
        )
    return True
