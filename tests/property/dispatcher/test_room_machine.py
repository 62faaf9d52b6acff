"""Any commands, faults and hours in any order: the promises of the design hold after each of them."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.errors import Rejected
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.domain.worlds import World
from dispatcher.storage.database import open_database, sqlite_url
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR
from tests.helpers.clock import START
from tests.helpers.harness import Harness

UNITS = st.sampled_from(["E11", "E12", "L11"])
STATUSES = st.sampled_from(
    ["en route", "staged", "on scene", "with patient", "transporting", "at destination", "clearing", "cleared",
     "alerted", "available station", "available mobile", "off duty"]
)  # fmt: skip
FAULTS = st.sampled_from(["accepts", "silent", "naks", "rejects", "truncates", "loses_ack_once", "holds"])
PEOPLE = st.sampled_from([DISPATCHER, RADIO_OPERATOR, SUPERVISOR])


class RoomMachine(RuleBasedStateMachine):
    """A room with three units. `Harness.do` and `Harness.advance` check every promise after every step."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="readback-machine-"))
        open_database(sqlite_url(self.folder / "room.db"), World.SIMULATED, START).close()
        self.h = Harness(sqlite_url(self.folder / "room.db"))
        self.incidents: list[str] = []

    def teardown(self) -> None:
        if not hasattr(self, "h"):
            return
        try:
            self.h.unexpected_pages_allowed = True
            self.h.finish()
        finally:
            self.h.close()
            shutil.rmtree(self.folder)

    def _try(self, act: str, *arguments: object, **more: object) -> None:
        with suppress(Rejected):  # refused in words; what was promised still holds
            getattr(self.h, act)(*arguments, **more)

    @rule(kind=st.sampled_from(["fire", "alarm", "rubbish"]))
    @precondition(lambda self: len(self.incidents) < 4)
    def call(self, kind: str) -> None:
        self.incidents.append(self.h.call(kind).incident_id)

    @rule(call_sign=UNITS, which=st.integers(0, 3))
    @precondition(lambda self: self.incidents)
    def dispatch(self, call_sign: str, which: int) -> None:
        self._try("dispatch", call_sign, to=self.incidents[which % len(self.incidents)])

    @rule(call_sign=UNITS, accepts=st.booleans())
    def answer(self, call_sign: str, accepts: bool) -> None:
        crew = self.h.crew(call_sign)
        with suppress(Rejected):
            crew.says("received") if accepts else crew.declines("unable")

    @rule(call_sign=UNITS, status=STATUSES)
    def status(self, call_sign: str, status: str) -> None:
        self._try("status", call_sign, status)

    @rule(call_sign=UNITS)
    def recall(self, call_sign: str) -> None:
        self._try("recall", call_sign, "not needed")

    @rule(call_sign=UNITS, which=st.integers(0, 3))
    @precondition(lambda self: self.incidents)
    def reassign(self, call_sign: str, which: int) -> None:
        self._try("reassign", call_sign, self.incidents[which % len(self.incidents)])

    @rule(which=st.integers(0, 3))
    @precondition(lambda self: self.incidents)
    def close_one(self, which: int) -> None:
        self._try("close_incident", of=self.incidents[which % len(self.incidents)])

    @rule(who=PEOPLE, which=st.integers(0, 5))
    def take_item(self, who: object, which: int) -> None:
        items = self.h.strip()
        if items:
            self._try("take", items[which % len(items)], by=who)

    @rule(seconds=st.sampled_from([0.5, 2, 15, 30, 31, 60, 121]))
    def time_passes(self, seconds: float) -> None:
        self.h.advance(seconds=seconds)

    @rule(seconds=st.sampled_from([0.0, 3.0, 200.0]))
    def restart(self, seconds: float) -> None:
        self.h.restart(after_seconds=seconds)

    @rule(fault=FAULTS)
    def terminal(self, fault: str) -> None:
        if fault == "rejects":
            self.h.terminal.rejects("510")
        else:
            getattr(self.h.terminal, fault)()

    @rule()
    def line(self) -> None:
        self.h.terminal.down() if self.h.terminal.is_up else self.h.terminal.up()

    @rule()
    def held_pages_are_answered(self) -> None:
        self.h.terminal.answers()
        self.h.check()

    @rule(evidence=st.sampled_from([Evidence.RETRACTED, Evidence.ACCEPTED, Evidence.ON_AIR]), which=st.integers(0, 9))
    @precondition(lambda self: self.h.terminal.tape)
    def a_late_word_of_the_terminal(self, evidence: Evidence, which: int) -> None:
        """It can only speak of what it took."""
        heard = {(page.address, page.text) for page in self.h.terminal.tape}
        taken = [claimed for claimed in self.h.terminal.seen if (claimed.address, claimed.text) in heard]
        claimed = taken[which % len(taken)]
        self.h.do(TakeReceipt(attempt_id=claimed.attempt_id, evidence=evidence))

    @invariant()
    def supervisors_and_voice_tasks_have_a_reason(self) -> None:
        if not hasattr(self, "h"):
            return
        for item in self.h.strip():
            if item.kind in {AttentionKind.VOICE_TASK, AttentionKind.SUPERVISOR}:
                assert item.incident_id is not None
                card = self.h.card(item.incident_id)
                assert card.closed_at is None
                unanswered = [row for row in card.transmissions if row.call_sign == item.call_sign]
                assert unanswered, f"{item.text}: there is nothing to answer"


TestRoom = pytest.mark.slow(RoomMachine.TestCase)
TestRoom.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=30)
