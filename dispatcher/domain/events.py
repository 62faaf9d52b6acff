"""What happened, as the journal tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """Past tense; stored in the journal and never renamed."""

    DATABASE_CREATED = "database_created"
    PACK_ACTIVATED = "pack_activated"
    SIGNED_ON = "signed_on"
    SIGNED_OFF = "signed_off"
    CALL_TAKEN = "call_taken"
    CALL_ADDED = "call_added"  # about an incident that was there already
    CALL_AMENDED = "call_amended"
    CALL_ENDED = "call_ended"
    DRAFT_DROPPED = "draft_dropped"  # a call that was written down in part, and left without a record
    INCIDENT_AMENDED = "incident_amended"
    READ_BACK_RECORDED = "read_back_recorded"
    READ_BACK_OWED = "read_back_owed"  # units went first
    INCIDENT_REKINDED = "incident_rekinded"
    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_LINKED = "complaint_linked"
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged"
    COMPLAINT_ANSWERED = "complaint_answered"
    COMPLAINT_VOIDED = "complaint_voided"  # it turned out to be no complaint
    INCIDENT_MERGED = "incident_merged"  # told in both logs, as are all that follow
    INCIDENT_UNMERGED = "incident_unmerged"
    CALL_MOVED = "call_moved"
    CALL_SPLIT = "call_split"
    INCIDENTS_LINKED = "incidents_linked"
    INCIDENTS_UNLINKED = "incidents_unlinked"
    KEPT_APART = "kept_apart"
    FACTS_SEEN = "facts_seen"
    INCIDENT_OPENED = "incident_opened"
    NOTE_ADDED = "note_added"
    PRIORITY_SET = "priority_set"
    TRIAGE_RECORDED = "triage_recorded"
    INCIDENT_PLACED = "incident_placed"
    INCIDENT_TAKEN_OVER = "incident_taken_over"
    UNITS_DISPATCHED = "units_dispatched"
    UNIT_ALERTED = "unit_alerted"
    ANSWER_RECORDED = "answer_recorded"
    STATUS_REPORTED = "status_reported"
    STATUS_REFUSED = "status_refused"
    AVAILABILITY_SET = "availability_set"
    UNIT_RECALLED = "unit_recalled"
    UNIT_REASSIGNED = "unit_reassigned"
    INCIDENT_CLOSED = "incident_closed"
    ATTEMPT_QUEUED = "attempt_queued"
    ATTEMPT_CLAIMED = "attempt_claimed"
    ATTEMPT_ENDED = "attempt_ended"
    TRANSMISSION_CHANGED = "transmission_changed"
    STEP_RAN = "step_ran"
    CHAIN_STOPPED = "chain_stopped"
    CHAIN_CANCELLED = "chain_cancelled"  # by authority, without an answer
    GUARD_RAN = "guard_ran"
    ATTENTION_RAISED = "attention_raised"
    ATTENTION_TAKEN = "attention_taken"
    ATTENTION_RESOLVED = "attention_resolved"
    ATTENTION_DELEGATED = "attention_delegated"
    ATTENTION_ACKNOWLEDGED = "attention_acknowledged"  # by one of several who must
    INCIDENT_FLAGGED = "incident_flagged"
    UNCONFIRMED_ACCEPTED = "unconfirmed_accepted"
    MAJOR_DECLARED = "major_declared"
    MAJOR_STOOD_DOWN = "major_stood_down"
    PROPOSED = "proposed"
    PROPOSAL_DECIDED = "proposal_decided"
    PROMISE_MADE = "promise_made"
    PROMISE_SETTLED = "promise_settled"
    TRANSFER_OFFERED = "transfer_offered"
    TRANSFER_ANSWERED = "transfer_answered"
    UNIT_HELD = "unit_held"
    UNIT_RELEASED = "unit_released"
    ROLL_CALL_BEGUN = "roll_call_begun"
    ROLL_CALL_ANSWERED = "roll_call_answered"
    ROLL_CALL_ENDED = "roll_call_ended"
    WATCH_PAUSED = "watch_paused"
    WATCH_RESUMED = "watch_resumed"
    INCIDENT_AUDITED = "incident_audited"
    CHANNEL_CHANGED = "channel_changed"
    INBOUND_TAKEN = "inbound_taken"
    EMERGENCY_HEARD = "emergency_heard"
    CHANNEL_HELD = "channel_held"
    CHANNEL_RELEASED = "channel_released"
    CHANNEL_TEST_QUEUED = "channel_test_queued"
    CHANNEL_TEST_ENDED = "channel_test_ended"
    SAID_IN_THE_OPEN = "said_in_the_open"  # words of a rule, on a channel that anybody may listen to
    CONTACT_ARRIVED = "contact_arrived"
    CONTACT_TAKEN = "contact_taken"
    CONTACT_RELEASED = "contact_released"
    CONTACT_SEPARATED = "contact_separated"  # it is not like the others of its batch
    CONTACT_ENTERED = "contact_entered"  # as a call, or attached to an incident
    CONTACT_DISMISSED = "contact_dismissed"
    SOURCE_CHANGED = "source_changed"
    PREMISE_KEPT = "premise_kept"  # made known, or changed
    PREMISE_NOTED = "premise_noted"
    PREMISE_NOTE_ENDED = "premise_note_ended"
    KEYHOLDERS_KEPT = "keyholders_kept"
    SECRET_KEPT = "secret_kept"  # noqa: S105  # a word, no password
    SECRET_ENDED = "secret_ended"  # noqa: S105  # a word, no password
    SECRET_SHOWN = "secret_shown"  # noqa: S105  # a word, no password
    SECRET_DENIED = "secret_denied"  # noqa: S105  # somebody asked who may not
    SECRETS_RESEALED = "secrets_resealed"
    ASSET_KEPT = "asset_kept"
    CALLER_NOTED = "caller_noted"
    CALLER_NOTE_ENDED = "caller_note_ended"
    CALLER_AMENDED = "caller_amended"
    CALLER_FORGOTTEN = "caller_forgotten"
    KNOWLEDGE_IMPORTED = "knowledge_imported"
    LINE_CORRECTED = "line_corrected"  # the former line stays
    STAKEHOLDER_ADDED = "stakeholder_added"
    STAKEHOLDER_TOLD = "stakeholder_told"
    STAKEHOLDER_REPLIED = "stakeholder_replied"
    TASK_ADDED = "task_added"
    TASK_SETTLED = "task_settled"
    PLAN_ATTACHED = "incident_plan_attached"
    PLAN_STEP_SETTLED = "plan_step_settled"
    PLAN_STEP_UNDONE = "plan_step_undone"  # what was said of it stays
    PLAN_DETACHED = "incident_plan_detached"
    RESOLUTION_RECORDED = "resolution_recorded"
    IMPACT_RECORDED = "impact_recorded"  # on the business
    INCIDENT_REOPENED = "incident_reopened"
    INCIDENT_SCHEDULED = "incident_scheduled"
    LEASE_TAKEN = "lease_taken"
    CLOCK_JUMPED = "clock_jumped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One committed journal entry. `body` carries ids, states, numbers and digests, never a person's words."""

    sequence: int
    at: datetime
    kind: EntryKind
    operator: str
    seat: str
    incident_id: str | None
    body: Mapping[str, object]
