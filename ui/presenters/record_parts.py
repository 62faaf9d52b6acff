"""What the pages of the record do: tasks with owners, stakeholders and what they were told, resolution and impact."""

from datetime import datetime

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import IncidentId, NotificationId, OperatorId, StakeholderId, TaskId
from dispatcher.domain.record_commands import (
    AddStakeholder,
    AddTask,
    BusinessImpact,
    RecordReply,
    RecordResolution,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import TaskOwner, TaskState
from dispatcher.domain.vocabulary import Field
from dispatcher.queries.record_rows import OfferedStakeholder
from ui.presenters.record import RecordField, RecordPresenter
from ui.presenters.record_forms import Refused, amount, coming_instant, first_missing, whole_number
from ui.presenters.record_shown import PersonShown, TaskShown, person_in_words, task_in_words
from ui.wording import role_word, tr

_F = RecordField


class RecordTasks:
    """Who is to do what by when."""

    def __init__(self, record: RecordPresenter) -> None:
        self.record = record

    def rows(self) -> tuple[TaskShown, ...]:
        """Return the tasks: the open ones first, the next due above, with their numbers."""
        card = self.record.card
        now, local = self.record.clock.now(), self.record.zone
        tasks = card.record.tasks if card else ()
        return tuple(task_in_words(row, number, now, local) for number, row in enumerate(tasks, start=1))

    def owners(self) -> tuple[tuple[str, TaskOwner], ...]:
        """Return who may be given a task: teams, roles, then people of the pack."""
        pack = self.record.pack
        if pack is None:
            return ()
        teams = [(row.title, TaskOwner(team=row.name)) for row in pack.teams]
        roles = [(role_word(role), TaskOwner(role=role)) for role in Role if role is not Role.SYSTEM]
        people = [(row.name, TaskOwner(operator=OperatorId(row.operator_id))) for row in pack.operators]
        return (*teams, *roles, *people)

    def add(self, owner: TaskOwner | None) -> None:
        """Give the task that is written to an owner."""
        record = self.record

        def make() -> list[Command]:
            actor, incident_id = acting_on(record)
            first_missing([(record.text(_F.TASK), tr("What is to be done?")),
                           (record.text(_F.TASK_DUE), tr("By when? Minutes, or a time of day."))])  # fmt: skip
            if owner is None:
                raise Refused(tr("Who is to do it?"))
            due_at: datetime = coming_instant(record.text(_F.TASK_DUE), record.clock.now(), record.zone)
            return [AddTask(actor=actor, incident_id=incident_id, words=record.text(_F.TASK).strip(), owner=owner,
                            due_at=due_at)]  # fmt: skip

        record.give(make, tr("Noted and guarded."), _F.TASK, _F.TASK_DUE)

    def settle(self, task_id: str, state: TaskState) -> None:
        """Say what came of a task, with what stands in the field of the result."""
        record = self.record

        def make() -> list[Command]:
            actor, _incident = acting_on(record)
            words = record.text(_F.TASK_RESULT).strip()
            if state is not TaskState.DONE and not words:
                raise Refused(tr("Write below to whom it is handed on and why, or why it is withdrawn."))
            return [SettleTask(actor=actor, task_id=TaskId(task_id), state=state, words=words)]

        record.give(make, tr("Settled."), _F.TASK_RESULT)


class RecordPeople:
    """Who has an interest, and who was told what."""

    def __init__(self, record: RecordPresenter) -> None:
        self.record = record
        self.internal = False
        self.medium = Medium.PHONE
        self.answered = False

    def rows(self) -> tuple[PersonShown, ...]:
        """Return everybody of the register, each with what they were told below."""
        card = self.record.card
        found = card.record.stakeholders if card else ()
        return tuple(shown for row in found for shown in person_in_words(row, self.record.zone))

    def offered(self) -> tuple[OfferedStakeholder, ...]:
        """Return whom the pack offers for the incident's type and who is not in the register."""
        pack, card = self.record.pack, self.record.card
        if pack is None or card is None:
            return ()
        known = {row.name for row in card.record.stakeholders}
        fits = (row for row in pack.stakeholders if not row.types or card.incident_type in row.types)
        return tuple(row for row in fits if row.name not in known)

    def take_offer(self, row: OfferedStakeholder) -> None:
        """Put somebody of the pack in the register."""
        record = self.record
        record.give(
            lambda: [AddStakeholder(
                actor=acting_on(record)[0], incident_id=acting_on(record)[1], name=row.name, role=row.role,
                organisation=row.organisation, internal=row.internal, reach=row.reach,
            )],
            tr("{name} is in the register.", name=row.name),
        )  # fmt: skip

    def add(self) -> None:
        """Put whoever is written in the register."""
        record = self.record

        def make() -> list[Command]:
            actor, incident_id = acting_on(record)
            first_missing([(record.text(_F.PERSON), tr("Who is it? A name is needed."))])
            return [AddStakeholder(
                actor=actor, incident_id=incident_id, name=record.text(_F.PERSON), role=record.text(_F.PERSON_ROLE),
                organisation=record.text(_F.PERSON_ORGANISATION), internal=self.internal,
                reach=record.text(_F.PERSON_REACH),
            )]  # fmt: skip

        fields = (_F.PERSON, _F.PERSON_ROLE, _F.PERSON_ORGANISATION, _F.PERSON_REACH)
        record.give(make, tr("In the register."), *fields)

    def tell(self, stakeholder_id: str) -> None:
        """Note that somebody was told what is written."""
        record = self.record

        def make() -> list[Command]:
            actor, _incident = acting_on(record)
            first_missing([(stakeholder_id, tr("Who was told? Choose somebody of the register.")),
                           (record.text(_F.TOLD), tr("What were they told?"))])  # fmt: skip
            return [TellStakeholder(
                actor=actor, stakeholder_id=StakeholderId(stakeholder_id), words=record.text(_F.TOLD).strip(),
                medium=self.medium, answered=self.answered,
            )]  # fmt: skip

        record.give(make, tr("Written down."), _F.TOLD)

    def replied(self, notification_id: str) -> None:
        """Note that an answer has come, with what is written."""
        record = self.record
        record.give(
            lambda: [RecordReply(actor=acting_on(record)[0], notification_id=NotificationId(notification_id),
                                 reply=record.text(_F.TOLD).strip())],
            tr("The answer is written down."), _F.TOLD,
        )  # fmt: skip


class RecordOutcome:
    """What resolved it, what was done, what it meant for the business. Fields that nobody touched are not sent."""

    FIELDS = (_F.RESOLUTION, _F.ACTIONS, _F.SERVICE, _F.USERS, _F.DOWNTIME, _F.COST, _F.CURRENCY)

    def __init__(self, record: RecordPresenter) -> None:
        self.record = record

    def stored(self, name: RecordField) -> str:
        """Return what the room has of a field."""
        card = self.record.card
        if card is None:
            return ""
        said, impact = card.record, card.record.impact
        values = {_F.RESOLUTION: said.resolution, _F.ACTIONS: said.actions_taken}
        if impact is not None:
            values |= {
                _F.SERVICE: impact.service, _F.USERS: _known(impact.users_affected),
                _F.DOWNTIME: _known(impact.downtime_min), _F.COST: _known(impact.cost), _F.CURRENCY: impact.currency,
            }  # fmt: skip
        return values.get(name, "")

    def text(self, name: RecordField) -> str:
        """Return what a field shows: what was typed, else what is stored."""
        return self.record.text(name) or self.stored(name)

    def informal(self) -> str:
        """Say which words of the formal fields are informal."""
        said = (self.record.flagged(name, Field.RESOLUTION) for name in (_F.RESOLUTION, _F.ACTIONS))
        return "; ".join(part for part in said if part)

    def store(self) -> None:
        """Store what was changed."""
        self.record.give(self._commands, tr("Recorded."), *self.FIELDS)

    def _commands(self) -> list[Command]:
        actor, incident_id = acting_on(self.record)
        changed = {name: self._changed(name) for name in self.FIELDS}
        given: list[Command] = []
        if changed[_F.RESOLUTION] or changed[_F.ACTIONS]:
            given.append(
                RecordResolution(actor=actor, incident_id=incident_id, resolution=changed[_F.RESOLUTION] or None,
                                 actions_taken=changed[_F.ACTIONS] or None)
            )  # fmt: skip
        users, down = whole_number(changed[_F.USERS], tr("Users")), whole_number(changed[_F.DOWNTIME], tr("Downtime"))
        cost = amount(changed[_F.COST])
        if changed[_F.SERVICE] or cost is not None or users is not None or down is not None:
            given.append(
                BusinessImpact(actor=actor, incident_id=incident_id, service=changed[_F.SERVICE] or None,
                               users_affected=users, downtime_min=down, cost=cost,
                               currency=self.text(_F.CURRENCY).strip().upper())
            )  # fmt: skip
        if not given:
            raise Refused(tr("Nothing was changed."))
        return given

    def _changed(self, name: RecordField) -> str:
        typed = self.record.text(name).strip()
        return typed if typed != self.stored(name) else ""


def _known(value: object) -> str:
    return "" if value is None else str(value)


def acting_on(record: RecordPresenter) -> tuple[Actor, IncidentId]:
    """Return who acts, and on which incident.

    Raises:
        Refused: nobody has signed on, or no incident is shown.
    """
    actor, card = record.session.actor, record.card
    if actor is None or card is None:
        raise Refused(tr("No incident is shown."))
    return actor, IncidentId(card.incident_id)
