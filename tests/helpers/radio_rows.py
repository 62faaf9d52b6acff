"""Rows for tests of the radio desk, most of each made up from its number."""

from typing import Any

from dispatcher.domain.channels import ChannelTestExpects, ChannelTestState
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.queries.channels import ChannelDetailRow, ChannelTestRow, OutgoingRow
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.voice_rows import TriedRow, VoiceTaskRow
from tests.helpers.panel_rows import SIGNS
from tests.helpers.scenes import ago


def voice_row(number: int, **changes: Any) -> VoiceTaskRow:
    """A fire that a crew's pager was told of and that nobody has acknowledged."""
    place = "Boulevard des Moulins 12, 4th floor"
    values: dict[str, Any] = {
        "transmission_id": f"v{number}",
        "attention_id": f"a{number}",
        "taken_by": None,
        "incident_id": f"i{number}",
        "incident_number": f"2026-{number:06d}",
        "purpose": Purpose.DISPATCH,
        "priority": Priority.P1,
        "type_name": "Building fire",
        "place": place,
        "units": (SIGNS[number % len(SIGNS)], "L11"),
        "call_sign": SIGNS[number % len(SIGNS)],
        "text": f"P1 / BUILDING FIRE / {place} / {SIGNS[number % len(SIGNS)]} L11 / balcony side / 2026-{number:06d}",
        "talkgroup": "Voice radio",
        "queued_at": ago(40),
        "next_step": "dispatch/ask:supervisor",
        "next_due_at": ago(-30),
        "tried": (TriedRow(transmission_id=f"t{number}", channel="paging", state=TransmissionState.ACCEPTED),),
    }
    return VoiceTaskRow(**(values | changes))


def inbound_row(number: int, **changes: Any) -> InboundRow:
    """A crew's words that answer its page."""
    values: dict[str, Any] = {
        "inbound_id": f"n{number}",
        "at": ago(10 + number * 20),
        "sent_at": None,
        "channel": "sms",
        "channel_title": "Text messages",
        "sender": f"+3360000{number:04d}",
        "call_sign": SIGNS[number % len(SIGNS)],
        "kind": InboundKind.TEXT,
        "code": None,
        "meaning": "",
        "words": "on our way",
        "complete": True,
        "outcome": InboundOutcome.ANSWERED,
        "duplicate": False,
        "incident_id": f"i{number}",
        "incident_number": f"2026-{number:06d}",
        **dict.fromkeys(("latitude", "longitude")),
        "bytes_received": b"+CMT: on our way",
    }
    return InboundRow(**(values | changes))


def emergency_row(number: int, **changes: Any) -> InboundRow:
    """Somebody of a crew pressed the button."""
    said: dict[str, Any] = {
        "kind": InboundKind.EMERGENCY, "code": 0, "meaning": "emergency button", "words": None,
        "outcome": InboundOutcome.EMERGENCY, "channel": "tetra", "channel_title": "TETRA", "latitude": 43.7384,
        "longitude": 7.4246,
    }  # fmt: skip
    return inbound_row(number, **(said | changes))


def test_row(number: int, **changes: Any) -> ChannelTestRow:
    """A test that passed."""
    values: dict[str, Any] = {
        "test_id": f"x{number}",
        "channel": "paging",
        "state": ChannelTestState.PASSED,
        "expects": ChannelTestExpects.ACCEPTED,
        "reached": "accepted",
        "asked_by": None,
        "queued_at": ago(250 + number * 3600),
        "due_at": ago(190 + number * 3600),
        "claimed_at": ago(249 + number * 3600),
        "ended_at": ago(247 + number * 3600),
        "address": "9999",
        "text": f"TEST {number}",
        "code": "211",
        "detail": "Page accepted",
        "bytes_sent": b"\x029999\rTEST\r\x03",
        "bytes_received": b"211\r\x06\r",
    }
    return ChannelTestRow(**(values | changes))


test_row.__test__ = False  # type: ignore[attr-defined]  # not a test of pytest's


def channel_row(name: str, **changes: Any) -> ChannelDetailRow:
    """A channel that is up, with nothing to do."""
    values: dict[str, Any] = {
        "name": name,
        "title": name.title(),
        "driver": "tap",
        "is_voice": name == "voice",
        "highest": TransmissionState.ACCEPTED,
        "state": "up",
        "since": ago(5400),
        "reason": "",
        "has_holder": True,
        "held_since": None,
        "held_by": None,
        "hold_reason": "",
        "waiting": (),
        "on_line": (),
        "queue": (),
        "clear_in_s": 0.0,
        "is_open": False,
        "is_informal": False,
        "has_test": True,
        "test": test_row(0, channel=name),
        "next_test_at": ago(-1800),
        "window_s": 3600.0,
        "attempted": 52,
        "accepted": 51,
        "settled": 0,
        "delivered": None,
        "low_success": False,
    }
    return ChannelDetailRow(**(values | changes))


def outgoing_row(call_sign: str, **changes: Any) -> OutgoingRow:
    """A page that waits for the line."""
    values: dict[str, Any] = {
        "call_signs": (call_sign,),
        "incident_id": "i1",
        "incident_number": "2026-000001",
        "rank": 1,
        "queued_at": ago(12),
        "on_air_in_s": 4.2,
    }
    return OutgoingRow(**(values | changes))
