"""The question card of the call that is being taken: what to ask next, what follows, kept until the room has it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dispatcher.domain.clock import Clock
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.phrases import Phrase
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.domain.triage_cards import Card, CardQuestion, Triage, TriageBook, triage
from dispatcher.domain.triage_commands import GivenAnswer, RecordTriage
from dispatcher.queries.pack_rows import PackRow
from dispatcher.queries.triage import AskPhrases, AskTriageBook
from ui.presenters.call_entry_cards import NOTHING_TOLD, CardAnswers, Told
from ui.presenters.call_section import CallFacts
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.presenters.triage_words import TriageShown, no_card, shown_card
from ui.wording import tr

logger = logging.getLogger(__name__)

Grade = Callable[[Impact, Urgency, str], None]
Keep = Callable[[str, str, CardAnswers], None]
Kept = Callable[[str, str], CardAnswers | None]
_MOST_DRAFTS = 32


@dataclass(slots=True)
class Gone:
    """How far one call went through one card."""

    draft_id: str
    card: Card
    incident_type: str
    answers: dict[str, tuple[str, datetime]] = field(default_factory=dict[str, tuple[str, datetime]])
    modifiers: set[str] = field(default_factory=set[str])
    skipped: str = ""
    at: str = ""  # a question that was gone back to
    offered: tuple[Impact, Urgency] | None = None
    recorded: Told = NOTHING_TOLD
    refused: Told | None = None  # what the room would not take; not offered to it again unchanged

    @staticmethod
    def of(facts: CallFacts, card: Card, kept: CardAnswers | None) -> "Gone":
        """Begin a card, or go on with one that its draft has kept."""
        gone = Gone(facts.draft_id, card, facts.incident_type)
        if kept is not None:
            gone.answers, gone.modifiers = dict(kept.answers), set(kept.modifiers)
            gone.skipped, gone.recorded = kept.skipped, kept.recorded
        return gone

    def kept(self) -> CardAnswers:
        """Return what a draft keeps of it."""
        return CardAnswers(
            answers=dict(self.answers), modifiers=tuple(sorted(self.modifiers)), skipped=self.skipped,
            recorded=self.recorded,
        )  # fmt: skip

    def counted(self) -> dict[str, str]:
        """Return what each answer counts as."""
        found: dict[str, str] = {}
        for name, (typed, _) in self.answers.items():
            question = self.card.question(name)
            value = question.value_of(typed) if question else None
            if value is not None:
                found[name] = value
        return found

    def told(self) -> Told:
        """Return what the record is to say: answers to questions that are still asked."""
        live = [question.name for question in self.card.live(self.counted())]
        answers = tuple((name, self.answers[name][0]) for name in live if name in self.answers)
        return answers, tuple(sorted(self.modifiers)), self.skipped


class TriageCardPresenter(Watched):
    """A part of the call-entry panel. `grade` is told impact, urgency and why, whenever the answers change them.

    Several calls in parallel keep a card each. What is answered before the incident is opened is recorded then.
    """

    def __init__(self, room: Room, session: Session, clock: Clock, post: Post, grade: Grade) -> None:
        super().__init__()
        self._room, self._session, self._clock, self._post, self._grade = room, session, clock, post, grade
        self._facts = CallFacts(draft_id="")
        self._bases: Mapping[str, tuple[Impact, Urgency]] = {}
        self._languages: tuple[str, ...] = ("en",)
        self._book = TriageBook()
        self._phrases: Mapping[str, Phrase] = {}
        self._gone: dict[tuple[str, str], Gone] = {}
        self._incidents: dict[str, tuple[str, str | None]] = {}  # by draft: incident and call
        self._waiting = False
        self.recorded: Callable[[str], None] = lambda _draft_id: None  # told whose answers the room has now
        self.keep: Keep = lambda _draft_id, _card, _answers: None  # told what was answered, for the draft
        self.kept: Kept = lambda _draft_id, _card: None  # what a draft has of a card
        self._message, self._tone = "", "muted"
        self._cards = Question(room, post, "question cards", self._took_book, self._unread)
        self._said = Question(room, post, "phrases", self._took_phrases, self._unread)
        session.listen(self._record)

    def set_pack(self, pack: PackRow) -> None:
        """Go by the cards of the active pack from now on; what was answered stays as far as it is still asked."""
        self._bases = {row.name: (row.impact, row.urgency) for row in pack.types}
        self._languages = pack.languages
        self._cards.ask(AskTriageBook())
        self._said.ask(AskPhrases())

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now."""
        if facts == self._facts:
            return
        self._facts = facts
        if facts.incident_id is not None:
            self.opened(facts.draft_id, facts.incident_id, facts.call_id)
        self._settle()

    def opened(self, draft_id: str, incident_id: str, call_id: str | None) -> None:
        """The room has taken that call: record what was answered, also when another call is in front by now."""
        self._incidents[draft_id] = (incident_id, call_id)
        self._record()

    @property
    def shown(self) -> TriageShown:
        """Return what is to be drawn now."""
        gone = self._current()
        if gone is None:
            return no_card(self._facts.incident_type, self._message, self._tone)
        told = self._triage(gone)
        drawn = shown_card(gone.card, told, self._question(gone), {n: a for n, (a, _) in gone.answers.items()})
        modifiers = self._book.modifiers_for(gone.incident_type)
        return replace(
            drawn, skipped=gone.skipped, message=self._message, tone=self._tone,
            recorded=gone.draft_id in self._incidents and gone.told() == gone.recorded,
        ).with_modifiers(modifiers, gone.modifiers, told).with_advice(
            [self._phrases[name] for name in told.advice if name in self._phrases], self._facts, self._languages
        )  # fmt: skip

    def choose(self, number: int) -> None:
        """Answer the question in front with the choice of that number, 1 the first."""
        gone, question = self._in_front()
        if gone is not None and question is not None and 1 <= number <= len(question.choices):
            self._answer(gone, question, question.choices[number - 1].value)

    def write(self, text: str) -> None:
        """Answer the question in front with a number or words; "?" for a number says that nobody knows it."""
        gone, question = self._in_front()
        if gone is None or question is None or not text.strip():
            return
        typed = "unknown" if text.strip() == "?" else text.strip()
        if question.value_of(typed) is None:
            self._message, self._tone = tr("A whole number from {least} to {most}, or ? when nobody knows",
                                           least=question.least, most=question.most), "warning"  # fmt: skip
            self.changed()
            return
        self._answer(gone, question, typed)

    def go_to(self, place: int) -> None:
        """Put an answered question in front again, by its place in the list."""
        gone = self._current()
        if gone is not None and 0 <= place < len(answered := self._answered(gone)):
            gone.at = answered[place]
            self._say("")

    def back(self) -> None:
        """Put the question before the one in front there again."""
        gone = self._current()
        if gone is None:
            return
        answered = self._answered(gone)
        before = answered.index(gone.at) if gone.at in answered else len(answered)
        if before > 0:
            self.go_to(before - 1)

    def onward(self) -> None:
        """Leave a question that was gone back to as it was answered."""
        gone = self._current()
        if gone is not None and gone.at:
            gone.at = ""
            self._say("")

    def take_back(self) -> None:
        """Take the answer to the question in front back."""
        gone, question = self._in_front()
        if gone is not None and question is not None and gone.answers.pop(question.name, None):
            gone.at = ""
            self._answered_anew(gone)

    def toggle(self, name: str) -> None:
        """Give a modifier by hand, or take it away; what an answer brought along stays."""
        gone = self._current()
        if gone is not None:
            gone.modifiers ^= {name}
            self._answered_anew(gone)

    def skip(self, reason: str) -> None:
        """Go no further through the card, and say why."""
        gone = self._current()
        if gone is None or not reason.strip():
            self._say(tr("Say why the card is skipped"), "warning")
        elif self._triage(gone).complete:
            self._say(tr("Every question was answered: there is nothing to skip"), "muted")
        else:
            gone.skipped = reason.strip()
            self._answered_anew(gone)

    def _answer(self, gone: Gone, question: CardQuestion, typed: str) -> None:
        gone.answers[question.name] = (typed, self._clock.now())
        gone.at, gone.skipped = "", ""
        self._answered_anew(gone)

    def _answered_anew(self, gone: Gone) -> None:
        self._message, self._tone = "", "muted"
        self.keep(gone.draft_id, gone.card.name, gone.kept())
        self._offer(gone)
        self._record()
        self.changed()

    def _settle(self) -> None:
        gone = self._current()
        if gone is not None:
            self._offer(gone)
        self._record()
        self.changed()

    def _offer(self, gone: Gone) -> None:
        """Tell the panel what the answers grade; at first only when there is something that they say."""
        told = self._triage(gone).explanation
        found = (told.impact, told.urgency)
        if gone.offered == found or (gone.offered is None and not told.applied):
            return
        gone.offered = found
        if gone.draft_id == self._facts.draft_id:
            self._grade(*found, "; ".join(rule.says for rule in told.applied))

    def _current(self) -> Gone | None:
        facts = self._facts
        card = self._book.card_for(facts.incident_type)
        if card is None or facts.incident_type not in self._bases:
            return None
        key = (facts.draft_id, card.name)
        gone = self._gone.get(key)
        if gone is None:
            self._forget_the_oldest()
            gone = self._gone[key] = Gone.of(facts, card, self.kept(facts.draft_id, card.name))
        gone.card, gone.incident_type = card, facts.incident_type
        return gone

    def _forget_the_oldest(self) -> None:
        """Let go of calls that are recorded; of what is not, nothing is forgotten."""
        done = [key for key, gone in self._gone.items() if gone.told() == gone.recorded]
        for key in done[: max(0, len(self._gone) - _MOST_DRAFTS)]:
            del self._gone[key]

    def _in_front(self) -> tuple[Gone | None, CardQuestion | None]:
        gone = self._current()
        return (gone, self._question(gone)) if gone is not None else (None, None)

    def _question(self, gone: Gone) -> CardQuestion | None:
        counted = gone.counted()
        looked_at = next((each for each in gone.card.live(counted) if each.name == gone.at), None)
        return looked_at or gone.card.next(counted)

    def _answered(self, gone: Gone) -> list[str]:
        counted = gone.counted()
        return [question.name for question in gone.card.live(counted) if question.name in counted]

    def _triage(self, gone: Gone) -> Triage:
        base = self._bases[gone.incident_type]
        return triage(self._book, gone.incident_type, base, gone.counted(), gone.modifiers)

    def _say(self, text: str, tone: str = "muted") -> None:
        self._message, self._tone = text, tone
        self.changed()

    def _record(self) -> None:
        """Give the room what it does not have yet, one command at a time."""
        if self._waiting:
            return
        pending = next(self._pending(), None)
        if pending is None:
            return
        gone, command, told = pending
        self._waiting = True
        take_over(
            self._room.execute(command), self._post, lambda _: self._recorded(gone, told),
            lambda error: self._failed(gone, told, error),
        )  # fmt: skip

    def _pending(self) -> Iterator[tuple[Gone, RecordTriage, Told]]:
        actor = self._session.actor
        for gone in self._gone.values():
            incident = self._incidents.get(gone.draft_id)
            told = gone.told()
            if actor is None or incident is None or told in (gone.recorded, gone.refused):
                continue
            answers, modifiers, skipped = told
            before = dict(gone.recorded[0])
            new = [(name, typed) for name, typed in answers if before.get(name) != typed]
            gone_again = [(name, "") for name in before if name not in dict(answers)]
            yield gone, RecordTriage(
                actor=actor, incident_id=IncidentId(incident[0]), card=gone.card.name, version=gone.card.version,
                answers=tuple(
                    GivenAnswer(question=name, answer=typed, at=self._moment(gone, name))
                    for name, typed in (*new, *gone_again)
                ),
                modifiers=modifiers, call_id=CallId(incident[1]) if incident[1] else None, skipped=skipped,
            ), told  # fmt: skip

    def _moment(self, gone: Gone, name: str) -> datetime:
        return gone.answers[name][1] if name in gone.answers else self._clock.now()

    def _recorded(self, gone: Gone, told: Told) -> None:
        self._waiting = False
        gone.recorded, gone.refused = told, None
        self.keep(gone.draft_id, gone.card.name, gone.kept())
        self.recorded(gone.draft_id)
        self._record()
        self.changed()

    def _failed(self, gone: Gone, told: Told, error: BaseException) -> None:
        self._waiting = False
        gone.refused = told
        if isinstance(error, Rejected):
            self._message = tr("The answers are not recorded: {reason}", reason=error.reason)
        else:
            logger.error("recording answers failed", exc_info=error)
            self._message = tr("The answers are not recorded: {error}", error=error or type(error).__name__)
        self._tone = "alarm"
        self._record()
        self.changed()

    def _took_book(self, book: TriageBook) -> None:
        self._book = book
        self._settle()

    def _took_phrases(self, phrases: tuple[Phrase, ...]) -> None:
        self._phrases = {phrase.name: phrase for phrase in phrases}
        self.changed()

    def _unread(self, text: str | None) -> None:
        self._say(text or "", "alarm" if text else "muted")
