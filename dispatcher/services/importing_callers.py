"""Callers that a file brings, known again by its key, or by their first number where it has none."""

from sqlalchemy import insert, select, update

from dispatcher.domain.knowledge import CallerEntry
from dispatcher.services.importing_notes import renew_notes
from dispatcher.storage import callers
from dispatcher.storage.schema import caller_notes, personal_values
from dispatcher.storage.schema import callers as callers_table
from dispatcher.storage.unit_of_work import UnitOfWork

_WORDS = ("name", "language", "needs")


def bring_caller(entry: CallerEntry, work: UnitOfWork) -> str:
    """Write a caller; say whether it was new, or said something new."""
    digests = {
        callers.digest_to_keep(work.connection, work.rules.knowledge.number(number)): number for number in entry.numbers
    }
    # A number is nobody's key in the clear.
    key = entry.key or f"number:{next(iter(digests))}"
    found = work.connection.execute(select(callers_table).where(callers_table.c.key == key)).one_or_none()
    caller_id: str = work.new_id() if found is None else found.id
    if found is None:
        work.connection.execute(insert(callers_table).values(id=caller_id, key=key, changed_at=work.now))
    parts = [_renew_words(entry, caller_id, work), _renew_flags(entry, caller_id, work)]
    for digest, number in digests.items():
        if caller_id not in callers.with_digest(work.connection, digest):
            kept = work.keep("caller", caller_id, "number", number)
            callers.add_number(work.connection, caller_id, digest, kept.id)
            parts.append(True)
    parts.append(renew_notes(work, caller_notes, caller_id, {kind.value: words for kind, words in entry.notes.items()}))
    if found is None:
        return "added"
    if not any(parts):
        return "same"
    work.connection.execute(update(callers_table).where(callers_table.c.id == caller_id).values(changed_at=work.now))
    return "changed"


def _renew_words(entry: CallerEntry, caller_id: str, work: UnitOfWork) -> bool:
    row = work.connection.execute(select(callers_table).where(callers_table.c.id == caller_id)).one()
    values: dict[str, str | None] = {}
    for word in _WORDS:
        said: str | None = getattr(entry, word)
        if said is None:
            continue
        known = work.connection.execute(
            select(personal_values.c.value).where(personal_values.c.id == getattr(row, f"{word}_id"))
        ).scalar()
        if (known or "") != said:
            values[f"{word}_id"] = work.keep("caller", caller_id, word, said).id if said else None
    if values:
        work.connection.execute(update(callers_table).where(callers_table.c.id == caller_id).values(**values))
    return bool(values)


def _renew_flags(entry: CallerEntry, caller_id: str, work: UnitOfWork) -> bool:
    row = work.connection.execute(select(callers_table).where(callers_table.c.id == caller_id)).one()
    said = {"vulnerable": entry.vulnerable, "repeat": entry.repeat}
    values = {name: flag for name, flag in said.items() if flag is not None and flag != getattr(row, name)}
    if values:
        work.connection.execute(update(callers_table).where(callers_table.c.id == caller_id).values(**values))
    return bool(values)
