"""The question cards gone through for an incident, and every grade it was given."""

import functools

from sqlalchemy import Connection, Row, select

from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_cards import Card, TriageBook, triage
from dispatcher.packs.triage import CardPart, book_of
from dispatcher.queries.boards import active_pack
from dispatcher.queries.triage_rows import AnswerRow, GradingRow, TriageRow
from dispatcher.storage import triage as store
from dispatcher.storage.schema import gradings, operators, personal_values, triage_answers, triage_cards


def triage_of(connection: Connection, incident_id: str) -> tuple[TriageRow, ...]:
    """Read the cards gone through, the first one first."""
    return tuple(_run(connection, row) for row in store.runs_of(connection, incident_id))


def gradings_of(connection: Connection, incident_id: str) -> tuple[GradingRow, ...]:
    """Read the grades given, the first one first."""
    rows = connection.execute(
        select(gradings, operators.c.name, personal_values.c.value)
        .outerjoin(operators, operators.c.id == gradings.c.operator_id)
        .outerjoin(personal_values, personal_values.c.id == gradings.c.reason_id)
        .where(gradings.c.incident_id == incident_id)
        .order_by(gradings.c.id)
    )
    return tuple(
        GradingRow(
            at=row.at, operator=row.name or row.operator_id, was=Priority(row.was) if row.was else None,
            given=Priority(row.given), impact=Impact(row.impact), urgency=Urgency(row.urgency),
            reason=row.value or "", explanation=store.explanation_of(row.explanation),
        )
        for row in rows
    )  # fmt: skip


def card_of(connection: Connection, pack: str, name: str, version: int) -> Card | None:
    """Return a question card in a version that was ever active."""
    of = (triage_cards.c.pack == pack, triage_cards.c.name == name, triage_cards.c.version == version)
    body = connection.execute(select(triage_cards.c.body).where(*of)).scalar()
    return _parsed(body) if body else None


@functools.lru_cache(maxsize=256)
def _parsed(body: str) -> Card:
    """Parsed once: a stored card never changes."""
    return book_of([CardPart.model_validate_json(body)], ()).cards[0]


def _run(connection: Connection, run: store.Found) -> TriageRow:
    card = card_of(connection, run.pack, run.card, run.version)
    answers = _answers(connection, run, card)
    explanation = store.explanation_of(run.explanation)
    pack = active_pack(connection)
    book = TriageBook(cards=(card,) if card else (), modifiers=book_of((), pack.modifier).modifiers)
    standing = [row for row in answers if row.superseded_at is None]
    result = triage(
        book, run.incident_type, (explanation.base_impact, explanation.base_urgency),
        {row.question: row.value for row in standing}, run.modifiers.split(),
    )  # fmt: skip
    titles = {each.name: each.title for each in book.modifiers}
    return TriageRow(
        run_id=run.id, card=run.card, version=run.version, title=card.title if card else run.card,
        began_at=run.began_at, recorded_at=run.recorded_at, operator=_name(connection, run.operator_id),
        complete=run.completed_at is not None, skipped=_words(connection, run.skip_reason_id),
        answers=tuple(_in_order(standing, card)), former=tuple(row for row in answers if row.superseded_at is not None),
        modifiers=tuple(titles.get(name, name) for name in result.modifiers or run.modifiers.split()),
        explanation=explanation, hazards=result.hazards, crew=result.crew,
    )  # fmt: skip


def _answers(connection: Connection, run: store.Found, card: Card | None) -> list[AnswerRow]:
    rows = connection.execute(
        select(triage_answers, operators.c.name, personal_values.c.value.label("words"))
        .outerjoin(operators, operators.c.id == triage_answers.c.operator_id)
        .outerjoin(personal_values, personal_values.c.id == triage_answers.c.words_id)
        .where(triage_answers.c.run_id == run.id)
        .order_by(triage_answers.c.id)
    )
    return [_answer(row, card) for row in rows]


def _answer(row: Row[tuple[object, ...]], card: Card | None) -> AnswerRow:
    question = card.question(row.question) if card else None
    choice = question.choice(row.value) if question else None
    told = (row.words or "") if row.words_id else choice.title if choice else row.value
    return AnswerRow(
        question=row.question, ask=question.ask if question else row.question, value=row.value, answer=told,
        answered_at=row.answered_at, operator=row.name or row.operator_id, superseded_at=row.superseded_at,
    )  # fmt: skip


def _in_order(rows: list[AnswerRow], card: Card | None) -> list[AnswerRow]:
    places = {question.name: place for place, question in enumerate(card.questions)} if card else {}
    return sorted(rows, key=lambda row: places.get(row.question, len(places)))


def _name(connection: Connection, operator_id: str) -> str:
    name = connection.execute(select(operators.c.name).where(operators.c.id == operator_id)).scalar()
    return name or operator_id


def _words(connection: Connection, value_id: str | None) -> str:
    if value_id is None:
        return ""
    of = personal_values.c.id == value_id
    return connection.execute(select(personal_values.c.value).where(of)).scalar() or "(destroyed)"
