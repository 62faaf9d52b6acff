"""Every word on the screen: translation, names of states with shape and letter, ages, times, what fires next.

A state is always shown as shape + letter + word + colour. `Badge.tone` names a colour token of the theme; the
tone of an acknowledgement (green) belongs to states that a person has given, and to no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.channels import ChannelTestState
from dispatcher.domain.contacts import ContactState, Disposition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.knowledge import CallerNoteKind, NoteKind, SecretKind
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.units import Availability
from dispatcher.domain.worlds import World
from ui import words

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


def _badge(found: tuple[str, str, str, str]) -> Badge:
    shape, letter, word, tone = found
    return Badge(shape, letter, tr(word), tone)


def assignment_badge(state: AssignmentState) -> Badge:
    """Return how an assignment's state is drawn."""
    return _badge(words.ASSIGNMENT[state])


def availability_badge(state: Availability) -> Badge:
    """Return how a unit's own availability is drawn."""
    return _badge(words.AVAILABILITY[state])


def unit_badge(state: AssignmentState | Availability) -> Badge:
    """Return how the state shown for a unit is drawn."""
    return assignment_badge(state) if isinstance(state, AssignmentState) else availability_badge(state)


def phase_badge(phase: Phase) -> Badge:
    """Return how an incident's phase is drawn."""
    return _badge(words.PHASE[phase])


def transmission_badge(state: TransmissionState) -> Badge:
    """Return how a rung or a side exit is drawn; rungs carry their number as letter."""
    return _badge(words.TRANSMISSION[state])


def attention_badge(kind: AttentionKind) -> Badge:
    """Return how a kind of attention item is drawn."""
    return _badge(words.ATTENTION[kind])


def unconfirmed_badge() -> Badge:
    """Return how it is drawn that nobody could be made to answer; its tone is a plate."""
    return Badge("flag", "U", tr("UNCONFIRMED"), "plate_alarm")


def major_badge() -> Badge:
    """Return how a major incident is drawn; its tone is a plate."""
    return Badge("star", "M", tr("MAJOR"), "plate_major")


def nature_badge(kind: Kind, *, emergency: bool) -> Badge:
    """Return the badge of a kind; of an incident whether it is an emergency."""
    return _badge(words.NATURE[kind] if kind is not Kind.INCIDENT else words.EMERGENCY[emergency])


def channel_badge(state: str) -> Badge:
    """Return how a channel's health is drawn; an unknown word is shown as it came, as a warning."""
    known = words.CHANNEL.get(state)
    return _badge(known) if known else Badge("question", "?", state, "warning")


def unheld_badge() -> Badge:
    """Return how a channel is drawn that no process holds."""
    return Badge("cross", "N", tr("nobody has it"), "alarm")


def held_badge() -> Badge:
    """Return how a channel is drawn that a person holds back; its tone is a plate."""
    return Badge("pause", "H", tr("HELD"), "plate_warning")


def badge_of_test(state: ChannelTestState) -> Badge:
    """Return how a test of a channel is drawn."""
    return _badge(words.TEST[state])


def inbound_badge(kind: InboundKind) -> Badge:
    """Return how it is drawn what came in."""
    return _badge(words.INBOUND[kind])


def outcome_badge(outcome: InboundOutcome) -> Badge:
    """Return how it is drawn what the room made of something that came in."""
    return _badge(words.OUTCOME[outcome])


def medium_badge(medium: Medium) -> Badge:
    """Return how it is drawn by which medium a contact came."""
    return _badge(words.MEDIUM[medium])


def contact_badge(state: ContactState) -> Badge:
    """Return how the state of a contact is drawn."""
    return _badge(words.CONTACT[state])


def disposition_word(disposition: Disposition) -> str:
    """Return as what a contact is dismissed, as it is said."""
    return tr(words.DISPOSITION[disposition])


def voice_badge(taken_by: str | None) -> Badge:
    """Return how a voice task is drawn: nobody calls yet, or somebody has it."""
    if taken_by:
        return Badge("half", "T", tr("{name} has it", name=taken_by), "accent")
    return Badge("waves", "V", tr("to be called"), "warning")


