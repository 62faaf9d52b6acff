"""The intake measurement runs, on a small past; what it made is what the program could have written."""

import sqlite3
from pathlib import Path

import pytest

from dispatcher.domain.worlds import World
from dispatcher.queries.search_rows import AskSearch
from dispatcher.queries.searching import search
from dispatcher.storage import journal
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.system_clock import SystemClock
from tests.bench import intake, intake_data
from tests.bench.intake_data import Made, Unmakeable
from tests.bench.intake_words import Past
from tests.bench.measuring import percentile


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(intake_data, "OSM", folder / "not at hand")
        return intake_data.ensure(400, folder)


def test_the_past_is_whole(made: Made) -> None:
    database = open_database(sqlite_url(made.database), World.SIMULATED, SystemClock().now())
    with database.reader.connect() as connection:
        assert list(journal.verify(connection))
        page = search(AskSearch(""), connection, SystemClock().now())
        assert page.total == 400
        assert sum(row.state.value == "open" for row in page.rows) == intake_data.open_of(400) == 20
        assert search(AskSearch("phone:+423"), connection, SystemClock().now()).notes == ()
    database.close()
    with sqlite3.connect(made.database) as raw:
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        told = raw.execute("SELECT count(DISTINCT place), count(DISTINCT latitude) FROM incidents").fetchone()
        assert min(told) > 150, "spread over the map"
    raw.close()


def test_it_is_made_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_data, "OSM", made.database.parent / "not at hand")
    before = made.database.stat().st_mtime_ns
    assert intake_data.ensure(400, made.database.parent).database.stat().st_mtime_ns == before
    with pytest.raises(Unmakeable, match="20 to 5,000,000"):
        intake_data.ensure(3, made.database.parent)


def test_every_figure_is_there(made: Made, tmp_path: Path) -> None:
    figures = intake.measure(tmp_path, made, samples=32)
    assert figures["incidents"] == 400
    for name in (
        "gazetteer_ms_p99",
        "search_ms_p99",
        "create_commit_ms_p50",
        "commit_over_plain",
        "bytes_per_incident",
    ):
        assert float(str(figures[name])) > 0, name
    assert figures["search_samples"] == 32
    assert float(str(figures["search_found_something"])) > 0.3
    assert isinstance(figures["aims_missed"], list)


def test_an_aim_that_was_not_measured_is_not_missed() -> None:
    assert intake.missed({"search_ms_p99": 101, "gazetteer_ms_p99": 30, "duplicate_check_ms_p99": None}) == [
        "search_ms_p99"
    ]
    assert percentile([1.0, 2.0], 0.99) == 2.0


def test_the_same_seed_tells_the_same_past(made: Made) -> None:
    spots = intake_data.spots_of(made.map)
    one, other = Past(spots), Past(spots)
    assert [(one.name(), one.spot(), one.story("fire")) for _ in range(20)] == [
        (other.name(), other.spot(), other.story("fire")) for _ in range(20)
    ]
