"""What reaches the room from outside, the octets of it, and where it is fetched."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import UNSETTLED, ContactState, Disposition, SourceKind, SourceState
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import UtcInstant, one_of, where_state
from dispatcher.storage.schema.base import metadata

contacts = Table(
    "contacts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),  # a digest where the source's own would be a person's
    Column("medium", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Text, nullable=False),  # by which times of the policy it waits
    Column("said_at", UtcInstant),  # when it came, as the source says
    Column("contact_at", UtcInstant, nullable=False),  # what is counted from
    Column("received_at", UtcInstant, nullable=False),
    Column("sender_id", Text, ForeignKey("personal_values.id")),
    Column("subject_id", Text, ForeignKey("personal_values.id")),
    Column("body_id", Text, ForeignKey("personal_values.id")),
    Column("seat", Text),  # of a telephone call: where it rings
    Column("note", Text, nullable=False, server_default=""),  # of the reader, nobody's words
    Column("complete", Boolean, nullable=False),  # false: more of it is where it came from
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("repeated_at", UtcInstant),
    Column("sender_key", Text),  # what contacts of one sender share
    Column("subject_key", Text),
    Column("batch", Text),  # the key under which so many came that they are one row in the list
    Column("taken_by", Text, ForeignKey("operators.id")),
    Column("taken_seat", Text),
    Column("taken_at", UtcInstant),
    Column("answered_at", UtcInstant),
    Column("ended_at", UtcInstant),
    Column("settled_at", UtcInstant),
    Column("settled_by", Text, ForeignKey("operators.id")),
    Column("call_id", Text, ForeignKey("calls.id")),
    Column("incident_id", Text, ForeignKey("incidents.id"), index=True),
    Column("disposition", Text),
    Column("reason_id", Text, ForeignKey("personal_values.id")),
    UniqueConstraint("source", "external_id"),
    one_of("medium", Medium),
    one_of("state", ContactState),
    one_of("priority", Priority),
    one_of("disposition", Disposition),
    CheckConstraint("contact_at <= received_at", name="came_before_it_was_received"),
    CheckConstraint("state <> 'taken' OR (taken_by IS NOT NULL AND taken_at IS NOT NULL)", name="taken_by_somebody"),
    CheckConstraint(
        "(state IN ('dismissed', 'entered')) = (settled_at IS NOT NULL)"
        " AND (settled_at IS NULL) = (settled_by IS NULL)",
        name="settled_by_somebody",
    ),
    CheckConstraint(
        "(state = 'entered') = (incident_id IS NOT NULL) AND (state <> 'entered' OR call_id IS NOT NULL"
        " OR (batch IS NOT NULL AND reason_id IS NOT NULL))",
        name="entered_somewhere",
    ),
    CheckConstraint(
        "(state = 'dismissed') = (disposition IS NOT NULL) AND (state <> 'dismissed' OR reason_id IS NOT NULL)",
        name="dismissed_with_a_reason",
    ),
)
_UNSETTLED = where_state(UNSETTLED)
Index("ix_contacts_unsettled", contacts.c.received_at, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED)
Index("ix_contacts_batch", contacts.c.batch, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED)
Index("ix_contacts_sender", contacts.c.sender_key, contacts.c.received_at)
Index("ix_contacts_subject", contacts.c.subject_key, contacts.c.received_at)
Index("ix_contacts_source", contacts.c.source, contacts.c.received_at)

contact_parts = Table(
    "contact_parts",
    metadata,
    Column("contact_id", Text, ForeignKey("contacts.id"), primary_key=True),
    Column("place", Integer, primary_key=True),  # 0: the very octets that came; from 1: attachments
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("salt", LargeBinary, nullable=False),  # of the digest in the journal
    Column("content", LargeBinary),  # NULL once destroyed; the digest in the journal stays
)

intake_sources = Table(
    "intake_sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cursor", Text, nullable=False, server_default=""),  # the source's own note of what it has read
    one_of("kind", SourceKind),
    one_of("medium", Medium),
    one_of("state", SourceState),
)
