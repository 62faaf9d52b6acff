"""Incidents, their calls, and who is on them."""

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
    false,
    text,
    true,
)

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium, PlaceSource
from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import UtcInstant, one_of, where_state
from dispatcher.storage.schema.base import metadata

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("incident_type", Text, nullable=False),
    Column("type_name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("place_verified", Boolean, nullable=False, server_default=false()),
    Column("impact", Integer, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("priority", Text, nullable=False),
    Column("persons_involved", Integer),
    Column("owner_role", Text, nullable=False),
    Column("owner_seat", Text),
    Column("opened_at", UtcInstant, nullable=False),
    Column("contact_at", UtcInstant, nullable=False),
    Column("requeued_at", UtcInstant),
    Column("closed_at", UtcInstant),
    Column("outcome", Text),
    Column("unconfirmed_at", UtcInstant),  # flagged on every board: nobody could be made to answer
    Column("major_at", UtcInstant),
    Column("audited_at", UtcInstant),
    Column("emergency", Boolean, nullable=False, server_default=true()),
    Column("asset_number", Text, nullable=False, server_default=""),
    Column("place_source", Text, nullable=False, server_default=PlaceSource.TYPED.value),
    Column("place_confidence", Float),  # 0 to 1, of whoever found the position
    one_of("place_source", PlaceSource),
    CheckConstraint("place_confidence BETWEEN 0 AND 1", name="confident"),
    one_of("state", IncidentState),
    one_of("kind", Kind),
    one_of("priority", Priority),
    one_of("owner_role", Role),
    CheckConstraint("impact BETWEEN 1 AND 3 AND urgency BETWEEN 1 AND 3", name="graded"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL AND outcome IS NOT NULL)", name="closed_with_outcome"),
    CheckConstraint(
        "NOT place_verified OR (latitude IS NOT NULL AND longitude IS NOT NULL)", name="verified_has_a_position"
    ),
)
Index("ix_incidents_open", incidents.c.opened_at, sqlite_where=where_state([IncidentState.OPEN]),
      postgresql_where=where_state([IncidentState.OPEN]))  # fmt: skip
Index(
    "ix_incidents_place", incidents.c.latitude, incidents.c.longitude, incidents.c.opened_at, incidents.c.incident_type
)
_UNAUDITED = text("state = 'closed' AND audited_at IS NULL")
Index("ix_incidents_unaudited", incidents.c.closed_at, sqlite_where=_UNAUDITED, postgresql_where=_UNAUDITED)

calls = Table(
    "calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("contact_at", UtcInstant, nullable=False),
    Column("answered_at", UtcInstant),
    Column("ended_at", UtcInstant),
    Column("entered_at", UtcInstant, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("caller_name_id", Text, ForeignKey("personal_values.id")),
    Column("caller_number_id", Text, ForeignKey("personal_values.id")),
    Column("narrative_id", Text, ForeignKey("personal_values.id")),
    Column("medium", Text, nullable=False, server_default=Medium.PHONE.value),
    Column("further", Boolean, nullable=False, server_default=false()),  # its incident was there already
    Column("late", Boolean, nullable=False, server_default=false()),  # entered long after it came
    Column("wrapped_up_at", UtcInstant),
    Column("caller_relation_id", Text, ForeignKey("personal_values.id")),
    Column("caller_language_id", Text, ForeignKey("personal_values.id")),
    Column("caller_needs_id", Text, ForeignKey("personal_values.id")),
    CheckConstraint("contact_at <= entered_at", name="contact_before_entry"),
    one_of("medium", Medium),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("alerted_at", UtcInstant, nullable=False),
    Column("acknowledged_at", UtcInstant),
    Column("ended_at", UtcInstant),
    Column("inferred", Boolean, nullable=False),
    Column("heard_at", UtcInstant),  # the crew's last sign of life
    one_of("state", AssignmentState),
    CheckConstraint("(state IN ('cleared', 'declined', 'recalled')) = (ended_at IS NOT NULL)", name="ended_when_over"),
    CheckConstraint(
        "state IN ('planned', 'alerted', 'declined', 'recalled') OR acknowledged_at IS NOT NULL",
        name="no_work_without_acknowledgement",
    ),
)
Index("uq_assignments_one_active_per_unit", assignments.c.unit_id, unique=True, sqlite_where=where_state(ACTIVE),
      postgresql_where=where_state(ACTIVE))  # fmt: skip
