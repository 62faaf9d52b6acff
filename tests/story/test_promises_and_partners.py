"""What a caller was promised, and what a partner agency was offered: neither may slip in silence."""

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.promises import PromiseState
from dispatcher.domain.transfers import TransferState
from tests.helpers.builders import SUPERVISOR
from tests.helpers.harness import Harness

OVERDUE, AUTHORITY, TASK = AttentionKind.OVERDUE, AttentionKind.AUTHORITY, AttentionKind.TASK


def promised(h: Harness) -> list[str]:
    """What the strip says of promises."""
    return [item.text.rsplit("promised ", 1)[1] for item in h.strip(OVERDUE) if "promised" in item.text]


def test_a_caller_promise_slips_and_is_heard_of_before_and_after(h: Harness) -> None:
    h.call("rubbish", at="4 Tip Lane")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.promises("call back", minutes=20, words="somebody rings you about the smoke")
    h.advance(minutes=17, seconds=59)
    assert promised(h) == []
    h.advance(seconds=1)
    assert promised(h) == ["a call back, due in 2 min"], "while there is still time to keep it"
    h.advance(minutes=2)
    assert promised(h) == ["a call back, 0 s overdue"]
    h.advance(minutes=2)
    assert h.item(AUTHORITY).for_role is Role.SUPERVISOR
    h.advance(minutes=8)
    assert h.item(AUTHORITY).for_role is Role.DUTY_MANAGER, "a promise that nobody keeps goes to the top"
    [promise] = h.card().promises
    assert promise.state is PromiseState.OPEN
    h.keeps(promise.promise_id, "rang back, sorry for the wait")
    assert promised(h) == []
    assert h.strip(AUTHORITY) == ()
    [settled] = h.told("promise_settled")
    assert settled.body["late_s"] == 600, "how late it was is known for ever"


def test_a_promise_kept_in_time_says_nothing(h: Harness) -> None:
    h.call("alarm")
    promise = h.promises("arrival", minutes=15)
    h.advance(minutes=5)
    h.keeps(promise, "E12 is there, the caller sees it")
    assert h.card().promises[0].state is PromiseState.KEPT
    h.advance(minutes=20)
    assert promised(h) == []


def test_nobody_closes_what_a_caller_waits_for(h: Harness) -> None:
    h.call("alarm")
    promise = h.promises()
    with pytest.raises(InvalidTransition, match="a promise to the caller is not settled"):
        h.close_incident()
    with pytest.raises(Incomplete, match="what was the caller told"):
        h.keeps(promise, " ")
    with pytest.raises(Incomplete, match="a time to come"):
        h.promises(minutes=-1)
    h.keeps(promise, "caller rang: nothing needed any more", kept=False)
    with pytest.raises(InvalidTransition, match="is withdrawn and cannot become kept"):
        h.keeps(promise)
    h.close_incident()


def test_a_transfer_is_ours_until_a_person_there_has_taken_it(h: Harness) -> None:
    """A technical receipt is no acceptance (UCRI2); the system says so when nothing comes back."""
    h.call("disorder", at="Market Square")
    h.offers("police")
    assert h.owner() == "D1", "offered is not given away"
    assert h.sentinel().unguarded == 0
    h.advance(seconds=60)
    task = next(item for item in h.strip(TASK) if "Police control room" in item.text)
    assert "has not accepted it, offered 1 min ago; ring 01632 960 117" in task.text
    h.advance(minutes=2)
    assert any("Police" in item.text for item in h.strip(AUTHORITY))
    h.advance(minutes=4)
    assert next(item for item in h.strip(AUTHORITY) if "Police" in item.text).for_role is Role.DUTY_MANAGER
    [offer] = h.card().transfers
    with pytest.raises(InvalidTransition, match="Police control room has not answered"):
        h.close_incident()
    with pytest.raises(Incomplete, match="who said what"):
        h.partner_says(offer.transfer_id, words="")
    h.partner_says(offer.transfer_id, "accepted", "Sgt Platt, log 4711, unit on its way")
    assert not [item for item in h.strip() if "Police" in item.text]
    assert h.card().transfers[0].state is TransferState.ACCEPTED
    h.close_incident("passed to another agency")


def test_a_refused_transfer_is_the_owners_at_once(h: Harness) -> None:
    h.call("disorder")
    offer = h.offers("police")
    with pytest.raises(InvalidTransition, match="has been offered"):
        h.offers("police")
    with pytest.raises(UnknownThing, match="there are: police"):
        h.offers("navy")
    h.partner_says(offer, "refused", "no car free, ask the county")
    assert "Police control room refused it; it is still yours" in h.item(AttentionKind.EXCEPTION).text
    again = h.offers("police")
    h.partner_says(again, "withdrawn", "we go ourselves")
    h.close_incident("no action needed", by=SUPERVISOR)
