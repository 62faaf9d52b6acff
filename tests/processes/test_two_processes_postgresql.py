"""Two rooms on one PostgreSQL database."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest

from dispatcher.domain.events import EntryKind
from dispatcher.storage.leases import DEADLINES
from dispatcher.system_clock import SystemClock
from tests.processes.rooms import Desk, Served, assert_steps_ran_once


@pytest.fixture
def postgres_url(postgres_new: Callable[[], str]) -> str:
    """An empty database. Ask for it first: it goes last, after the rooms on it."""
    return postgres_new()


pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(60)]


def test_rooms_hear_each_other_and_the_survivor_guards(
    postgres_url: str, serve: Callable[..., Served], desk: Callable[..., Desk]
) -> None:
    served = serve("--database", postgres_url)
    if "paging is up" not in served.wait_line("ready:"):
        served.wait_line("channel paging is up")
    here = desk(database=postgres_url)
    assert here.holders()[DEADLINES] == served.pid

    before = SystemClock().now()
    here.dispatch("E11")
    here.wait(EntryKind.UNIT_ALERTED)
    assert SystemClock().now() - before < timedelta(seconds=2)
    claimed = here.wait(EntryKind.ATTEMPT_CLAIMED)
    assert claimed.at - here.wait(EntryKind.ATTEMPT_QUEUED).at < timedelta(seconds=1)
    here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")
    here.wait(EntryKind.STEP_RAN, step="repeat")

    killed_at = SystemClock().now()
    served.kill()
    assert here.wait(EntryKind.LEASE_TAKEN, lease=DEADLINES).at - killed_at < timedelta(seconds=2)
    here.wait(EntryKind.STEP_RAN, step="supervisor")
    here.wait_until(lambda: here.sentinel().unguarded == 0, "0 unguarded")
    assert_steps_ran_once(here)


def test_two_rooms_that_start_together_on_an_empty_database_both_come_up(
    postgres_url: str, serve: Callable[..., Served]
) -> None:
    both = [serve("--database", postgres_url), serve("--database", postgres_url)]
    lines = [served.wait_line("ready:") for served in both]
    assert sum("holds deadlines" in line for line in lines) == 1, lines
    assert [served.stop() for served in both] == [0, 0]


def test_a_room_finds_its_feed_again_after_the_server_cut_its_connections(
    postgres_url: str, desk: Callable[..., Desk]
) -> None:
    here = desk(database=postgres_url)
    here.dispatch("E11")
    here.wait(EntryKind.UNIT_ALERTED)
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    here.wait(EntryKind.STEP_RAN, step="supervisor")
    here.wait_until(lambda: here.sentinel().unguarded == 0, "0 unguarded")
    assert_steps_ran_once(here)
