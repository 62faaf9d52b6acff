"""Calls that tell of one event: warned of, attached or kept apart, merged and taken apart, split and linked."""

from typing import Any

import pytest

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import AddCall, CallTaken
from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incidents import Phase
from dispatcher.domain.same_event import FactKind, LinkKind
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    LookAtFacts,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.domain.triage import Priority
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.auditing.findings import AuditReport
from dispatcher.queries.likely_same import likely_same
from dispatcher.queries.requests import AskAudit, AskLikelySame
from dispatcher.queries.same_event_rows import CallTold, LikelyRow
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, SUPERVISOR, the_rules
from tests.helpers.harness import Harness

HERE = {"latitude": 50.35, "longitude": -3.58}
NEAR = {"latitude": 50.3507, "longitude": -3.58}  # 78 m
FAR = {"latitude": 50.40, "longitude": -3.58}


def asked(h: Harness, limit: int = 3, **told: Any) -> tuple[LikelyRow, ...]:
    with h.reading() as connection:
        return likely_same(
            AskLikelySame(CallTold(**told), limit), connection, h.clock.now(), the_rules(h.desk.pack)
        )  # fmt: skip


def merge(h: Harness, going: CallTaken, into: CallTaken, *, by: Actor = DISPATCHER, why: str = "one fire") -> int:
    return h.do(MergeIncidents(actor=by, incident_id=going.incident_id, into_id=into.incident_id, reason=why))


def unmerge(h: Harness, which: CallTaken, *, by: Actor = DISPATCHER, why: str = "two fires") -> int:
    return h.do(UnmergeIncident(actor=by, incident_id=which.incident_id, reason=why))


def add(h: Harness, to: str, **more: Any) -> Any:
    return h.do(AddCall(actor=DISPATCHER, incident_id=IncidentId(to), **more))


def audited(h: Harness) -> AuditReport:
    with h.reading() as connection:
        return audit(AskAudit(open_too=True), connection, h.clock.now())


def test_s31_while_typing_the_likely_same_event_is_found_with_score_and_reasons(h: Harness) -> None:
    first = h.call("crash", at="Harbour Road", narrative="a blue van hit the wall", caller_number="01803 555 0199",
                   **HERE)  # fmt: skip
    h.call("medical", at="9 Mill Lane", **FAR)
    h.dispatch("E12", to=first.incident_id)
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.advance(minutes=4)
    (row,) = asked(h, place="harbour rd", incident_type="crash", narrative="blue van on its side",
                   caller_number="+44 1803 5550199", place_source=PlaceSource.GAZETTEER, **NEAR)  # fmt: skip
    assert row.incident_id == first.incident_id
    assert row.is_likely
    assert 0.9 < row.score < 1
    assert row.reasons == ("80 m away", "4 min ago", "same type", "both say: blue van", "the same caller's number")
    assert (row.units, row.calls, row.phase) == (("E12",), 1, Phase.ACKNOWLEDGED)


def test_s31_what_is_unlike_is_no_warning_and_the_likeliest_comes_first(h: Harness) -> None:
    h.call("fire", at="12 Elm St", **HERE)
    nearest = h.call("fire", at="14 Elm St", **NEAR)
    assert asked(h, place="1 High St", incident_type="fire", **FAR) == ()
    assert asked(h, place="12 Elm St", incident_type="fall", latitude=50.36, longitude=-3.58) == ()
    rows = asked(h, place="14 Elm St", incident_type="fire", **NEAR)
    assert rows[0].incident_id == nearest.incident_id
    assert len(rows) == 2
    assert len(asked(h, limit=1, incident_type="fire", **NEAR)) == 1


def test_s31_a_place_without_a_position_is_compared_by_its_words(h: Harness) -> None:
    taken = h.call("flood", at="Old Mill, Station Road")
    (row,) = asked(h, place="station road, the old mill", incident_type="flood")
    assert row.incident_id == taken.incident_id
    assert "the same words for the place" in row.reasons
    assert asked(h, place="West Quay", incident_type="flood") == ()


def test_s31_an_incident_closed_lately_is_still_compared_and_an_old_one_is_not(h: Harness) -> None:
    h.call("rubbish", **HERE)
    h.close_incident()
    h.advance(minutes=5)
    (row,) = asked(h, place="12 Elm St", incident_type="rubbish", **HERE)
    assert row.closed_at is not None
    assert row.phase is Phase.CLOSED
    h.advance(minutes=26)
    assert asked(h, place="12 Elm St", incident_type="rubbish", **HERE) == ()


