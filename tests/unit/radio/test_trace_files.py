"""Traces on disk: readable, bounded, private, and no trouble of theirs stops a channel."""

import errno
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from radio.errors import UnreadableTrace
from radio.trace import About, Bounds, Direction, Entry, FileTrace, Kind, Torn, read_trace, visible
from radio.trace.reading import LONGEST_LINE

AT = datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)
ABOUT = About(channel="paging", driver="tap", link="serial:/dev/ttyUSB0", world="live", baud=1200, mode="7E1")


def an_entry(kind: Kind = Kind.PROBE, after_s: float = 0.0, **more: object) -> Entry:
    return Entry(kind=kind, now=10.0 + after_s, at=AT + timedelta(seconds=after_s), **more)  # type: ignore[arg-type]


def entries(path: Path) -> list[Entry]:
    return [item for item in read_trace(path) if isinstance(item, Entry)]


def test_octets_are_readable() -> None:
    assert visible(b"\x02A\r\xff") == "<STX>A<CR><FF>"


def test_a_trace_says_who_when_and_what(tmp_path: Path) -> None:
    trace = FileTrace(tmp_path / "deep" / "trace", ABOUT)
    trace.step(an_entry(Kind.OPEN), at_rest=True)
    trace.note(Direction.RECEIVED, b"told by its step", AT)
    trace.step(an_entry(Kind.RECEIVED, 0.5, octets=b"ID="), at_rest=False)
    trace.note(Direction.SENT, b"\x02A\r", AT)
    trace.step(an_entry(Kind.TOLD, 0.5, body={"is": "LoggedOn", "detail": "ü"}), at_rest=False)
    trace.close()
    path = tmp_path / "deep" / "trace"
    header, opened, heard, written, told = read_trace(path)
    assert header == ABOUT
    assert isinstance(opened, Entry)
    assert (opened.kind, opened.now, opened.at) == (Kind.OPEN, 10.0, AT)
    assert isinstance(heard, Entry)
    assert (heard.now, heard.octets) == (10.5, b"ID=")
    assert isinstance(written, Entry)
    assert written.octets == b"\x02A\r"
    assert isinstance(told, Entry)
    assert told.body["detail"] == "ü"
    assert "2026-01-02T03:04:05.623456Z 10.500000 < 49443d  ID=\n" in path.read_text(encoding="ascii")


def test_a_trace_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "traces" / "trace"
    path.parent.mkdir()
    path.touch(0o666)
    trace = FileTrace(path, ABOUT)
    trace.step(an_entry(), at_rest=True)
    assert path.stat().st_mode & 0o777 == 0o600
    other = FileTrace(tmp_path / "new" / "trace", ABOUT)
    other.step(an_entry(), at_rest=True)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_trace_never_grows_beyond_its_bound(tmp_path: Path) -> None:
    bounds = Bounds(files=3, file_bytes=2000)
    trace = FileTrace(tmp_path / "trace", ABOUT, bounds)
    for number in range(500):
        trace.note(Direction.SENT, b"%04d" % number, AT)
    trace.close()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["trace", "trace.1", "trace.2"]
    assert all(file.stat().st_size <= 2000 * 1.25 + 300 for file in files)
    assert entries(tmp_path / "trace")[-1].octets == b"0499"
    assert all(next(iter(read_trace(file))).driver == "tap" for file in files)  # type: ignore[union-attr]


def test_a_torn_last_line_is_told_and_the_next_run_begins_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    for _ in range(2):
        trace = FileTrace(path, ABOUT)
        trace.step(an_entry(), at_rest=True)
        trace.close()
        with path.open("ab") as file:
            file.write(b"2026-01-02T03:04:05.1")
    found = list(read_trace(path))
    assert [type(item) for item in found] == [About, Entry, Torn, About, Entry, Torn]
    assert found[2] == Torn(3, is_last=False)
    assert found[5] == Torn(6, is_last=True)


