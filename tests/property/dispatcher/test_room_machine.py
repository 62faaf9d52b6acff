"""Any commands, faults and hours in any order: the promises of the design hold after each of them."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from dispatcher.domain.assignments import ACTIVE, CREW_STATUSES, NEXT, AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.domain.same_event_commands import MergeIncidents, UnmergeIncident
from dispatcher.domain.transmissions import Purpose
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.packs.model import PAGER_CHANNEL
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.auditing.findings import FindingKind
from dispatcher.queries.requests import AskAudit
from dispatcher.storage import leases
from dispatcher.storage.database import sqlite_url
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR, a_pack, standard_policies
from tests.helpers.harness import Harness

UNITS = ("E11", "E12", "L11")
WHICH = st.integers(0, 11)
FAULTS = st.sampled_from(["accepts", "silent", "naks", "rejects", "truncates", "loses_ack_once", "holds"])
PEOPLE = st.sampled_from([DISPATCHER, RADIO_OPERATOR, SUPERVISOR])
KEYS = {
    "en_route": 1, "on_scene": 2, "transporting": 3, "at_destination": 4, "cleared": 5, "available_mobile": 6,
    "available_station": 7, "unavailable": 8, "off_duty": 9, "accept": 10, "decline": 11, "request_to_speak": 12,
    "urgent_to_speak": 13,
}  # fmt: skip
STATUSES = [{"channel": PAGER_CHANNEL, "code": code, "means": means} for means, code in KEYS.items()]
SENDERS = st.sampled_from([*UNITS, "nobody's"])
WORDS = st.sampled_from(
    ["ok", "on our way", "no", "unable", "ok no", "“ok”", "ok?", "when?", "", "ok 1", "ok 2", "no 1"]
)
STEPS = 30
"""Of one room; `make test` plays 16 of them, `make soak NAME=room` as many as one likes."""
Thing = TypeVar("Thing")


def _pick(things: Sequence[Thing], which: int) -> Thing:
    return things[which % len(things)]


class RoomMachine(RuleBasedStateMachine):
    """A room with three units. `Harness.do` and `Harness.advance` check every promise after every step."""

    checked = 0
    """How many steps of all rooms were looked at."""

    @initialize()
    def open(self) -> None:
        # Leases run by the database's own clock, and nobody beats between two steps: a busy machine would lose them.
        self.leases = patch.object(leases, "LEASE_S", 3_600.0)
        self.leases.start()
        self.folder = Path(tempfile.mkdtemp(prefix="readback-machine-"))
        self.h = Harness(sqlite_url(self.folder / "room.db"), a_pack(**standard_policies(), status=STATUSES))
        self.came_in = 0
        self.incidents = [self.h.call("alarm").incident_id]
        self.h.dispatch("E12")
        self.newest: dict[str, datetime] = {}

    def teardown(self) -> None:
        if not hasattr(self, "h"):
            return
        try:
            self.h.unexpected_pages_allowed = True
            self.h.finish()
            self._the_auditor_finds_only_lateness()
        finally:
            self.leases.stop()
            self.h.close()
            shutil.rmtree(self.folder)

    def _the_auditor_finds_only_lateness(self) -> None:
        """What a restart kept waiting was late, and says so; nothing else is ever wrong."""
        with self.h.reading() as connection:
            report = audit(AskAudit(open_too=True), connection, self.h.clock.now())
        wrong = [item for item in report.first if item.kind is not FindingKind.LATE_STEP]
        assert not wrong, wrong

    def _try(self, act: str, *arguments: object, **more: object) -> None:
        with suppress(Rejected):  # refused in words; what was promised still holds
            getattr(self.h, act)(*arguments, **more)

    def _states(self) -> dict[str, str | None]:
        return {call_sign: self.h.unit(call_sign).assignment_state for call_sign in UNITS}

    def _seats(self) -> set[str]:
        return {duty.seat for duty in self.h.on_duty()}

    def _busy(self, which: int) -> str:
        """One of the units at work; any unit while none is."""
        states = self._states()
        return _pick([call_sign for call_sign in UNITS if states[call_sign]] or UNITS, which)

    @rule(kind=st.sampled_from(["fire", "alarm", "rubbish"]), unit=WHICH)
    @precondition(lambda self: len(self.incidents) < 4 and DISPATCHER.seat in self._seats())
    def call_and_dispatch(self, kind: str, unit: int) -> None:
        self.incidents.append(self.h.call(kind).incident_id)
        self._try("dispatch", _pick(UNITS, unit))

    @rule(unit=WHICH, incident=WHICH)
    def dispatch(self, unit: int, incident: int) -> None:
        self._try("dispatch", _pick(UNITS, unit), to=_pick(self.incidents, incident))

    @rule(unit=WHICH, accepts=st.booleans())
    def answer(self, unit: int, accepts: bool) -> None:
        crew = self.h.crew(_pick(UNITS, unit))
        with suppress(Rejected):
            crew.says("received") if accepts else crew.declines("unable")

    @rule(unit=WHICH, status=WHICH)
    def sensible_status(self, unit: int, status: int) -> None:
        call_sign = self._busy(unit)
        state = self._states()[call_sign]
        reports = sorted(NEXT[AssignmentState(state)] & set(CREW_STATUSES)) if state else []
        if reports:
            self._try("status", call_sign, _pick(reports, status))

    @rule(unit=WHICH, status=st.sampled_from(["alerted", "with patient", "cleared", "off duty", "available station"]))
    def any_status(self, unit: int, status: str) -> None:
        self._try("status", _pick(UNITS, unit), status)

    @rule(sender=SENDERS, codes=st.lists(st.integers(1, 14), min_size=1, max_size=3), duplicate=st.booleans())
    def keys_are_pressed(self, sender: str, codes: list[int], duplicate: bool) -> None:
        """Any key at any time: it is kept, whatever comes of it; a duplicate changes no crew."""
        before = self._states()
        self.h.radio_status(sender, *codes, duplicate=duplicate)
        self.came_in += len(codes)
        if duplicate or sender not in UNITS:
            assert self._states() == before

    @rule(sender=SENDERS, means=st.sampled_from(["accept", "en_route", "on_scene", "available_mobile"]))
    def a_likely_key(self, sender: str, means: str) -> None:
        self.h.radio_status(sender, KEYS[means])
        self.came_in += 1

    @rule(sender=SENDERS, words=WORDS, complete=st.booleans(), ago=st.sampled_from([None, 0.0, 400.0]))
    def somebody_writes(self, sender: str, words: str, complete: bool, ago: float | None) -> None:
        """Words turn an alerted crew green only when they are a plain answer."""
        before = self._states()
        outcome = self.h.radio_says(sender, words, complete=complete, sent_ago=ago)
        self.came_in += 1
        if self._states() != before:
            assert outcome is InboundOutcome.ANSWERED
            assert complete
            assert words.split()[0] in ("ok", "on", "no", "unable")
            assert not set("“?") & set(words)

    @rule(sender=SENDERS, duplicate=st.booleans())
    def the_button_is_pressed(self, sender: str, duplicate: bool) -> None:
        """It rings, however often; no crew's state changes."""
        before = self._states()
        self.h.radio_emergency(sender, duplicate=duplicate)
        self.came_in += 1
        assert self._states() == before
        assert any(
            item.state is AttentionState.OPEN and item.priority is Priority.P1
            and (item.call_sign == sender or sender in item.text)
            for item in self.h.strip(AttentionKind.EMERGENCY)
        )  # fmt: skip

    @rule(which=st.integers(0, 3), note=st.sampled_from(["", "all well"]))
    def an_emergency_is_taken(self, which: int, note: str) -> None:
        ringing = self.h.strip(AttentionKind.EMERGENCY)
        if ringing:
            self._try("take", _pick(ringing, which), note=note)

    @rule(unit=WHICH)
    def recall(self, unit: int) -> None:
        self._try("recall", self._busy(unit), "not needed")

    @rule(unit=WHICH, incident=WHICH)
    def reassign(self, unit: int, incident: int) -> None:
        self._try("reassign", self._busy(unit), _pick(self.incidents, incident))

    @rule(incident=WHICH, who=PEOPLE)
    def take_over(self, incident: int, who: Actor) -> None:
        self._try("take_over", by=who, of=_pick(self.incidents, incident))

    @rule(
        incident=WHICH, who=PEOPLE, to=st.sampled_from(["D1", "S1", "R1", "D9"]), reason=st.sampled_from(["", "busy"])
    )
    def hand_over(self, incident: int, who: Actor, to: str, reason: str) -> None:
        self._try("hand_over", to, reason, by=who, of=_pick(self.incidents, incident))

    @rule(who=st.sampled_from([DISPATCHER, SUPERVISOR]))
    def come_or_go(self, who: Actor) -> None:
        """Nobody leaves what they own to nobody: the count of unguarded incidents stays nought."""
        self._try("sign_off" if who.seat in self._seats() else "sign_on", who)

    @rule(who=st.sampled_from([DISPATCHER, SUPERVISOR]))
    @precondition(lambda self: {DISPATCHER.seat, SUPERVISOR.seat} <= self._seats())
    def a_program_dies(self, who: Actor) -> None:
        self.h.leaves_without_a_word(who)

    @rule(going=WHICH, into=WHICH, who=PEOPLE)
    def merge(self, going: int, into: int, who: Actor) -> None:
        one, other = IncidentId(_pick(self.incidents, going)), IncidentId(_pick(self.incidents, into))
        self._try("do", MergeIncidents(actor=who, incident_id=one, into_id=other, reason="one event"))

    @rule(incident=WHICH, who=PEOPLE)
    def unmerge(self, incident: int, who: Actor) -> None:
        which = IncidentId(_pick(self.incidents, incident))
        self._try("do", UnmergeIncident(actor=who, incident_id=which, reason="two events"))

    @rule(incident=WHICH)
    def close_one(self, incident: int) -> None:
        self._try("close_incident", of=_pick(self.incidents, incident))

    @rule(incident=WHICH, who=PEOPLE, latitude=st.sampled_from([50.35, -90.0, 90.5]), verified=st.booleans())
    def place(self, incident: int, who: Actor, latitude: float, verified: bool) -> None:
        self.h.incident_id = _pick(self.incidents, incident)
        self._try("place", latitude, -3.58, verified=verified, by=who)

    @rule(units=st.lists(WHICH, max_size=3), ago=st.sampled_from([0.0, 1.0, 40.0, -4.0, -6.0]))
    def seen(self, units: list[int], ago: float) -> None:
        """What was seen last stays, whatever comes late; a fix too far ahead spoils its batch."""
        at = self.h.clock.now() - timedelta(seconds=ago)
        told = {_pick(UNITS, which) for which in units}
        self._try("seen", *((call_sign, 50.35, -3.58, ago) for call_sign in sorted(told)))
        if ago > -5.0:
            self.newest |= {call_sign: max(at, self.newest.get(call_sign, at)) for call_sign in told}
        assert {call_sign: row.at for call_sign, row in self.h.positions().items()} == self.newest

    @rule(who=PEOPLE, which=st.integers(0, 5))
    def take_item(self, who: object, which: int) -> None:
        items = self.h.strip()
        if items:
            self._try("take", items[which % len(items)], by=who)

    @rule(incident=WHICH, minutes=st.sampled_from([1, 5, 30]), about=st.sampled_from(["call back", "arrival"]))
    def promise(self, incident: int, minutes: int, about: str) -> None:
        self.h.incident_id = _pick(self.incidents, incident)
        self._try("promises", about, minutes=minutes)

    @rule(incident=WHICH, kept=st.booleans())
    def settle_a_promise(self, incident: int, kept: bool) -> None:
        for promise in self.h.card(_pick(self.incidents, incident)).promises[:1]:
            self._try("keeps", promise.promise_id, kept=kept)

    @rule(incident=WHICH)
    def transfer(self, incident: int) -> None:
        self.h.incident_id = _pick(self.incidents, incident)
        self._try("offers", "police")

    @rule(incident=WHICH, answer=st.sampled_from(["accepted", "refused", "withdrawn"]))
    def the_partner_answers(self, incident: int, answer: str) -> None:
        for offer in self.h.card(_pick(self.incidents, incident)).transfers[-1:]:
            self._try("partner_says", offer.transfer_id, answer)

    @rule(unit=WHICH, release=st.booleans())
    def hold(self, unit: int, release: bool) -> None:
        self._try("lets_go" if release else "holds", _pick(UNITS, unit))

    @rule(incident=WHICH, who=PEOPLE)
    def roll_call(self, incident: int, who: Actor) -> None:
        self.h.incident_id = _pick(self.incidents, incident)
        self._try("calls_the_roll", by=who)

    @rule(incident=WHICH, units=st.lists(WHICH, min_size=1, max_size=2))
    def roll_call_is_answered(self, incident: int, units: list[int]) -> None:
        self.h.incident_id = _pick(self.incidents, incident)
        self._try("accounts_for", *(_pick(UNITS, unit) for unit in units))

    @rule(unit=WHICH, minutes=st.sampled_from([1, 10]), resume=st.booleans())
    def pause(self, unit: int, minutes: int, resume: bool) -> None:
        self.h.incident_id = self.h.unit(self._busy(unit)).incident_id or self.incidents[0]
        if resume:
            self._try("resumes", self._busy(unit))
        else:
            self._try("pauses", self._busy(unit), minutes=minutes)

    @rule(incident=WHICH, priority=st.sampled_from(list(Priority)), who=PEOPLE)
    def grade(self, incident: int, priority: Priority, who: Actor) -> None:
        self.h.incident_id = _pick(self.incidents, incident)
        self._try("priority", priority, by=who)

    @rule(incident=WHICH, priority=st.sampled_from([Priority.P1, Priority.P4]), who=PEOPLE)
    def propose(self, incident: int, priority: Priority, who: Actor) -> None:
        where = IncidentId(_pick(self.incidents, incident))
        self._try("proposes", SetPriority(actor=who, incident_id=where, priority=priority, reason="so it is"), by=who)

    @rule(which=st.integers(0, 3), approve=st.booleans(), who=PEOPLE)
    def decide(self, which: int, approve: bool, who: Actor) -> None:
        waiting = [item.proposal_id for item in self.h.strip(AttentionKind.APPROVAL)]
        if waiting:
            self._try("decides", _pick(waiting, which), approve=approve, reason="seen", by=who)

    @rule(unit=WHICH, whole=st.booleans())
    def authority_goes_on_without_an_answer(self, unit: int, whole: bool) -> None:
        self.h.incident_id = self.h.unit(self._busy(unit)).incident_id or self.incidents[0]
        self._try("accepts_unconfirmed") if whole else self._try("stops", self._busy(unit))

    @rule(which=st.integers(0, 5), to=st.sampled_from(["D1", "S1", "R1", "D9"]))
    def delegate(self, which: int, to: str) -> None:
        items = self.h.strip()
        if items:
            self._try("delegates", _pick(items, which), to)

    @rule(which=st.integers(0, 3))
    def by_telephone(self, which: int) -> None:
        asked = self.h.strip(AttentionKind.AUTHORITY)
        if asked:
            self._try("writes_down", _pick(asked, which), "ines")

    @rule(seconds=st.sampled_from([0.5, 2, 15, 30, 31, 60, 121, 600]))
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
    def every_owner_is_there_and_may_own(self) -> None:
        RoomMachine.checked += 1
        if hasattr(self, "h"):
            owners = self._seats() - {RADIO_OPERATOR.seat} | {Role.DISPATCHER.value}
            assert {row.owner for row in self.h.queue()} <= owners

    @invariant()
    def nobody_is_called_for_what_is_answered(self) -> None:
        if not hasattr(self, "h"):
            return
        for item in self.h.strip():
            if not (item.chain or "").startswith(("dispatch:", "stand_down:")):
                continue
            card = self.h.card(item.incident_id or "")
            alerted = any(row.call_sign == item.call_sign and row.state is AssignmentState.ALERTED
                          for row in card.assignments)  # fmt: skip
            stood_down = any(row.call_sign == item.call_sign and row.purpose is Purpose.STAND_DOWN
                             for row in card.transmissions)  # fmt: skip
            assert alerted or stood_down, f"{item.text}: it is answered"

    @invariant()
    def who_is_waited_for_is_on_the_board(self) -> None:
        """Every alerted unit has a page on the pending board, and nobody who answered has."""
        if not hasattr(self, "h"):
            return
        waiting = {row.call_sign for row in self.h.pending() if row.assignment_state is AssignmentState.ALERTED}
        alerted = {call_sign for call_sign, state in self._states().items() if state == AssignmentState.ALERTED}
        assert waiting == alerted
        called = {item.call_sign for item in self.h.strip(AttentionKind.VOICE_TASK)}
        assert called <= {row.call_sign for row in self.h.pending()}, "a voice task of somebody nobody waits for"

    @invariant()
    def what_is_overdue_is_true(self) -> None:
        """An item of a guard never says of somebody who answered that nobody did, nor of a unit that none is there."""
        if not hasattr(self, "h"):
            return
        for item in self.h.strip(AttentionKind.OVERDUE):
            if not (item.chain or "").startswith(("waiting:", "watch:")):
                continue
            rows = [row for row in self.h.card(item.incident_id or "").assignments if row.state in ACTIVE]
            waited = [row for row in rows if row.state is AssignmentState.ALERTED]
            if "nobody has looked" in item.text:
                assert len(waited) < len(rows) or not rows, item.text
            elif item.text.endswith("no crew has answered"):
                assert waited, item.text
                assert waited == rows, item.text
            elif item.text.endswith("not answered"):
                assert all(row.call_sign in item.text for row in waited), item.text
                assert 0 < len(waited) < len(rows), item.text
            else:
                assert not rows, item.text

    @invariant()
    def whatever_waits_has_something_that_comes_of_itself(self) -> None:
        """A promise, an offer, a proposal, a unit that is held, a crew at work: each has an armed guard."""
        if not hasattr(self, "h"):
            return
        with self.h.reading() as connection:
            missing = connection.execute(text(_WITHOUT_A_GUARD)).all()
        assert missing == []

    @invariant()
    def nothing_that_came_in_is_missing(self) -> None:
        if not hasattr(self, "h"):
            return
        with self.h.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM inbound")).scalar_one() == self.came_in

    @invariant()
    def one_item_for_a_cause_and_no_step_twice(self) -> None:
        if not hasattr(self, "h"):
            return
        raised = Counter((item.chain, item.kind) for item in self.h.strip() if item.chain)
        # A chain may ask for the next unit and for something to do: two tasks, of two causes, and no more.
        assert all(times <= (2 if kind is AttentionKind.TASK else 1) for (_, kind), times in raised.items()), raised
        ran = Counter(
            (body.get("transmission") or body["subject"], body.get("guard"), body["step"], body["run"], entry.at)
            for entry in self.h.told("step_ran", "guard_ran")
            for body in [entry.body]
        )
        assert all(times == 1 for times in ran.values()), ran.most_common(1)


