"""An incident that is opened again, and one that is known for a later time: both are guarded, and neither is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.incidents import Phase
from dispatcher.domain.record_commands import RecordResolution, ReopenIncident, ScheduleIncident
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.requests import AskAudit
from dispatcher.storage.schema import incidents, reopenings
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, SUPERVISOR, a_pack
from tests.helpers.harness import Harness, NewHarness


@pytest.fixture
def h(new_harness: NewHarness) -> Harness:
    """A room whose incidents owe updates."""
    return new_harness(a_pack(updates=True))


def reopen(h: Harness, reason: str = "smoke again", by: object = SUPERVISOR) -> None:
    h.do(ReopenIncident(actor=by, incident_id=IncidentId(h.incident_id), reason=reason))  # type: ignore[arg-type]


def schedule(h: Harness, minutes: float | None, lead_min: int | None = None) -> None:
    at = None if minutes is None else h.clock.now() + timedelta(minutes=minutes)
    h.do(ScheduleIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), at=at, lead_min=lead_min))


def findings(h: Harness) -> list[str]:
    with h.reading() as connection:
        return [str(found) for found in audit(AskAudit(open_too=True), connection, h.clock.now()).first]


def test_s37_a_reopened_incident_is_the_actors_guarded_and_its_former_end_is_kept(h: Harness):
    h.call("rubbish")
    h.advance(minutes=2)
    h.close_incident("false alarm")
    closed_at = h.clock.now()
    h.advance(minutes=90)
    assert h.sentinel().open_incidents == 0
    reopen(h)
    card = h.card()
    assert (card.phase, card.owner, card.outcome, card.closed_at) == (Phase.WAITING, SUPERVISOR.seat, None, None)
    (former,) = card.record.reopenings
    assert (former.outcome, former.closed_at, former.reopened_by, former.reason) == (
        "false alarm", closed_at, "Sol Marchetti", "smoke again",
    )  # fmt: skip
    assert "reopened (it was closed: false alarm): smoke again" in [line.text for line in card.log]
    assert "guard_waiting" in h.armed()
    assert h.sentinel().unguarded == 0
    h.advance(minutes=5)
    assert [item for item in h.strip(AttentionKind.OVERDUE) if item.incident_id == h.incident_id], "it asks again"
    h.dispatch("E11")
    h.crew("E11").expects_page()
    h.crew("E11").says()
    h.crew("E11").reports("en route")
    h.crew("E11").reports("on scene")
    h.crew("E11").reports("cleared")
    h.close_incident("resolved")
    assert findings(h) == []
    with h.reading() as connection:
        assert len(connection.execute(select(reopenings)).all()) == 1
        assert connection.execute(select(incidents.c.outcome)).scalar_one() == "resolved"


def test_s37_the_audit_of_an_open_one_that_was_closed_before_finds_nothing(h: Harness):
    h.call("rubbish")
    h.close_incident()
    h.sign_off(RADIO_OPERATOR)
    h.advance(minutes=300)
    reopen(h)
    h.advance(minutes=1)
    assert findings(h) == []


def test_what_cannot_be_reopened_says_why(h: Harness):
    h.call("rubbish")
    with pytest.raises(InvalidTransition):
        reopen(h)
    h.close_incident()
    with pytest.raises(Incomplete, match="say why"):
        reopen(h, " ")
    with pytest.raises(NotAuthorised, match="may not reopen"):
        reopen(h, by=RADIO_OPERATOR)
    with pytest.raises(NotAuthorised, match="sign on first"):
        reopen(h, by=SECOND_DISPATCHER)
    reopen(h, by=DISPATCHER)
    h.do(RecordResolution(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), resolution="burnt out"))
    h.do(CloseIncident(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), outcome="resolved"))
    reopen(h, "a third life")
    assert [life.outcome for life in h.card().record.reopenings] == ["resolved", "resolved"]


def test_s37_a_scheduled_incident_waits_in_the_queue_and_asks_for_somebody_only_before_its_time(h: Harness):
    h.call("assist")
    at = h.clock.now() + timedelta(hours=4)
    schedule(h, 240)
    (row,) = h.queue()
    assert (row.scheduled, row.scheduled_for, row.waits, row.guarded) == (True, at, False, True)
    assert h.sentinel().unguarded == 0
    h.advance(minutes=209)
    assert not h.strip(), "nobody is asked for it"
    assert h.queue()[0].scheduled
    h.advance(minutes=2)
    assert (h.queue()[0].scheduled, h.queue()[0].waits) == (False, True)
    h.advance(minutes=20)
    assert [item.kind.value for item in h.strip()] == ["overdue"]
    assert h.sentinel().unguarded == 0


def test_a_scheduled_incident_may_be_dispatched_at_any_time(h: Harness):
    h.call("assist")
    schedule(h, 240)
    h.dispatch("E11")
    h.crew("E11").expects_page()
    assert not h.queue()[0].scheduled
    h.crew("E11").says()
    h.recall("E11")
    h.crew("E11").expects_stand_down()
    h.crew("E11").says()
    assert h.queue()[0].scheduled, "it waits for its time again"
    assert h.sentinel().unguarded == 0


def test_a_schedule_is_changed_and_taken_back(h: Harness):
    h.call("assist")
    h.advance(minutes=16)
    assert len(h.strip()) == 1
    schedule(h, 240, lead_min=10)
    assert not h.strip(), "it is for later: nobody needs to look now"
    schedule(h, 60, lead_min=90)
    assert (h.queue()[0].scheduled, h.queue()[0].waits) == (False, True)
    schedule(h, None)
    assert h.queue()[0].scheduled_for is None
    with pytest.raises(InvalidTransition, match="for now already"):
        schedule(h, None)
    assert "for now: not scheduled any more" in [line.text for line in h.card().log]


def test_what_cannot_be_scheduled_says_why(h: Harness):
    h.call("assist")
    for minutes in (0, -5, 60 * 24 * 400):
        with pytest.raises(Incomplete, match="a time to come"):
            schedule(h, minutes)
    with pytest.raises(Incomplete, match="the lead is"):
        schedule(h, 60, lead_min=-1)
    h.dispatch("E11")
    h.crew("E11").expects_page()
    with pytest.raises(InvalidTransition, match="E11 is on"):
        schedule(h, 60)


def test_a_schedule_outlives_a_restart_and_a_hand_over(h: Harness):
    h.call("assist")
    schedule(h, 240)
    h.sign_on(SECOND_DISPATCHER)
    h.take_over(by=SECOND_DISPATCHER)
    h.restart(after_seconds=30)
    h.advance(minutes=200)
    assert not h.strip()
    assert h.queue()[0].guarded
    assert findings(h) == []
