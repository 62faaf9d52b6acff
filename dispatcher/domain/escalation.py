"""Escalation policies as data: what is guarded, which steps a chain takes, and when each falls due.

A *page* runs all its steps side by side. Every other subject has one row, its guard, that walks from step to step:
when it has run, it is armed anew for whatever the policy has next.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dispatcher.domain.authority import Role
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Priority


class SubjectKind(StrEnum):
    """What kind of thing a deadline guards."""

    INCIDENT = "incident"
    TRANSMISSION = "transmission"
    ASSIGNMENT = "assignment"
    UNIT = "unit"
    PROMISE = "promise"
    TRANSFER = "transfer"
    PROPOSAL = "proposal"
    CHANNEL = "channel"
    INBOUND = "inbound"
    CONTACT = "contact"
    TASK = "task"


class Subject(StrEnum):
    """What must not stay as it is. Each has its policies in the pack."""

    DISPATCH = "dispatch"  # a page that no person has acknowledged
    STAND_DOWN = "stand_down"
    WAITING = "waiting"  # an open incident that nobody has acknowledged
    WATCH = "watch"  # crews are at work: has anybody looked, is the log kept?
    TURNOUT = "turnout"  # acknowledged, and not en route
    TRAVEL = "travel"  # en route, and not there
    WELFARE = "welfare"  # a crew at work that nobody has heard
    ROLL_CALL = "roll_call"  # personnel accountability of an incident (PAR)
    ELAPSED = "elapsed"  # time since the first crew arrived, to be announced
    STATUS_AGE = "status_age"  # a unit whose last status is old
    HOLD = "hold"  # a unit that a dispatcher reserved
    PROMISE = "promise"  # to a caller
    TRANSFER = "transfer"  # to a partner agency that has not accepted
    PROPOSAL = "proposal"  # that nobody with the authority has answered
    CHANNEL = "channel"  # a channel that is not up, or failed its test
    TASK = "task"  # that somebody was given, by a time
    UPDATE = "update"  # an open incident of which nobody has said how it stands
    EMERGENCY = "emergency"  # somebody pressed the button, and nobody has taken it
    CONTACT = "contact"  # what reached the room, and nobody has settled
    READ_BACK = "read_back"  # units went before it was said back to the caller
    COMPLAINT = "complaint"  # that is to be acknowledged, then answered

    @property
    def guard(self) -> str:
        """The name of the row that walks along its chain."""
        return f"guard_{self.value}"

    @property
    def kind(self) -> SubjectKind:
        """What kind of thing it is about."""
        return _KIND[self]


_KIND: Mapping[Subject, SubjectKind] = {
    Subject.DISPATCH: SubjectKind.TRANSMISSION,
    Subject.STAND_DOWN: SubjectKind.TRANSMISSION,
    Subject.WAITING: SubjectKind.INCIDENT,
    Subject.WATCH: SubjectKind.INCIDENT,
    Subject.TURNOUT: SubjectKind.ASSIGNMENT,
    Subject.TRAVEL: SubjectKind.ASSIGNMENT,
    Subject.WELFARE: SubjectKind.ASSIGNMENT,
    Subject.ROLL_CALL: SubjectKind.INCIDENT,
    Subject.ELAPSED: SubjectKind.INCIDENT,
    Subject.STATUS_AGE: SubjectKind.UNIT,
    Subject.HOLD: SubjectKind.UNIT,
    Subject.PROMISE: SubjectKind.PROMISE,
    Subject.TRANSFER: SubjectKind.TRANSFER,
    Subject.PROPOSAL: SubjectKind.PROPOSAL,
    Subject.CHANNEL: SubjectKind.CHANNEL,
    Subject.TASK: SubjectKind.TASK,
    Subject.UPDATE: SubjectKind.INCIDENT,
    Subject.EMERGENCY: SubjectKind.INBOUND,
    Subject.CONTACT: SubjectKind.CONTACT,
    Subject.READ_BACK: SubjectKind.INCIDENT,
    Subject.COMPLAINT: SubjectKind.INCIDENT,
}

PAGES = frozenset({Subject.DISPATCH, Subject.STAND_DOWN})
"""Their steps run side by side, a row each."""

NEEDED = frozenset({
    Subject.DISPATCH, Subject.STAND_DOWN, Subject.WAITING, Subject.WATCH, Subject.PROMISE, Subject.TRANSFER,
    Subject.PROPOSAL,
})  # fmt: skip
"""Without a policy for one of these something that people rely on would wait in silence."""


COUNTS_TO_AN_INSTANT = frozenset({Subject.PROMISE, Subject.COMPLAINT, Subject.TASK})
"""They are due at a stated instant, and may have steps before it."""

_COUNTS_FROM_ITS_OWN = COUNTS_TO_AN_INSTANT | {Subject.ELAPSED, Subject.WELFARE, Subject.ROLL_CALL, Subject.UPDATE}
"""A promise is due when it is due, time at the scene counts from the arrival, a crew is silent until heard, and who has
taken the question has not said yet how it stands."""


def counts_anew(subject: Subject, *, by_authority: bool) -> bool:
    """Tell whether a walking chain begins again when somebody has taken what it raised.

    Authority has it in hand: what still stands comes again in its own time. A dispatcher who looks has looked, which
    is what a watch asks for; an incident that nobody was sent to still waits, whoever has seen that it does.
    """
    return subject not in _COUNTS_FROM_ITS_OWN and (by_authority or subject is Subject.WATCH)


def subject_of(guard: str) -> Subject:
    """Return the subject whose guard row has that name; ValueError when it is no guard."""
    return Subject(guard.removeprefix("guard_"))


class StepAction(StrEnum):
    """What a step does when it comes due and its reason still stands."""

    TECHNICAL_ALARM = "technical_alarm"
    REPEAT_PAGE = "repeat_page"
    OTHER_GATEWAY = "other_gateway"  # the alternate of the channel: another port, another transmitter
    NEXT_CHANNEL = "next_channel"  # the recipient's next bearer
    VOICE_TASK = "voice_task"
    RECOMMEND_UNIT = "recommend_unit"
    ADD_UNIT = "add_unit"
    NOTIFY = "notify"
    TASK = "task"  # something that somebody is to do, and say that it is done
    ACKNOWLEDGE = "acknowledge"  # by the role, one of it or all
    RAISE = "raise"  # the next authority above whoever was asked last
    DECIDE = "decide"  # ask for a decision, in words
    FLAG = "flag"  # UNCONFIRMED, on every board
    RELEASE = "release"  # a unit that was held


PAGE_ACTIONS = frozenset({
    StepAction.TECHNICAL_ALARM, StepAction.REPEAT_PAGE, StepAction.OTHER_GATEWAY, StepAction.NEXT_CHANNEL,
    StepAction.VOICE_TASK,
})  # fmt: skip
"""Only a page has something to repeat or to say by voice; a channel too may raise a technical alarm."""

CALLS_AUTHORITY = frozenset({StepAction.ACKNOWLEDGE, StepAction.RAISE, StepAction.DECIDE, StepAction.FLAG})
"""Steps that a person's acknowledgement makes needless: somebody with the authority has it in hand."""