def test_s31_what_was_kept_apart_does_not_warn_again_and_both_logs_say_why(h: Harness) -> None:
    first = h.call("fire", **HERE)
    (row,) = asked(h, subject="draft-1", place="12 Elm St", incident_type="fire", **HERE)
    apart = KeepApart(
        actor=DISPATCHER, incident_id=first.incident_id, subject="draft-1", score=row.score, found=row.reasons,
        reason="another house, other street side",
    )  # fmt: skip
    h.do(apart)
    h.do(apart)
    assert asked(h, subject="draft-1", place="12 Elm St", incident_type="fire", **HERE) == ()
    assert len(asked(h, subject="draft-2", place="12 Elm St", incident_type="fire", **HERE)) == 1
    second = h.call("fire", **HERE)
    h.do(KeepApart(actor=DISPATCHER, incident_id=first.incident_id, subject=second.incident_id, score=row.score,
                   reason="the draft is this one"))  # fmt: skip
    assert asked(h, own=second.incident_id, place="12 Elm St", incident_type="fire", **HERE) == ()
    assert asked(h, own=first.incident_id, place="12 Elm St", incident_type="fire", **HERE) == ()
    said = [line.text for line in h.card(first.incident_id).log if line.kind == "kept_apart"]
    assert len(said) == 2, "the same twice is told once"
    assert said[0].startswith("kept apart from a call that was being taken, 93% alike (the same place; just now")
    assert said[0].endswith(": another house, other street side")
    assert f"kept apart from {first.number}" in h.card(second.incident_id).log[-1].text


def test_s1_s31_what_a_further_call_says_anew_is_kept_and_highlighted_until_looked_at(h: Harness) -> None:
    taken = h.call("crash", at="Harbour Road", narrative="a van hit the wall", caller_number="0180 355501", **HERE)
    added = add(
        h, taken.incident_id, narrative="the van hit a wall and a child is under it", caller_number="0180 355502",
        place="behind the fish market", persons_involved=2, incident_type="medical", asset_number="BUS-7", **FAR
    )  # fmt: skip
    assert added.new_facts == 7
    facts = h.card().calls[1].facts
    assert {fact.kind: fact.words for fact in facts} == {
        FactKind.PLACE: "behind the fish market", FactKind.POSITION: "50.40000 -3.58000: 5560 m away",
        FactKind.TYPE: "Medical emergency", FactKind.PERSONS: "2", FactKind.ASSET: "BUS-7",
        FactKind.NUMBER: "0180 355502", FactKind.WORDS: "child under",
    }  # fmt: skip
    assert all(fact.is_new for fact in facts)
    assert "the record says otherwise: place, type, persons, asset, number, position" in h.card().log[-1].text
    again = add(h, taken.incident_id, narrative="a child is under the van", persons_involved=2, place="harbour rd")
    assert again.new_facts == 0, "a further call told it before"
    assert h.do(LookAtFacts(actor=RADIO_OPERATOR, incident_id=taken.incident_id)) == 7
    assert not any(fact.is_new for fact in h.card().calls[1].facts), "looked at, and kept"
    assert h.do(LookAtFacts(actor=RADIO_OPERATOR, incident_id=taken.incident_id)) == 0
    with pytest.raises(UnknownThing, match="no incident type is called 'tea'"):
        add(h, taken.incident_id, incident_type="tea")
    with pytest.raises(Incomplete, match="negative"):
        add(h, taken.incident_id, persons_involved=-1)
    with pytest.raises(Rejected, match="latitude"):
        add(h, taken.incident_id, latitude=99.0, longitude=0.0)


def test_s31_las_1992_l5_fifty_calls_to_one_place_are_one_incident_with_fifty_calls(h: Harness) -> None:
    """The warning is there from the second call on; whoever attaches sends nobody twice."""
    first = h.call("crash", at="Tower Bridge", narrative="bus and lorry", **HERE)
    h.dispatch("E12")
    h.crew("E12").expects_page("Tower Bridge")
    h.crew("E12").says()
    for number in range(49):
        h.advance(seconds=5)
        told = {"latitude": 50.35 + number * 1e-5, "longitude": -3.58, "place": "on Tower Bridge"}
        (row,) = asked(h, incident_type="crash", narrative="a crash", **told)
        assert row.is_likely
        add(h, row.incident_id, caller_name=f"caller {number}", narrative=f"a crash, {number} hurt", **told)
    assert len(h.queue()) == 1
    card = h.card(first.incident_id)
    assert len(card.calls) == 50
    assert len({call.caller_name for call in card.calls}) == 50, "each caller is kept"
    assert len(h.terminal.tape) == 1, "no extra dispatch"
    assert h.sentinel().unguarded == 0
    h.crew("E12").reports("en route")
    h.crew("E12").reports("on scene")
    h.crew("E12").reports("cleared")
    h.close_incident()
    assert audited(h).first == ()


