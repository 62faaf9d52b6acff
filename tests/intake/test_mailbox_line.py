"""The line to a mailbox: certificates that are checked, news that is waited for, connections that drop."""

import imaplib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dispatcher.domain.contact_commands import TakeSourceHealth
from dispatcher.domain.contacts import SourceState
from dispatcher.intake import imap_line, mailbox
from dispatcher.intake.config import MailboxPart
from dispatcher.intake.errors import SourceTrouble
from dispatcher.intake.mailbox import Mailbox
from dispatcher.intake.reading import Intake
from tests.helpers.imap_server import PASSWORD, USER, ImapServer
from tests.helpers.intake_room import IntakeRoom, SteppedDoor, running
from tests.helpers.tls_door import Authority, TlsDoor

PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture(scope="module")
def shared(ours: Authority) -> Iterator[ImapServer]:
    """It is called localhost, and nothing else."""
    with ImapServer(*ours.certify("localhost")) as started:
        yield started


@pytest.fixture
def server(shared: ImapServer) -> ImapServer:
    shared.fresh_folder()
    return shared


@pytest.fixture(scope="module")
def plain() -> Iterator[ImapServer]:
    with ImapServer() as started:
        yield started


@pytest.fixture
def plain_server(plain: ImapServer) -> ImapServer:
    plain.fresh_folder()
    return plain


def source(port: int, folder: str, **more: object) -> Mailbox:
    part = MailboxPart.model_validate({
        "name": "control", "host": "localhost", "port": port, "user": USER, "password": PASSWORD, "folder": folder,
        "first": "all", "idle": False, **more,
    })  # fmt: skip
    return Mailbox(part, PASSWORD)


def letter(number: int) -> bytes:
    return f"From: ann@example.org\r\nSubject: letter {number}\r\n\r\nIt smells.\r\n".encode()


def is_up(room: IntakeRoom) -> bool:
    told = [command for command in room.commands if isinstance(command, TakeSourceHealth)]
    return bool(told) and told[-1].state is SourceState.UP


def until(true: Callable[[], object]) -> None:
    pause = threading.Event()
    for _ in range(round(PATIENCE_S / 0.02)):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come about")


def test_starttls_with_a_certificate_that_is_good_brings_letters(
    room: IntakeRoom, server: ImapServer, ours: Authority
) -> None:
    server.deliver(letter(1))
    reader = source(server.port, server.folder, tls="starttls", certificates=ours.pem)
    reader.run(SteppedDoor(room, reader))
    assert [row.subject for row in room.rows] == ["letter 1"]


def test_tls_from_the_first_octet_brings_letters(room: IntakeRoom, plain_server: ImapServer, ours: Authority) -> None:
    plain_server.deliver(letter(1))
    door = TlsDoor(plain_server.port, *ours.certify("localhost"))
    try:
        reader = source(door.port, plain_server.folder, tls="tls", certificates=ours.pem)
        reader.run(SteppedDoor(room, reader))
    finally:
        door.close()
    assert [row.subject for row in room.rows] == ["letter 1"]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_an_authority_that_nobody_knows_is_refused_and_said(
    room: IntakeRoom, server: ImapServer, plain_server: ImapServer, ours: Authority, tmp_path: Path, tls: str
) -> None:
    theirs = Authority(tmp_path, "theirs")
    door = TlsDoor(plain_server.port, *ours.certify("localhost"))
    port = door.port if tls == "tls" else server.port
    try:
        for more, whom in (({}, "any authority that this machine knows"), ({"certificates": theirs.pem}, "theirs.pem")):
            reader = source(port, "INBOX", tls=tls, **more)
            with pytest.raises(SourceTrouble, match="its certificate is not trusted by") as told:
                reader.run(SteppedDoor(room, reader))
            assert whom in str(told.value)
            assert "`certificates`" in str(told.value)
    finally:
        door.close()
    assert room.rows == ()


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_of_another_host_is_refused_and_said(
    room: IntakeRoom, server: ImapServer, plain_server: ImapServer, ours: Authority, tls: str
) -> None:
    door = TlsDoor(plain_server.port, *ours.certify("localhost"))
    port = door.port if tls == "tls" else server.port
    try:
        reader = source(port, "INBOX", tls=tls, certificates=ours.pem, host="127.0.0.1")
        with pytest.raises(SourceTrouble, match="its certificate is another host's") as told:
            reader.run(SteppedDoor(room, reader))
    finally:
        door.close()
    assert "127.0.0.1" in str(told.value)


def test_the_password_is_not_said_where_tls_is_not_offered(room: IntakeRoom, plain_server: ImapServer) -> None:
    reader = source(plain_server.port, "INBOX", tls="starttls")
    with pytest.raises(SourceTrouble, match="TLS not supported"):
        reader.run(SteppedDoor(room, reader))


def test_a_file_of_certificates_that_is_not_there_is_named(
    room: IntakeRoom, plain_server: ImapServer, tmp_path: Path
) -> None:
    reader = source(plain_server.port, "INBOX", certificates=tmp_path / "none.pem")
    with pytest.raises(SourceTrouble, match=r"certificates: .*none\.pem cannot be read"):
        reader.run(SteppedDoor(room, reader))


def test_s8_a_letter_is_there_as_soon_as_the_server_says_so(room: IntakeRoom, plain_server: ImapServer) -> None:
    reader = source(plain_server.port, plain_server.folder, tls="none", idle=True, poll_s=3_600)
    with running(room, reader):
        until(lambda: is_up(room))
        plain_server.deliver(letter(1))
        until(lambda: len(room.rows) == 1)
        plain_server.deliver(letter(2), letter(3))
        until(lambda: len(room.rows) == 3)
    assert [(row.subject, row.repeats) for row in room.rows] == [(f"letter {number}", 0) for number in (1, 2, 3)]