_WITHOUT_A_GUARD = """
    SELECT 'promise', id FROM promises WHERE state = 'open'
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.subject_id = promises.id AND d.state = 'armed')
    UNION ALL SELECT 'transfer', id FROM transfers WHERE state = 'pending'
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.subject_id = transfers.id AND d.state = 'armed')
    UNION ALL SELECT 'proposal', id FROM proposals WHERE state = 'open'
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.subject_id = proposals.id AND d.state = 'armed')
    UNION ALL SELECT 'held', id FROM units WHERE availability = 'reserved'
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.subject_id = units.id AND d.state = 'armed')
    UNION ALL SELECT 'emergency', chain FROM attention WHERE kind = 'emergency' AND state = 'open'
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE 'emergency:' || d.subject_id = chain AND d.state = 'armed')
    UNION ALL SELECT 'at work', id FROM assignments WHERE state IN ('staged', 'on_scene', 'with_patient')
        AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.subject_id = assignments.id AND d.state = 'armed')
"""

TestRoom = pytest.mark.slow(RoomMachine.TestCase)
# Not shrunk: the steps are slow, and a story of thirty lines can be read.
TestRoom.settings = settings(
    max_examples=settings().max_examples // 3, stateful_step_count=STEPS, phases=(Phase.reuse, Phase.generate)
)
