"""The story harness: a room over a real database, told in the words of the control room.

    h.call("fire", at="12 Elm St")
    h.dispatch("E12")
    h.crew("E12").expects_page("FIRE")
    h.advance(seconds=30)
    h.crew("E12").expects_repeat()
    h.crew("E12").says("received, mobile")

The clock is fake, the commands and the store are real, no thread runs. After every command and every deadline the
invariants of `tests/helpers/invariants.py` are checked. A page that no crew expected fails the story at its end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import CallTaken
from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportPositions, ReportStatus
from dispatcher.domain.dispatch_commands import Dispatched, DispatchUnits, ReassignUnit, RecallUnit
from dispatcher.domain.escalation import DeadlineState
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.incident_commands import CloseIncident, PlaceIncident
from dispatcher.domain.machine import ClaimNext, DutiesKept, KeepDuties, RunDeadline, TakeHealth, TakeReceipt
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.seat_commands import HandOver, SignOff, SignOn, TakeOver
from dispatcher.domain.transmissions import REPEAT_MARK, AttemptState
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.domain.units import Availability, UnitFix
from dispatcher.domain.worlds import World
from dispatcher.packs.model import PAGER_CHANNEL, Pack
from dispatcher.queries.attention import attention_items
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.boards import unit_board
from dispatcher.queries.card import card
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.chain_rows import StepRow
from dispatcher.queries.channel_rows import SentinelRow
from dispatcher.queries.duties import on_duty
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.pending import pending
from dispatcher.queries.positions import positions
from dispatcher.queries.queue import queue
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.recommending import recommendation
from dispatcher.queries.requests import (
    AskAttention,
    AskCard,
    AskDuties,
    AskPending,
    AskPositions,
    AskQueue,
    AskRecommendation,
    AskSentinel,
    AskUnits,
)
from dispatcher.queries.sentinel import sentinel
from dispatcher.queries.transmission_rows import PendingRow, TransmissionRow
from dispatcher.queries.unit_rows import PositionRow, Recommended, UnitRow
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage import deadlines, journal, leases
from dispatcher.storage import schema as s
from dispatcher.storage.database import open_database
from dispatcher.storage.leases import DEADLINES, channel_lease, seat_lease
from dispatcher.transactor import Transactor
from tests.helpers import invariants
from tests.helpers.builders import (
    DISPATCHER,
    RADIO_OPERATOR,
    SUPERVISOR,
    a_call,
    a_pack,
    dead_holder,
    numbered_ids,
    open_desk,
    signs_on,
    the_rules,
)
from tests.helpers.clock import FakeClock
from tests.helpers.far_side import Page, Terminal
from tests.helpers.harness_people import People
from tests.helpers.harness_radio import Radios
from tests.helpers.harness_radio_desk import RadioDesk

_BEAT = timedelta(seconds=1)


class Crew:
    """One crew with its pager."""

    def __init__(self, harness: "Harness", call_sign: str, addresses: frozenset[str]) -> None:
        self._h = harness
        self._call_sign = call_sign
        self._addresses = addresses
        self._read = 0

    @property
    def unread(self) -> list[Page]:
        """What the pager showed that the story has not spoken of."""
        shown = [page for page in self._h.terminal.tape if page.address in self._addresses]
        return shown[self._read :]

    def expects_page(self, *words: str) -> Page:
        """The next page is a first one and says these words."""
        page = self._next(words)
        assert not page.text.startswith(REPEAT_MARK), f"{self._call_sign} got a repeat: {page.text!r}"
        return page

    def expects_repeat(self, *words: str) -> Page:
        """The next page is marked REPEAT and says these words."""
        page = self._next(words)
        assert page.text.startswith(REPEAT_MARK), f"{self._call_sign} got an unmarked page: {page.text!r}"
        return page

    def expects_stand_down(self) -> Page:
        """The next page stands the unit down."""
        return self.expects_page("STAND DOWN")

    def expects_nothing(self) -> None:
        """No page came that the story has not spoken of."""
        assert not self.unread, f"{self._call_sign} got {self.unread}"

    def says(self, words: str = "received", *, heard_by: Actor = RADIO_OPERATOR) -> AssignmentState:
        """Answer by voice; the radio operator writes down the words."""
        return self._answer(Answer.ACCEPTS, words, heard_by)

    def declines(self, words: str = "unable, pump defective", *, heard_by: Actor = RADIO_OPERATOR) -> AssignmentState:
        """Decline by voice."""
        return self._answer(Answer.DECLINES, words, heard_by)

    def reports(self, status: str, *, reason: str = "") -> AssignmentState | Availability:
        """Report a status, in words: "en route", "on scene", "off duty"."""
        return self._h.status(self._call_sign, status, reason=reason)

    def _answer(self, answer: Answer, words: str, heard_by: Actor) -> AssignmentState:
        return self._h.do(
            RecordAnswer(actor=heard_by, call_sign=self._call_sign, answer=answer, words_heard=words)
        )  # fmt: skip

    def _next(self, words: tuple[str, ...]) -> Page:
        assert self.unread, f"{self._call_sign} got no page"
        page = self.unread[0]
        self._read += 1
        for word in words:
            assert word.upper() in page.text.upper(), f"{page.text!r} does not say {word!r}"
        return page


class Harness(People, Radios, RadioDesk):
    """A room in a story: commands in, pages out, time by hand."""

    def __init__(
        self, url: str, pack: Pack | None = None, people: tuple[Actor, ...] = (DISPATCHER, RADIO_OPERATOR, SUPERVISOR)
    ) -> None:
        self._url = url
        self._pack = pack or a_pack()
        names = [part.name for part in self._pack.channel if part.driver != "voice"]
        self.lines: tuple[str, ...] = (
            PAGER_CHANNEL if PAGER_CHANNEL in names else names[0],
        )  # further ones are opened by the story
        self._new_id = numbered_ids()
        self._lives = 1
        self.clock = FakeClock()
        self.unguarded = 0
        self._catching_up = False
        self.unexpected_pages_allowed = False
        self.desk = open_desk(url, self.clock, self._pack, holder=dead_holder("room-1"), ids="first")
        self.desk.transactor.close()
        self.desk.transactor = self._new_transactor()
        self.terminal = Terminal(_Room(self))
        reached = {unit.call_sign.upper(): unit.reached_by for unit in self._pack.unit}
        self.terminal.groups = {
            group.address: tuple(reached[member.upper()][group.channel] for member in group.members)
            for group in self._pack.group
        }
        self._epochs: dict[str, int] = {}
        self._crews: dict[str, Crew] = {}
        self.incident_id = ""
        self._open_line()
        for who in people:
            self.do(signs_on(who))

    # -- what people do ----------------------------------------------------------------------------------------

    def call(self, incident_type: str = "fire", *, at: str = "12 Elm St", **more: Any) -> CallTaken:
        """Take a call and read it back, unless told not to; its incident becomes the one that the story speaks of."""
        rule = next((part for part in self._pack.type if part.name == incident_type), None)
        if rule is not None:
            more.setdefault("impact", rule.impact)
            more.setdefault("urgency", rule.urgency)
        said_back = more.pop("read_back", True)
        taken: CallTaken = self.do(a_call(at, incident_type, **more))
        self.incident_id = taken.incident_id
        if said_back and taken.priority in self._pack.read_back.asked:
            self.reads_back(by=more.get("actor", DISPATCHER))
        return taken

    def dispatch(
        self, *call_signs: str, to: str = "", note: str = "", by: Actor = DISPATCHER, because: str = ""
    ) -> Dispatched:
        """Alert units to the incident; `because` says why nothing was read back."""
        return self.do(
            DispatchUnits(
                actor=by, incident_id=self._id(to), call_signs=call_signs, note=note, no_read_back_reason=because
            )
        )  # fmt: skip

    def status(
        self, call_sign: str, status: str, *, reason: str = "", by: Actor = RADIO_OPERATOR
    ) -> AssignmentState | Availability:
        """Record a status in words."""
        word = status.replace(" ", "_")
        known = AssignmentState(word) if word in set(AssignmentState) else Availability(word)
        return self.do(ReportStatus(actor=by, call_sign=call_sign, status=known, reason=reason))

    def recall(self, call_sign: str, reason: str = "no longer needed", *, by: Actor = DISPATCHER) -> None:
        """Stand a unit down."""
        self.do(RecallUnit(actor=by, call_sign=call_sign, reason=reason))

    def reassign(self, call_sign: str, to: str, reason: str = "life at risk", *, by: Actor = SUPERVISOR) -> Dispatched:
        """Move a unit to another incident."""
        return self.do(ReassignUnit(actor=by, call_sign=call_sign, incident_id=self._id(to), reason=reason))

    def priority(self, priority: str, reason: str = "caller rang again", *, by: Actor = DISPATCHER) -> None:
        """Grade the incident anew."""
        self.do(
            SetPriority(actor=by, incident_id=self.incident_id, priority=Priority(priority), reason=reason)
        )  # fmt: skip

    def note(self, text: str, *, by: Actor = DISPATCHER) -> None:
        """Add a line to the log."""
        self.do(AddNote(actor=by, incident_id=self.incident_id, text=text))

    def place(self, latitude: float, longitude: float, place: str = "", *, by: Actor = DISPATCHER, **more: Any) -> None:
        """Pin the incident to the map."""
        self.do(
            PlaceIncident(
                actor=by, incident_id=self.incident_id, latitude=latitude, longitude=longitude, place=place, **more
            )
        )  # fmt: skip

    def seen(self, *fixes: tuple[str, float, float, float], by: Actor = RADIO_OPERATOR) -> int:
        """Units were seen: call sign, latitude, longitude, and so many seconds ago; how many fixes were news."""
        now = self.clock.now()
        told = tuple(
            UnitFix(call_sign=call_sign, latitude=latitude, longitude=longitude, at=now - timedelta(seconds=ago))
            for call_sign, latitude, longitude, ago in fixes
        )
        return self.do(ReportPositions(actor=by, fixes=told))

    def close_incident(self, outcome: str = "resolved", *, of: str = "", by: Actor = DISPATCHER) -> None:
        """Close the incident."""
        self.do(CloseIncident(actor=by, incident_id=self._id(of), outcome=outcome))

    def take(self, item: AttentionRow, *, by: Actor = SUPERVISOR, note: str = "") -> None:
        """Take an item of the strip."""
        self.do(TakeAttention(actor=by, attention_id=item.attention_id, note=note))  # type: ignore[arg-type]

    def sign_on(self, who: Actor) -> None:
        """Come on duty."""
        self.do(signs_on(who))

    def sign_off(self, who: Actor, reason: str = "") -> None:
        """Go home."""
        self.do(SignOff(actor=who, reason=reason))

    def take_over(self, *, by: Actor, reason: str = "", of: str = "") -> None:
        """Own the incident."""
        self.do(TakeOver(actor=by, incident_id=self._id(of), reason=reason))

    def hand_over(self, to: str, reason: str = "", *, by: Actor = DISPATCHER, of: str = "") -> None:
        """Give the incident to a seat."""
        self.do(HandOver(actor=by, incident_id=self._id(of), to_seat=Seat(to), reason=reason))

    def on_duty(self) -> tuple[DutyRow, ...]:
        """Who sits where."""
        with self.reading() as connection:
            return on_duty(AskDuties(), connection, self.clock.now())

    def owner(self, incident_id: str = "") -> str:
        """Whose the incident is, as card and queue say alike."""
        shown = self.card(incident_id).owner
        assert [row.owner for row in self.queue() if row.incident_id == self._id(incident_id)] == [shown]
        return shown

    def crew(self, call_sign: str) -> Crew:
        """The crew of a unit."""
        if call_sign not in self._crews:
            unit = next(unit for unit in self._pack.unit if unit.call_sign == call_sign)
            self._crews[call_sign] = Crew(self, call_sign, frozenset(unit.reached_by.values()))
        return self._crews[call_sign]

    def do(self, command: AnyCommand) -> Any:
        """Carry out any command, let the line take what waits, and check what was promised."""
        try:
            return self.desk.run(command)
        finally:
            self._serve_line()
            self.check()

    # -- time --------------------------------------------------------------------------------------------------

    def advance(self, *, seconds: float = 0.0, minutes: float = 0.0) -> None:
        """Let time pass; what falls due runs at its instant, in order, one by one."""
        target = self.clock.now() + timedelta(seconds=seconds, minutes=minutes)
        while (due := self._next_instant()) is not None and due <= target:
            self.clock.move_to(due)
            if not self._run_due():
                assert due < target, f"something is due at {due} and does not run"
                self.clock.advance(seconds=0.001)
        self.clock.move_to(target)
        self._run_due()

    def opens(self, *lines: str) -> None:
        """Have further lines, up."""
        self.lines += lines
        self._open_line()
        self._serve_line()

    def restart(self, *, after_seconds: float = 0.0) -> DutiesKept:
        """End the program without a word, wait, and start it on the same store."""
        self.desk.close()
        self.clock.advance(seconds=after_seconds)
        self._lives += 1
        self.desk.database = open_database(self._url, World.SIMULATED, self.clock.now())
        self.desk.transactor = self._new_transactor()
        # What fell due meanwhile guards nothing until it has run: the promise counts again from then on.
        self._catching_up = True
        self._sit_down_again()
        kept = self._beat()
        self._open_line()
        self._run_due()
        self._catching_up = False
        self.check()
        return kept

    def leaves_without_a_word(self, who: Actor) -> None:
        """The program at a seat dies; its lease runs out, and the room's next beat finds it."""
        with self.desk.database.writer.begin() as connection:
            connection.execute(
                update(s.leases).where(s.leases.c.name == seat_lease(who.seat)).values(holder="gone", expires_at=0)
            )
        self._beat()
        self.check()

    def _sit_down_again(self) -> None:
        with self.reading() as connection:
            sitting = connection.execute(select(s.duties).where(s.duties.c.until.is_(None))).all()
        for duty in sitting:
            self.desk.run(SignOn(operator=duty.operator_id, role=Role(duty.role), seat=duty.seat))

    # -- what is shown -----------------------------------------------------------------------------------------

    def strip(self, kind: AttentionKind | str | None = None) -> tuple[AttentionRow, ...]:
        """The attention strip, or its items of one kind."""
        with self.reading() as connection:
            rows = attention_items(AskAttention(), connection, self.clock.now())
        return tuple(row for row in rows if kind is None or row.kind == kind)

    def item(self, kind: AttentionKind | str) -> AttentionRow:
        """The one item of a kind."""
        rows = self.strip(kind)
        assert len(rows) == 1, f"{len(rows)} items of {kind}: {[row.text for row in self.strip()]}"
        return rows[0]

    def card(self, incident_id: str = "") -> IncidentCard:
        """The incident, whole."""
        with self.reading() as connection:
            found = card(AskCard(self._id(incident_id)), connection, self.clock.now(), rules=the_rules(self._pack))
        assert found is not None
        return found

    def page(self, call_sign: str, number: int = -1, *, over: str = PAGER_CHANNEL) -> TransmissionRow:
        """A page to a unit over a channel, the newest unless told."""
        pages = [row for row in self.transmissions(call_sign) if row.channel == over]
        return pages[number]

    def voice(self, call_sign: str) -> TransmissionRow:
        """The newest voice transmission to a unit."""
        return [row for row in self.transmissions(call_sign) if row.channel == "voice"][-1]

    def transmissions(self, call_sign: str) -> tuple[TransmissionRow, ...]:
        """Every transmission of the incident to a unit."""
        return tuple(row for row in self.card().transmissions if row.call_sign == call_sign)

    def unit(self, call_sign: str) -> UnitRow:
        """A unit as the board shows it."""
        with self.reading() as connection:
            rows = unit_board(AskUnits(), connection, self.clock.now())
        return next(row for row in rows if row.call_sign == call_sign)

    def queue(self) -> tuple[QueueRow, ...]:
        """The incident queue."""
        with self.reading() as connection:
            return queue(AskQueue(), connection, self.clock.now(), rules=the_rules(self._pack))

    def positions(self) -> dict[str, PositionRow]:
        """Where units were last seen, by call sign."""
        with self.reading() as connection:
            return {row.call_sign: row for row in positions(AskPositions(), connection, self.clock.now())}

    def pending(self) -> tuple[PendingRow, ...]:
        """Who has not answered."""
        with self.reading() as connection:
            return pending(AskPending(), connection, self.clock.now())

    def proposed(self) -> tuple[Recommended, ...]:
        """The units proposed for the incident, best first."""
        with self.reading() as connection:
            return recommendation(AskRecommendation(self.incident_id), connection, self.clock.now())

    def sentinel(self) -> SentinelRow:
        """The top line."""
        with self.reading() as connection:
            return sentinel(AskSentinel(), connection, self.clock.now())

    def armed(self, call_sign: str = "") -> list[str]:
        """Names of the armed steps of a unit's newest page, or of the incident's guards."""
        steps: tuple[StepRow, ...] = self.page(call_sign).steps if call_sign else self.card().guards
        return [step.name for step in steps if step.state == DeadlineState.ARMED.value]

    def armed_contacts(self) -> list[str]:
        """What of the contacts, and their batches, has a deadline to come."""
        guarded = select(s.deadlines.c.subject_id).where(
            s.deadlines.c.subject_kind == "contact", s.deadlines.c.state == DeadlineState.ARMED.value
        )
        with self.reading() as connection:
            return list(connection.execute(guarded.order_by(s.deadlines.c.id)).scalars())

    def told(self, *kinds: str) -> list[journal.Entry]:
        """Journal entries, of these kinds when named."""
        with self.reading() as connection:
            entries = journal.read_after(connection, 0)
        return [entry for entry in entries if not kinds or entry.kind.value in kinds]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only connection."""
        with self.desk.database.reader.connect() as connection:
            yield connection

    # -- promises ----------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Check every invariant; `unguarded` says how many incidents the story leaves alone on purpose."""
        with self.reading() as connection:
            if not self._catching_up:
                invariants.assert_guarded(connection, self.clock.now(), self.unguarded)
            invariants.assert_all(connection, self.terminal)

    def finish(self) -> None:
        """End the story: the journal verifies and no page came unexpected."""
        self.check()
        with self.reading() as connection:
            for _reached in journal.verify(connection):
                pass
        if not self.unexpected_pages_allowed:
            for unit in self._pack.unit:
                self.crew(unit.call_sign).expects_nothing()

    def close(self) -> None:
        """Give everything back."""
        self.desk.close()

    # -- inside ------------------------------------------------------------------------------------------------

    def _id(self, incident_id: str) -> Any:
        return incident_id or self.incident_id

    def _new_transactor(self) -> Transactor:
        holder = dead_holder(f"room-{self._lives}")
        transactor = Transactor(self.desk.database, self.clock, self._new_id, World.SIMULATED, holder)
        transactor.use(the_rules(self._pack))
        return transactor

    def _open_line(self) -> None:
        self._beat()
        if self.terminal.is_up:
            for line in self.lines:
                self.do(TakeHealth(channel=line, state="up", reason="terminal ready"))

    def _beat(self) -> DutiesKept:
        names = (DEADLINES, *(channel_lease(line) for line in self.lines))
        kept: DutiesKept = self.desk.run(KeepDuties(names=names))
        self._epochs = kept.held
        return kept

    def _run_due(self) -> bool:
        """Beat, run everything due one by one, and tell whether anything happened."""
        ran = False
        while True:
            before = self._claimed()
            kept = self._beat()
            ran = ran or before != self._claimed()
            self._serve_line()
            self.check()
            if not kept.due:
                return ran
            for deadline_id in kept.due:
                ran = self.desk.run(RunDeadline(deadline_id=deadline_id, epoch=kept.held[DEADLINES])) or ran
                self._serve_line()
                self.check()

    def _serve_line(self) -> None:
        for line in self.lines:
            while self.terminal.is_up:
                claimed = self.desk.run(ClaimNext(channel=line, epoch=self._epochs[channel_lease(line)]))
                if claimed is None:
                    break
                self.terminal.take(claimed, line)

    def _next_instant(self) -> datetime | None:
        with self.reading() as connection:
            silent = connection.execute(
                select(func.min(s.attempts.c.send_deadline)).where(s.attempts.c.state == AttemptState.CLAIMED.value)
            ).scalar()
            known = [deadlines.next_due(connection), silent + _BEAT if silent else None]
        return min((moment for moment in known if moment is not None), default=None)

    def _claimed(self) -> int:
        with self.reading() as connection:
            return connection.execute(
                select(func.count()).select_from(s.attempts).where(s.attempts.c.state == AttemptState.CLAIMED.value)
            ).scalar_one()


