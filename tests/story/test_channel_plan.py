"""Which bearer carries a page to whom: the pack's plan, its fallbacks, and receipts that come behind them."""

from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.errors import TextNotCarried
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.domain.plans import Paged, Plan, bearers_for
from dispatcher.domain.transmissions import Mark, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.packs.model import Pack
from tests.helpers.builders import a_pack
from tests.helpers.harness import Harness, NewHarness

SPARE = ("tetra", "sms", "mesh")


def planned(
    *plans: dict[str, Any], informal: tuple[str, ...] = (), addresses: dict[str, dict[str, str]] | None = None,
    sms_driver: str = "tap", steps: bool = False,
) -> Pack:  # fmt: skip
    """Rivermouth with three more channels; every unit has an address on each unless told."""
    base = a_pack().model_dump(mode="json")
    spare = [
        {"name": name, "title": name, "driver": sms_driver if name == "sms" else "tap", "link": f"simulator:/{name}",
         "informal": name in informal}
        for name in SPARE
    ]  # fmt: skip
    units = [
        {**unit, "also": {name: f"{at}{unit['pager'][1:]}" for at, name in enumerate(SPARE, start=2)}}
        | (addresses or {}).get(unit["call_sign"], {})
        for unit in base["unit"]
    ]
    policies = base["policy"]
    if steps:
        dispatch = next(part for part in policies if part["name"] == "dispatch")
        dispatch["version"] = 2
        dispatch["step"].insert(1, {"name": "next", "action": "next_channel", "after_s": 10})
    return Pack.model_validate({**base, "channel": [*base["channel"], *spare], "unit": units, "plan": list(plans)})


def room(new_harness: NewHarness, pack: Pack) -> Harness:
    h = new_harness(pack)
    h.opens(*SPARE)
    return h


def channels_of(h: Harness, call_sign: str) -> list[str]:
    return [row.channel for row in h.transmissions(call_sign)]


def test_without_a_plan_the_first_address_carries_it(new_harness: NewHarness) -> None:
    h = room(new_harness, planned(addresses={"E11": {"pager": "", "also": {}, "addresses": {"sms": "5551"}}}))
    h.call("fire")
    h.dispatch("E11", "E12")
    assert (channels_of(h, "E11"), channels_of(h, "E12")) == (["sms"], ["paging"])
    assert h.unit("E11").address == "5551"
    assert h.crew("E11").expects_page().channel == "sms"
    h.crew("E12").expects_page()


def test_a_plan_goes_by_priority_type_profile_and_unit(new_harness: NewHarness) -> None:
    pack = planned(
        {"units": ["b51"], "bearers": ["mesh"]},
        {"types": ["cardiac"], "priorities": ["P1"], "bearers": ["tetra", "paging"]},
        {"priorities": ["P3", "P4", "P5"], "bearers": ["sms"]},
    )
    h = room(new_harness, pack)
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("M31", "B51")
    assert (channels_of(h, "M31"), channels_of(h, "B51")) == (["tetra"], ["mesh"])
    h.call("fire")
    h.dispatch("E12")
    assert channels_of(h, "E12") == ["paging"], "no plan fits: the unit's own order"
    h.call("rubbish")
    h.dispatch("E21")
    assert channels_of(h, "E21") == ["sms"]
    assert h.channel("sms").attempted == 1
    assert [row.channel for row in h.pending() if row.call_sign == "E21"] == ["sms"]


def test_a_refusal_for_good_goes_to_the_next_bearer_at_once(new_harness: NewHarness) -> None:
    h = room(new_harness, planned({"bearers": ["tetra", "sms", "paging"]}))
    h.terminal.rejects("511", times=1)
    h.terminal.rejects("512", times=1)
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=0)
    assert channels_of(h, "E12") == ["tetra", "sms", "paging", "voice"]
    assert [row.state.value for row in h.transmissions("E12")[:3]] == ["rejected", "rejected", "accepted"]
    assert h.crew("E12").expects_page().channel == "paging"
    h.crew("E12").says()


def test_the_step_takes_the_next_bearer_of_the_plan_and_voice_where_it_stands(new_harness: NewHarness) -> None:
    h = room(new_harness, planned({"bearers": ["tetra", "voice", "sms"]}, steps=True))
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=10)
    assert channels_of(h, "E12") == ["tetra", "voice"]
    assert "call E12 by voice" in h.item(AttentionKind.VOICE_TASK).text
    h.crew("E12").expects_page()
    h.crew("E12").says()


