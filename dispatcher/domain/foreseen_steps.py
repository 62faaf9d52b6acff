"""What a step would do in a case. It says what `services/steps.py` and `services/page_steps.py` do, without a store.

`tests/story/test_foreseen.py` plays the same cases through the engine: whoever changes a step there changes it here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import (
    OWNER,
    PAGES,
    Acknowledgement,
    Condition,
    Step,
    StepAction,
    Subject,
    SubjectKind,
    next_above,
    upwards,
)
from dispatcher.domain.foreseen import Case, CaseKind, Outcome, People, Setting

_SEAT = "seat:"
_OF_NO_INCIDENT = frozenset({
    SubjectKind.UNIT, SubjectKind.CHANNEL, SubjectKind.PROPOSAL, SubjectKind.INBOUND, SubjectKind.CONTACT,
})  # fmt: skip
_CREWS_AT_WORK = frozenset({
    Subject.WATCH, Subject.TURNOUT, Subject.TRAVEL, Subject.WELFARE, Subject.ROLL_CALL, Subject.ELAPSED,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a step did, in words, and who is told by it."""

    outcome: Outcome
    words: str
    reaches: Role | None = None
    rings: str = ""


@dataclass(slots=True, kw_only=True)
class World:
    """What a chain changes and finds changed while a case is played."""

    subject: Subject
    case: Case
    setting: Setting
    alerted: bool = False  # another unit was sent, and may still answer
    waits: bool = False  # a copy of the page waits for the line
    voice_open: bool = False
    tried: set[str] = field(default_factory=set[str])  # further channels that have the page
    asked: Role | None = None  # the highest authority that was asked

    @property
    def people(self) -> People:
        """Who can be reached in this case."""
        role = self.case.role
        return self.setting.people if role is None else self.setting.people.without(role)

    @property
    def owner(self) -> Role:
        """The role of whoever owns it."""
        return Role.RADIO_OPERATOR if self.subject is Subject.CHANNEL else Role.DISPATCHER

    @property
    def owner_is_away(self) -> bool:
        """A unit, a channel or a proposal has a role for its owner and no seat."""
        return self.subject.kind in _OF_NO_INCIDENT or self.owner not in self.people.reach.on_duty

    @property
    def accepted(self) -> bool:
        """The line took the page."""
        return self.subject in PAGES and self.case.kind is not CaseKind.CHANNEL_DOWN

    def obstacle(self, step: Step) -> str | None:
        """Return why a step does nothing; None when all its conditions hold."""
        return next((why for condition in step.when if (why := _OBSTACLES[condition](self)) is not None), None)

    def act(self, step: Step) -> Done:
        """Let a step come due."""
        why = self.obstacle(step)
        return _nothing(why) if why is not None else _ACTS[step.action](self, step)


def word(role: Role) -> str:
    """Return a role as it is said."""
    return role.value.replace("_", " ")


def _nothing(why: str) -> Done:
    return Done(outcome=Outcome.NOTHING, words=f"not needed: {why}")


def _did(words: str, reaches: Role | None = None, rings: str = "") -> Done:
    return Done(outcome=Outcome.DID, words=f"{words} (rings {rings})" if rings else words, reaches=reaches, rings=rings)


def _alerted(world: World) -> str | None:
    if world.subject is Subject.DISPATCH:
        return "its own crew is alerted"
    return "a unit is alerted, its own chain runs" if world.alerted else None


def _on_it(world: World) -> str | None:
    return "a crew is on it" if world.subject in _CREWS_AT_WORK else None


def _owner_is_there(world: World) -> str | None:
    return None if world.owner_is_away else "its owner is there"


def _accepted(world: World) -> str | None:
    return "accepted meanwhile" if world.accepted else None


_OBSTACLES: Mapping[Condition, Callable[[World], str | None]] = {
    Condition.NOBODY_ALERTED: _alerted,
    Condition.NOBODY_ON_IT: _on_it,
    Condition.OWNER_AWAY: _owner_is_there,
    Condition.NOT_ACCEPTED: _accepted,
}


def _technical_alarm(world: World, _step: Step) -> Done:
    if world.accepted:
        return _nothing("accepted meanwhile")
    words = "the channel is not up" if world.subject is Subject.CHANNEL else "the channel has not taken the page"
    return _at_the_radio_desk(world, f"alarm at the radio desk: {words}")


def _repeat_page(world: World, _step: Step) -> Done:
    if world.waits:
        return _nothing("a copy still waits for the line")
    world.waits = not world.accepted
    return _did("page repeated, marked REPEAT" if world.accepted else "page queued again")


