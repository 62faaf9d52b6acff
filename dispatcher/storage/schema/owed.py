"""What is promised, offered, proposed, called and paused."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text, false, text

from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.proposals import ProposalState
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.welfare import Watch
from dispatcher.storage.columns import UtcInstant, one_of, where_state
from dispatcher.storage.schema.base import metadata

promises = Table(
    "promises",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("about", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("made_by", Text, ForeignKey("operators.id"), nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("words_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("settled_at", UtcInstant),
    Column("settled_by", Text, ForeignKey("operators.id")),
    one_of("about", PromiseAbout),
    one_of("state", PromiseState),
    CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_when_over"),
    CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
)

partners = Table(
    "partners",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("phone", Text, nullable=False),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("partner", Text, ForeignKey("partners.name"), nullable=False),
    Column("state", Text, nullable=False),
    Column("offered_at", UtcInstant, nullable=False),
    Column("offered_by", Text, ForeignKey("operators.id"), nullable=False),
    Column("answered_at", UtcInstant),
    Column("answered_by", Text, ForeignKey("operators.id")),  # who heard the partner's answer
    Column("words_id", Text, ForeignKey("personal_values.id")),
    one_of("state", TransferState),
    CheckConstraint(
        "(state = 'pending') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)"
        " AND (answered_at IS NULL) = (words_id IS NULL)",
        name="answered_by_a_person",
    ),
)
_PENDING = where_state([TransferState.PENDING])
Index("uq_transfers_one_pending", transfers.c.incident_id, transfers.c.partner, unique=True, sqlite_where=_PENDING,
      postgresql_where=_PENDING)  # fmt: skip

proposals = Table(
    "proposals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), index=True),
    Column("act", Text, nullable=False),
    Column("body", Text, nullable=False),  # the proposed command without its words
    Column("state", Text, nullable=False),
    Column("proposed_at", UtcInstant, nullable=False),
    Column("proposed_by", Text, ForeignKey("operators.id"), nullable=False),
    Column("seat", Text, nullable=False),
    Column("reason_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("decided_at", UtcInstant),
    Column("decided_by", Text, ForeignKey("operators.id")),
    one_of("state", ProposalState),
    CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_when_over"),
)

roll_calls = Table(
    "roll_calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("started_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
    Column("complete", Boolean, nullable=False, server_default=false()),  # every crew answered
    CheckConstraint("NOT complete OR ended_at IS NOT NULL", name="complete_when_over"),
)
_RUNNING = text("ended_at IS NULL")
Index("uq_roll_calls_one_running", roll_calls.c.incident_id, unique=True, sqlite_where=_RUNNING,
      postgresql_where=_RUNNING)  # fmt: skip

roll_call_units = Table(
    "roll_call_units",
    metadata,
    Column("roll_call_id", Text, ForeignKey("roll_calls.id"), primary_key=True),
    Column("assignment_id", Text, ForeignKey("assignments.id"), primary_key=True),
    Column("answered_at", UtcInstant),
    Column("left_at", UtcInstant),  # off the incident before it answered
)

pauses = Table(
    "pauses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("subject_id", Text, nullable=False),
    Column("watch", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
    Column("paused_by", Text, ForeignKey("operators.id"), nullable=False),
    Column("reason_id", Text, ForeignKey("personal_values.id"), nullable=False),
    one_of("watch", Watch),
    CheckConstraint("until > since", name="it_ends"),
)
_PAUSED = text("ended_at IS NULL")
Index("uq_pauses_one_running", pauses.c.subject_id, pauses.c.watch, unique=True, sqlite_where=_PAUSED,
      postgresql_where=_PAUSED)  # fmt: skip
