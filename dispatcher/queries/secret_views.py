"""Read from the journal who saw which code of a place, and when; a refused request is there too."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from dispatcher.queries.knowledge import AskSecretViews, SecretDeed, SecretViewRow
from dispatcher.storage.schema import incidents, journal, operators, personal_values, premise_secrets

_VIEWS = text("journal.kind IN ('secret_denied', 'secret_shown')")
"""As the partial index has it: the journal is as long as the room is old."""


def secret_views(query: AskSecretViews, connection: Connection, _now: datetime) -> tuple[SecretViewRow, ...]:
    """Read them; a code that was replaced or destroyed is told by the title that it had."""
    found = connection.execute(
        select(journal.c.at, journal.c.kind, journal.c.seat, journal.c.body, journal.c.operator, operators.c.name,
               incidents.c.number)
        .outerjoin(operators, operators.c.id == journal.c.operator)
        .outerjoin(incidents, incidents.c.id == journal.c.incident_id)
        .where(_VIEWS, journal.c.body.contains(query.premise_id, autoescape=True))
        .order_by(journal.c.sequence.desc())
        .limit(query.limit)
    ).all()  # fmt: skip
    rows = [(row, body) for row in found if (body := json.loads(row.body)).get("premise") == query.premise_id]
    titles = connection.execute(
        select(premise_secrets.c.id, premise_secrets.c.title).where(premise_secrets.c.premise_id == query.premise_id)
    )
    title_of = {row.id: row.title for row in titles}
    reasons = _reasons(connection, [body for _, body in rows])
    return tuple(_view(row, body, title_of, reasons) for row, body in rows)


def _reasons(connection: Connection, bodies: list[Mapping[str, Any]]) -> Mapping[str, str]:
    ids = {body["reason"]["id"] for body in bodies if "reason" in body}
    kept = select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(ids))
    return {row.id: row.value or "" for row in connection.execute(kept)}


def _view(row: Any, body: Mapping[str, Any], title_of: Mapping[str, str], reasons: Mapping[str, str]) -> SecretViewRow:
    return SecretViewRow(
        at=row.at, deed=SecretDeed(row.kind), title=title_of.get(body["secret"], ""),
        operator=row.name or row.operator, seat=row.seat, number=row.number or "",
        reason=reasons.get(body["reason"]["id"], "") if "reason" in body else "",
    )  # fmt: skip
