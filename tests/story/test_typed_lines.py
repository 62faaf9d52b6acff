"""What is typed at a seat reaches the room as it was foretold: the command line over a real room."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Actor
from dispatcher.domain.commands import Command
from dispatcher.domain.errors import Rejected
from dispatcher.domain.promises import PromiseState
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.boards import pack_words, unit_board
from dispatcher.queries.channels import AskTextWarnings
from dispatcher.queries.requests import AskCard, AskPack, AskUnits, Query
from dispatcher.queries.text_warnings import text_warnings
from tests.helpers.builders import (
    DISPATCHER,
    DUTY_MANAGER,
    RADIO_OPERATOR,
    SUPERVISOR,
    a_pack,
    standard_policies,
    the_rules,
)
from tests.helpers.harness import Harness, NewHarness
from tests.story.test_open_channel import open_room
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.session import Session


class StoryRoom:
    """The room of a story as a screen sees it; everything is answered at once."""

    simulation = None

    def __init__(self, h: Harness) -> None:
        self._h = h

    def execute(self, command: Command) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(self._h.do(command))
        except Rejected as refused:
            future.set_exception(refused)
        return future

    def ask(self, query: Query[Any], key: str | None = None) -> Future[Any]:
        future: Future[Any] = Future()
        if isinstance(query, AskTextWarnings):
            with self._h.reading() as connection:
                rules = the_rules(self._h._pack)
                future.set_result(text_warnings(query, connection, self._h.clock.now(), rules))
            return future
        assert isinstance(query, AskCard), key
        future.set_result(self._h.card(query.incident_id))
        return future

    def subscribe(self, listener: Callable[..., None]) -> Callable[[], None]:
        return lambda: None


class Typist:
    """Somebody at the command line of a seat."""

    def __init__(self, h: Harness, actor: Actor) -> None:
        self._h, self._session = h, Session()
        self._session.set_actor(actor)
        self.line = CommandLinePresenter(StoryRoom(h), self._session, Vocabulary(), lambda call: call())
        self.line.now = h.clock.now
        self.warned = ""  # by the preview of the last line

    def types(self, text: str, *, warned: bool = False) -> str:
        """Type a line and press Enter; return what is then said. Only where `warned` does the preview say why not."""
        self._session.show_incident(self._h.incident_id or None)
        self.line.set_vocabulary(self._sees())
        self.line.edit(text, len(text))
        foretold = self.line.state
        self.warned = foretold.warning
        assert foretold.mistake is None, foretold.message
        assert bool(foretold.warning) is warned, f"{text}: {foretold.warning!r}"
        self.line.enter()
        said = self.line.state
        if said.tone != "accent":
            self.line.escape()
        return said.message

    def _sees(self) -> Vocabulary:
        now = self._h.clock.now()
        with self._h.reading() as connection:
            pack = pack_words(AskPack(), connection, now)
            units = unit_board(AskUnits(), connection, now)
        return Vocabulary.of(pack, self._h.queue(), units, self._h.strip(), duties=self._h.on_duty())


@pytest.fixture
def room(new_harness: NewHarness) -> Harness:
    """A room that goes by the standard chains: units are held, rolls are called."""
    return new_harness(a_pack(**standard_policies()))


def test_a_dispatcher_promises_and_keeps_by_the_line(h: Harness) -> None:
    h.call("alarm")
    dana = Typist(h, DISPATCHER)
    assert dana.types("promise call back in 20: we ring you").startswith("Noted and guarded")
    assert dana.types("promise arrival in 45: an engine comes").startswith("Noted and guarded")
    assert "not settled" in dana.types("close: resolved", warned=True)
    assert dana.types("kept call back: told them to wait").endswith("is kept")
    assert dana.types("withdraw: nobody is needed").endswith("is withdrawn")
    assert [row.state for row in h.card().promises] == [PromiseState.KEPT, PromiseState.WITHDRAWN]
    h.close_incident()


def test_a_partner_is_offered_refuses_and_accepts_by_the_line(h: Harness) -> None:
    h.call("alarm")
    dana = Typist(h, DISPATCHER)
    assert "offered to police" in dana.types("transfer police: a fight")
    assert "already" in dana.types("transfer police", warned=True)
    assert "still yours" in dana.types("refused police: nobody free")
    dana.types("transfer police: again")
    assert "accepted by the partner" in dana.types("accepted police: Sergeant Roy takes it")
    assert [row.state for row in h.card().transfers] == [TransferState.REFUSED, TransferState.ACCEPTED]


def test_what_a_dispatcher_may_not_stop_is_proposed_and_a_supervisor_approves_it(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    dana, sol = Typist(h, DISPATCHER), Typist(h, SUPERVISOR)
    assert dana.types("stop E12: met in the yard", warned=True).startswith("Proposed")
    assert h.armed("E12"), "nothing is done by a proposal"
    assert h.item(AttentionKind.APPROVAL).proposal_id is not None
    assert "the very same" in dana.types("stop E12: met in the yard", warned=True)
    assert dana.types("refuse: they have answered after all").startswith("Refused")
    assert not h.strip(AttentionKind.APPROVAL)
    dana.types("propose stop E12: met in the yard")
    assert sol.types("approve: seen it too").startswith("Approved, and done")
    assert not h.armed("E12")


def test_major_is_declared_by_a_supervisor_and_stood_down_by_two(h: Harness) -> None:
    h.call("fire")
    sol, ines = Typist(h, SUPERVISOR), Typist(h, DUTY_MANAGER)
    assert "major incident now" in sol.types("major: the whole block")
    h.sign_on(DUTY_MANAGER)
    assert sol.types("propose stand down major: fire is out").startswith("Proposed")
    assert "may not" in sol.types("approve", warned=True)
    assert ines.types("approve").startswith("Approved")
    assert not h.card().major


def test_a_unit_is_held_and_let_go_by_the_line(room: Harness) -> None:
    h = room
    h.call("fire")
    dana, sol = Typist(h, DISPATCHER), Typist(h, SUPERVISOR)
    assert dana.types("hold E12") == "E12 is held for D1"
    assert "held by D1" in sol.types("d E12", warned=True)
    assert "held by D1" in sol.types("hold E12", warned=True)
    assert sol.types("release E12") == "E12 is let go"
    assert "not held" in dana.types("release E12", warned=True)


def test_what_anybody_would_hear_is_foretold_and_said_all_the_same(new_harness: NewHarness) -> None:
    h = new_harness(open_room())
    h.call("medical", caller_name="Maja Lindqvist")
    dana = Typist(h, DISPATCHER)
    dana.types("d E12: door code 4711, ask for Maja", warned=True)
    assert dana.warned == "open channel paging (E12): door code “code 4711”, the caller “maja”"
    h.crew("E12").expects_page("door code 4711")
    assert h.told("said_in_the_open")
    h.crew("E12").says()


def test_a_roll_call_is_answered_crew_by_crew_by_the_line(room: Harness) -> None:
    h = room
    h.call("fire")
    h.dispatch("E12", "E21")
    for call_sign in ("E12", "E21"):
        h.crew(call_sign).expects_page()
        h.crew(call_sign).says()
        h.crew(call_sign).reports("on scene")
    ruth, sol = Typist(h, RADIO_OPERATOR), Typist(h, SUPERVISOR)
    assert ruth.types("roll call").endswith("has begun: E12, E21")
    assert "already" in ruth.types("roll call", warned=True)
    assert ruth.types("par E12: four of four").endswith("still silent: E21")
    assert ruth.types("par E21: three of three").endswith("accounted for")
    assert h.card().roll_call.complete
    assert sol.types("pause E12 20: hidden approach").startswith("Paused")
    assert sol.types("resume E12").startswith("It counts anew")
    assert "not paused" in sol.types("resume E12", warned=True)
    assert "may not" in ruth.types("pause E12 20: x", warned=True)
    assert sol.types("pause roll call 15: crews change").startswith("Paused")
    assert sol.types("resume roll call").startswith("It counts anew")


def test_an_item_is_told_by_telephone_and_given_to_a_seat_by_the_line(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(minutes=3)
    dana = Typist(h, DISPATCHER)
    item = h.item(AttentionKind.AUTHORITY)
    place = h.strip().index(item) + 1
    assert f"S1 has it now: {item.text}" == dana.types(f"delegate {place} to S1: rings you")
    assert dana.types("told ines: go on without them").startswith("Written down")
    assert h.item(AttentionKind.AUTHORITY).spoke_for is not None
    h.unexpected_pages_allowed = True
