"""Channels, messages, and what became of them on the air."""

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
    Table,
    Text,
    UniqueConstraint,
)

from dispatcher.domain.channels import RUNNING, ChannelTestExpects, ChannelTestState
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.transmissions import OUTSTANDING, AttemptState, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import UtcInstant, one_of, where_state
from dispatcher.storage.schema.base import metadata

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
    Column("title", Text, nullable=False, server_default=""),
    Column("held_since", UtcInstant),  # nothing is claimed for the line while it is held
    Column("held_by", Text),  # the operator
    Column("hold_reason_id", Text),  # a personal value
    Column("alternate", Text, nullable=False, server_default=""),  # the channel that reaches the same pagers
    UniqueConstraint("name", "world"),
    one_of("highest", TransmissionState),
)

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
    Column("answer_id", Text, ForeignKey("inbound.id")),  # what came in from the crew, where no operator heard it
    ForeignKeyConstraint(["channel", "world"], ["channels.name", "channels.world"]),
    one_of("state", TransmissionState),
    CheckConstraint(
        "(state = 'acknowledged') = "
        "(acknowledged_at IS NOT NULL AND ((acknowledged_by IS NOT NULL AND words_id IS NOT NULL)"
        " OR answer_id IS NOT NULL))",
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
    Column("carried_by", Text, index=True),  # the attempt whose group page carries this one as well
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

inbound = Table(
    "inbound",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, ForeignKey("channels.name"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("heard_at", UtcInstant, nullable=False),
    Column("sent_at", UtcInstant),  # the network's word
    Column("sender_id", Text, ForeignKey("personal_values.id"), nullable=False),  # an address may be a private number
    Column("unit_id", Text, ForeignKey("units.id")),  # NULL: nobody knows the sender
    Column("code", Integer),  # of a status
    Column("words_id", Text, ForeignKey("personal_values.id")),
    Column("complete", Boolean, nullable=False),
    Column("duplicate", Boolean, nullable=False),  # labelled by the channel; kept all the same
    Column("detail", Text, nullable=False, server_default=""),  # what it means, or why nothing could be made of it
    Column("latitude", Float),
    Column("longitude", Float),
    Column("incident_id", Text, ForeignKey("incidents.id"), index=True),
    Column("transmission_id", Text),  # what it answered
    Column("bytes_received", LargeBinary, nullable=False),
    one_of("kind", InboundKind),
    one_of("outcome", InboundOutcome),
    CheckConstraint("(kind = 'text') = (words_id IS NOT NULL)", name="a_text_has_words"),
    CheckConstraint("kind <> 'status' OR code IS NOT NULL", name="a_status_has_a_code"),
)
Index("ix_inbound_heard", inbound.c.heard_at)

channel_tests = Table(
    "channel_tests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, ForeignKey("channels.name"), nullable=False),
    Column("address", Text, nullable=False),
    Column("text", Text, nullable=False),  # made by the program: nobody's words
    Column("expects", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, ForeignKey("operators.id")),  # NULL: the schedule
    Column("queued_at", UtcInstant, nullable=False),
    Column("due_at", UtcInstant, nullable=False),  # what is expected comes by then
    Column("claimed_at", UtcInstant),
    Column("reached", Text),  # the highest rung
    Column("ended_at", UtcInstant),
    Column("code", Text),
    Column("detail", Text, nullable=False, server_default=""),
    Column("bytes_sent", LargeBinary, nullable=False),
    Column("bytes_received", LargeBinary, nullable=False),
    one_of("state", ChannelTestState),
    one_of("expects", ChannelTestExpects),
    CheckConstraint("(state IN ('failed', 'passed')) = (ended_at IS NOT NULL)", name="ended_when_over"),
)
_RUNNING_TEST = where_state(RUNNING)
Index("uq_channel_tests_one_running", channel_tests.c.channel, unique=True, sqlite_where=_RUNNING_TEST,
      postgresql_where=_RUNNING_TEST)  # fmt: skip
Index("ix_channel_tests_history", channel_tests.c.channel, channel_tests.c.queued_at)
