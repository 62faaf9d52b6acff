"""The room itself: installation, people on duty, policies, leases, personal values, the journal."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from dispatcher.domain.authority import Role
from dispatcher.domain.worlds import World
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("world", String(10), nullable=False, unique=True),
    Column("created_at", UtcInstant, nullable=False),
    Column("pack", Text, nullable=False),
    Column("pack_digest", Text, nullable=False),
    one_of("world", World),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

personal_values = Table(
    "personal_values",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("value", Text),  # NULL once destroyed; the digest in the journal stays
    Column("salt", LargeBinary, nullable=False),
)

operators = Table(
    "operators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),  # space-separated role words
    Column("phone", Text, nullable=False, server_default=""),  # where they are reached off duty
)

duties = Table(
    "duties",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    Column("operator_id", Text, ForeignKey("operators.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("until", UtcInstant),
    one_of("role", Role),
)
Index("uq_duties_one_at_a_seat", duties.c.seat, unique=True, sqlite_where=duties.c.until.is_(None),
      postgresql_where=duties.c.until.is_(None))  # fmt: skip

policies = Table(
    "policies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("name", "version"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),  # database time, microseconds
    Column("beat_at", UtcInstant, nullable=False),  # world time of the holder's last beat
)

journal = Table(
    "journal",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcInstant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("incident_id", Text),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
)
Index("ix_journal_incident", journal.c.incident_id, journal.c.sequence)
_CLOCK_JUMPED = text("kind = 'clock_jumped'")
_SECRETS = text("kind IN ('secret_denied', 'secret_shown')")
Index("ix_journal_secrets", journal.c.sequence, sqlite_where=_SECRETS, postgresql_where=_SECRETS)
Index("ix_journal_clock_jumped", journal.c.sequence, sqlite_where=_CLOCK_JUMPED, postgresql_where=_CLOCK_JUMPED)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)
