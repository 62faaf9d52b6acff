"""A pack that is wrong is refused with the file, the key and what to do."""

import shutil
from pathlib import Path

import pytest

from dispatcher.domain.errors import InvalidPack
from dispatcher.packs.loading import digest, load_pack
from resources import packs_dir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(packs_dir() / "rivermouth", tmp_path / "mine")
    return tmp_path / "mine"


def edit(folder: Path, file_name: str, old: str, new: str) -> None:
    path = folder / file_name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal_of(folder: Path) -> str:
    with pytest.raises(InvalidPack) as refused:
        load_pack(str(folder))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_good_pack_by_name_and_by_directory(folder: Path) -> None:
    assert load_pack(str(folder)) == load_pack("rivermouth")
    assert digest(load_pack(str(folder))) == digest(load_pack("rivermouth"))


@pytest.mark.parametrize(
    ("file_name", "old", "new", "said"),
    [
        ("types.toml", 'title = "Building fire"', 'titel = "x"', ("types.toml", "type.1.")),
        ("types.toml", "impact = 1", "impact = 4", ("types.toml", "type.1.impact")),
        ("pack.toml", "format = 1", "format = 2", ("pack.toml", "format")),
        ("pack.toml", 'title = "Rivermouth District"', 'title = "x"\nunknown = 1', ("unknown: unknown key",)),
        ("pack.toml", '"Europe/London"', '"Europe/Rivermouth"', ("timezone", "use a name such as")),
        ("policies.toml", 'action = "voice_task"', 'action = "shout"', ("policies.toml", "policy.1.step.3.action")),
        ("policies.toml", 'to = "supervisor"', 'to = "chief"', ("policy.1.step.4.to", "nobody is meant by 'chief'")),
        ("policies.toml", 'name = "voice"', 'name = "voice"\nevery = 5', ("policy.1.step.3.every", "unknown key")),
        ("policies.toml", 'name = "stand_down"', 'name = "stand_up"', ("policy.2.subject", "stand_down'")),
        ("units.toml", 'station = "ST1"', 'station = "ST9"', ("no station is called 'ST9'",)),
        ("units.toml", 'call_sign = "E12"', 'call_sign = "e11"', ("call_sign 'E11' is given twice",)),
        ("units.toml", 'pager = "1000012"', 'pager = "1000011"', ("pager '1000011' is given twice",)),
        ("channels.toml", 'name = "voice"', 'name = "talk"', ("a channel named 'voice' is needed",)),
        ("people.toml", 'roles = ["dispatcher", "radio_operator"]', "roles = []", ("people.toml", "operator.1.roles")),
        ("people.toml", 'id = "dana"', "format = 1", ("people.toml", "operator.1")),
    ],
)
def test_a_wrong_key_or_word(folder: Path, file_name: str, old: str, new: str, said: tuple[str, ...]) -> None:
    edit(folder, file_name, old, new)
    text = refusal_of(folder)
    for part in said:
        assert part in text


def test_broken_toml_names_file_and_line(folder: Path) -> None:
    edit(folder, "units.toml", "[[unit]]", "[[unit]")
    assert "units.toml: not valid TOML" in refusal_of(folder)
    assert "line" in refusal_of(folder)


def test_bytes_that_are_no_text(folder: Path) -> None:
    (folder / "units.toml").write_bytes(b"\xff\xfe\x00")
    assert "units.toml: not valid TOML" in refusal_of(folder)


def test_a_missing_file_and_a_missing_pack(folder: Path) -> None:
    (folder / "types.toml").unlink()
    assert "types.toml is missing; a pack has the files" in refusal_of(folder)
    with pytest.raises(InvalidPack, match="no pack is called 'rivermuoth'; known packs: monaco, rivermouth"):
        load_pack("rivermuoth")


def test_a_key_given_in_two_files(folder: Path) -> None:
    edit(folder, "people.toml", "# Who", 'title = "again"\n# Who')
    assert "'title' is already given in pack.toml" in refusal_of(folder)
