"""A training room knows its pack's invented places from the first; no code of it lies open; LIVE knows none."""

import logging
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dispatcher.app import Dispatcher, open_room, start_log
from dispatcher.domain.authority import Role
from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.knowledge import KnowledgeKind
from dispatcher.domain.knowledge_commands import RevealSecret
from dispatcher.domain.seat_commands import SignOn
from dispatcher.packs.knowledge import load_fictional
from dispatcher.packs.loading import folder_of, load_pack
from dispatcher.queries.knowledge import AskCaller, AskPlaceKnowledge
from dispatcher.settings import Settings

CODE = "EX-2580"
FORUM = AskPlaceKnowledge("Grimaldi Forum", 43.7431075, 7.431319)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", simulated=True, pack="monaco", crews=False, gateway=False, guard=False)


def revealed(room: Dispatcher) -> Any:
    someone = next(part for part in room.pack.operator if Role.SUPERVISOR in part.roles)
    actor = room.execute(SignOn(operator=OperatorId(someone.id), role=Role.SUPERVISOR, seat=Seat("S1"))).result(15)
    (forum,) = room.ask(FORUM).result(15).premises
    secret = next(row for row in forum.secrets if row.title == "loading dock")
    return room.execute(RevealSecret(actor=actor, secret_id=secret.secret_id, reason="exercise")).result(15)


def test_s61_it_is_there_and_its_codes_are_in_no_file_and_no_log_even_at_debug(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_log(settings)
    try:
        with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "sqlalchemy.engine"):
            root.setLevel(logging.DEBUG)
            with closing(open_room(settings)) as room:
                assert revealed(room).words == CODE
                assert room.ask(AskCaller("0000 7101")).result(15).callers[0].vulnerable
                (forum,) = room.ask(FORUM).result(15).premises
                assert all(note.text.startswith("Exercise: ") for note in forum.notes)
    finally:
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    assert "INSERT INTO premise_secrets" in caplog.text, "every statement was logged"
    assert CODE not in caplog.text
    keys = settings.home / "keys-simulated.json"
    assert keys.stat().st_mode & 0o777 == 0o600
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"simulated.db", "keys-simulated.json", "readback.log"}
    for path in files:
        assert CODE.encode() not in path.read_bytes(), path


def test_it_is_brought_in_once(settings: Settings) -> None:
    for _ in range(2):
        with closing(open_room(settings)) as room, room.parts.database.reader.connect() as connection:
            told = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE kind = 'knowledge_imported'").scalar()
            places = connection.exec_driver_sql("SELECT count(*) FROM premises").scalar()
            assert (told, places) == (3, 10)


def test_a_key_file_that_is_gone_keeps_no_room_closed(settings: Settings) -> None:
    with closing(open_room(settings)):
        pass
    (settings.home / "keys-simulated.json").write_text("nonsense")
    with closing(open_room(settings)) as room:
        assert room.ask(FORUM).result(15).premises
        with pytest.raises(Exception, match="no key file of this program"):
            revealed(room)


def test_a_live_room_knows_nothing_that_is_invented_and_makes_no_key(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", pack="monaco", gateway=False, guard=False)
    with closing(open_room(settings)) as room:
        assert room.ask(FORUM).result(15).premises == ()
    assert not (settings.home / "keys-live.json").exists()


def test_the_pack_itself_holds_no_code_and_every_word_says_exercise() -> None:
    assert CODE not in load_pack("monaco").model_dump_json()
    found = load_fictional(folder_of("monaco"))
    assert found is not None
    assert CODE not in repr(found)
    for entry in found.entries[KnowledgeKind.PREMISES]:
        assert all(words.startswith("Exercise: ") for words in entry.notes.values())  # type: ignore[union-attr]
    assert load_fictional(folder_of("rivermouth")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("premise = []", "fictional: Field required"),
        ("fictional = false", "fictional: Input should be True"),
        ("fictional = true\nplaces = []", "places: Extra inputs"),
        ('fictional = true\n[[premise]]\nkey = "a"\nname = "A"\nlatitude = 1', "a position needs both halves"),
        ('fictional = true\n[[premise]]\nkey = "a"\nname = "A"\n[[premise]]\nkey = "a"\nname = "B"', "given twice"),
        ('fictional = true\n[[asset]]\nnumber = "1"\ntitle = "A"\npremise = "x"', "no premise is called 'x'"),
        ('fictional = true\n[[premise]]\nkey = "a"\nname = "A"\nnote.danger = "x"', "premise.1.note"),
        ("fictional = ", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "knowledge.toml").write_text(text)
    with pytest.raises(InvalidPack, match=words):
        load_fictional(tmp_path)
