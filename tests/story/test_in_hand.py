"""Who has something in hand, and who has not: a dispatcher's decision calls nobody off, and what is true stays."""

from dispatcher.domain.attention import AttentionKind
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.foreseen_rooms import pack_with
from tests.helpers.harness import NewHarness


def test_what_a_dispatcher_decides_for_want_of_a_unit_does_not_call_the_supervisor_off(new_harness: NewHarness) -> None:
    h = new_harness(pack_with("monaco"))
    h.unexpected_pages_allowed = True
    h.call("water")
    for call_sign in ("M31", "M32", "M33"):
        h.status(call_sign, "off duty")
    h.dispatch("B51")
    h.advance(seconds=95)
    decision = h.item(AttentionKind.DECISION)
    assert decision.text.endswith("no other free unit fits")
    h.take(decision, by=DISPATCHER, note="wait for the crew")
    assert "supervisor" in h.armed("B51")
    h.advance(seconds=25)
    h.take(h.item(AttentionKind.AUTHORITY), by=SUPERVISOR)
    assert not {"supervisor", "flag", "duty_manager"} & set(h.armed("B51")), "that is authority"


def test_whom_to_ring_stays_on_the_strip_while_it_is_true(new_harness: NewHarness) -> None:
    h = new_harness(pack_with("monaco"))
    h.call("fire")
    h.sign_off(SUPERVISOR)
    h.advance(seconds=125)
    assert h.item(AttentionKind.AUTHORITY).text.endswith("; ring Ines Halvorsen on 01632 960 199")
    h.take(h.item(AttentionKind.OVERDUE), by=DISPATCHER, note="no unit free")
    assert h.item(AttentionKind.AUTHORITY), "nobody has rung her yet"
    h.dispatch("E12")
    h.crew("E12").expects_page()
    assert h.strip(AttentionKind.AUTHORITY) == ()
    h.crew("E12").says()
