"""Who is on duty, and who can be reached. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachRow:
    """A role of the room: who sits in it, who is rung up for it, and who stands in when there is nobody."""

    role: Role
    on_duty: tuple[str, ...]  # names
    phones: tuple[str, ...]  # "name on number"
    stands_in: Role | None  # who is asked instead; None while somebody of the role can be reached, or nobody can
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """Somebody at a seat, in a role."""

    seat: str
    operator_id: str
    name: str
    role: Role
    since: datetime
