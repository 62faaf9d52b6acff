"""What may be one event, on PostgreSQL: found, attached, merged and taken apart."""

import pytest

from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.same_event import LinkKind
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    LookAtFacts,
    MergeIncidents,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from tests.helpers.builders import DISPATCHER
from tests.helpers.databases import NewUrl
from tests.helpers.harness import NewHarness
from tests.story.test_duplicates import HERE, NEAR, asked, audited


@pytest.mark.postgres
def test_s31_two_crashes_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness) -> None:
    h = new_harness(None, postgres_new())
    one = h.call("crash", at="Harbour Road", narrative="blue van", caller_number="01803 555 0199", **HERE)
    told = {"place": "Harbour Rd", "incident_type": "crash", "narrative": "a blue van", **NEAR}
    assert asked(h, subject="draft", caller_number="+44 1803 5550199", **told)[0].incident_id == one.incident_id
    assert asked(h, place="road, harbour", incident_type="crash")[0].incident_id == one.incident_id
    added = h.do(AddCall(actor=DISPATCHER, incident_id=one.incident_id, narrative="child under it", persons_involved=2))
    assert h.do(LookAtFacts(actor=DISPATCHER, incident_id=one.incident_id)) == added.new_facts == 2
    two = h.call("crash", at="Harbour Road", **HERE)
    h.promises("call back", minutes=10)
    merge = MergeIncidents(actor=DISPATCHER, incident_id=two.incident_id, into_id=one.incident_id, reason="one")
    assert h.do(merge) == 1
    assert len(h.card(one.incident_id).calls) == 3
    assert h.do(UnmergeIncident(actor=DISPATCHER, incident_id=two.incident_id, reason="two")) == 1
    pair = {"actor": DISPATCHER, "incident_id": one.incident_id, "other_id": two.incident_id, "reason": "one road"}
    h.do(LinkIncidents(**pair, kind=LinkKind.RELATED))
    assert [row.number for row in h.card(two.incident_id).links] == [one.number]
    assert h.do(UnlinkIncidents(**pair)) == 1
    h.do(SplitCall(actor=DISPATCHER, call_id=added.call_id, incident_type="medical", reason="another patient"))
    h.do(KeepApart(actor=DISPATCHER, incident_id=one.incident_id, subject="draft", score=0.9, reason="no"))
    assert one.incident_id not in {row.incident_id for row in asked(h, subject="draft", **told)}
    h.advance(minutes=1)
    assert audited(h).first == ()
