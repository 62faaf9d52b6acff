"""Calls that are being written down, kept from the first key."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from dispatcher.domain.draft_commands import DraftState
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    Column("operator", Text, nullable=False),  # "" when nobody was signed on
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),  # a person's words: never in the journal, goes with the row
    Column("begun_at", UtcInstant, nullable=False),
    Column("updated_at", UtcInstant, nullable=False),
    Column("dropped_at", UtcInstant),
    Column("reason", Text, nullable=False),
    Column("incident_id", Text, ForeignKey("incidents.id")),  # what it has opened, or was added to
    Column("call_id", Text, ForeignKey("calls.id")),
    one_of("state", DraftState),
    CheckConstraint("(state = 'abandoned') = (dropped_at IS NOT NULL)", name="abandoned_when_dropped"),
    CheckConstraint("(incident_id IS NULL) = (call_id IS NULL)", name="a_call_has_an_incident"),
)
Index("ix_drafts_seat", drafts.c.seat, drafts.c.state)
