"""Read back before units go, or say why not; for a P1 after, never before. And what a caller was told to expect."""

from datetime import timedelta
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.caller_commands import RecordReadBack
from dispatcher.domain.calls import Medium
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.read_back import Outcome, Standing, WhyNot
from dispatcher.domain.saying import Item
from dispatcher.queries.caller_rows import ToldRow
from dispatcher.queries.callers import AskTold, told
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, a_pack, the_rules
from tests.helpers.harness import Harness, NewHarness

TASK, AUTHORITY, EXCEPTION = AttentionKind.TASK, AttentionKind.AUTHORITY, AttentionKind.EXCEPTION


def state(h: Harness) -> Any:
    return h.card().read_back


def standing(h: Harness) -> Standing:
    """How it stands, as card and queue say alike."""
    [row] = [row for row in h.queue() if row.incident_id == h.incident_id]
    assert row.read_back is state(h).standing
    return row.read_back


def can_tell(h: Harness) -> ToldRow:
    with h.reading() as connection:
        found = told(AskTold(h.incident_id), connection, h.clock.now(), rules=the_rules(h._pack))
    assert found is not None
    return found


def debts(h: Harness) -> list[str]:
    """What the strip asks about read-backs."""
    return [item.text for item in h.strip() if item.chain == f"{Subject.READ_BACK.value}:{h.incident_id}"]


def test_s10_p2_to_p5_go_only_when_it_was_read_back_or_somebody_says_why(h: Harness):
    h.call("alarm", read_back=False)
    assert standing(h) is Standing.WANTED
    with pytest.raises(Rejected, match="nothing was read back to the caller of 2026-000001") as refused:
        h.dispatch("E12")
    assert refused.value.field == "no_read_back_reason"
    assert h.unit("E12").assignment_state is None
    h.dispatch("E12", because="the line broke while she spoke")
    h.crew("E12").expects_page("AUTOMATIC FIRE ALARM")
    [row] = state(h).rows
    assert (row.outcome, row.words, row.operator) == (Outcome.SKIPPED, "the line broke while she spoke", "Dana Reyes")
    assert standing(h) is Standing.EXPLAINED
    assert "dispatched without a read-back: the line broke while she spoke" in [line.text for line in h.card().log]
    h.dispatch("E11")  # it was explained once; nobody is asked again
    h.crew("E11").expects_page()


def test_s10_what_the_caller_confirmed_is_stored_with_who_and_when(h: Harness):
    taken = h.call("alarm", read_back=False)
    h.advance(seconds=40)
    h.reads_back("place", "number", corrected=("persons",))
    assert standing(h) is Standing.WANTED, "in part is not yet"
    with pytest.raises(Rejected):
        h.dispatch("E12")
    h.advance(seconds=5)
    h.reads_back(corrected=("persons",), by=SECOND_DISPATCHER)
    part, whole = state(h).rows
    assert (part.outcome, part.confirmed, part.corrected) == (
        Outcome.PARTIAL, (Item.PLACE, Item.NUMBER), (Item.PERSONS,),
    )  # fmt: skip
    assert (whole.outcome, whole.call_id, whole.operator, whole.seat) == (
        Outcome.COMPLETE, taken.call_id, "Omar Lindqvist", "D2",
    )  # fmt: skip
    assert whole.at - part.at == timedelta(seconds=5)
    assert standing(h) is Standing.DONE
    h.dispatch("E12")
    h.crew("E12").expects_page()
    [first, second] = h.told("read_back_recorded")
    assert (first.body["outcome"], second.body["outcome"]) == ("partial", "complete")


