"""Merged, unmerged, split, moved and linked in any order: no call is lost, each is shown once, all stays guarded."""

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.errors import NotAuthorised, Rejected
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.same_event import LinkKind
from dispatcher.domain.same_event_commands import (
    LinkIncidents,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.owed_rows import PromiseRow
from dispatcher.queries.requests import AskAudit
from dispatcher.storage import leases
from dispatcher.storage.database import sqlite_url
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.harness import Harness

WHICH = st.integers(0, 11)
PEOPLE = st.sampled_from([DISPATCHER, SUPERVISOR])


class MergingMachine(RuleBasedStateMachine):
    """A room and a sheet of paper that says where each call ought to be."""

    @initialize()
    def open(self) -> None:
        self.leases = patch.object(leases, "LEASE_S", 3_600.0)
        self.leases.start()
        self.folder = Path(tempfile.mkdtemp(prefix="readback-merging-"))
        self.h = Harness(sqlite_url(self.folder / "room.db"))
        self.incidents: list[str] = []
        self.at: dict[str, str] = {}  # call -> incident
        self.merged: dict[str, tuple[str, frozenset[str]]] = {}  # incident -> what it is part of, with which calls
        self.promised: dict[str, str] = {}
        self.closed: set[str] = set()
        self.call()
        self.call()

    def teardown(self) -> None:
        if not hasattr(self, "h"):
            return
        try:
            with self.h.reading() as connection:
                report = audit(AskAudit(open_too=True), connection, self.h.clock.now())
            assert report.first == ()
            self.h.finish()
        finally:
            self.leases.stop()
            self.h.close()
            shutil.rmtree(self.folder)

    def _one(self, which: int) -> IncidentId:
        return IncidentId(self.incidents[which % len(self.incidents)])

    def _call(self, which: int) -> CallId:
        return CallId(sorted(self.at)[which % len(self.at)])

    def _survivor(self, incident: str) -> str:
        return self._survivor(self.merged[incident][0]) if incident in self.merged else incident

    def _is_open(self, incident: str) -> bool:
        return incident not in self.merged and incident not in self.closed

    @rule()
    @precondition(lambda self: len(self.incidents) < 6)
    def call(self) -> None:
        taken = self.h.call("alarm")
        self.incidents.append(taken.incident_id)
        self.at[taken.call_id] = taken.incident_id

    @rule(which=WHICH)
    @precondition(lambda self: len(self.at) < 12)
    def further_call(self, which: int) -> None:
        incident = self._one(which)
        with suppress(Rejected):
            added = self.h.do(AddCall(actor=DISPATCHER, incident_id=incident, narrative="smoke"))
            assert self._is_open(incident)
            self.at[added.call_id] = incident

    @rule(going=WHICH, into=WHICH, who=PEOPLE)
    def merge(self, going: int, into: int, who: object) -> None:
        one, other = self._one(going), self._one(into)
        calls = frozenset(call for call, incident in self.at.items() if incident == one)
        try:
            moved = self.h.do(MergeIncidents(actor=who, incident_id=one, into_id=other, reason="one"))  # type: ignore[arg-type]
        except NotAuthorised:
            return  # into something of a lesser grade, by somebody who may not lower it
        except Rejected:
            assert one == other or not self._is_open(one) or not self._is_open(other)
            return
        assert moved == len(calls)
        self.merged[one] = (other, calls)
        self.at |= dict.fromkeys(calls, other)

    @rule(which=WHICH, who=PEOPLE)
    def unmerge(self, which: int, who: object) -> None:
        incident = self._one(which)
        if incident not in self.merged:
            with pytest.raises(Rejected):
                self.h.do(UnmergeIncident(actor=who, incident_id=incident, reason="two"))  # type: ignore[arg-type]
            return
        survivor, (_into, calls) = self._survivor(incident), self.merged[incident]
        back = {call for call in calls if self.at[call] == survivor}
        assert self.h.do(UnmergeIncident(actor=who, incident_id=incident, reason="two")) == len(back)  # type: ignore[arg-type]
        del self.merged[incident]
        self.at |= dict.fromkeys(back, incident)

    @rule(going=WHICH, into=WHICH)
    def merge_and_unmerge_at_once(self, going: int, into: int) -> None:
        """Whatever was before is there again."""
        one, other = self._one(going), self._one(into)
        before = self._shown()
        try:
            self.h.do(MergeIncidents(actor=DISPATCHER, incident_id=one, into_id=other, reason="one"))
        except Rejected:
            return
        self.h.do(UnmergeIncident(actor=DISPATCHER, incident_id=one, reason="two"))
        assert self._shown() == before

    @rule(which=WHICH, to=WHICH)
    def move(self, which: int, to: int) -> None:
        call, target = self._call(which), self._one(to)
        with suppress(Rejected):
            self.h.do(MoveCall(actor=DISPATCHER, call_id=call, incident_id=target, reason="there"))
            self.at[call] = target

    @rule(which=WHICH)
    @precondition(lambda self: len(self.incidents) < 6)
    def split(self, which: int) -> None:
        call = self._call(which)
        with suppress(Rejected):
            own = self.h.do(SplitCall(actor=DISPATCHER, call_id=call, incident_type="fall", reason="another"))
            self.incidents.append(own.incident_id)
            self.at[call] = own.incident_id

    @rule(one=WHICH, other=WHICH, kind=st.sampled_from(list(LinkKind)), link=st.booleans())
    def link(self, one: int, other: int, kind: LinkKind, link: bool) -> None:
        command = LinkIncidents if link else UnlinkIncidents
        with suppress(Rejected):
            self.h.do(command(actor=DISPATCHER, incident_id=self._one(one), other_id=self._one(other), kind=kind,
                              reason="so"))  # fmt: skip

    @rule(which=WHICH)
    def promise(self, which: int) -> None:
        self.h.incident_id = self._one(which)
        with suppress(Rejected):
            promise = self.h.promises("update", minutes=5)
            self.promised[promise] = self.h.incident_id

    @rule(which=WHICH)
    def keep_a_promise(self, which: int) -> None:
        for row in self.h.card(self._one(which)).promises[:1]:
            with suppress(Rejected):
                self.h.keeps(row.promise_id)

    @rule(which=WHICH)
    def close(self, which: int) -> None:
        with suppress(Rejected):
            self.h.close_incident("no action needed", of=self._one(which))
            self.closed.add(self._one(which))

    @rule(seconds=st.sampled_from([1, 20, 200, 900]))
    def time_passes(self, seconds: int) -> None:
        self.h.advance(seconds=seconds)

    def _shown(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[PromiseRow, ...]]]:
        """The calls and the promises that each incident's card shows."""
        cards = {key: self.h.card(key) for key in self.incidents}
        calls = {key: tuple(call.call_id for call in card.calls) for key, card in cards.items()}
        return calls, {key: card.promises for key, card in cards.items()}

    @invariant()
    def every_call_and_promise_is_shown_once_and_each_call_where_it_ought_to_be(self) -> None:
        if not hasattr(self, "h"):
            return
        calls_of, promises_of = self._shown()
        shown = [(call, incident) for incident, calls in calls_of.items() for call in calls]
        assert Counter(call for call, _ in shown) == Counter(dict.fromkeys(self.at, 1))
        assert dict(shown) == self.at
        promises = Counter(row.promise_id for rows in promises_of.values() for row in rows)
        assert promises == Counter(dict.fromkeys(self.promised, 1))

    @invariant()
    def what_is_open_is_in_the_queue_and_guarded(self) -> None:
        if not hasattr(self, "h"):
            return
        rows = self.h.queue()
        assert {row.incident_id for row in rows} == {key for key in self.incidents if self._is_open(key)}
        assert all(row.guarded for row in rows)


TestMerging = pytest.mark.slow(MergingMachine.TestCase)
TestMerging.settings = settings(
    max_examples=settings().max_examples // 4, stateful_step_count=25, phases=(Phase.reuse, Phase.generate)
)
