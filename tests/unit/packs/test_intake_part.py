"""What a pack says of taking calls: words that speak for types, the quick log; all of it may be missing."""

import shutil
from pathlib import Path

import pytest

from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.incidents import Kind
from dispatcher.packs.loading import load_pack
from resources import packs_dir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packs_dir() / "rivermouth", tmp_path / "pack"))


def test_a_pack_without_the_file_suggests_nothing_and_has_no_quick_log(folder: Path) -> None:
    (folder / "intake.toml").unlink()
    pack = load_pack(str(folder))
    assert (pack.suggestion, pack.intake.quick_type) == ((), "")


@pytest.mark.parametrize("name", ["monaco", "rivermouth"])
def test_s5_both_packs_have_a_type_for_small_matters_that_is_no_emergency(name: str) -> None:
    pack = load_pack(name)
    quick = next(part for part in pack.type if part.name == pack.intake.quick_type)
    assert (quick.kind, quick.emergency) == (Kind.INFORMATION, False)
    assert not quick.required_to_close, "it could not be closed at once"
    assert pack.intake.quick_outcome in pack.outcomes
    assert {part.type for part in pack.suggestion} == {part.name for part in pack.type}


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('quick_type = "enquiry"', 'quick_type = "tea"', "no incident type is called 'tea'"),
        ('quick_outcome = "answered at once"', 'quick_outcome = "tea"', "'tea' is none of the outcomes"),
        ('quick_outcome = "answered at once"', "", "given together"),
        ('type = "fire"', 'type = "tea"', "no incident type is called 'tea'"),
        ('type = "alarm"', 'type = "fire"', "given twice"),
    ],
)
def test_a_wrong_word_is_told(folder: Path, was: str, now: str, says: str) -> None:
    path = folder / "intake.toml"
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(InvalidPack, match=says):
        load_pack(str(folder))