TELLS_PEOPLE = frozenset({
    StepAction.NOTIFY, StepAction.TASK, StepAction.ACKNOWLEDGE, StepAction.RAISE, StepAction.DECIDE,
})  # fmt: skip

OWNER = "owner"
"""Target: whoever owns the incident; its role when the owner is not there."""


class Acknowledgement(StrEnum):
    """Who of a role must acknowledge."""

    ONE = "one"
    ALL = "all"  # everybody of the role who is on duty


class Condition(StrEnum):
    """What else must be true for a step to act; else it runs, does nothing and says so."""

    NOBODY_ALERTED = "nobody_alerted"  # no unit was sent that may still answer
    NOBODY_ON_IT = "nobody_on_it"  # no unit of the incident has acknowledged
    OWNER_AWAY = "owner_away"
    NOT_ACCEPTED = "not_accepted"  # the page has not left this house


class DeadlineState(StrEnum):
    """Life of a deadline row."""

    ARMED = "armed"
    DONE = "done"
    CANCELLED = "cancelled"


Times = Mapping[Priority, float]
"""Seconds by priority; a priority that is not there has no such step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a chain. Times are seconds from the instant that the subject counts from, negative before it."""

    name: str
    action: StepAction
    after_s: Times
    every_s: Times = field(default_factory=dict[Priority, float])  # come again until the reason is gone
    plus_forecast: bool = False  # add the channel's own forecast: a slow healthy line is no alarm
    to: str = OWNER  # OWNER, a role, or "seat:NAME"
    acknowledge: Acknowledgement = Acknowledgement.ONE
    when: tuple[Condition, ...] = ()

    def first(self, priority: Priority, forecast_s: float = 0.0) -> float | None:
        """Return the seconds until it first falls due; None when it is not for that priority."""
        after = self.after_s.get(priority)
        if after is None:
            return None
        return after + (forecast_s if self.plus_forecast else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A named, versioned chain for one subject, of some types or profiles only, where it says so."""

    name: str
    version: int
    subject: Subject
    steps: tuple[Step, ...]
    types: tuple[str, ...] = ()
    profile: str = ""
    kinds: tuple[Kind, ...] = ()  # empty: every kind

    def step(self, name: str) -> Step:
        """Return the step of that name; KeyError when the policy has none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    @property
    def key(self) -> str:
        """The id under which this version is stored."""
        return f"{self.name}:{self.version}"

    def firsts(self, priority: Priority, forecast_s: float = 0.0) -> tuple[tuple[Step, float], ...]:
        """Return the steps for a priority with the seconds until each first falls due, in due order."""
        found = [(step, first) for step in self.steps if (first := step.first(priority, forecast_s)) is not None]
        return tuple(sorted(found, key=lambda item: item[1]))


def step_code(subject: Subject, step: Step) -> str:
    """Return by what a step is known on screens: `[subject/]action[:to]`, or the name of an incident's own guard."""
    code = f"{step.action.value}:{step.to}" if step.action is StepAction.ACKNOWLEDGE else step.action.value
    if subject in PAGES:
        return code
    if subject in (Subject.WAITING, Subject.WATCH) and step.action is StepAction.NOTIFY:
        return subject.guard
    return f"{subject.value}/{code}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A step of a walking chain, seconds from where the chain counts."""

    step: Step
    offset_s: float


def begin(policy: Policy, priority: Priority, from_s: float = -math.inf) -> Occurrence | None:
    """Return what a walking chain does first; None when nothing of it is for that priority.

    A chain that begins `from_s` seconds before the instant it counts from has no use for steps that lie before: of a
    promise for the next minute nobody is told that two minutes are left.
    """
    firsts = policy.firsts(priority)
    return next((Occurrence(step, first) for step, first in firsts if first >= min(from_s, 0.0)), None)


def follow(policy: Policy, priority: Priority, ran: Occurrence, now_s: float) -> Occurrence | None:
    """Return what comes after an occurrence that ran `now_s` seconds after the chain began; None at its end.

    A step that has not run yet is never left out, however late; of those that come again what was missed comes once.
    """
    firsts = policy.firsts(priority)
    places = {step.name: place for place, (step, _) in enumerate(firsts)}
    mine = (ran.offset_s, places.get(ran.step.name, -1))
    coming: list[tuple[float, int, Step]] = []
    for place, (step, first) in enumerate(firsts):
        if (first, place) > mine:
            coming.append((first, place, step))
        elif (every := step.every_s.get(priority)) is not None:
            coming.append((_again(first, every, mine, place, now_s), place, step))
    if not coming:
        return None
    offset, _place, step = min(coming, key=lambda item: item[:2])
    return Occurrence(step, offset)


_TOO_SOON = 0.5
"""What comes again is left out when it would come within this part of its period after one that ran late."""
_LATE_S = 1.0


def _again(first: float, every: float, mine: tuple[float, int], place: int, now_s: float) -> float:
    """Return the first time on the step's own grid that lies after what ran, and after now."""
    after, at_place = mine
    times = int(max(0.0, after - first) // every)
    while (first + times * every, place) <= (after, at_place):
        times += 1
    late_until = now_s + every * _TOO_SOON if now_s - after > _LATE_S else now_s
    if first + times * every <= late_until and now_s > after:
        times = max(times, int((late_until - first) // every) + 1)
    return first + times * every


def first_due(step: Step, priority: Priority, since: datetime, forecast_s: float) -> datetime | None:
    """Return when a page's step first falls due; None when it is not for that priority."""
    first = step.first(priority, forecast_s)
    return None if first is None else since + timedelta(seconds=first)


def choose(
    policies: Iterable[Policy],
    subject: Subject,
    incident_type: str,
    profile: str = "",
    kind: Kind = Kind.INCIDENT,
) -> Policy | None:
    """Return the policy of a subject that fits most narrowly: of the profile, the kind, the type, then of all."""

    def fits(policy: Policy) -> bool:
        return (
            policy.subject is subject
            and (not policy.types or incident_type in policy.types)
            and policy.profile in ("", profile)
            and (not policy.kinds or kind in policy.kinds)
        )

    def narrowness(policy: Policy) -> tuple[bool, bool, bool]:
        return bool(policy.profile), bool(policy.kinds), bool(policy.types)

    return max(filter(fits, policies), key=narrowness, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTimes:
    """A set of expected times, by priority, in seconds (domain.md §4)."""

    name: str
    title: str
    turnout_s: Times
    travel_s: Times

    def expected_s(self, subject: Subject, priority: Priority) -> float:
        """Return what TURNOUT and TRAVEL count from: so many seconds after the state began. 0 for other subjects."""
        table = {Subject.TURNOUT: self.turnout_s, Subject.TRAVEL: self.travel_s}.get(subject, {})
        return table.get(priority, 0.0)


_UP: Mapping[Role, tuple[Role, ...]] = {
    Role.RADIO_OPERATOR: (Role.RADIO_OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.DUTY_MANAGER),
    Role.DISPATCHER: (Role.DISPATCHER, Role.SUPERVISOR, Role.DUTY_MANAGER),
    Role.SUPERVISOR: (Role.SUPERVISOR, Role.DUTY_MANAGER),
    Role.DUTY_MANAGER: (Role.DUTY_MANAGER,),
    Role.SYSTEM: (),
}


def upwards(role: Role) -> tuple[Role, ...]:
    """Return a role and those that stand in for it when nobody of it can be reached, the nearest first."""
    return _UP[role]


def next_above(role: Role) -> Role:
    """Return the next authority; the highest stays the highest."""
    return upwards(role)[1] if len(upwards(role)) > 1 else role


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who can be reached now: roles with somebody at a seat, and roles with somebody on call by telephone."""

    on_duty: frozenset[Role]
    on_call: frozenset[Role]

    def resolve(self, role: Role) -> Role:
        """Return who is asked when `role` is meant: the first upwards at a seat, else on call, else the highest."""
        chain = upwards(role)
        for reached in (self.on_duty, self.on_call):
            for candidate in chain:
                if candidate in reached:
                    return candidate
        return chain[-1] if chain else role

    def gaps(self, roles: Iterable[Role]) -> Iterator[tuple[Role, Role | None]]:
        """Yield each role of which nobody can be reached, with who is asked instead; None when there is nobody."""
        for role in sorted(set(roles), key=lambda item: item.value):
            if role not in self.on_duty and role not in self.on_call:
                found = self.resolve(role)
                yield role, found if found in self.on_duty | self.on_call else None
