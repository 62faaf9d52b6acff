"""What merging, moving and splitting do to all that hangs on an incident: nothing is lost, silent or wrongly green."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import AddCall, CallTaken
from dispatcher.domain.caller_commands import ReKind
from dispatcher.domain.errors import InvalidTransition, NotAuthorised, Rejected
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing
from dispatcher.domain.record_commands import ReopenIncident, ScheduleIncident
from dispatcher.domain.same_event_commands import MergeIncidents, MoveCall, SplitCall, UnmergeIncident
from dispatcher.queries.search_rows import AskSearch
from dispatcher.queries.searching import search
from dispatcher.storage import search_index
from dispatcher.storage.schema import calls
from tests.helpers.builders import DISPATCHER, SUPERVISOR, a_pack
from tests.helpers.harness import Harness, NewHarness


@pytest.fixture
def h(new_harness: NewHarness) -> Harness:
    """A room whose incidents owe updates."""
    return new_harness(a_pack(updates=True))


def merge(h: Harness, going: CallTaken, into: CallTaken, *, by: Actor = DISPATCHER) -> int:
    return h.do(MergeIncidents(actor=by, incident_id=going.incident_id, into_id=into.incident_id, reason="one event"))


def unmerge(h: Harness, which: CallTaken) -> int:
    return h.do(UnmergeIncident(actor=DISPATCHER, incident_id=which.incident_id, reason="two events"))


def add(h: Harness, to: CallTaken, **more: Any) -> Any:
    return h.do(AddCall(actor=DISPATCHER, incident_id=to.incident_id, **more))


def move(h: Harness, call_id: str, to: CallTaken) -> None:
    h.do(MoveCall(actor=DISPATCHER, call_id=call_id, incident_id=to.incident_id, reason="that one"))  # type: ignore[arg-type]


def found(h: Harness, text: str) -> list[str]:
    with h.reading() as connection:
        return [row.number for row in search(AskSearch(text), connection, h.clock.now()).rows]


def test_s4_s31_words_are_found_under_the_incident_that_their_call_is_at(h: Harness) -> None:
    one, two = h.call("fire", narrative="smoke"), h.call("fire", narrative="a purple goldfish", caller_name="Zebedee")
    merge(h, two, one)
    assert found(h, "goldfish") == [one.number]
    assert found(h, "caller:zebedee") == [one.number]
    unmerge(h, two)
    assert found(h, "goldfish") == [two.number]
    added = add(h, two, narrative="and an armadillo")
    move(h, added.call_id, one)
    assert found(h, "armadillo") == [one.number]
    split = h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="fall", reason="no fire"))
    assert found(h, "armadillo") == [split.number]
    assert found(h, "smoke") == [one.number], "what the others tell stays"


def test_s31_nothing_is_found_by_destroyed_words_wherever_their_call_was(h: Harness) -> None:
    one, two = h.call("fire"), h.call("fire", narrative="a purple goldfish")
    merge(h, two, one)
    call = h.card(one.incident_id).calls[1]
    with h.desk.database.writer.begin() as connection:
        value = connection.execute(select(calls.c.narrative_id).where(calls.c.id == call.call_id)).scalar_one()
        search_index.destroy(connection, value)
    assert found(h, "goldfish") == []


def test_s31_s37_a_merged_incident_is_unmerged_and_not_reopened(h: Harness) -> None:
    one, two = h.call("fire"), h.call("fire")
    merge(h, two, one)
    with pytest.raises(InvalidTransition, match=f"was merged into {one.number}; unmerge it"):
        h.do(ReopenIncident(actor=SUPERVISOR, incident_id=two.incident_id, reason="again"))


def test_s31_s38_an_unmerged_incident_owes_updates_again(h: Harness) -> None:
    one, two = h.call("fire"), h.call("fire")
    merge(h, two, one)
    unmerge(h, two)
    names = [row.name for row in h.card(two.incident_id).guards if row.state == "armed"]
    assert "guard_update" in names


def test_s31_what_is_for_now_does_not_fall_asleep_in_what_is_for_later(h: Harness) -> None:
    now, later = h.call("fire"), h.call("fire")
    at = h.clock.now() + timedelta(hours=8)
    h.do(ScheduleIncident(actor=SUPERVISOR, incident_id=later.incident_id, at=at))
    with pytest.raises(InvalidTransition, match=f"{later.number} is for later"):
        merge(h, now, later)


def test_s37_only_who_may_lower_it_puts_a_p1_off(h: Harness) -> None:
    taken = h.call("fire")
    at = h.clock.now() + timedelta(hours=8)
    with pytest.raises(NotAuthorised, match=f"{taken.number} is P1: put off, nobody would be asked to go"):
        h.do(ScheduleIncident(actor=DISPATCHER, incident_id=taken.incident_id, at=at))
    h.do(ScheduleIncident(actor=DISPATCHER, incident_id=taken.incident_id, at=at, lead_min=600))  # it stays for now
    h.do(ScheduleIncident(actor=SUPERVISOR, incident_id=taken.incident_id, at=at))


def test_s31_a_grave_incident_is_not_made_information_by_a_merge(h: Harness) -> None:
    grave = h.call("fire")
    talk = h.call("assist")
    h.do(ReKind(actor=DISPATCHER, incident_id=talk.incident_id, kind=Kind.INFORMATION, reason="only told"))
    h.priority("P1")
    with pytest.raises(NotAuthorised, match=f"{grave.number} is P1 and {talk.number} only P1 information"):
        merge(h, grave, talk)
    merge(h, grave, talk, by=SUPERVISOR)


def test_s10_s31_a_call_that_is_moved_away_takes_its_read_back_along(h: Harness) -> None:
    taken = h.call("alarm", read_back=False)
    other = h.call("crash", read_back=False)
    h.incident_id = taken.incident_id
    added = add(h, taken, caller_name="Bob")
    h.reads_back()
    assert h.card(taken.incident_id).read_back.standing is Standing.DONE
    move(h, added.call_id, other)
    assert h.card(taken.incident_id).read_back.standing is Standing.WANTED
    assert [row.read_back for row in h.queue() if row.incident_id == taken.incident_id] == [Standing.WANTED]
    with pytest.raises(Rejected, match="nothing was read back"):
        h.dispatch("E12", to=taken.incident_id)


def test_s38_what_is_for_later_owes_no_update_before_its_time_whatever_is_done_to_it(h: Harness) -> None:
    h.call("assist")
    at = h.clock.now() + timedelta(hours=30)
    h.do(ScheduleIncident(actor=DISPATCHER, incident_id=h.incident_id, at=at))  # type: ignore[arg-type]
    h.priority("P3")
    h.advance(minutes=29 * 60)
    assert h.strip() == ()
    assert h.sentinel().unguarded == 0


def test_s15_s31_a_call_is_split_off_as_the_kind_that_its_type_is(h: Harness) -> None:
    taken = h.call("fire")
    added = add(h, taken, narrative="and the music next door")
    split = h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="noise", reason="no fire"))
    card = h.card(split.incident_id)
    assert card.kind is Kind.COMPLAINT
    assert card.complaint is not None
    assert h.sentinel().unguarded == 0
