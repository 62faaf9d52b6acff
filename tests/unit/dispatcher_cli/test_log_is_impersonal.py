"""Ordinary logs carry no page text, no names and no numbers; and nobody else may read them."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import exc, insert

from dispatcher.app import open_room, start_log
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.settings import Settings
from dispatcher.storage.database import Database
from dispatcher.storage.schema import personal_values
from tests.unit.dispatcher_cli.conftest import CALLER, NUMBER, PAGE_NOTE, STORY, take_call_and_dispatch

SECRETS = (CALLER, NUMBER, STORY, PAGE_NOTE, "HARBOUR", "Harbour")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", simulated=True, pack="rivermouth", crews=False)


@pytest.fixture
def log(settings: Settings) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield start_log(settings, "readback-serve")
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_dispatch_leaves_nothing_personal_in_the_log(settings: Settings, log: Path) -> None:
    with closing(open_room(settings)) as room:
        room.parts.duties.wait_beaten(15)
        take_call_and_dispatch(room)
        relay = room.parts.relay
        assert relay is not None
        # A receipt that fits nothing is an error that is logged with a traceback.
        stray = TakeReceipt(attempt_id="stray", evidence=Evidence.ACCEPTED, detail=STORY, bytes_sent=PAGE_NOTE.encode())
        with pytest.raises(exc.NoResultFound):
            room.execute(stray).result(15)  # type: ignore[arg-type]
        logging.getLogger("test").info("the log is open")
    written = log.read_text(encoding="utf-8")
    assert "the log is open" in written
    assert "TakeReceipt" in written
    for secret in SECRETS:
        assert secret not in written


def test_the_error_of_a_statement_shows_no_values(database: Database) -> None:
    row = {"id": "1", "subject_kind": "call", "subject_id": "1", "kind": "name", "value": CALLER, "salt": b"1"}
    with database.writer.connect() as connection:
        connection.execute(insert(personal_values), [row])
        with pytest.raises(exc.IntegrityError) as caught:
            connection.execute(insert(personal_values), [row])
    assert CALLER not in str(caught.value)


def test_the_log_and_its_home_are_private(settings: Settings, log: Path) -> None:
    logging.getLogger("test").info("once")
    assert log.stat().st_mode & 0o777 == 0o600
    assert settings.home.stat().st_mode & 0o777 == 0o700
