"""Incident, request, complaint, information: told apart, changed with a reason, and none of them forgotten."""

from dataclasses import replace

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import AddCall, AmendCall, AmendIncident
from dispatcher.domain.caller_commands import AnswerComplaint, LinkComplaint
from dispatcher.domain.complaints import ComplaintOutcome, ComplaintState
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.record_commands import RecordResolution
from dispatcher.domain.triage import Priority
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.auditing.findings import AuditReport
from dispatcher.queries.requests import AskAudit
from tests.helpers.builders import DISPATCHER, SUPERVISOR, a_pack
from tests.helpers.clock import START
from tests.helpers.harness import Harness, NewHarness

OVERDUE, AUTHORITY = AttentionKind.OVERDUE, AttentionKind.AUTHORITY


def overdue(h: Harness) -> list[str]:
    return [item.text.rsplit(": ", 1)[1] for item in h.strip(OVERDUE)]


def audited(h: Harness) -> AuditReport:
    with h.reading() as connection:
        return audit(AskAudit(open_too=True), connection, h.clock.now())


def chain(h: Harness, subject: Subject) -> str:
    """The policy that a chain of the incident goes by; empty when none runs."""
    return next((row.policy for row in h.card().chains if row.subject is subject), "")


def test_s15_a_kind_changes_with_a_reason_and_what_it_was_is_kept(h: Harness):
    h.call("alarm")
    with pytest.raises(Incomplete, match="say why it is something else"):
        h.is_really("service request", " ", by=SUPERVISOR)
    with pytest.raises(InvalidTransition, match="is an incident already"):
        h.is_really("incident")
    h.is_really("service request", "wants the detector changed", by=SUPERVISOR)
    h.is_really("information", "had it changed meanwhile")
    assert h.card().kind is Kind.INFORMATION
    first, second = h.card().kinds
    assert (first.was, first.kind, first.reason, first.operator) == (
        Kind.INCIDENT, Kind.SERVICE_REQUEST, "wants the detector changed", "Sol Marchetti",
    )  # fmt: skip
    assert second.was is Kind.SERVICE_REQUEST
    assert "incident to service request: wants the detector changed" in [line.text for line in h.card().log]
    [row] = h.queue()
    assert row.kind is Kind.INFORMATION


def test_s15_making_something_urgent_less_than_an_incident_needs_authority(h: Harness):
    h.call("fire")
    with pytest.raises(NotAuthorised, match="may not downgrade urgent"):
        h.is_really("information", "only a barbecue")
    h.call("rubbish", at="4 Tip Lane")
    h.is_really("information", "only a barbecue")
    h.is_really("incident", "it spreads")
    assert h.card().kind is Kind.INCIDENT


def test_s15_what_is_no_incident_waits_in_its_own_time_and_not_for_units(h: Harness):
    h.call("rubbish")
    assert chain(h, Subject.WAITING) == "waiting:1"
    h.is_really("service request", "bins were not collected")
    assert chain(h, Subject.WAITING) == "waiting_others:1"
    h.advance(minutes=59)
    assert overdue(h) == [], "nobody nags for units that nobody wants"
    h.advance(minutes=1)
    assert overdue(h) == ["nobody has seen to the request"]
    assert h.sentinel().unguarded == 0
    h.is_really("incident", "the bins burn")
    assert overdue(h) == []
    assert chain(h, Subject.WAITING) == "waiting:1"
    h.advance(minutes=5)
    assert overdue(h) == ["nobody has been dispatched"]


