"""A call on its way into the record: opened once, brought up to date one thing at a time, ended."""

import logging
from collections.abc import Callable
from dataclasses import replace

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import AddCall, CallAdded, CallDetails, CallTaken, EndCall, TakeCall
from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected
from dispatcher.domain.identifiers import CallId, ContactId, IncidentId
from ui.presenters.call_entry_amending import Amending, Amendment
from ui.presenters.call_entry_call import Call, Opened
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.call_entry_lines import TimeOf, said
from ui.presenters.command_line_outcome import call_sentence
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.wording import tr

logger = logging.getLogger(__name__)
_F = CallField


def frozen(draft: CallDraft, words: Vocabulary) -> CallDraft:
    """Return the draft as a record takes it: what type and matrix have decided is decided."""
    impact, urgency = draft.grading(words)
    return replace(
        draft, impact=impact, urgency=urgency, kind=draft.kind_now(words), emergency=draft.is_emergency(words)
    )


def details(call: Call, actor: Actor, time_of: TimeOf) -> dict[str, object]:
    """Return what every call carries, as the fields of `CallDetails`."""
    draft = call.draft
    return {
        "actor": actor, "medium": draft.medium, "narrative": said(draft.lines, time_of),
        "contact_at": draft.contact_at, "answered_at": call.answered_at or draft.contact_at, "draft_id": call.id,
        "contact_id": ContactId(call.contact_id) if call.contact_id else None,
        **{name.value: draft.text(name).strip()
           for name in (_F.CALLER_NAME, _F.CALLER_NUMBER, _F.RELATION, _F.LANGUAGE, _F.NEEDS)},
    }  # fmt: skip


def take_command(call: Call, actor: Actor, words: Vocabulary, time_of: TimeOf) -> TakeCall:
    """Return the command that opens the incident of a call."""
    draft = call.draft
    impact, urgency = draft.grading(words)
    against, row, position = draft.overridden(words), draft.type_row(words), draft.position
    return TakeCall(
        **details(call, actor, time_of),  # pyright: ignore[reportArgumentType]
        place=draft.place_words(),
        incident_type=row.name if row else "",
        kind=draft.kind_now(words),
        impact=impact,
        urgency=urgency,
        priority=against,
        priority_reason=draft.text(_F.PRIORITY_REASON).strip() if against else "",
        persons_involved=draft.persons(),
        asset_number=draft.text(_F.ASSET).strip(),
        emergency=draft.emergency,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        verified=position is not None and position.verified,
        **({"place_source": position.source} if position else {}),
    )


