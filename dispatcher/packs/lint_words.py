"""Lints of people, types, units and the pack itself: what a supervisor would want told before the first call."""

from collections.abc import Iterator
from pathlib import Path

from dispatcher.domain.authority import Role
from dispatcher.domain.errors import TextNotCarried
from dispatcher.domain.messages import carried_text, dispatch_text, order_number
from dispatcher.domain.triage import Priority, priority_for
from dispatcher.packs.lint import Lint, Paging, error, note, repeated, warning
from dispatcher.packs.model import PAGER_CHANNEL, Pack, TypePart, UnitPart

_CREWS_IN_A_PAGE = 4
_LONGEST_NUMBER = order_number("2026-1000000", 2)
_WITHOUT = {
    Role.DISPATCHER: (error, "nobody may take a call or dispatch"),
    Role.SUPERVISOR: (error, "every chain ends with the supervisor, and nobody may be one"),
    Role.RADIO_OPERATOR: (warning, "voice tasks come to the radio desk, and nobody may sit there"),
    Role.DUTY_MANAGER: (note, "nobody stands above the supervisors"),
}


def lint_pack(pack: Pack, folder: Path) -> Iterator[Lint]:
    """Look at what the pack says of itself."""
    if pack.name != folder.resolve().name:
        yield warning(
            "pack.toml", "name", f"it is {pack.name!r} and the folder is {folder.resolve().name!r}",
            "give a copy a name of its own: the journal keeps the name",
        )  # fmt: skip
    for place, outcome, first in repeated(pack.outcomes):
        says = f"outcome {place}, {outcome!r}, is outcome {first} again"
        yield warning("pack.toml", "outcomes", says, "keep one")
    if any(not outcome.strip() for outcome in pack.outcomes):
        yield error("pack.toml", "outcomes", "one of them is empty", "nobody can choose it; remove it")


def lint_people(pack: Pack) -> Iterator[Lint]:
    """Look for roles that nobody holds and for people who cannot be told apart."""
    held = {role for person in pack.operator for role in person.roles}
    for role, (make, says) in _WITHOUT.items():
        if role not in held:
            word = role.value
            yield make(
                "people.toml", "operator", f"no operator has the role {word}: {says}", f"give {word} to somebody"
            )
    for place, name, first in repeated(person.name for person in pack.operator):
        says = f"{name!r} is the name of operator.{first} too"
        yield warning("people.toml", f"operator.{place}.name", says, "screens show names only; make them differ")


def lint_types(pack: Pack, paging: Paging | None, longest_place: str) -> Iterator[Lint]:
    """Look for types that cannot be paged, told apart or answered."""
    for place, part in enumerate(pack.type, start=1):
        key = f"type.{place}"
        if paging is not None:
            yield from _page(pack, part, f"{key}.title", paging, longest_place)
        if not part.needs:
            says = f"{part.name!r} needs nothing, so that whoever is nearest is proposed, a boat for a burglary"
            yield warning("types.toml", f"{key}.needs", says, "say which capability must go")
        yield from _only_one(pack, part, f"{key}.needs")
    for place, title, first in repeated(part.title for part in pack.type):
        says = f"{title!r} is the title of type.{first} too"
        yield warning("types.toml", f"type.{place}.title", says, "the queue shows titles only; make them differ")
    yield from _beginnings(pack)


def _page(pack: Pack, part: TypePart, key: str, paging: Paging, longest_place: str) -> Iterator[Lint]:
    if not part.title.strip():
        yield error("types.toml", key, "it is empty", "say in a few words what happens")
        return
    crews = " ".join(sorted((unit.call_sign for unit in pack.unit), key=len)[-_CREWS_IN_A_PAGE:])
    texts = {"": "", longest_place: crews}
    for place, units in texts.items():
        text = dispatch_text(
            priority=Priority.P1, number=_LONGEST_NUMBER, type_name=part.title, place=place, units=units, note=""
        )
        try:
            carried_text(text, paging.limits)
        except TextNotCarried as refusal:
            if not place:
                yield error("types.toml", key, f"{part.title!r} can never be paged: {refusal}", "write it otherwise")
            else:
                says = f"{part.title!r} at {place!r} with {_CREWS_IN_A_PAGE} units is too long for a page: {refusal}"
                yield warning("types.toml", key, says, "shorten the title")
            return


def _only_one(pack: Pack, part: TypePart, key: str) -> Iterator[Lint]:
    if priority_for(part.impact, part.urgency) is not Priority.P1 or not part.needs:
        return
    able = [unit.call_sign for unit in pack.unit if set(part.needs) & set(unit.capabilities)]
    if len(able) == 1:
        says = f"only {able[0]} can go to {part.name!r}, which is {Priority.P1.value}"
        yield note("types.toml", key, says, "say what else would do, or know that there is no second one")


def _beginnings(pack: Pack) -> Iterator[Lint]:
    names = {part.name.casefold(): place for place, part in enumerate(pack.type, start=1)}
    for name, place in names.items():
        longer = sorted(other for other in names if other != name and other.startswith(name))
        if longer:
            says = f"{name!r} begins {', '.join(map(repr, longer))}"
            yield note(
                "types.toml", f"type.{place}.name", says, "typed whole it means itself; beginnings are asked back"
            )


def _addresses(unit: UnitPart, place: int, paging: Paging) -> Iterator[Lint]:
    for channel, address in unit.reached_by.items():
        trouble = paging.trouble_with(channel, address)
        if trouble:
            pager = unit.pager and channel == PAGER_CHANNEL
            key = f"unit.{place}.{'pager' if pager else 'also' if channel in unit.also else 'addresses'}"
            says = f"{unit.call_sign} cannot be paged: {trouble}" if pager else (
                f"{unit.call_sign} cannot be reached over {channel}: {trouble}"
            )  # fmt: skip
            yield error("units.toml", key, says, "correct its address")


def lint_units(pack: Pack, paging: Paging | None) -> Iterator[Lint]:
    """Look for units that cannot be paged or are never proposed."""
    asked = {need for part in pack.type for need in part.needs}
    for place, unit in enumerate(pack.unit, start=1):
        yield from _addresses(unit, place, paging) if paging else ()
        if not asked & set(unit.capabilities):
            says = f"{unit.call_sign} can do nothing that a type asks for, and is proposed for none"
            yield warning("units.toml", f"unit.{place}.capabilities", says, "give it a capability of types.toml")
    idle = sorted({word for unit in pack.unit for word in unit.capabilities} - asked)
    if idle:
        says = f"no type asks for {', '.join(idle)}"
        yield note("units.toml", "unit.capabilities", says, "right when it is only to be read on the board")