class _Room:
    """The room as the terminal knows it."""

    def __init__(self, harness: Harness) -> None:
        self._h = harness

    def receipt(self, receipt: TakeReceipt) -> None:
        self._h.desk.run(receipt)

    def health(self, state: str, reason: str) -> None:
        self._h.do(TakeHealth(channel=PAGER_CHANNEL, state=state, reason=reason))

    def now(self) -> datetime:
        return self._h.clock.now()


NewHarness = Callable[..., Harness]


@pytest.fixture
def new_harness(sqlite_new: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NewHarness]:
    """Opens rooms with packs of their own; checks and closes them at the end."""
    # Leases run by the database's own clock: on a busy machine a room whose time stands still would lose them.
    monkeypatch.setattr(leases, "LEASE_S", 3_600.0)
    opened: list[Harness] = []

    def new(pack: Pack | None = None, url: str | None = None) -> Harness:
        opened.append(Harness(url or sqlite_new(), pack))
        return opened[-1]

    yield new
    try:
        for harness in opened:
            harness.finish()
    finally:
        for harness in opened:
            harness.close()


@pytest.fixture
def h(new_harness: NewHarness) -> Harness:
    """A room in Rivermouth, a dispatcher, a radio operator and a supervisor on duty, the line up."""
    return new_harness()
