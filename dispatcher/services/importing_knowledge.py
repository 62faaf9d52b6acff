"""Bring knowledge in by its keys: what is known is renewed, what is not is added; doing it twice changes nothing."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from dispatcher.domain.events import EntryKind
from dispatcher.domain.knowledge import (
    DEFAULT_RADIUS_M,
    AssetEntry,
    CallerEntry,
    KnowledgeKind,
    PremiseEntry,
    SecretEntry,
)
from dispatcher.domain.knowledge_commands import KeepAsset, KeepSecret
from dispatcher.geo.folding import fold
from dispatcher.services.importing_callers import bring_caller
from dispatcher.services.importing_notes import renew_notes
from dispatcher.services.known_places import keep_asset, premise_values, write_keyholders
from dispatcher.services.secrets_at_places import keep_secret, reseal
from dispatcher.storage import assets, premises
from dispatcher.storage.schema import installation, keyholders, knowledge_imports, personal_values, premise_notes
from dispatcher.storage.schema import premises as premises_table
from dispatcher.storage.sealing import Sealed
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

Entry = PremiseEntry | AssetEntry | CallerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKnowledge:
    """Bring entries of one kind in, all or none of them. -> Imported

    With `source` and `digest` it is done once: when that source was brought in with that digest, nothing is.
    """

    kind: KnowledgeKind
    entries: tuple[Entry, ...]
    source: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many entries were new, said something new, or said nothing new."""

    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResealSecrets:
    """Seal some of the secrets anew that are sealed with an older key. -> how many"""

    most: int = 100


def import_knowledge(command: ImportKnowledge, work: UnitOfWork) -> Imported:
    """Write the entries; the journal is told how many, and a digest of them."""
    if command.source and _was_brought(command, work):
        return Imported(same=len(command.entries))
    outcomes = [_bring(entry, work) for entry in command.entries]
    if command.source:
        _note_source(command, work)
    done = Imported(
        added=outcomes.count("added"), changed=outcomes.count("changed"), same=outcomes.count("same")
    )  # fmt: skip
    if done.added or done.changed:
        work.record(
            EntryKind.KNOWLEDGE_IMPORTED, SYSTEM, None, kind=command.kind.value, added=done.added,
            changed=done.changed, source=command.source,
        )  # fmt: skip
    return done


def reseal_secrets(command: ResealSecrets, work: UnitOfWork) -> int:
    """Seal some anew with the current key."""
    return reseal(work, command.most, SYSTEM)


def _bring(entry: Entry, work: UnitOfWork) -> str:
    match entry:
        case PremiseEntry():
            return _bring_premise(entry, work)
        case AssetEntry():
            return _bring_asset(entry, work)
        case CallerEntry():
            return bring_caller(entry, work)


def _bring_premise(entry: PremiseEntry, work: UnitOfWork) -> str:
    found = work.connection.execute(
        select(premises_table).where(premises_table.c.key == entry.key)
    ).one_or_none()  # fmt: skip
    values = premise_values(
        entry.name, entry.address, entry.latitude, entry.longitude,
        entry.radius_m or (found.radius_m if found else DEFAULT_RADIUS_M), work.now,
    )  # fmt: skip
    changed = found is None or any(
        getattr(found, name) != value for name, value in values.items() if name != "changed_at"
    )
    premise_id: str = work.new_id() if found is None else found.id
    if found is None:
        work.connection.execute(insert(premises_table).values(id=premise_id, key=entry.key, **values))
    elif changed:
        work.connection.execute(update(premises_table).where(premises_table.c.id == premise_id).values(**values))
    parts = [renew_notes(work, premise_notes, premise_id, {kind.value: words for kind, words in entry.notes.items()})]
    parts += [_renew_keyholders(entry, premise_id, work)]
    parts += [_renew_secret(secret, premise_id, work) for secret in entry.secrets]
    return "added" if found is None else "changed" if changed or any(parts) else "same"


def _renew_keyholders(entry: PremiseEntry, premise_id: str, work: UnitOfWork) -> bool:
    if entry.keyholders is None:
        return False
    names, numbers = personal_values.alias("names"), personal_values.alias("numbers")
    known = work.connection.execute(
        select(names.c.value, numbers.c.value.label("number"))
        .select_from(keyholders)
        .join(names, names.c.id == keyholders.c.name_id)
        .join(numbers, numbers.c.id == keyholders.c.number_id)
        .where(keyholders.c.premise_id == premise_id)
        .order_by(keyholders.c.rank)
    ).all()
    if [(row.value, row.number) for row in known] == list(entry.keyholders):
        return False
    write_keyholders(work, premise_id, entry.keyholders)
    return True


def _renew_secret(secret: SecretEntry, premise_id: str, work: UnitOfWork) -> bool:
    """Seal it unless it is sealed already; empty words destroy what was there."""
    former = premises.secret_of(work.connection, premise_id, secret.title)
    if not secret.words:
        if former is not None:
            premises.end_secret(work.connection, former.id, work.now)
        return former is not None
    if former is not None and work.keys.unseal(Sealed(former.key_id, bytes(former.sealed)), former.id) == secret.words:
        return False
    keep_secret(
        KeepSecret(actor=SYSTEM, premise_id=premise_id, title=secret.title, words=secret.words, kind=secret.kind), work
    )
    return True


def _bring_asset(entry: AssetEntry, work: UnitOfWork) -> str:
    folded = fold(entry.number).replace(" ", "")
    found = assets.by_number(work.connection, folded)
    premise_id = work.connection.execute(
        select(premises_table.c.id).where(premises_table.c.key == entry.premise)
    ).scalar() if entry.premise else None  # fmt: skip
    said = {"title": entry.title, "kind": entry.kind, "premise_id": premise_id, "owner_team": entry.owner_team,
            "notes": entry.notes, "number": entry.number}  # fmt: skip
    if found is not None and all(getattr(found, name) == value for name, value in said.items()):
        return "same"
    keep_asset(
        KeepAsset(actor=SYSTEM, number=entry.number, title=entry.title, kind=entry.kind, premise_id=premise_id,
                  owner_team=entry.owner_team, notes=entry.notes),
        work,
    )  # fmt: skip
    return "added" if found is None else "changed"


def _was_brought(command: ImportKnowledge, work: UnitOfWork) -> bool:
    # Held to the commit: two rooms that start together on PostgreSQL must not both bring it.
    work.connection.execute(select(installation.c.id).with_for_update())
    return (
        command.digest
        == work.connection.execute(
            select(knowledge_imports.c.digest).where(
                knowledge_imports.c.source == command.source, knowledge_imports.c.kind == command.kind.value
            )
        ).scalar()
    )


def _note_source(command: ImportKnowledge, work: UnitOfWork) -> None:
    of = (knowledge_imports.c.source == command.source, knowledge_imports.c.kind == command.kind.value)
    work.connection.execute(delete(knowledge_imports).where(*of))
    work.connection.execute(
        insert(knowledge_imports).values(
            source=command.source, kind=command.kind.value, digest=command.digest, at=work.now
        )
    )
