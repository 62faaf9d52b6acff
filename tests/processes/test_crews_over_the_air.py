"""Real gateways, simulated devices in processes of their own, crews that answer by key, text, voice, late or never.

The ladder of each page shows what happened on the far side and nothing else; only a person makes it ACKNOWLEDGED.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from dispatcher.app import Dispatcher, Plan, build
from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import Pack
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskCard, AskInboundFeed, AskUnits
from dispatcher.queries.transmission_rows import TransmissionRow
from dispatcher.queries.unit_rows import UnitRow
from dispatcher.simulation.bearers import SimulatedBearers
from dispatcher.simulation.crews import Temper
from dispatcher.simulation.life import LifePlan
from dispatcher.simulation.living import LivingRoom
from dispatcher.simulation.saying_back import said_back
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.leases import CREWS
from dispatcher.system_clock import SystemClock
from radio.simulator.orders import GiveStatus, PressEmergency, SayText
from radio.simulator.tape import read_tape
from tests.processes.rooms import quick_pack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PATIENCE_S = 40.0
S = TransmissionState
EXACT = Temper(
    answers_first_page=1.0, answers_repeat=1.0, answers_voice=1.0, declines=0.0, answer_s=(0.3, 0.6), presses_keys=1.0,
    presses_twice=0.0, looks=1.0, odd_words=0.0, turnout_s=(0.2, 0.3), travel_s=(0.3, 0.5), work_s=(0.5, 0.8),
)  # fmt: skip
"""Crews who do what they are asked, within a second."""
NEVER = replace(EXACT, answers_first_page=0.0, answers_repeat=0.0, answers_voice=0.0)

RADIOS = {"E11": "4000011", "E21": "4000021", "M31": "4000031", "P41": "4000041"}
TELEPHONES = {"E12": "01632960012", "M32": "01632960032", "M33": "01632960033"}
"""Numbers of 01632 960, which Ofcom keeps for drama."""

CHANNELS = """
[[channel]]
name = "paging"
title = "Paging terminal"
driver = "tap"
link = "serial:/dev/nowhere"

[[channel]]
name = "sms"
title = "SMS modem"
driver = "sms"
link = "serial:/dev/nowhere"

[[channel]]
name = "tetra"
title = "TETRA radio"
driver = "tetra"
link = "serial:/dev/nowhere"

[[channel]]
name = "voice"
title = "Voice radio"
driver = "voice"

[[plan]]
bearers = ["tetra", "sms", "paging"]

[[status]]
driver = "tetra"
table = "fms"

[[status]]
driver = "tetra"
code = 0x800B
label = "FMS 9"
means = "accept"

