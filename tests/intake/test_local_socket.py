"""The local socket: one schema, an answer to each line once it is stored, and nobody can take it down."""

import base64
import json
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import ContactState, SourceState
from dispatcher.intake.config import SocketPart
from dispatcher.intake.errors import NotStored, SourceTrouble
from dispatcher.intake.local_socket import LocalSocket
from tests.helpers.intake_room import IntakeRoom, running

CHAT = {"v": 1, "kind": "contact", "source": "helpdesk", "id": "c1", "medium": "chat", "sender": "Ann",
        "body": "The lift stands still.", "at": "2026-03-14T03:00:00Z"}  # fmt: skip


class Caller:
    """A program that pushes contacts."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._answers = line.makefile("rb")

    def says(self, *values: Any) -> None:
        for value in values:
            octets = value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"
            self.line.sendall(octets)

    def hears(self) -> dict[str, Any]:
        return json.loads(self._answers.readline())

    def close(self) -> None:
        self._answers.close()
        self.line.close()


@pytest.fixture
def local(room: IntakeRoom, tmp_path: Path) -> LocalSocket:
    part = SocketPart(name="local", path=Path("in.sock"), port=0, most_mb=1)
    return LocalSocket(part, tmp_path, room.clock)


@contextmanager
def calling(path: Path) -> Iterator[Caller]:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(10)
    line.connect(str(path))
    caller = Caller(line)
    try:
        yield caller
    finally:
        caller.close()


@contextmanager
def served(room: IntakeRoom, local: LocalSocket) -> Iterator[None]:
    """Serve, from the moment at which it listens."""
    listens = threading.Event()
    submit = room.submit

    def heard(command: Any) -> Any:
        done = submit(command)
        if getattr(command, "state", None) is SourceState.UP:
            listens.set()
        return done

    room.submit = heard  # type: ignore[method-assign]
    with running(room, local):
        assert listens.wait(10)
        yield
    room.submit = submit  # type: ignore[method-assign]


def test_s8_s9_a_contact_is_acknowledged_once_it_is_stored(room: IntakeRoom, local: LocalSocket, tmp_path: Path):
    with served(room, local), calling(tmp_path / "in.sock") as caller:
        caller.says(CHAT)
        answer = caller.hears()
        (row,) = room.rows
        assert answer == {"v": 1, "ok": True, "id": "c1", "contact": row.contact_id, "repeat": False}
        assert (row.medium, row.source, row.preview) == (Medium.CHAT, "local/helpdesk", "The lift stands still.")
        caller.says(CHAT)
        assert caller.hears()["repeat"] is True
        assert stat.S_IMODE((tmp_path / "in.sock").stat().st_mode) == 0o600
    assert not (tmp_path / "in.sock").exists()


def test_s9_a_call_rings_is_answered_at_a_seat_and_ends(room: IntakeRoom, local: LocalSocket, tmp_path: Path):
    call = {"v": 1, "kind": "call", "source": "pbx", "id": "77"}
    with served(room, local), calling(tmp_path / "in.sock") as caller:
        caller.says(call | {"event": "ringing", "number": "+44 1632 960199", "name": "Ann", "seat": "D1"})
        caller.says(call | {"event": "answered", "seat": "D1"}, call | {"event": "ended"})
        assert [caller.hears()["ok"] for _ in range(3)] == [True, True, True]
        (row,) = room.rows
    assert (row.medium, row.sender, row.state) == (Medium.PHONE, "Ann +44 1632 960199", ContactState.TAKEN)
    assert row.ended_at is not None


@pytest.mark.parametrize(
    ("line", "words", "field"),
    [
        (CHAT | {"priority": "P1"}, "the key 'priority' is not known", "priority"),
        (CHAT | {"medium": "pigeon"}, "medium:", "medium"),
        (CHAT | {"v": 2}, "v:", "v"),
        (CHAT | {"at": "2026-03-14T03:00:00"}, "at:", "at"),
        (CHAT | {"attachments": [{"base64": "%%"}]}, "it is no base64", "attachments.0.base64"),
        (CHAT | {"id": ""}, "id:", "id"),
        ({key: value for key, value in CHAT.items() if key != "kind"}, "kind is needed", "kind"),
        (b'{"v":1,"v":1}\n', "given twice", "v"),
        (b'{"v": NaN}\n', "is no JSON", None),
        (b"[1]\n", "one JSON object", None),
        (b"hello\n", "this is no JSON", None),
        (b"\xff\xfe\n", "JSON is UTF-8", None),
        (b"[" * 200_000 + b"\n", "nested too deeply", None),
        (b'{"v":' + b"9" * 10_000 + b"}\n", "cannot be read", None),
    ],
)
def test_what_is_not_of_the_schema_is_answered_with_what_is_wrong(
    room: IntakeRoom, local: LocalSocket, tmp_path: Path, line: Any, words: str, field: str | None
):
    with served(room, local), calling(tmp_path / "in.sock") as caller:
        caller.says(line)
        answer = caller.hears()
        assert answer["ok"] is False
        assert words in answer["error"]
        assert answer.get("field") == field
        caller.says({"v": 1, "kind": "ping"})
        assert caller.hears() == {"v": 1, "ok": True}
    assert room.rows == ()


def test_a_line_without_end_is_bounded_and_the_next_is_read(room: IntakeRoom, local: LocalSocket, tmp_path: Path):
    with served(room, local), calling(tmp_path / "in.sock") as caller:
        caller.says(b'{"v": 1, "id": "' + b"x" * 1_100_000)
        assert "at most 1 MB" in caller.hears()["error"]
        caller.says(b"x" * 100 + b"\n", CHAT)
        assert caller.hears()["ok"] is True


def test_the_answers_come_in_order_whatever_is_between(room: IntakeRoom, local: LocalSocket, tmp_path: Path):
    many = [CHAT | {"id": f"n{number}"} for number in range(23)]
    with served(room, local), calling(tmp_path / "in.sock") as caller:
        caller.says(*many[:12], b"nonsense\n", *many[12:])
        answers = [caller.hears() for _ in range(24)]
    assert [answer.get("id") for answer in answers] == [
        *(line["id"] for line in many[:12]), None, *(line["id"] for line in many[12:]),
    ]  # fmt: skip


def test_an_attachment_and_the_line_itself_are_kept(room: IntakeRoom, local: LocalSocket, tmp_path: Path):
    picture = {"name": "a.jpg", "type": "image/jpeg", "base64": base64.b64encode(b"\xff\xd8").decode()}
    with served(room, local), calling(tmp_path / "in.sock") as caller:
        caller.says(CHAT | {"attachments": [picture]})
        caller.hears()
    whole = room.whole(room.rows[0].contact_id)
    assert [(part.name, part.size) for part in whole.attachments] == [("a.jpg", 2)]
    assert whole.octets == len(json.dumps(CHAT | {"attachments": [picture]}))


def test_a_room_that_cannot_store_says_so_and_nothing_is_acknowledged(
    room: IntakeRoom, local: LocalSocket, tmp_path: Path
):
    with pytest.raises(NotStored), served(room, local), calling(tmp_path / "in.sock") as caller:  # noqa: PT012  # it ends so
        room.away = True
        caller.says(CHAT)
        answer = caller.hears()
        assert (answer["ok"], answer["id"]) == (False, "c1")
        assert "send it again" in answer["error"]
    assert room.rows == ()


def test_it_is_served_on_the_loopback_too(room: IntakeRoom, local: LocalSocket):
    with served(room, local):
        assert local.port is not None
        with socket.create_connection(("127.0.0.1", local.port), timeout=10) as line:
            caller = Caller(line)
            caller.says({"v": 1, "kind": "ping"})
            assert caller.hears()["ok"] is True
            caller.close()


def test_what_a_dead_program_left_is_cleared_and_a_living_one_is_not(
    room: IntakeRoom, local: LocalSocket, tmp_path: Path
):
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(tmp_path / "in.sock"))
    left.close()
    with served(room, local):
        other = LocalSocket(SocketPart(name="other", path=Path("in.sock")), tmp_path, room.clock)
        with pytest.raises(SourceTrouble, match="another program listens"), running(room, other):
            pass
        assert (tmp_path / "in.sock").exists()


def test_a_path_that_is_too_long_is_trouble(room: IntakeRoom, tmp_path: Path):
    part = SocketPart(name="long", path=Path("x" * 200))
    with pytest.raises(SourceTrouble), running(room, LocalSocket(part, tmp_path, room.clock)):
        pass
