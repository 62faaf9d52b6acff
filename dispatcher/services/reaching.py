"""Who can be reached now, and the standing check that finds a role without anybody before it matters."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Reach
from dispatcher.domain.reach import ROLES, roles_asked
from dispatcher.services import attention_items
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.storage import duties
from dispatcher.storage.duties import on_duty
from dispatcher.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Roles that can be reached, and whom to ring for those that are reached by telephone only."""

    reach: Reach
    phones: Mapping[Role, str]  # "Ines Halvorsen on 01632 960 199"
    seats: frozenset[str]  # where somebody sits

    def resolve(self, role: Role) -> tuple[Role, str]:
        """Return who is asked when a role is meant, and whom to ring when nobody of it is at a seat."""
        asked = self.reach.resolve(role)
        return asked, "" if asked in self.reach.on_duty else self.phones.get(asked, "")


def reachable(work: UnitOfWork) -> Reachable:
    """Look who is on duty, and who is on call."""
    return work.once("reachable", lambda: _look_who_is_there(work))


def _look_who_is_there(work: UnitOfWork) -> Reachable:
    sitting = on_duty(work.connection)
    phones = {role: " or ".join(said) for role, said in duties.on_call(work.connection).items()}
    reach = Reach(on_duty=frozenset(duty.role for duty in sitting), on_call=frozenset(phones))
    return Reachable(reach=reach, phones=phones, seats=frozenset(duty.seat for duty in sitting))


def is_at(work: UnitOfWork, seat: str) -> bool:
    """Tell whether somebody sits at a seat."""
    return seat in reachable(work).seats


def radio_desk(work: UnitOfWork) -> Role:
    """Return who speaks on the radio: the radio operator, or whoever stands in when nobody sits there."""
    return reachable(work).resolve(Role.RADIO_OPERATOR)[0]


def gap_cause(role: Role) -> str:
    """Return the cause under which a role that nobody fills is raised."""
    return f"reach:{role.value}"


def check_reach(work: UnitOfWork) -> None:
    """Raise an item for each role that a policy asks for and that ends with nobody; resolve those that are filled.

    A role that somebody above it stands in for is no gap: its escalations move on at once. `AskReach` shows it.
    """
    can = reachable(work)
    without = {role for role, instead in can.reach.gaps(roles_asked(work.rules.policies)) if instead is None}
    if not can.reach.on_duty:
        without = set[Role]()  # nobody at all: the watchdog counts every incident, and there is nobody to tell
    for role in ROLES:
        if role in without:
            _raise_gap(work, role)
        else:
            attention_items.resolve_cause(work, gap_cause(role), "somebody can be reached again")


def _raise_gap(work: UnitOfWork, role: Role) -> None:
    cause = gap_cause(role)
    if attention_items.text_of_cause(work, cause) is not None:
        return
    word = role.value.replace("_", " ")
    raise_item(
        work,
        Item(
            kind=AttentionKind.TECHNICAL_ALARM,
            cause=cause,
            text=f"nobody can be reached as {word}, nor anybody above: what escalates to a {word} would find nobody."
            " Sign somebody on, or give somebody of the role a phone in people.toml",
            for_role=Role.DISPATCHER,
        ),
    )
