"""How findings are worded."""

from collections.abc import Iterator
from datetime import datetime

from dispatcher.queries.auditing.findings import LATENESS, Finding, FindingKind
from dispatcher.queries.auditing.records import Dossier


def stamp(moment: datetime) -> str:
    """Return an instant as findings tell it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + "Z"


def found(dossier: Dossier, kind: FindingKind, what: str, at: datetime, expected: str, was: str) -> Finding:
    """Make a finding of one incident."""
    return Finding(
        kind=kind, incident_id=dossier.id, number=dossier.number, what=what, at=at, expected=expected, found=was
    )


def late(dossier: Dossier, what: str, due_at: datetime, fired_at: datetime, mark: str) -> Finding:
    """Tell of something that ran too late."""
    seconds = (fired_at - due_at).total_seconds()
    limit = LATENESS.total_seconds()
    return found(
        dossier, FindingKind.LATE_STEP, what, due_at, f"to run within {limit:g} s of {stamp(due_at)}",
        f"it ran {seconds:.1f} s late, {mark}",
    )  # fmt: skip


def differences(dossier: Dossier, stored: dict[str, datetime], told: dict[str, datetime]) -> Iterator[Finding]:
    """Yield where rows and journal tell of different runs."""
    for what in sorted(stored.keys() | told.keys()):
        row, entry = stored.get(what), told.get(what)
        if row == entry:
            continue
        said = f"the journal tells that it ran at {stamp(entry)}" if entry else "the journal tells of no run"
        kept = f"its row says {stamp(row)}" if row else "no row says so"
        yield found(dossier, FindingKind.NOT_AS_TOLD, what, row or entry or dossier.until, said, kept)