def test_s31_merging_keeps_number_and_record_and_shows_the_calls_at_the_survivor(h: Harness) -> None:
    one = h.call("fire", at="12 Elm St", caller_name="Ann")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    two = h.call("fire", at="rear of Elm St", caller_name="Bob")
    add(h, two.incident_id, caller_name="Cid")
    h.advance(seconds=20)
    assert merge(h, two, one, why="same house, seen from the back") == 2
    survivor, merged = h.card(one.incident_id), h.card(two.incident_id)
    assert [(call.caller_name, call.came_from) for call in survivor.calls] == [
        ("Ann", ""), ("Bob", two.number), ("Cid", two.number)
    ]  # fmt: skip
    assert [row.number for row in survivor.merged] == [two.number]
    assert (merged.number, merged.outcome, merged.calls, merged.phase) == (two.number, "merged", (), Phase.CLOSED)
    assert merged.merged_into is not None
    assert (merged.merged_into.number, merged.merged_into.by) == (one.number, "Dana Reyes")
    for card in (survivor, merged):
        assert f"{two.number} merged into {one.number}, 2 calls moved: same house, seen from the back" in [
            line.text for line in card.log
        ]
    assert [row.incident_id for row in h.queue()] == [one.incident_id]
    assert asked(h, place="rear of Elm St", incident_type="fire")[0].incident_id == one.incident_id
    h.advance(minutes=10)
    assert len(h.terminal.tape) > 0
    h.crew("E12").says()
    h.unexpected_pages_allowed = True


def test_s31_unmerging_restores_at_any_time_and_guards_what_it_opens(h: Harness) -> None:
    one, two = h.call("fire", caller_name="Ann"), h.call("fire", caller_name="Bob")
    merge(h, two, one)
    h.close_incident("no action needed", of=one.incident_id)
    h.advance(minutes=40)
    assert audited(h).first == ()
    assert unmerge(h, two, by=SUPERVISOR, why="two houses") == 1
    assert h.owner(two.incident_id) == SUPERVISOR.seat, "whoever takes them apart has it in hand"
    assert [call.caller_name for call in h.card(two.incident_id).calls] == ["Bob"]
    assert [call.caller_name for call in h.card(one.incident_id).calls] == ["Ann"]
    assert h.card(two.incident_id).calls[0].came_from == ""
    assert h.card(two.incident_id).merged_into is None
    assert h.sentinel().unguarded == 0
    h.advance(minutes=3)
    assert any(two.number in item.text for item in h.strip()), "its guard runs as any other's"
    with pytest.raises(InvalidTransition, match="is not merged into another"):
        unmerge(h, two)
    h.close_incident("no action needed", of=two.incident_id)
    assert audited(h).first == ()


def test_s31_a_merge_of_merged_ones_is_taken_apart_in_any_order(h: Harness) -> None:
    a, b, c = (h.call("fire", caller_name=name) for name in ("A", "B", "C"))
    merge(h, a, b)
    merge(h, b, c)
    assert [call.caller_name for call in h.card(c.incident_id).calls] == ["A", "B", "C"]
    assert unmerge(h, a) == 1
    assert unmerge(h, b) == 1, "A's own call stays with A"
    for taken, name in ((a, "A"), (b, "B"), (c, "C")):
        assert [call.caller_name for call in h.card(taken.incident_id).calls] == [name]


