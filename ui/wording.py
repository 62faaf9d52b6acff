"""Every word on the screen: translation, names of states with shape and letter, ages, times, what fires next.

A state is always shown as shape + letter + word + colour. `Badge.tone` names a colour token of the theme; the
tone of an acknowledgement (green) belongs to states that a person has given, and to no other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import StepAction, Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.units import Availability
from dispatcher.domain.worlds import World

_translator: list[Callable[[str], str]] = []


def install_translator(translate: Callable[[str], str]) -> None:
    """Let `translate` turn every source text into the operator's language."""
    _translator[:] = [translate]


def tr(text: str, /, **fields: object) -> str:
    """Return the text in the operator's language, its {fields} filled in."""
    translated = _translator[0](text) if _translator else text
    return translated.format(**fields) if fields else translated


def counted(number: int, one: str, many: str) -> str:
    """Say how many, in the singular where there is one; nothing of nothing."""
    if not number:
        return ""
    return tr("{number} {what}", number=number, what=one if number == 1 else many)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as it is drawn: shape, letter, word and the colour token that goes with them."""

    shape: str  # a name of ui.widgets.shapes
    letter: str
    word: str
    tone: str


_S = AssignmentState
_ASSIGNMENT: Mapping[AssignmentState, tuple[str, str, str, str]] = {
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
_AVAILABILITY: Mapping[Availability, tuple[str, str, str, str]] = {
    _A.AVAILABLE_STATION: ("house_open", "H", "at station", "unit_available"),
    _A.AVAILABLE_MOBILE: ("ring", "M", "available", "unit_available"),
    _A.RESERVED: ("diamond_open", "V", "reserved", "unit_available"),
    _A.UNAVAILABLE: ("cross", "U", "unavailable", "unit_unavailable"),
    _A.OFF_DUTY: ("bar", "O", "off duty", "unit_off_duty"),
}
_P = Phase
_PHASE: Mapping[Phase, tuple[str, str, str, str]] = {
    _P.WAITING: ("hourglass", "W", "waiting", "warning"),
    _P.ALERTED: ("triangle", "A", "alerted", "unit_alerted"),
    _P.ACKNOWLEDGED: ("disc", "K", "acknowledged", "unit_acknowledged"),
    _P.EN_ROUTE: ("chevron", "E", "en route", "unit_en_route"),
    _P.ON_SCENE: ("square", "S", "on scene", "unit_on_scene"),
    _P.CLEARING: ("half", "C", "clearing", "unit_clearing"),
    _P.CLEARED: ("ring", "X", "cleared", "unit_clearing"),
    _P.CLOSED: ("bar", "Z", "closed", "text_muted"),
}
_T = TransmissionState
_TRANSMISSION: Mapping[TransmissionState, tuple[str, str, str, str]] = {
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
_ATTENTION: Mapping[AttentionKind, tuple[str, str, str, str]] = {
    AttentionKind.AUTHORITY: ("octagon", "A", "authority", "alarm"),
    AttentionKind.DECISION: ("octagon", "D", "decision", "alarm"),
    AttentionKind.APPROVAL: ("octagon", "P", "proposal", "warning"),
    AttentionKind.TASK: ("square", "K", "task", "warning"),
    AttentionKind.VOICE_TASK: ("waves", "V", "voice task", "warning"),
    AttentionKind.TECHNICAL_ALARM: ("triangle", "T", "trouble", "alarm"),
    AttentionKind.OVERDUE: ("hourglass", "O", "overdue", "warning"),
    AttentionKind.EXCEPTION: ("diamond", "E", "exception", "uncertain"),
}
_CHANNEL: Mapping[str, tuple[str, str, str, str]] = {
    "up": ("square", "U", "up", "text"),
    "open": ("half", "O", "opened", "warning"),
    "probing": ("half", "P", "probing", "warning"),
    "degraded": ("triangle", "G", "degraded", "warning"),
    "down": ("cross", "D", "down", "alarm"),
    "failed": ("octagon", "F", "failed", "alarm"),
}
_KIND: Mapping[Kind, str] = {
    Kind.INCIDENT: "incident",
    Kind.SERVICE_REQUEST: "service request",
    Kind.COMPLAINT: "complaint",
    Kind.INFORMATION: "information",
}
_ROLE: Mapping[Role, str] = {
    Role.DISPATCHER: "dispatcher",
    Role.RADIO_OPERATOR: "radio operator",
    Role.SUPERVISOR: "supervisor",
    Role.DUTY_MANAGER: "duty manager",
    Role.SYSTEM: "the program",
}
_WORLD: Mapping[World, str] = {World.LIVE: "LIVE", World.SIMULATED: "SIMULATED"}
_MARK: Mapping[Mark, str] = {
    Mark.TRUNCATED: "TRUNCATED",
    Mark.REPEAT: "REPEAT",
    Mark.LATE: "LATE",
    Mark.MAYBE_DOUBLED: "MAYBE DOUBLED",
}
_PURPOSE: Mapping[Purpose, str] = {Purpose.DISPATCH: "dispatch", Purpose.STAND_DOWN: "stand-down"}
_ATTEMPT: Mapping[AttemptState, str] = {
    AttemptState.WAITING: "waiting for the line",
    AttemptState.CLAIMED: "on the line",
    AttemptState.ACCEPTED: "accepted",
    AttemptState.REJECTED: "rejected",
    AttemptState.FAILED: "failed",
    AttemptState.UNCERTAIN: "uncertain: it may have been heard",
    AttemptState.CANCELLED: "cancelled",
    AttemptState.ANSWERED: "answered by a person",
}
_ATTENTION_STATE: Mapping[AttentionState, str] = {
    AttentionState.OPEN: "open",
    AttentionState.TAKEN: "taken",
    AttentionState.RESOLVED: "resolved",
}
_SCALE: Mapping[int, str] = {1: "high", 2: "medium", 3: "low"}
_ACTION: Mapping[str, str] = {
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
    StepAction.FLAG: "flagged",
    StepAction.RELEASE: "let go",
}
_SUBJECT: Mapping[str, str] = {
    Subject.WAITING: "nobody yet",
    Subject.WATCH: "watch",
    Subject.TURNOUT: "turnout",
    Subject.TRAVEL: "travel",
    Subject.WELFARE: "welfare",
    Subject.ROLL_CALL: "roll call",
    Subject.ELAPSED: "elapsed time",
    Subject.STATUS_AGE: "status age",
    Subject.HOLD: "hold",
    Subject.PROMISE: "promise",
    Subject.TRANSFER: "transfer",
    Subject.PROPOSAL: "proposal",
    Subject.CHANNEL: "channel",
}
_GUARD: Mapping[str, str] = {Subject.WAITING.guard: "guard", Subject.WATCH.guard: "watch guard"}
_OWN_NAME = frozenset({StepAction.TASK.value, StepAction.NOTIFY.value, StepAction.RELEASE.value})
"""Of these the subject says it all: a welfare task is a welfare check."""
_REPEATS = frozenset({StepAction.REPEAT_PAGE.value})
_STEP_STATE: Mapping[str, str] = {"armed": "armed", "done": "done", "cancelled": "not needed"}
_ENTRY: Mapping[EntryKind, str] = {
    EntryKind.DATABASE_CREATED: "database created",
    EntryKind.PACK_ACTIVATED: "pack activated",
    EntryKind.SIGNED_ON: "signed on",
    EntryKind.SIGNED_OFF: "signed off",
    EntryKind.CALL_TAKEN: "call taken",
    EntryKind.INCIDENT_OPENED: "incident opened",
    EntryKind.NOTE_ADDED: "note",
    EntryKind.PRIORITY_SET: "priority set",
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
    EntryKind.GUARD_RAN: "guard ran",
    EntryKind.ATTENTION_RAISED: "attention",
    EntryKind.ATTENTION_TAKEN: "attention taken",
    EntryKind.ATTENTION_RESOLVED: "attention resolved",
    EntryKind.CHANNEL_CHANGED: "channel",
    EntryKind.LEASE_TAKEN: "duty taken",
    EntryKind.CLOCK_JUMPED: "clock set",
}


def _badge(found: tuple[str, str, str, str]) -> Badge:
    shape, letter, word, tone = found
    return Badge(shape, letter, tr(word), tone)


def assignment_badge(state: AssignmentState) -> Badge:
    """Return how an assignment's state is drawn."""
    return _badge(_ASSIGNMENT[state])