def _other_gateway(world: World, _step: Step) -> Done:
    if world.accepted:
        return _nothing("accepted meanwhile")
    alternate = world.setting.alternate
    if not alternate:
        return _nothing("the channel has no alternate")
    if alternate in world.tried:
        return _nothing(f"{alternate} has it already")
    world.tried.add(alternate)
    world.waits = False
    return _did(f"page put to {alternate} instead")


def _next_channel(world: World, _step: Step) -> Done:
    channel = next((name for name in world.setting.bearers if name not in world.tried), None)
    if channel is None:
        return _nothing("the recipient has no further channel")
    world.tried.add(channel)
    return _did(f"the same words on {channel}")


def _voice_task(world: World, _step: Step) -> Done:
    if world.voice_open:
        return _nothing("a voice task is open already")
    world.voice_open = True
    return _at_the_radio_desk(world, "radio operator is to call the crew by voice")


def _at_the_radio_desk(world: World, words: str) -> Done:
    """The radio operator's, or whoever's stands in when nobody sits there."""
    asked = world.people.reach.resolve(Role.RADIO_OPERATOR)
    if asked is Role.RADIO_OPERATOR:
        return _did(words, asked)
    return _did(f"{words}; nobody sits there, so it is for the {asked.value.replace('_', ' ')}", asked)


def _recommend(world: World, step: Step) -> Done:
    return _tell(world, step, "next suitable unit recommended to {who}")


def _add_unit(world: World, _step: Step) -> Done:
    world.alerted = True
    return _did("next suitable unit alerted")


def _notify(world: World, step: Step) -> Done:
    return _tell(world, step, "{who} told")


def _task(world: World, step: Step) -> Done:
    return _tell(world, step, "{who} given a task")


def _decide(world: World, step: Step) -> Done:
    return _tell(world, step, "{who} asked for a decision, in words")


def _acknowledge(world: World, step: Step) -> Done:
    named = step.to != OWNER and not step.to.startswith(_SEAT)
    everybody = ", all of the role must acknowledge" if step.acknowledge is Acknowledgement.ALL else ""
    return _call(world, Role(step.to) if named else world.owner, everybody)


def _raise(world: World, _step: Step) -> Done:
    return _call(world, next_above(world.asked or world.owner))


def _call(world: World, role: Role, more: str = "") -> Done:
    asked, rings = world.people.resolve(role)
    if world.asked is None or asked in upwards(world.asked):  # what has gone up does not come down again
        world.asked = asked
    return _did(f"{_who(world, asked, role)} called{more}", asked, rings)


def _tell(world: World, step: Step, words: str) -> Done:
    of_owner = step.to == OWNER or step.to.startswith(_SEAT)
    role = world.owner if of_owner else Role(step.to)
    asked, rings = world.people.resolve(role)
    if step.to.startswith(_SEAT):
        return _did(words.format(who=f"whoever sits at {step.to.removeprefix(_SEAT)}"), asked, rings)
    at_seat = step.to == OWNER and not world.owner_is_away
    return _did(words.format(who="its owner" if at_seat else _who(world, asked, role)), asked, rings)


def _who(world: World, asked: Role, meant: Role) -> str:
    if not world.people.is_there(asked):
        return f"{word(asked)}, whom nobody can reach,"
    return word(asked) if asked is meant else f"{word(asked)}, for nobody is {word(meant)},"


def _flag(_world: World, _step: Step) -> Done:
    return _did("flagged UNCONFIRMED on every board")


def _release(_world: World, _step: Step) -> Done:
    return _did("the unit is let go")


_ACTS: Mapping[StepAction, Callable[[World, Step], Done]] = {
    StepAction.TECHNICAL_ALARM: _technical_alarm,
    StepAction.REPEAT_PAGE: _repeat_page,
    StepAction.OTHER_GATEWAY: _other_gateway,
    StepAction.NEXT_CHANNEL: _next_channel,
    StepAction.VOICE_TASK: _voice_task,
    StepAction.RECOMMEND_UNIT: _recommend,
    StepAction.ADD_UNIT: _add_unit,
    StepAction.NOTIFY: _notify,
    StepAction.TASK: _task,
    StepAction.ACKNOWLEDGE: _acknowledge,
    StepAction.RAISE: _raise,
    StepAction.DECIDE: _decide,
    StepAction.FLAG: _flag,
    StepAction.RELEASE: _release,
}
