"""The guide of a tour with fakes: what it types, tells, photographs, and how it fails."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dispatcher.settings import Settings, UnusableSettings
from tests.helpers.fake_room import FakeClock
from ui.app import arguments
from ui.demo import screens
from ui.demo.entry import Demo, prepare
from ui.demo.guide import DONE, FAILED, INTERRUPTED, SETTLES_S, Guide, Pace, Stage
from ui.demo.steps import Step, Stroke, press, write
from ui.demo.story import Story
from ui.demo.tour import guided_dispatch

AT_ONCE = Pace(key_s=0.0, read_s=0.0, look_s=0.0)


@dataclass
class FakeScene:
    fault: str = ""
    said: str = "1 unguarded · paging up"

    def trouble(self) -> str:
        return self.fault

    def in_words(self) -> str:
        return self.said


@dataclass
class Played:
    """A tour on a fake stage, its clock moved by hand."""

    steps: list[Step]
    pace: Pace = AT_ONCE
    ready: bool = True
    settled: bool = True
    scene: FakeScene = field(default_factory=FakeScene)
    clock: FakeClock = field(default_factory=FakeClock)
    typed: list[Stroke] = field(default_factory=list)
    shots: list[str] = field(default_factory=list)
    captions: list[tuple[str, str]] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    complained: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        stage = Stage(
            type=self.typed.append,
            shoot=self._shoot,
            caption=lambda does, because: self.captions.append((does, because)),
            hurry=self.speeds.append,
            ready=lambda: self.ready,
            settled=lambda: self.settled,
        )
        story = Story(self.clock, self.told.append, self.complained.append)
        scene: Any = self.scene
        self.guide = Guide(self.steps, scene, stage, story, self.clock, self.pace)
        self.guide.failed = lambda: self.gone.append("closed")

    def play(self, seconds: float, tick_s: float = 0.5) -> int | None:
        for _ in range(int(seconds / tick_s)):
            self.guide.tick()
            self.clock.advance(tick_s)
        return self.guide.code

    def _shoot(self, name: str) -> Path:
        self.shots.append(name)
        return Path(f"{name}.png")


def a_step(name: str, until: Callable[[Any], str], **more: Any) -> Step:
    values: dict[str, Any] = {"does": f"does {name}", "because": "why", "missing": f"no {name}", "limit_s": 20.0}
    return Step(name=name, until=until, **(values | more))


def reached(_scene: object) -> str:
    return "it is so"


def never(_scene: object) -> str:
    return ""


def test_steps_are_typed_told_and_photographed_in_their_order() -> None:
    played = Played([
        a_step("one", reached, keys=lambda _: press("F2") + write("ab"), shot="01-one"),
        a_step("two", reached),
    ])  # fmt: skip
    assert played.play(10) == DONE
    assert played.typed == [Stroke(chord="F2"), Stroke(character="a"), Stroke(character="b")]
    assert played.shots == ["01-one"]
    assert played.complained == []
    assert [line[11:].strip() for line in played.told[:-1]] == [
        "1/2  one. does one",
        "it is so  [01-one.png]",
        "2/2  two. does two",
        "it is so",
    ]
    assert "2 steps" in played.told[-1]
    assert played.captions == [("does one", "why"), ("does two", "why")]


def test_a_step_that_never_becomes_true_fails_by_its_name_with_a_picture() -> None:
    played = Played([a_step("one", reached), a_step("alert E12", never), a_step("three", reached)])
    assert played.play(19) is None
    assert played.play(5) == FAILED
    assert played.complained == [
        "step 2 of 3 failed after 20 s: alert E12: no alert E12; on the screen: 1 unguarded · paging up\n"
    ]
    assert played.shots == ["failed"]
    assert played.gone == ["closed"], "the window is closed then"
    assert played.play(5) == FAILED
    assert len(played.complained) == 1


def test_a_fault_of_the_program_ends_the_tour_at_once() -> None:
    played = Played([a_step("one", never)])
    played.play(2)
    played.scene.fault = "A fault in this workstation: 7"
    assert played.play(3) == FAILED
    assert "one: A fault in this workstation: 7" in played.complained[0]


def test_a_step_that_breaks_names_itself() -> None:
    def breaks(_scene: object) -> str:
        raise KeyError("E12")

    played = Played([a_step("one", breaks)])
    assert played.play(3) == FAILED
    assert "step 1 of 1" in played.complained[0]
    assert "KeyError('E12')" in played.complained[0]


def test_a_picture_that_cannot_be_kept_hides_no_failure() -> None:
    played = Played([a_step("one", never)])

    def full(_name: str) -> Path:
        raise OSError("disk full")

    stage = Stage(type=print, shoot=full, caption=print, hurry=print, ready=lambda: True, settled=lambda: True)
    played.guide._stage = stage
    assert played.play(25) == FAILED
    assert "one: no one" in played.complained[0]


def test_what_happens_meanwhile_is_answered_and_looked_at_again() -> None:
    asked: list[str] = []

    def meanwhile(_scene: object) -> tuple[Stroke, ...]:
        asked.append("looked")
        return press("F7") if len(asked) == 3 else ()

    played = Played([a_step("one", lambda _: "yes" if Stroke(chord="F7") in played.typed else "", meanwhile=meanwhile)])
    assert played.play(10) == DONE
    assert played.typed == [Stroke(chord="F7")]


def test_nothing_is_typed_while_another_window_has_the_keyboard() -> None:
    played = Played([a_step("one", reached, keys=lambda _: press("F2"))], ready=False)
    assert played.play(10) is None
    assert played.typed == []
    assert played.play(15) == FAILED
    assert "the window has not the keyboard" in played.complained[0]


def test_a_visible_tour_waits_for_who_turned_to_another_window() -> None:
    pace = Pace(key_s=0.0, read_s=0.0, look_s=0.0, away_s=300.0)
    played = Played([a_step("one", never, keys=lambda _: press("F2"))], pace, ready=False)
    assert played.play(250) is None
    played.ready = True
    assert played.play(15) is None, "the step has its whole time then"
    assert played.typed == [Stroke(chord="F2")]
    assert played.play(10) == FAILED
    assert "no one" in played.complained[0]


def test_a_visible_tour_leaves_time_to_read_and_to_look() -> None:
    pace = Pace(key_s=1.0, read_s=3.0, look_s=2.0)
    played = Played([a_step("one", reached, keys=lambda _: write("ab"))], pace)
    played.play(3)
    assert played.typed == []
    played.play(1.5)
    assert len(played.typed) == 1
    played.play(1)
    assert len(played.typed) == 2


def test_a_picture_waits_for_the_map_but_not_for_ever() -> None:
    played = Played([a_step("one", reached, shot="01"), a_step("two", never)], settled=False)
    played.play(SETTLES_S)
    assert played.shots == []
    played.play(2)
    assert played.shots == ["01"]


def test_simulated_people_hurry_only_while_a_step_wants_it() -> None:
    played = Played([a_step("one", reached, hurry=8.0), a_step("two", reached)])
    played.play(5)
    assert played.speeds == [8.0, 1.0]


def test_the_tour_ends_well_only_when_its_last_step_closed_the_window() -> None:
    visible = [True]
    left = Played([a_step("one", reached), a_step("leave", lambda _: "" if visible[0] else "gone")])
    left.play(3)
    visible[0] = False
    left.guide.closed()
    assert left.guide.code == DONE

    early = Played([a_step("one", never), a_step("two", reached)])
    early.play(3)
    early.guide.closed()
    assert early.guide.code == FAILED
    assert "step 1 of 2" in early.complained[0]
    assert "the window closed" in early.complained[0]


def test_an_interrupted_tour_complains_of_nothing() -> None:
    played = Played([a_step("one", never)])
    played.play(3)
    played.guide.stop(INTERRUPTED)
    played.guide.closed()
    assert (played.guide.code, played.complained) == (INTERRUPTED, [])


def test_every_step_of_the_tour_says_what_why_and_what_would_be_missing() -> None:
    steps = guided_dispatch()
    assert len({step.name for step in steps}) == len(steps)
    shots = [step.shot for step in steps if step.shot]
    assert shots == sorted(set(shots))
    for step in steps:
        assert step.does
        assert step.because
        assert step.missing
        assert step.limit_s > 0


@pytest.mark.parametrize(
    ("environment", "opens", "seen"),
    [
        ({}, True, False),
        ({"DISPLAY": ":0"}, True, True),
        ({"DISPLAY": ":0"}, False, False),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, True, False),
        ({"QT_QPA_PLATFORM": "xcb"}, False, True),
        ({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "/nowhere"}, False, False),
    ],
)
def test_a_screen_is_one_that_can_be_opened(environment: dict[str, str], opens: bool, seen: bool) -> None:
    assert screens.has_screen(environment, lambda _display: opens) is seen


def test_a_compositor_that_listens_is_a_screen(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "wayland-0"))
        listening.listen()
        environment = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert screens.has_screen(environment, lambda _display: False)


def test_an_x_server_that_is_not_there_does_not_answer() -> None:
    assert not screens.x_answers(":4711")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "READBACK_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "")


@pytest.mark.usefixtures("bare")
class TestWithoutADisplay:
    def test_a_tour_gets_a_virtual_screen_and_a_home_of_its_own(self) -> None:
        given = arguments(["--simulated", "--demo=auto"])
        demo = prepare(given)
        assert demo is not None
        assert not demo.on_screen
        assert os.environ["QT_QPA_PLATFORM"].startswith("offscreen:configfile=")
        assert given.home == demo.folder / "home"
        demo.forget()
        assert not demo.folder.exists()

    def test_a_home_that_is_named_is_kept(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("READBACK_HOME", str(tmp_path))
        given = arguments(["--simulated", "--demo"])
        demo = prepare(given)
        assert demo is not None
        assert given.home is None
        demo.forget()

    def test_a_person_is_told_instead_of_qt_ending_the_program(self) -> None:
        with pytest.raises(UnusableSettings, match="neither DISPLAY nor WAYLAND_DISPLAY is set; --demo=offscreen"):
            prepare(arguments(["--simulated"]))
        with pytest.raises(UnusableSettings, match="there is no screen"):
            prepare(arguments(["--simulated", "--demo=screen"]))

    def test_it_is_not_played_in_a_live_room(self) -> None:
        demo = Demo(on_screen=False)
        with pytest.raises(UnusableSettings, match="SIMULATED room only"):
            demo.check(Settings(simulated=False))
        demo.forget()


def test_with_a_display_only_who_asks_for_the_tour_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert prepare(arguments(["--simulated"])) is None
    assert prepare(arguments(["--simulated", "--demo=auto"])) is None
    for wish, on_screen in (("--demo", True), ("--demo=screen", True), ("--demo=offscreen", False)):
        demo = prepare(arguments(["--simulated", wish]))
        assert demo is not None
        assert demo.on_screen is on_screen
        demo.forget()
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")


def test_an_offscreen_program_that_asks_for_no_tour_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert prepare(arguments(["--simulated"])) is None
