"""Sources on their threads: by lease, tried again with a growing pause, health shown; people go before mail."""

import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from dispatcher.app import Plan, build, open_room
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import ContactArrived, ContactsArrived, TakeSourceHealth
from dispatcher.domain.contacts import SourceKind, SourceState
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.intake import reading
from dispatcher.intake.config import password_of, read_sources, sources_file
from dispatcher.intake.door import MOST_ITEMS, Door
from dispatcher.intake.errors import NotStored, SourceTrouble
from dispatcher.intake.reading import Intake
from dispatcher.queries.attention import attention_items
from dispatcher.queries.contacts import AskContacts, AskSources
from dispatcher.queries.requests import AskAttention
from dispatcher.settings import Settings, UnusableSettings, read_settings
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.intake_sources import source_lease
from dispatcher.system_clock import SystemClock
from tests.helpers.builders import DISPATCHER, LINKS, a_call, a_pack
from tests.helpers.harness_contacts import arrived
from tests.helpers.intake_room import IntakeRoom, SteppedDoor


class Spring:
    """A source that brings what it is given, or fails as it is told."""

    kind, medium = SourceKind.SOCKET, Medium.EMAIL

    def __init__(self, name: str, *acts: Any) -> None:
        self.name = name
        self._acts = list(acts)
        self.ran = 0
        self.done = threading.Event()

    def run(self, door: Door) -> None:
        self.ran += 1
        if self._acts:
            act = self._acts.pop(0)
            if isinstance(act, Exception):
                raise act
            door.is_up()
            door.bring(act)
        self.done.set()
        while door.wait(0.05):
            pass


def letters(count: int, **more: Any) -> list[ContactArrived]:
    return [arrived(number, source="spring", **more) for number in range(count)]


def test_s8_the_lease_decides_who_reads(room: IntakeRoom) -> None:
    source = Spring("spring")
    door = SteppedDoor(room, source)
    assert len(door.bring(letters(1))) == 1
    with room.desk.database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE leases SET holder = 'another', epoch = epoch + 1")
    with pytest.raises(NotStored, match="another process reads spring"):
        door.bring(letters(2))
    with pytest.raises(InvalidTransition):
        room.desk.run(ContactsArrived(source="spring", epoch=99, items=()))


def test_what_is_brought_is_stored_in_small_commits(room: IntakeRoom) -> None:
    door = SteppedDoor(room, Spring("spring"))
    door.bring(letters(25), "far")
    sizes = [len(command.items) for command in room.commands if isinstance(command, ContactsArrived)]
    assert sizes == [MOST_ITEMS, MOST_ITEMS, 5]
    assert door.tell(SourceState.UP) == "" or door.tell(SourceState.UP) == "far"
    door.bring(letters(30, raw=b"x" * 600_000)[25:])
    sizes = [len(command.items) for command in room.commands if isinstance(command, ContactsArrived)][3:]
    assert sizes == [1, 1, 1, 1, 1], "a commit carries a megabyte"


def test_a_source_that_is_down_asks_for_somebody_until_it_is_up(room: IntakeRoom) -> None:
    room.hold("spring")
    down = TakeSourceHealth(
        source="spring", kind=SourceKind.IMAP, medium=Medium.EMAIL, state=SourceState.DOWN, reason="wrong password"
    )
    room.desk.run(down)
    (row,) = room.sources
    assert (row.state, row.reason, row.has_holder) == (SourceState.DOWN, "wrong password", True)
    with room.desk.database.reader.connect() as connection:
        (item,) = attention_items(AskAttention(), connection, room.clock.now())
    assert (item.kind, item.text) == (AttentionKind.TECHNICAL_ALARM, "nothing comes in from spring: wrong password")
    SteppedDoor(room, Spring("spring")).is_up()
    with room.desk.database.reader.connect() as connection:
        assert attention_items(AskAttention(), connection, room.clock.now()) == ()


def test_after_trouble_it_is_tried_again_each_time_later(room: IntakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FIRST_PAUSE_S", 0.01)
    source = Spring("spring", SourceTrouble("no route"), RuntimeError("a fault"), letters(1))
    epoch = room.hold("spring")
    intake = Intake(room, lambda _name: epoch, [source])
    intake.start()
    assert source.done.wait(20)
    intake.stop()
    assert source.ran == 3
    told = [command for command in room.commands if isinstance(command, TakeSourceHealth)]
    assert [(command.state, command.reason) for command in told] == [
        (SourceState.DOWN, "no route"), (SourceState.DOWN, "a fault in the program; its log says which"),
        (SourceState.UP, ""),
    ]  # fmt: skip
    assert len(room.rows) == 1


def test_nobody_reads_without_the_lease(room: IntakeRoom) -> None:
    source = Spring("spring", letters(1))
    asked = threading.Event()

    def epoch(name: str) -> None:
        assert name == source_lease("spring")
        asked.set()

    intake = Intake(room, epoch, [source])
    intake.start()
    assert asked.wait(10)
    intake.stop()
    assert source.ran == 0


@pytest.mark.slow
def test_s8_five_thousand_mails_are_kept_and_a_dispatcher_is_not_kept_waiting(tmp_path: Path) -> None:
    """The source has one small commit in the engine's hands: a call waits for that one."""
    bomb = Spring("spring", letters(5_000, sender="bomb@example.org", body="buy " * 500))
    room = build(
        Plan(
            url=sqlite_url(tmp_path / "room.db"), world=World.SIMULATED, pack=a_pack(), clock=SystemClock(),
            links=LINKS, gateway=False, sources=(bomb,),
        )
    )  # fmt: skip
    try:
        room.execute(SignOn(operator=DISPATCHER.operator, role=DISPATCHER.role, seat=DISPATCHER.seat)).result(10)
        waited: list[float] = []
        while not bomb.done.is_set():
            since = time.perf_counter()
            room.execute(a_call(f"{len(waited)} Elm St")).result(10)
            waited.append(time.perf_counter() - since)
            bomb.done.wait(0.2)
        found = room.ask(AskContacts()).result(10)
        (source,) = room.ask(AskSources()).result(10)
    finally:
        room.close()
    assert (found.waiting, len(found.rows)) == (5_000, 1)
    assert source.in_last_hour == 5_000
    assert len(waited) > 5
    assert sorted(waited)[len(waited) // 2] < 0.25, sorted(waited)


def written(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


MAILBOX = '[[mailbox]]\nname = "m"\nhost = "mail.example.org"\nuser = "u"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MAILBOX + 'password = "x"\ncolour = "red"', "the key mailbox.1.colour is not known"),
        (MAILBOX, "give one of password_file"),
        (MAILBOX + 'password = "x"\npassword_env = "Y"', "give one of password_file"),
        (MAILBOX + 'password = "x"\ntls = "none"', "for this machine alone"),
        ('[[socket]]\nname = "a"\n[[folder]]\nname = "a"\npath = "b"', "two sources are called 'a'"),
        ("[[mailbox", "is no TOML"),
        ('[[folder]]\nname = "a b"\npath = "b"', "folder.1.name"),
    ],
)
def test_a_file_of_sources_that_is_wrong_is_refused_with_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UnusableSettings, match=words):
        read_sources(written(tmp_path, text))