def availability_badge(state: Availability) -> Badge:
    """Return how a unit's own availability is drawn."""
    return _badge(_AVAILABILITY[state])


def unit_badge(state: AssignmentState | Availability) -> Badge:
    """Return how the state shown for a unit is drawn."""
    return assignment_badge(state) if isinstance(state, AssignmentState) else availability_badge(state)


def phase_badge(phase: Phase) -> Badge:
    """Return how an incident's phase is drawn."""
    return _badge(_PHASE[phase])


def transmission_badge(state: TransmissionState) -> Badge:
    """Return how a rung or a side exit is drawn; rungs carry their number as letter."""
    return _badge(_TRANSMISSION[state])


def attention_badge(kind: AttentionKind) -> Badge:
    """Return how a kind of attention item is drawn."""
    return _badge(_ATTENTION[kind])


def channel_badge(state: str) -> Badge:
    """Return how a channel's health is drawn; an unknown word is shown as it came, as a warning."""
    known = _CHANNEL.get(state)
    return _badge(known) if known else Badge("question", "?", state, "warning")


def kind_word(kind: Kind) -> str:
    """Name an incident's kind."""
    return tr(_KIND[kind])


def role_word(role: Role) -> str:
    """Name a role."""
    return tr(_ROLE[role])


def world_word(world: World) -> str:
    """Name the world: LIVE or SIMULATED."""
    return tr(_WORLD[world])


