"""Rows of what is to be read out by voice."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.domain.triage import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRow:
    """What went out before to the same recipient with the same words."""

    transmission_id: str
    channel: str
    state: TransmissionState


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceTaskRow:
    """A message that waits to be read out to one crew."""

    transmission_id: str
    attention_id: str | None  # of the item that asks for it; None when nobody is asked
    taken_by: str | None  # name of whoever has taken that item
    incident_id: str
    incident_number: str
    purpose: Purpose
    priority: Priority  # as the incident is graded now
    type_name: str
    place: str
    units: tuple[str, ...]  # call signs on the incident now
    call_sign: str
    text: str  # the message as it was written
    talkgroup: str  # where the crew is called: its own address on the voice channel, else that channel's title
    queued_at: datetime
    next_step: str | None  # of the chain that asked for the voice task
    next_due_at: datetime | None
    tried: tuple[TriedRow, ...]
