"""An attention item in words: what it asks, of whom, what to ring, and what a press of its key does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from ui.wording import Badge, age, attention_badge, priority_word, role_word, tr

WITH_KEYS = 9
_RING = "; ring "
"""How the room writes whom to ring up behind what an item says."""
_ACTIONS: Mapping[AttentionKind, str] = {
    AttentionKind.EMERGENCY: "Accept",
    AttentionKind.VOICE_TASK: "Answer",
    AttentionKind.AUTHORITY: "Acknowledge",
    AttentionKind.DECISION: "Decide",
    AttentionKind.APPROVAL: "Approve",
}
_BY_TELEPHONE = frozenset({AttentionKind.AUTHORITY, AttentionKind.DECISION})
COMPOSED = frozenset({AttentionKind.DECISION, AttentionKind.APPROVAL})
"""Of these a press writes the answer's beginning into the command line: without words it would say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionLine:
    """One line of the strip, ready to draw. A local line (of this workstation) has no id."""

    attention_id: str | None
    badge: Badge
    priority: str
    title: str
    detail: str
    ring: str  # whom to ring up; empty when somebody sits there
    script: str  # what to read out, for a voice task
    age: str
    count: str
    level: int
    owner: str
    taken: bool
    action: str  # the word on its button; empty where there is nothing to take
    key: str  # what takes it besides the button
    is_next: bool  # the one that is taken when no place is named
    place: int  # among the room's items, 0 first: what `take` means
    refusal: str  # why the action cannot be done by whoever sits here; empty when it can
    answer: str  # what became of the last try: asking, or why not


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an item stands on the strip, and what is known of it besides its row."""

    place: int
    is_next: bool
    refusal: str
    answer: str
    duties: tuple[DutyRow, ...]
    telephones: bool = False  # this operator rings whoever is asked, and writes down what was said


def line_of(row: AttentionRow, at: Standing, now: datetime) -> AttentionLine:
    """Put an item into words."""
    title, _, ring = row.text.partition(_RING)
    about = [part for part in (row.incident_number, row.call_sign) if part and part not in title]
    return AttentionLine(
        attention_id=row.attention_id,
        badge=attention_badge(row.kind),
        priority=priority_word(row.priority) if row.priority else "",
        title=title,
        detail=" · ".join(about),
        ring=tr("ring {whom}", whom=ring) if ring else "",
        script=(row.voice_script or "") if row.kind is AttentionKind.VOICE_TASK else "",
        age=age(row.raised_at, now),
        count=f"×{row.count}" if row.count > 1 else "",
        level=row.level,
        owner=for_whom(row, at.duties),
        taken=row.state is AttentionState.TAKEN,
        action=tr("Told") if at.telephones else action_of(row),
        key="F6" if at.is_next else tr("Alt+{place}", place=at.place + 1) if at.place < WITH_KEYS else "",
        is_next=at.is_next,
        place=at.place,
        refusal=at.refusal,
        answer=at.answer,
    )


def rung_up(row: AttentionRow) -> str:
    """Return the name of whoever is to be rung up and may acknowledge an item by telephone; empty when nobody is."""
    _, _, ring = row.text.partition(_RING)
    name, on, _number = ring.partition(" on ")
    return name if on and row.kind in _BY_TELEPHONE and row.state is AttentionState.OPEN else ""


def own_line(text: str) -> AttentionLine:
    """Return a line of this workstation's own: it stands until its reason is gone."""
    badge = Badge("triangle", "!", tr("this workstation"), "warning")
    return AttentionLine(attention_id=None, badge=badge, priority="", title=text, detail="", ring="", script="",
                         age="", count="", level=0, owner="", taken=False, action="", key="", is_next=False, place=-1,
                         refusal="", answer="")  # fmt: skip


def action_of(row: AttentionRow) -> str:
    """Return the word on an item's button; empty where nothing is left to do with it."""
    if row.state is AttentionState.TAKEN and row.kind is AttentionKind.EMERGENCY:
        return tr("Settle")
    if row.state is AttentionState.TAKEN and row.kind is not AttentionKind.VOICE_TASK:
        return ""
    return tr(_ACTIONS.get(row.kind, "Take"))


def for_whom(row: AttentionRow, duties: tuple[DutyRow, ...]) -> str:
    """Say who has an item, or whom it asks."""
    if row.owner and row.spoke_for and row.spoke_for != row.owner:
        return tr("{name} has it, {other} said so", name=row.owner, other=row.spoke_for)
    if row.owner:
        return tr("{name} has it", name=row.owner)
    if row.needs_all:
        there = {duty.operator_id for duty in duties if duty.role is row.for_role}
        have = len(row.given)
        return tr("every {role}: {have} of {all} have", role=role_word(row.for_role), have=have,
                  all=max(len(there), have))  # fmt: skip
    if row.for_seat:
        return tr("for {seat}" if row.is_for_owner else "given to {seat}", seat=row.for_seat)
    return tr("for the {role}", role=role_word(row.for_role))


def is_heard_by(row: AttentionRow, actor: Actor | None, duties: tuple[DutyRow, ...]) -> bool:
    """Tell whether an item sounds at a seat: what asks somebody who is there is heard there, everything else by all."""
    if actor is None:
        return True
    if row.for_seat is not None and any(duty.seat == row.for_seat for duty in duties):
        return row.for_seat == actor.seat
    asked = [duty for duty in duties if duty.role is row.for_role]
    if not asked:
        return True
    own = next((duty.name for duty in asked if duty.seat == actor.seat), None)
    return own is not None and not (row.needs_all and own in row.given)
