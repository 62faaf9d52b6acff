"""What crews tell: over the air, or by voice, which all hear and the simulated operator writes down.

What went out over the air is never written down as well: it comes in by itself, or it is lost. A voice is written down
where no human sits at the radio desk.
"""

from collections import Counter
from collections.abc import Callable

from dispatcher.domain.assignments import NEXT, AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.crew_commands import RecordAnswer, ReportStatus
from dispatcher.domain.simulated import Spoken
from dispatcher.domain.units import NEXT as AVAILABILITY_NEXT
from dispatcher.domain.units import Availability
from dispatcher.simulation.crews import By, Reply
from dispatcher.simulation.handsets import Handsets
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.situation import Situation

CONTROL = "CONTROL"
HEARD_LINES = 30
_BY_KEY, _TWICE = 0.92, 0.06
"""Shares of statuses that a crew with a radio gives by a key, and of keys that are pressed once more."""


class RadioDesk:
    """Thread: one writes; any reads `heard`."""

    def __init__(
        self, room: Room, actor: Actor, situation: Situation, world: Clock, handsets: Handsets,
        said: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`said` is called after every line."""
        self._room = room
        self._actor = actor
        self._situation = situation
        self._world = world
        self._handsets = handsets
        self._said = said
        self._heard: tuple[Spoken, ...] = ()
        self._told: Counter[str] = Counter()  # statuses, by call sign

    @property
    def heard(self) -> tuple[Spoken, ...]:
        """The last lines, oldest first."""
        return self._heard

    def answer(self, call_sign: str, reply: Reply, channel: str = "", *, stands_down: bool = False) -> None:
        """A crew answers what it was told, over the channel that told it where it can."""
        if reply.by is not By.VOICE and self._handsets.answer(call_sign, channel, reply, stands_down=stands_down):
            if reply.twice:
                self._handsets.answer(call_sign, channel, reply, stands_down=stands_down)
            return
        self.say(call_sign, reply.words)
        if not self._situation.radio_operator_on_duty:
            attempt(
                self._room,
                RecordAnswer(actor=self._actor, call_sign=call_sign, answer=reply.answer, words_heard=reply.words),
            )

    def status(self, call_sign: str, status: AssignmentState | Availability, words: str) -> None:
        """A crew gives its status, by a key where it has one; a voice that the room could not take is heard only."""
        if self._presses(call_sign, status):
            return
        self.say(call_sign, f"{call_sign} {words}")
        if not self._situation.radio_operator_on_duty and self._makes_sense(call_sign, status):
            attempt(self._room, ReportStatus(actor=self._actor, call_sign=call_sign, status=status))

    def say(self, call_sign: str, words: str) -> None:
        """Somebody says something."""
        spoken = Spoken(at=self._world.now(), call_sign=call_sign, words=words)
        self._heard = (*self._heard, spoken)[-HEARD_LINES:]
        self._said()

    def _presses(self, call_sign: str, status: AssignmentState | Availability) -> bool:
        """Press the key of a status, unless that is what the room has already; False: it is to be said."""
        if not self._handsets.has_key(call_sign, status):
            return False
        unit = self._situation.units.get(call_sign)
        if unit is not None and status in (unit.state, unit.availability if unit.state is None else None):
            return True
        self._told[call_sign] += 1
        dice = chance(0, "key", call_sign, status.value, str(self._told[call_sign]))
        if dice.random() >= _BY_KEY or not self._handsets.status(call_sign, status):
            return False
        if dice.random() < _TWICE:
            self._handsets.status(call_sign, status)
        return True

    def _makes_sense(self, call_sign: str, status: AssignmentState | Availability) -> bool:
        unit = self._situation.units.get(call_sign)
        if unit is None:
            return False
        if isinstance(status, Availability):
            return unit.state is None and status in {unit.availability, *AVAILABILITY_NEXT[unit.availability]}
        return unit.state is not None and status in NEXT[unit.state]
