"""The evidence of one transmission: what went out, byte by byte, and what came back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from dispatcher.queries.card_transmissions import transmission
from dispatcher.queries.requests import Query
from dispatcher.queries.rows import TransmissionRow


@dataclass(frozen=True, slots=True)
class AskEvidence(Query[TransmissionRow | None]):
    """One transmission with its rungs and every attempt's exact bytes; None when there is none of that id."""

    transmission_id: str


def evidence(query: AskEvidence, connection: Connection, _now: datetime) -> TransmissionRow | None:
    """Read the evidence of a transmission."""
    return transmission(connection, query.transmission_id)