def test_s31_what_cannot_be_merged_says_why_and_what_to_do(h: Harness) -> None:
    one, two = h.call("fire"), h.call("fire")
    h.dispatch("E12", to=two.incident_id)
    h.crew("E12").expects_page()
    with pytest.raises(InvalidTransition, match=f"E12 is still on {two.number}: reassign to {one.number} or recall"):
        merge(h, two, one)
    merge(h, one, two)
    with pytest.raises(
        InvalidTransition, match=f"is closed: it was merged into {two.number}; act there, or unmerge it"
    ):
        merge(h, one, two)
    with pytest.raises(InvalidTransition, match=f"merged into {two.number}"):
        add(h, one.incident_id)
    with pytest.raises(Incomplete, match="into itself"):
        merge(h, two, two)
    with pytest.raises(Incomplete, match="say why the two are one event"):
        merge(h, two, h.call("fire"), why=" ")
    low = h.call("assist")
    high = h.call("cardiac")
    with pytest.raises(NotAuthorised, match=f"{high.number} is P1 and {low.number} only P4: merge {low.number} into"):
        merge(h, high, low)
    with pytest.raises(NotAuthorised):
        merge(h, low, high, by=RADIO_OPERATOR)
    merge(h, high, low, by=SUPERVISOR)
    h.incident_id = low.incident_id
    h.offers("police")
    with pytest.raises(InvalidTransition, match="has not answered the transfer"):
        merge(h, low, two)
    h.unexpected_pages_allowed = True


def test_s31_s38_what_a_caller_was_promised_goes_along_and_comes_back(h: Harness) -> None:
    one, two = h.call("fire"), h.call("fire")
    h.promises("call back", minutes=10, words="we ring you back")
    merge(h, two, one)
    assert [promise.words for promise in h.card(one.incident_id).promises] == ["we ring you back"]
    h.advance(minutes=11)
    assert any("call back" in item.text and one.number in item.text for item in h.strip()), (
        "it is still kept watch over"
    )
    unmerge(h, two)
    assert h.card(one.incident_id).promises == ()
    (promise,) = h.card(two.incident_id).promises
    h.keeps(promise.promise_id, "rang")
    for taken in (one, two):
        h.close_incident("no action needed", of=taken.incident_id)
    assert audited(h).first == ()


def test_s31_a_call_is_split_off_moved_and_brought_back(h: Harness) -> None:
    one = h.call("crash", at="Harbour Road", caller_name="Ann", **HERE)
    added = add(h, one.incident_id, caller_name="Bob", narrative="a man fell down the steps")
    split = h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="fall", reason="he fell, no crash"))
    own = h.card(split.incident_id)
    assert (own.place, own.latitude, own.incident_type) == ("Harbour Road", 50.35, "fall")
    assert [call.caller_name for call in own.calls] == ["Bob"]
    assert own.calls[0].came_from == one.number
    assert [(link.number, link.kind, link.is_first) for link in own.links] == [
        (one.number, LinkKind.SPLIT_FROM, True)
    ]  # fmt: skip
    assert [call.caller_name for call in h.card(one.incident_id).calls] == ["Ann"]
    assert h.sentinel().unguarded == 0
    with pytest.raises(InvalidTransition, match=f"it is the only call of {split.number}: merge the incident"):
        h.do(MoveCall(actor=DISPATCHER, call_id=added.call_id, incident_id=one.incident_id, reason="back"))
    h.do(
        MergeIncidents(
            actor=DISPATCHER, incident_id=split.incident_id, into_id=one.incident_id, reason="crash after all"
        )
    )
    assert [call.caller_name for call in h.card(one.incident_id).calls] == ["Ann", "Bob"]
    other = h.call("crash", caller_name="Cid")
    h.do(MoveCall(actor=DISPATCHER, call_id=added.call_id, incident_id=other.incident_id, reason="that crash"))
    assert [call.caller_name for call in h.card(other.incident_id).calls] == ["Bob", "Cid"]
    with pytest.raises(InvalidTransition, match="already"):
        h.do(MoveCall(actor=DISPATCHER, call_id=added.call_id, incident_id=other.incident_id, reason="that crash"))
    with pytest.raises(UnknownThing, match="'tea'"):
        h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="tea", reason="x"))
    with pytest.raises(Incomplete, match="say why"):
        h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="fall", reason=""))
    graded = h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="fall", reason="he does not wake",
                            priority=Priority.P1, place="Quay steps"))  # fmt: skip
    assert (graded.priority, h.card(graded.incident_id).place) == (Priority.P1, "Quay steps")


