"""Incident plans: those of packs in every version, those attached to incidents, and what was done about their steps."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from dispatcher.domain.authority import Role
from dispatcher.domain.incident_plans import Occasion, StepAct
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

incident_plan_versions = Table(
    "incident_plan_versions",
    metadata,
    Column("pack", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),  # what an incident was run by stays readable
)

incident_plans = Table(
    "incident_plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("attached_at", UtcInstant, nullable=False),
    Column("attached_by", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("detached_at", UtcInstant),
    Column("detached_by", Text),
    Column("reason_id", Text, ForeignKey("personal_values.id")),
    one_of("occasion", Occasion),
    CheckConstraint(
        "(detached_at IS NULL) = (detached_by IS NULL) AND (detached_at IS NULL) = (reason_id IS NULL)",
        name="detached_with_a_reason",
    ),
    CheckConstraint("detached_at IS NULL OR attached_at <= detached_at", name="attached_before"),
)
_ATTACHED = text("detached_at IS NULL")
Index("uq_incident_plans_attached_once", incident_plans.c.incident_id, incident_plans.c.name, unique=True,
      sqlite_where=_ATTACHED, postgresql_where=_ATTACHED)  # fmt: skip

plan_steps = Table(
    "plan_steps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("plan_id", Text, ForeignKey("incident_plans.id"), nullable=False),
    Column("place", Integer, nullable=False),  # from 1
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),  # the pack's, as they were when it was attached
    Column("owner_role", Text),
    Column("owner_team", Text),
    Column("within_s", Float, nullable=False),
    Column("after_id", Text, ForeignKey("plan_steps.id")),  # its time counts from when that one was settled
    Column("required", Boolean, nullable=False),
    Column("cites_name", Text),
    Column("cites_version", Integer),
    Column("task_id", Text, ForeignKey("tasks.id"), unique=True),  # NULL: its time does not run yet
    UniqueConstraint("plan_id", "place"),
    UniqueConstraint("plan_id", "name"),
    one_of("owner_role", Role),
    CheckConstraint("(owner_role IS NULL) <> (owner_team IS NULL)", name="one_owner"),
    CheckConstraint("place >= 1 AND within_s > 0", name="in_order_and_time"),
    CheckConstraint("(cites_name IS NULL) = (cites_version IS NULL)", name="cites_a_version"),
)

plan_step_acts = Table(
    "plan_step_acts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("step_id", Text, ForeignKey("plan_steps.id"), nullable=False, index=True),
    Column("act", Text, nullable=False),
    Column("source_at", UtcInstant, nullable=False),  # when it was done
    Column("entered_at", UtcInstant, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id")),  # what came of it, or why
    one_of("act", StepAct),
    CheckConstraint("source_at <= entered_at", name="done_before_entry"),
    CheckConstraint("act = 'done' OR words_id IS NOT NULL", name="not_done_with_a_reason"),
)
