"""The record of an incident: its log, tasks, stakeholders, what it cost, and its further lives."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.records import LineKind, TaskState
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

log_lines = Table(
    "log_lines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("options_id", Text, ForeignKey("personal_values.id")),  # those considered, of a decision
    Column("source_at", UtcInstant, nullable=False),  # when it happened
    Column("entered_at", UtcInstant, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("corrects_id", Text, ForeignKey("log_lines.id")),  # the former line, which stays
    Column("reason_id", Text, ForeignKey("personal_values.id")),
    one_of("kind", LineKind),
    CheckConstraint("source_at <= entered_at", name="happened_before_entry"),
    CheckConstraint("(corrects_id IS NULL) = (reason_id IS NULL)", name="corrected_with_a_reason"),
    CheckConstraint("options_id IS NULL OR kind = 'decision'", name="options_of_a_decision"),
)
_CORRECTS = text("corrects_id IS NOT NULL")
Index("uq_log_lines_one_correction", log_lines.c.corrects_id, unique=True, sqlite_where=_CORRECTS,
      postgresql_where=_CORRECTS)  # fmt: skip

stakeholders = Table(
    "stakeholders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("name_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("role_id", Text, ForeignKey("personal_values.id")),
    Column("organisation_id", Text, ForeignKey("personal_values.id")),
    Column("reach_id", Text, ForeignKey("personal_values.id")),
    Column("internal", Boolean, nullable=False),
    Column("added_at", UtcInstant, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("seat", Text, nullable=False),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("stakeholder_id", Text, ForeignKey("stakeholders.id"), nullable=False, index=True),
    Column("medium", Text, nullable=False),
    Column("told_at", UtcInstant, nullable=False),
    Column("entered_at", UtcInstant, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("answered_at", UtcInstant),
    Column("reply_id", Text, ForeignKey("personal_values.id")),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    one_of("medium", Medium),
    CheckConstraint("told_at <= entered_at", name="told_before_entry"),
    CheckConstraint("reply_id IS NULL OR answered_at IS NOT NULL", name="a_reply_is_an_answer"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("words_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("owner_operator", Text, ForeignKey("operators.id")),
    Column("owner_role", Text),
    Column("owner_team", Text),  # of the pack that was active
    Column("state", Text, nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("settled_at", UtcInstant),
    Column("settled_by", Text),
    Column("result_id", Text, ForeignKey("personal_values.id")),
    one_of("state", TaskState),
    one_of("owner_role", Role),
    CheckConstraint(
        "(CASE WHEN owner_operator IS NULL THEN 0 ELSE 1 END) + (CASE WHEN owner_role IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN owner_team IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_owner",
    ),
    CheckConstraint(
        "(state = 'open') = (settled_at IS NULL) AND (settled_at IS NULL) = (settled_by IS NULL)",
        name="settled_by_somebody",
    ),
    CheckConstraint("state IN ('open', 'done') OR result_id IS NOT NULL", name="given_up_with_a_reason"),
)

resolutions = Table(
    "resolutions",
    metadata,
    Column("incident_id", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("resolution_id", Text, ForeignKey("personal_values.id")),
    Column("actions_id", Text, ForeignKey("personal_values.id")),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("recorded_by", Text, nullable=False),
)

business_impacts = Table(
    "business_impacts",
    metadata,
    Column("incident_id", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("service_id", Text, ForeignKey("personal_values.id")),
    Column("users_affected", Integer),
    Column("downtime_min", Integer),
    Column("cost_hundredths", BigInteger),
    Column("currency", Text, nullable=False, server_default=""),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    CheckConstraint("users_affected >= 0 AND downtime_min >= 0 AND cost_hundredths >= 0", name="not_negative"),
    CheckConstraint("cost_hundredths IS NULL OR currency <> ''", name="cost_in_a_currency"),
)

reopenings = Table(
    "reopenings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("closed_at", UtcInstant, nullable=False),  # how its former life ended
    Column("outcome", Text, nullable=False),
    Column("reopened_at", UtcInstant, nullable=False),
    Column("reopened_by", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("reason_id", Text, ForeignKey("personal_values.id"), nullable=False),
    CheckConstraint("closed_at <= reopened_at", name="closed_before"),
)

schedules = Table(
    "schedules",
    metadata,
    Column("incident_id", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("begins_at", UtcInstant, nullable=False),  # from then on somebody is asked for
    Column("set_at", UtcInstant, nullable=False),
    Column("set_by", Text, nullable=False),
    CheckConstraint("begins_at <= at", name="begins_before"),
)
