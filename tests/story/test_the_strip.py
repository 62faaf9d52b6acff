"""What stands on the attention strip is true as long as it stands, and the most pressing stands first."""

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.triage import Impact, Urgency
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.harness import Harness

OVERDUE = AttentionKind.OVERDUE


def because(h: Harness) -> list[object]:
    return [entry.body["because"] for entry in h.told("attention_resolved")]


def test_an_incident_that_waits_says_for_what(h: Harness) -> None:
    h.call("fire")
    h.advance(seconds=60)
    assert h.item(OVERDUE).text == "2026-000001 Building fire, 12 Elm St: nobody has been dispatched"
    h.dispatch("E12")
    assert h.strip(OVERDUE) == ()
    assert because(h) == ["units were dispatched"]
    h.crew("E12").expects_page()
    h.advance(seconds=60)
    assert h.item(OVERDUE).text.endswith(": no crew has answered")
    h.crew("E12").expects_repeat()
    h.crew("E12").says()
    assert h.strip() == (), "gone the instant it is not true"
    assert because(h)[-1] == "a crew answered"


def test_a_status_that_implies_an_answer_settles_it_too(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=60)
    assert h.item(OVERDUE)
    h.crew("E12").expects_repeat()
    h.crew("E12").reports("en route")
    assert h.strip(OVERDUE) == ()


def test_one_crew_of_two_is_named_while_it_has_not_answered(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12", "L11")
    for call_sign in ("E12", "L11"):
        h.crew(call_sign).expects_page()
    h.advance(seconds=60)
    assert h.item(OVERDUE).text.endswith(": no crew has answered")
    for call_sign in ("E12", "L11"):
        h.crew(call_sign).expects_repeat()
    h.crew("E12").says()
    assert h.strip(OVERDUE) == (), "a crew has answered"
    h.advance(seconds=60)
    assert h.item(OVERDUE).text.endswith(": L11 has not answered")
    h.note("L11 is on the phone")
    assert h.strip(OVERDUE) != (), "a note sends nobody"
    h.crew("L11").says()
    assert h.strip(OVERDUE) == ()


def test_a_crew_that_was_recalled_leaves_nobody(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=60)
    h.crew("E12").expects_repeat()
    h.recall("E12")
    assert h.strip(OVERDUE) == (), "nobody is there to answer"
    h.crew("E12").expects_stand_down()
    h.advance(seconds=60)
    assert h.item(OVERDUE).text.endswith(": nobody is on it any more")
    h.crew("E12").says()


def test_a_new_grade_leaves_what_is_still_true(h: Harness) -> None:
    h.call("rubbish")
    h.advance(minutes=5)
    standing = h.item(OVERDUE)
    h.priority("P1")
    assert h.item(OVERDUE).attention_id == standing.attention_id
    assert str(h.item(OVERDUE).priority) == "P1", "it bears the grade that the incident has now"
    h.close_incident("no action needed")
    assert because(h) == ["the incident was closed"]


def test_nobody_looked_for_so_long(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.advance(minutes=15)
    assert h.item(OVERDUE).text.endswith(": nobody has looked at it for 15 min")
    h.advance(minutes=15)
    assert h.item(OVERDUE).text.endswith(": nobody has looked at it for 30 min")
    h.restart(after_seconds=1200)
    assert h.item(OVERDUE).text.endswith(": nobody has looked at it for 50 min")
    h.crew("E12").reports("on scene")
    assert h.strip(OVERDUE) == (), "somebody heard the crew"


def test_what_can_wait_never_hides_a_crew_to_be_called(h: Harness) -> None:
    low = {"impact": Impact.LOW, "urgency": Urgency.HIGH}
    h.call("fire", at="12 Elm St")
    for number in range(3):
        h.call("rubbish", at=f"{number} Mill Lane", **low)
    h.advance(minutes=10)
    h.call("fire", at="3 Quay St")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=60)
    h.crew("E12").expects_repeat()
    strip = h.strip()
    assert [item.kind for item in strip[:2]] == [AttentionKind.VOICE_TASK, OVERDUE]
    assert [str(item.priority) for item in strip] == sorted(str(item.priority) for item in strip)
    h.terminal.down()
    h.advance(seconds=60)
    down = next(item for item in h.strip() if item.priority is None)
    assert down.kind is AttentionKind.TECHNICAL_ALARM
    after = h.strip()[h.strip().index(down) + 1 :]
    assert after
    assert {str(item.priority) for item in after} <= {"P3", "P4", "P5"}
    h.terminal.up()
    h.take(h.strip()[0], by=SUPERVISOR)
    h.crew("E12").says()
    for item in h.strip(OVERDUE):
        h.take(item, by=DISPATCHER)
