"""Who has an interest in an incident, inside and outside, and who was told what, when and how."""

from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import NotificationId, StakeholderId
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.record_commands import AddStakeholder, RecordReply, TellStakeholder
from dispatcher.services.guarding import look
from dispatcher.services.log_writing import is_late, told
from dispatcher.storage import incidents, records
from dispatcher.storage.unit_of_work import UnitOfWork

_PARTS = ("name", "role", "organisation", "reach")


def add_stakeholder(command: AddStakeholder, work: UnitOfWork) -> StakeholderId:
    """Put somebody in the register; who they are is kept apart from the journal."""
    require(command.actor, Act.NOTE)
    if not command.name.strip():
        raise Incomplete("who is it? A name is needed", field="name")
    incident = incidents.get(work.connection, command.incident_id)
    stakeholder_id = work.new_id()
    said = {part: getattr(command, part).strip() for part in _PARTS}
    kept = {part: work.keep("stakeholder", stakeholder_id, part, words) for part, words in said.items() if words}
    records.add_stakeholder(
        work.connection, id=stakeholder_id, incident_id=incident.id, internal=command.internal, added_at=work.now,
        added_by=command.actor.operator, seat=command.actor.seat,
        **{f"{part}_id": value.id for part, value in kept.items()},
    )  # fmt: skip
    work.record(
        EntryKind.STAKEHOLDER_ADDED, command.actor, incident.id, stakeholder=stakeholder_id,
        internal=command.internal, personal={part: told(value) for part, value in kept.items()},
    )  # fmt: skip
    return StakeholderId(stakeholder_id)


def tell_stakeholder(command: TellStakeholder, work: UnitOfWork) -> NotificationId:
    """Note what somebody of the register was told, and whether they answered."""
    require(command.actor, Act.NOTE)
    whom = records.stakeholder(work.connection, command.stakeholder_id)
    if not command.words.strip():
        raise Incomplete("what were they told?", field="words")
    if command.reply.strip() and not command.answered:
        raise Incomplete("a reply is written down and no answer: say that they answered", field="answered")
    told_at = command.told_at or work.now
    if told_at > work.now:
        raise Incomplete("they are told in the future: give them a task or a promise instead", field="told_at")
    notification_id = work.new_id()
    words = work.keep("stakeholder", whom.id, "words", command.words.strip())
    reply = work.keep("stakeholder", whom.id, "reply", command.reply.strip()) if command.reply.strip() else None
    records.add_notification(
        work.connection, id=notification_id, incident_id=whom.incident_id, stakeholder_id=whom.id,
        medium=command.medium.value, told_at=told_at, entered_at=work.now, words_id=words.id,
        answered_at=told_at if command.answered else None, reply_id=reply.id if reply else None,
        operator_id=command.actor.operator, seat=command.actor.seat,
    )  # fmt: skip
    work.record(
        EntryKind.STAKEHOLDER_TOLD, command.actor, whom.incident_id, stakeholder=whom.id,
        notification=notification_id, medium=command.medium.value, answered=command.answered, words=told(words),
        whom={"id": whom.name_id}, looked=_looks(work, whom.incident_id),
        **({"reply": told(reply)} if reply else {}),
        **({"late": True} if is_late(work, told_at) else {}),
    )  # fmt: skip
    return NotificationId(notification_id)


def record_reply(command: RecordReply, work: UnitOfWork) -> None:
    """Note that somebody who was told has answered by now."""
    require(command.actor, Act.NOTE)
    row = records.notification(work.connection, command.notification_id)
    if row.answered_at is not None:
        raise InvalidTransition(
            "the answer is written down already; note what they say now as told anew", field="notification"
        )
    whom = records.stakeholder(work.connection, row.stakeholder_id)
    said = command.reply.strip()
    reply = work.keep("stakeholder", row.stakeholder_id, "reply", said) if said else None
    records.set_notification(work.connection, row.id, answered_at=work.now, reply_id=reply.id if reply else None)
    work.record(
        EntryKind.STAKEHOLDER_REPLIED, command.actor, row.incident_id, stakeholder=row.stakeholder_id,
        notification=row.id, whom={"id": whom.name_id}, looked=_looks(work, row.incident_id),
        **({"reply": told(reply)} if reply else {}),
    )  # fmt: skip


def _looks(work: UnitOfWork, incident_id: str) -> bool:
    is_open = incidents.get(work.connection, incident_id).state is IncidentState.OPEN
    return is_open and look(work, incident_id)
