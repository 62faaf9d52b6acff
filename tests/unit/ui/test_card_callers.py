"""What the card says of callers: the read-back, what it was taken for, a complaint; silent where there is nothing."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatcher.domain.complaints import ComplaintOutcome, ComplaintState
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing
from dispatcher.queries.caller_rows import ComplaintRow, KindRow
from tests.helpers import read_back_rows as rows
from tests.helpers import scenes
from tests.helpers.fake_room import START
from ui.presenters.card_callers import caller_facts, caller_flags

LONDON = ZoneInfo("Europe/London")


def complaint(**changes: object) -> ComplaintRow:
    values: dict[str, object] = {
        "state": ComplaintState.RECEIVED, "received_at": START, "due_at": START + timedelta(hours=1), "about_id": None,
        "about_number": None, "acknowledged_at": None, "acknowledged_by": None, "acknowledgement": "",
        "answered_at": None, "answered_by": None, "answer": "", "outcome": None,
    }  # fmt: skip
    return ComplaintRow(**(values | changes))  # type: ignore[arg-type]


def facts(**changes: object) -> dict[str, str]:
    return dict(caller_facts(scenes.card(**changes), START, LONDON))


def flags(**changes: object) -> list[str]:
    return [badge.word for badge in caller_flags(scenes.card(**changes))]


def test_an_ordinary_incident_says_nothing_of_it() -> None:
    assert (facts(), flags()) == ({}, [])


def test_s10_how_the_read_back_stands() -> None:
    assert facts(read_back=rows.done()) == {"read-back": "done 03:04:05 by Ann"}
    assert flags(read_back=rows.owed(60)) == ["READ-BACK OWED"]
    assert facts(read_back=rows.owed(60)) == {"read-back": "since 03:03:05, 1:00 ago: units went first"}
    assert facts(read_back=rows.done(standing=Standing.WANTED)) != {}


def test_s15_s17_kind_and_how_it_changed() -> None:
    was = KindRow(was=Kind.INCIDENT, kind=Kind.COMPLAINT, at=START, operator="Ann", reason="about last night")
    assert facts(kind=Kind.COMPLAINT, kinds=(was,)) == {
        "kind": "complaint; incident until 03:04:05 (Ann: about last night)"
    }
    assert flags(kind=Kind.COMPLAINT) == ["complaint"]
    assert flags(emergency=False) == ["non-emergency"]


def test_s16_where_a_complaint_stands() -> None:
    assert facts(complaint=complaint())["complaint"] == "received, to be acknowledged by 04:04"
    late = complaint(due_at=START - timedelta(minutes=5), about_number="2026-000009")
    assert facts(complaint=late)["complaint"] == "received, to be acknowledged 5:00 ago, about 2026-000009"
    told = complaint(
        state=ComplaintState.ACKNOWLEDGED, acknowledged_at=START, acknowledged_by="Ann",
        due_at=START + timedelta(days=3),
    )  # fmt: skip
    assert facts(complaint=told)["complaint"] == "acknowledged 03:04:05, to be answered by 17.03. 03:04"
    answered = complaint(
        state=ComplaintState.ANSWERED, due_at=None, answered_at=START, answered_by="Ann", answer="in time",
        outcome=ComplaintOutcome.NOT_UPHELD,
    )  # fmt: skip
    assert facts(complaint=answered)["complaint"] == "answered 03:04:05 by Ann, not upheld: in time"
    assert facts(complaint=complaint(state=ComplaintState.VOID)) == {}