def mark_word(mark: Mark) -> str:
    """Name a mark that stands beside a rung."""
    return tr(_MARK[mark])


def purpose_word(purpose: Purpose) -> str:
    """Name why a message was written."""
    return tr(_PURPOSE[purpose])


def attempt_word(state: AttemptState) -> str:
    """Say what became of an attempt."""
    return tr(_ATTEMPT[state])


def attention_state_word(state: AttentionState) -> str:
    """Name the state of an attention item."""
    return tr(_ATTENTION_STATE[state])


def scale_word(grade: Impact | Urgency) -> str:
    """Name a grade of impact or urgency: high, medium or low."""
    return tr(_SCALE[int(grade)])


def priority_word(priority: Priority | None) -> str:
    """Return P1 to P5, or a dash where nothing is graded."""
    return priority.value if priority is not None else "–"


def step_word(step: str) -> str:
    """Name a step by its code (`domain.escalation.step_code`), or a guard; an unknown one is shown as it came."""
    if step in _GUARD:
        return tr(_GUARD[step])
    subject, slash, code = step.rpartition("/")
    action, _, to = code.partition(":")
    words = role_word(Role(to)) if to in set(Role) else tr(_ACTION.get(action, action.replace("_", " ")))
    if not slash:
        return words
    about = tr(_SUBJECT.get(subject, subject.replace("_", " ")))
    return about if action in _OWN_NAME else tr("{subject}: {step}", subject=about, step=words)


def step_words() -> tuple[str, ...]:
    """Return every name of a step that a queue may have to show, for measuring."""
    roles = [role_word(role) for role in (Role.SUPERVISOR, Role.DUTY_MANAGER)]
    return (*(tr(word) for word in (*_ACTION.values(), *_GUARD.values(), *_SUBJECT.values())), *roles)


def step_state_word(state: str) -> str:
    """Say whether a step is armed, done or not needed."""
    return tr(_STEP_STATE.get(state, state))


def entry_word(kind: str) -> str:
    """Name a journal entry's kind; an unknown one is shown as it came."""
    try:
        return tr(_ENTRY[EntryKind(kind)])
    except ValueError:
        return kind.replace("_", " ")


def duration(span: timedelta | float) -> str:
    """Say how long: 0:07, 2:05, 1 h 12, 3 d 4 h."""
    seconds = max(0, int(span.total_seconds() if isinstance(span, timedelta) else span))
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02d}"
    if seconds < 86400:
        return tr("{hours} h {minutes:02d}", hours=seconds // 3600, minutes=seconds % 3600 // 60)
    return tr("{days} d {hours} h", days=seconds // 86400, hours=seconds % 86400 // 3600)


def age(since: datetime, now: datetime) -> str:
    """Say how old something is."""
    return duration(now - since)


def next_due(step: str | None, due_at: datetime | None, now: datetime) -> str:
    """Say what fires next and in how long: `re-page in 12 s`, `supervisor in 1:20`, `guard overdue 0:05`."""
    if due_at is None:
        return tr("nothing armed")
    name = step_word(step) if step else tr("guard")
    left = (due_at - now).total_seconds()
    if left < 0:
        return tr("{step} overdue {time}", step=name, time=duration(-left))
    if left < 60 and step in _REPEATS:
        return tr("{step} in {seconds} s", step=name, seconds=int(left))
    return tr("{step} in {time}", step=name, time=duration(left))


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its name."""
    return ZoneInfo(name)


def clock_time(at: datetime, local: ZoneInfo) -> str:
    """Return the local time of day, 04:05:09."""
    return at.astimezone(local).strftime("%H:%M:%S")


def short_time(at: datetime, local: ZoneInfo) -> str:
    """Return the local time of day without seconds, 04:05."""
    return at.astimezone(local).strftime("%H:%M")


def clock_zone(at: datetime, local: ZoneInfo) -> str:
    """Return the zone as an operator knows it, with its offset: `CET +01:00`."""
    moment = at.astimezone(local)
    offset = moment.strftime("%z")
    name = moment.tzname() or ""
    return f"{name} {offset[:3]}:{offset[3:5]}".strip()


def clock_date(at: datetime, local: ZoneInfo) -> str:
    """Return the local date, in an order that nobody can misread: 2026-11-22."""
    return at.astimezone(local).strftime("%Y-%m-%d")
