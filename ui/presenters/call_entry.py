"""Call entry: one pass from place to narrative, kept from its first key, open as soon as it can be dispatched.

Thread: the screen's own.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.plain_text import visible
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.pack_rows import PackRow, TypeRow
from ui.presenters.abbreviations import Abbreviations
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_hand import CallsInHand
from ui.presenters.call_entry_json import call_from
from ui.presenters.call_entry_lines import line_at, typed
from ui.presenters.call_entry_missing import asks_why_kind, asks_why_priority
from ui.presenters.call_entry_state import CallEntryState
from ui.presenters.command_line_doubts import why_not_lower, why_not_other_kind
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.refresh import Post
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import age, clock_time, tr, zone

_IDLE = timedelta(minutes=2)
"""A panel opened longer ago than this, with nothing typed, was not opened for the call that now comes."""
_NO_CRITERIA = ("", "", "")
_REFUSED_AS = {
    CallField.KIND_REASON: CallField.KIND, CallField.PRIORITY_REASON: CallField.PRIORITY,
    CallField.IMPACT: CallField.PRIORITY, CallField.URGENCY: CallField.PRIORITY,
}  # fmt: skip
"""Under which field a refusal stands that a change of this one may mend."""


class CallEntryPresenter(CallsInHand):
    """Edits the call in front; gives its commands once there is enough to dispatch by, and keeps it up to date."""

    def __init__(self, room: Room, session: Session, clock: Clock, post: Post) -> None:
        super().__init__(room, session, clock, post)
        self._criteria = (_NO_CRITERIA, _NO_CRITERIA)
        self._zone = zone("UTC")
        self._languages: tuple[str, ...] = ("",)
        self._written = self.call.id
        self.abbreviations = Abbreviations()
        """What expands in the narrative: in the caller's language where the pack has it, else in the room's own."""

    @property
    def state(self) -> CallEntryState:
        """Return what is to be drawn now."""
        call, words = self.call, self._words
        draft = call.draft
        impact, urgency = draft.grading(words)
        row = draft.type_row(words)
        message, tone = self._said()
        return CallEntryState(
            texts=draft.texts,
            types=self.types.offers,
            chosen=self.types.chosen,
            type_title=row.title if row else "",
            type_why=self.types.why,
            type_note=self.types.note,
            impact=impact,
            urgency=urgency,
            impact_criteria=self._criteria[0],
            urgency_criteria=self._criteria[1],
            matrix=draft.matrix(words),
            priority=draft.priority(words),
            overridden=asks_why_priority(call, words),
            kind_asks_why=asks_why_kind(call, words),
            contact=self.contact,
            draft_id=call.id,
            title=self._title(call),
            phase=call.phase,
            kind=draft.kind_now(words),
            emergency=draft.is_emergency(words),
            medium=draft.medium,
            places=self.places.offers,
            place_chosen=self.places.chosen,
            place_note=self.places.note,
            assets=self.assets.shown,
            errors={**call.refused, **call.errors},
            message=message,
            tone=tone,
            can_submit=not call.is_storing and self._session.actor is not None and not self._missing(call),
            can_restore=self._cleared is not None and call.blank,
            busy=call.is_storing,
        )

    @property
    def contact(self) -> str:
        """Return when the call came and how long ago that is; ticks with the clock."""
        at = self.call.draft.contact_at
        if at is None:
            return tr("no call yet")
        return tr("contact {time} · {age} ago", time=clock_time(at, self._zone), age=age(at, self._clock.now()))

    @property
    def pin(self) -> tuple[float, float] | None:
        """Where the call that is being written down is (latitude, longitude); told by `watch` like everything."""
        position = self.call.draft.position if self.call.opened is None else None
        return (position.latitude, position.longitude) if position else None

    def place_at(self, latitude: float, longitude: float) -> None:
        """Set the call's position, as pointed at on the map; what the map says of it fills an empty place.

        An incident that is open is not moved by a click that may have meant something else.
        """
        if self.call.is_storing:
            return
        if self.call.opened is not None:
            self.call.said = (tr("Ctrl+P moves the open incident on the map"), "muted")
            self.changed()
            return
        self._stamp()
        self._touch(CallField.PLACE)
        self.places.pin(latitude, longitude)

    def unpin(self) -> None:
        """Take the call's position away; the words stay."""
        self.places.unpin()

    def set_pack(self, pack: PackRow) -> None:
        """Offer the types and criteria of the active pack; times are shown in its zone."""
        self._words = self.storing.words = Vocabulary(types=pack.types)
        self.types.set_words(self._words)
        self._criteria = (pack.impact_criteria, pack.urgency_criteria)
        self._zone = zone(pack.timezone)
        self._languages = pack.languages
        self.abbreviations.set_known(pack.abbreviations)
        self.storing.time_of = self.time_of
        self.changed()

    def changed(self) -> None:
        """Keep and tell what is new; what expands follows the caller's language."""
        if self.call.id != self._written:
            self._written = self.call.id
            self.abbreviations.emptied()
        spoken = self.call.draft.text(CallField.LANGUAGE).strip().casefold()
        self.abbreviations.set_language(spoken if spoken in self._languages else self._languages[0])
        super().changed()

    def time_of(self, at: datetime) -> str:
        """Say an instant in the room's zone."""
        return clock_time(at, self._zone)

    @property
    def abandoned_lines(self) -> tuple[tuple[str, str], ...]:
        """When each abandoned call was left, and its first words with the reason."""
        return tuple(
            (self.time_of(row.dropped_at or row.updated_at), f"{call_from(row).first_words} · {row.reason}")
            for row in self.abandoned
        )

    def line_time(self, place: int) -> str:
        """Return the time of a line of the narrative, "" while nothing is typed there."""
        lines = self.call.draft.lines
        at = lines[place].at if place < len(lines) else None
        return self.time_of(at) if at else ""

    def edit(self, name: CallField, text: str, caret: int | None = None) -> None:
        """Take what was typed in a field; `caret` is where the caret stands in the narrative."""
        call = self.call
        clean, hidden = visible(text)
        if text == call.draft.text(name):
            return
        self._wanted, call.caret = None, self.caret() or call.caret
        self._stamp()
        if name is CallField.PLACE:
            call.draft = self.places.typed(call.draft, clean)
        was, call.draft = call.draft.text(name), call.draft.with_text(name, clean)
        if name is CallField.NARRATIVE:
            call.draft = replace(call.draft, lines=typed(call.draft.lines, clean, self._clock.now(), was))
        if name is CallField.PLACE:
            self.places.look()
        if name is CallField.TYPE:
            self.types.type(clean)
        if name is CallField.ASSET:
            self.assets.typed()
        self._touch(name)
        if hidden:
            self._say_hidden(hidden)
        self.changed()
        if name is CallField.NARRATIVE and call.opened is not None and self._session.actor is not None:
            at = line_at(clean, len(clean) if caret is None else caret)
            self.storing.catch_up(call, self._session.actor, line=at, fields=False)

    def say_hidden(self, count: int) -> None:
        """So many signs could not be seen; they are shown as pictures now."""
        self._say_hidden(count)
        self.changed()

    def field_left(self) -> None:
        """The caret has gone on: what an opened call says anew goes into the record."""
        call, actor = self.call, self._session.actor
        if call.opened is not None and actor is not None:
            call.errors = self._missing(call)
            self.storing.catch_up(call, actor)

    def grade(self, *, impact: Impact | None = None, urgency: Urgency | None = None) -> None:
        """Choose impact or urgency; from now on the type no longer decides it."""
        draft = self.call.draft
        self._set(CallField.PRIORITY_REASON, impact=impact or draft.impact, urgency=urgency or draft.urgency)

    def override(self, priority: Priority | None) -> None:
        """Set a priority against the matrix, or let the matrix decide again."""
        self._set(CallField.PRIORITY_REASON, override=priority)

    def set_kind(self, kind: Kind) -> None:
        """Say what the call is about; from now on the type no longer decides it."""
        self._set(CallField.KIND, kind=kind)

    def set_emergency(self, emergency: bool) -> None:
        """Say whether it is an emergency; from now on the type no longer decides it."""
        self._set(CallField.EMERGENCY, emergency=emergency)

    def set_medium(self, medium: Medium) -> None:
        """Say how the contact came."""
        self._set(CallField.MEDIUM, medium=medium)

    def choose_type(self, step: int) -> None:
        """Move among the offered types; with nothing typed, all are offered."""
        self.types.move(step)
        self.changed()

    def accept_type(self, index: int | None = None) -> None:
        """Put a type in its field: the named, the chosen, or the only one that the words can mean."""
        self._put_type(self.types.take(index))

    def accept_suggested(self) -> None:
        """Put the type that the caller's words speak for most in its field."""
        first = next(iter(self.types.suggested), None)
        if first is not None:
            self.types.close()
            self._put_type(first.row)

    def choose_place(self, step: int) -> None:
        """Move among the offered places."""
        self.places.move(step)

    def accept_place(self, index: int | None = None) -> None:
        """Put a place in its field, with its position: the named or the chosen one; what was typed stays otherwise."""
        if self.places.take(index):
            self._touch(CallField.PLACE)
            self.changed()

    def submit(self) -> None:
        """Open the incident, once; of an open one, store what is new. What is missing is said beside its field."""
        call, actor = self.call, self._session.actor
        if call.is_storing:
            return
        self.accept_type()
        call.errors = self._missing(call)
        first = next(iter(call.errors), None)
        if first is not None:
            self._want(first)
        if actor is not None and call.opened is not None:
            self._store_news(call)
        elif not call.errors and actor is not None:
            self.storing.open(call, actor)
        else:
            call.said = ("", "muted")
        self.changed()

    def attach_to(self, incident_id: IncidentId) -> None:
        """Make the call in front a further call of an open incident, instead of opening one."""
        call, actor = self.call, self._session.actor
        if call.opened is None and not call.is_storing and actor is not None:
            self.storing.attach(call, actor, incident_id)
            self.changed()

    def attach_to_shown(self) -> None:
        """Make the call in front a further call of the incident that is shown."""
        shown = self._session.incident_id
        if shown is not None and not self.call.blank:
            self.attach_to(IncidentId(shown))

    def close_offers(self) -> bool:
        """Offer no types, places and assets until the next keystroke. False when none were offered."""
        had = any([self.places.close(), self.types.close(), self.assets.close()])
        if had:
            self.changed()
        return had

    def stop_waiting(self) -> bool:
        """Free the panel when no answer comes; the outcome is still told. False when nothing is under way."""
        call = self.call
        if not call.is_storing:
            return False
        call.is_storing = False
        call.said = (tr("No answer yet; Ctrl+Enter asks again, and nothing is opened twice"), "warning")
        self.changed()
        return True

    def _store_news(self, call: Call) -> None:
        actor = self._session.actor
        if actor is None:
            return
        if self.storing.owes(call, actor):
            self.storing.catch_up(call, actor)
        elif not call.errors:
            call.said = (tr("Everything is stored. Ctrl+Shift+Enter when the caller has rung off"), "muted")

    def _put_type(self, row: TypeRow | None) -> None:
        if row is not None:
            self._stamp()
            self.call.draft = self.call.draft.with_text(CallField.TYPE, row.title)
            self._touch(CallField.TYPE)
        self.changed()

    def _set(self, name: CallField, **values: object) -> None:
        self._stamp()
        self.call.draft = replace(self.call.draft, **values)  # pyright: ignore[reportArgumentType]
        self._touch(name)
        self.changed()
        self.field_left()

    def _title(self, call: Call) -> str:
        opened = call.opened
        if opened is None:
            return tr("New call") if len(self.calls.all) == 1 else tr("Call {place}", place=call.place)
        shape = (
            tr("{number} · further call") if opened.further else tr("{number} · opened")
        )  # a fact for good: it may be closed elsewhere
        return shape.format(number=opened.number)

    def _said(self) -> tuple[str, str]:
        call = self.call
        trouble = call.saving.trouble or self._trouble
        if call.is_storing:
            return tr("storing…"), "muted"
        if trouble:
            return trouble, "alarm"
        stays = {**call.refused, **self._missing(call)} if call.is_given_up else {}
        if stays:
            what = " · ".join(stays.values())
            return tr("Not stored: {what}. Done again: among the abandoned calls", what=what), "alarm"
        if call.said[0]:
            return call.said
        if self._session.actor is None:
            return tr("Nobody is signed on here: press F9"), "warning"
        draft, words = call.draft, self._words
        against = draft.overridden(words)
        refused = why_not_lower(self._session.actor, draft.matrix(words), against) if against else ""
        refused = refused or self._why_not_kind(call)
        if refused:
            return refused, "warning"
        if call.opened is not None:
            return tr("What is typed now is stored as each field or line is left"), "muted"
        missing = draft.missing(words)
        return (tr("Missing: {what}", what=" · ".join(missing.values())) if missing else ""), "muted"

    def _why_not_kind(self, call: Call) -> str:
        """Say why the signed-on role may not make an urgent incident something else; "" when it may."""
        told, actor = call.told, self._session.actor
        if told is None or actor is None or not asks_why_kind(call, self._words):
            return ""
        return why_not_other_kind(actor, told.kind_now(self._words), told.priority(self._words))

    def _say_hidden(self, count: int) -> None:
        self.call.said = (tr("{count} signs that cannot be seen are shown as pictures", count=count), "warning")

    def _stamp(self) -> None:
        """The first keystroke is the call, unless the panel was opened for it a moment ago."""
        call, now = self.call, self._clock.now()
        at = call.draft.contact_at
        if call.blank and (at is None or now - at > _IDLE):
            call.draft = replace(call.draft, contact_at=now)

    def _touch(self, name: CallField) -> None:
        call = self.call
        call.errors.pop(name, None)
        call.refused.pop(_REFUSED_AS.get(name, name), None)
        call.said, call.is_given_up = ("", "muted"), False
