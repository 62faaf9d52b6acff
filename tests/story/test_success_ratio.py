"""Many pages that fail together are trouble of the channel, told apart from the alarms of their incidents."""

from typing import Any

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.packs.model import Pack
from tests.helpers.builders import a_pack
from tests.helpers.harness import Harness, NewHarness

UNITS = ("E11", "E12", "L11", "E21", "W21", "M31", "M32", "M33")
_SMS = {"name": "sms", "title": "Modem", "driver": "sms", "link": "simulator:/sms"}


def judged(over: str = "paging", **success: Any) -> Pack:
    base = a_pack().model_dump(mode="json")
    channels = [
        {**part, "success": {"window_s": 600, "floor": 4, **success}} if part["name"] == over else part
        for part in [*base["channel"], _SMS]
    ]
    units = [
        {**unit, "addresses": {"sms": f"55512{number:02}"}, "pager": "" if over == "sms" else unit["pager"]}
        for number, unit in enumerate(base["unit"])
    ]
    return Pack.model_validate({**base, "channel": channels, "unit": units, "attempts": {
        **base["attempts"], "retries_not_taken": 0}})  # fmt: skip


def page(h: Harness, *call_signs: str) -> None:
    for call_sign in call_signs:
        h.call("fire")
        h.dispatch(call_sign)


def low(h: Harness) -> list[str]:
    return [row.text for row in h.strip(AttentionKind.TECHNICAL_ALARM) if "does badly" in row.text]


def test_too_few_accepted_is_an_item_of_its_own_and_ends_when_it_recovers(new_harness: NewHarness) -> None:
    h = new_harness(judged())
    h.unexpected_pages_allowed = True
    h.terminal.naks()
    page(h, *UNITS[:3])
    assert low(h) == [], "three tell nothing"
    page(h, UNITS[3])
    assert low(h) == ["paging does badly: 0 of 4 pages tried in 10 min were accepted, 80% is asked"]
    row = h.channel()
    assert (row.attempted, row.accepted, row.delivered, row.low_success) == (4, 0, None, True)
    (item,) = [row for row in h.strip() if "does badly" in row.text]
    assert (item.priority, item.incident_id) == (None, None), "the room's trouble, no incident's"
    h.terminal.down()
    h.terminal.up()
    assert low(h), "that the line is up again is no success yet"
    h.advance(minutes=11)
    h.terminal.accepts()
    page(h, UNITS[4])
    assert low(h) == []
    assert not h.channel().low_success


def test_silence_counts_as_not_accepted(new_harness: NewHarness) -> None:
    h = new_harness(judged(accepted=0.5))
    h.unexpected_pages_allowed = True
    page(h, *UNITS[:2])
    h.terminal.silent()
    page(h, *UNITS[2:4])
    assert low(h) == [], "half is what is asked"
    page(h, UNITS[4])
    assert low(h) == ["paging does badly: 2 of 5 pages tried in 10 min were accepted, 50% is asked"]


def test_deliveries_count_only_where_they_are_told_and_after_their_grace(new_harness: NewHarness) -> None:
    h = new_harness(judged("sms", delivered=0.7, grace_s=60))
    h.opens("sms")
    h.unexpected_pages_allowed = True
    page(h, *UNITS[:4])
    assert (h.channel("sms").accepted, h.channel("sms").settled, low(h)) == (4, 0, [])
    h.advance(seconds=59)
    page(h, UNITS[4])
    assert low(h) == [], "a delivery may take its time"
    h.advance(seconds=1)
    page(h, UNITS[5])
    assert low(h) == ["sms does badly: 0 of 4 pages accepted in 10 min were delivered, 70% is asked"]
    for claimed in h.terminal.seen[:5]:
        h.do(TakeReceipt(attempt_id=claimed.attempt_id, evidence=Evidence.DELIVERED, bytes_received=b"+CDS"))
    assert low(h) == []
    assert (h.channel("sms").settled, h.channel("sms").delivered) == (4, 4)


def test_a_channel_that_cannot_tell_deliveries_is_not_blamed_for_it(new_harness: NewHarness) -> None:
    h = new_harness(judged(delivered=0.9, grace_s=0))
    h.unexpected_pages_allowed = True
    page(h, *UNITS[:5])
    assert low(h) == []


def test_without_a_ratio_nothing_is_judged(h: Harness) -> None:
    h.terminal.naks()
    page(h, *UNITS[:5])
    assert low(h) == []
