"""The guide to escalation draws what the program draws, and names every subject as the program does."""

import re
from pathlib import Path

import pytest

from dispatcher.domain.escalation import NEEDED, Subject
from dispatcher.operations.policy_drawing import LEGEND
from dispatcher.operations.policy_words import GUARDS
from tests.unit.dispatcher_cli.conftest import Run

GUIDE = (Path(__file__).parents[3] / "docs" / "guide" / "escalation.md").read_text(encoding="utf-8")
DRAWN = re.findall(r"```text\n\$ readbackctl (policy [^\n]*)\n(.*?)\n```", GUIDE, flags=re.DOTALL)


def test_the_cases_that_a_supervisor_asks_for_are_drawn() -> None:
    assert [command for command, _ in DRAWN] == [
        "policy simulate dispatch --case nobody",
        "policy simulate dispatch --case answers:70",
        "policy simulate dispatch --case channel-down",
        "policy simulate dispatch --case acknowledged:130",
        "policy simulate dispatch_volunteers --case nobody",
        "policy simulate dispatch --case nobody-on:supervisor",
    ]


@pytest.mark.parametrize(("command", "drawing"), DRAWN, ids=[command for command, _ in DRAWN])
def test_a_drawing_is_what_the_program_draws(run: Run, command: str, drawing: str) -> None:
    said = run(*command.split())
    assert said.code == 0
    assert drawing == said.out.removesuffix(f"\n{LEGEND}\n").rstrip("\n"), f"paste what `readbackctl {command}` says"


def test_every_subject_is_in_the_table_in_the_programs_words() -> None:
    rows = {line.split("|")[1].strip(" `"): line for line in GUIDE.splitlines() if line.startswith("| `")}
    for subject in Subject:
        for words in GUARDS[subject]:
            assert words in rows[subject.value]
        if subject in NEEDED:
            assert f"`{subject.value}`" in GUIDE.split("a pack is refused")[0]


def test_every_symbol_is_explained() -> None:
    for symbol in (part[0] for part in LEGEND.split("   ")):
        assert f"`{symbol}`" in GUIDE