def test_a_password_never_lies_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnusableSettings, match="chmod 600"):
        read_sources(written(tmp_path, MAILBOX + 'password = "x"', 0o644))
    assert password_of(read_sources(written(tmp_path, MAILBOX + 'password = "x"')).mailbox[0], tmp_path) == "x"
    (part,) = read_sources(written(tmp_path, MAILBOX + 'password_env = "THE_SECRET"', 0o644)).mailbox
    with pytest.raises(UnusableSettings, match="THE_SECRET is empty"):
        password_of(part, tmp_path)
    monkeypatch.setenv("THE_SECRET", "y")
    assert password_of(part, tmp_path) == "y"
    (part,) = read_sources(written(tmp_path, MAILBOX + 'password_file = "mail.secret"', 0o644)).mailbox
    with pytest.raises(UnusableSettings, match="cannot be read"):
        password_of(part, tmp_path)
    secret = tmp_path / "mail.secret"
    secret.write_text("z\n", encoding="utf-8")
    secret.chmod(0o640)
    with pytest.raises(UnusableSettings, match="others may read"):
        password_of(part, tmp_path)
    secret.chmod(0o600)
    assert password_of(part, tmp_path) == "z"


def test_a_drill_never_reads_the_sources_of_the_real_room(tmp_path: Path) -> None:
    written(tmp_path, MAILBOX)
    assert sources_file(tmp_path, World.LIVE, None) == tmp_path / "sources.toml"
    assert sources_file(tmp_path, World.SIMULATED, None) is None
    (tmp_path / "sources.simulated.toml").touch()
    assert sources_file(tmp_path, World.SIMULATED, None) == tmp_path / "sources.simulated.toml"


@pytest.mark.parametrize("world", World)
def test_a_file_under_its_former_name_is_refused_and_the_new_one_told(tmp_path: Path, world: World) -> None:
    middle = "" if world is World.LIVE else ".simulated"
    (tmp_path / f"intake{middle}.toml").touch()
    with pytest.raises(UnusableSettings, match=rf"rename it to .*/sources{middle}\.toml"):
        sources_file(tmp_path, world, None)
    (tmp_path / f"sources{middle}.toml").touch()
    with pytest.raises(UnusableSettings, match="move what it says to"):
        sources_file(tmp_path, world, None)
    other = World.SIMULATED if world is World.LIVE else World.LIVE
    assert sources_file(tmp_path, other, None) is None


def test_the_former_variable_is_refused_and_the_new_one_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READBACK_INTAKE", "x.toml")
    with pytest.raises(UnusableSettings, match="READBACK_INTAKE is called READBACK_SOURCES now"):
        read_settings()


def test_s8_s9_a_room_reads_what_its_file_names(tmp_path: Path) -> None:
    """From the settings to an acknowledged line: the file, the lease, the thread, the engine, the answer."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "sources.simulated.toml").write_text('[[socket]]\nname = "local"\n', encoding="utf-8")
    room = open_room(Settings(home=home, simulated=True, crews=False, gateway=False))
    try:
        pause, sources = threading.Event(), ()
        while not sources or sources[0].state is not SourceState.UP:
            sources = room.ask(AskSources()).result(10)
            pause.wait(0.05)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(10)
            line.connect(str(home / "intake.sock"))
            line.sendall(b'{"v": 1, "kind": "contact", "id": "1", "medium": "chat", "body": "help"}\n')
            answer = json.loads(line.recv(4_096))
        (row,) = room.ask(AskContacts()).result(10).rows
        assert (answer["ok"], answer["contact"], row.preview) == (True, row.contact_id, "help")
    finally:
        room.close()
    assert not (home / "intake.sock").exists()


def test_a_wrong_file_of_sources_opens_no_room(tmp_path: Path) -> None:
    wrong = written(tmp_path, "colour = 1")
    with pytest.raises(UnusableSettings, match="the key colour is not known"):
        open_room(Settings(home=tmp_path, simulated=True, sources=wrong))
