"""What the room knows of places, things and callers. A person's words are personal values; secrets are sealed."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
    text,
)

from dispatcher.domain.knowledge import WIDE_M, CallerNoteKind, KnowledgeKind, NoteKind, SecretKind
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

_STANDS = text("ended_at IS NULL")
_WIDE = text(f"radius_m > {WIDE_M}")

premises = Table(
    "premises",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, unique=True),  # what a file knows it by; NULL: a person made it
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("folded_name", Text, nullable=False, index=True),
    Column("folded_address", Text, nullable=False, index=True),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("radius_m", Float, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_position"),
    CheckConstraint("radius_m > 0", name="radius"),
)
Index("ix_premises_position", premises.c.latitude, premises.c.longitude)
Index("ix_premises_wide", premises.c.latitude, premises.c.longitude, sqlite_where=_WIDE, postgresql_where=_WIDE)

premise_notes = Table(
    "premise_notes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("premise_id", Text, ForeignKey("premises.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("valid_from", UtcInstant, nullable=False),
    Column("valid_until", UtcInstant),
    Column("written_by", Text, nullable=False),
    Column("written_at", UtcInstant, nullable=False),
    Column("incident_id", Text, ForeignKey("incidents.id")),
    Column("imported", Boolean, nullable=False, server_default=false()),  # the next import of its place may renew it
    Column("ended_at", UtcInstant),
    Column("ended_by", Text),
    one_of("kind", NoteKind),
    CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="some_time"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
)

keyholders = Table(
    "keyholders",
    metadata,
    Column("premise_id", Text, ForeignKey("premises.id"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("name_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("number_id", Text, ForeignKey("personal_values.id"), nullable=False),
)

premise_secrets = Table(
    "premise_secrets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("premise_id", Text, ForeignKey("premises.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary),  # NULL once it was destroyed
    Column("written_by", Text, nullable=False),
    Column("written_at", UtcInstant, nullable=False),
    Column("valid_until", UtcInstant),
    Column("ended_at", UtcInstant),
    one_of("kind", SecretKind),
    CheckConstraint("(sealed IS NULL) = (ended_at IS NOT NULL)", name="destroyed_when_ended"),
)
Index("uq_premise_secrets_title", premise_secrets.c.premise_id, premise_secrets.c.title, unique=True,
      sqlite_where=_STANDS, postgresql_where=_STANDS)  # fmt: skip
Index("ix_premise_secrets_key", premise_secrets.c.key_id, sqlite_where=_STANDS, postgresql_where=_STANDS)

assets = Table(
    "assets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("premise_id", Text, ForeignKey("premises.id"), index=True),
    Column("owner_team", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
)

callers = Table(
    "callers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, unique=True),
    Column("name_id", Text, ForeignKey("personal_values.id")),
    Column("language_id", Text, ForeignKey("personal_values.id")),
    Column("needs_id", Text, ForeignKey("personal_values.id")),
    Column("vulnerable", Boolean, nullable=False, server_default=false()),
    Column("repeat", Boolean, nullable=False, server_default=false()),
    Column("changed_at", UtcInstant, nullable=False),
    Column("forgotten_at", UtcInstant),
    CheckConstraint(
        "forgotten_at IS NULL OR (name_id IS NULL AND language_id IS NULL AND needs_id IS NULL AND key IS NULL)",
        name="nothing_left_when_forgotten",
    ),
)

caller_numbers = Table(
    "caller_numbers",
    metadata,
    Column("digest", Text, primary_key=True),  # keyed: see number_key
    Column("caller_id", Text, ForeignKey("callers.id"), primary_key=True, index=True),
    Column("number_id", Text, ForeignKey("personal_values.id"), nullable=False),
)

caller_notes = Table(
    "caller_notes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("caller_id", Text, ForeignKey("callers.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", UtcInstant, nullable=False),
    Column("incident_id", Text, ForeignKey("incidents.id")),
    Column("imported", Boolean, nullable=False, server_default=false()),
    Column("ended_at", UtcInstant),
    Column("ended_by", Text),
    one_of("kind", CallerNoteKind),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
)

call_numbers = Table(
    "call_numbers",
    metadata,
    Column("call_id", Text, ForeignKey("calls.id"), primary_key=True),
    Column("digest", Text, nullable=False, index=True),
    Column("caller_id", Text, ForeignKey("callers.id"), index=True),  # who the number was known to be of
)

number_key = Table(
    "number_key",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column(
        "key", LargeBinary, nullable=False
    ),  # of this installation alone: digests of two rooms tell nothing together
)

knowledge_imports = Table(
    "knowledge_imports",
    metadata,
    Column("source", Text, primary_key=True),  # "pack:monaco"
    Column("kind", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at", UtcInstant, nullable=False),
    one_of("kind", KnowledgeKind),
)