def test_a_receipt_behind_the_fallback_is_late_and_shown_so(new_harness: NewHarness) -> None:
    h = room(new_harness, planned({"bearers": ["tetra", "sms"]}, steps=True))
    h.terminal.holds()
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=10)
    assert channels_of(h, "E12") == ["tetra", "sms"]
    h.crew("E12").expects_repeat()
    h.terminal.answers()
    late = h.page("E12", over="tetra")
    assert (late.state, Mark.LATE in late.marks) == (TransmissionState.ACCEPTED, True)
    assert Mark.LATE not in h.page("E12", over="sms").marks
    h.do(TakeReceipt(attempt_id=h.terminal.seen[-1].attempt_id, evidence=Evidence.DELIVERED, bytes_received=b"!"))
    assert Mark.LATE not in h.page("E12", over="sms").marks, "nothing came after it"
    h.crew("E12").says()


def test_an_informal_channel_never_carries_a_p1_first(new_harness: NewHarness) -> None:
    own = {"E12": {"pager": "", "also": {}, "addresses": {"mesh": "m12", "sms": "s12"}}}
    h = room(new_harness, planned({"bearers": ["tetra", "mesh", "sms"]}, informal=("mesh",), addresses=own, steps=True))
    h.call("fire")
    h.dispatch("E12")
    assert channels_of(h, "E12") == ["sms"], "tetra does not reach it, and mesh is informal"
    h.crew("E12").expects_page()
    h.advance(seconds=10)
    assert channels_of(h, "E12") == ["sms", "mesh"], "as a fallback it may"
    h.crew("E12").expects_repeat()
    h.crew("E12").says()
    h.crew("E12").reports("en route")
    h.call("rubbish")
    h.recall("E12")
    assert h.crew("E12").expects_page("STAND DOWN").channel == "sms"


def test_stand_downs_go_by_the_plan(new_harness: NewHarness) -> None:
    h = room(new_harness, planned({"bearers": ["tetra"]}))
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.recall("E12")
    assert h.crew("E12").expects_stand_down().channel == "tetra"


def test_words_are_written_as_each_channel_carries_them(new_harness: NewHarness) -> None:
    own = {"E12": {"pager": "", "also": {}, "addresses": {"sms": "5550012"}}}
    h = room(new_harness, planned(addresses=own, sms_driver="sms"))
    h.unexpected_pages_allowed = True
    h.call("fire", at="Straße 7")
    h.dispatch("E11", "E12")
    texts = {row.call_sign: row.attempts[0].text for row in h.card().transmissions}
    assert "Strasse 7" in texts["E11"]
    assert "Straße 7" in texts["E12"]
    h.call("fire", at="12 Привет St")
    with pytest.raises(TextNotCarried, match="paging cannot carry"):
        h.dispatch("E21")


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"bearers": ["mesh", "tetra"]}, "'mesh' is informal"),
        ({"bearers": ["mesh"], "priorities": ["P2", "P5"]}, "'mesh' is informal"),
        ({"bearers": ["pigeon"]}, "no channel 'pigeon'"),
        ({"bearers": ["voice"]}, "voice alone"),
        ({"bearers": ["tetra", "tetra"]}, "given twice"),
        ({"bearers": ["tetra"], "types": ["war"]}, "no incident type"),
        ({"bearers": ["tetra"], "units": ["X1"]}, "no unit has"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(plan: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        planned(plan, informal=("mesh",))


def test_an_informal_plan_for_routine_is_no_mistake() -> None:
    assert planned({"bearers": ["mesh"], "priorities": ["P3", "P4", "P5"]}, informal=("mesh",)).plan


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ({"pager": "", "also": {}}, "it has no address"),
        ({"pager": "", "also": {"mesh": "1"}}, "informal channels only"),
        ({"addresses": {"paging": "77"}}, "is given twice"),
        ({"also": {"sms": "41000011"}}, "address on sms"),
    ],
)
def test_addresses_that_cannot_work_are_refused(unit: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        planned(informal=("mesh",), addresses={"E12": unit} | {"E11": {"also": {"sms": "41000011"}}})


REACHED = (("paging", "1"), ("mesh", "2"), ("tetra", "3"))


@pytest.mark.parametrize(
    ("bearers", "priority", "expected"),
    [
        (("tetra", "voice", "paging"), "P1", ("tetra", "voice", "paging")),
        (("voice", "tetra"), "P1", ("tetra", "voice")),
        (("sms", "voice"), "P1", ("paging", "mesh", "tetra")),
        (("mesh", "tetra"), "P1", ("tetra", "mesh")),
        (("mesh", "tetra"), "P3", ("mesh", "tetra")),
        (("mesh",), "P2", ("paging", "mesh")),
    ],
)
def test_the_order_of_bearers(bearers: tuple[str, ...], priority: str, expected: tuple[str, ...]) -> None:
    page = Paged(priority=Priority(priority), incident_type="fire", profile="", call_sign="E12")
    found = bearers_for([Plan(bearers=bearers)], page, REACHED, frozenset({"mesh"}))
    assert tuple(channel for channel, _ in found) == expected
