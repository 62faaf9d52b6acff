"""The world's clock jumps or runs, and never backwards."""

from datetime import timedelta

from dispatcher.replay.world_clock import WorldClock
from tests.helpers.clock import FakeClock


def test_at_full_speed_it_stands_still_until_it_jumps():
    real = FakeClock()
    start = real.now()
    world = WorldClock(start, real)
    real.advance(seconds=100)
    assert world.now() == start
    there = start + timedelta(hours=3)
    assert world.head_for(there) == 0
    world.stop_at(there)
    assert world.now() == there
    assert world.monotonic() == 3 * 3600


def test_it_never_goes_back():
    real = FakeClock()
    world = WorldClock(real.now(), real)
    world.stop_at(real.now() + timedelta(hours=1))
    world.stop_at(real.now())
    assert world.now() == real.now() + timedelta(hours=1)


def test_paced_it_runs_so_many_times_as_fast_and_waits_at_its_goal():
    real = FakeClock()
    start = real.now()
    world = WorldClock(start, real, speed=60)
    goal = start + timedelta(minutes=2)
    assert world.head_for(goal) == 2.0
    real.advance(seconds=1)
    assert world.now() == start + timedelta(minutes=1)
    assert world.head_for(goal) == 1.0
    real.advance(seconds=5)
    assert world.now() == goal
    world.stop_at(goal)
    real.advance(seconds=5)
    assert world.now() == goal
