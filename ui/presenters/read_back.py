"""The read-back of one call: what to say, what the caller confirmed, what was promised. Thread: the screen's own."""

import logging
from collections.abc import Callable
from datetime import timedelta

from dispatcher.domain.caller_commands import RecordReadBack
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.owed_commands import MakePromise
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.read_back import ReadBackRules, Standing, WhyNot
from dispatcher.domain.saying import Item, Sentence, choose_phrases, compose, whole_minutes
from dispatcher.queries.caller_rows import NOTHING_SAID, ReadBackState, ToldRow
from dispatcher.queries.callers import AskReadBackRules, AskTold
from dispatcher.queries.pack_rows import PackRow
from ui.presenters.call_section import CallFacts
from ui.presenters.read_back_facts import REASONS, TITLES, badge_of, heard_of, standing_words
from ui.presenters.read_back_state import PromiseOffer, ReadBackLine, ReadBackShown, Tick
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import clock_time, tr, zone

logger = logging.getLogger(__name__)

_OF_THE_ROOM = frozenset({Item.NEXT, Item.TIME})
_FACTS = frozenset({Item.PLACE, Item.TYPE, Item.PERSONS, Item.NUMBER})
"""What the caller knows better. The others are the room's own, and may change while they are said."""


class ReadBackPresenter(Watched):
    """Follows a call, also before the room has taken it: what was ticked is recorded as soon as it has.

    `go_to` is told which item is to be corrected.
    """

    def __init__(
        self, room: Room, session: Session, clock: Clock, post: Post, go_to: Callable[[Item], None] = lambda _: None
    ) -> None:
        super().__init__()
        self._room, self._session, self._clock, self._post = room, session, clock, post
        self._go_to = go_to
        self._rules = ReadBackRules()
        self._types: dict[str, str] = {}
        self._zone = zone("UTC")
        self._facts: CallFacts | None = None
        self._told: ToldRow | None = None
        self._ticks: dict[Item, str] = {}  # confirmed, with the words that were confirmed
        self._corrected: set[Item] = set()
        self._correcting: set[Item] = set()
        self._pending: WhyNot | bool = False  # what is recorded once the room has the call; True: all confirmed
        self._calls: tuple[CallFacts, ...] = ()  # of the incident that is shown; none while a call is in hand
        self._is_chosen = False  # by a person, among those
        self._asks_why, self._words = False, ""
        self._message, self._tone = "", "muted"
        self._reading = Question(room, post, "read_back", self._learn, self._problem)
        self._ruling = Question(room, post, "read_back_rules", self._rule, self._problem)
        session.listen(self.changed)

    def set_pack(self, pack: PackRow) -> None:
        """Learn the types and the zone of the active pack, and ask for its sentences."""
        self._types = {row.name: row.title for row in pack.types}
        self._zone = zone(pack.timezone)
        self._ruling.ask(AskReadBackRules())
        self.changed()

    def follow_calls(self, calls: tuple[CallFacts, ...]) -> None:
        """Take the calls of an incident: the last one, unless another was chosen or is being said."""
        self._calls = calls
        mine = next((facts for facts in calls if self._facts and facts.draft_id == self._facts.draft_id), None)
        self.follow(mine if mine is not None and (self._is_chosen or self._ticks) else calls[-1])

    def next_call(self) -> None:
        """Say it back to the caller of the incident's next call."""
        place = next((n for n, facts in enumerate(self._calls) if facts is self._facts), None)
        if place is not None and len(self._calls) > 1:
            self.follow(self._calls[(place + 1) % len(self._calls)])
            self._is_chosen = True

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now. Another call begins anew."""
        known = self._facts
        if all(each is not facts for each in self._calls):
            self._calls = ()
        is_other = known is None or known.draft_id != facts.draft_id
        if is_other:
            self._begin_anew()
        self._facts = facts
        if facts.incident_id is not None and (is_other or known is None or facts.incident_id != known.incident_id):
            self._told = None
            self._reading.ask(AskTold(facts.incident_id))
        if facts.incident_id is not None and self._pending:
            self._record(self._pending)
        self.changed()

    def refresh(self, incident_ids: frozenset[str] | None = None) -> None:
        """Ask again how the incident stands; `incident_ids` are those that something happened to."""
        mine = self._facts.incident_id if self._facts else None
        if mine is not None and (incident_ids is None or mine in incident_ids):
            self._reading.ask(AskTold(mine))

    def forget(self) -> None:
        """Follow nothing."""
        self._facts = None
        self._begin_anew()
        self.changed()

    @property
    def about(self) -> str:
        """The draft of the call that is said back; "" when there is none."""
        return self._facts.draft_id if self._facts is not None else ""

    def shown(self) -> ReadBackShown:
        """Return what is to be drawn now; times in it tick with the clock."""
        state = self._state
        lines = self._lines()
        return ReadBackShown(
            badge=badge_of(state.standing),
            said=standing_words(state, self._clock.now(), self._zone),
            lines=lines,
            call=self._call_words(),
            language=self._language_words(),
            empty="" if lines else self._empty(),
            promises=self._offers(),
            rests_on=self._rests_on(),
            asks_why=self._asks_why,
            reasons=tuple((why, tr(words)) for why, words in REASONS.items()),
            words=self._words,
            can_confirm=bool(lines) and self._why_not() == "",
            why_not=self._why_not(),
            message=self._message,
            tone=self._tone,
        )

    def tick(self, item: Item) -> None:
        """The caller confirms an item, or no longer. The last one that is ticked records the whole."""
        sentence = self._sentence(item)
        if sentence is None:
            return
        if self._tick_of(sentence) is Tick.CONFIRMED:
            self._ticks.pop(item, None)
        else:
            self._ticks[item] = sentence.words
            self._correcting.discard(item)
        self._message = ""
        if all(self._tick_of(one) is Tick.CONFIRMED for one in self._sentences()):
            self._record(True)
        self.changed()

    def confirm_all(self) -> None:
        """The caller confirms everything."""
        sentences = self._sentences()
        if sentences:
            self._ticks |= {one.item: one.words for one in sentences}
            self._correcting.clear()
            self._record(True)
        self.changed()

    def correct(self, item: Item) -> None:
        """The caller says something else: go where it stands; it is said again afterwards."""
        if item not in _OF_THE_ROOM and self._sentence(item) is not None:
            self._ticks.pop(item, None)
            self._corrected.add(item)
            self._correcting.add(item)
            self.changed()
            self._go_to(item)

    def record_part(self) -> None:
        """Note what was confirmed so far: the call ends, or goes on later."""
        if self._confirmed() or self._corrected:
            self._give_read_back(complete=False)

    def ask_why(self, *, asks: bool = True) -> None:
        """Offer the reasons for which nothing can be read back, or take them away."""
        self._asks_why = asks
        self.changed()

    def write(self, words: str) -> None:
        """Take the words of another reason."""
        self._words = words

    def not_possible(self, why: WhyNot) -> None:
        """Nothing can be read back."""
        if why is WhyNot.OTHER and not self._words.strip():
            self._message, self._tone = tr("Say in words why it is not possible"), "warning"
        else:
            self._record(why)
        self.changed()

    def promise(self, about: PromiseAbout) -> None:
        """Promise a call back or an arrival, by the time that stands there."""
        offer = next((one for one in self._offers() if one.about is about), None)
        actor, facts = self._session.actor, self._facts
        if offer is None or offer.why_not or actor is None or facts is None or facts.incident_id is None:
            return
        command = MakePromise(
            actor=actor, incident_id=IncidentId(facts.incident_id), about=about, words=offer.words,
            due_at=self._clock.now() + timedelta(minutes=offer.minutes),
        )  # fmt: skip
        self._give(command, tr("Promised, and guarded: {words}", words=offer.words))

    @property
    def _state(self) -> ReadBackState:
        if self._told is not None:
            return self._told.state
        facts = self._facts
        if facts is None or not self._rules.is_asked(facts.priority, facts.kind, (facts.medium,)):
            return NOTHING_SAID
        return ReadBackState(standing=Standing.WANTED)

    def _sentences(self) -> tuple[Sentence, ...]:
        facts = self._facts
        phrases = choose_phrases(self._rules.phrases, facts.caller_language) if facts else None
        if facts is None or phrases is None:
            return ()
        title = self._types.get(facts.incident_type, "")
        return compose(heard_of(facts, title, self._told, self._rules), phrases)

    def _sentence(self, item: Item) -> Sentence | None:
        return next((one for one in self._sentences() if one.item is item), None)

    def _tick_of(self, sentence: Sentence) -> Tick:
        if sentence.item in self._correcting:
            return Tick.CORRECTED
        confirmed = self._ticks.get(sentence.item)
        if confirmed is None:
            return Tick.CONFIRMED if self._was_recorded(sentence.item) else Tick.OPEN
        changed = sentence.item in _FACTS and confirmed != sentence.words
        return Tick.CHANGED if changed else Tick.CONFIRMED

    def _was_recorded(self, item: Item) -> bool:
        """Whether the room knows that it was confirmed: at another seat, or before this screen began."""
        facts = self._facts
        rows = [row for row in self._state.rows if facts is not None and row.call_id == facts.call_id]
        return any(item in row.confirmed for row in rows) and not self._ticks

    def _lines(self) -> tuple[ReadBackLine, ...]:
        return tuple(
            ReadBackLine(
                item=one.item, key=str(place), title=tr(TITLES[one.item]), words=one.words, sure=one.sure,
                tick=(tick := self._tick_of(one)), note=_note(one, tick), can_correct=one.item not in _OF_THE_ROOM,
            )
            for place, one in enumerate(self._sentences(), start=1)
        )  # fmt: skip

    def _confirmed(self) -> tuple[Item, ...]:
        return tuple(one.item for one in self._sentences() if self._tick_of(one) is Tick.CONFIRMED)

    def _call_words(self) -> str:
        place = next((n for n, each in enumerate(self._calls, start=1) if each is self._facts), None)
        facts = self._facts
        if place is None or facts is None or len(self._calls) < 2:
            return ""
        who = " ".join(part for part in (facts.caller_name, facts.caller_number) if part) or tr("unnamed")
        at = clock_time(facts.contact_at, self._zone) if facts.contact_at else ""
        return tr("Call {place} of {count} · {at} · {who}  C", place=place, count=len(self._calls), at=at, who=who)

    def _language_words(self) -> str:
        facts = self._facts
        phrases = choose_phrases(self._rules.phrases, facts.caller_language) if facts else None
        if facts is None or phrases is None:
            return ""
        wanted = facts.caller_language.strip()
        spoken = wanted.casefold().replace("_", "-").partition("-")[0]
        if wanted and spoken != phrases.code and wanted.casefold() != phrases.title.casefold():
            return tr("No sentences in “{wanted}”: said in {title}", wanted=wanted, title=phrases.title)
        return tr("Said in {title}", title=phrases.title)

    def _empty(self) -> str:
        if self._facts is None:
            return tr("No call is being taken, and no incident is shown.")
        if not self._rules.phrases:
            return tr("The pack has no sentences for a read-back.")
        return tr("Nothing to repeat yet: the place comes first.")

    def _why_not(self) -> str:
        if self._session.actor is None:
            return tr("Nobody is signed on here: press F9")
        return ""

    def _seconds(self, about: PromiseAbout) -> float | None:
        facts = self._facts
        if facts is None:
            return None
        if about is PromiseAbout.CALL_BACK:
            return self._rules.call_back_s.get(facts.priority)
        return (self._told.arrival_s if self._told else None) or self._rules.arrival_s.get(facts.priority)

    def _offers(self) -> tuple[PromiseOffer, ...]:
        facts = self._facts
        phrases = choose_phrases(self._rules.phrases, facts.caller_language) if facts else None
        if facts is None or phrases is None:
            return ()
        found: list[PromiseOffer] = []
        for about, name in ((PromiseAbout.ARRIVAL, "arrival"), (PromiseAbout.CALL_BACK, "call_back")):
            seconds, shape = self._seconds(about), phrases.sentences.get(name, "")
            if seconds and shape:
                minutes = whole_minutes(seconds)
                words, why_not = shape.format(minutes=minutes), self._why_no_promise(about)
                found.append(PromiseOffer(about=about, minutes=minutes, words=words, why_not=why_not))
        return tuple(found)

    def _why_no_promise(self, about: PromiseAbout) -> str:
        if self._facts is None or self._facts.incident_id is None:
            return tr("the room has not taken the call yet")
        if self._told is not None and about.value in self._told.promised:
            return tr("promised already")
        if about is PromiseAbout.ARRIVAL and self._told is not None and any(unit.there for unit in self._told.units):
            return tr("somebody is there")
        return self._why_not()

    def _rests_on(self) -> str:
        told = self._told
        if told is None or not told.arrival_from:
            return tr("times as the pack says") if self._offers() else ""
        return tr("arrival from {unit} in a straight line", unit=told.arrival_from)

    def _record(self, what: "WhyNot | bool") -> None:
        facts = self._facts
        if facts is None or self._why_not():
            self._message, self._tone = self._why_not(), "warning"
        elif facts.incident_id is None:
            self._pending = what
            self._message, self._tone = tr("Kept; it is recorded as soon as the room has taken the call"), "muted"
        elif isinstance(what, WhyNot):
            self._give_read_back(why_not=what)
        else:
            self._give_read_back(complete=True)

    def _give_read_back(self, *, complete: bool = False, why_not: WhyNot | None = None) -> None:
        facts, actor = self._facts, self._session.actor
        if facts is None or facts.incident_id is None or actor is None:
            return
        self._pending = False
        phrases = choose_phrases(self._rules.phrases, facts.caller_language)
        command = RecordReadBack(
            actor=actor, incident_id=IncidentId(facts.incident_id),
            call_id=CallId(facts.call_id) if facts.call_id else None,
            confirmed=() if why_not else self._confirmed(), corrected=() if why_not else tuple(self._corrected),
            complete=complete, why_not=why_not, words=self._words.strip() if why_not else "",
            language=phrases.code if phrases else "",
        )  # fmt: skip
        self._give(command, tr("Recorded") if complete else tr("Noted what became of the read-back"))

    def _give(self, command: Command, said: str) -> None:
        self._message, self._tone = tr("storing…"), "muted"

        def done(_answer: object) -> None:
            self._message, self._tone, self._asks_why, self._words = said, "accent", False, ""
            self.refresh()
            self.changed()

        take_over(self._room.execute(command), self._post, done, self._failed)
        self.changed()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Rejected):
            self._message = tr("Refused: {reason}", reason=error.reason)
        else:
            logger.error("read-back failed", exc_info=error)
            self._message = tr("The room failed: {error}. Look before you repeat it", error=error)
        self._tone = "alarm"
        self.changed()

    def _learn(self, told: ToldRow | None) -> None:
        if told is not None and self._facts is not None and told.incident_id == self._facts.incident_id:
            self._told = told
            self.changed()

    def _rule(self, rules: ReadBackRules) -> None:
        self._rules = rules
        self.changed()

    def _problem(self, text: str | None) -> None:
        self._message, self._tone = text or "", "alarm" if text else "muted"
        self.changed()

    def _begin_anew(self) -> None:
        self._told, self._ticks, self._pending, self._is_chosen = None, {}, False, False
        self._corrected, self._correcting = set(), set()
        self._asks_why, self._words, self._message, self._tone = False, "", "", "muted"


def _note(sentence: Sentence, tick: Tick) -> str:
    if tick is Tick.CHANGED:
        return tr("changed since it was confirmed: say it again")
    if tick is Tick.CORRECTED:
        return tr("being corrected: say it again afterwards")
    return "" if sentence.sure else tr("a question: listen for the answer")
