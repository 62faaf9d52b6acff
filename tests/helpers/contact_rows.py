"""Contacts for tests of the screen, most of each made up from its number."""

from typing import Any

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import ContactState, SourceKind, SourceState
from dispatcher.domain.triage import Priority
from dispatcher.queries.contacts import ContactList, ContactPartRow, ContactRow, ContactWhole, SourceRow
from tests.helpers.scenes import ago

_MEDIA = (Medium.CHAT, Medium.EMAIL, Medium.SOCIAL, Medium.PORTAL)


def contact_row(number: int, **changes: Any) -> ContactRow:
    """Somebody who wrote a while ago."""
    values: dict[str, Any] = {
        "contact_id": f"c{number}",
        "medium": _MEDIA[number % len(_MEDIA)],
        "source": "mailbox",
        "priority": Priority.P3,
        "state": ContactState.WAITING,
        "contact_at": ago(40 + number * 20),
        "received_at": ago(40 + number * 20),
        **dict.fromkeys(("answered_at", "ended_at", "seat", "taken_by", "taken_seat", "batch")),
        "sender": f"Ann Number {number}",
        "subject": "smell of gas",
        "preview": "It smells of gas in our stairwell, on the second floor.",
        "note": "",
        "complete": True,
        "repeats": 0,
        "attachments": 0,
    }
    return ContactRow(**(values | changes))


def contact_list(*rows: ContactRow) -> ContactList:
    """What is not settled."""
    waiting = sum(row.waiting for row in rows if row.state is ContactState.WAITING)
    return ContactList(rows=rows, waiting=waiting, taken=sum(row.state is ContactState.TAKEN for row in rows))


def contact_whole(row: ContactRow, **changes: Any) -> ContactWhole:
    """One with all its words."""
    values: dict[str, Any] = {
        "row": row,
        "said_at": ago(60),
        "body": f"{row.preview}\nPlease come soon.",
        "octets": 1_234,
        "attachments": (ContactPartRow(place=1, name="stair.jpg", type="image/jpeg", size=4_096, is_kept=True),),
        **dict.fromkeys(
            ("settled_at", "settled_by", "call_id", "incident_id", "incident_number", "disposition")
        ),
        "reason": "",
    }  # fmt: skip
    return ContactWhole(**(values | changes))


def source_row(name: str = "mailbox", **changes: Any) -> SourceRow:
    """A mailbox that works."""
    values: dict[str, Any] = {
        "name": name, "kind": SourceKind.IMAP, "medium": Medium.EMAIL, "state": SourceState.UP, "since": ago(3_600),
        "reason": "", "has_holder": True, "last_at": ago(40), "in_last_hour": 3, "per_minute": 0.2,
    }  # fmt: skip
    return SourceRow(**(values | changes))
