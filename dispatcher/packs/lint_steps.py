"""Lints of single steps: those that can never do anything, come again to no effect, or ask what has no meaning."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dispatcher.domain.escalation import PAGES, Condition, StepAction, SubjectKind
from dispatcher.domain.foreseen import Outcome, Row
from dispatcher.domain.triage import Priority
from dispatcher.packs.lint import Lint, note, warning
from dispatcher.packs.lint_foreseen import FILE, in_all_cases, priorities_of, said
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart, StepPart

_OF_NO_SEAT = frozenset({
    SubjectKind.UNIT, SubjectKind.CHANNEL, SubjectKind.PROPOSAL, SubjectKind.INBOUND, SubjectKind.CONTACT,
})  # fmt: skip
_DO: Mapping[StepAction, str] = {
    StepAction.NEXT_CHANNEL: "give units `also` in units.toml, or remove the step",
    StepAction.OTHER_GATEWAY: "give the channel its `alternate` in channels.toml, or remove the step",
    StepAction.VOICE_TASK: "one voice task stays open until the crew answers; remove the step",
}


def lint_steps(pack: Pack, policy: PolicyPart, key: str, forecast_s: float) -> Iterator[Lint]:
    """Look at each step of a policy."""
    runs = {
        priority: _runs(pack, policy, priority, forecast_s)
        for priority in priorities_of(policy.subject)
        if any(priority in step.after_s for step in policy.step)
    }
    for place, step in enumerate(policy.step, start=1):
        step_key = f"{key}.step.{place}"
        mine = {priority: found[step.name] for priority, found in runs.items() if priority in step.after_s}
        yield from _never(policy, step, step_key, mine)
        yield from _to_no_effect(policy, step, step_key, mine)
        yield from _meaningless(policy, step, step_key)
        if step.to.startswith("seat:"):
            says = f"{policy.name}: {step.name} tells the seat {step.to.removeprefix('seat:')}; no pack knows its seats"
            yield note(FILE, f"{step_key}.to", says, "while nobody sits there the next authority is told at once")


def _runs(pack: Pack, policy: PolicyPart, priority: Priority, forecast_s: float) -> defaultdict[str, list[list[Row]]]:
    """Return what came of each step, case by case."""
    found: defaultdict[str, list[list[Row]]] = defaultdict(list)
    for timeline in in_all_cases(pack, policy, priority, forecast_s):
        for step in policy.step:
            found[step.name].append([row for row in timeline.rows if row.step == step.name])
    return found


def _did(row: Row) -> bool:
    return row.outcome is Outcome.DID


def _never(policy: PolicyPart, step: StepPart, key: str, runs: Mapping[Priority, list[list[Row]]]) -> Iterator[Lint]:
    never = [priority for priority, cases in runs.items() if not any(_did(row) for rows in cases for row in rows)]
    if not never:
        return
    rows = sorted((row for rows in runs[never[0]] for row in rows), key=lambda row: row.outcome is Outcome.CANCELLED)
    came = next(iter(rows), None)  # one that came says more than one that did not need to
    unmet = next((condition.value for condition in step.when), "")
    if came is None:
        before = _stopper(policy, step, never[0])
        reason, do = f"{before} ends the chain, or sets it anew, before it comes", "put it before that, or remove it"
    else:
        reason = came.words.removeprefix("not needed: ")
        usual = f"remove the condition {unmet}, or the step" if unmet else "remove the step"
        do = _DO.get(step.action, usual)
    where = "" if set(never) == set(runs) else f" for {said(never)}"
    yield warning(FILE, key, f"{policy.name}: {step.name} can never do anything{where}: {reason}", do)


def _stopper(policy: PolicyPart, step: StepPart, priority: Priority) -> str:
    stopping = (StepAction.RELEASE, StepAction.ADD_UNIT)
    earlier = [
        other.name
        for other in policy.step
        if other.action in stopping and other.after_s.get(priority, step.after_s[priority]) <= step.after_s[priority]
    ]
    return earlier[0] if earlier else "something"


def _to_no_effect(
    policy: PolicyPart, step: StepPart, key: str, runs: Mapping[Priority, list[list[Row]]]
) -> Iterator[Lint]:
    again = {
        priority: [row for rows in cases for row in rows[1:]]
        for priority, cases in runs.items()
        if priority in step.every_s and any(_did(row) for rows in cases for row in rows[:1])
    }
    idle = [priority for priority, rows in again.items() if rows and not any(map(_did, rows))]
    if idle:
        reason = again[idle[0]][0].words.removeprefix("not needed: ")
        says = f"{policy.name}: {step.name} comes again to no effect: {reason}"
        yield warning(FILE, f"{key}.every_s", says, "remove every_s")


def _meaningless(policy: PolicyPart, step: StepPart, key: str) -> Iterator[Lint]:
    if Condition.NOT_ACCEPTED in step.when and policy.subject not in PAGES:
        says = f"{policy.name}: {step.name} asks whether a page was accepted, and this is no page: it always holds"
        yield warning(FILE, f"{key}.when", says, "remove the condition not_accepted")
    if Condition.OWNER_AWAY in step.when and policy.subject.kind in _OF_NO_SEAT:
        says = f"{policy.name}: {step.name} asks for the owner's seat, and a {policy.subject.kind.value} has none"
        yield warning(FILE, f"{key}.when", says, "remove the condition owner_away: it always holds")
    if step.action is StepAction.ADD_UNIT and step.every_s:
        says = f"{policy.name}: {step.name} sends one more unit each time that it comes"
        yield warning(FILE, f"{key}.every_s", says, "remove every_s, or be sure that it is meant so")
