"""Notes that a file brings: one of each kind, renewed by the next file; what people wrote themselves stays."""

from collections.abc import Mapping

from sqlalchemy import Table, insert, select, update

from dispatcher.storage.schema import personal_values, premise_notes
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def renew_notes(work: UnitOfWork, table: Table, owner_id: str, notes: Mapping[str, str]) -> bool:
    """Make the imported notes say this, by kind; empty words end one. Tell whether anything changed."""
    if not notes:
        return False
    about, owner = ("premise", "premise_id") if table is premise_notes else ("caller", "caller_id")
    known = {
        row.kind: row
        for row in work.connection.execute(
            select(table.c.id, table.c.kind, personal_values.c.value)
            .join(personal_values, personal_values.c.id == table.c.words_id)
            .where(table.c[owner] == owner_id, table.c.imported, table.c.ended_at.is_(None))
        )
    }
    changed = False
    for kind, words in notes.items():
        former = known.get(kind)
        if (former.value if former else "") == words:
            continue
        changed = True
        if former is not None:
            work.connection.execute(
                update(table).where(table.c.id == former.id).values(ended_at=work.now, ended_by=SYSTEM.operator)
            )
        if words:
            kept = work.keep(about, owner_id, "note", words)
            times = {"valid_from": work.now} if table is premise_notes else {}
            work.connection.execute(
                insert(table).values(
                    id=work.new_id(), kind=kind, words_id=kept.id, written_by=SYSTEM.operator, written_at=work.now,
                    imported=True, **{owner: owner_id}, **times,
                )
            )  # fmt: skip
    return changed
