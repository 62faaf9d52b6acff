"""The evidence of one transmission: what went out, byte by byte, and what came back."""

from datetime import datetime

from sqlalchemy import Connection

from dispatcher.queries.card_transmissions import transmission
from dispatcher.queries.requests import AskEvidence
from dispatcher.queries.transmission_rows import TransmissionRow


def evidence(query: AskEvidence, connection: Connection, _now: datetime) -> TransmissionRow | None:
    """Read the evidence of a transmission."""
    return transmission(connection, query.transmission_id)
