"""The program ends at every boundary of every step of a P1 chain, before its commit and after: nothing is lost."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.errors import Rejected
from dispatcher.domain.machine import ClaimNext, RunDeadline, TakeReceipt
from tests.helpers.builders import a_pack, standard_policies
from tests.helpers.harness import Harness, NewHarness

STEPPING = (RunDeadline, ClaimNext, TakeReceipt)
ENDS_S = 185


class Crashed(Exception):
    """The program is gone."""


class Doom:
    """Ends the program at the n-th command of the kinds that make a step, before its commit or right after it."""

    def __init__(self, h: Harness, at: int, *, before: bool) -> None:
        self.count = 0
        self._h, self._at, self._before = h, at, before
        self._run: Callable[..., Any] = h.desk.transactor.run
        h.desk.transactor.run = self._counted  # type: ignore[method-assign]

    def _counted(self, batch: Any) -> Any:
        if not isinstance(batch[0], STEPPING):
            return self._run(batch)
        self.count += 1
        if self.count == self._at and self._before:
            raise Crashed
        done = self._run(batch)
        if self.count == self._at:
            raise Crashed
        return done


def a_chain(h: Harness) -> None:
    """A call, a dispatch, silence past the duty manager, and at last an answer; whoever is cut off tries again."""
    started = h.clock.now()
    survive(h, lambda: h.call("cardiac", read_back=False), done=lambda: bool(h.queue()))
    h.incident_id = h.queue()[0].incident_id
    survive(h, h.reads_back, done=lambda: bool(h.card().read_back.rows))
    survive(h, lambda: h.dispatch("E12"), done=lambda: h.unit("E12").assignment_state is not None)
    while (left := ENDS_S - (h.clock.now() - started).total_seconds()) > 0:
        survive(h, lambda: h.advance(seconds=left), done=lambda: True)
    survive(h, lambda: h.crew("E12").says("at last"), done=lambda: h.unit("E12").assignment_state == "acknowledged")


def survive(h: Harness, act: Callable[[], object], *, done: Callable[[], bool]) -> None:
    try:
        act()
    except Crashed:
        h.restart(after_seconds=0.5)
        if not done():
            with suppress(Rejected):
                act()


def a_room(new_harness: NewHarness) -> Harness:
    h = new_harness(a_pack(**standard_policies()))
    h.unexpected_pages_allowed = True
    return h


def ran(h: Harness) -> Counter[tuple[object, ...]]:
    """Every step that ran, by chain, step and run."""
    steps = ((entry.body["transmission"], entry.body["step"], entry.body["run"]) for entry in h.told("step_ran"))
    guards = (
        (entry.body["subject"], entry.body["guard"], entry.body["step"], entry.body["run"], entry.at)
        for entry in h.told("guard_ran")
    )
    return Counter([*steps, *guards])


def count_of(new_harness: NewHarness) -> tuple[int, Counter[object], Harness]:
    h = a_room(new_harness)
    doom = Doom(h, at=0, before=True)
    a_chain(h)
    return doom.count, Counter(name for _, name, *_ in ran(h)), h


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("before", [True, False], ids=["before the commit", "after the commit"])
def test_at_every_boundary(new_harness: NewHarness, before: bool) -> None:
    many, steps, undisturbed = count_of(new_harness)
    pages = len(undisturbed.terminal.tape)
    assert many > 15
    # Every boundary is passed before a commit or after one; both of each is what `make soak NAME=room` is for.
    for at in range(1 if before else 2, many + 1, 2):
        h = a_room(new_harness)
        Doom(h, at, before=before)
        a_chain(h)
        happened = ran(h)
        assert not [step for step, times in happened.items() if times > 1], f"boundary {at}: a step ran twice"
        lost = set(steps) - {name for _, name, *_ in happened}
        assert not lost, f"boundary {at}: {lost} never ran"
        assert h.page("E12").state.value != "acknowledged", f"boundary {at}: a page turned green by itself"
        assert h.armed("E12") == [], f"boundary {at}: the answer did not end the chain"
        open_items = [item for item in h.strip() if item.state is not AttentionState.RESOLVED]
        assert {item.kind for item in open_items} <= {AttentionKind.OVERDUE}, f"boundary {at}: {open_items}"
        # What may have been heard is said again, marked; the harness checks that nothing was doubled unmarked.
        assert 1 <= len(h.terminal.tape) <= pages + 1, f"boundary {at}: {h.terminal.tape}"
