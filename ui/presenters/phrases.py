"""What to say to the caller of the call that is being taken: for its type, its grade and its language."""

from dataclasses import dataclass

from dispatcher.domain.phrases import Phrase, PhraseKind
from dispatcher.queries.pack_rows import PackRow
from dispatcher.queries.triage import AskPhrases
from ui.presenters.call_section import CallFacts
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.presenters.triage_words import SaidLine, said
from ui.wording import tr

_ORDER = (PhraseKind.REASSURANCE, PhraseKind.ADVICE, PhraseKind.EXPECTATION)


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A phrase at hand: what it is for, and its words, the caller's language first."""

    kind: str
    said: SaidLine


class PhrasesPresenter(Watched):
    """A part of the call-entry panel: lines to read out. Advice that hangs on answers stands with the card."""

    def __init__(self, room: Room, post: Post) -> None:
        super().__init__()
        self._facts = CallFacts(draft_id="")
        self._phrases: tuple[Phrase, ...] = ()
        self._languages: tuple[str, ...] = ("en",)
        self._question = Question(room, post, "phrases", self._taken, self._unread)
        self.problem = ""

    def set_pack(self, pack: PackRow) -> None:
        """Speak the languages of the active pack from now on."""
        self._languages = pack.languages
        self._question.ask(AskPhrases())

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now."""
        before, self._facts = self._facts, facts
        if _what_matters(before) != _what_matters(facts):
            self.changed()

    @property
    def lines(self) -> tuple[PhraseLine, ...]:
        """Return what to say, reassurance first; of each kind what is of this type before what is of every type."""
        facts = self._facts
        fitting = [phrase for phrase in self._phrases if phrase.holds_for(facts.incident_type, facts.priority)]
        fitting.sort(key=lambda phrase: (_ORDER.index(phrase.kind), not phrase.types))
        words = {PhraseKind.REASSURANCE: tr("reassure"), PhraseKind.ADVICE: tr("advise"),
                 PhraseKind.EXPECTATION: tr("what happens next")}  # fmt: skip
        return tuple(
            PhraseLine(words[phrase.kind], said(phrase, facts.caller_language, self._languages)) for phrase in fitting
        )

    def _taken(self, phrases: tuple[Phrase, ...]) -> None:
        self._phrases = phrases
        self.changed()

    def _unread(self, text: str | None) -> None:
        self.problem = text or ""
        self.changed()


def _what_matters(facts: CallFacts) -> tuple[object, ...]:
    return facts.incident_type, facts.priority, facts.caller_language
