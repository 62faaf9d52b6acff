"""The parts of call entry that know more than what is typed: likely the same, questions, phrases, the place."""

from collections.abc import Callable

from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.queries.rows import PackRow
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.knowledge import KnowledgePresenter
from ui.presenters.likely_same import LikelySamePresenter
from ui.presenters.phrases import PhrasesPresenter
from ui.presenters.refresh import Post
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.presenters.triage_card import TriageCardPresenter

Problem = Callable[[str, str | None], None]


class CallParts:
    """Makes the parts and gives them to call entry. Thread: the screen's own."""

    def __init__(
        self, room: Room, session: Session, clock: Clock, post: Post, entry: CallEntryPresenter, problem: Problem
    ) -> None:
        self._entry = entry
        self.likely_same = LikelySamePresenter(
            room, post, clock, lambda: session.actor, self._attach, session.show_incident
        )
        self.triage = TriageCardPresenter(room, session, clock, post, self._grade)
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
        self._entry.grade(impact=impact, urgency=urgency)
