"""What an incident owes to others: promises to the caller, offers to partners, proposals that wait."""

import json
from typing import Any

from sqlalchemy import Connection, select

from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.proposals import ProposalState
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.owed_rows import PromiseRow, ProposalRow, TransferRow
from dispatcher.storage.schema import operators, partners, personal_values, promises, proposals, transfers


def promises_of(connection: Connection, incident_id: str) -> tuple[PromiseRow, ...]:
    """Read the promises of an incident, the next due first."""
    rows = connection.execute(
        select(promises, personal_values.c.value.label("words"))
        .join(personal_values, personal_values.c.id == promises.c.words_id)
        .where(promises.c.incident_id == incident_id)
        .order_by(promises.c.due_at)
    )
    return tuple(
        PromiseRow(
            promise_id=row.id, about=PromiseAbout(row.about), state=PromiseState(row.state), due_at=row.due_at,
            words=row.words or "",
        )
        for row in rows
    )  # fmt: skip


def transfers_of(connection: Connection, incident_id: str) -> tuple[TransferRow, ...]:
    """Read the offers of an incident to partners, oldest first."""
    rows = connection.execute(
        select(transfers, partners.c.title, partners.c.phone, personal_values.c.value.label("words"))
        .join(partners, partners.c.name == transfers.c.partner)
        .outerjoin(personal_values, personal_values.c.id == transfers.c.words_id)
        .where(transfers.c.incident_id == incident_id)
        .order_by(transfers.c.offered_at)
    )
    return tuple(
        TransferRow(
            transfer_id=row.id, partner=row.partner, title=row.title, phone=row.phone, offered_at=row.offered_at,
            state=TransferState(row.state), words=row.words or "",
        )
        for row in rows
    )  # fmt: skip


def proposals_of(connection: Connection, incident_id: str) -> tuple[ProposalRow, ...]:
    """Read the proposals of an incident that nobody has decided, oldest first."""
    rows = connection.execute(
        select(proposals, operators.c.name, personal_values.c.value.label("reason"))
        .join(operators, operators.c.id == proposals.c.proposed_by)
        .join(personal_values, personal_values.c.id == proposals.c.reason_id)
        .where(proposals.c.incident_id == incident_id, proposals.c.state == ProposalState.OPEN.value)
        .order_by(proposals.c.proposed_at)
    )
    return tuple(
        ProposalRow(
            proposal_id=row.id, act=row.act, what=_what(row.body), proposed_by=row.name, seat=row.seat,
            proposed_at=row.proposed_at, reason=row.reason or "",
        )
        for row in rows
    )  # fmt: skip


def _what(body: str) -> str:
    asked: dict[str, Any] = json.loads(body)
    return str(asked.get("call_sign") or asked.get("priority") or "")
