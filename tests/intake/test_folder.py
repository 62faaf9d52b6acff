"""The watched folder: each file once, put away under `done`, or under `refused` with why."""

import os
from pathlib import Path

import pytest

from dispatcher.domain.calls import Medium
from dispatcher.intake.config import FolderPart
from dispatcher.intake.folder import WatchedFolder
from tests.helpers.intake_room import IntakeRoom, SteppedDoor

HEADER = "id;sender;subject;body;at\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


def look(room: IntakeRoom, folder: Path, *steps: object, most_mb: int = 1) -> None:
    """Let it look as often as it needs to know that nothing is being written any more."""
    source = WatchedFolder(FolderPart(name="drop", path=folder, most_mb=most_mb), folder, room.clock)
    source.run(SteppedDoor(room, source, *steps, lambda: None))  # type: ignore[arg-type]


def drop(folder: Path, name: str, octets: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(octets.encode() if isinstance(octets, str) else octets)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_s8_a_table_of_contacts_is_taken_once_and_put_away(room: IntakeRoom, folder: Path) -> None:
    drop(folder, "night.csv", HEADER + "1;Ann;smoke;from the cellar;2026-03-14T03:00:00+01:00\n;Bob;;again;\n")
    look(room, folder)
    assert [(row.sender, row.medium) for row in room.rows] == [("Ann", Medium.FILE), ("Bob", Medium.FILE)]
    assert (names(folder), names(folder / "done")) == (["done", "refused"], ["night.csv"])
    look(room, folder)
    assert len(room.rows) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_in_any_encoding_is_read(room: IntakeRoom, folder: Path, encoding: str) -> None:
    drop(folder, "t.csv", (HEADER + "1;Müller;Öl;läuft aus – schnell;\n").encode(encoding))
    look(room, folder)
    (row,) = room.rows
    assert (row.sender, row.preview) == ("Müller", "läuft aus – schnell")


@pytest.mark.parametrize(
    ("name", "octets", "why"),
    [
        ("t.csv", HEADER + "1;Ann;x;y;tomorrow\n2;;;;\n3;Ann\n", "row 2: at: 'tomorrow' is no time"),
        ("t.csv", "sender,colour\nAnn,red\n", "the column 'colour' is not known"),
        ("t.csv", b"sender\n\x00\x00\n", "it holds NUL"),
        ("t.csv", "", "a header is needed"),
        ("t.csv", HEADER, "no row below the header"),
        ("t.csv", 'sender\n"open', "the CSV cannot be read"),
        ("t.json", '{"v":1,"kind":"contact"}', "id:"),
        ("t.json", "[]", "there is nothing in it"),
        ("t.json", "[3]", "an object is needed"),
        ("t.jsonl", '{"v":1,"kind":"contact","id":"1"}\nnonsense\n', "this is no JSON"),
        ("t.exe", b"MZ", "*.csv"),
        ("t.eml", b"x" * 1_100_000, "1,100,000 octets"),
    ],
)
def test_what_is_refused_lies_beside_its_why_and_somebody_is_asked(
    room: IntakeRoom, folder: Path, name: str, octets: str | bytes, why: str
) -> None:
    drop(folder, name, octets)
    look(room, folder)
    assert names(folder / "refused") == [name, f"{name}.why"]
    assert why in (folder / "refused" / f"{name}.why").read_text(encoding="utf-8")
    (row,) = room.rows
    assert (row.sender, row.subject) == (name, "a file that was refused")
    assert why in room.whole(row.contact_id).body


def test_nothing_of_a_table_with_a_bad_row_is_taken(room: IntakeRoom, folder: Path) -> None:
    drop(folder, "t.csv", HEADER + "1;Ann;x;y;\n2;Bob;x;y;now\n")
    look(room, folder)
    assert [row.subject for row in room.rows] == ["a file that was refused"]


def test_a_letter_and_objects_are_taken(room: IntakeRoom, folder: Path) -> None:
    drop(folder, "a.eml", b"From: ann@example.org\r\nSubject: gas\r\n\r\nhelp\r\n")
    drop(folder, "b.json", '[{"v":1,"kind":"contact","id":"1","body":"one","medium":"social"},'
                           '{"v":1,"kind":"contact","id":"2","body":"two"}]')  # fmt: skip
    drop(folder, "c.jsonl", '{"v":1,"kind":"contact","id":"3","body":"three"}\n\n')
    look(room, folder)
    assert sorted(row.preview for row in room.rows) == ["help", "one", "three", "two"]
    assert {row.medium for row in room.rows} == {Medium.EMAIL, Medium.SOCIAL, Medium.FILE}


def test_a_file_that_is_still_being_written_is_left_alone(room: IntakeRoom, folder: Path) -> None:
    path = drop(folder, "a.eml", b"From: ann@example.org\r\n")

    def writes_on() -> None:
        path.write_bytes(b"From: ann@example.org\r\n\r\nthe whole of it")
        os.utime(path, ns=(1, 1))

    drop(folder, "b.csv.part", "no table yet")
    look(room, folder, writes_on)
    assert [row.preview for row in room.rows] == ["the whole of it"]
    assert "b.csv.part" in names(folder)


def test_the_same_name_does_not_overwrite_what_was_put_away(room: IntakeRoom, folder: Path) -> None:
    for number in (1, 2):
        path = drop(folder, "status.csv", HEADER + f"{number};Ann;x;y;\n")
        os.utime(path, ns=(number, number))
        look(room, folder)
    assert names(folder / "done") == ["status.2.csv", "status.csv"]
    assert len(room.rows) == 2


def test_a_link_out_of_the_folder_is_not_followed(room: IntakeRoom, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}", encoding="utf-8")
    (folder / "a.json").symlink_to(secret)
    look(room, folder)
    assert room.rows == ()
