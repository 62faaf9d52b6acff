"""Everything typed is kept in the room's database: one save under way for each call, then its newest state."""

from collections.abc import Callable

from dispatcher.domain.draft_commands import DropDraft, SaveDraft
from dispatcher.domain.identifiers import Seat
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_json import body_of
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr


class DraftKeeper:
    """Keeps the drafts of one seat. `told` is called when a trouble of a call in hand begins or ends; `complain` is
    told what went wrong with one that is in nobody's hand any more. Thread: the screen's own.
    """

    def __init__(
        self, room: Room, post: Post, session: Session, told: Callable[[], None], complain: Callable[[str], None]
    ) -> None:
        self._room, self._post, self._session, self._told, self._complain = room, post, session, told, complain
        self.seat = ""
        """Where drafts are kept while nobody is signed on; "" keeps none then."""

    def keep(self, call: Call) -> None:
        """Keep its newest state, at once or right after the save that is under way."""
        saving, seat = call.saving, self._seat()
        if call.is_left or not seat or (call.blank and not saving.body):
            return
        if saving.is_under_way:
            saving.again = True
            return
        body = body_of(call)
        if body == saving.body:
            return
        saving.is_under_way, saving.again = True, False
        actor = self._session.actor
        command = SaveDraft(
            seat=Seat(seat), draft_id=call.id, body=body, operator=actor.operator if actor else ""
        )  # fmt: skip
        take_over(
            self._room.execute(command), self._post, lambda _: self._kept(call, body),
            lambda error: self._failed(call, error),
        )  # fmt: skip

    def drop(self, call: Call, reason: str = "") -> None:
        """Put its draft away; with a reason it is an abandoned call. It is no longer the panel's."""
        call.is_left = True
        actor = self._session.actor
        if actor is not None and (call.saving.body or call.saving.is_under_way):
            take_over(
                self._room.execute(DropDraft(actor=actor, draft_id=call.id, reason=reason)), self._post,
                lambda _: None, self._not_dropped,
            )  # fmt: skip

    def _seat(self) -> str:
        return self._session.actor.seat if self._session.actor else self.seat

    def _kept(self, call: Call, body: str) -> None:
        saving = call.saving
        was, saving.trouble = saving.trouble, ""
        saving.is_under_way, saving.body = False, body
        if saving.again:
            self.keep(call)
        if was:
            self._told()

    def _failed(self, call: Call, error: BaseException) -> None:
        call.saving.is_under_way = call.saving.again = False
        call.saving.trouble = tr("What is typed is not kept: {error}", error=error or type(error).__name__)
        self._told()

    def _not_dropped(self, error: BaseException) -> None:
        self._complain(tr("The draft was not put away: {error}", error=error or type(error).__name__))
