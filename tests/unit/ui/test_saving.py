"""Files that somebody asks for: a stranger names them, and none goes over another."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.worlds import World
from ui.saving import FileKeeper, folder_of, safe_name


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("stair.jpg", "stair.jpg"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("photo\u202egnp.exe", "photognp.exe"),
        (".bashrc", "bashrc"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("a:b*c?.pdf ", "a_b_c_.pdf"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("\x00\r\n\t", "unnamed"),
        ("Wand über dem Hof.jpg", "Wand über dem Hof.jpg"),
        ("x" * 400 + ".jpeg", "x" * 100 + ".jpeg"),
    ],
)
def test_s8_a_name_is_made_safe(said: str, named: str) -> None:
    assert safe_name(said) == named


@given(st.text(max_size=300))
def test_whatever_it_is_called_it_lies_in_the_folder(said: str) -> None:
    name = safe_name(said)
    assert name
    assert not name.startswith(".")
    assert not set(name) & set('<>:"/\\|?*\0\n\r')
    assert len(name.encode()) <= 255
    assert name == safe_name(name)


def test_s8_nothing_is_written_over_and_nobody_else_reads_it(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path / "new" / "folder")
    paths = [keeper.save("stair.jpg", content).result(10) for content in (b"one", b"two", b"three")]
    assert [path.name for path in paths] == ["stair.jpg", "stair (2).jpg", "stair (3).jpg"]
    assert [path.read_bytes() for path in paths] == [b"one", b"two", b"three"]
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


def test_a_link_that_lies_there_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "stair.jpg").symlink_to(tmp_path / "elsewhere")
    saved = FileKeeper(tmp_path).save("stair.jpg", b"one").result(10)
    assert saved.name == "stair (2).jpg"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        FileKeeper(tmp_path / "file" / "folder").save("stair.jpg", b"one").result(10)


def test_files_of_a_drill_say_so_in_their_path() -> None:
    assert "simulated" in str(folder_of(World.SIMULATED))
    assert "simulated" not in str(folder_of(World.LIVE))
