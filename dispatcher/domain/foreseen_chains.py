"""Both kinds of chain, played through a case: a page's steps side by side, and a guard that walks."""

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatcher.domain.authority import MAY, Act
from dispatcher.domain.escalation import (
    CALLS_AUTHORITY,
    TELLS_PEOPLE,
    Occurrence,
    Policy,
    Step,
    StepAction,
    Subject,
    begin,
    counts_anew,
    follow,
    step_code,
)
from dispatcher.domain.foreseen import CaseKind, Outcome, Row, Timeline, judge
from dispatcher.domain.foreseen_steps import Done, World
from dispatcher.domain.triage import Priority

_ASKS_AUTHORITY = frozenset({StepAction.ACKNOWLEDGE, StepAction.RAISE})
_TAKEN_IN_HAND = TELLS_PEOPLE | {StepAction.RECOMMEND_UNIT}
_NEEDLESS_ONCE_ACCEPTED = frozenset({StepAction.TECHNICAL_ALARM, StepAction.OTHER_GATEWAY})
_SENDING_SETS_IT_ANEW = frozenset({Subject.WAITING, Subject.WATCH})
_MOST_ROWS = 5_000  # nobody reads more, and a chain that sends unit after unit has no end

REASON_GONE: Mapping[Subject, str] = {
    Subject.DISPATCH: "the crew answers",
    Subject.STAND_DOWN: "the crew answers",
    Subject.WAITING: "a crew answers",
    Subject.TURNOUT: "the crew is en route",
    Subject.TRAVEL: "the crew is there",
    Subject.ELAPSED: "no crew is at the scene",
    Subject.HOLD: "the unit is alerted or released",
    Subject.PROMISE: "the promise is kept or withdrawn",
    Subject.TRANSFER: "the partner has accepted or refused",
    Subject.PROPOSAL: "the proposal is answered",
    Subject.CHANNEL: "the channel is up",
    Subject.TASK: "the task is settled",
    Subject.EMERGENCY: "somebody takes the emergency",
    Subject.CONTACT: "the contact is entered or dismissed",
    Subject.READ_BACK: "it is read back or explained",
    Subject.COMPLAINT: "it is acknowledged or answered",
}
"""What ends a chain."""

COUNTS_ANEW: Mapping[Subject, str] = {
    Subject.WATCH: "somebody writes in the log",
    Subject.WELFARE: "the crew is heard",
    Subject.ROLL_CALL: "every crew is accounted for",
    Subject.STATUS_AGE: "the unit reports a status",
    Subject.UPDATE: "somebody says how it stands",
}
"""What sets a chain back to its beginning: it guards what goes on."""


@dataclass(slots=True)
class Player:
    """What both kinds of chain have in common."""

    policy: Policy
    priority: Priority
    world: World
    horizon_s: float
    rows: list[Row] = field(default_factory=list[Row])
    acted: bool = False  # the case's people have done what they do
    in_vain: bool = False  # and nothing was there to be taken in hand
    ended_s: float | None = None
    end: str = ""

    def timeline(self) -> Timeline:
        """Play, and sum up."""
        self.play()
        rows = tuple(sorted(self.rows, key=lambda row: row.at_s))
        silent = not self.end and not any(row.insists for row in self.standing())
        return Timeline(
            policy=self.policy.name, version=self.policy.version, subject=self.policy.subject, priority=self.priority,
            case=self.world.case, horizon_s=self.horizon_s, rows=rows, goes_on=() if silent else self.goes_on(),
            ended_s=self.ended_s, end=self.end or self._open_end(silent=silent),
            verdict=judge(rows, self.horizon_s, self.ended_s, silent=silent),
        )  # fmt: skip

    def play(self) -> None:
        """Fill the rows."""
        raise NotImplementedError

    def standing(self) -> list[Row]:
        """Return the rows of the walk that goes on."""
        return self.rows

    def goes_on(self) -> tuple[tuple[str, float], ...]:
        """Return what comes again and again, each with its seconds."""
        if self.ended_s is not None:
            return ()
        came = {row.step for row in self.standing() if row.outcome is not Outcome.CANCELLED}
        return tuple(
            (step.name, every)
            for step in self.policy.steps
            if (every := step.every_s.get(self.priority)) is not None and step.name in came
        )

    def people_act_before(self, at_s: float) -> bool:
        """Tell whether the case's people act now, before what is due at a second."""
        case = self.world.case
        timed = case.kind in (CaseKind.ANSWERS, CaseKind.ACKNOWLEDGED)
        return timed and not self.acted and case.after_s < at_s and case.after_s <= self.horizon_s

    def run(self, step: Step, at_s: float, run: int) -> Done:
        """Let a step come due, and note it."""
        act = self.world.act(step)
        insists = step.action in TELLS_PEOPLE and self.priority in step.every_s and act.outcome is Outcome.DID
        row = Row(
            at_s=at_s, step=step.name, code=step_code(self.policy.subject, step), run=run, outcome=act.outcome,
            words=act.words, reaches=act.reaches, rings=act.rings, insists=insists,
        )  # fmt: skip
        self.rows.append(row)
        return act

    def put(self, actions: frozenset[StepAction]) -> list[Row]:
        """Return what steps of these actions have put to people."""
        names = {step.name for step in self.policy.steps if step.action in actions}
        return [row for row in self.standing() if row.step in names and row.outcome is Outcome.DID]

    def authority_was_asked(self) -> bool:
        """A decision that was put to a dispatcher only is theirs, and no reason to call nobody higher."""
        decisions = self.put(frozenset({StepAction.DECIDE}))
        return bool(self.put(_ASKS_AUTHORITY)) or any(row.reaches in MAY[Act.STOP_CHAIN] for row in decisions)

    def _open_end(self, *, silent: bool) -> str:
        reason = REASON_GONE.get(self.policy.subject) or COUNTS_ANEW[self.policy.subject]
        if not self.rows:
            return f"it has no step for a {self.priority.value}: nobody is ever told"
        vain = "; what was to be taken in hand had not been asked yet" if self.in_vain else ""
        return f"then silence: nobody is asked any more, until {reason}" if silent else f"until {reason}{vain}"


