"""People write to a simulated room: through the same door, seeded, and answered when no human is there."""

from concurrent.futures import Future
from typing import Any

from dispatcher.domain.contact_commands import Arrived, ContactArrived, DismissContact, TakeContact
from dispatcher.domain.identifiers import ContactId
from dispatcher.domain.simulated import Level
from dispatcher.packs.loading import load_pack
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.situation import Situation
from dispatcher.simulation.writers import Writers
from tests.helpers.builders import DISPATCHER
from tests.helpers.clock import FakeClock


class Room:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.pack = load_pack("rivermouth")
        self.given: list[Any] = []

    def execute(self, command: Any) -> "Future[Any]":
        self.given.append(command)
        future: Future[Any] = Future()
        number = sum(isinstance(one, ContactArrived) for one in self.given)
        future.set_result(Arrived(contact_id=ContactId(f"c{number}"), repeat=False))
        return future

    def subscribe(self, _listener: Any) -> Any:
        return lambda: None


def lives(seconds: int, level: Level = Level.BUSY, *, seed: int = 1) -> list[Any]:
    room, clock, situation = Room(), FakeClock(), Situation()
    agenda = Agenda(clock)
    writers = Writers(room, DISPATCHER, situation, agenda, clock, seed, lambda call: call())
    writers.begin(level, ())
    for _ in range(seconds):
        clock.advance(seconds=1)
        agenda.run_due(clock.now())
    return room.given


def test_somebody_writes_soon_and_is_answered_when_no_human_is_there() -> None:
    given = lives(80)
    assert [type(command) for command in given] == [ContactArrived, TakeContact, DismissContact]
    assert given[1].contact_id == given[2].contact_id == "c1"


def test_the_same_seed_brings_the_same_letters() -> None:
    def letters(seed: int) -> list[tuple[str, str]]:
        given = lives(1_800, seed=seed)
        return [(one.sender, one.body) for one in given if isinstance(one, ContactArrived)]

    assert letters(3) == letters(3) != letters(4)


def test_a_storm_brings_floods_of_letters_that_are_alike() -> None:
    arrived = [one for one in lives(900, Level.STORM) if isinstance(one, ContactArrived)]
    assert len({one.external_id for one in arrived}) == len(arrived)
    assert max(sum(other.body == one.body for other in arrived) for one in arrived) >= 7
