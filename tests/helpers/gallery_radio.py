"""A busy night at the radio desk: one channel down, one held, pages that wait, crews that speak, an emergency."""

from collections.abc import Callable

from dispatcher.domain.channel_commands import HoldChannel, TestChannel
from dispatcher.domain.machine import TakeHealth
from dispatcher.packs.model import Pack
from tests.helpers.stage import LUCA, MARGAUX, Stage, monaco

FMS_EN_ROUTE = 0x8005
LINK = "simulator:/nowhere"
PHONES = {"P12": "377600000012", "P21": "377600000021", "P31": "377600000031", "M43": "377600000043"}
BELLS = {"B71": "71", "B72": "72", "R21": "21", "E21": "22"}


def pack_of_many_channels() -> Pack:
    """Monaco with its pagers and voice, text messages for some crews, and bells at some stations."""
    base = monaco().model_dump(mode="json")
    channels = [
        {**part, "test": {"address": "1000099", "every_s": 3600}} if part["name"] == "paging" else part
        for part in base["channel"]
        if part["name"] in ("paging", "voice")
    ]
    channels += [
        {"name": "sms", "title": "Crew phones", "driver": "sms", "link": LINK, "test": {"address": "377600000099"}},
        {"name": "bells", "title": "Station bells", "driver": "espa", "link": LINK, "test": {"address": "99"}},
    ]
    units = [
        {**part, "pager": part["pager"] or part["also"]["paging"], "also": {}, "addresses": _book_of(part["call_sign"])}
        for part in base["unit"]
    ]
    plans = [
        {"bearers": ["sms", "paging"], "units": list(PHONES)},
        {"bearers": ["bells", "paging"], "units": list(BELLS)},
    ]
    status = [{"channel": "paging", "code": FMS_EN_ROUTE, "means": "en_route"}]
    own = {"channel": channels, "unit": units, "plan": plans, "group": [], "status": status}
    return Pack.model_validate({**base, **own})


def _book_of(call_sign: str) -> dict[str, str]:
    return {name: book[call_sign] for name, book in (("sms", PHONES), ("bells", BELLS)) if call_sign in book}


def busy_radio(stage: Stage, old_work: Callable[[Stage], None]) -> str:
    """Play it; the incident to show."""
    h = stage.h
    h.opens("sms", "bells")
    for channel in ("paging", "sms", "bells"):
        h.do(TestChannel(actor=MARGAUX, channel=channel))
    old_work(stage)
    fire = stage.call(
        "fire", "Rue Grimaldi 22, 2nd floor", known="Rue Grimaldi", caller_name="Paul Ricci",
        caller_number="+377 93 15 07 70", persons_involved=2, narrative="Smoke from a flat's door, nobody answers.",
    )  # fmt: skip
    stage.send(fire, "E12", "L11", "M12", note="balcony, street side")
    h.advance(seconds=16)
    stage.answer("L11")
    h.do(TakeHealth(channel="bells", state="down", reason="no answer to polls for 30 s"))
    h.lines = tuple(line for line in h.lines if line != "bells")
    h.advance(seconds=34)
    _crews_speak(stage)
    h.do(HoldChannel(actor=MARGAUX, channel="paging", reason="transmitter changes over to reserve power"))
    boat = stage.call("boat", "Quai Antoine 1er", by=LUCA)
    stage.send(boat, "B72", by=LUCA)
    theft = stage.unplaced("theft", "by the kiosk near the tennis club")
    stage.send(theft, "P11")
    stage.send(fire, "R11")
    h.advance(seconds=9)
    h.terminal.is_up, h.lines = False, (*h.lines, "bells")  # nothing more goes on air while the picture is taken
    return fire


def _crews_speak(stage: Stage) -> None:
    """Words, statuses, an emergency; one sender that nobody knows."""
    h = stage.h
    h.radio_says(PHONES["P31"], "two cars, nobody hurt, one lane free", channel="sms")
    h.advance(seconds=5)
    h.radio_says("377688000123", "is the road closed?", channel="sms")
    h.advance(seconds=4)
    h.radio_status("L11", FMS_EN_ROUTE)
    h.radio_status("L11", FMS_EN_ROUTE, duplicate=True)
    h.advance(seconds=3)
    h.radio_emergency("G11", at=(43.7402, 7.4226))
    h.advance(seconds=6)
    h.radio_says(
        PHONES["M43"], "patient on board, need the way clear at the hospital gate", channel="sms", complete=False
    )
