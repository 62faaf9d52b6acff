"""An item of the strip as simulated operators see it: what it asks, which of them sees to it, and how soon."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import PAGES, Subject
from dispatcher.domain.events import Entry
from dispatcher.queries.attention_rows import AttentionRow

_TAKES: Mapping[AttentionKind, Role] = {
    AttentionKind.EMERGENCY: Role.RADIO_OPERATOR,
    AttentionKind.VOICE_TASK: Role.RADIO_OPERATOR,
    AttentionKind.TECHNICAL_ALARM: Role.RADIO_OPERATOR,
    AttentionKind.AUTHORITY: Role.SUPERVISOR,
    AttentionKind.DECISION: Role.SUPERVISOR,
    AttentionKind.APPROVAL: Role.SUPERVISOR,
    AttentionKind.TASK: Role.DISPATCHER,
    AttentionKind.OVERDUE: Role.DISPATCHER,
    AttentionKind.EXCEPTION: Role.DISPATCHER,
}
AFTER_S: Mapping[AttentionKind, tuple[float, float]] = {
    AttentionKind.EMERGENCY: (3.0, 9.0),
    AttentionKind.VOICE_TASK: (4.0, 15.0),
    AttentionKind.TECHNICAL_ALARM: (5.0, 20.0),
    AttentionKind.AUTHORITY: (10.0, 30.0),
    AttentionKind.DECISION: (10.0, 30.0),
    AttentionKind.APPROVAL: (12.0, 28.0),
    AttentionKind.TASK: (4.0, 15.0),
    AttentionKind.OVERDUE: (5.0, 30.0),
    AttentionKind.EXCEPTION: (5.0, 30.0),
}
"""How long somebody needs before seeing to an item."""
BY_RADIO = frozenset({Subject.WELFARE, Subject.ROLL_CALL, Subject.ELAPSED})
"""Tasks about these are for whoever speaks with the crews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenItem:
    """One item."""

    id: str
    kind: AttentionKind
    call_sign: str | None
    stands_down: bool
    incident_id: str | None
    subject: Subject | None = None  # of the chain that raised it
    subject_id: str = ""
    asks: Role | None = None  # whose acknowledgement counts, and that of everybody above

    @property
    def seen_to_by(self) -> Role:
        """Who of the simulated operators sees to it; a duty manager only by telephone."""
        if self.kind is AttentionKind.TASK and self.subject in BY_RADIO:
            return Role.RADIO_OPERATOR
        return _TAKES[self.kind]

    @property
    def of_page(self) -> bool:
        """Whether it is about a page that a crew has not answered."""
        return self.subject is None or self.subject in PAGES


def item_of_entry(entry: Entry, call_sign: str | None, *, stands_down: bool) -> SeenItem:
    """Return the item that an ATTENTION_RAISED entry tells of."""
    body = entry.body
    asks, (subject, subject_id) = body.get("asks"), _chain(body.get("chain"))
    return SeenItem(
        id=str(body["attention"]), kind=AttentionKind(str(body["kind"])), call_sign=call_sign,
        stands_down=stands_down, incident_id=entry.incident_id, subject=subject, subject_id=subject_id,
        asks=Role(str(asks)) if asks else None,
    )  # fmt: skip


def item_of_row(row: AttentionRow, *, stands_down: bool) -> SeenItem:
    """Return an item that stands from before."""
    subject, subject_id = _chain(row.chain)
    return SeenItem(
        id=row.attention_id, kind=row.kind, call_sign=row.call_sign, stands_down=stands_down,
        incident_id=row.incident_id, subject=subject, subject_id=subject_id, asks=row.least_role,
    )  # fmt: skip


def _chain(name: object) -> tuple[Subject | None, str]:
    subject, _, subject_id = str(name or "").partition(":")
    return (Subject(subject) if subject else None), subject_id
