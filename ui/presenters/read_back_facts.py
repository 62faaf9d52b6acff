"""From the facts of a call and what the room can tell to what is said back, and how an incident stands, in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.read_back import Outcome, ReadBackRules, Standing, WhyNot
from dispatcher.domain.saying import Heard, Item
from dispatcher.queries.caller_rows import ReadBackRow, ReadBackState, ToldRow
from dispatcher.queries.card_rows import IncidentCard
from ui.presenters.call_section import CallFacts
from ui.wording import Badge, age, clock_time, tr

TITLES: Mapping[Item, str] = {
    Item.PLACE: "Where",
    Item.TYPE: "What",
    Item.PERSONS: "Persons",
    Item.NUMBER: "Call back on",
    Item.GRADE: "How grave",
    Item.NEXT: "What happens",
    Item.TIME: "When",
}
REASONS: Mapping[WhyNot, str] = {
    WhyNot.RANG_OFF: "the caller rang off",
    WhyNot.NO_LANGUAGE: "no language in common",
    WhyNot.DANGER: "talking puts the caller in danger",
    WhyNot.OTHER: "another reason, in words",
}
_BADGES: Mapping[Standing, tuple[str, str, str, str]] = {
    Standing.NOT_ASKED: ("ring", "-", "not asked for", "text_muted"),
    Standing.WANTED: ("hourglass", "W", "to be read back", "plate_warning"),
    Standing.OWED: ("octagon", "!", "READ-BACK OWED", "plate_alarm"),
    Standing.DONE: ("tick", "K", "read back", "plate_muted"),
    Standing.EXPLAINED: ("half", "E", "not read back, explained", "plate_muted"),
}


def facts_of(card: IncidentCard) -> tuple[CallFacts, ...]:
    """Return the facts of an incident as each of its calls has it, the last one last, as if it were being taken."""
    of_all = CallFacts(
        draft_id=f"{card.incident_id}/", place=card.place, latitude=card.latitude, longitude=card.longitude,
        verified=card.verified, incident_type=card.incident_type, kind=card.kind,
        persons_involved=card.persons_involved, asset_number=card.asset_number, impact=card.impact,
        urgency=card.urgency, priority=card.priority, emergency=card.emergency, incident_id=card.incident_id,
    )  # fmt: skip
    each = tuple(
        replace(
            of_all, draft_id=f"{card.incident_id}/{call.call_id}", call_id=call.call_id, medium=call.medium,
            contact_at=call.contact_at, caller_name=call.caller_name, caller_number=call.caller_number,
            caller_relation=call.caller_relation, caller_language=call.caller_language,
        )
        for call in card.calls
    )  # fmt: skip
    return each or (of_all,)


def heard_of(facts: CallFacts, type_title: str, told: ToldRow | None, rules: ReadBackRules) -> Heard:
    """Return what was understood, and what the room does about it."""
    units = told.units if told else ()
    forecast = told.arrival_s if told else None
    return Heard(
        place=facts.place, verified=facts.verified, incident_type=facts.incident_type, type_title=type_title,
        kind=facts.kind, priority=facts.priority, persons=facts.persons_involved, number=facts.caller_number,
        alerted=tuple(unit.type_name for unit in units if not unit.acknowledged),
        coming=tuple(unit.type_name for unit in units if unit.acknowledged and not unit.there),
        there=tuple(unit.type_name for unit in units if unit.there),
        arrival_s=forecast or rules.arrival_s.get(facts.priority),
        call_back_s=rules.call_back_s.get(facts.priority),
    )  # fmt: skip


def badge_of(standing: Standing) -> Badge:
    """Return the badge of how an incident stands."""
    shape, letter, word, tone = _BADGES[standing]
    return Badge(shape, letter, tr(word), tone)


def standing_words(state: ReadBackState, now: datetime, zone: ZoneInfo) -> str:
    """Say since when it is owed, or who did what when."""
    if state.standing is Standing.OWED and state.owed_since is not None:
        since = clock_time(state.owed_since, zone)
        return tr("since {time}, {age} ago: units went first", time=since, age=age(state.owed_since, now))
    settled = [row for row in state.rows if row.outcome is not Outcome.PARTIAL]
    if settled:
        return _became(settled[-1], zone)
    if state.rows:
        row = state.rows[-1]
        return tr("begun {time} by {name}", time=clock_time(row.at, zone), name=row.operator)
    return ""


def became_words(row: ReadBackRow, zone: ZoneInfo) -> str:
    """Say what became of one read-back, as a line of its own."""
    if row.outcome is Outcome.PARTIAL:
        items = ", ".join(tr(TITLES[item]) for item in row.confirmed)
        return tr("in part {time} by {name}: {items}", time=clock_time(row.at, zone), name=row.operator, items=items)
    return _became(row, zone)


def _became(row: ReadBackRow, zone: ZoneInfo) -> str:
    at = clock_time(row.at, zone)
    match row.outcome:
        case Outcome.COMPLETE:
            return tr("done {time} by {name}", time=at, name=row.operator)
        case Outcome.SKIPPED:
            return tr("{time} {name} sent units without: {words}", time=at, name=row.operator, words=row.words)
        case _:
            why = tr(REASONS[row.why_not]) if row.why_not not in (None, WhyNot.OTHER) else ""
            said = "; ".join(part for part in (why, row.words) if part)
            return tr("{time} {name}: not possible, {words}", time=at, name=row.operator, words=said)
