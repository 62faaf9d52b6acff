"""A call on its way into the record: opened once, brought up to date one thing at a time, ended."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import AddCall, CallAdded, CallDetails, CallTaken, EndCall, TakeCall
from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected
from dispatcher.domain.identifiers import ContactId, IncidentId
from ui.presenters.call_entry_amending import Amending, Amendment, following
from ui.presenters.call_entry_call import Call, CatchingUp, Opened
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


@dataclass(frozen=True, slots=True)
class Given:
    """What a command gave the room of a call."""

    draft: CallDraft
    first_lines: frozenset[int]


def without_reasons(draft: CallDraft, given: CallDraft | None = None) -> CallDraft:
    """Return the draft without the reasons that a record has (`given`): the next change is asked why anew."""
    for name in (_F.PRIORITY_REASON, _F.KIND_REASON):
        if draft.text(name) and (given is None or draft.text(name).strip() == given.text(name).strip()):
            draft = draft.with_text(name, "")
    return draft


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
        **({"place_source": position.source, "place_confidence": position.confidence} if position else {}),
    )


class CallStoring:
    """Gives the commands of calls and takes their answers, whichever call is in front meanwhile.

    `told(call)` is called after every change; `taken(call)` once it has its incident; `complain` is told what went
    wrong with a call that has left the strip.
    """

    def __init__(
        self,
        room: Room,
        post: Post,
        clock: Clock,
        told: Callable[[Call], None],
        taken: Callable[[Call], None],
        complain: Callable[[str], None],
    ) -> None:
        self._room, self._post, self._clock, self._told, self._taken = room, post, clock, told, taken
        self._complain = complain
        self.words = Vocabulary()
        self.time_of: TimeOf = lambda at: f"{at:%H:%M:%S}"

    def open(self, call: Call, actor: Actor) -> None:
        """Open the incident of a call; asked again, the room opens nothing twice."""
        command = take_command(call, actor, self.words, self.time_of)
        self._give(call, command, lambda given, answer: self._opened(call, command, given, answer))

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
        self._give(call, command, lambda given, answer: self._added(call, given, answer))

    def catch_up(self, call: Call, actor: Actor, *, line: int | None = None, fields: bool = True) -> None:
        """Tell the record what it does not have yet, in order; `line` of the narrative is still being typed.

        What was refused is tried again with the fields, and holds nothing else up.
        """
        if call.opened is None:
            return
        before = call.catching_up
        call.catching_up = CatchingUp(line=line, fields=fields or (before is not None and before.fields))
        if fields and not call.is_amending:
            call.refused, call.skipped = {}, []
        self._amend(call, actor)

    def _amend(self, call: Call, actor: Actor) -> None:
        if call.is_amending or call.catching_up is None:
            return
        found = self._next(call, actor, call.catching_up)
        if found is None:
            call.catching_up = None
            return
        call.is_amending = True
        take_over(
            self._room.execute(found.command),
            self._post,
            lambda _: self._amended(call, found, actor),
            lambda error: self._not_amended(call, found, actor, error),
        )

    def owes(self, call: Call, actor: Actor) -> bool:
        """Tell whether the record lacks something of an opened call."""
        return call.is_amending or bool(call.refused) or self._next(call, actor, CatchingUp()) is not None

    def end(self, call: Call, actor: Actor) -> None:
        """Note that the caller has rung off."""
        if call.opened is not None and call.ended_at is None:
            call.ended_at, call.held_at = self._clock.now(), None
            call.said = (tr("The caller has rung off; Ctrl+Shift+Enter again when you are done"), "muted")
            if call.opened.call_id is not None:
                command = EndCall(actor=actor, call_id=call.opened.call_id, ended_at=call.ended_at)
                take_over(
                    self._room.execute(command), self._post, lambda _: None, lambda why: self._not_ended(call, why)
                )

    def wrap_up(self, call: Call, actor: Actor) -> None:
        """Note that the work after the call is done; and when the caller rang off, if that was not stored before."""
        if call.opened is not None and call.opened.call_id is not None:
            command = EndCall(
                actor=actor, call_id=call.opened.call_id, ended_at=call.ended_at, wrapped_up_at=self._clock.now()
            )  # fmt: skip
            take_over(self._room.execute(command), self._post, lambda _: None, self._not_wrapped_up)

    def _not_ended(self, call: Call, error: BaseException) -> None:
        self._say(call, error)
        self._told(call)

    def _not_wrapped_up(self, error: BaseException) -> None:
        self._complain(tr("The end of the call was not stored: {error}", error=error or type(error).__name__))

    def _next(self, call: Call, actor: Actor, upto: CatchingUp) -> Amendment | None:
        return Amending(actor=actor, call=call, words=self.words, time_of=self.time_of, upto=upto).next()

    def _give(self, call: Call, command: CallDetails, done: Callable[[Given, object], None]) -> None:
        draft = frozen(call.draft, self.words)
        given = Given(draft, frozenset(line.key for line in call.draft.lines if line.text.strip()))
        call.is_storing, call.said = True, ("", "muted")
        call.told, call.first_lines = given.draft, given.first_lines
        take_over(
            self._room.execute(command),  # pyright: ignore[reportArgumentType]
            self._post,
            lambda answer: done(given, answer),
            lambda error: self._refused(call, error),
        )

    def _opened(self, call: Call, command: TakeCall, given: Given, answer: object) -> None:
        call.is_storing = False
        if call.opened is not None or not isinstance(answer, CallTaken):
            self._told(call)  # asked again while the first answer was awaited: it says the same
            return
        call.said = (call_sentence(command, answer), "accent")
        opened = Opened(
            incident_id=answer.incident_id, call_id=answer.call_id, number=answer.number, priority=answer.priority
        )  # fmt: skip
        self._holds(call, given, opened)

    def _added(self, call: Call, given: Given, answer: object) -> None:
        call.is_storing = False
        if call.opened is not None or not isinstance(answer, CallAdded):
            self._told(call)
            return
        words = tr("Further call of {number}; it has {calls} now", number=answer.number, calls=answer.calls)
        call.said = (words, "accent")
        opened = Opened(
            incident_id=answer.incident_id, call_id=answer.call_id, number=answer.number,
            priority=given.draft.priority(self.words), further=True,
        )  # fmt: skip
        self._holds(call, given, opened)

    def _holds(self, call: Call, given: Given, opened: Opened) -> None:
        """The record has what was given with that command; what was typed since is told later."""
        call.opened = opened
        call.told, call.first_lines = without_reasons(given.draft), given.first_lines
        call.draft = without_reasons(self._settled(call), given.draft)
        self._taken(call)
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
        if call.opened is not None:  # an earlier command of the same was carried out
            call.is_storing = False
            self._told(call)
            return
        call.is_storing, call.told, call.first_lines = False, None, frozenset()
        named = next((name for name in CallField if isinstance(error, Rejected) and name.value == error.field), None)
        if named is not None and isinstance(error, Rejected):
            call.errors[named] = error.reason
        else:
            self._say(call, error)
        self._told(call)

    def _amended(self, call: Call, done: Amendment, actor: Actor) -> None:
        call.draft = without_reasons(following(call.draft, call.told, done.told), done.told)
        call.is_amending, call.told = False, without_reasons(done.told)
        if not call.refused:
            call.said = (tr("{number}: stored as told later", number=_number(call)), "muted")
        self._told(call)
        self._amend(call, actor)

    def _not_amended(self, call: Call, wanted: Amendment, actor: Actor, error: BaseException) -> None:
        call.is_amending = False
        stands = isinstance(error, Incomplete) and error.field in {"call", "incident"}
        if stands or (isinstance(error, InvalidTransition) and error.field in {"priority", "kind"}):
            call.told = without_reasons(wanted.told)  # somebody else has said it meanwhile: it stands so already
            call.draft = without_reasons(call.draft, wanted.told)
        elif isinstance(error, Rejected):
            call.refused[wanted.field] = error.reason
            call.skipped.append(wanted.command)
            self._say(call, error)
        else:
            self._say(call, error)
            call.catching_up = None  # the room failed: it is tried again when the next field is left
        self._told(call)
        self._amend(call, actor)

    def _say(self, call: Call, error: BaseException) -> None:
        if isinstance(error, Rejected):
            call.said = (tr("Refused: {reason}", reason=error.reason), "alarm")
            return
        logger.error("call entry failed", exc_info=error)
        what = error or type(error).__name__
        call.said = (tr("The room failed: {error}. What is typed stays here; try again", error=what), "alarm")


def _number(call: Call) -> str:
    return call.opened.number if call.opened else ""
