"""The rows of the inbound feed. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.inbound import InboundKind, InboundOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRow:
    """One thing that came in over a channel, and what the room made of it."""

    inbound_id: str
    at: datetime  # when we heard it
    sent_at: datetime | None  # the network's word
    channel: str
    channel_title: str
    sender: str  # its address on the channel; "(destroyed)" once it is
    call_sign: str | None  # None: nobody knows the sender
    kind: InboundKind
    code: int | None  # of a status
    meaning: str  # what it means, or why nothing could be made of it
    words: str | None  # of a text
    complete: bool  # False: parts of a long text never came
    outcome: InboundOutcome
    duplicate: bool  # the same frame came a moment ago; kept all the same
    incident_id: str | None
    incident_number: str | None
    latitude: float | None  # of an emergency
    longitude: float | None
    bytes_received: bytes

    @property
    def who(self) -> str:
        """The unit, else the address that nobody knows."""
        return self.call_sign or self.sender
