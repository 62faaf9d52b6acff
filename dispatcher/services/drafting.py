"""What is typed of a call is kept before anybody decides what it is; nothing with words in it goes without a trace."""

from dispatcher.domain.authority import Act, require
from dispatcher.domain.draft_commands import DraftState, DropDraft, SaveDraft
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.storage import drafts
from dispatcher.storage.unit_of_work import UnitOfWork


def save_draft(command: SaveDraft, work: UnitOfWork) -> None:
    """Keep the newest state; a call that was abandoned is in somebody's hand again, and in one only.

    Raises:
        InvalidTransition: another seat has it in hand; two would write over one another.
    """
    if not command.draft_id or not command.seat:
        raise Incomplete("a draft has an id and a seat", field="draft")
    typed = {
        "seat": command.seat, "operator": command.operator, "state": DraftState.OPEN.value, "body": command.body,
        "updated_at": work.now, "dropped_at": None, "reason": "",
    }  # fmt: skip
    before = drafts.find(work.connection, command.draft_id)
    if before is not None and before.state == DraftState.OPEN.value and before.seat != command.seat:
        raise InvalidTransition(f"{before.seat} has this call in hand; what is typed here is not kept", field="draft")
    if before is None:
        drafts.add(work.connection, id=command.draft_id, begun_at=work.now, **typed)
    else:
        drafts.set_values(work.connection, command.draft_id, **typed)


def drop_draft(command: DropDraft, work: UnitOfWork) -> None:
    """Take away what the record holds; keep and tell what was abandoned."""
    require(command.actor, Act.TAKE_CALL)
    reason = command.reason.strip()
    if not reason:
        drafts.remove(work.connection, command.draft_id)
        return
    draft = drafts.get(work.connection, command.draft_id)
    drafts.set_values(
        work.connection, draft.id, state=DraftState.ABANDONED.value, dropped_at=work.now, reason=reason,
        operator=command.actor.operator,
    )  # fmt: skip
    kept = work.keep("draft", draft.id, "reason", reason)
    work.record(
        EntryKind.DRAFT_DROPPED, command.actor, draft.incident_id, draft=draft.id,
        reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
