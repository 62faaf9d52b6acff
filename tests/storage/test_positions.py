"""Last positions and verified places on both databases, and the migration that brought them, from a real old file."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, create_engine, event, exc, insert, text, update

from dispatcher.domain.crew_commands import ReportPositions
from dispatcher.domain.errors import Rejected
from dispatcher.domain.units import UnitFix
from dispatcher.domain.worlds import World
from dispatcher.queries.boards import unit_board
from dispatcher.queries.positions import positions
from dispatcher.queries.queue import queue
from dispatcher.queries.requests import AskPositions, AskQueue, AskUnits
from dispatcher.storage import revisions
from dispatcher.storage import schema as s
from dispatcher.storage.database import Database, open_database, parsed_url
from dispatcher.storage.migrations.script import run_sql_file
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import START
from tests.helpers.databases import NewUrl

OLD_ROWS = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
    "INSERT INTO alembic_version (version_num) VALUES ('0001')",
    "INSERT INTO installation (id, world, created_at, pack, pack_digest) VALUES (1, 'simulated', 0, '', '')",
    "INSERT INTO journal_head (id, sequence, digest) VALUES (1, 0, '')",
    "INSERT INTO stations (name, title, latitude, longitude) VALUES ('ST1', 'Station 1', 43.7, 7.4)",
    "INSERT INTO units (id, call_sign, type_name, station, capabilities, availability, since)"
    " VALUES ('u1', 'E12', 'engine', 'ST1', 'pump', 'available_station', 0)",
    "INSERT INTO incidents (id, number, state, kind, incident_type, type_name, place, latitude, longitude, impact,"
    " urgency, priority, owner_role, opened_at, contact_at) VALUES"
    " ('i1', '2026-000001', 'open', 'incident', 'fire', 'Fire', '12 Elm St', 43.73, 7.42, 1, 1, 'P1', 'dispatcher', 0,"
    " 0)",
    "INSERT INTO incidents (id, number, state, kind, incident_type, type_name, place, impact, urgency, priority,"
    " owner_role, opened_at, contact_at) VALUES"
    " ('i2', '2026-000002', 'open', 'incident', 'fire', 'Fire', 'the quay', 1, 1, 'P1', 'dispatcher', 0, 0)",
)


@pytest.fixture
def old_url(new_url: NewUrl) -> str:
    """A database as version 0001 made and used it."""
    url = new_url(empty=True)
    engine = create_engine(parsed_url(url))
    with engine.begin() as connection:
        run_sql_file(connection, "0001")
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    engine.dispose()
    return url


def test_an_old_room_is_migrated_with_everything_in_it(old_url: str) -> None:
    database = open_database(old_url, World.SIMULATED, START)
    try:
        with database.reader.connect() as connection:
            assert (
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == revisions.newest()
            )
            rows = {row.number: row for row in queue(AskQueue(), connection, START)}
            [unit] = unit_board(AskUnits(), connection, START)
            assert positions(AskPositions(), connection, START) == ()
        assert (rows["2026-000001"].latitude, rows["2026-000001"].verified) == (43.73, False)
        assert (rows["2026-000002"].place, rows["2026-000002"].verified) == ("the quay", False)
        assert (unit.station_title, unit.station_latitude) == ("Station 1", 43.7)
        _backed_up_as_it_was(database)
    finally:
        database.close()


def _backed_up_as_it_was(database: Database) -> None:
    if database.path is None:
        return  # a server is backed up by those who run it
    [backup] = (database.path.parent / "backups").iterdir()
    assert backup.name == f"{database.path.stem}-before-migration-from-0001-20260314T030405Z.db"
    engine = create_engine(f"sqlite:///{backup}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0001"
        assert connection.execute(text("SELECT count(*) FROM incidents")).scalar_one() == 2
    engine.dispose()


@pytest.mark.parametrize("number", ["2026-000001", "2026-000002"])
def test_a_migrated_incident_is_verified_only_with_a_position(old_url: str, number: str) -> None:
    database = open_database(old_url, World.SIMULATED, START)
    verifies = update(s.incidents).where(s.incidents.c.number == number).values(place_verified=True)
    try:
        with database.writer.begin() as connection:
            if number == "2026-000001":
                assert connection.execute(verifies).rowcount == 1
            else:
                with pytest.raises(exc.IntegrityError, match="verified_has_a_position"):
                    connection.execute(verifies)
                connection.rollback()
    finally:
        database.close()


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    opened = open_desk(url)
    opened.run(signs_on(DISPATCHER))
    opened.run(signs_on(RADIO_OPERATOR))
    yield opened
    opened.close()


def fix(call_sign: str, latitude: float, seconds_ago: float = 0.0) -> UnitFix:
    at = START - timedelta(seconds=seconds_ago)
    return UnitFix(call_sign=call_sign, latitude=latitude, longitude=7.4, at=at)


def report(desk: Desk, *fixes: UnitFix) -> int:
    return desk.run(ReportPositions(actor=RADIO_OPERATOR, fixes=fixes))


def seen(desk: Desk) -> dict[str, float]:
    with desk.database.reader.connect() as connection:
        return {row.call_sign: row.latitude for row in positions(AskPositions(), connection, START)}


def test_only_what_is_newer_is_kept_and_counted(desk: Desk) -> None:
    assert report(desk, fix("E12", 43.1, 10), fix("M31", 43.2, 10)) == 2
    assert report(desk, fix("E12", 43.3, 11), fix("M31", 43.4, 9), fix("L11", 43.5, 99)) == 2
    assert seen(desk) == {"E12": 43.1, "L11": 43.5, "M31": 43.4}
    assert report(desk) == 0
    with pytest.raises(Rejected):
        report(desk, fix("E12", 43.9), fix("M31", 99.0))
    assert seen(desk)["E12"] == 43.1


def test_a_batch_is_one_commit_without_an_entry(desk: Desk) -> None:
    commits: list[Connection] = []

    def note(connection: Connection) -> None:
        commits.append(connection)

    event.listen(desk.database.writer, "commit", note)
    report(desk, *(fix(unit.call_sign, 43.0) for unit in desk.pack.unit))
    event.remove(desk.database.writer, "commit", note)
    assert len(commits) == 1
    assert desk.committed[-1].entries == ()
    assert len(seen(desk)) == len(desk.pack.unit)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.5, 0.0), (-91.0, 0.0), (0.0, 181.0), (0.0, -180.5)])
def test_the_store_refuses_what_is_off_the_globe(desk: Desk, latitude: float, longitude: float) -> None:
    with desk.database.writer.begin() as connection:
        unit = connection.execute(text("SELECT id FROM units LIMIT 1")).scalar_one()
        with pytest.raises(exc.IntegrityError, match="on_the_globe"):
            connection.execute(
                insert(s.unit_positions).values(unit_id=unit, latitude=latitude, longitude=longitude, at=START)
            )
        connection.rollback()


def test_a_position_is_a_units(desk: Desk) -> None:
    with desk.database.writer.begin() as connection:
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(s.unit_positions).values(unit_id="none", latitude=1.0, longitude=1.0, at=START))
        connection.rollback()


def test_a_place_is_kept_on_both_databases(desk: Desk) -> None:
    desk.run(a_call(latitude=43.7, longitude=7.4, verified=True))
    with desk.database.reader.connect() as connection:
        [row] = queue(AskQueue(), connection, START)
    assert (row.latitude, row.longitude, row.verified) == (43.7, 7.4, True)
