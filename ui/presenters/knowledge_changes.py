"""Change what is known: choose a thing, choose what is done with it, answer what is asked. Thread: the screen's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.authority import Act
from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.queries.knowledge import (
    AskSecretViews,
    CallerKnowledge,
    PlaceKnowledge,
    SecretRow,
    SecretViewRow,
)
from ui.presenters.command_line_doubts import refusal
from ui.presenters.knowledge_caller_forms import form_about_caller
from ui.presenters.knowledge_forms import Form, Values
from ui.presenters.knowledge_place_forms import form_about_place
from ui.presenters.knowledge_things import Known, ThingDeed, things_of
from ui.presenters.knowledge_views import view_lines
from ui.presenters.record_forms import Refused
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr, zone

_D = ThingDeed
_WORDS: Mapping[ThingDeed, str] = {
    _D.ADD_NOTE: "Add note…",
    _D.CORRECT_NOTE: "Correct…",
    _D.END_NOTE: "End…",
    _D.KEEP_PLACE: "The place…",
    _D.ADD_KEYHOLDER: "Add keyholder…",
    _D.CHANGE_KEYHOLDER: "Change…",
    _D.DROP_KEYHOLDER: "Take off…",
    _D.KEEP_CODE: "Add code…",
    _D.END_CODE: "Destroy…",
    _D.SEE_VIEWS: "Who saw codes",
    _D.KEEP_ASSET: "The asset…",
    _D.AMEND_CALLER: "Amend…",
    _D.ADD_NUMBER: "Add number…",
    _D.DROP_NUMBER: "Not theirs…",
    _D.FORGET_CALLER: "Forget…",
}
_ACT: Mapping[ThingDeed, Act] = {_D.SEE_VIEWS: Act.SHOW_ANY_SECRET, _D.FORGET_CALLER: Act.FORGET_CALLER}
"""What a deed needs that is not for everybody who may keep knowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedShown:
    """Something that can be done with the chosen thing, or why not."""

    deed: ThingDeed
    words: str
    refusal: str


class KnowledgeChanges(Watched):
    """One form at a time. What is typed stands in its fields alone: nothing of it is kept here, or on a disk."""

    def __init__(
        self, room: Room, session: Session, clock: Clock, post: Post, problem: Callable[[str, str | None], None],
        known: Callable[[], tuple[PlaceKnowledge | None, CallerKnowledge | None]],
    ) -> None:  # fmt: skip
        super().__init__()
        self._room, self._session, self._clock, self._post, self._known = room, session, clock, post, known
        self._zone = zone("UTC")
        self._chosen = ""
        self._views: tuple[SecretViewRow, ...] | None = None
        self._views_of, self._views_at = "", ""
        self.is_open, self.busy = False, False
        self.form: Form | None = None
        self.message, self.tone = "", "muted"
        self._operator = session.actor
        session.listen(self._follow_operator)
        self._ask_views = Question(
            room, post, "views of codes", self._views_taken, lambda text: problem("views_unread", text)
        )

    def set_timezone(self, local: ZoneInfo) -> None:
        """Read and show local times of that zone from now on."""
        self._zone = local

    def open(self, *, opened: bool) -> None:
        """Show what can be changed, or again what is known."""
        self.is_open, self.message = opened, ""
        if not opened:
            self.form, self._views_of = None, ""
        self.changed()

    def things(self) -> tuple[Known, ...]:
        """What can be changed."""
        return things_of(*self._known(), self._clock.now(), self._zone)

    @property
    def chosen(self) -> Known | None:
        """What the deeds are about: what was chosen, else the first of all."""
        found = self.things()
        return next((each for each in found if each.key == self._chosen), found[0] if found else None)

    def choose(self, key: str) -> None:
        """Choose what is to be changed."""
        if key != self._chosen:
            self._chosen = key
            self.changed()

    def deeds(self) -> tuple[DeedShown, ...]:
        """What can be done with it, and why not."""
        chosen, actor = self.chosen, self._session.actor
        if chosen is None:
            return ()
        nobody = tr("nobody is signed on here (F9)")
        replaces = isinstance(chosen.about, SecretRow)
        return tuple(
            DeedShown(
                deed=deed, words=tr("Replace…") if deed is _D.KEEP_CODE and replaces else tr(_WORDS[deed]),
                refusal=refusal(actor, _ACT.get(deed, Act.KEEP_KNOWLEDGE)) if actor is not None else nobody,
            )
            for deed in chosen.deeds
        )  # fmt: skip

    def begin(self, place: int) -> bool:
        """Begin the deed that stands there. Tell whether something is asked now."""
        shown, chosen = self.deeds(), self.chosen
        if chosen is None or not 0 <= place < len(shown) or self.busy:
            return False
        if shown[place].refusal:
            return self._say(shown[place].refusal, "alarm")
        self.message, self._views_of, self.form = "", "", None
        if shown[place].deed is _D.SEE_VIEWS:
            self._see(chosen)
            return False
        self.form = _form_of(shown[place].deed, chosen, self._clock.now(), self._zone)
        self.changed()
        return self.form is not None

    def leave(self) -> None:
        """Ask nothing any more."""
        self.form, self._views_of, self.message = None, "", ""
        self.changed()

    def leave_place(self) -> None:
        """Another place is shown: a code that is being written is not asked for any more, and views are shut."""
        self._views_of = ""
        if self.form is not None and self.form.is_secret:
            self.form = None

    def _follow_operator(self) -> None:
        """Whoever signs on next reads no views of another, and finds no code half written."""
        if self._session.actor != self._operator:
            self._operator = self._session.actor
            self.leave_place()
            self.changed()

    def views(self) -> tuple[str, tuple[str, ...]] | None:
        """A title, and who saw which code and when; None while that is not shown."""
        if not self._views_of or self._views is None:
            return None
        title = tr("Who saw codes of {place}, the newest first; Esc shuts it", place=self._views_at)
        return title, view_lines(self._views, self._clock.now(), self._zone)

    def act(self, values: Values) -> bool:
        """Do what the form is for. Tell whether the room was asked."""
        form, actor = self.form, self._session.actor
        if form is None or self.busy:
            return False
        if actor is None:
            return self._say(tr("nobody is signed on here (F9)"), "alarm")
        try:
            command = form.make(actor, values)
        except Refused as refused:
            return self._say(str(refused), "alarm")
        self.busy = True
        take_over(self._room.execute(command), self._post, lambda _: self._done(form), self._refused)
        self.changed()
        return True

    def _see(self, chosen: Known) -> None:
        place = chosen.place
        if place is None:
            return
        self._views, self._views_of, self._views_at = None, place.premise_id, place.name
        self._ask_views.ask(AskSecretViews(premise_id=place.premise_id))
        self.changed()

    def _views_taken(self, answer: tuple[SecretViewRow, ...]) -> None:
        self._views = answer
        self.changed()

    def _done(self, form: Form) -> None:
        self.busy = False
        if self.form is form:
            self.form = None
        self._say(form.done, "muted")

    def _refused(self, error: BaseException) -> None:
        self.busy = False
        self._say(str(error) if isinstance(error, Rejected) else tr("not done: {error}", error=error), "alarm")

    def _say(self, text: str, tone: str) -> bool:
        self.message, self.tone = text, tone
        self.changed()
        return False


def _form_of(deed: ThingDeed, known: Known, now: datetime, local: ZoneInfo) -> Form | None:
    if known.caller is not None:
        return form_about_caller(deed, known, known.caller)
    return form_about_place(deed, known, now, local)
