"""`readbackctl policy`: lists, shows, draws and lints, and says plainly what there is."""

import json
import shutil
from pathlib import Path

import pytest

from dispatcher.domain.foreseen import Case
from dispatcher.operations.policy_drawing import LEGEND, WIDTH, draw
from dispatcher.packs.foreseen import foresee_policy
from dispatcher.packs.loading import load_pack
from resources import packs_dir
from tests.unit.dispatcher_cli.conftest import Run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A pack whose dispatch chain asks its last one once, and whose supervisor step is never repeated."""
    folder = Path(shutil.copytree(packs_dir() / "rivermouth", tmp_path / "rivermouth"))
    policies = folder / "policies.toml"
    policies.write_text(policies.read_text(encoding="utf-8").replace("every_s = 60\n", "", 1), encoding="utf-8")
    return folder


def test_list_names_every_policy_and_what_it_guards(run: Run) -> None:
    said = run("policy", "list")
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == [part.name for part in load_pack("monaco").policy]
    assert "a crew at work that nobody has heard" in said.out
    assert "(units of the profile volunteer)" in said.out
    assert (
        json.loads(run("policy", "list", "--json", "--pack", "rivermouth").out)[0]["counts_from"] == "the page QUEUED"
    )


def test_show_has_the_seconds_of_every_priority(run: Run) -> None:
    said = run("policy", "show", "waiting")
    assert said.code == 0
    [supervisor] = [line for line in said.out.splitlines() if line.startswith("supervisor")]
    assert supervisor.split() == ["supervisor", "2:00+1:00", "5:00+2:00", "15:00+5:00", "30:00+15:00", "1:00:00+30:00"]
    assert "supervisor must acknowledge, only while nobody_alerted" in said.out
    assert "the times of P4 hold" in run("policy", "show", "hold").out
    assert json.loads(run("policy", "show", "hold", "--json").out)["step"][0]["action"] == "release"


def test_simulate_draws_the_usual_cases_within_the_width_and_without_colour(run: Run) -> None:
    said = run("policy", "simulate", "dispatch", "--pack", "rivermouth")
    assert said.code == 0
    lines = said.out.splitlines()
    assert [line for line in lines if line.startswith("dispatch, ")] == [
        "dispatch, version 1, P1: nobody answers",
        "dispatch, version 1, P1: at 1:10 the crew answers",
        "dispatch, version 1, P1: who was asked has it in hand at 2:10",
        "dispatch, version 1, P1: the channel takes nothing",
        "dispatch, version 1, P1: nobody sits as supervisor",
    ]
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == LEGEND
    assert "\x1b" not in said.out


@pytest.mark.parametrize("name", ["monaco", "rivermouth"])
def test_every_drawing_fits(name: str) -> None:
    pack = load_pack(name)
    for part in pack.policy:
        for timeline in foresee_policy(pack, part.name):
            for line in draw(timeline):
                assert len(line.text) <= WIDTH, line.text


def test_a_drawing_says_what_it_leaves_unsaid(run: Run) -> None:
    drawn = run("policy", "simulate", "dispatch", "--case", "nobody-on:supervisor").out
    assert "supervisor called (rings Hélène Marquet)," in drawn
    assert "then every 1:00" in drawn
    assert "It goes on until the crew answers" in drawn
    assert "First told: radio operator 1:00, dispatcher 1:30, supervisor 2:00, duty manager 3:00." in drawn


def test_a_longer_look(run: Run) -> None:
    rows = json.loads(run("policy", "simulate", "dispatch", "--case", "nobody", "--minutes", "20", "--json").out)[0]
    assert (rows["case"], rows["horizon_s"], rows["rows"][-1]["at_s"]) == ("nobody", 1200, 1200)
    assert [row["at_s"] for row in rows["rows"] if row["step"] == "duty_manager"][:3] == [180, 240, 300]
    lower = json.loads(run("policy", "simulate", "dispatch", "--priority", "p3", "--case", "nobody", "--json").out)[0]
    assert lower["priority"] == "P3"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("simulate", "dispach"), "monaco has no policy 'dispach'; there are: dispatch, dispatch_volunteers, "),
        (("show", "x", "--pack", "rivermouth"), "rivermouth has no policy 'x'; there are: dispatch, stand_down, "),
        (("simulate", "dispatch", "--case", "sometimes"), "there is no case 'sometimes'; there are: nobody, "),
        (("simulate", "dispatch", "--priority", "P9"), "'P9' is not one of"),
        (("simulate", "dispatch", "--minutes", "0"), "more than none"),
        (("lint", "--pack", "nowhere"), "no pack is called 'nowhere'; known packs: monaco, rivermouth"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(run: Run, arguments: tuple[str, ...], words: str) -> None:
    said = run("policy", *arguments)
    assert said.code == 2
    assert words in said.err


def test_a_chain_that_ends_in_silence_is_drawn_so(run: Run, broken: Path) -> None:
    drawn = run("policy", "simulate", "dispatch", "--pack", broken, "--case", "nobody").out
    assert "Then silence: nobody is asked any more, until the crew answers" in drawn
    assert "ENDS IN SILENCE." in drawn


def test_lint_fails_on_what_will_not_work(run: Run, broken: Path) -> None:
    said = run("policy", "lint", "--pack", broken)
    assert said.code == 1
    assert "FAIL policies.toml: policy.1.step: dispatch ends in silence for every priority" in said.out
    assert "1 of these must be put right before rivermouth can be relied on" in said.err
    listed = run("policy", "lint", "--pack", broken, "--json")
    assert listed.code == 1
    assert [item["severity"] for item in json.loads(listed.out)].count("error") == 1


def test_lint_passes_what_ships(run: Run) -> None:
    said = run("policy", "lint")
    assert said.code == 0
    assert {line.split()[0] for line in said.out.splitlines()} <= {"NOTE", "OK"}


def test_a_usual_case_is_one_that_can_be_typed(run: Run) -> None:
    for timeline in foresee_policy(load_pack("monaco"), "welfare"):
        assert Case.parse(str(timeline.case)) == timeline.case
        assert run("policy", "simulate", "welfare", "--case", timeline.case).code == 0
