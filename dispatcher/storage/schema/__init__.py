"""Every table. Columns are tied to states by CHECKs and partial unique indexes; migrations repeat them by hand."""

from dispatcher.storage.schema.base import metadata
from dispatcher.storage.schema.callers import complaints, read_back_debts, read_backs
from dispatcher.storage.schema.contacts import contact_parts, contacts, intake_sources
from dispatcher.storage.schema.drafts import drafts
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
from dispatcher.storage.schema.same_event import (
    call_facts,
    call_moves,
    incident_links,
    kept_apart,
    merge_promises,
    merges,
)
from dispatcher.storage.schema.triage import documents, gradings, triage_answers, triage_cards, triage_runs
from dispatcher.storage.schema.units import addresses, recipients, stations, unit_positions, units

__all__ = [
    "addresses",
    "assignments",
    "attempts",
    "attention",
    "attention_acknowledgements",
    "call_facts",
    "call_moves",
    "calls",
    "channel_tests",
    "channels",
    "complaints",
    "contact_parts",
    "contacts",
    "counters",
    "deadlines",
    "documents",
    "drafts",
    "duties",
    "gradings",
    "inbound",
    "incident_links",
    "incidents",
    "installation",
    "intake_sources",
    "journal",
    "journal_head",
    "kept_apart",
    "leases",
    "merge_promises",
    "merges",
    "messages",
    "metadata",
    "operators",
    "partners",
    "pauses",
    "personal_values",
    "policies",
    "promises",
    "proposals",
    "read_back_debts",
    "read_backs",
    "recipients",
    "roll_call_units",
    "roll_calls",
    "rungs",
    "stations",
    "transfers",
    "transmissions",
    "triage_answers",
    "triage_cards",
    "triage_runs",
    "unit_positions",
    "units",
]
