"""A call as screens show it. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.calls import Medium
from dispatcher.queries.same_event_rows import FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call about an incident; words are empty where nobody said them, or where they were destroyed."""

    call_id: str
    medium: Medium
    contact_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_up_at: datetime | None
    entered_at: datetime
    operator: str
    seat: str
    further: bool  # its incident was there already
    late: bool  # entered long after it came
    caller_name: str
    caller_number: str
    caller_relation: str
    caller_language: str
    caller_needs: str
    narrative: str
    facts: tuple[FactRow, ...] = ()  # what it said that the record did not
    came_from: str = ""  # the number of the incident that it came to, when that is another
