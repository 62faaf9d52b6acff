"""What callers were told: read-backs, the debt of one, complaints."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from dispatcher.domain.complaints import ComplaintOutcome, ComplaintState
from dispatcher.domain.read_back import Outcome, WhyNot
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

read_backs = Table(
    "read_backs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("call_id", Text, ForeignKey("calls.id")),
    Column("outcome", Text, nullable=False),
    Column("confirmed", Text, nullable=False),  # items, in the order of their saying, with blanks between
    Column("corrected", Text, nullable=False),
    Column("why_not", Text),
    Column("language", Text, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id")),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("at", UtcInstant, nullable=False),
    one_of("outcome", Outcome),
    one_of("why_not", WhyNot),
    CheckConstraint("(outcome = 'not_possible') = (why_not IS NOT NULL)", name="not_possible_says_why"),
    CheckConstraint(
        "(outcome <> 'skipped' AND (why_not IS NULL OR why_not <> 'other')) OR words_id IS NOT NULL",
        name="explained_in_words",
    ),
)

read_back_debts = Table(
    "read_back_debts",
    metadata,
    Column("incident_id", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("owed_at", UtcInstant, nullable=False),
    Column("settled_at", UtcInstant),
)
_OWED = text("settled_at IS NULL")
Index("ix_read_back_debts_owed", read_back_debts.c.owed_at, sqlite_where=_OWED, postgresql_where=_OWED)

complaints = Table(
    "complaints",
    metadata,
    Column("incident_id", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("about_id", Text, ForeignKey("incidents.id"), index=True),
    Column("received_at", UtcInstant, nullable=False),
    Column("acknowledge_due_at", UtcInstant, nullable=False),
    Column("answer_due_at", UtcInstant, nullable=False),
    Column("acknowledged_at", UtcInstant),
    Column("acknowledged_by", Text, ForeignKey("operators.id")),
    Column("acknowledgement_id", Text, ForeignKey("personal_values.id")),
    Column("answered_at", UtcInstant),
    Column("answered_by", Text, ForeignKey("operators.id")),
    Column("answer_id", Text, ForeignKey("personal_values.id")),
    Column("outcome", Text),
    one_of("state", ComplaintState),
    one_of("outcome", ComplaintOutcome),
    CheckConstraint("about_id <> incident_id", name="about_another"),
    CheckConstraint(
        "state NOT IN ('acknowledged', 'answered') OR (acknowledged_at IS NOT NULL AND acknowledged_by IS NOT NULL)",
        name="acknowledged_by_a_person",
    ),
    CheckConstraint(
        "state <> 'answered' OR (answered_at IS NOT NULL AND answered_by IS NOT NULL AND answer_id IS NOT NULL"
        " AND outcome IS NOT NULL)",
        name="answered_with_outcome",
    ),
)
