"""Record what was answered to the questions of a card: nothing is overwritten, and nobody is graded by it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import TriageRunId
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage_cards import Card, CardQuestion, QuestionKind, Triage, triage
from dispatcher.domain.triage_commands import GivenAnswer, RecordTriage, TriageRecorded
from dispatcher.services.opened import open_incident, require_call_of
from dispatcher.storage import calls
from dispatcher.storage import triage as store
from dispatcher.storage.incidents import Incident
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork

_LONGEST = 2_000
_AS_TOLD = frozenset({QuestionKind.NUMBER, QuestionKind.TEXT})
Told = dict[str, object]


def record_triage(command: RecordTriage, work: UnitOfWork) -> TriageRecorded:
    """Keep the answers beside what was answered before, and what the card gives with them."""
    require(command.actor, Act.TAKE_CALL)
    incident = open_incident(work, command.incident_id)
    card, known = _checked(command, work, incident)
    counted = [(given, _counts_as(card, given)) for given in command.answers]
    run = store.run_of(work.connection, incident.id, work.rules.triage.pack, card)
    run_id = run.id if run else work.new_id()
    standing = store.answers_of(work.connection, run_id)
    answers = _merged({name: row.value for name, row in standing.items()}, counted)
    modifiers = _modifiers(command, run)
    result = triage(work.rules.triage, known.name, (known.impact, known.urgency), answers, modifiers)
    skipped = _skip(command, work, incident, result)
    _put(command, work, run_id, run, result, modifiers, skipped)
    told = dict(_keep_answers(command, work, run_id, standing, counted))
    if run and not told and not skipped and tuple(run.modifiers.split()) == modifiers:
        raise InvalidTransition("nothing of it is new; it is recorded already", field="answers")
    reason = {"reason": {"id": skipped.id, "digest": skipped.digest}} if skipped else {}
    work.record(
        EntryKind.TRIAGE_RECORDED, command.actor, incident.id, run=run_id, card=card.name, version=card.version,
        answers=told, modifiers=list(modifiers), complete=result.complete, computed=result.explanation.computed.value,
        **reason,
    )  # fmt: skip
    return TriageRecorded(
        run_id=TriageRunId(run_id), complete=result.complete, computed=result.explanation.computed
    )  # fmt: skip


def _checked(command: RecordTriage, work: UnitOfWork, incident: Incident) -> tuple[Card, IncidentType]:
    book, known = work.rules.triage, work.rules.types.get(incident.incident_type)
    card = book.card(command.card)
    if card is None:
        raise UnknownThing(
            f"the pack has no question card {command.card!r}; {_there_are(each.name for each in book.cards)}",
            field="card",
        )
    if card.version != command.version:
        raise InvalidTransition(
            f"the card {card.name} is at version {card.version} now and was gone through at {command.version}; answer"
            " it as it is now",
            field="version",
        )
    if known is None or incident.incident_type not in card.types:
        raise InvalidTransition(
            f"the card {card.name} is not for {incident.type_name}, and {incident.number} is of that type; go through"
            " its own card, or change its type",
            field="card",
        )
    if command.call_id is not None:
        require_call_of(work, command.call_id, incident)
    offered = [each.name for each in book.modifiers_for(known.name)]
    for name in command.modifiers or ():
        if name not in offered:
            raise UnknownThing(f"{incident.type_name} has no modifier {name!r}; {_there_are(offered)}", "modifiers")
    return card, known


def _counts_as(card: Card, given: GivenAnswer) -> tuple[CardQuestion, str]:
    """Return the question, and what the answer counts as; "" when it is taken back."""
    question = card.question(given.question)
    if question is None:
        names = _there_are(each.name for each in card.questions)
        raise UnknownThing(f"the card {card.name} has no question {given.question!r}; {names}", field="answers")
    if not given.answer.strip():
        return question, ""
    if len(given.answer) > _LONGEST:
        raise Incomplete(f"an answer is {_LONGEST} signs at most; put the rest in the narrative", field="answers")
    value = question.value_of(given.answer)
    if value is None:
        raise Incomplete(f"“{question.ask}” cannot be answered so; {_can_be(question)}", field="answers")
    return question, value


def _there_are(names: Iterable[str]) -> str:
    return f"there are: {', '.join(names) or 'none'}"


def _can_be(question: CardQuestion) -> str:
    if question.kind is QuestionKind.NUMBER:
        return f"give a whole number from {question.least} to {question.most}"
    return f"choose one of: {', '.join(choice.value for choice in question.choices)}"


def _merged(standing: Mapping[str, str], counted: list[tuple[GivenAnswer, tuple[CardQuestion, str]]]) -> dict[str, str]:
    answers = dict(standing)
    for given, (_, value) in counted:
        if value:
            answers[given.question] = value
        else:
            answers.pop(given.question, None)
    return answers


def _modifiers(command: RecordTriage, run: Row[tuple[Any, ...]] | None) -> tuple[str, ...]:
    if command.modifiers is not None:
        return tuple(sorted(set(command.modifiers)))
    return tuple(run.modifiers.split()) if run else ()


def _skip(command: RecordTriage, work: UnitOfWork, incident: Incident, result: Triage) -> Kept | None:
    if not command.skipped.strip():
        return None
    if result.complete:
        raise InvalidTransition("every question was answered: there is nothing to skip", field="skipped")
    return work.keep("incident", incident.id, "skip_reason", command.skipped.strip()[:_LONGEST])


def _put(
    command: RecordTriage, work: UnitOfWork, run_id: str, run: Row[tuple[Any, ...]] | None, result: Triage,
    modifiers: tuple[str, ...], skipped: Kept | None,
) -> None:  # fmt: skip
    values: Told = {
        "modifiers": " ".join(modifiers), "computed": result.explanation.computed.value,
        "explanation": store.to_json(result.explanation), "recorded_at": work.now,
        "operator_id": command.actor.operator, "seat": command.actor.seat,
        "incident_type": result.explanation.incident_type,
    }  # fmt: skip
    if run is None:
        values |= {
            "incident_id": command.incident_id, "pack": work.rules.triage.pack, "card": command.card,
            "version": command.version, "began_at": min([work.now, *(given.at for given in command.answers)]),
        }  # fmt: skip
    if command.call_id is not None and (run is None or run.call_id is None):
        values["call_id"] = command.call_id
    if result.complete:
        completed_at = run.completed_at if run and run.completed_at else work.now
        values |= {"completed_at": completed_at, "skipped_at": None, "skip_reason_id": None}
    elif skipped:
        values |= {"completed_at": None, "skipped_at": work.now, "skip_reason_id": skipped.id}
    else:  # somebody goes on with it
        values |= {"completed_at": None, "skipped_at": None, "skip_reason_id": None}
    store.put_run(work.connection, run_id, run is None, **values)


def _keep_answers(
    command: RecordTriage,
    work: UnitOfWork,
    run_id: str,
    standing: Mapping[str, Row[tuple[Any, ...]]],
    counted: list[tuple[GivenAnswer, tuple[CardQuestion, str]]],
) -> Iterator[tuple[str, Told]]:
    """Store what is new; yield it as the journal may hold it."""
    now_standing = dict(standing)
    for given, (question, value) in counted:
        before = now_standing.get(question.name)
        if before is None and not value:
            continue
        if before is not None and _is_same(work, before, question, value, given.answer):
            continue
        if before is not None:
            store.supersede(work.connection, before.id, work.now)
            del now_standing[question.name]
        told: Told = {"value": value, **({"was": before.value} if before is not None else {})}
        if value:
            kept = _words(work, run_id, question, given.answer)
            told |= {"words": {"id": kept.id, "digest": kept.digest}} if kept else {}
            store.add_answer(
                work.connection, id=work.new_id(), run_id=run_id, question=question.name, value=value,
                words_id=kept.id if kept else None, answered_at=_moment(given.at, work.now), recorded_at=work.now,
                operator_id=command.actor.operator,
            )  # fmt: skip
        yield question.name, told


def _is_same(work: UnitOfWork, before: Row[tuple[Any, ...]], question: CardQuestion, value: str, typed: str) -> bool:
    """Tell whether it stands so already; words and numbers are compared as they were told."""
    if before.value != value:
        return False
    return question.kind not in _AS_TOLD or calls.words_of(work.connection, before.words_id) == typed.strip()


def _words(work: UnitOfWork, run_id: str, question: CardQuestion, typed: str) -> Kept | None:
    return work.keep("triage", run_id, "answer", typed.strip()) if question.kind in _AS_TOLD else None


def _moment(at: datetime, now: datetime) -> datetime:
    """An answer is not younger than its record, whatever the screen's clock said."""
    return min(at, now)
