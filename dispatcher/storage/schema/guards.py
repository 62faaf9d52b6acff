"""Armed deadlines, and what people must look at."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from dispatcher.domain.attention import UNRESOLVED, AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Acknowledgement, DeadlineState, SubjectKind
from dispatcher.storage.columns import UtcInstant, one_of, where_state
from dispatcher.storage.schema.base import metadata

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("incident_id", Text, ForeignKey("incidents.id"), index=True),  # NULL: of a unit or a channel
    Column("name", Text, nullable=False),  # a page's step, or the guard that walks along the chain
    Column("policy_id", Text, ForeignKey("policies.id")),  # the chain's snapshot; NULL: of a room from before 0003
    Column("run", Integer, nullable=False),  # 1 for the first time, then up
    Column("due_at", UtcInstant, nullable=False),
    Column("since", UtcInstant, nullable=False),  # what the chain counts from
    Column("step", Text, nullable=False),  # what runs when it is due
    Column("state", Text, nullable=False),
    Column("fired_at", UtcInstant),
    one_of("subject_kind", SubjectKind),
    one_of("state", DeadlineState),
    CheckConstraint("(state = 'done') = (fired_at IS NOT NULL)", name="fired_when_done"),
    CheckConstraint(
        "incident_id IS NOT NULL OR subject_kind IN ('channel', 'contact', 'inbound', 'proposal', 'unit')",
        name="of_an_incident",
    ),
)
_ARMED = where_state([DeadlineState.ARMED])
Index("uq_deadlines_one_per_step", deadlines.c.subject_id, deadlines.c.name, unique=True, sqlite_where=_ARMED,
      postgresql_where=_ARMED)  # fmt: skip
Index("ix_deadlines_armed", deadlines.c.due_at, sqlite_where=_ARMED, postgresql_where=_ARMED)

attention = Table(
    "attention",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("priority", Text),
    Column("count", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("for_role", Text, nullable=False),
    Column("owner", Text, ForeignKey("operators.id")),
    Column("raised_at", UtcInstant, nullable=False),
    Column("taken_at", UtcInstant),
    Column("resolved_at", UtcInstant),
    Column("incident_id", Text, ForeignKey("incidents.id"), index=True),
    Column("unit_id", Text, ForeignKey("units.id")),
    Column("transmission_id", Text, ForeignKey("transmissions.id")),
    Column("channel", Text, ForeignKey("channels.name")),
    Column("chain", Text),  # "subject:subject id" of the guard that raised it
    Column("for_seat", Text),
    Column("least_role", Text),  # whose acknowledgement counts, and that of everybody above; NULL: anybody's
    Column("acknowledge", Text, nullable=False, server_default=Acknowledgement.ONE.value),
    Column("spoke_for", Text, ForeignKey("operators.id")),  # whose acknowledgement the owner heard, by telephone
    one_of("kind", AttentionKind),
    one_of("acknowledge", Acknowledgement),
    one_of("state", AttentionState),
    one_of("for_role", Role),
    one_of("least_role", Role),
    CheckConstraint("state <> 'taken' OR (owner IS NOT NULL AND taken_at IS NOT NULL)", name="taken_by_somebody"),
    CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_when_gone"),
)
_UNRESOLVED = where_state(UNRESOLVED)
Index("uq_attention_one_per_cause", attention.c.cause, unique=True, sqlite_where=_UNRESOLVED,
      postgresql_where=_UNRESOLVED)  # fmt: skip
Index("ix_attention_unresolved", attention.c.raised_at, sqlite_where=_UNRESOLVED, postgresql_where=_UNRESOLVED)

attention_acknowledgements = Table(
    "attention_acknowledgements",
    metadata,
    Column("attention_id", Text, ForeignKey("attention.id"), primary_key=True),
    Column("operator_id", Text, ForeignKey("operators.id"), primary_key=True),
    Column("level", Integer, primary_key=True),  # an item that comes again is acknowledged again
    Column("at", UtcInstant, nullable=False),
)