def test_s16_a_complaint_is_received_acknowledged_and_answered(h: Harness):
    crash = h.call("medical", at="Market Square")
    h.call("rubbish", at="1 Hill Street", kind=Kind.COMPLAINT, read_back=False)
    found = h.card().complaint
    assert found is not None
    assert (found.state, found.about_id) == (ComplaintState.RECEIVED, None)
    h.do(LinkComplaint(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), about=crash.incident_id))
    h.advance(minutes=44)
    assert not [text for text in overdue(h) if "complaint" in text]
    h.advance(minutes=1)
    assert "the complaint is to be acknowledged, due in 15 min" in overdue(h)
    with pytest.raises(InvalidTransition, match="is not answered; answer it first"):
        h.close_incident()
    h.acknowledges_complaint("we look into it and ring by Friday")
    assert not [text for text in overdue(h) if "complaint is to be" in text]
    h.advance(minutes=60)
    h.answers_complaint("partly upheld", "the crew came in time, and nobody rang")
    answered = h.card().complaint
    assert answered is not None
    assert (answered.state, answered.outcome, answered.about_number, answered.answered_by) == (
        ComplaintState.ANSWERED, ComplaintOutcome.PARTLY_UPHELD, crash.number, "Dana Reyes",
    )  # fmt: skip
    assert (answered.acknowledgement, answered.due_at) == ("we look into it and ring by Friday", None)
    assert chain(h, Subject.COMPLAINT) == ""
    h.close_incident()
    assert h.card(crash.incident_id).kind is Kind.INCIDENT, "what it is about is untouched"


def test_s16_a_complaint_that_nobody_answers_goes_to_the_top(h: Harness):
    h.call("rubbish", kind=Kind.COMPLAINT, read_back=False)
    h.advance(minutes=76)
    asked = [item for item in h.strip(AUTHORITY) if "complaint is to be acknowledged, 15 min overdue" in item.text]
    assert [item.for_role for item in asked] == [Role.SUPERVISOR]
    h.advance(minutes=60)
    assert any(item.for_role is Role.DUTY_MANAGER for item in h.strip(AUTHORITY))
    h.acknowledges_complaint()
    [told] = h.told("complaint_acknowledged")
    assert told.body["late_s"] == 76 * 60, "how late it was is known for ever"
    assert not [item for item in h.strip() if "to be acknowledged" in item.text]


def test_s16_an_incident_that_was_a_complaint_and_back_again(h: Harness):
    h.call("rubbish")
    h.is_really("complaint", "about last week")
    h.answers_complaint("not upheld", "the bins were collected", by=SUPERVISOR)
    h.is_really("incident", "they burn now")
    voided = h.card().complaint
    assert voided is not None
    assert voided.state is ComplaintState.VOID
    with pytest.raises(UnknownThing, match="this is no complaint"):
        h.acknowledges_complaint()
    h.is_really("complaint", "and about that too")
    begun = h.card().complaint
    assert begun is not None
    assert begun.state is ComplaintState.RECEIVED
    h.answers_complaint()


def test_s16_what_makes_no_sense_of_a_complaint_is_refused(h: Harness):
    h.call("rubbish")
    with pytest.raises(UnknownThing, match="this is no complaint; make it one first"):
        h.acknowledges_complaint()
    h.is_really("complaint")
    mine = IncidentId(h.incident_id)
    with pytest.raises(Rejected, match="cannot be a complaint about itself"):
        h.do(LinkComplaint(actor=DISPATCHER, incident_id=mine, about=mine))
    with pytest.raises(InvalidTransition, match="says so already"):
        h.do(LinkComplaint(actor=DISPATCHER, incident_id=mine, about=None))
    with pytest.raises(Incomplete, match="what was the complainant told"):
        h.acknowledges_complaint(" ")
    with pytest.raises(Incomplete, match="what was the complainant answered"):
        h.do(AnswerComplaint(actor=DISPATCHER, incident_id=mine, outcome=ComplaintOutcome.UPHELD, words=""))
    h.answers_complaint()
    with pytest.raises(InvalidTransition, match="answered and cannot become acknowledged"):
        h.acknowledges_complaint()