@dataclass(slots=True)
class PageChain(Player):
    """All steps side by side, each with a row of its own."""

    coming: list[tuple[float, int, Step, int]] = field(default_factory=list[tuple[float, int, Step, int]])
    armed: int = 0

    def play(self) -> None:
        """Run what is due, the earliest first, until nothing is left."""
        for step, first in self.policy.firsts(self.priority, self.world.setting.forecast_s):
            self._arm(first, step, 1)
        if self.world.accepted:
            self._cancel(_NEEDLESS_ONCE_ACCEPTED, "accepted meanwhile")
        self.world.waits = not self.world.accepted
        while self.coming and self.coming[0][0] <= self.horizon_s and len(self.rows) < _MOST_ROWS:
            at_s, _place, step, run = self.coming[0]
            if self.people_act_before(at_s):
                self._people_act()
                continue
            heapq.heappop(self.coming)
            self.run(step, at_s, run)
            if (every := step.every_s.get(self.priority)) is not None:
                self._arm(at_s + every, step, run + 1)
        if self.people_act_before(math.inf):
            self._people_act()

    def _arm(self, at_s: float, step: Step, run: int) -> None:
        heapq.heappush(self.coming, (at_s, self.armed, step, run))
        self.armed += 1

    def _people_act(self) -> None:
        self.acted = True
        case = self.world.case
        if case.kind is CaseKind.ANSWERS:
            self.ended_s = case.after_s
            self.end = f"{REASON_GONE[self.policy.subject]}: everything stops"
            self._cancel(frozenset(StepAction), "answered")
        elif self.authority_was_asked():
            self.end = "somebody with the authority has it in hand; nobody higher is called"
            self._cancel(CALLS_AUTHORITY, "somebody with the authority has it in hand")
        else:
            self.in_vain = True

    def _cancel(self, actions: frozenset[StepAction], why: str) -> None:
        for at_s, _place, step, run in self.coming:
            if step.action in actions and run == 1:
                row = Row(
                    at_s=at_s, step=step.name, code=step_code(self.policy.subject, step), run=run,
                    outcome=Outcome.CANCELLED, words=f"not needed: {why}",
                )  # fmt: skip
                self.rows.append(row)
        self.coming = [item for item in self.coming if item[2].action not in actions]
        heapq.heapify(self.coming)

    def goes_on(self) -> tuple[tuple[str, float], ...]:
        """Return what is still armed and comes again."""
        return tuple(
            (step.name, every)
            for _at_s, _place, step, run in sorted(self.coming, key=lambda item: item[1])
            if run > 1 and (every := step.every_s.get(self.priority)) is not None
        )


@dataclass(slots=True)
class WalkingChain(Player):
    """One row, that walks from step to step."""

    since_s: float = 0.0
    walked: int = 0  # how many rows the walks before this one have

    def play(self) -> None:
        """Walk until the horizon, or until nothing comes any more."""
        coming, run = begin(self.policy, self.priority), 1
        while coming is not None and len(self.rows) < _MOST_ROWS:
            at_s = self.since_s + coming.offset_s
            if at_s > self.horizon_s:
                break
            if self.people_act_before(at_s):
                anew = self._people_act()
            else:
                anew = self._step(coming, at_s, run)
                coming, run = follow(self.policy, self.priority, coming, coming.offset_s), run + 1
            if self.ended_s is not None:
                return
            if anew:
                coming, run = begin(self.policy, self.priority), 1
        if coming is not None and self.people_act_before(math.inf):
            self._people_act()

    def standing(self) -> list[Row]:
        """Return the rows since it was last set anew."""
        return self.rows[self.walked :]

    def _step(self, coming: Occurrence, at_s: float, run: int) -> bool:
        act = self.run(coming.step, at_s, run)
        action = coming.step.action
        if act.outcome is not Outcome.DID:
            return False
        if action is StepAction.RELEASE:
            self.ended_s, self.end = at_s, "the unit is let go"
        if action is StepAction.ADD_UNIT and self.policy.subject in _SENDING_SETS_IT_ANEW:
            self.world.asked = None
            self._anew(at_s)
            return True
        return False

    def _people_act(self) -> bool:
        """Do what the case's people do; True when that sets the chain anew."""
        self.acted = True
        subject, at_s = self.policy.subject, self.world.case.after_s
        # An emergency rings from the first second: whoever takes it in hand ends its chain.
        if self.world.case.kind is CaseKind.ACKNOWLEDGED and subject is not Subject.EMERGENCY:
            return self._taken_in_hand(at_s)
        if subject in REASON_GONE:
            self.ended_s, self.end = at_s, f"{REASON_GONE[subject]}: it stops"
            return False
        if subject is Subject.ROLL_CALL and not self.standing():
            return False  # nobody was called yet: there is nothing to answer
        self.world.asked = None
        self._anew(at_s)
        return True

    def _taken_in_hand(self, at_s: float) -> bool:
        subject = self.policy.subject
        self.in_vain = not self.put(_TAKEN_IN_HAND)
        if self.in_vain or not counts_anew(subject, by_authority=self.authority_was_asked()):
            return False
        if subject is Subject.WATCH:
            self.world.asked = None
        self._anew(at_s + self.world.setting.expected_s)
        return True

    def _anew(self, at_s: float) -> None:
        self.since_s, self.walked = at_s, len(self.rows)
