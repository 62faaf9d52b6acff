"""The time of simulated people stands still, slows and hurries, and never runs backwards."""

from datetime import timedelta

from dispatcher.simulation.paced_clock import PacedClock
from tests.helpers.clock import START, FakeClock


def test_it_follows_the_world_at_its_pace():
    world = FakeClock()
    clock = PacedClock(world)
    world.advance(seconds=10)
    clock.set_speed(4)
    world.advance(seconds=10)
    assert clock.monotonic() == 50
    assert clock.now() == START + timedelta(seconds=50)


def test_it_stands_still_in_a_pause():
    world = FakeClock()
    clock = PacedClock(world)
    clock.pause()
    world.advance(minutes=10)
    assert clock.monotonic() == 0
    assert clock.world_seconds(5) is None
    clock.set_speed(2)
    clock.resume()
    world.advance(seconds=3)
    assert clock.monotonic() == 6
    assert clock.world_seconds(5) == 2.5
