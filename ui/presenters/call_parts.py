"""The parts of call entry that know more than what is typed: likely the same, questions, phrases, the place."""

from collections.abc import Callable

from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.domain.triage_commands import Regrade
from dispatcher.queries.pack_rows import PackRow
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_cards import CardAnswers
from ui.presenters.call_section import CallFacts
from ui.presenters.knowledge import KnowledgePresenter
from ui.presenters.likely_same import LikelySamePresenter
from ui.presenters.phrases import PhrasesPresenter
from ui.presenters.read_back import ReadBackPresenter
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.presenters.triage_card import TriageCardPresenter
from ui.wording import tr

Problem = Callable[[str, str | None], None]


class CallParts:
    """Makes the parts and gives them to call entry. Thread: the screen's own."""

    def __init__(
        self, room: Room, session: Session, clock: Clock, post: Post, entry: CallEntryPresenter, problem: Problem
    ) -> None:
        self._room, self._session, self._post = room, session, post
        self._entry, self._problem = entry, problem
        self.likely_same = LikelySamePresenter(
            room, post, clock, lambda: session.actor, self._attach, session.show_incident
        )
        self.triage = TriageCardPresenter(room, session, clock, post, self._grade)
        self.triage.recorded = self._graded
        self.triage.keep, self.triage.kept = self._keep, self._kept
        entry.taken.append(self._taken)
        self.phrases = PhrasesPresenter(room, post)
        self.knowledge = KnowledgePresenter(room, session, clock, post, problem)

    def set_pack(self, pack: PackRow) -> None:
        """Take cards, languages and the zone of the active pack."""
        self.triage.set_pack(pack)
        self.phrases.set_pack(pack)
        self.knowledge.set_timezone(pack.timezone)

    def second(self) -> None:
        """Do what is due each second."""
        self.knowledge.second()

    def _attach(self, incident_id: str) -> None:
        self._entry.attach_to(IncidentId(incident_id))

    def _grade(self, impact: Impact, urgency: Urgency, _because: str) -> None:
        """Grade the draft by the answers; an open incident is graded when the room has them."""
        if self._entry.call.opened is None:
            self._entry.grade(impact=impact, urgency=urgency)

    def _graded(self, draft_id: str) -> None:
        """Let the recorded answers grade the open incident, unless a person has graded it against the matrix."""
        call, actor = self._call(draft_id), self._session.actor
        if call is None or call.opened is None or actor is None or call.draft.override is not None:
            return
        command = Regrade(actor=actor, incident_id=call.opened.incident_id)
        take_over(self._room.execute(command), self._post, lambda _grade: self._say_grade(None), self._say_grade)

    def _taken(self, call: Call) -> None:
        """What was answered of a call is recorded with its incident, whichever call is in front by then."""
        if call.opened is not None:
            self.triage.opened(call.id, call.opened.incident_id, call.opened.call_id)

    def _keep(self, draft_id: str, card: str, answers: CardAnswers) -> None:
        call = self._call(draft_id)
        if call is not None:
            call.cards[card] = answers
            self._entry.keeper.keep(call)

    def _kept(self, draft_id: str, card: str) -> CardAnswers | None:
        call = self._call(draft_id)
        return call.cards.get(card) if call is not None else None

    def _call(self, draft_id: str) -> Call | None:
        return next((call for call in self._entry.calls.all if call.id == draft_id), None)

    def _say_grade(self, error: BaseException | None) -> None:
        """Say what was refused; that the grade is what the answers say already is no trouble."""
        stands = error is None or isinstance(error, InvalidTransition)
        text = None if stands else tr("the answers grade it otherwise: {error}", error=error)
        self._problem("not_graded", text)


class ReadBackOfCall:
    """Lets the read-back follow the call in front while there is one; else it is about the incident that is shown."""

    def __init__(self, entry: CallEntryPresenter, read_back: ReadBackPresenter) -> None:
        self._entry, self._read_back = entry, read_back
        self._watchers: list[Callable[[], None]] = []

    @property
    def is_about_it(self) -> bool:
        """Whether what is read back is the call in front: ticks of another one beside its fields would mislead."""
        return self._read_back.about == self._entry.call.id

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now."""
        if self._entry.holds_a_call:
            self._read_back.follow(facts)
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` when there is something new to draw."""
        self._watchers.append(watcher)
        self._read_back.watch(watcher)
