"""Things that tests begin with: a pack, its rules, people at their seats, a room without threads."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.rules import Rules
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import Pack
from dispatcher.rule_book import ChannelBook, rules_of
from dispatcher.services.activating_pack import ActivatePack
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.database import Database, open_database
from dispatcher.transactor import Transactor
from radio.message import World as RadioWorld
from tests.helpers.clock import FakeClock
from tests.helpers.migrated import put_migrated

shipped = cache(load_pack)
"""The pack of that name: nothing in it can be changed, so every test may have the same one."""
_PACKS: dict[str, Pack] = {}
_RULES: dict[int, tuple[Pack, Rules]] = {}
LINKS = dict.fromkeys(("paging", "sms", "tetra"), "simulator:/nowhere")


def actor(operator: str, role: Role, seat: str) -> Actor:
    return Actor(operator=OperatorId(operator), role=role, seat=Seat(seat))


DISPATCHER = actor("dana", Role.DISPATCHER, "D1")
SECOND_DISPATCHER = actor("omar", Role.DISPATCHER, "D2")
RADIO_OPERATOR = actor("ruth", Role.RADIO_OPERATOR, "R1")
SUPERVISOR = actor("sol", Role.SUPERVISOR, "S1")
DUTY_MANAGER = actor("ines", Role.DUTY_MANAGER, "M1")


def signs_on(who: Actor) -> SignOn:
    return SignOn(operator=who.operator, role=who.role, seat=who.seat)


def a_call(place: str = "12 Elm St", incident_type: str = "fire", **more: Any) -> TakeCall:
    return TakeCall(actor=more.pop("actor", DISPATCHER), place=place, incident_type=incident_type, **more)


def a_pack(
    *,
    dispatch: Mapping[str, float] | None = None,
    stand_down: Mapping[str, float] | None = None,
    waiting_s: float | None = None,
    updates: bool = False,
    plans: bool = False,
    **changes: Any,
) -> Pack:
    """The pack of Rivermouth; `dispatch` and `stand_down` set steps to other seconds, under a version of their own.

    Without `updates` no incident owes one, and without `plans` none is run by a plan: what is told of an incident's
    guard is told of its only deadline.
    """
    raw = shipped("rivermouth").model_dump(mode="json")
    if not plans:
        raw["incident_plan"] = []
    if not updates:
        raw["policy"] = [part for part in raw["policy"] if part["name"] != "update"]
    for name, seconds in (("dispatch", dispatch), ("stand_down", stand_down)):
        policy = next(part for part in raw["policy"] if part["name"] == name)
        for step in policy["step"] if seconds else ():
            step["after_s"] = (seconds or {}).get(step["name"], step["after_s"])
            policy["version"] = 2
    if waiting_s is not None:
        policy = next(part for part in raw["policy"] if part["name"] == "waiting")
        policy["version"] = 2
        policy["step"] = [{**policy["step"][0], "after_s": waiting_s, "every_s": waiting_s}]
    return _validated({**raw, **changes})


def _validated(raw: dict[str, Any]) -> Pack:
    """Validating takes longer than a commit, and most rooms are of a few packs."""
    said = repr(raw)
    if said not in _PACKS:
        _PACKS[said] = Pack.model_validate(raw)
    return _PACKS[said]


def a_quiet_pack() -> Pack:
    """Rivermouth, where nobody asks for a read-back: for tests in which a call is only there to be dispatched."""
    return a_pack(read_back={})


def a_radio_pack() -> Pack:
    """Rivermouth with a second, open channel that has a plan, a group, a test and a ratio of success."""
    base = a_pack().model_dump(mode="json")
    tetra = {"name": "tetra", "title": "Tetra", "driver": "tap", "link": "simulator:/tetra", "open": True,
             "test": {"address": "99", "every_s": 3600}, "success": {"floor": 2, "accepted": 0.6}}  # fmt: skip
    units = [{**unit, "also": {"tetra": unit["pager"][3:]}} for unit in base["unit"]]
    group = {"name": "pumps", "channel": "tetra", "address": "900", "members": ["E11", "E12"]}
    return _validated({
        **base, "channel": [*base["channel"], tetra], "unit": units, "group": [group],
        "plan": [{"bearers": ["tetra", "paging", "voice"], "priorities": ["P1", "P2"]}],
        "open_channel": [{"name": "medical word", "words": ["overdose"]}],
    })  # fmt: skip


def standard_policies(**changes: Any) -> dict[str, Any]:
    """What a pack says of escalation when it goes by the standard chains: those of the pack that ships."""
    types = {part.name for part in shipped("rivermouth").type}
    monaco = shipped("monaco").model_dump(mode="json")
    policies = [
        {**part, "types": [name for name in part["types"] if name in types]}
        for part in monaco["policy"]
        if part["name"] != "update"
    ]
    return {"policy": policies, "response_times": monaco["response_times"], **changes}


def the_rules(pack: Pack) -> Rules:
    """What a pack makes its room decide by, read out of it once."""
    kept = _RULES.get(id(pack))
    if kept is None or kept[0] is not pack:
        kept = _RULES[id(pack)] = pack, rules_of(pack, ChannelBook(pack, LINKS, RadioWorld.SIMULATED))
    return kept[1]


def activation_of(pack: Pack) -> ActivatePack:
    return ActivatePack(pack=pack, highest=ChannelBook(pack, LINKS, RadioWorld.SIMULATED).highest())


def numbered_ids(prefix: str = "id") -> Callable[[], str]:
    numbers: Iterator[int] = count(1)
    return lambda: f"{prefix}-{next(numbers):07d}"


def dead_holder(name: str) -> str:
    """A holder whose process, others on this host can see, is gone (the pid lives, but began at another time)."""
    return f"{socket.gethostname()}/{os.getpid()}/0/{name}"


@dataclass
class Desk:
    """A room without threads: a database, a transactor, and commands one by one."""

    database: Database
    transactor: Transactor
    clock: Clock
    pack: Pack
    committed: list[Any] = field(default_factory=list[Any])

    def run(self, command: AnyCommand) -> Any:
        """Carry out one command in a commit of its own; raise what it raises."""
        committed = self.transactor.run([command])
        self.committed.append(committed)
        committed.raise_first()
        return committed.outcomes[0].value

    def close(self) -> None:
        self.transactor.close()
        self.database.close()


def open_desk(
    url: str, clock: Clock | None = None, pack: Pack | None = None, *, holder: str = "host/1/1/desk", ids: str = "id"
) -> Desk:
    """Open a database with a pack active and nobody on duty."""
    clock, pack = clock or FakeClock(), pack or a_quiet_pack()
    put_migrated(url)
    database = open_database(url, World.SIMULATED, clock.now())
    transactor = Transactor(database, clock, numbered_ids(ids), World.SIMULATED, holder)
    desk = Desk(database, transactor, clock, pack)
    transactor.use(the_rules(pack))
    desk.run(activation_of(pack))
    return desk
