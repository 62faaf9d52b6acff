"""Plan what a line does to an incident's record: names are looked up among teams, people and the open tasks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from dispatcher.domain.authority import Act, Role
from dispatcher.domain.identifiers import OperatorId, StakeholderId, TaskId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.record_commands import (
    AddNote,
    AddTask,
    BusinessImpact,
    RecordResolution,
    ReopenIncident,
    ScheduleIncident,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from dispatcher.domain.vocabulary import Field, flag
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.pack_rows import OperatorRow
from dispatcher.queries.record_rows import StakeholderRow, TaskRow, TeamRow
from ui.presenters.command_grammar_intents import NoteIntent
from ui.presenters.command_grammar_intents_record import (
    ImpactIntent,
    InformIntent,
    RecordIntent,
    ReopenIntent,
    ResolutionIntent,
    ScheduleIntent,
    SettleTaskIntent,
    TaskIntent,
    When,
)
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_line_citing import cited
from ui.presenters.command_line_doubts import refusal
from ui.presenters.command_line_plan import Names, Plan, Target, because
from ui.presenters.command_line_times import in_words, last_time, next_time, tomorrows
from ui.presenters.command_line_vocabulary import Vocabulary, begins
from ui.presenters.record_words import LINE_KIND, flagged_words, task_owner
from ui.wording import medium_word, role_word, short_time, tr, zone


def plan_record(intent: RecordIntent, names: Names) -> Plan:
    """Plan a task, who was told, what resolved it and what it cost, a later time, a further life."""
    match intent:
        case TaskIntent():
            return _task(intent, names)
        case SettleTaskIntent():
            return _settle(intent, names)
        case InformIntent():
            return _inform(intent, names)
        case ReopenIntent():
            return _reopen(intent, names)
        case ScheduleIntent():
            return _schedule(intent, names)
        case ImpactIntent():
            return _impact(intent, names)
        case ResolutionIntent():
            return _resolution(intent, names)


def plan_note(intent: NoteIntent, target: Target, names: Names) -> Plan:
    """Plan a line for the log, with its kind and the time at which it happened."""
    words = names.vocabulary
    source_at = past_of(intent.source, words) if intent.source else None
    text, cites = cited(intent.text, words.documents)
    command = AddNote(
        actor=names.actor, incident_id=target.incident_id, text=text, line_kind=intent.kind, source_at=source_at,
        options=intent.options, cites=cites,
    )  # fmt: skip
    kind = tr(LINE_KIND[intent.kind]).capitalize()
    when = tr(", happened {time}", time=short_time(source_at, zone(words.timezone))) if source_at else ""
    by = tr(", by {name} version {version}", name=cites.name, version=cites.version) if cites else ""
    effect = tr(
        "{kind} on {incident}{when}{by}: “{text}”", kind=kind, incident=target.label, when=when, by=by, text=text
    )
    if intent.options:
        effect = tr("{effect}; considered: “{options}”", effect=effect, options=intent.options)
    formal = intent.kind is LineKind.DECISION
    doubt = flagged_words(flag(intent.text, Field.DECISION, words.terms)) if formal else ""
    return Plan(command, effect, doubt, target.number)


def open_tasks(card: IncidentCard) -> tuple[TaskRow, ...]:
    """Return the tasks that nobody has settled, the next due first: in this order a line names them by number."""
    return tuple(row for row in card.record.tasks if row.state is TaskState.OPEN)


def tasks_words(card: IncidentCard | None) -> str:
    """Say which tasks keep an incident open; empty when none does, as far as is known."""
    left = ", ".join(task_owner(row) for row in open_tasks(card)) if card else ""
    return tr("tasks still open: {owners}; settle or hand them on", owners=left) if left else ""


def _task(intent: TaskIntent, names: Names) -> Plan:
    target, words = names.target(intent.incident), names.vocabulary
    owner, who = _owner(intent.owner, words)
    due_at = _due(intent.when, words)
    command = AddTask(
        actor=names.actor, incident_id=target.incident_id, words=intent.words, owner=owner, due_at=due_at
    )  # fmt: skip
    effect = tr("Task for {who} on {incident}, {when}", who=who, incident=target.label, when=_when(due_at, words))
    return Plan(command, because(effect, intent.words), "", target.number)


def _settle(intent: SettleTaskIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    found = open_tasks(names.card(intent.incident, target))
    if not found:
        stop_at(intent.place, tr("No task is open on {incident}", incident=target.number))
    place = int(intent.place.text or "1")
    if place > len(found):
        listed = ", ".join(f"{number} {task_owner(row)}" for number, row in enumerate(found, start=1))
        stop_at(intent.place, tr("There is no open task {place}; open: {listed}", place=place, listed=listed))
    if not intent.place.text and len(found) > 1:
        listed = ", ".join(f"{number} {task_owner(row)}, {row.words}" for number, row in enumerate(found, start=1))
        stop_at(intent.place, tr("Which task? {listed}", listed=listed))
    row = found[place - 1]
    command = SettleTask(actor=names.actor, task_id=TaskId(row.task_id), state=intent.state, words=intent.words)
    effect = tr(_SETTLES[intent.state], who=task_owner(row), task=row.words, incident=target.number)
    return Plan(command, because(effect, intent.words), "", target.number)


_SETTLES = {
    TaskState.DONE: "Task of {who} on {incident} is done: {task}",
    TaskState.WITHDRAWN: "Withdraw the task of {who} on {incident}: {task}",
    TaskState.HANDED_ON: "Hand the task of {who} on {incident} on: {task}",
}


def _inform(intent: InformIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    known = names.card(intent.incident, target).record.stakeholders
    row = _stakeholder(intent.person, known, target)
    command = TellStakeholder(
        actor=names.actor, stakeholder_id=StakeholderId(row.stakeholder_id), words=intent.words, medium=intent.medium
    )
    effect = tr("{who} of {incident} told by {medium}", who=row.name, incident=target.number,
                medium=medium_word(intent.medium))  # fmt: skip
    return Plan(command, because(effect, intent.words), "", target.number)


def _stakeholder(typed: Word, known: tuple[StakeholderRow, ...], target: Target) -> StakeholderRow:
    exact = [row for row in known if row.name.casefold() == typed.text.casefold()]
    found = exact or [row for row in known if begins(typed.text, row.name) or begins(typed.text, row.organisation)]
    if len(found) != 1:
        listed = ", ".join(row.name for row in found or known)
        none = tr("Nobody is in the register of {incident} yet: Ctrl+R, then add them", incident=target.number)
        shape = tr("{word} can be {names}") if found else tr("{word} is not in the register; there are: {names}")
        stop_at(typed, shape.format(word=typed.text, names=listed) if listed else none)
    return found[0]


def _reopen(intent: ReopenIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    doubt = tr("{incident} is open", incident=target.number) if row is not None else ""
    command = ReopenIncident(actor=names.actor, incident_id=target.incident_id, reason=intent.reason)
    effect = tr("Open {incident} again; it is yours and guarded", incident=target.label)
    return Plan(command, because(effect, intent.reason), doubt, target.number)


def _schedule(intent: ScheduleIntent, names: Names) -> Plan:
    target, words = names.target(intent.incident), names.vocabulary
    at = _due(intent.when, words) if intent.when else None
    row = words.incident(target.incident_id)
    busy = ", ".join(unit.call_sign for unit in row.units) if row else ""
    command = ScheduleIncident(actor=names.actor, incident_id=target.incident_id, at=at, lead_min=intent.lead_min)
    effect = tr("{incident} is for now", incident=target.label) if at is None else tr(
        "Schedule {incident} {when}", incident=target.label, when=_when(at, words)
    )  # fmt: skip
    doubt = tr("{units} still on it: recall first", units=busy) if busy else ""
    if at is not None and row is not None and row.kind is Kind.INCIDENT and row.priority.is_urgent:
        doubt = doubt or refusal(names.actor, Act.DOWNGRADE_URGENT)
    return Plan(command, effect, doubt, target.number)


def _impact(intent: ImpactIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    command = BusinessImpact(
        actor=names.actor, incident_id=target.incident_id, service=intent.service or None,
        users_affected=intent.users, downtime_min=intent.downtime_min, cost=intent.cost, currency=intent.currency,
    )  # fmt: skip
    parts = (
        intent.service,
        tr("{count} users", count=intent.users) if intent.users is not None else "",
        tr("{count} min down", count=intent.downtime_min) if intent.downtime_min is not None else "",
        f"{intent.currency} {intent.cost}" if intent.cost is not None else "",
    )
    said = ", ".join(part for part in parts if part)
    return Plan(command, tr("Business impact of {incident}: {said}", incident=target.label, said=said), "",
                target.number)  # fmt: skip


def _resolution(intent: ResolutionIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    command = RecordResolution(
        actor=names.actor, incident_id=target.incident_id, resolution=None if intent.actions else intent.words,
        actions_taken=intent.words if intent.actions else None,
    )  # fmt: skip
    shape = tr("Actions taken on {incident}") if intent.actions else tr("Resolution of {incident}")
    doubt = flagged_words(flag(intent.words, Field.RESOLUTION, names.vocabulary.terms))
    return Plan(command, because(shape.format(incident=target.label), intent.words), doubt, target.number)


def _owner(typed: Word, words: Vocabulary) -> tuple[TaskOwner, str]:
    """Find a team, a role or a person, in this order; whole names before beginnings."""
    wanted = typed.text.casefold()
    teams = [row for row in words.teams if wanted in (row.name.casefold(), row.title.casefold())]
    teams = teams or [row for row in words.teams if begins(typed.text, row.title)]
    roles = [role for role in Role if role is not Role.SYSTEM and begins(typed.text, role.value)]
    people = words.operators_for(typed.text)
    if len(teams) == 1:
        return TaskOwner(team=teams[0].name), teams[0].title
    if not teams and len(roles) == 1:
        return TaskOwner(role=roles[0]), tr("the {role}", role=role_word(roles[0]))
    if teams or roles or len(people) != 1:
        _stop_unowned(typed, words, teams, roles, people)
    return TaskOwner(operator=OperatorId(people[0].operator_id)), people[0].name


def _stop_unowned(
    typed: Word, words: Vocabulary, teams: Sequence[TeamRow], roles: Sequence[Role], people: Sequence[OperatorRow]
) -> NoReturn:
    found = [row.title for row in teams] or [role_word(role) for role in roles] or [row.name for row in people]
    known = ", ".join(found or [row.title for row in words.teams])
    shape = tr("{word} can be {names}") if found else tr("{word} is no team, role or person; teams: {names}")
    stop_at(typed, shape.format(word=typed.text, names=known or tr("none")))


def _due(when: When, words: Vocabulary) -> datetime:
    if words.now is None:
        stop_at(when.word, tr("This workstation has no clock yet"))
    if when.clock is None:
        return words.now + timedelta(minutes=when.minutes or 0)
    local = zone(words.timezone)
    find = tomorrows if when.tomorrow else next_time
    found = find(*when.clock, words.now, local)
    if found is None:
        stop_at(when.word, tr("{time} is past, or does not come then: say it in minutes", time=when.word.text))
    return found


def past_of(when: When, words: Vocabulary) -> datetime:
    """Return when something happened: the last such time of day, or stop."""
    if words.now is None or when.clock is None:
        stop_at(when.word, tr("This workstation has no clock yet"))
    found = last_time(*when.clock, words.now, zone(words.timezone))
    if found is None:
        stop_at(when.word, tr("There was no {time} in the last day", time=when.word.text))
    return found


def _when(due_at: datetime, words: Vocabulary) -> str:
    return in_words(due_at, words.now or due_at, zone(words.timezone))
