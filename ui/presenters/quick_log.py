"""One line for what is too small for a form: who asked, filed and closed by one key. Thread: the screen's own."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from dispatcher.domain.call_commands import CallTaken, FileCall
from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.domain.plain_text import visible
from dispatcher.queries.pack_rows import PackRow
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_lines import typed
from ui.presenters.call_entry_saving import DraftKeeper
from ui.presenters.refresh import Post, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr

logger = logging.getLogger(__name__)


class QuickField(StrEnum):
    """The fields in their order, as `FileCall` names them."""

    NARRATIVE = "narrative"
    PLACE = "place"
    NUMBER = "caller_number"


class QuickLogPresenter(Watched):
    """Files one contact at a time; what is typed stays until the room has taken it, also while the line is shut.

    It is kept as the draft of a call: after a crash it comes back in call entry.
    """

    def __init__(self, room: Room, session: Session, clock: Clock, post: Post, keeper: DraftKeeper) -> None:
        super().__init__()
        self._room, self._session, self._clock, self._post, self._keeper = room, session, clock, post, keeper
        self._call = Call()
        self._type, self._outcome, self._title = "", "", ""
        self._is_filing = False
        self.is_open = False
        self.message, self.tone = "", "muted"
        self.filed = ""
        """What was filed last, for whoever tells it elsewhere."""

    @property
    def texts(self) -> Mapping[QuickField, str]:
        """What is typed."""
        return {name: self._call.draft.text(CallField(name.value)) for name in QuickField}

    @property
    def title(self) -> str:
        """What contacts are filed as; "" when the pack has no such type."""
        return self._title

    def set_pack(self, pack: PackRow) -> None:
        """Take the type and the outcome that the pack names."""
        self._type, self._outcome = pack.quick_type, pack.quick_outcome
        self._title = next((row.title for row in pack.types if row.name == pack.quick_type), "")
        self.changed()

    def open(self) -> None:
        """Open the line; the time of contact is stamped unless a line is being typed."""
        self.is_open, self.filed = True, ""
        if self._call.blank:
            self._call.draft = replace(self._call.draft, contact_at=self._clock.now())
            self.message, self.tone = "", "muted"
        if not self._type:
            self._say(tr("This pack names no type for the quick log: quick_type in its intake.toml"), "warning")
        self.changed()

    def shut(self) -> None:
        """Put the line away; what is typed stays in it."""
        self.is_open = False
        self.changed()

    def edit(self, name: QuickField, text: str) -> None:
        """Take what was typed."""
        clean, call = visible(text)[0], self._call
        call.draft = call.draft.with_text(CallField(name.value), clean)
        if name is QuickField.NARRATIVE:
            call.draft = replace(call.draft, lines=typed(call.draft.lines, clean, self._clock.now()))
        self._keeper.keep(call)
        self._say("", "muted")
        self.changed()

    def file(self) -> None:
        """File the contact and close it, once."""
        actor = self._session.actor
        if self._is_filing or not self._type:
            return
        if not self._call.draft.text(CallField.NARRATIVE).strip():
            self._say(tr("What was it about? One line is enough"), "warning")
        elif actor is None:
            self._say(tr("Nobody is signed on here: press F9"), "warning")
        else:
            self._is_filing = True
            command = FileCall(
                actor=actor, incident_type=self._type, outcome=self._outcome,
                contact_at=self._call.draft.contact_at, answered_at=self._call.draft.contact_at,
                draft_id=self._call.id, narrative=self._text(QuickField.NARRATIVE),
                place=self._text(QuickField.PLACE), caller_number=self._text(QuickField.NUMBER),
            )  # fmt: skip
            given = dict(self.texts)
            take_over(
                self._room.execute(command), self._post, lambda answer: self._done(answer, given), self._failed
            )  # fmt: skip
        self.changed()

    def _done(self, answer: object, given: Mapping[QuickField, str]) -> None:
        """It is filed; what was typed since stays in the line as a contact of its own."""
        self._is_filing = False
        number = answer.number if isinstance(answer, CallTaken) else ""
        self.filed = tr("{number} filed and closed: {outcome}", number=number, outcome=self._outcome)
        filed, went_on = self._call, self.texts != given
        self._call = Call(draft=filed.draft) if went_on else Call()
        self._keeper.drop(filed)
        self._keeper.keep(self._call)
        self._say(self.filed, "accent")
        self.is_open = self.is_open and went_on
        self.changed()

    def _failed(self, error: BaseException) -> None:
        self._is_filing = False
        if isinstance(error, Rejected):
            self._say(tr("Refused: {reason}", reason=error.reason), "alarm")
        else:
            logger.error("the quick log failed", exc_info=error)
            self._say(tr("The room failed: {error}. Enter tries again", error=error or type(error).__name__), "alarm")
        self.changed()

    def _text(self, name: QuickField) -> str:
        return self.texts[name].strip()

    def _say(self, message: str, tone: str) -> None:
        self.message, self.tone = message, tone
