"""How a pack lets what comes in be read: tables by name, what holds before what, and what is refused."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.inbound import MEANINGS, CrewWord
from dispatcher.domain.units import Availability
from dispatcher.packs.inbound import AnswersPart, Bearer, StatusPart, rules_of
from dispatcher.packs.loading import load_pack
from tests.helpers.builders import a_pack


def copy_of_rivermouth(tmp_path: Path, channels: str) -> str:
    """A copy whose channels.toml says this after its channels."""
    folder = tmp_path / "copy"
    shutil.copytree("resources/packs/rivermouth", folder)
    path = folder / "channels.toml"
    path.write_text(path.read_text(encoding="utf-8").partition("# What comes in.")[0] + channels, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("name", ["monaco", "rivermouth"])
def test_packs_that_ship_know_fms_and_answers(name: str) -> None:
    pack = load_pack(name)
    rules = rules_of(pack.status, pack.answers, [Bearer(name="radio", driver="tetra")])
    labels = {code: rule.label for (_, code), rule in rules.statuses.items()}
    assert {0x8002 + n: f"FMS {n}" for n in range(9)}.items() <= labels.items()
    assert rules.statuses["radio", 0x8005].means is AssignmentState.EN_ROUTE
    assert rules.statuses["radio", 0x8007].means is CrewWord.REQUEST_TO_SPEAK
    assert rules.statuses["radio", 0x8008].means is Availability.UNAVAILABLE
    assert rules.accepts
    assert rules.declines


def test_a_packs_own_row_holds_before_the_table_and_a_channels_before_its_drivers(tmp_path: Path) -> None:
    pack = load_pack(copy_of_rivermouth(tmp_path, """
[[status]]
driver = "tap"
table = "fms"
[[status]]
driver = "tap"
code = 0x8005
means = "accept"
[[status]]
channel = "paging"
code = 0x8006
means = "decline"
label = "key 4"
"""))  # fmt: skip
    rules = rules_of(pack.status, pack.answers, [Bearer(name="paging", driver="tap"), Bearer(name="two", driver="tap")])
    assert rules.statuses["paging", 0x8005].means is CrewWord.ACCEPT
    assert rules.statuses["paging", 0x8005].label == "status 8005"
    assert rules.statuses["paging", 0x8006].label == "key 4"
    assert rules.statuses["two", 0x8006].means is AssignmentState.ON_SCENE
    assert rules.statuses["two", 0x8003].label == "FMS 1"


def test_a_table_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack, match=r"no table is called 'uk'; there are: fms"):
        load_pack(copy_of_rivermouth(tmp_path, '[[status]]\ndriver = "tap"\ntable = "uk"\n'))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ([{"channel": "paging", "code": 1, "means": "reserved"}], "a status cannot mean 'reserved'"),
        ([{"channel": "paging", "code": 1, "means": "alerted"}], "a status cannot mean 'alerted'"),
        ([{"code": 1, "means": "accept"}], "name the channel or the driver"),
        ([{"code": 1, "means": "accept", "driver": "tap", "channel": "paging"}], "name the channel or the driver"),
        ([{"channel": "none", "code": 1, "means": "accept"}], "no channel 'none'"),
        ([{"channel": "paging", "code": 0, "means": "accept"}], "greater than or equal to 1"),
        ([{"channel": "paging", "code": 65536, "means": "accept"}], "less than or equal to 65535"),
        ([{"channel": "paging", "code": 7, "means": "accept"}] * 2, "status 0007 of paging is given twice"),
    ],
)
def test_what_is_refused(status: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        a_pack(status=status)


@pytest.mark.parametrize(
    ("accepts", "declines", "words"),
    [(["Ja"], ["JA!"], "accepts and declines"), (["!"], [], "no letter or digit")],
)
def test_words_mean_one_thing(accepts: list[str], declines: list[str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        AnswersPart(accepts=tuple(accepts), declines=tuple(declines))


def test_every_meaning_can_be_written() -> None:
    for word, meaning in MEANINGS.items():
        assert StatusPart(channel="x", code=1, means=word).rule().means is meaning


def test_a_modem_says_of_which_country_its_numbers_are() -> None:
    bearers = [Bearer(name="sms", driver="sms", country="+49"), Bearer(name="tetra", driver="tetra")]
    assert rules_of((), AnswersPart(), bearers).numbers == {"sms": "+49"}
