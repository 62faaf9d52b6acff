"""The command line about callers: a dispatch that says why, what was read back, kinds, complaints."""

from dataclasses import replace

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
)
from dispatcher.domain.complaints import ComplaintOutcome
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing, WhyNot
from dispatcher.domain.saying import Item
from dispatcher.domain.triage import Priority
from tests.helpers.command_rows import ACTOR, VOCABULARY
from tests.helpers.fake_room import FakeRoom, Posted
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents import DispatchIntent
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.session import Session

ASKED = Rejected("nothing was read back to the caller of 2026-000012: say why not", field="no_read_back_reason")
I12 = IncidentId("i12")


class Line:
    """A command line over incidents that stand so with their read-back."""

    def __init__(self, actor: Actor = ACTOR, **changes: object) -> None:
        self.room, self.post, self.session = FakeRoom(), Posted(), Session()
        self.session.set_actor(actor)
        self.session.show_incident("i12")
        queue = tuple(
            replace(row, **changes) if row.incident_id == "i12" else row  # type: ignore[arg-type]
            for row in VOCABULARY.queue
        )
        self.line = CommandLinePresenter(self.room, self.session, replace(VOCABULARY, queue=queue), self.post)

    def enter(self, text: str) -> None:
        self.line.edit(text, len(text))
        self.post.run()
        self.line.enter()

    def warning(self, text: str) -> str:
        self.line.edit(text, len(text))
        return self.line.state.warning


@pytest.mark.parametrize(
    ("text", "incident", "note", "cut", "reason"),
    [
        ("d E12 because line broke", "", "", False, "line broke"),
        ("d E12 to 12 because the line: north gate", "12", "north gate", False, "the line"),
        ("d E12 M4 cut because no, really: a note", "", "a note", True, "no, really"),
        ("d E12 BECAUSE rang off", "", "", False, "rang off"),
        ("d E12: because it burns", "", "because it burns", False, ""),
    ],
)
def test_s10_a_dispatch_says_why_nothing_was_read_back(text: str, incident: str, note: str, cut: bool, reason: str):
    found = parse(text)
    assert isinstance(found, DispatchIntent)
    assert (found.incident.text, found.note, found.cut, found.reason) == (incident, note, cut, reason)


def test_s10_because_of_nothing_is_a_question():
    found = parse("d E12 because")
    assert isinstance(found, Mistake)
    assert found.expected == "Why was nothing read back to the caller?"
    assert isinstance(parse("d because x"), Mistake)


def test_s10_a_refused_dispatch_asks_on_the_line_and_goes_with_the_reason():
    desk = Line()
    desk.enter("dispatch E12")
    desk.room.refuse(ASKED)
    desk.post.run()
    state = desk.line.state
    assert state.text == "dispatch E12 because "
    assert state.caret == len(state.text)
    assert "nothing was read back to the caller" in state.message
    desk.enter(f"{state.text}the line broke")
    assert desk.room.executed[1] == DispatchUnits(
        actor=ACTOR, incident_id=I12, call_signs=("E12",), no_read_back_reason="the line broke"
    )


def test_s10_with_a_note_the_caret_stands_before_its_colon():
    desk = Line()
    desk.enter("dispatch E12: north gate")
    desk.room.refuse(ASKED)
    desk.post.run()
    assert (desk.line.state.text, desk.line.state.caret) == ("dispatch E12: north gate", len("dispatch E12"))


def test_a_refusal_never_touches_a_line_that_was_begun_meanwhile():
    desk = Line()
    desk.enter("dispatch E12")
    desk.line.edit("note: x", 7)
    desk.room.refuse(ASKED)
    desk.post.run()
    assert desk.line.state.text == "note: x"


def test_s10_the_preview_warns_before_enter_but_never_of_a_p1():
    said = "nothing was read back to the caller of 2026-000012: add “because” and why"
    assert said in Line(read_back=Standing.WANTED).warning("d E12")
    assert said not in Line(read_back=Standing.WANTED).warning("d E12 because rang off")
    assert said not in Line(read_back=Standing.WANTED, priority=Priority.P1).warning("d E12")
    assert said not in Line(read_back=Standing.DONE).warning("d E12")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("back", RecordReadBack(actor=ACTOR, incident_id=I12, confirmed=tuple(Item), complete=True)),
        ("back 12: rang off", RecordReadBack(actor=ACTOR, incident_id=I12, why_not=WhyNot.OTHER, words="rang off")),
        ("rekind serv: a form", ReKind(actor=ACTOR, incident_id=I12, kind=Kind.SERVICE_REQUEST, reason="a form")),
        ("rekind 12 compl: noise", ReKind(actor=ACTOR, incident_id=I12, kind=Kind.COMPLAINT, reason="noise")),
        ("complaint told: we look", AcknowledgeComplaint(actor=ACTOR, incident_id=I12, words="we look")),
        ("complaint not upheld: in time", AnswerComplaint(
            actor=ACTOR, incident_id=I12, outcome=ComplaintOutcome.NOT_UPHELD, words="in time")),
        ("complaint about nothing", LinkComplaint(actor=ACTOR, incident_id=I12, about=None)),
    ],
)  # fmt: skip
def test_s10_s15_s16_what_is_said_of_callers(text: str, command: object):
    desk = Line(kind=Kind.INFORMATION if text.startswith("rekind") else Kind.COMPLAINT)
    desk.enter(text)
    assert desk.room.executed == [command]
    desk.room.settle()
    desk.post.run()
    assert "2026-000012" in desk.line.state.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rekind", "What is it? Expected incident, service request, complaint or information"),
        ("rekind in: x", "in is no kind of its own; expected incident or information"),
        ("rekind complaint", "Why is it that?"),
        ("complaint", "What of it? Expected told, about, or upheld, partly upheld, not upheld or withdrawn"),
        ("complaint told", "What was the complainant told?"),
        ("complaint upheld", "What was the complainant answered?"),
        ("back:", "Why was it not possible?"),
    ],
)
def test_what_is_missing_is_asked(text: str, said: str):
    found = parse(text)
    assert isinstance(found, Mistake)
    assert found.expected == said


def test_s15_s16_doubts_are_told_before_enter():
    dispatcher = Actor(operator=OperatorId("op2"), seat=Seat("A2"), role=Role.DISPATCHER)
    assert "is no complaint: use rekind" in Line().warning("complaint told: x")
    assert "is that already" in Line().warning("rekind incident: x")
    assert "may not downgrade urgent" in Line(dispatcher, priority=Priority.P1).warning("rekind information: x")
    assert Line(dispatcher, priority=Priority.P3).warning("rekind information: x") == ""
    assert "was read back already" in Line(read_back=Standing.DONE).warning("back")