[answers]
accepts = ["yes", "coming"]
declines = ["no"]
"""


def pack_of(folder: Path) -> Pack:
    """Rivermouth with a radio or a telephone for some of its crews."""
    quick_pack(folder)
    (folder / "channels.toml").write_text(CHANNELS, encoding="utf-8")
    units = folder / "units.toml"
    text = units.read_text(encoding="utf-8")
    for channel, addresses in (("tetra", RADIOS), ("sms", TELEPHONES)):
        for call_sign, address in addresses.items():
            before, mark, after = text.partition(f'call_sign = "{call_sign}"\n')
            assert mark, call_sign
            text = before + mark + f'addresses = {{ {channel} = "{address}" }}\n' + after
    units.write_text(text, encoding="utf-8")
    return load_pack(str(folder))


@dataclass
class Air:
    """A room with its bearers, and crews of given tempers."""

    room: Dispatcher
    bearers: SimulatedBearers
    actor: Actor
    news: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, _entries: object) -> None:
        with self.news:
            self.news.notify_all()

    def dispatch(self, *call_signs: str) -> str:
        """Take a call, alert units, and return the incident's id."""
        call = TakeCall(actor=self.actor, place="12 Harbour Street", incident_type="fire", narrative="smoke")
        taken: CallTaken = self.room.execute(call).result(PATIENCE_S)
        self.room.execute(said_back(self.actor, taken)).result(PATIENCE_S)
        incident_id: IncidentId = taken.incident_id
        order = DispatchUnits(actor=self.actor, incident_id=incident_id, call_signs=call_signs)
        self.room.execute(order).result(PATIENCE_S)
        return incident_id

    def card(self, incident_id: str) -> IncidentCard:
        found = self.room.ask(AskCard(incident_id)).result(PATIENCE_S)
        assert found is not None
        return found

    def pages(self, incident_id: str, call_sign: str, channel: str) -> list[TransmissionRow]:
        rows = self.card(incident_id).transmissions
        return [
            row for row in rows
            if (row.call_sign, row.channel, row.purpose) == (call_sign, channel, Purpose.DISPATCH)
        ]  # fmt: skip

    def page(self, incident_id: str, call_sign: str, channel: str) -> TransmissionRow:
        (row,) = self.pages(incident_id, call_sign, channel)
        return row

    def unit(self, call_sign: str) -> UnitRow:
        rows = self.room.ask(AskUnits()).result(PATIENCE_S)
        return next(row for row in rows if row.call_sign == call_sign)

    def heard(self, kind: InboundKind | None = None) -> list[InboundRow]:
        rows = self.room.ask(AskInboundFeed()).result(PATIENCE_S)
        return [row for row in reversed(rows) if kind in (None, row.kind)]

    def wait(self, reached: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
        until = time.monotonic() + patience_s
        while not reached():
            assert time.monotonic() < until, f"not reached: {what}; {[row.outcome for row in self.heard()]}"
            with self.news:
                self.news.wait(0.1)  # the feed's news; and a look now and then, for what no entry tells

    def wait_up(self) -> None:
        relay = self.room.parts.relay
        assert relay is not None
        self.wait(lambda: all(relay.is_up(name) for name in ("paging", "sms", "tetra")), "three lines up")


@pytest.fixture
def open_air(tmp_path: Path) -> Iterator[Callable[..., Air]]:
    closing: list[Callable[[], None]] = []

    def opened(own: dict[str, Temper] | None = None, *, crews: bool = True) -> Air:
        pack, home = pack_of(tmp_path / "pack"), tmp_path / "home"
        home.mkdir()
        bearers = SimulatedBearers(home, pack.channel)
        plan = Plan(
            url=sqlite_url(home / "simulated.db"), world=World.SIMULATED, pack=pack, clock=SystemClock(),
            links=bearers.links, on_beat=bearers.stand_by, may_open=bearers.is_ready, crews=True,
        )  # fmt: skip
        room = build(plan)
        closing.append(room.close)
        room.after_close(bearers.stop)
        sign_on = SignOn(operator=OperatorId("dana"), role=Role.DISPATCHER, seat=Seat("test-1"))
        air = Air(room, bearers, room.execute(sign_on).result(PATIENCE_S))
        room.subscribe(air.hear)
        air.wait_up()
        if crews:
            life = LifePlan(calls=False, temper=EXACT, own_tempers=own or {}, air=bearers)
            living = LivingRoom(room, SystemClock(), life, acts=lambda: room.parts.duties.epoch(CREWS) is not None)
            living.start()
            room.on_close(living.stop)
        return air

    yield opened
    for close in closing:
        close()


def rungs(row: TransmissionRow) -> list[TransmissionState]:
    return [rung.state for rung in row.rungs]


def test_each_crew_answers_in_its_way_and_each_ladder_says_exactly_what_happened(
    open_air: Callable[..., Air],
) -> None:
    late = replace(EXACT, answers_first_page=0.0, looks=0.0)  # its radio lay in the vehicle: the repeat is answered
    air = open_air({
        "E21": NEVER, "M31": late, "M32": NEVER, "M33": replace(EXACT, odd_words=1.0, answers_voice=0.0),
    })  # fmt: skip
    incident = air.dispatch("E11", "E12", "L11", "E21", "M31", "M32", "M33")

    # By a key of the radio, after the message was read.
    air.wait(lambda: air.page(incident, "E11", "tetra").state is S.ACKNOWLEDGED, "E11 by status")
    by_key = rungs(air.page(incident, "E11", "tetra"))
    assert [state for state in by_key if state is not S.ON_AIR] == [
        S.QUEUED, S.ACCEPTED, S.DELIVERED, S.READ, S.ACKNOWLEDGED,
    ]  # fmt: skip
    assert air.pages(incident, "E11", "voice") == [], "nobody wrote down what came in by itself"

    # By text.
    air.wait(lambda: air.page(incident, "E12", "sms").state is S.ACKNOWLEDGED, "E12 by text")
    by_text = rungs(air.page(incident, "E12", "sms"))
    assert by_text[0] is S.QUEUED
    assert by_text[-1] is S.ACKNOWLEDGED
    assert S.DELIVERED in by_text
    assert S.READ not in by_text, "no short message tells that it was read"
    assert air.pages(incident, "E12", "voice") == []

    # A pager can say nothing: its crew speaks, and the radio operator writes it down.
    air.wait(lambda: air.pages(incident, "L11", "voice") != [], "L11 by voice")
    assert rungs(air.page(incident, "L11", "paging")) == [S.QUEUED, S.ACCEPTED], "the page itself got no further"
    spoken = air.page(incident, "L11", "voice")
    assert spoken.state is S.ACKNOWLEDGED
    assert spoken.words_heard is not None
    assert spoken.words_heard.startswith("L11 ")

    # Late: after the repeat, which says that it is one.
    air.wait(lambda: air.page(incident, "M31", "tetra").state is S.ACKNOWLEDGED, "M31, late")
    assert len(air.page(incident, "M31", "tetra").attempts) == 2
    shown = [entry.text for entry in read_tape(air.bearers.tape("tetra")) if entry.address.endswith(RADIOS["M31"])]
    assert len(shown) == 2
    assert "REPEAT" in shown[1]
    assert "REPEAT" not in shown[0]

    # Not at all: read by whoever looked, delivered to a telephone, and never green.
    air.wait(lambda: air.pages(incident, "E21", "voice") != [], "somebody is to call E21")
    air.wait(lambda: air.pages(incident, "M32", "voice") != [], "somebody is to call M32")
    silent = air.page(incident, "E21", "tetra")
    assert silent.state is S.READ
    assert air.page(incident, "M32", "sms").state is S.DELIVERED
    for call_sign in ("E21", "M32"):
        assert air.unit(call_sign).assignment_state is AssignmentState.ALERTED

    # Words that answer nothing are shown to somebody, and acknowledge nothing.
    odd = [row for row in air.heard(InboundKind.TEXT) if row.call_sign == "M33"]
    assert odd
    assert {row.outcome for row in odd} == {InboundOutcome.NOTED}
    assert air.page(incident, "M33", "sms").state is S.DELIVERED
    assert air.unit("M33").assignment_state is AssignmentState.ALERTED

    # Every ACKNOWLEDGED is a person's: over the air with what came in, by voice with who heard it.
    answered = {row.call_sign for row in air.heard() if row.outcome is InboundOutcome.ANSWERED}
    assert answered == {"E11", "E12", "M31"}
    green = [row for row in air.card(incident).transmissions if row.state is S.ACKNOWLEDGED]
    for row in green:
        assert row.call_sign in answered or row.acknowledged_by is not None, row


def test_a_crew_with_a_radio_drives_its_job_by_keys_alone(open_air: Callable[..., Air]) -> None:
    air = open_air()
    incident = air.dispatch("E11")
    air.wait(lambda: air.unit("E11").incident_id is None, "E11 is clear")
    states = [row.meaning for row in air.heard(InboundKind.STATUS) if row.call_sign == "E11"]
    assert [state.split(",")[0] for state in states[:4]] == ["FMS 9", "FMS 3", "FMS 4", "FMS 1"]
    assert air.pages(incident, "E11", "voice") == []
    outcomes = {row.outcome for row in air.heard(InboundKind.STATUS)}
    assert outcomes <= {InboundOutcome.ANSWERED, InboundOutcome.REPORTED}, outcomes


def test_a_stranger_a_double_and_the_emergency_button(open_air: Callable[..., Air]) -> None:
    air = open_air(crews=False)
    incident = air.dispatch("E11")
    air.wait(lambda: air.page(incident, "E11", "tetra").state is S.DELIVERED, "E11 has its page")
    pressed = GiveStatus(sender=RADIOS["E11"], code=0x8005)
    assert air.bearers.act("tetra", pressed)
    assert air.bearers.act("tetra", pressed)
    air.wait(lambda: len(air.heard(InboundKind.STATUS)) == 2, "two frames")
    assert [row.outcome for row in air.heard(InboundKind.STATUS)] == [
        InboundOutcome.REPORTED, InboundOutcome.DUPLICATE,
    ]  # fmt: skip
    assert air.page(incident, "E11", "tetra").state is S.ACKNOWLEDGED

    assert air.bearers.act("tetra", GiveStatus(sender="9900001", code=0x8005))
    assert air.bearers.act("sms", SayText(sender="01632960999", words="wer ist da"))
    assert air.bearers.act("tetra", PressEmergency(sender=RADIOS["P41"], latitude=50.35, longitude=-3.57))
    air.wait(lambda: len(air.heard()) == 6, "a stranger's key, a stranger's text, an emergency and where it is")
    outcomes = {row.outcome for row in air.heard()[2:]}
    assert outcomes == {InboundOutcome.UNKNOWN_UNIT, InboundOutcome.EMERGENCY}
    emergency = air.heard(InboundKind.EMERGENCY)[0]
    assert emergency.call_sign == "P41"
