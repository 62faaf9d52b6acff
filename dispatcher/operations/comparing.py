"""Compare a pack with the one that is active in a database: what would change when the room opens with it."""

from collections.abc import Iterator

from sqlalchemy import Connection, exc, select

from dispatcher.operations.examining import Finding, Verdict
from dispatcher.packs.model import Pack
from dispatcher.storage.database import open_to_read
from dispatcher.storage.schema import installation, policies

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
            words = (
                f"policies.toml: policy {part.name!r} was changed but still says version {part.version};"
                " give it a new version, or the room will not open"
            )
            yield Finding(Verdict.FAIL, _WHAT, words)
