"""The command line: what is typed, what it would do, what it did. Thread: the screen's own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dispatcher.domain.call_commands import CallTaken
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents import FindIntent, HelpIntent, OpenCallEntryIntent
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_line_around import asked_for, failure_words, open_there, why_closed, words_to_read
from ui.presenters.command_line_cards import CardLookup
from ui.presenters.command_line_finding import Finding
from ui.presenters.command_line_help import ListRow, found_rows, help_rows
from ui.presenters.command_line_history import History
from ui.presenters.command_line_open import OpenChannelLookup
from ui.presenters.command_line_outcome import outcome_sentence
from ui.presenters.command_line_places import typed_place, wants_places
from ui.presenters.command_line_plan import Plan
from ui.presenters.command_line_preview import OnScreen, Preview, planned, preview
from ui.presenters.command_line_resolve import Placing
from ui.presenters.command_line_state import CommandLineState
from ui.presenters.command_line_typing import WrittenBlank, followed, names_items, offers
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.command_line_wanted import card_wanted, needs_card
from ui.presenters.completion import Completion
from ui.presenters.places import PlaceLookup
from ui.presenters.refresh import Post, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr


class CommandLinePresenter(Watched):
    """Reads each keystroke, gives commands, keeps a refused line for correction."""

    def __init__(
        self,
        room: Room,
        session: Session,
        vocabulary: Vocabulary,
        post: Post,
        open_call_entry: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._room, self._session, self._post = room, session, post
        self._latest = self._vocabulary = vocabulary
        self._open_call_entry = open_call_entry
        self._history = History()
        self._text, self._caret = "", 0
        self._completions: tuple[Completion, ...] = ()
        self._chosen: int | None = None
        self._refusal: Mistake | None = None
        self._result, self._result_tone = "", "muted"
        self._rows_title = ""
        self._rows: tuple[ListRow, ...] = ()
        self._note = ""  # said by another part of the screen, until the next keystroke
        self._given = 0
        self._waiting: int | None = None  # which command is being carried out
        self._blank = WrittenBlank()
        self._held = ""  # a line whose place is still being looked up, given as soon as that is known
        self.places = PlaceLookup(room, post, "command_line_places", self._looked_up)
        self._cards = CardLookup(room, post, self._looked_up)
        self._in_the_open = OpenChannelLookup(room, session, post, self.changed)
        self._finding = Finding(room, post, self._found)
        self.show_place: Callable[[float, float, str], None] = lambda _latitude, _longitude, _words: None
        self.search_all: Callable[[str], None] = lambda _text: None
        self.begin_placing: Callable[[str], None] = lambda _incident_id: None
        self.enter_rows: Callable[[], None] = lambda: None  # the view's: the keyboard goes to the list
        self.leave_rows: Callable[[], None] = lambda: None  # and back to where it came from
        self.closed_number: Callable[[], str] = lambda: ""
        self.now: Callable[[], datetime] | None = None
        session.listen(self.changed)

    @property
    def state(self) -> CommandLineState:
        """Return what is to be drawn now."""
        said = self._said()
        return CommandLineState(
            text=self._text,
            caret=self._caret,
            mistake=said.mistake,
            message=said.message,
            tone=said.tone,
            warning=said.warning,
            script=words_to_read(self._text, self._latest.attention),
            completions=self._completions,
            chosen=self._chosen,
            rows_title=self._rows_title,
            rows=self._rows,
            busy=self._waiting is not None,
        )

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Know the boards as they are now; what is typed is read anew, the offers under the hand stay put."""
        self._latest = vocabulary
        self._cards.renew()
        self._know()
        self._in_the_open.look(self._text, self._vocabulary, anew=True)
        if self._text:
            self.changed()

    def edit(self, text: str, caret: int) -> CommandLineState:
        """Take a keystroke."""
        text = self._blank.once(text)
        caret = min(caret, len(text))
        if text != self._text:
            self._finding.drop()  # what was looked for is no longer wanted
            self._refusal, self._result, self._held, self._note = None, "", "", ""
            self._rows_title, self._rows = "", ()
        self._text, self._caret = text, caret
        self._look()
        self._know()
        self._offer(offers(text, caret, self._vocabulary))
        return self.state

    def place_caret(self, caret: int) -> None:
        """Know where the caret was moved to."""
        self._caret = caret

    def choose(self, step: int) -> None:
        """Move among the offers; without offers, in what was typed before."""
        if not self._completions:
            self.recall(-step)
            return
        count = len(self._completions)
        last = 0 if step > 0 else count - 1
        self._chosen = last if self._chosen is None else (self._chosen + step) % count
        self.changed()

    def recall(self, step: int) -> None:
        """Bring back an older (1) or newer (-1) line."""
        found = self._history.older(self._text) if step > 0 else self._history.newer()
        if found is not None:
            self._set_text(found)

    def accept(self, index: int | None = None) -> bool:
        """Put an offer in the line, the named, the chosen or the first one, and what is expected behind it.

        False when there was neither an offer nor anything to write.
        """
        if not self._completions:
            return self._follow(self._text, self._caret)
        which = index if index is not None else self._chosen or 0
        offer = self._completions[which]
        if offer.place is not None:
            self.places.take(offer.insert, offer.place)
        text, caret = offer.applied_to(self._text)
        if not self._follow(text, caret):
            self.edit(text, caret)
        return True

    def _follow(self, text: str, caret: int) -> bool:
        """Write what is expected behind a line whose caret stands at its end."""
        more = followed(text, self._vocabulary) if caret == len(text) else text
        if more == text:
            return False
        self.edit(more, len(more))
        self._blank.line = more
        return True

    def enter(self) -> None:
        """Take the chosen offer when one was chosen, else carry the line out."""
        if self._chosen is not None:
            self.accept()
        else:
            self.submit(self._text)

    def escape(self) -> None:
        """Clear the line. A command under way is not undone by it: its outcome is still told."""
        if self._waiting is not None:
            self._waiting = None
            self._result = tr("No answer yet; look before you repeat it")
            self._result_tone = "warning"
        else:
            self._result = ""
        self._rows_title, self._rows, self._note = "", (), ""
        self._history.rest()
        self._set_text("")

    def submit(self, text: str) -> None:
        """Carry the line out, once: a second press while it is under way does nothing."""
        if self._waiting is not None or not text.strip():
            return
        self._text, self._caret = text, len(text)
        self._completions, self._chosen = (), None
        self._look_at_card()
        self._know()
        if self._must_wait(text):
            return
        self._result, self._rows_title, self._rows = "", "", ()
        found = planned(parse(text), len(text), self._vocabulary, self._session)
        if isinstance(found, Mistake):
            self._refuse(found)
        elif isinstance(found, Plan):
            self._give(found)
        else:
            self._on_screen(found)

    def open_row(self, index: int) -> None:
        """Show the incident of a row, or put a row's example in the line."""
        if not 0 <= index < len(self._rows):
            return
        row = self._rows[index]
        if row.incident_id:
            self._session.show_incident(row.incident_id)
        if row.place is not None:
            self.show_place(row.place.latitude, row.place.longitude, row.place.words)
        self._rows_title, self._rows = "", ()
        self._set_text(row.insert)
        if row.search:
            self.search_all(row.search)

    def show_help(self) -> None:
        """Show the words and the keys, or take them away again; what is typed stays."""
        title, rows = help_rows(None)
        if rows == self._rows:
            self.close_rows()
            return
        self._rows_title, self._rows = title, rows
        self.changed()
        self.enter_rows()

    def close_rows(self) -> None:
        """Take the list away; what is typed stays."""
        self.leave_rows()
        self._rows_title, self._rows = "", ()
        self.changed()

    def tell(self, words: str) -> None:
        """Say what another part of the screen has done; a line under the hand keeps its preview beside it."""
        self._note = words
        if not self._text.strip():
            self._result, self._result_tone = words, "accent"
        self.changed()

    def _know(self) -> None:
        """Learn the newest boards; while an item is being named by its place, the places stay as they were."""
        strip = self._vocabulary.attention if names_items(self._text) else self._latest.attention
        now = self.now() if self.now else None
        self._vocabulary = replace(
            self._latest, attention=strip, places=self.places.found, owed=self._cards.found, now=now
        )

    def _said(self) -> Preview:
        """Return what stands below the line; a result stays until the next keystroke."""
        if self._waiting is not None:
            return Preview(tr("storing…"))
        if self._refusal is not None:
            return Preview(self._refusal.expected, "alarm", self._refusal)
        if self._result:
            return Preview(self._result, self._result_tone)
        if self._reads_card():
            return Preview(tr("Reading the card…"))
        said = self._doubted(preview(self._text, self._vocabulary, self._session))
        if said.begun and self._completions:
            return Preview(tr("Tab takes {offer}", offer=self._completions[self._chosen or 0].label))
        return said

    def _doubted(self, said: Preview) -> Preview:
        """Add what the line does not say: the incident is closed, one is open there, what was just taken."""
        doubts = [self._note, said.warning, self._in_the_open.words]
        if said.plan is not None:
            shown, command = self._session.incident_id, said.plan.command
            doubts.insert(0, why_closed(command, shown, self.closed_number(), self._vocabulary))
            doubts.append(open_there(command, self._vocabulary.queue, self.now()) if self.now else "")
        return replace(said, warning="; ".join(doubt for doubt in doubts if doubt))

    def _give(self, found: Plan) -> None:
        self._given += 1
        given = self._waiting = self._given
        text = self._text
        self._history.add(text)
        take_over(
            self._room.execute(found.command),
            self._post,
            lambda answer: self._done(given, text, found, answer),
            lambda error: self._failed(given, text, error),
        )
        self.changed()

    def _on_screen(self, intent: OnScreen) -> None:
        self._history.add(self._text)
        match intent:
            case OpenCallEntryIntent():
                self._set_text("")
                self._open_call_entry()
            case HelpIntent(verb):
                self._set_text("")
                self._rows_title, self._rows = help_rows(verb)
                self.changed()
            case FindIntent(wanted):
                self._result, self._result_tone = tr("Looking for “{text}”…", text=wanted), "muted"
                self._finding.look(wanted)
                self.changed()
            case Placing(incident_id, _):
                self._set_text("")
                self.begin_placing(incident_id)

    def _found(self, finding: Finding) -> None:
        """Show what was found so far: incidents and units, then places."""
        if not finding.done:
            return
        self._rows_title, self._rows = found_rows(finding.wanted, finding.rows, finding.places)
        self._result, self._result_tone = "", "muted"
        if finding.problem:
            self._result, self._result_tone = tr("Cannot look: {error}", error=finding.problem), "alarm"
        elif not finding.rows and not finding.places:
            self._result = tr("Nothing found for “{text}”", text=finding.wanted)
        self.changed()

    def _look(self) -> None:
        """Look for what is being typed: a place, the map as soon as the line may come to have one, a card."""
        self._look_at_card()
        place = typed_place(self._text)
        if place is not None and place.text:
            self.places.look(place.text)
        elif wants_places(self._text):
            self.places.warm()

    def _look_at_card(self) -> None:
        self._know()
        self._cards.look(card_wanted(self._text, self._vocabulary, self._session))

    def _reads_card(self) -> bool:
        return self._cards.found.waiting and needs_card(self._text)

    def _must_wait(self, text: str) -> bool:
        """Hold a line back while its card is read; and once, for milliseconds or a second Enter, for its place."""
        place, reading = typed_place(text), self._reads_card()
        looking = place is not None and self._held != text and self.places.found.is_waiting_for(place.text)
        self._held = text if reading or looking else ""
        if self._held:
            taken = tr("Looking up the place… Enter again takes it as it is typed")
            self._result, self._result_tone = tr("Reading the card…") if reading else taken, "muted"
            self.changed()
        return bool(self._held)

    def _looked_up(self) -> None:
        """Places or a card came for the line: offer what they hold, and give a line that waited for them."""
        self._know()
        if self._held and self._held == self._text:
            self.submit(self._text)
            return
        if self._waiting is not None or (typed_place(self._text) is None and self._cards.found.incident_id is None):
            return
        chosen = self._completions[self._chosen] if self._chosen is not None else None
        self._completions = offers(self._text, self._caret, self._vocabulary)
        kept = [at for at, offer in enumerate(self._completions) if chosen and offer.same_as(chosen)]
        self._chosen = kept[0] if kept else None
        self.changed()

    def _done(self, given: int, text: str, done: Plan, answer: object) -> None:
        self._end(given)
        self._result, self._result_tone = outcome_sentence(done, answer), "accent"
        if isinstance(answer, CallTaken):
            self._session.show_incident(answer.incident_id)
        if self._text == text:
            self._text, self._caret, self._completions, self._chosen = "", 0, (), None
            self.places.forget()
            self._cards.look(None)
        self.changed()

    def _failed(self, given: int, text: str, error: BaseException) -> None:
        self._end(given)
        asked = asked_for(error, text) if self._text == text else None
        if asked is not None:
            self._refuse(asked)
            return
        self._result, self._result_tone = failure_words(error), "alarm"
        self.changed()

    def _end(self, given: int) -> None:
        if self._waiting == given:
            self._waiting = None

    def _refuse(self, mistake: Mistake) -> None:
        if mistake.supply and mistake.position >= len(self._text.rstrip()):
            self._text = self._text.rstrip() + mistake.supply
            mistake = Mistake(len(self._text), 0, mistake.expected)
        self._refusal = mistake
        self._caret = mistake.position
        self.changed()

    def _offer(self, completions: tuple[Completion, ...]) -> None:
        self._completions, self._chosen = completions, None
        self._in_the_open.look(self._text, self._vocabulary)
        self.changed()

    def _set_text(self, text: str) -> None:
        self._text, self._caret = text, len(text)
        self._refusal, self._held = None, ""
        self._look_at_card()
        self._know()
        self._offer(())
