"""The same chains on PostgreSQL: what is raised, owed, held, called and audited."""

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.requests import AskAudit
from tests.helpers.builders import DISPATCHER, a_pack, standard_policies
from tests.helpers.databases import NewUrl
from tests.helpers.harness import NewHarness


@pytest.mark.postgres
def test_a_whole_night_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness) -> None:
    h = new_harness(a_pack(**standard_policies()), postgres_new())
    h.unexpected_pages_allowed = True
    h.call("fire", at="1 Quay")
    h.holds("L11")
    promise = h.promises("arrival", minutes=10)
    offer = h.offers("police")
    h.dispatch("E12", "L11")
    h.advance(minutes=4)
    assert {item.for_role for item in h.strip(AttentionKind.AUTHORITY)} >= {Role.DUTY_MANAGER}
    assert h.queue()[0].unconfirmed
    h.writes_down(h.strip(AttentionKind.AUTHORITY)[0], "ines")
    for call_sign in ("E12", "L11"):
        h.crew(call_sign).reports("on scene")
    assert not h.queue()[0].unconfirmed
    h.calls_the_roll()
    assert h.accounts_for("E12") == ("L11",)
    h.pauses("E12", minutes=5)
    proposal = h.proposes(
        SetPriority(
            actor=DISPATCHER, incident_id=IncidentId(h.incident_id), priority=Priority.P3, reason="small after all"
        )
    )  # fmt: skip
    h.restart(after_seconds=40)
    h.decides(proposal, approve=True)
    h.accounts_for("L11")
    h.advance(minutes=20)
    assert h.strip(AttentionKind.TASK)
    h.keeps(promise)
    h.partner_says(offer)
    for call_sign in ("E12", "L11"):
        h.crew(call_sign).reports("cleared")
    h.close_incident()
    assert h.strip() == ()
    with h.reading() as connection:
        report = audit(AskAudit(), connection, h.clock.now())
    assert {item.kind.value for item in report.first} <= {"late_step"}, "only what the restart kept waiting"
