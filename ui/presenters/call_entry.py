"""Call entry: one pass from place to narrative, kept until the room has taken it. Thread: the screen's own."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import ContactId
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.contacts import ContactRow
from dispatcher.queries.rows import PackRow, TypeRow
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.call_entry_places import CallPlaces
from ui.presenters.call_entry_state import CallEntryState
from ui.presenters.command_line_doubts import why_not_lower
from ui.presenters.command_line_outcome import call_sentence
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.refresh import Post, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import age, clock_time, tr, zone

logger = logging.getLogger(__name__)

_IDLE = timedelta(minutes=2)
"""A panel opened longer ago than this, with nothing typed, was not opened for the call that now comes."""
_NO_CRITERIA = ("", "", "")


class CallEntryPresenter(Watched):
    """Holds the draft, also while the panel is hidden; gives one `TakeCall` per call."""

    def __init__(self, room: Room, session: Session, clock: Clock, post: Post) -> None:
        super().__init__()
        self._room, self._session, self._clock, self._post = room, session, clock, post
        self._words = Vocabulary()
        self._criteria = (_NO_CRITERIA, _NO_CRITERIA)
        self._zone = zone("UTC")
        self._draft: CallDraft = CallDraft()
        self._cleared: CallDraft | None = None
        self._errors: dict[CallField, str] = {}
        self._wanted: CallField | None = None
        self._offers: tuple[TypeRow, ...] = ()
        self._chosen: int | None = None
        self._message, self._tone = "", "muted"
        self._given = 0
        self._waiting: int | None = None
        self.places = CallPlaces(room, post, lambda: self._draft, self._change)
        session.listen(self.changed)

    @property
    def state(self) -> CallEntryState:
        """Return what is to be drawn now."""
        draft, words = self._draft, self._words
        impact, urgency = draft.grading(words)
        row = draft.type_row(words)
        message, tone = self._said()
        return CallEntryState(
            texts=draft.texts,
            types=self._offers,
            chosen=self._chosen,
            type_title=row.title if row else "",
            impact=impact,
            urgency=urgency,
            impact_criteria=self._criteria[0],
            urgency_criteria=self._criteria[1],
            matrix=draft.matrix(words),
            priority=draft.overridden(words) or draft.matrix(words),
            overridden=draft.overridden(words) is not None,
            contact=self.contact,
            places=self.places.offers,
            place_chosen=self.places.chosen,
            place_note=self.places.note,
            errors=dict(self._errors),
            message=message,
            tone=tone,
            can_submit=self._waiting is None and self._session.actor is not None and not draft.missing(words),
            can_restore=self._cleared is not None and draft.blank,
            busy=self._waiting is not None,
        )

    @property
    def contact(self) -> str:
        """Return when the call came and how long ago that is; ticks with the clock."""
        at = self._draft.contact_at
        if at is None:
            return tr("no call yet")
        return tr("contact {time} · {age} ago", time=clock_time(at, self._zone), age=age(at, self._clock.now()))

    @property
    def pin(self) -> tuple[float, float] | None:
        """Where the call that is being written down is (latitude, longitude); told by `watch` like everything."""
        position = self._draft.position
        return (position.latitude, position.longitude) if position else None

    def place_at(self, latitude: float, longitude: float) -> None:
        """Set the call's position, as pointed at on the map; what the map says of it fills an empty place."""
        if self._waiting is None:
            self._stamp()
            self._errors.pop(CallField.PLACE, None)
            self._message = ""
            self.places.pin(latitude, longitude)

    def unpin(self) -> None:
        """Take the call's position away; the words stay."""
        if self._waiting is None:
            self.places.unpin()

    def set_pack(self, pack: PackRow) -> None:
        """Offer the types and criteria of the active pack; times are shown in its zone."""
        self._words = Vocabulary(types=pack.types)
        self._criteria = (pack.impact_criteria, pack.urgency_criteria)
        self._zone = zone(pack.timezone)
        self.changed()

    def open(self) -> None:
        """Stamp the time of contact, unless a call is already being written down."""
        if self._draft.blank and self._waiting is None:
            self._draft = replace(self._draft, contact_at=self._clock.now())
            self._message = ""
            self.places.lookup.warm()
        self.changed()

    def begin_from(self, row: ContactRow) -> bool:
        """Begin a call with what a contact says; False when another is being written down."""
        if not self._draft.blank or self._waiting is not None:
            return False
        said = " · ".join(part for part in (row.subject, row.preview) if part)
        self._draft = replace(self._draft, contact_at=row.contact_at, contact_id=ContactId(row.contact_id))
        whose = CallField.CALLER_NUMBER if row.medium is Medium.PHONE else CallField.CALLER_NAME
        self._draft = self._draft.with_text(whose, row.sender).with_text(CallField.NARRATIVE, said)
        self._message = ""
        self.changed()
        return True

    def edit(self, name: CallField, text: str) -> None:
        """Take what was typed in a field."""
        if self._waiting is not None or text == self._draft.text(name):
            return
        self._stamp()
        if name is CallField.PLACE:
            self._draft = self.places.typed(self._draft, text)
        self._draft = self._draft.with_text(name, text)
        if name is CallField.PLACE:
            self.places.look()
        if name is CallField.TYPE:
            self._offers, self._chosen = self._types_for(text), None
        self._touched(name)

    def grade(self, *, impact: Impact | None = None, urgency: Urgency | None = None) -> None:
        """Choose impact or urgency; from now on the type no longer decides it."""
        if self._waiting is None:
            self._stamp()
            draft = self._draft
            self._draft = replace(draft, impact=impact or draft.impact, urgency=urgency or draft.urgency)
            self._touched(CallField.PRIORITY_REASON)

    def override(self, priority: Priority | None) -> None:
        """Set a priority against the matrix, or let the matrix decide again."""
        if self._waiting is None:
            self._stamp()
            self._draft = replace(self._draft, override=priority)
            self._touched(CallField.PRIORITY_REASON)

    def choose_type(self, step: int) -> None:
        """Move among the offered types; with nothing typed, all are offered."""
        if not self._offers:
            self._offers = self._types_for(self._draft.text(CallField.TYPE))
        if self._offers:
            last = 0 if step > 0 else len(self._offers) - 1
            self._chosen = last if self._chosen is None else (self._chosen + step) % len(self._offers)
        self.changed()

    def accept_type(self, index: int | None = None) -> None:
        """Put a type in its field: the named, the chosen, or the only one that the words can mean."""
        which = index if index is not None else self._chosen
        row = self._offers[which] if which is not None else self._draft.type_row(self._words)
        self._offers, self._chosen = (), None
        if row is not None:
            self._draft = self._draft.with_text(CallField.TYPE, row.title)
            self._errors.pop(CallField.TYPE, None)
        self.changed()

    def choose_place(self, step: int) -> None:
        """Move among the offered places."""
        self.places.move(step)

    def accept_place(self, index: int | None = None) -> None:
        """Put a place in its field, with its position: the named or the chosen one; what was typed stays otherwise."""
        if self._waiting is None and self.places.take(index):
            self._touched(CallField.PLACE)

    def submit(self) -> None:
        """Give the call to the room, once; what is missing is said beside its field."""
        if self._waiting is not None:
            return
        self.accept_type()
        self._errors = self._draft.missing(self._words)
        actor = self._session.actor
        self._wanted = next(iter(self._errors), None)
        if self._errors or actor is None:
            self._message, self._tone = "", "muted"
            self.changed()
            return
        self._give(self._command(actor))

    def clear(self) -> None:
        """Throw the draft away; `restore` brings it back."""
        if self._waiting is None and not self._draft.blank:
            self._cleared, self._draft = self._draft, CallDraft()
            self._errors, self._offers, self._chosen = {}, (), None
            self.places.forget()
            self._message, self._tone = tr("Cleared; it can be brought back"), "muted"
            self.changed()

    def restore(self) -> None:
        """Bring back what was cleared."""
        if self._cleared is not None and self._draft.blank and self._waiting is None:
            self._draft, self._cleared = self._cleared, None
            self._message = ""
            self.changed()

    def close_offers(self) -> bool:
        """Offer no types and no places until the next keystroke. False when none were offered."""
        had = self.places.close() or bool(self._offers)
        self._offers, self._chosen = (), None
        if had:
            self.changed()
        return had

    def stop_waiting(self) -> bool:
        """Free the panel when no answer comes; the outcome is still told. False when nothing is under way."""
        if self._waiting is None:
            return False
        self._waiting = None
        self._message, self._tone = tr("No answer yet; look in the queue before you enter it again"), "warning"
        self.changed()
        return True

    def take_wanted_field(self) -> CallField | None:
        """Return, once, the field that the caret belongs in: a refused one, or the first after a call was taken."""
        wanted, self._wanted = self._wanted, None
        return wanted

    def _said(self) -> tuple[str, str]:
        if self._waiting is not None:
            return tr("storing…"), "muted"
        if self._message:
            return self._message, self._tone
        if self._session.actor is None:
            return tr("Nobody is signed on here: press F9"), "warning"
        draft, words = self._draft, self._words
        against = draft.overridden(words)
        refused = why_not_lower(self._session.actor, draft.matrix(words), against) if against else ""
        if refused:
            return refused, "warning"
        missing = draft.missing(words)
        return (tr("Missing: {what}", what=" · ".join(missing.values())) if missing else ""), "muted"

    def _types_for(self, text: str) -> tuple[TypeRow, ...]:
        typed = text.strip()
        found = self._words.types_for(typed) if typed else self._words.types
        return () if len(found) == 1 and found[0].title == typed else found

    def _stamp(self) -> None:
        """The first keystroke is the call, unless the panel was opened for it a moment ago."""
        at, now = self._draft.contact_at, self._clock.now()
        if self._draft.blank and (at is None or now - at > _IDLE):
            self._draft = replace(self._draft, contact_at=now)

    def _change(self, change: Callable[[CallDraft], CallDraft]) -> None:
        if self._waiting is None:
            self._draft = change(self._draft)
        self.changed()

    def _touched(self, name: CallField) -> None:
        self._errors.pop(name, None)
        self._message = ""
        self.changed()

    def _command(self, actor: Actor) -> TakeCall:
        draft, words = self._draft, self._words
        impact, urgency = draft.grading(words)
        against = draft.overridden(words)
        row, position = draft.type_row(words), draft.position
        return TakeCall(
            actor=actor,
            place=draft.place_words(),
            latitude=position.latitude if position else None,
            longitude=position.longitude if position else None,
            verified=position is not None and position.verified,
            incident_type=row.name if row else "",
            impact=impact,
            urgency=urgency,
            priority=against,
            priority_reason=draft.text(CallField.PRIORITY_REASON).strip() if against else "",
            caller_name=draft.text(CallField.CALLER_NAME).strip(),
            caller_number=draft.text(CallField.CALLER_NUMBER).strip(),
            persons_involved=draft.persons(),
            narrative=draft.text(CallField.NARRATIVE).strip(),
            contact_at=draft.contact_at,
            answered_at=draft.contact_at,
            contact_id=draft.contact_id,
        )

    def _give(self, command: TakeCall) -> None:
        self._given += 1
        given = self._waiting = self._given
        draft = self._draft
        take_over(
            self._room.execute(command),
            self._post,
            lambda answer: self._done(given, draft, command, answer),
            lambda error: self._failed(given, error),
        )
        self.changed()

    def _done(self, given: int, draft: CallDraft, command: TakeCall, answer: object) -> None:
        self._end(given)
        if self._draft == draft:
            self._draft, self._cleared, self._errors = CallDraft(), None, {}
            self.places.forget()
            self._wanted = CallField.PLACE
        self._message, self._tone = call_sentence(command, answer), "accent"
        if isinstance(answer, CallTaken):
            self._session.show_incident(answer.incident_id)
        self.changed()

    def _failed(self, given: int, error: BaseException) -> None:
        self._end(given)
        if isinstance(error, Rejected):
            self._refused(error)
        else:
            logger.error("call entry failed", exc_info=error)
            what = error or type(error).__name__
            self._message = tr("The room failed: {error}. Look in the queue before you enter it again", error=what)
            self._tone = "alarm"
        self.changed()

    def _refused(self, refusal: Rejected) -> None:
        named = next((name for name in CallField if name.value == refusal.field), None)
        if named is None:
            self._message, self._tone = tr("Refused: {reason}", reason=refusal.reason), "alarm"
        else:
            self._errors[named] = refusal.reason
            self._wanted, self._message = named, ""

    def _end(self, given: int) -> None:
        if self._waiting == given:
            self._waiting = None
