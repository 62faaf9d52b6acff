"""Those who do what a human may do as well: the call taker, the dispatcher, operators at the strip, patrols."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.clock import Clock
from dispatcher.domain.events import Entry
from dispatcher.domain.simulated import Level
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.unit_rows import UnitRow
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.beats import Beats
from dispatcher.simulation.call_taker import CallTaker
from dispatcher.simulation.calls import CallStream
from dispatcher.simulation.colleague import AskedRoom, Colleague
from dispatcher.simulation.fleet import Fleet
from dispatcher.simulation.radio_desk import RadioDesk
from dispatcher.simulation.room import Crews
from dispatcher.simulation.situation import DESK, LEAD, RADIO, Situation
from dispatcher.simulation.strip import Strip
from dispatcher.simulation.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What everybody in a simulated room shares."""

    room: AskedRoom
    world: Clock
    agenda: Agenda
    situation: Situation
    actors: Mapping[str, Actor]  # by seat
    radio: RadioDesk
    crews: Crews
    fleet: Fleet | None
    post: Callable[[Callable[[], None]], None]


class _LeftToHumans:
    """Which items of the strip simulated operators leave to humans: `strip.Reserve`."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    def takes(self, role: Role, incident_id: str | None) -> bool:
        """The radio desk's and the supervisor's while no human sits there, others as their incident is looked after."""
        match role:
            case Role.RADIO_OPERATOR:
                return not self._situation.radio_operator_on_duty
            case Role.SUPERVISOR:
                return not self._situation.supervisor_on_duty
            case _ if incident_id in self._situation.cases:
                return self.recalls(incident_id)
            case _:
                return not self._situation.dispatcher_on_duty

    def recalls(self, incident_id: str | None) -> bool:
        """Nobody but humans recalls a unit of what humans look after."""
        return incident_id is not None and self._situation.is_ours(incident_id)


class Colleagues:
    """Thread: one."""

    def __init__(self, stage: Stage, seed: int) -> None:
        pack, agenda, situation = stage.room.pack, stage.agenda, stage.situation
        actors = stage.actors
        by_role = {Role.RADIO_OPERATOR: actors[RADIO], Role.DISPATCHER: actors[DESK], Role.SUPERVISOR: actors[LEAD]}
        self._whereabouts = Whereabouts(pack, stage.fleet.terrain if stage.fleet else None)
        stream = CallStream(seed, pack, self._whereabouts)
        self._call_taker = CallTaker(stage.room, actors, situation, stream, agenda, stage.world)
        self._colleague = Colleague(stage.room, actors[DESK], situation, agenda, seed, stage.post)
        self._strip = Strip(stage.room, by_role, stage.crews, agenda, seed, _LeftToHumans(situation))
        self._beats = Beats(pack, situation, stage.radio, agenda, stage.fleet, seed) if stage.fleet else None
        self._call_taker.on_duplicate(
            lambda incident_id, known_id: stage.post(lambda: self._colleague.is_same(incident_id, known_id))
        )

    def begin(
        self, level: Level, units: Iterable[UnitRow], standing: Iterable[AttentionRow], turning: Collection[str]
    ) -> None:
        """Go to work in the room as it is found; `turning` are units that have not answered a stand-down."""
        for unit in units:
            self._strip.know(unit)
        for row in standing:
            self._strip.adopt(row, stands_down=row.call_sign in turning)
        self._colleague.look_at_all()
        self._call_taker.begin(level)
        if self._beats is not None:
            self._beats.begin(self._whereabouts)

    def hear(self, entry: Entry) -> None:
        """Take a committed entry, the situation having taken it before."""
        self._strip.hear((entry,))
        self._colleague.hear(entry)
        if self._beats is not None:
            self._beats.hear(entry)

    def changed(self, *, came: bool) -> None:
        """A human dispatcher came on duty, or the last one left."""
        self._colleague.look_at_all()
        if came:
            self._call_taker.human_came()

    def set_level(self, level: Level) -> None:
        """Let more calls come, or fewer."""
        self._call_taker.set_level(level)
