"""The attention strip. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.triage import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionRow:
    """One item of the attention strip, most pressing first."""

    attention_id: str
    kind: AttentionKind
    state: AttentionState
    text: str
    priority: Priority | None
    count: int  # how often the cause came
    level: int  # louder each time an unanswered step comes again
    for_role: Role
    owner: str | None  # operator's name once taken
    raised_at: datetime
    incident_id: str | None
    incident_number: str | None
    call_sign: str | None
    voice_script: str | None  # what to read out, for voice tasks
    for_seat: str | None = None  # the seat that it is for, when it is for one
    is_for_owner: bool = False  # that seat owns the incident; else it was given to it
    least_role: Role | None = None  # whose acknowledgement counts, and that of everybody above; None: anybody's
    needs_all: bool = False  # everybody of the role who is on duty must acknowledge
    given: tuple[str, ...] = ()  # who of them has
    spoke_for: str | None = None  # whose acknowledgement was heard by telephone
    proposal_id: str | None = None  # for approvals
    chain: str | None = None  # "subject:subject id" of the guard that raised it
    unresolved: int = 0  # how many items there are in all: a flood is not read whole
