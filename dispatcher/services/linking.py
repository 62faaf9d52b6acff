"""Incidents that belong together and stay what they are."""

from sqlalchemy.exc import IntegrityError

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.same_event import DIRECTED, LinkKind
from dispatcher.domain.same_event_commands import LinkIncidents, UnlinkIncidents
from dispatcher.services.reasons import keep_reason
from dispatcher.storage import incidents, same_event
from dispatcher.storage.incidents import Incident
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork


def link_incidents(command: LinkIncidents, work: UnitOfWork) -> str:
    """Link two; both logs tell it. Closed ones too: what belongs together is often found out later."""
    require(command.actor, Act.LINK)
    one, other = _two(command, work)
    kept = keep_reason(work, "incident", one.id, command.reason, "say how they belong together")
    return add_link(work, command.actor, one, other, command.kind, kept)


def add_link(work: UnitOfWork, actor: Actor, one: Incident, other: Incident, kind: LinkKind, kept: Kept) -> str:
    """Store a link and tell it in both logs.

    Raises:
        InvalidTransition: they are linked so already.
    """
    first, second = (one, other) if kind in DIRECTED or one.id < other.id else (other, one)
    link_id = work.new_id()
    try:
        with work.connection.begin_nested():
            same_event.add_link(
                work.connection, id=link_id, one_id=first.id, other_id=second.id, kind=kind.value, linked_at=work.now,
                linked_by=actor.operator, reason_id=kept.id,
            )  # fmt: skip
    except IntegrityError as error:
        words = kind.value.replace("_", " ")
        said = f"{one.number} and {other.number} are linked already ({words}); unlink them to say it anew"
        raise InvalidTransition(said, "other") from error
    _tell(work, EntryKind.INCIDENTS_LINKED, actor, first, second, kind, kept)
    return link_id


def unlink_incidents(command: UnlinkIncidents, work: UnitOfWork) -> int:
    """End links; that they were there stays in the store and in both logs."""
    require(command.actor, Act.LINK)
    one, other = _two(command, work)
    kept = keep_reason(work, "incident", one.id, command.reason, "say why they do not belong together")
    found = same_event.links_between(work.connection, one.id, other.id, command.kind)
    if not found:
        how = f" as {command.kind.value.replace('_', ' ')}" if command.kind else ""
        raise InvalidTransition(
            f"{one.number} and {other.number} are not linked{how}; their cards show what they are linked to",
            field="other",
        )
    ended = [row.id for row in found]
    same_event.unlink(work.connection, ended, unlinked_at=work.now, unlinked_by=command.actor.operator)
    for row in found:
        _tell(work, EntryKind.INCIDENTS_UNLINKED, command.actor, one, other, LinkKind(row.kind), kept)
    return len(found)


def _two(command: LinkIncidents | UnlinkIncidents, work: UnitOfWork) -> tuple[Incident, Incident]:
    if command.incident_id == command.other_id:
        raise Incomplete("name two incidents", field="other")
    return incidents.get(work.connection, command.incident_id), incidents.get(work.connection, command.other_id)


def _tell(
    work: UnitOfWork, kind: EntryKind, actor: Actor, one: Incident, other: Incident, how: LinkKind, kept: Kept
) -> None:
    for mine, theirs, is_first in ((one, other, True), (other, one, False)):
        work.record(
            kind, actor, mine.id, other=theirs.number, how=how.value, first=is_first,
            reason={"id": kept.id, "digest": kept.digest},
        )  # fmt: skip
