"""Rows of a search, as a room would answer."""

from typing import Any

from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.triage import Priority
from dispatcher.queries.search_rows import SearchMatch, SearchRow
from tests.helpers.fake_room import START


def search_row(number: int, *matches: SearchMatch, **more: Any) -> SearchRow:
    return SearchRow(**{
        "incident_id": f"i{number}", "number": f"2026-{number:06d}", "state": IncidentState.OPEN, "kind": Kind.INCIDENT,
        "priority": Priority.P2, "incident_type": "fire", "type_name": "Fire", "place": f"Quay {number}",
        "contact_at": START, "opened_at": START, "closed_at": None, "outcome": None,
        "exact": not any(match.alike for match in matches), "matches": matches, **more,
    })  # fmt: skip
