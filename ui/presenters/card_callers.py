"""What an incident card says of its callers: how it stands with the read-back, what it was taken for, a complaint."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.complaints import ComplaintState
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing
from dispatcher.queries.caller_rows import ComplainedRow, ComplaintRow, KindRow
from dispatcher.queries.card_rows import IncidentCard
from ui.presenters.command_grammar_callers import OUTCOMES
from ui.presenters.read_back_facts import badge_of, standing_words
from ui.wording import Badge, age, clock_time, kind_word, nature_badge, short_time, tr


def caller_flags(card: IncidentCard) -> tuple[Badge, ...]:
    """Return what is not usual of it: no emergency, no incident, a read-back that is owed."""
    unusual = card.kind is not Kind.INCIDENT or not card.emergency
    flags = [nature_badge(card.kind, emergency=card.emergency)] if unusual else []
    owed = card.read_back.standing is Standing.OWED
    return (*flags, *((badge_of(Standing.OWED),) if owed else ()))


def caller_facts(card: IncidentCard, now: datetime, local: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """Return the facts, each a name and its words."""
    facts: list[tuple[str, str]] = []
    if card.kind is not Kind.INCIDENT or card.kinds:
        facts.append((tr("kind"), "; ".join((kind_word(card.kind), *(_was(row, local) for row in card.kinds)))))
    if card.complaint is not None and card.complaint.state is not ComplaintState.VOID:
        facts.append((tr("complaint"), _complaint(card.complaint, now, local)))
    if card.complained:
        facts.append((tr("complaints about it"), ", ".join(_complained(row, local) for row in card.complained)))
    if card.read_back.standing is not Standing.NOT_ASKED:
        said = standing_words(card.read_back, now, local)
        facts.append((tr("read-back"), said or badge_of(card.read_back.standing).word))
    return tuple(facts)


def _was(row: KindRow, local: ZoneInfo) -> str:
    at = clock_time(row.at, local)
    return tr(
        "{kind} until {time} ({name}: {why})", kind=kind_word(row.was), time=at, name=row.operator, why=row.reason
    )


def _complaint(row: ComplaintRow, now: datetime, local: ZoneInfo) -> str:
    parts = [tr("about {number}", number=row.about_number)] if row.about_number else []
    if row.state is ComplaintState.ANSWERED and row.outcome is not None and row.answered_at is not None:
        said = tr("answered {time} by {name}, {outcome}: {words}", time=clock_time(row.answered_at, local),
                  name=row.answered_by or "?", outcome=tr(OUTCOMES[row.outcome]), words=row.answer)  # fmt: skip
    elif row.acknowledged_at is not None and row.state is ComplaintState.ACKNOWLEDGED:
        told = clock_time(row.acknowledged_at, local)
        said = tr("acknowledged {time}, to be answered {due}", time=told, due=_due(row, now, local))
    else:
        said = tr("received, to be acknowledged {due}", due=_due(row, now, local))
    return ", ".join((said, *parts))


def _complained(row: ComplainedRow, local: ZoneInfo) -> str:
    if row.outcome is not None:
        return tr("{number} ({outcome})", number=row.number, outcome=tr(OUTCOMES[row.outcome]))
    return tr("{number} (open since {time})", number=row.number, time=clock_time(row.received_at, local))


def _due(row: ComplaintRow, now: datetime, local: ZoneInfo) -> str:
    if row.due_at is None:
        return ""
    if row.due_at < now:
        return tr("{age} ago", age=age(row.due_at, now))
    same_day = row.due_at.astimezone(local).date() == now.astimezone(local).date()
    at = short_time(row.due_at, local) if same_day else row.due_at.astimezone(local).strftime("%d.%m. %H:%M")
    return tr("by {time}", time=at)