def test_s10_a_p1_goes_at_once_and_owes_it_until_it_is_read_back(h: Harness):
    h.call("fire", read_back=False)
    h.dispatch("E12")
    h.crew("E12").expects_page("P1")
    h.crew("E12").says()
    assert standing(h) is Standing.OWED
    assert debts(h) == [], "the crew comes first"
    h.advance(minutes=2)
    [asked] = debts(h)
    assert "units went 2 min ago, nothing was read back: ring back, or say why not" in asked
    assert h.item(TASK).for_seat == "D1"
    h.advance(minutes=8)
    assert any(item.for_role is Role.SUPERVISOR for item in h.strip(AUTHORITY) if "read back" in item.text)
    for status in ("en route", "on scene", "cleared"):
        h.crew("E12").reports(status)
    with pytest.raises(InvalidTransition, match="nothing was read back to the caller"):
        h.close_incident()
    h.reads_back()
    assert standing(h) is Standing.DONE
    assert debts(h) == []
    assert [row for row in h.card().chains if row.subject is Subject.READ_BACK] == []
    h.close_incident()


def test_s10_an_explanation_settles_the_debt_too_and_reopens_nothing(h: Harness):
    h.call("cardiac", read_back=False)
    h.dispatch("M31")
    h.crew("M31").expects_page()
    h.crew("M31").says()
    h.advance(minutes=3)
    assert len(debts(h)) == 1
    with pytest.raises(Incomplete, match="Say it in words"):
        h.cannot_read_back("other")
    h.cannot_read_back("danger", "he is still in the flat with her")
    assert standing(h) is Standing.EXPLAINED
    assert debts(h) == []
    h.dispatch("E12")
    h.crew("E12").expects_page()
    assert len(h.told("read_back_owed")) == 1
    said = [line.text for line in h.card().log]
    assert "no read-back possible (danger): he is still in the flat with her" in said


def test_s10_a_p1_may_be_explained_in_the_dispatch_itself(h: Harness):
    h.call("fire", read_back=False)
    h.dispatch("E12", because="caller left the house")
    h.crew("E12").expects_page()
    assert standing(h) is Standing.EXPLAINED
    assert h.told("read_back_owed") == []


def test_s10_nobody_is_asked_where_nobody_can_be_asked(h: Harness):
    h.call("alarm", read_back=False, medium=Medium.EMAIL)
    assert standing(h) is Standing.NOT_ASKED
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.call("alarm", read_back=False, kind=Kind.INFORMATION)
    assert standing(h) is Standing.NOT_ASKED


def test_a_room_whose_pack_asks_for_no_read_back_stays_as_it_was(new_harness: NewHarness):
    h = new_harness(a_pack(read_back={"asked": []}))
    h.call("alarm", read_back=False)
    assert standing(h) is Standing.NOT_ASKED
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.reads_back()
    assert state(h).standing is Standing.DONE, "it may be done all the same"


def test_s10_a_reassigned_unit_goes_at_once_and_it_is_owed(h: Harness):
    h.call("fire")
    first = h.incident_id
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.call("gas", read_back=False, at="3 Quay Road")
    h.reassign("E12", h.incident_id)
    h.crew("E12").expects_page("LEAVE")
    assert h.incident_id != first
    assert standing(h) is Standing.OWED


def test_s10_what_makes_no_sense_is_refused(h: Harness):
    one = h.call("alarm", read_back=False)
    two = h.call("alarm", read_back=False, at="9 Mill Lane")

    def record(**more: Any) -> None:
        h.do(RecordReadBack(actor=DISPATCHER, incident_id=IncidentId(two.incident_id), **more))

    with pytest.raises(Incomplete, match="what did the caller confirm"):
        record()
    with pytest.raises(Incomplete, match="before the caller has confirmed the place"):
        record(confirmed=(Item.TYPE,), complete=True)
    with pytest.raises(Rejected, match="either read back or not possible"):
        record(complete=True, why_not=WhyNot.RANG_OFF)
    with pytest.raises(UnknownThing, match="that call is not about 2026-000002"):
        record(call_id=CallId(one.call_id), confirmed=(Item.PLACE,))
    with pytest.raises(UnknownThing):
        h.do(RecordReadBack(actor=DISPATCHER, incident_id=IncidentId("x"), confirmed=(Item.PLACE,)))
    assert h.card(two.incident_id).read_back.rows == ()
    h.do(RecordReadBack(actor=RADIO_OPERATOR, incident_id=IncidentId(two.incident_id), why_not=WhyNot.NO_LANGUAGE))
    assert h.card(two.incident_id).read_back.standing is Standing.EXPLAINED


