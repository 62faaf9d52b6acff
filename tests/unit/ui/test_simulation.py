"""The strip of the simulated people: its words, its keys, and a burst of radio that is one look."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dispatcher.domain.simulated import Level, SimulationState, Spoken
from tests.helpers.clock import START
from tests.helpers.fake_room import Posted
from ui.presenters.simulation import HeardLine, SimulationPresenter


class FakeSimulation:
    """Fulfils `domain.simulated.Simulation`."""

    def __init__(self, **changes: Any) -> None:
        self.now = replace(SimulationState(level=Level.BUSY, speed=1.0, paused=False, acting=True), **changes)
        self.listeners: list[Callable[[], None]] = []

    def state(self) -> SimulationState:
        return self.now

    def pause(self) -> None:
        self.become(paused=True)

    def resume(self) -> None:
        self.become(paused=False)

    def set_speed(self, speed: float) -> None:
        self.become(speed=speed)

    def set_level(self, level: Level) -> None:
        self.become(level=level)

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def become(self, **changes: Any) -> None:
        self.now = replace(self.now, **changes)
        for listener in list(self.listeners):
            listener()


def presenter(simulation: FakeSimulation) -> SimulationPresenter:
    return SimulationPresenter(simulation, lambda act: act())


def spoken(number: int, words: str = "M11 en route") -> Spoken:
    return Spoken(at=START + timedelta(seconds=number), call_sign=words.split()[0], words=words)


def test_it_says_level_pace_and_whether_it_runs():
    shown = presenter(FakeSimulation()).shown()
    assert (shown.level, shown.pace, shown.state, shown.tone) == ("busy", "1x", "running", "text")


def test_a_pause_says_that_guards_go_on():
    made = presenter(FakeSimulation())
    made.pause_or_resume()
    shown = made.shown()
    assert (shown.state, shown.paused) == ("paused", True)
    assert "Guards keep running while the simulation is paused." in shown.why
    made.pause_or_resume()
    assert made.shown().state == "running"


def test_keys_go_from_step_to_step_and_stop_at_the_ends():
    simulation = FakeSimulation()
    made = presenter(simulation)
    for _ in range(9):
        made.faster()
        made.louder()
    assert (simulation.now.speed, simulation.now.level) == (8.0, Level.STORM)
    assert (made.shown().can_faster, made.shown().can_louder) == (False, False)
    for _ in range(9):
        made.slower()
        made.calmer()
    assert (simulation.now.speed, simulation.now.level) == (0.5, Level.CALM)
    assert (made.shown().can_slower, made.shown().can_calmer) == (False, False)


def test_elsewhere_is_said_and_not_before_a_lease_can_have_run_out():
    made = presenter(FakeSimulation(acting=False))
    assert made.shown().state == "starting"
    for _ in range(12):
        made.second()
    shown = made.shown()
    assert shown.state == "elsewhere"
    assert "Another process" in shown.why


def test_what_was_said_newest_first_in_local_time():
    made = presenter(FakeSimulation(heard=(spoken(1), spoken(2, "E12 on scene"))))
    made.set_timezone("Europe/Monaco")
    assert made.heard() == (
        HeardLine(time="04:04:07", call_sign="E12", words="on scene"),
        HeardLine(time="04:04:06", call_sign="M11", words="en route"),
    )
    assert made.last() == made.heard()[0]
    assert presenter(FakeSimulation()).last() is None


def test_a_burst_is_one_look():
    simulation, posted, looks = FakeSimulation(), Posted(), list[int]()
    made = SimulationPresenter(simulation, posted)
    made.watch(lambda: looks.append(1))
    for number in range(50):
        simulation.become(heard=(spoken(number),))
    assert len(posted.waiting) == 1
    posted.run()
    assert looks == [1]
    simulation.become(paused=True)
    assert len(posted.waiting) == 1


def test_a_closed_one_follows_no_more():
    simulation = FakeSimulation()
    made = presenter(simulation)
    made.close()
    simulation.become(paused=True)
    assert not made.shown().paused