def note_badge(kind: NoteKind) -> Badge:
    """Return how a note about a place is drawn; a hazard's tone is a plate."""
    return _badge(words.NOTE[kind])


def caller_note_badge(kind: CallerNoteKind) -> Badge:
    """Return how a note about a caller is drawn."""
    return _badge(words.CALLER_NOTE[kind])


def secret_word(kind: SecretKind) -> str:
    """Name what a secret is."""
    return tr(words.SECRET[kind])


def kind_word(kind: Kind) -> str:
    """Name an incident's kind."""
    return tr(words.KIND[kind])


def medium_word(medium: Medium) -> str:
    """Name how a contact reached us."""
    return medium_badge(medium).word


def role_word(role: Role) -> str:
    """Name a role."""
    return tr(words.ROLE[role])


def world_word(world: World) -> str:
    """Name the world: LIVE or SIMULATED."""
    return tr(words.WORLD[world])


def mark_word(mark: Mark) -> str:
    """Name a mark that stands beside a rung."""
    return tr(words.MARK[mark])


def purpose_word(purpose: Purpose) -> str:
    """Name why a message was written."""
    return tr(words.PURPOSE[purpose])


def attempt_word(state: AttemptState) -> str:
    """Say what became of an attempt."""
    return tr(words.ATTEMPT[state])


def attention_state_word(state: AttentionState) -> str:
    """Name the state of an attention item."""
    return tr(words.ATTENTION_STATE[state])


def scale_word(grade: Impact | Urgency) -> str:
    """Name a grade of impact or urgency: high, medium or low."""
    return tr(words.SCALE[int(grade)])


def priority_word(priority: Priority | None) -> str:
    """Return P1 to P5, or a dash where nothing is graded."""
    return priority.value if priority is not None else "–"


def step_word(step: str) -> str:
    """Name a step by its code (`domain.escalation.step_code`), or a guard; an unknown one is shown as it came."""
    subject, slash, code = step.rpartition("/")
    if not slash or code.partition(":")[0] in words.OWN_NAME:
        return step_short(step)
    return tr("{subject}: {step}", subject=subject_word(subject), step=step_short(code))


def step_short(step: str) -> str:
    """Name a step without what it is about, where its own name says enough."""
    if step in words.GUARD:
        return tr(words.GUARD[step])
    subject, slash, code = step.rpartition("/")
    action, _, to = code.partition(":")
    if slash and action in words.OWN_NAME:
        return subject_word(subject)
    return role_word(Role(to)) if to in set(Role) else tr(words.ACTION.get(action, action.replace("_", " ")))


def subject_word(subject: str) -> str:
    """Name what a chain is about; an unknown one is shown as it came."""
    return tr(words.SUBJECT.get(subject, subject.replace("_", " ")))


def step_words() -> tuple[str, ...]:
    """Return every short name of a step that a queue may have to show, for measuring."""
    roles = [role_word(role) for role in (Role.SUPERVISOR, Role.DUTY_MANAGER)]
    return (*(tr(word) for word in (*words.ACTION.values(), *words.GUARD.values(), *words.SUBJECT.values())), *roles)


def step_state_word(state: str) -> str:
    """Say whether a step is armed, done or not needed."""
    return tr(words.STEP_STATE.get(state, state))


def entry_word(kind: str) -> str:
    """Name a journal entry's kind; an unknown one is shown as it came."""
    try:
        return tr(words.ENTRY[EntryKind(kind)])
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


def next_due(step: str | None, due_at: datetime | None, now: datetime, *, short: bool = False) -> str:
    """Say what fires next and in how long: `re-page in 12 s`, `supervisor in 1:20`, `guard overdue 0:05`.

    `short`: without what it is about, for where there is little room.
    """
    if due_at is None:
        return tr("nothing armed")
    name = (step_short if short else step_word)(step) if step else tr("guard")
    left = (due_at - now).total_seconds()
    if left < 0:
        return tr("{step} overdue {time}", step=name, time=duration(-left))
    if left < 60 and step in words.REPEATS:
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
