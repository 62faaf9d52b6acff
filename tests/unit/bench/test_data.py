"""The stored incidents of the start measurement are what a room could have written itself."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from dispatcher.app import Plan, build
from dispatcher.domain.authority import Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.operations.checking import check
from dispatcher.packs.loading import load_pack
from dispatcher.queries.requests import AskQueue, AskSentinel
from dispatcher.storage import revisions
from dispatcher.storage.database import open_to_read, sqlite_url
from tests.bench import data
from tests.bench.data import Unmakeable, Wanted, ensure, file_of, to_the_present, wanted_of
from tests.bench.data_telling import simulated_links
from tests.helpers import invariants
from tests.helpers.clock import START, FakeClock

SMALL = Wanted(incidents=300, open=12, armed=200, kinds=2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure(SMALL, tmp_path_factory.mktemp("data"))


@pytest.fixture
def present(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "simulated.db"
    copy.write_bytes(made.read_bytes())
    to_the_present(copy, START)
    return copy


def counted(file: Path, statement: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(statement).fetchone()[0])


def test_it_holds_what_was_asked_for(made: Path) -> None:
    assert counted(made, "SELECT count(*) FROM incidents") == SMALL.incidents
    assert counted(made, "SELECT count(*) FROM incidents WHERE state = 'open'") == SMALL.open
    assert counted(made, "SELECT count(*) FROM deadlines WHERE state = 'armed'") == SMALL.armed
    assert counted(made, "SELECT count(DISTINCT number) FROM incidents") == SMALL.incidents
    for table in ("calls", "personal_values", "assignments", "messages", "transmissions", "attempts", "rungs"):
        assert counted(made, f"SELECT count(*) FROM {table}") >= SMALL.incidents / 4, table


def test_its_journal_is_one_chain_of_several_entries_for_each_incident(made: Path) -> None:
    found = check(sqlite_url(made), str(made), reached=lambda _done, _last: None)
    assert found.world is World.SIMULATED
    assert found.entries >= 5 * SMALL.incidents


def test_the_next_incident_gets_the_next_number(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        counters = dict(connection.execute("SELECT substr(name, 10), value FROM counters WHERE name LIKE 'incident:%'"))
        for year, most in connection.execute("SELECT substr(number, 1, 4), max(number) FROM incidents GROUP BY 1"):
            assert counters[year] == int(most[5:])


def test_copies_have_ids_and_texts_of_their_own(made: Path) -> None:
    wrong = """SELECT count(*) FROM messages JOIN incidents ON incidents.id = messages.incident_id
               JOIN personal_values ON personal_values.id = messages.text_id
               WHERE instr(value, substr(number, 8)) = 0"""
    assert counted(made, wrong) == 0, "every page names the number of its own incident"
    foreign = "SELECT count(*) FROM journal WHERE kind = 'unit_alerted' AND instr(body, (SELECT id FROM assignments" \
              " WHERE assignments.incident_id = journal.incident_id LIMIT 1)) = 0"  # fmt: skip
    assert counted(made, foreign) <= SMALL.open, "an open incident has a second unit"


def test_the_promises_hold(present: Path) -> None:
    engine = open_to_read(sqlite_url(present))
    with engine.connect() as connection:
        for name in ("one_active_assignment_per_unit", "closed_means_nothing_live", "acknowledged_by_a_person"):
            getattr(invariants, f"assert_{name}")(connection)
    engine.dispose()


def test_the_watchdog_counts_nobody_unguarded(present: Path) -> None:
    pack = load_pack(data.PACK)
    links = simulated_links(pack, present.parent)
    plan = Plan(
        url=sqlite_url(present), world=World.SIMULATED, pack=pack, clock=FakeClock(at=START), links=links,
        gateway=False, self_driven=True,
    )  # fmt: skip
    room = build(plan)
    try:
        sign_on = SignOn(operator=OperatorId(pack.operator[0].id), role=Role.DISPATCHER, seat=Seat("seat-1"))
        room.execute(sign_on).result(5)
        kept = room.parts.duties.beat()
        sentinel, queue = room.ask(AskSentinel()).result(5), room.ask(AskQueue()).result(5)
    finally:
        room.close()
    assert kept.due == (), "nothing falls due while it is measured"
    assert (sentinel.unguarded, sentinel.open_incidents, sentinel.missed_deadlines) == (0, SMALL.open, 0)
    assert all(row.guarded and row.next_due_at is not None for row in queue)
    assert min(row.next_due_at for row in queue if row.next_due_at) >= START + timedelta(minutes=59)


def test_another_schema_or_pack_is_another_file(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert file_of(SMALL, made.parent) == made
    monkeypatch.setattr(revisions, "newest", lambda: "9999")
    assert file_of(SMALL, made.parent) != made


def test_one_that_was_stopped_leaves_nothing(tmp_path: Path) -> None:
    def stop(_made: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure(SMALL, tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def test_small_rooms_have_their_share() -> None:
    assert wanted_of(100_000) == Wanted()
    assert (wanted_of(20).open, wanted_of(20).armed) == (2, 100)
    assert not any(wanted_of(incidents).problem() for incidents in (20, 99, 1_000, 1_999, 5_000_000))


@pytest.mark.parametrize("incidents", [-1, 0, 5, 10**9])
def test_absurd_numbers_are_refused(incidents: int, tmp_path: Path) -> None:
    with pytest.raises(Unmakeable, match="N is the number of incidents, 20 to 5,000,000"):
        ensure(wanted_of(incidents), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("given", "said"), [("many", "'many' is not"), ("7", "7 is not"), ("", "'' is not")])
def test_the_command_says_why_not(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert data.main([given]) == 2
    assert said in capsys.readouterr().err