class CallStoring:
    """Gives the commands of calls and takes their answers, whichever call is in front meanwhile.

    `told(call)` is called after every change; `taken(call, answer)` once a call has its incident.
    """

    def __init__(
        self,
        room: Room,
        post: Post,
        clock: Clock,
        told: Callable[[Call], None],
        taken: Callable[[Call, CallTaken | CallAdded], None],
    ) -> None:
        self._room, self._post, self._clock, self._told, self._taken = room, post, clock, told, taken
        self.words = Vocabulary()
        self.time_of: TimeOf = lambda at: f"{at:%H:%M:%S}"

    def open(self, call: Call, actor: Actor) -> None:
        """Open the incident of a call; asked again, the room opens nothing twice."""
        command = take_command(call, actor, self.words, self.time_of)
        self._give(call, command, lambda answer: self._opened(call, command, answer))

    def attach(self, call: Call, actor: Actor, incident_id: IncidentId) -> None:
        """Make it a further call of an incident that is open; nobody is dispatched by it."""
        draft, position, row = call.draft, call.draft.position, call.draft.type_row(self.words)
        command = AddCall(
            **details(call, actor, self.time_of),  # pyright: ignore[reportArgumentType]
            incident_id=incident_id,
            place=draft.place_words(),
            latitude=position.latitude if position else None,
            longitude=position.longitude if position else None,
            incident_type=row.name if row else "",
            persons_involved=draft.persons(),
            asset_number=draft.text(_F.ASSET).strip(),
        )
        self._give(call, command, lambda answer: self._added(call, incident_id, answer))

    def catch_up(self, call: Call, actor: Actor, *, line: int | None = None, fields: bool = True) -> None:
        """Tell the record what it does not have yet, in order; `line` of the narrative is still being typed."""
        if call.is_amending or call.opened is None:
            return
        found = self._next(call, actor, line=line, fields=fields)
        if found is None:
            return
        call.is_amending = True
        take_over(
            self._room.execute(found.command),
            self._post,
            lambda _: self._amended(call, found, actor, line, fields),
            lambda error: self._not_amended(call, found, error),
        )

    def owes(self, call: Call, actor: Actor) -> bool:
        """Tell whether the record lacks something of an opened call."""
        return call.is_amending or self._next(call, actor, line=None, fields=True) is not None

    def end(self, call: Call, actor: Actor) -> None:
        """Note that the caller has rung off."""
        if call.opened is not None and call.ended_at is None:
            call.ended_at, call.held_at = self._clock.now(), None
            call.said = (tr("The caller has rung off; Ctrl+Shift+Enter again when you are done"), "muted")
            if call.opened.call_id is not None:
                command = EndCall(actor=actor, call_id=call.opened.call_id, ended_at=call.ended_at)
                take_over(self._room.execute(command), self._post, lambda _: None, lambda why: self._say(call, why))

    def wrap_up(self, call: Call, actor: Actor) -> None:
        """Note that the work after the call is done."""
        if call.opened is not None and call.opened.call_id is not None:
            command = EndCall(actor=actor, call_id=call.opened.call_id, wrapped_up_at=self._clock.now())
            take_over(self._room.execute(command), self._post, lambda _: None, lambda why: self._say(call, why))

    def _next(self, call: Call, actor: Actor, *, line: int | None, fields: bool) -> Amendment | None:
        return Amending(
            actor=actor, call=call, words=self.words, time_of=self.time_of, line=line, fields=fields
        ).next()  # fmt: skip

    def _give(self, call: Call, command: CallDetails, done: Callable[[object], None]) -> None:
        call.is_storing, call.said = True, ("", "muted")
        call.told = frozen(call.draft, self.words)
        call.first_lines = frozenset(line.key for line in call.draft.lines if line.text.strip())
        take_over(
            self._room.execute(command),  # pyright: ignore[reportArgumentType]
            self._post,
            done,
            lambda error: self._refused(call, error),
        )

    def _opened(self, call: Call, command: TakeCall, answer: object) -> None:
        call.is_storing = False
        call.said = (call_sentence(command, answer), "accent")
        if isinstance(answer, CallTaken):
            call.opened = Opened(
                incident_id=answer.incident_id, call_id=answer.call_id, number=answer.number, priority=answer.priority
            )  # fmt: skip
            call.draft = self._settled(call)
            self._taken(call, answer)
        self._told(call)

    def _added(self, call: Call, incident_id: IncidentId, answer: object) -> None:
        call.is_storing = False
        if isinstance(answer, CallAdded):
            call.opened = Opened(
                incident_id=incident_id, call_id=CallId(answer.call_id), number=answer.number,
                priority=call.draft.priority(self.words), further=True,
            )  # fmt: skip
            call.draft = self._settled(call)
            words = tr("Further call of {number}; it has {calls} now", number=answer.number, calls=answer.calls)
            call.said = (words, "accent")
            self._taken(call, answer)
        self._told(call)

    def _settled(self, call: Call) -> CallDraft:
        """What the type had decided when it was taken is decided, also if another type is typed afterwards."""
        told, draft = call.told, call.draft
        if told is None:
            return draft
        return replace(
            draft, impact=draft.impact or told.impact, urgency=draft.urgency or told.urgency,
            kind=draft.kind or told.kind,
            emergency=told.emergency if draft.emergency is None else draft.emergency,
        )  # fmt: skip

    def _refused(self, call: Call, error: BaseException) -> None:
        call.is_storing, call.told, call.first_lines = False, None, frozenset()
        named = next((name for name in CallField if isinstance(error, Rejected) and name.value == error.field), None)
        if named is not None and isinstance(error, Rejected):
            call.errors[named] = error.reason
        else:
            self._say(call, error)
        self._told(call)

    def _amended(self, call: Call, done: Amendment, actor: Actor, line: int | None, fields: bool) -> None:
        call.is_amending, call.told = False, done.told
        call.said = (tr("{number}: stored as told later", number=_number(call)), "muted")
        self._told(call)
        self.catch_up(call, actor, line=line, fields=fields)

    def _not_amended(self, call: Call, wanted: Amendment, error: BaseException) -> None:
        call.is_amending = False
        stands = isinstance(error, Incomplete) and error.field in {"call", "incident"}
        if stands or (isinstance(error, InvalidTransition) and error.field == "priority"):
            call.told = wanted.told  # somebody else has said it meanwhile: it stands so already
        else:
            self._say(call, error)
        self._told(call)

    def _say(self, call: Call, error: BaseException) -> None:
        if isinstance(error, Rejected):
            call.said = (tr("Refused: {reason}", reason=error.reason), "alarm")
            return
        logger.error("call entry failed", exc_info=error)
        what = error or type(error).__name__
        call.said = (tr("The room failed: {error}. What is typed stays here; try again", error=what), "alarm")


def _number(call: Call) -> str:
    return call.opened.number if call.opened else ""
