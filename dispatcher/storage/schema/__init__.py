"""Every table. Columns are tied to states by CHECKs and partial unique indexes; migrations repeat them by hand."""

from dispatcher.storage.schema.base import metadata
from dispatcher.storage.schema.guards import attention, attention_acknowledgements, deadlines
from dispatcher.storage.schema.incidents import assignments, calls, incidents
from dispatcher.storage.schema.owed import partners, pauses, promises, proposals, roll_call_units, roll_calls, transfers
from dispatcher.storage.schema.radio import attempts, channel_tests, channels, inbound, messages, rungs, transmissions
from dispatcher.storage.schema.room import (
    counters,
    duties,
    installation,
    journal,
    journal_head,
    leases,
    operators,
    personal_values,
    policies,
)
from dispatcher.storage.schema.search import search_incidents, search_keys, search_postings, search_words
from dispatcher.storage.schema.units import addresses, recipients, stations, unit_positions, units

__all__ = [
    "addresses",
    "assignments",
    "attempts",
    "attention",
    "attention_acknowledgements",
    "calls",
    "channel_tests",
    "channels",
    "counters",
    "deadlines",
    "duties",
    "inbound",
    "incidents",
    "installation",
    "journal",
    "journal_head",
    "leases",
    "messages",
    "metadata",
    "operators",
    "partners",
    "pauses",
    "personal_values",
    "policies",
    "promises",
    "proposals",
    "recipients",
    "roll_call_units",
    "roll_calls",
    "rungs",
    "search_incidents",
    "search_keys",
    "search_postings",
    "search_words",
    "stations",
    "transfers",
    "transmissions",
    "unit_positions",
    "units",
]
