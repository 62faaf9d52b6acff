"""Calls and incidents that belong together: merges, moved calls, links, what was kept apart, what a call said anew."""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Table, Text, text

from dispatcher.domain.same_event import FactKind, LinkKind
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata
from dispatcher.storage.schema.incidents import incidents

merges = Table(
    "merges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("from_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("into_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("merged_at", UtcInstant, nullable=False),
    Column("merged_by", Text, nullable=False),
    Column("reason_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("undone_at", UtcInstant),
    Column("undone_by", Text),
    CheckConstraint("from_id <> into_id", name="of_two"),
    CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
)
_STANDS = text("undone_at IS NULL")
Index("uq_merges_one_standing", merges.c.from_id, unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS)

merge_promises = Table(
    "merge_promises",
    metadata,
    Column("merge_id", Text, ForeignKey("merges.id"), primary_key=True),
    Column("promise_id", Text, ForeignKey("promises.id"), primary_key=True),
)

call_moves = Table(
    "call_moves",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_id", Text, ForeignKey("calls.id"), nullable=False, index=True),
    Column("from_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("to_id", Text, ForeignKey("incidents.id"), nullable=False),
    Column("moved_at", UtcInstant, nullable=False),
    Column("moved_by", Text, nullable=False),
    Column("merge_id", Text, ForeignKey("merges.id"), index=True),  # of the merge that it moved by, there or back
    CheckConstraint("from_id <> to_id", name="from_one_to_another"),
)

incident_links = Table(
    "incident_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("one_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("other_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("linked_at", UtcInstant, nullable=False),
    Column("linked_by", Text, nullable=False),
    Column("reason_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("unlinked_at", UtcInstant),
    Column("unlinked_by", Text),
    one_of("kind", LinkKind),
    CheckConstraint("one_id <> other_id", name="of_two"),
    CheckConstraint("(unlinked_at IS NULL) = (unlinked_by IS NULL)", name="unlinked_by_somebody"),
)
_LINKED = text("unlinked_at IS NULL")
Index("uq_incident_links_one_standing", incident_links.c.one_id, incident_links.c.other_id, incident_links.c.kind,
      unique=True, sqlite_where=_LINKED, postgresql_where=_LINKED)  # fmt: skip

kept_apart = Table(
    "kept_apart",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False),
    Column("subject", Text, nullable=False, index=True),  # the other incident's id, or that of a draft
    Column("score", Float, nullable=False),
    Column("kept_at", UtcInstant, nullable=False),
    Column("kept_by", Text, nullable=False),
    Column("found_id", Text, ForeignKey("personal_values.id"), nullable=False),  # what the warning said
    Column("reason_id", Text, ForeignKey("personal_values.id"), nullable=False),
    CheckConstraint("score BETWEEN 0 AND 1", name="scored"),
)
Index("uq_kept_apart_once", kept_apart.c.incident_id, kept_apart.c.subject, unique=True)

call_facts = Table(
    "call_facts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_id", Text, ForeignKey("calls.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("value_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("found_at", UtcInstant, nullable=False),
    Column("looked_at", UtcInstant),
    Column("looked_by", Text),
    one_of("kind", FactKind),
    CheckConstraint("(looked_at IS NULL) = (looked_by IS NULL)", name="looked_at_by_somebody"),
)

_CLOSED = text("state = 'closed'")
Index("ix_incidents_closed_at", incidents.c.closed_at, sqlite_where=_CLOSED, postgresql_where=_CLOSED)
