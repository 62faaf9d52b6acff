"""What a call says now, for the other parts of its panel."""

from dispatcher.domain.calls import PlaceSource
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_section import CallFacts
from ui.presenters.command_line_vocabulary import Vocabulary

_F = CallField


def facts_of(call: Call, words: Vocabulary) -> CallFacts:
    """Return the facts of a call."""
    draft, opened = call.draft, call.opened
    impact, urgency = draft.grading(words)
    row, position = draft.type_row(words), draft.position
    return CallFacts(
        draft_id=call.id,
        place=draft.place_words(),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        verified=position is not None and position.verified,
        place_source=position.source if position else PlaceSource.TYPED,
        place_confidence=position.confidence if position else None,
        incident_type=row.name if row else "",
        kind=draft.kind_now(words),
        narrative=draft.text(_F.NARRATIVE),
        caller_name=draft.text(_F.CALLER_NAME),
        caller_number=draft.text(_F.CALLER_NUMBER),
        caller_relation=draft.text(_F.RELATION),
        caller_language=draft.text(_F.LANGUAGE),
        persons_involved=draft.persons(),
        asset_number=draft.text(_F.ASSET),
        impact=impact,
        urgency=urgency,
        priority=draft.priority(words),
        emergency=draft.is_emergency(words),
        medium=draft.medium,
        contact_at=draft.contact_at,
        incident_id=opened.incident_id if opened else None,
        call_id=opened.call_id if opened else None,
    )
