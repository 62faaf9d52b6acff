"""A mailbox, read from a real IMAP server: everything once, nothing marked before it is stored."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from dispatcher.domain.contact_commands import ContactsArrived
from dispatcher.domain.contacts import SourceState
from dispatcher.intake.config import MailboxPart
from dispatcher.intake.errors import NotStored, SourceTrouble
from dispatcher.intake.mailbox import Mailbox
from dispatcher.queries.contacts import AskContactOctets
from dispatcher.queries.reading_contacts import contact_octets
from tests.helpers.imap_server import PASSWORD, USER, ImapServer
from tests.helpers.intake_room import IntakeRoom, SteppedDoor

CALM = b"From: Ann <ann@example.org>\r\nSubject: =?utf-8?q?gas=C3=A9?=\r\n\r\nIt smells of gas.\r\n"


def letter(number: int, body: str = "It smells of gas.") -> bytes:
    return f"From: ann{number}@example.org\r\nSubject: letter {number}\r\n\r\n{body}\r\n".encode()


@pytest.fixture(scope="module")
def shared() -> Iterator[ImapServer]:
    with ImapServer() as started:
        yield started


@pytest.fixture
def server(shared: ImapServer) -> ImapServer:
    shared.fresh_folder()
    return shared


@pytest.fixture
def mortal() -> Iterator[ImapServer]:
    """One that the test may kill."""
    with ImapServer() as started:
        yield started


def mailbox(server: ImapServer, password: str = PASSWORD, **more: object) -> Mailbox:
    part = MailboxPart.model_validate({
        "name": "control", "host": "127.0.0.1", "port": server.port, "tls": "none", "user": USER,
        "password": password, "folder": server.folder, "idle": False, **more,
    })  # fmt: skip
    return Mailbox(part, password)


def test_s8_a_letter_becomes_a_contact_and_is_marked_once_it_is_stored(room: IntakeRoom, server: ImapServer) -> None:
    server.deliver(CALM)
    source = mailbox(server)
    source.run(SteppedDoor(room, source))
    (row,) = room.rows
    assert (row.sender, row.subject, row.preview) == ("Ann <ann@example.org>", "gasé", "It smells of gas.")
    assert row.contact_at.isoformat() == "2026-03-14T03:00:00+00:00"
    assert "\\Seen" in server.flags()[0]
    with room.desk.database.reader.connect() as connection:
        assert contact_octets(AskContactOctets(row.contact_id), connection, room.clock.now()) == CALM
    (health,) = room.sources
    assert (health.state, health.in_last_hour, health.has_holder) == (SourceState.UP, 1, True)


def test_what_comes_while_it_is_read_is_found_by_the_next_look(room: IntakeRoom, server: ImapServer) -> None:
    source = mailbox(server)
    source.run(SteppedDoor(room, source, lambda: server.deliver(letter(1)), lambda: server.deliver(letter(2))))
    assert [row.subject for row in room.rows] == ["letter 1", "letter 2"]


def test_nothing_is_marked_and_nothing_lost_while_the_database_is_away(room: IntakeRoom, server: ImapServer) -> None:
    source = mailbox(server)
    source.run(SteppedDoor(room, source))
    server.deliver(letter(1))
    room.away = False
    door = SteppedDoor(room, source)
    door.is_up()
    submit = room.submit

    def away_for_letters(command: object) -> object:
        room.away = isinstance(command, ContactsArrived)
        return submit(command)  # type: ignore[arg-type]

    room.submit = away_for_letters  # type: ignore[method-assign, assignment]
    with pytest.raises(NotStored, match="the database is away"):
        source.run(door)
    assert "\\Seen" not in server.flags()[0]
    room.submit, room.away = submit, False  # type: ignore[method-assign]
    source.run(SteppedDoor(room, source))
    assert [row.subject for row in room.rows] == ["letter 1"]


def test_it_goes_on_where_it_was_after_a_restart_also_when_somebody_has_read_the_letter(
    room: IntakeRoom, server: ImapServer
) -> None:
    source = mailbox(server)
    source.run(SteppedDoor(room, source, lambda: server.deliver(letter(1))))
    server.deliver(letter(2), flags=r"(\Seen)")
    other = mailbox(server)
    other.run(SteppedDoor(room, other))
    assert [(row.subject, row.repeats) for row in room.rows] == [("letter 1", 0), ("letter 2", 0)]


def test_a_new_numbering_reads_all_anew_and_doubles_nothing(room: IntakeRoom, mortal: ImapServer) -> None:
    source = mailbox(mortal)
    source.run(SteppedDoor(room, source, lambda: mortal.deliver(letter(1), letter(2))))
    mortal.stop()
    mortal.start()  # its memory is gone: another UIDVALIDITY
    mortal.deliver(letter(1), letter(3))
    again = mailbox(mortal)
    again.run(SteppedDoor(room, again))
    assert [(row.subject, row.repeats) for row in room.rows] == [("letter 1", 1), ("letter 2", 0), ("letter 3", 0)]


@pytest.mark.parametrize(("first", "taken"), [("unseen", ["letter 2"]), ("all", ["letter 1", "letter 2"]), ("new", [])])
def test_what_lies_there_at_first_is_taken_as_the_file_says(
    room: IntakeRoom, server: ImapServer, first: str, taken: list[str]
) -> None:
    server.deliver(letter(1), flags=r"(\Seen)")
    server.deliver(letter(2))
    source = mailbox(server, first=first, mark=False)
    source.run(SteppedDoor(room, source))
    assert [row.subject for row in room.rows] == taken
    assert "\\Seen" not in server.flags()[1], "the file says not to mark"
    again = mailbox(server, first="all")
    again.run(SteppedDoor(room, again, lambda: server.deliver(letter(9))))
    assert [row.subject for row in room.rows] == [*taken, "letter 9"], "the first time is over"


def test_a_huge_letter_is_kept_as_far_as_there_is_room_and_says_so(room: IntakeRoom, server: ImapServer) -> None:
    huge = EmailMessage()
    huge["From"], huge["Subject"] = "ann@example.org", "film"
    huge.set_content("see the film")
    huge.add_attachment(b"\x00" * 2_000_000, maintype="video", subtype="mp4", filename="film.mp4")
    server.deliver(huge.as_bytes())
    source = mailbox(server, most_mb=1)
    source.run(SteppedDoor(room, source))
    (row,) = room.rows
    assert (row.complete, row.preview) == (False, "see the film")
    assert "are kept, all of it is there" in row.note
    assert room.whole(row.contact_id).octets == 1_000_000


def test_broken_letters_come_in_as_far_as_they_can_be_read(room: IntakeRoom, server: ImapServer) -> None:
    broken = b"From: =?nonsense?b?!!!?=\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n\xff\xfe\x00half\r\n"
    server.deliver(broken, b"\r\n", letter(3))
    source = mailbox(server)
    source.run(SteppedDoor(room, source))
    assert len(room.rows) == 3


def test_a_wrong_password_is_trouble_and_is_not_told(room: IntakeRoom, server: ImapServer) -> None:
    source = mailbox(server, password="wr0ng-one")
    with pytest.raises(SourceTrouble) as told:
        source.run(SteppedDoor(room, source))
    assert "wr0ng-one" not in str(told.value)
    assert "127.0.0.1" in str(told.value)


def test_a_folder_that_is_not_there_is_trouble(room: IntakeRoom, server: ImapServer) -> None:
    source = mailbox(server, folder='no "such" folder')
    with pytest.raises(SourceTrouble):
        source.run(SteppedDoor(room, source))


def test_a_server_that_goes_away_is_trouble(room: IntakeRoom, mortal: ImapServer) -> None:
    source = mailbox(mortal)
    with pytest.raises(SourceTrouble):
        source.run(SteppedDoor(room, source, mortal.stop))
    with pytest.raises(SourceTrouble):
        source.run(SteppedDoor(room, source))


def test_one_commit_carries_few_letters_and_says_how_far_it_came(room: IntakeRoom, server: ImapServer) -> None:
    server.deliver(*(letter(number) for number in range(25)))
    source = mailbox(server, first="all")
    source.run(SteppedDoor(room, source))
    pieces = [command for command in room.commands if isinstance(command, ContactsArrived)]
    assert [len(piece.items) for piece in pieces if piece.items] == [10, 10, 5]
    assert all(piece.cursor for piece in pieces)