def test_a_full_disk_loses_lines_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = tmp_path / "trace"
    trace = FileTrace(path, ABOUT)
    trace.step(an_entry(Kind.OPEN), at_rest=True)
    really = os.write

    def half(fd: int, data: bytes) -> int:
        if len(data) > 1:
            return really(fd, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("radio.trace.files.os.write", half)
    for number in range(60):
        trace.step(an_entry(Kind.DUE, number), at_rest=False)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "No space left on device; the channel goes on without it" in caplog.text
    monkeypatch.setattr("radio.trace.files.os.write", really)
    trace.step(an_entry(Kind.FINISH, 75), at_rest=False)
    trace.close()
    assert "is written again" in caplog.text
    kinds = [item.kind for item in entries(path)]
    assert kinds == [Kind.OPEN, Kind.GAP, Kind.FINISH]
    assert [item.body["lines"] for item in entries(path) if item.kind is Kind.GAP] == [60]


def test_a_folder_that_is_not_there_or_vanishes_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    trace = FileTrace(folder / "trace", ABOUT)
    trace.step(an_entry(Kind.OPEN), at_rest=True)
    (folder / "trace").unlink()
    folder.rmdir()
    for number in range(20):
        trace.step(an_entry(Kind.DUE, number), at_rest=False)
    trace.close()
    found = entries(folder / "trace")
    assert found[0].kind is Kind.GAP
    assert found[-1].now == 29.0


def test_a_folder_that_cannot_be_made_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "traces").write_text("a file", encoding="ascii")
    trace = FileTrace(tmp_path / "traces" / "trace", ABOUT)
    for number in range(30):
        trace.step(an_entry(Kind.DUE, number), at_rest=True)
        trace.note(Direction.SENT, b"x", AT)
    trace.close()
    assert caplog.text.count("is not written") == 1


def test_a_clock_that_is_set_back_keeps_no_trace_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "trace"
    trace = FileTrace(path, ABOUT)

    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr("radio.trace.files.os.write", full)
        trace.step(an_entry(Kind.OPEN), at_rest=True)
    trace.step(an_entry(Kind.DUE, -86_400.0), at_rest=False)
    trace.close()
    assert entries(path)[-1].kind is Kind.DUE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("2026-01-02T03:04:05.123+00:00 > 0d  <CR>\n", "noted octets only"),
        ("2026-01-02T03:04:05.123+00:00 > 0d\n", "noted octets only"),
        ("readback-trace 3 {}\n", "has format 3; this version of Readback plays format 2"),
        ("readback-trace 2 {\n", "its header cannot be read"),
        ('readback-trace 2 {"driver": "tap"}\n', "its header cannot be read"),
        ("Dear Sir,\n", "it is no trace"),
        ("\x7fELF\x00\x00", "it is no trace"),
        ("", "it is empty"),
    ],
)
def test_what_is_no_trace_of_ours_is_refused_clearly(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "trace"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(UnreadableTrace, match=words):
        list(read_trace(path))


def test_a_trace_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTrace, match="No such file"):
        list(read_trace(tmp_path / "none"))


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-02T03:04:05Z 1.0 dance", "2026-01-02T03:04:05 1.0 probe", "2026-01-02T03:04:05Z one probe",
        "2026-01-02T03:04:05Z 1.0 > 0g", "2026-01-02T03:04:05Z 1.0 told [1]", "", "probe", "x" * (2 * LONGEST_LINE),
    ],
)  # fmt: skip
def test_damage_is_told_and_passed_over(tmp_path: Path, line: str) -> None:
    path = tmp_path / "trace"
    trace = FileTrace(path, ABOUT)
    trace.step(an_entry(Kind.OPEN), at_rest=True)
    trace.close()
    with path.open("a", encoding="ascii") as file:
        file.write(f"{line}\n2026-01-02T03:04:05Z 1.0 probe\n")
    found = list(read_trace(path))
    assert isinstance(found[2], Torn)
    assert isinstance(found[-1], Entry)


def test_a_header_of_a_later_version_may_say_more(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    trace = FileTrace(path, ABOUT)
    trace.step(an_entry(Kind.OPEN), at_rest=True)
    trace.close()
    path.write_text(path.read_text(encoding="ascii").replace('{"channel"', '{"colour": 1, "channel"'), encoding="ascii")
    assert next(iter(read_trace(path))) == ABOUT
