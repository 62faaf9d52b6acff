"""Every table. Columns are tied to states by CHECKs and partial unique indexes; migrations repeat them by hand."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.attention import UNRESOLVED, AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Acknowledgement, DeadlineState, SubjectKind
from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.proposals import ProposalState
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.transmissions import OUTSTANDING, AttemptState, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from dispatcher.domain.welfare import Watch
from dispatcher.domain.worlds import World
from dispatcher.storage.columns import UtcInstant, one_of, where_state

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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

channels = Table(
    "channels",
    metadata,
    Column("name", Text, primary_key=True),
    Column("world", Text, ForeignKey("installation.world"), nullable=False),
    Column("driver", Text, nullable=False),
    Column("highest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("alternate", Text, nullable=False, server_default=""),  # the channel that reaches the same pagers
    UniqueConstraint("name", "world"),
    one_of("highest", TransmissionState),
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

stations = Table(
    "stations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
)

units = Table(
    "units",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sign", Text, nullable=False, unique=True),
    Column("type_name", Text, nullable=False),
    Column("station", Text, ForeignKey("stations.name"), nullable=False),
    Column("capabilities", Text, nullable=False),  # space-separated words
    Column("availability", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("profile", Text, nullable=False, server_default=""),  # whose policies, where the pack has some of its own
    Column("held_by", Text),  # the seat that reserved it
    Column("held_from", Text),  # its availability before
    one_of("availability", Availability),
)

unit_positions = Table(
    "unit_positions",
    metadata,
    Column("unit_id", Text, ForeignKey("units.id"), primary_key=True),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("at", UtcInstant, nullable=False),
    CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="on_the_globe"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("unit_id", Text, ForeignKey("units.id")),
)

addresses = Table(
    "addresses",
    metadata,
    Column("recipient_id", Text, ForeignKey("recipients.id"), primary_key=True),
    Column("channel", Text, ForeignKey("channels.name"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("rank", Integer, nullable=False),
)

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
    CheckConstraint("contact_at <= entered_at", name="contact_before_entry"),
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

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("text_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    one_of("purpose", Purpose),
    one_of("priority", Priority),
)

transmissions = Table(
    "transmissions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("message_id", Text, ForeignKey("messages.id"), nullable=False, index=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("assignment_id", Text, ForeignKey("assignments.id"), nullable=False, index=True),
    Column("recipient_id", Text, ForeignKey("recipients.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("policy_id", Text, ForeignKey("policies.id")),  # the chain's snapshot; NULL for voice
    Column("forecast_s", Float, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("maybe_doubled", Boolean, nullable=False),
    Column("queued_at", UtcInstant, nullable=False),
    Column("acknowledged_at", UtcInstant),
    Column("acknowledged_by", Text, ForeignKey("operators.id")),
    Column("words_id", Text, ForeignKey("personal_values.id")),
    ForeignKeyConstraint(["channel", "world"], ["channels.name", "channels.world"]),
    one_of("state", TransmissionState),
    CheckConstraint(
        "(state = 'acknowledged') = "
        "(acknowledged_at IS NOT NULL AND acknowledged_by IS NOT NULL AND words_id IS NOT NULL)",
        name="acknowledged_by_a_person",
    ),
)

rungs = Table(
    "rungs",
    metadata,
    Column("transmission_id", Text, ForeignKey("transmissions.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", UtcInstant, nullable=False),
    one_of("state", TransmissionState),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("transmission_id", Text, ForeignKey("transmissions.id"), nullable=False, index=True),
    Column("channel", Text, ForeignKey("channels.name"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("rank", Integer, nullable=False),  # priority's rank: the lower, the sooner
    Column("text_id", Text, ForeignKey("personal_values.id"), nullable=False),
    Column("queued_at", UtcInstant, nullable=False),
    Column("claimed_at", UtcInstant),
    Column("claim_epoch", BigInteger),
    Column("send_deadline", UtcInstant),
    Column("first_byte_at", UtcInstant),
    Column("ended_at", UtcInstant),
    Column("code", Text),
    Column("detail", Text, nullable=False, server_default=""),
    Column("bytes_sent", LargeBinary, nullable=False),
    Column("bytes_received", LargeBinary, nullable=False),
    UniqueConstraint("transmission_id", "number"),
    one_of("state", AttemptState),
    CheckConstraint(
        "state <> 'claimed' OR (claimed_at IS NOT NULL AND claim_epoch IS NOT NULL AND send_deadline IS NOT NULL)",
        name="claimed_under_a_lease",
    ),
    CheckConstraint("(state IN ('waiting', 'claimed')) = (ended_at IS NULL)", name="ended_when_over"),
)
Index("uq_attempts_one_outstanding", attempts.c.transmission_id, unique=True, sqlite_where=where_state(OUTSTANDING),
      postgresql_where=where_state(OUTSTANDING))  # fmt: skip
Index("ix_attempts_outbox", attempts.c.channel, attempts.c.rank, attempts.c.queued_at,
      sqlite_where=where_state(OUTSTANDING), postgresql_where=where_state(OUTSTANDING))  # fmt: skip
_ACCEPTED = where_state([AttemptState.ACCEPTED])
Index("ix_attempts_accepted", attempts.c.channel, attempts.c.ended_at, sqlite_where=_ACCEPTED,
      postgresql_where=_ACCEPTED)  # fmt: skip

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
        "incident_id IS NOT NULL OR subject_kind IN ('channel', 'proposal', 'unit')", name="of_an_incident"
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
Index("ix_journal_clock_jumped", journal.c.sequence, sqlite_where=_CLOCK_JUMPED, postgresql_where=_CLOCK_JUMPED)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)
