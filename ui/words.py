"""The words and shapes of every state as tables of source texts; `ui.wording` gives them out, translated."""

from collections.abc import Mapping

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.channels import ChannelTestState
from dispatcher.domain.contacts import ContactState, Disposition
from dispatcher.domain.escalation import StepAction, Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.knowledge import CallerNoteKind, NoteKind, SecretKind
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.units import Availability
from dispatcher.domain.worlds import World

_S = AssignmentState
ASSIGNMENT: Mapping[AssignmentState, tuple[str, str, str, str]] = {
    _S.PLANNED: ("ring", "P", "planned", "text_muted"),
    _S.ALERTED: ("triangle", "A", "alerted", "unit_alerted"),
    _S.ACKNOWLEDGED: ("disc", "K", "acknowledged", "unit_acknowledged"),
    _S.EN_ROUTE: ("chevron", "E", "en route", "unit_en_route"),
    _S.STAGED: ("pause", "G", "staged", "unit_en_route"),
    _S.ON_SCENE: ("square", "S", "on scene", "unit_on_scene"),
    _S.WITH_PATIENT: ("plus", "W", "with patient", "unit_on_scene"),
    _S.TRANSPORTING: ("chevrons", "T", "transporting", "unit_on_scene"),
    _S.AT_DESTINATION: ("house", "D", "at destination", "unit_on_scene"),
    _S.CLEARING: ("half", "C", "clearing", "unit_clearing"),
    _S.CLEARED: ("ring", "X", "cleared", "unit_clearing"),
    _S.DECLINED: ("cross", "N", "declined", "alarm"),
    _S.RECALLED: ("cross", "R", "recalled", "text_muted"),
}
_A = Availability
AVAILABILITY: Mapping[Availability, tuple[str, str, str, str]] = {
    _A.AVAILABLE_STATION: ("house_open", "H", "at station", "unit_available"),
    _A.AVAILABLE_MOBILE: ("ring", "M", "available", "unit_available"),
    _A.RESERVED: ("diamond_open", "V", "reserved", "unit_available"),
    _A.UNAVAILABLE: ("cross", "U", "unavailable", "unit_unavailable"),
    _A.OFF_DUTY: ("bar", "O", "off duty", "unit_off_duty"),
}
_P = Phase
PHASE: Mapping[Phase, tuple[str, str, str, str]] = {
    _P.WAITING: ("hourglass", "W", "waiting", "warning"),
    _P.ALERTED: ("triangle", "A", "alerted", "unit_alerted"),
    _P.ACKNOWLEDGED: ("disc", "K", "acknowledged", "unit_acknowledged"),
    _P.EN_ROUTE: ("chevron", "E", "en route", "unit_en_route"),
    _P.ON_SCENE: ("square", "S", "on scene", "unit_on_scene"),
    _P.CLEARING: ("half", "C", "clearing", "unit_clearing"),
    _P.CLEARED: ("ring", "X", "cleared", "unit_clearing"),
    _P.CLOSED: ("bar", "Z", "closed", "text_muted"),
}
NATURE: Mapping[Kind, tuple[str, str, str, str]] = {
    Kind.SERVICE_REQUEST: ("diamond_open", "R", "request", "plate_muted"),
    Kind.COMPLAINT: ("half", "C", "complaint", "plate_muted"),
    Kind.INFORMATION: ("ring", "I", "information", "plate_muted"),
}
EMERGENCY: Mapping[bool, tuple[str, str, str, str]] = {
    True: ("arrow_up", "E", "emergency", "text_muted"),
    False: ("bar", "N", "non-emergency", "plate_muted"),
}
_T = TransmissionState
TRANSMISSION: Mapping[TransmissionState, tuple[str, str, str, str]] = {
    _T.QUEUED: ("ring", "0", "queued", "text"),
    _T.ACCEPTED: ("half", "1", "accepted", "accent"),
    _T.ON_AIR: ("waves", "2", "on air", "accent"),
    _T.DELIVERED: ("square", "3", "delivered", "accent"),
    _T.READ: ("diamond", "4", "read", "accent"),
    _T.ACKNOWLEDGED: ("disc", "5", "acknowledged", "good"),
    _T.REJECTED: ("cross", "J", "rejected", "alarm"),
    _T.FAILED: ("octagon", "F", "failed", "alarm"),
    _T.EXPIRED: ("hourglass", "X", "expired", "warning"),
    _T.CANCELLED: ("bar", "C", "cancelled", "text_muted"),
    _T.UNCERTAIN: ("question", "?", "uncertain", "uncertain"),
}
ATTENTION: Mapping[AttentionKind, tuple[str, str, str, str]] = {
    AttentionKind.EMERGENCY: ("star", "!", "emergency", "alarm"),
    AttentionKind.AUTHORITY: ("octagon", "A", "authority", "alarm"),
    AttentionKind.DECISION: ("fork", "D", "decision", "alarm"),
    AttentionKind.APPROVAL: ("arrow_up", "P", "proposal", "warning"),
    AttentionKind.TASK: ("square", "K", "task", "warning"),
    AttentionKind.VOICE_TASK: ("waves", "V", "voice task", "warning"),
    AttentionKind.TECHNICAL_ALARM: ("triangle", "T", "trouble", "alarm"),
    AttentionKind.OVERDUE: ("hourglass", "O", "overdue", "warning"),
    AttentionKind.EXCEPTION: ("diamond", "E", "exception", "uncertain"),
}
CHANNEL: Mapping[str, tuple[str, str, str, str]] = {
    "up": ("square", "U", "up", "text"),
    "open": ("half", "O", "opened", "warning"),
    "probing": ("half", "P", "probing", "warning"),
    "degraded": ("triangle", "G", "degraded", "warning"),
    "down": ("cross", "D", "down", "alarm"),
    "failed": ("octagon", "F", "failed", "alarm"),
}
KIND: Mapping[Kind, str] = {
    Kind.INCIDENT: "incident",
    Kind.SERVICE_REQUEST: "service request",
    Kind.COMPLAINT: "complaint",
    Kind.INFORMATION: "information",
}
ROLE: Mapping[Role, str] = {
    Role.DISPATCHER: "dispatcher",
    Role.RADIO_OPERATOR: "radio operator",
    Role.SUPERVISOR: "supervisor",
    Role.DUTY_MANAGER: "duty manager",
    Role.SYSTEM: "the program",
}
WORLD: Mapping[World, str] = {World.LIVE: "LIVE", World.SIMULATED: "SIMULATED"}
MARK: Mapping[Mark, str] = {
    Mark.TRUNCATED: "TRUNCATED",
    Mark.REPEAT: "REPEAT",
    Mark.LATE: "LATE",
    Mark.MAYBE_DOUBLED: "MAYBE DOUBLED",
}
PURPOSE: Mapping[Purpose, str] = {Purpose.DISPATCH: "dispatch", Purpose.STAND_DOWN: "stand-down"}
ATTEMPT: Mapping[AttemptState, str] = {
    AttemptState.WAITING: "waiting for the line",
    AttemptState.CLAIMED: "on the line",
    AttemptState.ACCEPTED: "accepted",
    AttemptState.REJECTED: "rejected",
    AttemptState.FAILED: "failed",
    AttemptState.UNCERTAIN: "uncertain: it may have been heard",
    AttemptState.CANCELLED: "cancelled",
    AttemptState.ANSWERED: "answered by a person",
}
ATTENTION_STATE: Mapping[AttentionState, str] = {
    AttentionState.OPEN: "open",
    AttentionState.TAKEN: "taken",
    AttentionState.RESOLVED: "resolved",
}
SCALE: Mapping[int, str] = {1: "high", 2: "medium", 3: "low"}
ACTION: Mapping[str, str] = {
    StepAction.TECHNICAL_ALARM: "technical alarm",
    StepAction.REPEAT_PAGE: "re-page",
    StepAction.OTHER_GATEWAY: "other gateway",
    StepAction.NEXT_CHANNEL: "next channel",
    StepAction.VOICE_TASK: "voice task",
    StepAction.RECOMMEND_UNIT: "next unit",
    StepAction.ADD_UNIT: "send next unit",
    StepAction.NOTIFY: "asks for you",
    StepAction.TASK: "task",
    StepAction.ACKNOWLEDGE: "authority",
    StepAction.RAISE: "next authority",
    StepAction.DECIDE: "decision",
    StepAction.FLAG: "UNCONFIRMED",
    StepAction.RELEASE: "let go",
}
SUBJECT: Mapping[str, str] = {
    Subject.DISPATCH: "page",
    Subject.STAND_DOWN: "stand-down",
    Subject.WAITING: "nobody yet",
    Subject.WATCH: "watch",
    Subject.TURNOUT: "turnout",
    Subject.TRAVEL: "travel",
    Subject.WELFARE: "welfare check",
    Subject.ROLL_CALL: "roll call",
    Subject.ELAPSED: "elapsed time",
    Subject.STATUS_AGE: "status age",
    Subject.HOLD: "hold",
    Subject.PROMISE: "promise",
    Subject.TRANSFER: "transfer",
    Subject.PROPOSAL: "proposal",
    Subject.CHANNEL: "channel",
    Subject.TASK: "task",
    Subject.UPDATE: "update",
    Subject.EMERGENCY: "emergency",
    Subject.CONTACT: "contact",
    Subject.READ_BACK: "read-back",
    Subject.COMPLAINT: "complaint",
}
GUARD: Mapping[str, str] = {Subject.WAITING.guard: "guard", Subject.WATCH.guard: "watch guard"}
OWN_NAME = frozenset({StepAction.TASK.value, StepAction.NOTIFY.value, StepAction.RELEASE.value})
"""Of these the subject says it all: a welfare task is a welfare check."""
REPEATS = frozenset({StepAction.REPEAT_PAGE.value})
STEP_STATE: Mapping[str, str] = {"armed": "armed", "done": "done", "cancelled": "not needed"}
ENTRY: Mapping[EntryKind, str] = {
    EntryKind.DATABASE_CREATED: "database created",
    EntryKind.PACK_ACTIVATED: "pack activated",
    EntryKind.SIGNED_ON: "signed on",
    EntryKind.SIGNED_OFF: "signed off",
    EntryKind.CALL_TAKEN: "call taken",
    EntryKind.CALL_ADDED: "further call",
    EntryKind.CALL_AMENDED: "call amended",
    EntryKind.CALL_ENDED: "call ended",
    EntryKind.DRAFT_DROPPED: "call abandoned",
    EntryKind.INCIDENT_AMENDED: "amended",
    EntryKind.READ_BACK_RECORDED: "read-back",
    EntryKind.READ_BACK_OWED: "read-back owed",
    EntryKind.INCIDENT_REKINDED: "kind",
    EntryKind.COMPLAINT_RECEIVED: "complaint",
    EntryKind.COMPLAINT_LINKED: "complaint",
    EntryKind.COMPLAINT_ACKNOWLEDGED: "complaint",
    EntryKind.COMPLAINT_ANSWERED: "complaint answered",
    EntryKind.COMPLAINT_VOIDED: "no complaint",
    EntryKind.INCIDENT_MERGED: "merged",
    EntryKind.INCIDENT_UNMERGED: "unmerged",
    EntryKind.CALL_MOVED: "call moved",
    EntryKind.CALL_SPLIT: "call split off",
    EntryKind.INCIDENTS_LINKED: "linked",
    EntryKind.INCIDENTS_UNLINKED: "unlinked",
    EntryKind.KEPT_APART: "kept apart",
    EntryKind.FACTS_SEEN: "new facts seen",
    EntryKind.INCIDENT_OPENED: "incident opened",
    EntryKind.NOTE_ADDED: "note",
    EntryKind.PRIORITY_SET: "priority set",
    EntryKind.TRIAGE_RECORDED: "questions answered",
    EntryKind.INCIDENT_PLACED: "placed",
    EntryKind.INCIDENT_TAKEN_OVER: "owner",
    EntryKind.UNITS_DISPATCHED: "dispatched",
    EntryKind.UNIT_ALERTED: "unit alerted",
    EntryKind.ANSWER_RECORDED: "answer",
    EntryKind.STATUS_REPORTED: "status",
    EntryKind.STATUS_REFUSED: "status refused",
    EntryKind.AVAILABILITY_SET: "availability",
    EntryKind.UNIT_RECALLED: "recalled",
    EntryKind.UNIT_REASSIGNED: "reassigned",
    EntryKind.INCIDENT_CLOSED: "closed",
    EntryKind.ATTEMPT_QUEUED: "page queued",
    EntryKind.ATTEMPT_CLAIMED: "page on the line",
    EntryKind.ATTEMPT_ENDED: "page ended",
    EntryKind.TRANSMISSION_CHANGED: "transmission",
    EntryKind.STEP_RAN: "step ran",
    EntryKind.CHAIN_STOPPED: "chain stopped",
    EntryKind.CHAIN_CANCELLED: "stopped by authority",
    EntryKind.GUARD_RAN: "guard ran",
    EntryKind.ATTENTION_RAISED: "attention",
    EntryKind.ATTENTION_TAKEN: "attention taken",
    EntryKind.ATTENTION_RESOLVED: "attention resolved",
    EntryKind.ATTENTION_DELEGATED: "attention given",
    EntryKind.ATTENTION_ACKNOWLEDGED: "attention acknowledged",
    EntryKind.INCIDENT_FLAGGED: "flagged unconfirmed",
    EntryKind.UNCONFIRMED_ACCEPTED: "accepted unconfirmed",
    EntryKind.MAJOR_DECLARED: "declared major",
    EntryKind.MAJOR_STOOD_DOWN: "major stood down",
    EntryKind.PROPOSED: "proposed",
    EntryKind.PROPOSAL_DECIDED: "proposal decided",
    EntryKind.PROMISE_MADE: "promised",
    EntryKind.PROMISE_SETTLED: "promise settled",
    EntryKind.TRANSFER_OFFERED: "transfer offered",
    EntryKind.TRANSFER_ANSWERED: "transfer answered",
    EntryKind.UNIT_HELD: "unit held",
    EntryKind.UNIT_RELEASED: "unit let go",
    EntryKind.ROLL_CALL_BEGUN: "roll call begun",
    EntryKind.ROLL_CALL_ANSWERED: "roll call answered",
    EntryKind.ROLL_CALL_ENDED: "roll call ended",
    EntryKind.WATCH_PAUSED: "paused",
    EntryKind.WATCH_RESUMED: "resumed",
    EntryKind.INCIDENT_AUDITED: "audited",
    EntryKind.CHANNEL_CHANGED: "channel",
    EntryKind.INBOUND_TAKEN: "came in",
    EntryKind.EMERGENCY_HEARD: "emergency",
    EntryKind.CHANNEL_HELD: "channel held",
    EntryKind.CHANNEL_RELEASED: "channel let go on",
    EntryKind.CHANNEL_TEST_QUEUED: "channel test queued",
    EntryKind.CHANNEL_TEST_ENDED: "channel test ended",
    EntryKind.SAID_IN_THE_OPEN: "said on an open channel",
    EntryKind.CONTACT_ARRIVED: "contact",
    EntryKind.CONTACT_TAKEN: "contact taken",
    EntryKind.CONTACT_RELEASED: "contact let go",
    EntryKind.CONTACT_SEPARATED: "contact not like its batch",
    EntryKind.CONTACT_ENTERED: "contact entered",
    EntryKind.CONTACT_DISMISSED: "contact dismissed",
    EntryKind.SOURCE_CHANGED: "source of contacts",
    EntryKind.PREMISE_KEPT: "place known",
    EntryKind.PREMISE_NOTED: "place noted",
    EntryKind.PREMISE_NOTE_ENDED: "place note ended",
    EntryKind.KEYHOLDERS_KEPT: "keyholders",
    EntryKind.SECRET_KEPT: "code sealed",
    EntryKind.SECRET_ENDED: "code destroyed",
    EntryKind.SECRET_SHOWN: "code shown",
    EntryKind.SECRET_DENIED: "code refused",
    EntryKind.SECRETS_RESEALED: "codes sealed anew",
    EntryKind.ASSET_KEPT: "asset",
    EntryKind.CALLER_NOTED: "caller noted",
    EntryKind.CALLER_NOTE_ENDED: "caller note ended",
    EntryKind.CALLER_AMENDED: "caller amended",
    EntryKind.CALLER_FORGOTTEN: "caller destroyed",
    EntryKind.KNOWLEDGE_IMPORTED: "knowledge brought in",
    EntryKind.LINE_CORRECTED: "corrected",
    EntryKind.STAKEHOLDER_ADDED: "stakeholder",
    EntryKind.STAKEHOLDER_TOLD: "told",
    EntryKind.STAKEHOLDER_REPLIED: "reply",
    EntryKind.TASK_ADDED: "task",
    EntryKind.TASK_SETTLED: "task settled",
    EntryKind.PLAN_ATTACHED: "plan attached",
    EntryKind.PLAN_STEP_SETTLED: "plan step",
    EntryKind.PLAN_STEP_UNDONE: "step taken back",
    EntryKind.PLAN_DETACHED: "plan detached",
    EntryKind.RESOLUTION_RECORDED: "resolution",
    EntryKind.IMPACT_RECORDED: "business impact",
    EntryKind.INCIDENT_REOPENED: "reopened",
    EntryKind.INCIDENT_SCHEDULED: "scheduled",
    EntryKind.LEASE_TAKEN: "duty taken",
    EntryKind.CLOCK_JUMPED: "clock set",
}
INBOUND: Mapping[InboundKind, tuple[str, str, str, str]] = {
    InboundKind.TEXT: ("square", "T", "text", "text"),
    InboundKind.STATUS: ("chevron", "S", "status", "text"),
    InboundKind.EMERGENCY: ("star", "!", "EMERGENCY", "alarm"),
}
_O = InboundOutcome
OUTCOME: Mapping[InboundOutcome, tuple[str, str, str, str]] = {
    _O.ANSWERED: ("disc", "K", "answers", "good"),
    _O.REPORTED: ("chevron", "R", "reported", "accent"),
    _O.EXCEPTION: ("diamond", "E", "exception", "uncertain"),
    _O.NOTED: ("square", "N", "to be read", "warning"),
    _O.EMERGENCY: ("star", "!", "emergency", "alarm"),
    _O.UNKNOWN_UNIT: ("question", "?", "unknown unit", "warning"),
    _O.DUPLICATE: ("ring", "D", "duplicate", "text_muted"),
    _O.TEST: ("pulse", "B", "our own test", "text_muted"),
}
NOTE: Mapping[NoteKind, tuple[str, str, str, str]] = {
    NoteKind.HAZARD: ("octagon", "H", "HAZARD", "plate_alarm"),
    NoteKind.CAUTION: ("triangle", "C", "caution", "warning"),
    NoteKind.ACCESS: ("chevron", "A", "access", "accent"),
    NoteKind.WATER: ("half", "W", "water", "accent"),
    NoteKind.KEYHOLDER: ("house", "K", "keyholder", "text"),
    NoteKind.OTHER: ("square", "N", "note", "text_muted"),
}
CALLER_NOTE: Mapping[CallerNoteKind, tuple[str, str, str, str]] = {
    CallerNoteKind.CAUTION: ("triangle", "C", "caution", "warning"),
    CallerNoteKind.HEALTH: ("plus", "H", "health", "warning"),
    CallerNoteKind.APPROACH: ("waves", "A", "approach", "accent"),
    CallerNoteKind.OTHER: ("square", "N", "note", "text_muted"),
}
SECRET: Mapping[SecretKind, str] = {
    SecretKind.DOOR_CODE: "door code",
    SecretKind.KEY_SAFE: "key safe",
    SecretKind.ALARM: "alarm code",
    SecretKind.OTHER: "code",
}
TEST: Mapping[ChannelTestState, tuple[str, str, str, str]] = {
    ChannelTestState.WAITING: ("hourglass", "W", "test waits", "text"),
    ChannelTestState.ON_LINE: ("waves", "L", "test on the line", "accent"),
    ChannelTestState.PASSED: ("tick", "P", "test passed", "text"),
    ChannelTestState.FAILED: ("cross", "F", "test FAILED", "alarm"),
}
_M = Medium
MEDIUM: Mapping[Medium, tuple[str, str, str, str]] = {
    _M.PHONE: ("disc", "P", "telephone", "text"),
    _M.RADIO: ("waves", "R", "radio", "text"),
    _M.TEXT: ("square", "T", "text", "text"),
    _M.EMAIL: ("diamond_open", "E", "e-mail", "text"),
    _M.CHAT: ("half", "C", "chat", "text"),
    _M.SOCIAL: ("ring", "S", "social", "text"),
    _M.PORTAL: ("house_open", "O", "portal", "text"),
    _M.FILE: ("bar", "F", "file", "text"),
    _M.WALK_IN: ("house", "W", "walk-in", "text"),
}
CONTACT: Mapping[ContactState, tuple[str, str, str, str]] = {
    ContactState.WAITING: ("hourglass", "W", "waiting", "warning"),
    ContactState.TAKEN: ("half", "T", "in hand", "accent"),
    ContactState.ENTERED: ("tick", "E", "entered", "text"),
    ContactState.DISMISSED: ("bar", "D", "dismissed", "text_muted"),
}
DISPOSITION: Mapping[Disposition, str] = {
    Disposition.ANSWERED: "answered",
    Disposition.KNOWN: "known already",
    Disposition.NOT_OURS: "not ours",
    Disposition.AUTOMATIC: "automatic",
    Disposition.TEST: "a test",
    Disposition.SPAM: "spam",
}