def test_s31_incidents_are_linked_with_a_reason_and_the_link_is_ended(h: Harness) -> None:
    one, two = h.call("gas"), h.call("fire")
    link = LinkIncidents(actor=DISPATCHER, incident_id=two.incident_id, other_id=one.incident_id,
                         kind=LinkKind.CAUSED_BY, reason="the leak caught fire")  # fmt: skip
    h.do(link)
    with pytest.raises(InvalidTransition, match="are linked already"):
        h.do(link)
    (row,) = h.card(one.incident_id).links
    assert (row.number, row.kind, row.is_first, row.reason) == (
        two.number, LinkKind.CAUSED_BY, False, "the leak caught fire"
    )  # fmt: skip
    related = LinkIncidents(
        actor=DISPATCHER, incident_id=two.incident_id, other_id=one.incident_id, reason="one gas main"
    )
    h.do(related)
    with pytest.raises(InvalidTransition, match="are linked already"):
        h.do(LinkIncidents(actor=DISPATCHER, incident_id=one.incident_id, other_id=two.incident_id, reason="again"))
    ended = h.do(UnlinkIncidents(actor=DISPATCHER, incident_id=one.incident_id, other_id=two.incident_id, reason="no"))
    assert ended == 2
    assert h.card(one.incident_id).links == ()
    with pytest.raises(InvalidTransition, match="are not linked"):
        h.do(UnlinkIncidents(actor=DISPATCHER, incident_id=one.incident_id, other_id=two.incident_id, reason="no"))
    with pytest.raises(Incomplete, match="name two"):
        h.do(LinkIncidents(actor=DISPATCHER, incident_id=one.incident_id, other_id=one.incident_id, reason="x"))
    said = [line.text for line in h.card(one.incident_id).log]
    assert f"linked, caused by: {two.number}: the leak caught fire" in said
    h.close_incident("no action needed", of=one.incident_id)
    h.do(related)
    assert [item.is_open for item in h.card(two.incident_id).links] == [False]


def test_what_nobody_can_keep_apart_says_why(h: Harness) -> None:
    taken = h.call("fire")
    right = {"actor": DISPATCHER, "incident_id": taken.incident_id, "subject": "draft", "score": 0.5, "reason": "other"}
    for wrong, says in (
        ({"subject": taken.incident_id}, "is not this one"), ({"subject": " "}, "which call"),
        ({"score": 1.5}, "between 0 and 1"), ({"reason": " "}, "say why"),
    ):  # fmt: skip
        with pytest.raises(Incomplete, match=says):
            h.do(KeepApart(**{**right, **wrong}))  # type: ignore[arg-type]
    with pytest.raises(NotAuthorised):
        h.do(KeepApart(**{**right, "actor": RADIO_OPERATOR}))  # type: ignore[arg-type]
    with pytest.raises(UnknownThing):
        h.do(MoveCall(actor=DISPATCHER, call_id=CallId("none"), incident_id=taken.incident_id, reason="x"))


def test_s31_no_person_s_word_of_all_this_stands_in_the_journal(h: Harness) -> None:
    one, two = h.call("fire", caller_number="0180 355501"), h.call("fire")
    add(h, one.incident_id, narrative="seventeen goldfish", place="behind the aquarium", caller_number="0180 355502")
    h.do(KeepApart(actor=DISPATCHER, incident_id=one.incident_id, subject=two.incident_id, score=0.4,
                   found=("both say: goldfish",), reason="other goldfish"))  # fmt: skip
    h.do(LinkIncidents(actor=DISPATCHER, incident_id=one.incident_id, other_id=two.incident_id, reason="goldfish"))
    merge(h, two, one, why="goldfish again")
    unmerge(h, two, why="no goldfish")
    for entry in h.told():
        assert "goldfish" not in str(entry.body)
        assert "aquarium" not in str(entry.body)
        assert "355502" not in str(entry.body)


def test_s31_the_journal_of_a_room_where_everything_was_merged_holds(h: Harness) -> None:
    """Reopened by unmerging, an incident's guard, owner and chains are as an auditor wants them."""
    h.sign_on(SECOND_DISPATCHER)
    one, two = h.call("fire"), h.call("fire")
    h.dispatch("E12", to=one.incident_id)
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.advance(minutes=4)
    add(h, one.incident_id, narrative="more smoke")
    merge(h, two, one)
    h.advance(minutes=30)
    h.sign_off(SECOND_DISPATCHER)
    unmerge(h, two)
    h.advance(minutes=7)
    h.do(LookAtFacts(actor=DISPATCHER, incident_id=one.incident_id))
    merge(h, two, one)
    unmerge(h, two)
    h.crew("E12").reports("en route")
    h.crew("E12").reports("cleared")
    for taken in (one, two):
        h.close_incident("no action needed", of=taken.incident_id)
    assert audited(h).first == ()
