"""Compare a pack with the one that is active in a database: what would change when the room opens with it."""

from collections.abc import Iterator

from sqlalchemy import Connection, exc, select

from dispatcher.operations.examining import Finding, Verdict
from dispatcher.packs.model import Pack
from dispatcher.packs.triage import CardPart
from dispatcher.storage.database import open_to_read
from dispatcher.storage.schema import documents, installation, policies, triage_cards

_WHAT = "pack of the room"


def compare_packs(url: str, pack: Pack) -> Iterator[Finding]:
    """Say what stands in the way of a pack in a database, or would surprise; nothing when it has none yet."""
    engine = open_to_read(url)
    try:
        with engine.connect() as connection:
            body = connection.execute(select(installation.c.pack)).scalar()
            if body:
                yield from _compare(connection, Pack.model_validate_json(body), pack)
    except (exc.DBAPIError, ValueError):
        return  # damaged or of another version: the database has its own line
    finally:
        engine.dispose()


def _compare(connection: Connection, active: Pack, pack: Pack) -> Iterator[Finding]:
    leaving = sorted({unit.call_sign for unit in active.unit} - {unit.call_sign for unit in pack.unit})
    if active.name != pack.name:
        words = (
            f"it is {active.name!r} ({active.title}) and would become {pack.name!r}, {len(leaving)} units go off duty;"
            f" --pack or READBACK_PACK={active.name} keeps it"
        )
        yield Finding(Verdict.WARN, _WHAT, words)
    elif active.version == pack.version and active != pack:
        words = f"{pack.name!r} was changed and still says version {pack.version}; raise `version` in pack.toml"
        yield Finding(Verdict.WARN, _WHAT, words)
    elif leaving:
        yield Finding(Verdict.NOTE, _WHAT, f"{', '.join(leaving)} left it and will go off duty")
    stored = {(row.name, row.version): row.body for row in connection.execute(select(policies)) if row.body is not None}
    for part in pack.policy:
        body = stored.get((part.name, part.version))
        if body is not None and body != part.model_dump_json():
            yield _unversioned("policies.toml: policy", part.name, part.version)
    yield from _compare_library(connection, pack)


def _compare_library(connection: Connection, pack: Pack) -> Iterator[Finding]:
    """Cards and documents keep their words under a version too; a database from before 0008 has none."""
    of_cards = select(triage_cards).where(triage_cards.c.pack == pack.name)
    of_documents = select(documents).where(documents.c.pack == pack.name)
    cards = {(row.name, row.version): row.body for row in connection.execute(of_cards)}
    for card in pack.card:
        body = cards.get((card.name, card.version))
        if body is not None and CardPart.model_validate_json(body) != card:
            yield _unversioned("triage.toml: card", card.name, card.version)
    texts = {(row.name, row.version): row.text for row in connection.execute(of_documents)}
    for document in pack.document:
        if texts.get((document.name, document.version), document.text) != document.text:
            yield _unversioned("documents.toml: document", document.name, document.version)


def _unversioned(what: str, name: str, version: int) -> Finding:
    words = (
        f"{what} {name!r} was changed but still says version {version};"
        " give it a new version, or the room will not open"
    )
    return Finding(Verdict.FAIL, _WHAT, words)