def test_s17_s18_emergency_and_major_are_told_apart_and_shown(h: Harness):
    h.call("fire")
    assert (h.queue()[0].emergency, h.queue()[0].major) == (True, False)
    h.do(AmendIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), emergency=False))
    h.declares_major()
    assert (h.queue()[0].emergency, h.queue()[0].major) == (False, True)
    assert "emergency False, was True" in [line.text for line in h.card().log]


def test_s15_journal_holds_no_words_of_a_person(h: Harness):
    h.call("rubbish", contact_at=START)
    h.is_really("complaint", "SECRET-REASON")
    h.acknowledges_complaint("SECRET-TOLD")
    h.answers_complaint("upheld", "SECRET-ANSWER")
    h.cannot_read_back("other", "SECRET-WHY")
    assert "SECRET" not in repr([entry.body for entry in h.told()])


def test_s15_s17_s19_what_turns_out_graver_by_its_type_waits_no_longer_as_what_it_was_taken_for(h: Harness):
    """A neighbour complains of noise, and then somebody lies on the floor: it is P1 the moment its type says so."""
    h.call("noise", kind=Kind.COMPLAINT, emergency=False)
    amend = AmendIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), incident_type="cardiac")
    h.do(amend)
    card = h.card()
    assert (card.kind, card.priority, card.emergency) == (Kind.INCIDENT, Priority.P1, True)
    assert card.gradings[-1].reason == card.kinds[-1].reason == f"it is {card.type_name} now"
    h.advance(minutes=3)
    assert overdue(h) == ["nobody has been dispatched"], "it is asked about as any P1"
    assert h.sentinel().unguarded == 0
    h.do(replace(amend, incident_type="noise"))
    assert (h.card().kind, h.card().priority) == (Kind.INCIDENT, Priority.P1), "nobody is graded down by a type"
    assert audited(h).first == (), "whatever set a guard anew stands in the journal"


def test_s13_what_gets_another_type_is_guarded_by_the_policy_of_that_type(new_harness: NewHarness):
    policies = a_pack().model_dump(mode="json")["policy"]
    waiting = next(part for part in policies if part["name"] == "waiting")
    own = {**waiting, "name": "waiting_water", "types": ["water"]}
    h = new_harness(a_pack(policy=[*policies, own]))
    h.call("assist")
    h.do(AmendIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), incident_type="rubbish"))
    assert chain(h, Subject.WAITING) == "waiting:1"
    h.priority("P2")
    h.do(AmendIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), incident_type="water"))
    assert chain(h, Subject.WAITING) == "waiting_water:1"
    assert audited(h).first == ()


def test_s16_the_audit_finds_nothing_in_a_complaint_that_was_dealt_with(h: Harness):
    h.call("rubbish")
    h.is_really("complaint")
    h.advance(minutes=5)
    h.acknowledges_complaint()
    h.answers_complaint()
    h.advance(minutes=5)
    h.close_incident()
    assert audited(h).first == ()


def test_s2_words_that_were_taken_back_fill_no_mandatory_field(new_harness: NewHarness):
    types = [{**part.model_dump(mode="json"), "required_to_close": ["caller_number"]} for part in a_pack().type]
    h = new_harness(a_pack(type=types))
    taken = h.call("rubbish", caller_number="0180 355501")
    h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, caller_number=""))
    with pytest.raises(Incomplete, match="cannot be closed without caller number"):
        h.close_incident()
    h.do(AddCall(actor=DISPATCHER, incident_id=taken.incident_id, caller_number="0180 355502"))
    h.close_incident()


def test_words_that_no_store_takes_are_kept_as_can_be_read(h: Harness):
    h.call("rubbish")
    h.do(RecordResolution(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), resolution="half \ud83d, nul \x00"))
    assert h.card().record.resolution == "half \ufffd, nul \u2400"
    for wrong in (10**20, -1):
        with pytest.raises(Incomplete, match="the number of persons cannot be"):
            h.do(AmendIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), persons_involved=wrong))
