"""Voice radio: all hear everything; the simulated operator writes it down where no human sits at the radio desk."""

from collections.abc import Callable

from dispatcher.domain.assignments import NEXT, AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import RecordAnswer, ReportStatus
from dispatcher.domain.simulated import Spoken
from dispatcher.domain.units import NEXT as AVAILABILITY_NEXT
from dispatcher.domain.units import Availability
from dispatcher.simulation.crews import Reply
from dispatcher.simulation.people import Room, attempt
from dispatcher.simulation.situation import Situation

CONTROL = "CONTROL"
HEARD_LINES = 30


class RadioDesk:
    """Thread: one writes; any reads `heard`."""

    def __init__(
        self, room: Room, actor: Actor, situation: Situation, world: Clock, said: Callable[[], None] = lambda: None
    ) -> None:
        """`said` is called after every line."""
        self._room = room
        self._actor = actor
        self._situation = situation
        self._world = world
        self._said = said
        self._heard: tuple[Spoken, ...] = ()

    @property
    def heard(self) -> tuple[Spoken, ...]:
        """The last lines, oldest first."""
        return self._heard

    def answer(self, call_sign: str, reply: Reply) -> None:
        """A crew answers what it was told."""
        self.say(call_sign, reply.words)
        if not self._situation.radio_operator_on_duty:
            attempt(
                self._room,
                RecordAnswer(actor=self._actor, call_sign=call_sign, answer=reply.answer, words_heard=reply.words),
            )

    def status(self, call_sign: str, status: AssignmentState | Availability, words: str) -> None:
        """A crew gives its status; what the room could not take is heard only."""
        self.say(call_sign, f"{call_sign} {words}")
        if not self._situation.radio_operator_on_duty and self._makes_sense(call_sign, status):
            attempt(self._room, ReportStatus(actor=self._actor, call_sign=call_sign, status=status))

    def say(self, call_sign: str, words: str) -> None:
        """Somebody says something."""
        spoken = Spoken(at=self._world.now(), call_sign=call_sign, words=words)
        self._heard = (*self._heard, spoken)[-HEARD_LINES:]
        self._said()

    def _makes_sense(self, call_sign: str, status: AssignmentState | Availability) -> bool:
        unit = self._situation.units.get(call_sign)
        if unit is None:
            return False
        if isinstance(status, Availability):
            return unit.state is None and status in {unit.availability, *AVAILABILITY_NEXT[unit.availability]}
        return unit.state is not None and status in NEXT[unit.state]
