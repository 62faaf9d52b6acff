"""What the engine asks at every dispatch is served by an index, however long the room has been running."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.triage_commands import GivenAnswer, RecordTriage
from dispatcher.queries import contacts, requests
from dispatcher.queries.answers import ANSWERERS
from dispatcher.queries.channels import AskChannels, AskChannelTests, AskTextWarnings
from dispatcher.queries.consistency import consistency
from dispatcher.queries.likely_same import likely_same
from dispatcher.queries.reading_channels import channel_details, channel_tests_of
from dispatcher.queries.same_event_rows import CallTold
from dispatcher.queries.text_warnings import text_warnings
from dispatcher.queries.triage import AskConsistency
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, a_radio_pack, the_rules
from tests.helpers.harness import Harness, NewHarness

_DO_NOT_GROW = frozenset({
    "addresses", "channels", "constant", "counters", "duties", "installation", "intake_sources", "journal_head",
    "leases", "operators", "policies", "ranked", "recipients", "stations", "unit_positions", "units",
})  # fmt: skip
_ONLY_WHAT_IS_OPEN = re.compile(r"USING (COVERING )?INDEX (ix_incidents_open|ix_attempts_outbox|"
                                r"ix_attention_unresolved|ix_deadlines_armed|ix_contacts_unsettled|ix_contacts_batch|"
                                r"uq_\w+_one_\w+)")  # fmt: skip
"""Partial indexes: to walk one whole is no walk through the past."""


_NEWEST = "AS newest"
"""The newest attempts, by their ids and no more than a given number: a walk that has an end."""


@contextmanager
def _noted(engine: Engine) -> Iterator[dict[str, object]]:
    """Every statement of an engine, with parameters of one time."""
    seen: dict[str, object] = {}

    def note(_connection, _cursor, statement, parameters, _context, many) -> None:
        seen.setdefault(statement, parameters[0] if many else parameters)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def asked(h: Harness) -> Iterator[dict[str, object]]:
    """What the engine asks."""
    with _noted(h.desk.database.writer) as seen:
        yield seen


def test_the_engine_never_walks_through_the_past(h: Harness, asked: dict[str, object]):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.advance(minutes=4)
    h.crew("E12").says()
    h.recall("E12")
    h.crew("E12").says("standing down")
    h.dispatch("E21")
    h.crew("E21").says()
    h.crew("E21").reports("en route")
    h.crew("E21").reports("on scene")
    h.crew("E21").reports("cleared")
    h.close_incident()
    h.seen(("E12", 43.7, 7.4, 0))
    assert len(asked) > 40
    assert not _walks(h, asked)


SCREENS = (
    requests.AskSentinel(), requests.AskAttention(), requests.AskQueue(), requests.AskUnits(), requests.AskPositions(),
    requests.AskPending(), requests.AskPack(), contacts.AskContacts(), contacts.AskSources(),
)  # fmt: skip
"""What a screen asks again at every change; finding may walk, the card and a proposal are of one incident."""


@pytest.mark.parametrize("question", SCREENS, ids=lambda question: type(question).__name__)
def test_no_screen_walks_through_the_past(h: Harness, question: requests.Query[object]):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12", "E21")
    h.advance(minutes=4)
    h.crew("E21").says()
    h.recall("E21")
    with h.reading() as connection, _noted(h.desk.database.reader) as asked:
        ANSWERERS[type(question)](question, connection, h.clock.now())
    assert asked
    assert not _walks(h, asked)


def test_one_incident_of_the_queue_is_no_walk_either(h: Harness):
    h.unexpected_pages_allowed = True
    taken = h.call("fire", narrative="smoke")
    h.dispatch("E12")
    h.crew("E12").says()
    with h.reading() as connection, _noted(h.desk.database.reader) as asked:
        for question in (requests.AskQueue((taken.incident_id,)), requests.AskCard(taken.incident_id)):
            ANSWERERS[type(question)](question, connection, h.clock.now())
    assert not _walks(h, asked)


@pytest.mark.parametrize("place", [{"latitude": 50.35, "longitude": -3.58}, {}], ids=["placed", "in words"])
def test_s31_asking_for_the_likely_same_event_walks_through_no_past(h: Harness, place: dict[str, float]):
    """Asked at every pause while somebody types, in a room that has stored a million incidents."""
    h.call("fire", narrative="smoke from the roof", caller_number="0180 3555019", **place)
    h.close_incident("no action needed")
    h.call("fire", narrative="smoke from the roof", caller_number="0180 3555019", **place)
    told = CallTold(subject="draft", own="other", place="12 Elm St", incident_type="fire", narrative="roof smoke",
                    caller_number="0180 3555019", **place)  # fmt: skip
    with h.reading() as connection, _noted(h.desk.database.reader) as asked:
        found = likely_same(requests.AskLikelySame(told), connection, h.clock.now(), the_rules(h._pack))
    assert len(found) == 2
    assert not _walks(h, asked)
    for statement, parameters in asked.items():
        steps = [step for step in _plan(h, statement, parameters) if " incidents " in step]
        assert not [step for step in steps if "ix_incidents_place" in step], "reads all that ever was near"


def test_a_report_of_grades_reads_its_period_and_no_more(h: Harness):
    h.call("crash")
    h.do(RecordTriage(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), card="collision", version=1,
                      answers=(GivenAnswer(question="hurt", answer="2", at=h.clock.now()),)))  # fmt: skip
    with h.reading() as connection, _noted(h.desk.database.reader) as asked:
        since = h.clock.now() - timedelta(hours=1)
        assert consistency(AskConsistency(since, h.clock.now() + timedelta(hours=1)), connection, since).incidents == 1
    assert not _walks(h, asked)


def test_the_radio_desk_walks_through_no_past_either(new_harness: NewHarness):
    h = new_harness(a_radio_pack())
    h.opens("tetra")
    h.unexpected_pages_allowed = True
    with _noted(h.desk.database.writer) as asked:
        h.call("fire")
        h.do(HoldChannel(actor=RADIO_OPERATOR, channel="tetra", reason="retune"))
        h.dispatch("E11", "E12", note="overdose")
        h.do(ReleaseChannel(actor=RADIO_OPERATOR, channel="tetra"))
        h.terminal.rejects("511", times=2)
        h.dispatch("E21", "W21")
        h.do(TestChannel(actor=RADIO_OPERATOR, channel="tetra"))
        h.advance(minutes=61)
    assert not _walks(h, asked)
    with h.reading() as connection, _noted(h.desk.database.reader) as asked:
        channel_details(AskChannels(), connection, h.clock.now(), the_rules(h._pack))
        channel_tests_of(AskChannelTests("tetra"), connection, h.clock.now())
        text_warnings(AskTextWarnings(h.incident_id, ("E12",)), connection, h.clock.now(), the_rules(h._pack))
    assert not _walks(h, asked)


def _walks(h: Harness, asked: dict[str, object]) -> dict[str, str]:
    return {
        statement: step
        for statement, parameters in asked.items()
        if statement.startswith(("SELECT", "UPDATE")) and _NEWEST not in statement
        for step in _plan(h, statement, parameters)
        if _walks_through_the_past(step)
    }


def _plan(h: Harness, statement: str, parameters: object) -> list[str]:
    with h.desk.database.reader.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        return [row[3] for row in rows]


def _walks_through_the_past(step: str) -> bool:
    table = step.removeprefix("SCAN ").split(" ")[0].lower()
    if table.startswith(("(subquery", "anon_")):
        return False  # its tables are steps of their own
    return step.startswith("SCAN ") and table not in _DO_NOT_GROW and not _ONLY_WHAT_IS_OPEN.search(step)
