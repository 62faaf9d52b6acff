"""Question cards gone through, grades given, and the documents of the house."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from dispatcher.domain.documents import DocumentKind
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

triage_cards = Table(
    "triage_cards",
    metadata,
    Column("pack", Text, primary_key=True),  # packs that take turns in one room may use the same names
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),  # what was answered by an older version stays readable
)

documents = Table(
    "documents",
    metadata,
    Column("pack", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("types", Text, nullable=False),  # names, by blanks; empty: every type
    Column("text", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("active", Boolean, nullable=False),  # the active pack has it in this version
    one_of("kind", DocumentKind),
)

triage_runs = Table(
    "triage_runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False),
    Column("call_id", Text, ForeignKey("calls.id")),
    Column("incident_type", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("modifiers", Text, nullable=False),  # given by hand; names, by blanks
    Column("computed", Text, nullable=False),
    Column("explanation", Text, nullable=False),  # JSON, without anybody's words
    Column("began_at", UtcInstant, nullable=False),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("completed_at", UtcInstant),
    Column("skipped_at", UtcInstant),
    Column("skip_reason_id", Text, ForeignKey("personal_values.id")),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    UniqueConstraint("incident_id", "pack", "card", "version"),
    one_of("computed", Priority),
    CheckConstraint("completed_at IS NULL OR skipped_at IS NULL", name="complete_or_skipped"),
    CheckConstraint("(skipped_at IS NULL) = (skip_reason_id IS NULL)", name="skipped_with_a_reason"),
    CheckConstraint("began_at <= recorded_at", name="begun_before_recorded"),
)
Index("ix_triage_runs_recorded_at", triage_runs.c.recorded_at)

triage_answers = Table(
    "triage_answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("run_id", Text, ForeignKey("triage_runs.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("value", Text, nullable=False),  # what it counts as, in the card's words
    Column("words_id", Text, ForeignKey("personal_values.id")),  # a number or words, as told
    Column("answered_at", UtcInstant, nullable=False),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("superseded_at", UtcInstant),  # another answer stands, or it was taken back
)
_STANDS = text("superseded_at IS NULL")
Index("uq_triage_answers_one_stands", triage_answers.c.run_id, triage_answers.c.question, unique=True,
      sqlite_where=_STANDS, postgresql_where=_STANDS)  # fmt: skip

gradings = Table(
    "gradings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("at", UtcInstant, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("incident_type", Text, nullable=False),
    Column("was", Text),  # NULL: the first grade
    Column("computed", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("reason_id", Text, ForeignKey("personal_values.id")),
    Column("explanation", Text, nullable=False),  # JSON, without anybody's words
    one_of("was", Priority),
    one_of("computed", Priority),
    one_of("given", Priority),
    CheckConstraint("impact BETWEEN 1 AND 3 AND urgency BETWEEN 1 AND 3", name="graded"),
)
Index("ix_gradings_at", gradings.c.at)