def test_s40_what_the_caller_can_be_told_is_true_now(h: Harness):
    h.call("fire")
    h.place(51.5010, -0.1010)
    before = can_tell(h)
    assert before.units == ()
    assert before.arrival_s is not None
    h.dispatch("E12")
    h.crew("E12").expects_page()
    [sent] = can_tell(h).units
    assert (sent.type_name, sent.acknowledged, sent.there) == ("Engine", False, False), (
        "nobody comes before they say so"
    )
    h.crew("E12").says()
    assert can_tell(h).units[0].acknowledged
    h.crew("E12").reports("on scene")
    assert can_tell(h).units[0].there
    h.promises("arrival", minutes=8)
    assert can_tell(h).promised == ("arrival",)


def test_s40_an_expectation_that_breaks_is_raised_and_resolved(h: Harness):
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    promise = h.promises("arrival", minutes=12)
    assert slipping(h) == []
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    [lost] = slipping(h)
    assert "nobody is on the way any more, and the caller was told when somebody comes; ring back" in lost
    h.dispatch("E11")
    h.crew("E11").expects_page()
    assert slipping(h) == [], "somebody is"
    h.crew("E11").declines()
    assert len(slipping(h)) == 1
    h.keeps(promise, "rang: it takes longer, a neighbour waits with her", kept=False)
    assert slipping(h) == []


def test_s40_a_crew_that_sets_out_too_late_breaks_what_was_promised(new_harness: NewHarness):
    times = {"name": "own", "title": "own", "turnout_s": 120, "travel_s": 600}
    h = new_harness(a_pack(response_times=times))
    h.call("alarm")
    h.promises("arrival", minutes=13)
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    assert slipping(h) == []
    h.advance(minutes=6)
    h.crew("E12").reports("en route")
    [late] = slipping(h)
    assert "who is on the way needs about 3 min more than the caller was told; ring back" in late
    h.crew("E12").reports("on scene")
    assert slipping(h) == [], "it is there"


def slipping(h: Harness) -> list[str]:
    """What the strip says of promises that cannot be kept."""
    return [item.text for item in h.strip(TASK) if item.text.endswith("ring back") and "caller was told" in item.text]


def test_s40_a_promise_of_the_default_time_is_guarded(h: Harness):
    h.call("alarm")
    seconds = the_rules(h._pack).read_back.call_back_s[h.card().priority]
    h.promises("call back", minutes=seconds / 60)
    [promise] = h.card().promises
    assert promise.about is PromiseAbout.CALL_BACK
    assert any(row.subject is Subject.PROMISE for row in h.card().chains)


def test_s10_s16_the_same_on_both_databases(url: str):
    h = Harness(url)
    try:
        h.call("fire", read_back=False)
        h.dispatch("E12")
        h.crew("E12").expects_page()
        assert standing(h) is Standing.OWED
        h.reads_back("place", corrected=("type",))
        h.reads_back()
        assert [row.outcome for row in state(h).rows] == [Outcome.PARTIAL, Outcome.COMPLETE]
        h.call("rubbish", kind=Kind.COMPLAINT, at="9 Mill Lane")
        h.answers_complaint("upheld", "sorry")
        h.close_incident()
    finally:
        h.close()


def test_s10_another_place_than_the_caller_confirmed_is_to_be_read_back_again(h: Harness):
    h.call("alarm", at="12 Elm St")
    h.place(50.35, -3.58)
    assert standing(h) is Standing.DONE, "a pin for the words that were confirmed"
    h.place(50.40, -3.58, "21 Elm St")
    assert standing(h) is Standing.WANTED
    with pytest.raises(Rejected, match="nothing was read back"):
        h.dispatch("E12")
    h.reads_back()
    assert standing(h) is Standing.DONE
    h.dispatch("E12")
    h.crew("E12").expects_page("21 ELM ST")