def test_waiting_is_begun_anew_before_a_server_grows_tired(
    room: IntakeRoom, plain_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mailbox.LONGEST_IDLE_S < 29 * 60, "RFC 2177"
    monkeypatch.setattr(mailbox, "LONGEST_IDLE_S", 0.1)
    monkeypatch.setattr(imap_line, "SLICE_S", 0.05)
    begun: list[float] = []
    idle = imap_line.PlainLine.idle

    def counted(line: imap_line.PlainLine, goes_on: Callable[[], bool], longest_s: float) -> None:
        begun.append(longest_s)
        idle(line, goes_on, longest_s)

    monkeypatch.setattr(imap_line.PlainLine, "idle", counted)
    reader = source(plain_server.port, plain_server.folder, tls="none", idle=True)
    with running(room, reader):
        until(lambda: len(begun) >= 3)
        plain_server.deliver(letter(1))
        until(lambda: len(room.rows) == 1)


def test_a_server_that_refuses_to_wait_is_asked_again_and_again(
    room: IntakeRoom, plain_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_line: object, _goes_on: object, _longest_s: float) -> None:
        raise imap_line.IdleRefused("READBACK NO not now")

    monkeypatch.setattr(imap_line.PlainLine, "idle", refuse)
    reader = source(plain_server.port, plain_server.folder, tls="none", idle=True)
    reader.run(SteppedDoor(room, reader, lambda: plain_server.deliver(letter(1))))
    assert [row.subject for row in room.rows] == ["letter 1"]


def test_a_server_without_idle_is_asked_each_so_many_seconds(
    room: IntakeRoom, plain_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_line.PlainLine, "capability", lambda _line: ("OK", [b"IMAP4rev1 UIDPLUS"]))
    reader = source(plain_server.port, plain_server.folder, tls="none", idle=True)
    reader.run(SteppedDoor(room, reader, lambda: plain_server.deliver(letter(1))))
    assert [row.subject for row in room.rows] == ["letter 1"]


def test_a_connection_that_drops_while_it_waits_comes_back_and_nothing_is_lost_or_doubled(
    room: IntakeRoom, plain_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatcher.intake.reading.FIRST_PAUSE_S", 0.05)
    door = TlsDoor(plain_server.port)
    reader = source(door.port, plain_server.folder, tls="none", idle=True, host="127.0.0.1")
    epoch = room.hold(reader.name)
    intake = Intake(room, lambda _lease: epoch, [reader])
    intake.start()
    try:
        plain_server.deliver(letter(1))
        until(lambda: len(room.rows) == 1)
        for number in (2, 3):
            until(lambda: is_up(room))
            door.cut()
            plain_server.deliver(letter(number))
            until(lambda number=number: len(room.rows) == number)
        until(lambda: is_up(room))
    finally:
        intake.stop()
        door.close()
    assert door.accepted >= 3
    assert [(row.subject, row.repeats) for row in room.rows] == [(f"letter {number}", 0) for number in (1, 2, 3)]


class Spoken(imap_line.PlainLine):
    """A line over octets that a test writes."""

    def __init__(self, *chunks: bytes | type[TimeoutError]) -> None:
        self.chunks, self.said = list(chunks), []
        self.sock = self

    def recv(self, _most: int) -> bytes:
        chunk = self.chunks.pop(0) if self.chunks else b""
        if isinstance(chunk, bytes):
            return chunk
        raise chunk

    def send(self, octets: bytes) -> None:
        self.said.append(octets)

    def gettimeout(self) -> float:
        return 30.0

    def settimeout(self, _seconds: float) -> None:
        return None


def test_news_in_one_piece_with_the_leave_to_wait_is_not_slept_over() -> None:
    line = Spoken(b"+ idling\r\n* 5 EXISTS\r\n", b"READBACK OK done\r\n")
    line.idle(lambda: True, 3_600)
    assert line.said == [b"READBACK IDLE\r\n", b"DONE\r\n"]
    assert line.chunks == []


def test_half_a_line_and_words_without_news_are_waited_through() -> None:
    line = Spoken(b"+ idling\r\n", b"* OK still here\r\n* 5 EX", TimeoutError, b"ISTS\r\n", b"READBACK OK\r\n")
    line.idle(lambda: True, 3_600)
    assert line.chunks == []


def test_a_door_that_is_shut_ends_the_waiting() -> None:
    line = Spoken(b"+ idling\r\n", TimeoutError, b"READBACK OK\r\n")
    opens = iter((True, False))
    line.idle(lambda: next(opens), 3_600)
    assert line.said[-1] == b"DONE\r\n"


@pytest.mark.parametrize("chunks", [(b"",), (b"+ idling\r\n", b"* BYE tired\r\n"), (b"+ idling\r\n", b"* 5 EX", b"")])
def test_a_line_that_ends_is_trouble(chunks: tuple[bytes, ...]) -> None:
    with pytest.raises(imaplib.IMAP4.abort):
        Spoken(*chunks).idle(lambda: True, 3_600)


def test_a_refusal_to_wait_is_told() -> None:
    with pytest.raises(imap_line.IdleRefused, match="NO not now"):
        Spoken(b"READBACK NO not now\r\n").idle(lambda: True, 1)


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(imaplib.IMAP4.error, match="a line of more than"):
        Spoken(*[b"x" * 400_000] * 5).readline()
