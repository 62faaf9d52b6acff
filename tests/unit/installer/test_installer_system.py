"""What the system lacks, and what is done about it."""

import pytest

from installer import system
from installer.progress import Trouble
from installer.system import LIBRARIES, Machine, Need


def machine(lacks=(), programs=("Xvfb", "xauth", "aplay"), font=True, certificates=True, display=True):
    return Machine(
        opens=lambda name: name not in lacks,
        which=lambda name: f"/usr/bin/{name}" if name in programs else None,
        has_font=lambda: font,
        has_certificates=lambda: certificates,
        has_display=lambda: display,
    )


def test_a_whole_machine_lacks_nothing():
    assert system.missing(machine()) == []


def test_a_missing_library_is_named_with_its_package():
    assert system.missing(machine(lacks={"libxcb-cursor.so.0"})) == [Need("libxcb-cursor0", "libxcb-cursor.so.0")]


def test_a_bare_machine_lacks_every_package_once():
    everything = {name for names in LIBRARIES.values() for name in names}
    needs = system.missing(machine(everything, programs=(), font=False, certificates=False))
    rest = ["fonts-dejavu-core", "xvfb", "xauth", "ca-certificates", "alsa-utils"]
    assert system.packages_of(needs) == [*LIBRARIES, *rest]


@pytest.mark.parametrize("player", system.PLAYERS)
def test_any_sound_player_will_do(player):
    assert system.missing(machine(programs=("Xvfb", "xauth", player))) == []


def test_a_screen_for_tests_is_not_needed_to_run():
    xvfb, xauth, player = system.missing(machine(programs=()))
    assert [need.stops("run") for need in (xvfb, xauth, player)] == [False, False, False]
    assert [need.stops("test") for need in (xvfb, xauth, player)] == [True, True, False]


def test_font_is_looked_for_in_every_folder(tmp_path):
    (tmp_path / "a").mkdir()
    deep = tmp_path / "b/truetype/dejavu"
    deep.mkdir(parents=True)
    assert not system.has_font([tmp_path / "a", tmp_path / "b", tmp_path / "absent"])
    (deep / system.FONT).touch()
    assert system.has_font([tmp_path / "a", tmp_path / "b"])


def test_where_nothing_may_be_installed_one_command_is_given(monkeypatch):
    monkeypatch.setattr(system, "missing", lambda: [Need("libgl1", "libGL.so.1"), Need("xvfb", "Xvfb", "tests")])
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Trouble, match="sudo apt-get install --no-install-recommends libgl1 xvfb") as caught:
        system.ensure("run", may_install=False, is_first=True)
    assert caught.value.code == 2


def test_elsewhere_than_on_debian_the_libraries_are_named():
    words = system.advice([Need("libgl1", "libGL.so.1")], has_apt=False)
    assert "libGL.so.1" in words
    assert "apt-get" not in words


def test_a_wish_that_cannot_be_had_does_not_stop_and_is_not_tried_again(monkeypatch, capsys):
    tried = []
    monkeypatch.setattr(system, "missing", lambda: [Need("alsa-utils", "a sound player", "sound")])
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_right_to_install", lambda _: [])
    monkeypatch.setattr(system, "_install", lambda packages, _: tried.append(packages) or Trouble("no network"))
    system.ensure("test", may_install=True, is_first=True)
    system.ensure("test", may_install=True, is_first=False)
    assert tried == [["alsa-utils"]]
    assert capsys.readouterr().err.count("alarms will be silent") == 2


def test_apt_asks_nothing_and_brings_nothing_unasked():
    command = system.apt_command(["libgl1"], ["sudo", "-n"])
    assert command[:3] == ["sudo", "-n", "apt-get"]
    assert "-y" in command
    assert command[-2:] == ["--no-install-recommends", "libgl1"]


def test_a_machine_without_a_display_starts_without_what_only_a_screen_needs():
    lacks = {name for package in system.FOR_A_SCREEN for name in LIBRARIES[package]}
    needs = system.missing(machine(lacks, display=False))
    assert {need.package for need in needs} == system.FOR_A_SCREEN
    assert not any(need.stops("run") for need in needs)
    assert all(need.stops("test") for need in needs)
    assert all(need.stops("run") for need in system.missing(machine(lacks, display=True)))


def test_what_any_picture_needs_stops_a_machine_without_a_display_too():
    (need,) = system.missing(machine({"libEGL.so.1"}, display=False))
    assert need.stops("run")
