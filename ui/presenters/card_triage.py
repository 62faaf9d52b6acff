"""What the incident card says of the questions that were asked and of the grade that was given."""

from collections.abc import Iterator

from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.triage_rows import GradingRow, TriageRow
from ui.wording import tr


def triage_facts(card: IncidentCard) -> Iterator[tuple[str, str]]:
    """Yield dangers first, then why it is graded so, then how far each card went."""
    hazards = dict.fromkeys(text for row in card.triage for text in row.hazards)
    if hazards:
        yield tr("hazards"), ", ".join(hazards)
    if card.gradings:
        why = _why(card.gradings[-1])
        if why:
            yield tr("because"), why
    for row in card.triage:
        yield tr("asked"), _asked(row)
        if row.crew:
            yield tr("for the crew"), "; ".join(row.crew)
        if row.explanation.computed is not card.priority and row.answers:
            yield tr("the card gives"), row.explanation.computed.value


def _why(row: GradingRow) -> str:
    rules = "; ".join(rule.says for rule in row.explanation.applied)
    if row.explanation.is_override:
        against = tr("{given} against {computed}", given=row.given.value, computed=row.explanation.computed.value)
        return ": ".join(part for part in (against, row.reason or rules) if part)
    return row.reason or rules


def _asked(row: TriageRow) -> str:
    if row.skipped:
        return tr("{card}: skipped, {reason}", card=row.title, reason=row.skipped)
    end = tr("complete") if row.complete else tr("not complete")
    return tr("{card}: {count} answers, {end}", card=row.title, count=len(row.answers), end=end)
