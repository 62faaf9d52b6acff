"""Bring a pack's cards, documents and incident plans into the store; older versions stay, so records can be read."""

from sqlalchemy import Table, insert, select, update

from dispatcher.domain.errors import Rejected
from dispatcher.packs.incident_plans import IncidentPlanPart
from dispatcher.packs.library import DocumentPart
from dispatcher.packs.model import Pack
from dispatcher.packs.triage import CardPart
from dispatcher.storage.schema import documents, incident_plan_versions, triage_cards
from dispatcher.storage.unit_of_work import UnitOfWork


def write_library(pack: Pack, work: UnitOfWork) -> None:
    """Write the cards, documents and incident plans of a pack.

    Raises:
        Rejected: one was changed under its old version.
    """
    for card in pack.card:
        _write_card(pack.name, card, work)
    work.connection.execute(update(documents).values(active=False))
    for document in pack.document:
        _write_document(pack.name, document, work)
    for plan in pack.incident_plan:
        _write_plan(pack.name, plan, work)


def _write_card(pack: str, part: CardPart, work: UnitOfWork) -> None:
    if _changed(triage_cards, pack, part, work):
        raise Rejected(
            f"triage.toml: card {part.name!r} was changed but still says version {part.version}; give it a new version,"
            " so that what was answered by the old one can be read"
        )


def _write_document(pack: str, part: DocumentPart, work: UnitOfWork) -> None:
    of = (documents.c.pack == pack, documents.c.name == part.name, documents.c.version == part.version)
    values = {"title": part.title, "kind": part.kind.value, "types": " ".join(part.types), "active": True}
    stored = work.connection.execute(select(documents.c.text).where(*of)).scalar()
    if stored is None:
        work.connection.execute(
            insert(documents).values(
                pack=pack, name=part.name, version=part.version, text=part.text, since=work.now, **values
            )
        )  # fmt: skip
    elif stored != part.text:
        raise Rejected(
            f"documents.toml: document {part.name!r} was changed but still says version {part.version}; give it a new"
            " version, so that what the log cites can be read"
        )
    else:
        work.connection.execute(update(documents).where(*of).values(**values))


def _write_plan(pack: str, part: IncidentPlanPart, work: UnitOfWork) -> None:
    if _changed(incident_plan_versions, pack, part, work):
        raise Rejected(
            f"plans.toml: incident plan {part.name!r} was changed but still says version {part.version}; give it a new"
            " version, so that it can be read by which plan an incident was run"
        )


def _changed(versions: Table, pack: str, part: CardPart | IncidentPlanPart, work: UnitOfWork) -> bool:
    """Keep a version that is new; True when the same version is kept with another body."""
    of = (versions.c.pack == pack, versions.c.name == part.name, versions.c.version == part.version)
    stored = work.connection.execute(select(versions.c.body).where(*of)).scalar()
    if stored is None:
        values = {"pack": pack, "name": part.name, "version": part.version, "body": part.model_dump_json()}
        work.connection.execute(insert(versions).values(**values))
        return False
    return type(part).model_validate_json(stored) != part
