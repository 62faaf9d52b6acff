"""What the room knows of the place and the caller in front of somebody: looked up at every change, added to by a key.

The same presenter serves the call-entry panel (`follow`) and the incident card (`follow_card`). Thread: the screen's.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.knowledge import CallerNoteKind, NoteKind
from dispatcher.domain.knowledge_commands import AddPremiseNote, KnowledgeCommand, NoteCaller
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.knowledge import AskCaller, AskPlaceKnowledge, CallerKnowledge, PlaceKnowledge, SecretRow
from ui.presenters.call_section import CallFacts
from ui.presenters.knowledge_changes import KnowledgeChanges
from ui.presenters.knowledge_lines import KnownSection, heading_of, mind_place, sections_of
from ui.presenters.knowledge_secrets import SecretShown, SecretsShown
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import Badge, note_badge, tr, zone

_ON_THE_CARD = 60
_LEAST_WORDS = 4
"""A place of fewer letters is not typed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeShown:
    """Everything the view draws."""

    title: str
    sections: tuple[KnownSection, ...]
    empty: str  # what stands there while nothing is known
    message: str = ""  # what became of what was written down
    message_tone: str = "text_muted"


class KnowledgePresenter(Watched):
    """Follows a call, or an incident's card; asks the room once for each change of what is looked up."""

    def __init__(
        self, room: Room, session: Session, clock: Clock, post: Post, problem: Callable[[str, str | None], None]
    ) -> None:
        super().__init__()
        self._room, self._session, self._clock, self._post = room, session, clock, post
        self._zone = zone("UTC")
        self._wanted_place: AskPlaceKnowledge | None = None
        self._wanted_caller: AskCaller | None = None
        self._incident_id: str | None = None
        self._call_id: str | None = None
        self._place: PlaceKnowledge | None = None
        self._caller: CallerKnowledge | None = None
        self._message, self._message_tone = "", "text_muted"
        self.changes = KnowledgeChanges(room, session, clock, post, problem, lambda: (self._place, self._caller))
        self._secrets = SecretsShown(room, session, clock, post, self.changed)
        self._ask_place = Question(
            room, post, "knowledge of the place", self._place_taken, lambda text: problem("place_unread", text)
        )
        self._ask_caller = Question(
            room, post, "knowledge of the caller", self._caller_taken, lambda text: problem("caller_unread", text)
        )

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now."""
        self._follow(
            _place_question(facts.place, facts.latitude, facts.longitude, facts.incident_type, facts.asset_number,
                            facts.incident_id),
            AskCaller(facts.caller_number.strip(), facts.call_id) if facts.caller_number.strip() else None,
            facts.incident_id, facts.call_id,
        )  # fmt: skip

    def follow_card(self, card: IncidentCard | None) -> None:
        """Take what an incident's card says now; None: no incident is shown."""
        if card is None:
            self._follow(None, None, None, None)
            return
        call = next((call for call in reversed(card.calls) if call.caller_number), None)
        self._follow(
            _place_question(card.place, card.latitude, card.longitude, card.incident_type, card.asset_number,
                            card.incident_id),
            AskCaller(call.caller_number, call.call_id) if call else None,
            card.incident_id, call.call_id if call else None,
        )  # fmt: skip

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again: something that is known has changed."""
        if self._wanted_place is not None:
            self._ask_place.ask(self._wanted_place)
        if self._wanted_caller is not None:
            self._ask_caller.ask(self._wanted_caller)

    def second(self) -> None:
        """Let a code that is shown come nearer to being hidden."""
        self._secrets.second()

    def set_timezone(self, name: str) -> None:
        """Show local dates of that zone from now on."""
        self._zone = zone(name)
        self.changes.set_timezone(self._zone)
        self.changed()

    def shown(self) -> KnowledgeShown:
        """Return what the view draws."""
        now = self._clock.now()
        heading = heading_of(self._place, self._caller)
        return KnowledgeShown(
            title=tr("Known · {counts}", counts=heading) if heading else tr("Known"),
            sections=sections_of(self._place, self._caller, now, self._zone), empty=self._empty(),
            message=self._message, message_tone=self._message_tone,
        )  # fmt: skip

    def dangers(self) -> tuple[Badge, ...]:
        """Return what can hurt a crew there, as the card's head says it."""
        notes = mind_place(self._place, self._clock.now())
        hazards = [line for line in notes if line.badge == note_badge(NoteKind.HAZARD)]
        if not hazards:
            return ()
        first = hazards[0].text if len(hazards[0].text) <= _ON_THE_CARD else f"{hazards[0].text[:_ON_THE_CARD]}…"
        more = tr(" and {count} more", count=len(hazards) - 1) if len(hazards) > 1 else ""
        badge = hazards[0].badge
        return (replace(badge, word=tr("{word}: {text}{more}", word=badge.word, text=first, more=more)),)

    def secret(self, row: SecretRow) -> SecretShown:
        """Return how a code is shown now."""
        return self._secrets.of(row.secret_id)

    def ask_secret(self, secret_id: str) -> None:
        """Begin to ask for a code; a reason is written next."""
        self._secrets.ask(secret_id)

    def reveal(self, reason: str) -> None:
        """Ask the room for it: the view is journalled before the code comes."""
        self._secrets.reveal(reason, self._incident_id)

    def hide_secrets(self) -> None:
        """Hide what is shown, or stop asking."""
        self._secrets.hide()

    def usual_reason(self) -> str:
        """Return the reason that is offered, to be changed or taken."""
        return tr("crew at the door")

    def remember_place(self, kind: NoteKind, text: str) -> bool:
        """Remember something for the place. Tell whether the room was asked."""
        known = [row.premise_id for row in self._place.premises] if self._place is not None else []
        if self._incident_id is None and len(known) != 1:
            return self._say(tr("take the call first: what is remembered belongs to the incident's place"))
        premise_id = known[0] if self._incident_id is None else None
        incident_id = IncidentId(self._incident_id) if self._incident_id else None
        return self._do(
            lambda actor: AddPremiseNote(
                actor=actor, kind=kind, text=text, premise_id=premise_id, incident_id=incident_id
            ),
            text, tr("Remembered for the place"),
        )  # fmt: skip

    def remember_caller(self, kind: CallerNoteKind, text: str) -> bool:
        """Remember something of who called. Tell whether the room was asked."""
        callers = self._caller.callers if self._caller is not None else ()
        caller_id = callers[0].caller_id if len(callers) == 1 else None
        call_id = CallId(self._call_id) if self._call_id else None
        if caller_id is None and call_id is None:
            return self._say(tr("take the call first: what is remembered belongs to the call's number"))
        return self._do(
            lambda actor: NoteCaller(actor=actor, kind=kind, text=text, caller_id=caller_id, call_id=call_id),
            text, tr("Remembered of the caller"),
        )  # fmt: skip

    def _follow(
        self,
        place: AskPlaceKnowledge | None,
        caller: AskCaller | None,
        incident_id: str | None,
        call_id: str | None,
    ) -> None:
        self._call_id = call_id
        moved = _where(place) != _where(self._wanted_place) or incident_id != self._incident_id
        if (place, caller, incident_id) == (self._wanted_place, self._wanted_caller, self._incident_id):
            return
        if moved:
            self._message = ""
            self._secrets.leave_place()
            self.changes.leave_place()
        self._incident_id = incident_id
        if place != self._wanted_place:
            self._wanted_place = place
            self._place = self._place if _where(place) == _where(self._place and self._place.asked) else None
            if place is not None:
                self._ask_place.ask(place)
        if caller != self._wanted_caller:
            self._wanted_caller, self._caller = caller, None
            if caller is not None:
                self._ask_caller.ask(caller)
        self.changed()

    def _place_taken(self, answer: PlaceKnowledge) -> None:
        if answer.asked == self._wanted_place:  # what was asked before the last key was pressed tells of another place
            self._place = answer
            self.changed()

    def _caller_taken(self, answer: CallerKnowledge) -> None:
        if answer.asked == self._wanted_caller:
            self._caller = answer
            self.changed()

    def _empty(self) -> str:
        if self._wanted_place is None and self._wanted_caller is None:
            return tr("What is known of the place and the caller stands here as they are typed.")
        waits = (self._wanted_place and not self._place) or (self._wanted_caller and not self._caller)
        return tr("looking it up …") if waits else tr("Nothing is known here yet.")

    def _do(self, command: Callable[[Actor], KnowledgeCommand], text: str, done: str) -> bool:
        actor = self._session.actor
        if actor is None:
            return self._say(tr("nobody is signed on here (F9)"))
        if not text.strip():
            return self._say(tr("write what is to be remembered, then Enter"))
        take_over(self._room.execute(command(actor)), self._post, lambda _: self._done(done), self._refused)
        return True

    def _done(self, text: str) -> None:
        self._say(text, "text_muted")

    def _refused(self, error: BaseException) -> None:
        self._say(str(error) if isinstance(error, Rejected) else tr("not remembered: {error}", error=error))

    def _say(self, text: str, tone: str = "alarm") -> bool:
        self._message, self._message_tone = text, tone
        self.changed()
        return False


def _place_question(
    place: str, latitude: float | None, longitude: float | None, incident_type: str, asset: str, incident_id: str | None
) -> AskPlaceKnowledge | None:
    words = place.strip()
    if latitude is None and len(words) < _LEAST_WORDS and not asset.strip():
        return None
    return AskPlaceKnowledge(
        place=words,
        latitude=latitude,
        longitude=longitude,
        incident_type=incident_type,
        asset_number=asset.strip(),
        incident_id=incident_id,
    )


def _where(question: AskPlaceKnowledge | None) -> tuple[object, ...] | None:
    """Return what makes it another place; another type at the same one keeps what is shown until the answer comes."""
    return None if question is None else (question.place, question.latitude, question.longitude)
