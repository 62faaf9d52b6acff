"""`readbackctl policy`: list, show, lint and simulate the policies of a pack before it is activated."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from dispatcher.domain.escalation import Step
from dispatcher.domain.foreseeing import graded_by
from dispatcher.domain.foreseen import Case, Timeline
from dispatcher.domain.triage import Priority
from dispatcher.operations.options import PackName, settings_from
from dispatcher.operations.policy_drawing import LEGEND, draw
from dispatcher.operations.policy_words import GUARDS, clock, does
from dispatcher.operations.speaking import say
from dispatcher.operations.trouble import Failed, Trouble
from dispatcher.packs.foreseen import foresee_policy, policy_named
from dispatcher.packs.lint import Paging, Severity
from dispatcher.packs.lint_order import lint_attempts
from dispatcher.packs.lint_policies import lint_policies
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart
from dispatcher.rule_book import paging_of
from radio.errors import RadioError

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of a policy: `readbackctl policy list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a drawing.")]
_WORDS = {Severity.ERROR: ("FAIL", "bold red"), Severity.WARNING: ("WARN", "yellow"), Severity.NOTE: ("NOTE", "cyan")}
_LONGEST_MINUTES = 10_080


def list(pack: PackName = None, as_json: AsJson = False) -> None:  # the command's word
    """List the policies of a pack: what each guards, for which types or units."""
    loaded = _loaded(pack)
    if as_json:
        _print_json([_about(part) for part in loaded.policy])
        return
    for part in loaded.policy:
        say(f"{part.name:<21}{part.version:>3}  {GUARDS[part.subject][0]}{_for(part)}")


def show(name: Name, pack: PackName = None, as_json: AsJson = False) -> None:
    """Show the steps of a policy with their seconds for each priority."""
    part = policy_named(_loaded(pack), name)
    if as_json:
        _print_json(_about(part) | {"step": part.model_dump(mode="json")["step"]})
        return
    guards, since = GUARDS[part.subject]
    say(f"{part.name}, version {part.version}: {guards}{_for(part)}", "bold")
    say(f"Counted from {since}. A step that comes again has its period behind it: 2:00+1:00.")
    say(f"{'':<18}{''.join(f'{priority.value:<13}' for priority in Priority)}".rstrip(), "dim")
    for step in part.policy().steps:
        say(f"{step.name:<18}{''.join(f'{time:<13}' for time in _times(step))}".rstrip())
        conditions = f", only while {' and '.join(condition.value for condition in step.when)}" if step.when else ""
        say(f"    {does(step)}{conditions}", "dim")
    if graded_by(part.subject, Priority.P1) is graded_by(part.subject, Priority.P5):
        say(f"It is of no incident: the times of {graded_by(part.subject, Priority.P1).value} hold.")


def simulate(
    name: Name,
    pack: PackName = None,
    priority: Annotated[Priority, typer.Option(help="Whose times.", case_sensitive=False)] = Priority.P1,
    case: Annotated[
        str,
        typer.Option(help="nobody, answers:70, acknowledged:130, channel-down, nobody-on:supervisor; all unless told."),
    ] = "",
    minutes: Annotated[float | None, typer.Option(help="How far; unless told until all was seen three times.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw what a policy does, second by second; the same that the room would do."""
    loaded = _loaded(pack)
    cases = [_case(case)] if case else []
    if minutes is not None and not 0 < minutes <= _LONGEST_MINUTES:
        raise Trouble(f"--minutes {minutes:g}: say more than none, and no more than a week ({_LONGEST_MINUTES})")
    horizon = None if minutes is None else minutes * 60
    timelines = foresee_policy(
        loaded, name, priority=priority, cases=cases, forecast_s=_forecast_s(loaded), horizon_s=horizon
    )
    if as_json:
        _print_json([_as_json(timeline) for timeline in timelines])
        return
    for timeline in timelines:
        for line in draw(timeline):
            say(line.text, line.style)
        say("")
    say(LEGEND, "dim")


def lint(pack: PackName = None, as_json: AsJson = False) -> None:
    """Look for gaps, steps that never act, roles nobody holds and silence; exit code 1 when something will not work."""
    loaded = _loaded(pack)
    paging = _paging(loaded)
    found = [*lint_policies(loaded, paging), *(lint_attempts(loaded, paging) if paging else ())]
    if as_json:
        _print_json([asdict(item) for item in found])
    else:
        for item in found:
            word, style = _WORDS[item.severity]
            say(f"{word} {item}", style)
    failed = sum(item.severity is Severity.ERROR for item in found)
    if failed:
        raise Failed(f"{failed} of these must be put right before {loaded.name} can be relied on")
    if not found and not as_json:
        say(f"OK   {len(loaded.policy)} policies of {loaded.name}: nothing to say", "green")


def _loaded(pack: str | None) -> Pack:
    return load_pack(settings_from(pack=pack).pack)


def _paging(pack: Pack) -> Paging | None:
    """Return what the paging channel can do; None when it cannot be used, which is the doctor's to say."""
    try:
        return paging_of(pack)
    except RadioError:
        return None


def _forecast_s(pack: Pack) -> float:
    paging = _paging(pack)
    return paging.forecast_s if paging else 0.0


def _case(text: str) -> Case:
    try:
        return Case.parse(text.strip())
    except ValueError as error:
        raise Trouble(f"--case: {error}") from error


def _for(part: PolicyPart) -> str:
    kinds = ", ".join(kind.value.replace("_", " ") for kind in part.kinds)
    meant = [", ".join(part.types), kinds, f"units of the profile {part.profile}" if part.profile else ""]
    said = "; ".join(filter(None, meant))
    return f" ({said})" if said else ""


def _times(step: Step) -> Iterator[str]:
    for priority in Priority:
        after, every = step.after_s.get(priority), step.every_s.get(priority)
        again = f"+{clock(every)}" if every is not None else ""
        yield "" if after is None else f"{clock(after)}{again}"


def _about(part: PolicyPart) -> dict[str, Any]:
    guards, since = GUARDS[part.subject]
    return {
        "name": part.name, "version": part.version, "subject": part.subject.value, "guards": guards,
        "counts_from": since, "types": part.types, "kinds": part.kinds,
        "profile": part.profile,
    }  # fmt: skip


def _as_json(timeline: Timeline) -> dict[str, Any]:
    return {**asdict(timeline), "case": str(timeline.case)}


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2))
