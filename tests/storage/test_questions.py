"""Every question has its answer on both databases, and the same one."""

from typing import Any

import pytest

from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportPositions
from dispatcher.domain.dispatch_commands import DispatchUnits, RecallUnit
from dispatcher.domain.incident_commands import PlaceIncident
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import UnitFix
from dispatcher.queries import requests
from dispatcher.queries.answers import ANSWERERS
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import START
from tests.helpers.databases import NewUrl


def lived(url: str) -> tuple[Desk, str]:
    """A room with a page waiting, a stand-down waiting, a pin and a position."""
    desk = open_desk(url)
    for who in (DISPATCHER, RADIO_OPERATOR):
        desk.run(signs_on(who))
    taken = desk.run(a_call(narrative="smoke from the roof"))
    for call_sign in ("E12", "L11"):
        desk.run(DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=(call_sign,)))
    heard = RecordAnswer(actor=RADIO_OPERATOR, call_sign="L11", answer=Answer.ACCEPTS, words_heard="mobile")
    desk.run(heard)
    desk.run(RecallUnit(actor=DISPATCHER, call_sign="L11", reason="not needed"))
    desk.run(
        PlaceIncident(
            actor=DISPATCHER, incident_id=taken.incident_id, latitude=50.35, longitude=-3.58, place="the quay"
        )
    )
    fix = UnitFix(call_sign="E21", latitude=50.36, longitude=-3.57, at=START)
    desk.run(ReportPositions(actor=RADIO_OPERATOR, fixes=(fix,)))
    return desk, taken.incident_id


def questions(incident_id: str) -> tuple[requests.Query[Any], ...]:
    return (
        requests.AskSentinel(), requests.AskAttention(), requests.AskQueue(), requests.AskQueue((incident_id,)),
        requests.AskQueue(()), requests.AskCard(incident_id), requests.AskUnits(), requests.AskPositions(),
        requests.AskPending(), requests.AskPack(), requests.AskFind("quay"), requests.AskRecommendation(incident_id),
        requests.AskPolicies(), requests.AskForeseen("dispatch", Priority.P1), requests.AskReach(),
        requests.AskVoiceTasks(), requests.AskEvidence(""),
        requests.AskInboundFeed(),
    )  # fmt: skip


def answers(url: str) -> dict[str, Any]:
    desk, incident_id = lived(url)
    try:
        with desk.database.reader.connect() as connection:
            return {
                repr(question): ANSWERERS[type(question)](question, connection, START)
                for question in questions(incident_id)
            }
    finally:
        desk.close()


@pytest.mark.postgres
def test_both_databases_answer_alike(sqlite_new: NewUrl, postgres_new: NewUrl) -> None:
    one, other = answers(sqlite_new()), answers(postgres_new())
    for question, answer in one.items():
        assert other[question] == answer, question
    pending = next(answer for question, answer in one.items() if question.startswith("AskPending"))
    assert [(row.call_sign, row.assignment_state.value) for row in pending] == [("E12", "alerted"), ("L11", "recalled")]
    assert next(answer for question, answer in one.items() if question == "AskQueue(incident_ids=())") == ()
