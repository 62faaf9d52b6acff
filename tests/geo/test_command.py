"""`map build` and `map show` as they are typed."""

import signal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dispatcher.geo.building import Summary, build_map
from dispatcher.geo.command import EXIT_CANNOT, EXIT_INTERRUPTED, app
from tests.geo.osm_file import OsmFile

run = CliRunner()


def village(folder: Path) -> Path:
    osm = OsmFile()
    osm.way([(1000, 1000), (2000, 1000)], highway="residential", name="Rue")
    return osm.write(folder / "village.osm.pbf")


def test_build_tells_what_was_found_and_what_was_broken(tmp_path: Path) -> None:
    done = run.invoke(app, ["build", str(village(tmp_path)), str(tmp_path / "out.map"), "--title", "[Vill]age"])
    assert done.exit_code == 0, done.output
    for words in ("[Vill]age", "streets", "no coastline", "covers 0.0000"):
        assert words in done.output


def test_show_tells_it_again(tmp_path: Path) -> None:
    run.invoke(app, ["build", str(village(tmp_path)), str(tmp_path / "out.map")])
    shown = run.invoke(app, ["show", str(tmp_path / "out.map")])
    assert shown.exit_code == 0
    assert "no coastline" in shown.output


def test_what_cannot_be_done_is_one_line_and_a_code(tmp_path: Path) -> None:
    for arguments in (["build", str(tmp_path / "absent.osm.pbf"), "out.map"], ["show", str(village(tmp_path))]):
        refused = run.invoke(app, arguments)
        assert refused.exit_code == EXIT_CANNOT
        assert len(refused.stderr.strip().splitlines()) == 1
        assert "Traceback" not in refused.output


def test_ctrl_c_stops_tidily_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal itself, in the middle of a build, as a person gives it."""
    source, target = village(tmp_path), tmp_path / "out.map"
    target.write_bytes(build_old(tmp_path).read_bytes())
    before = target.read_bytes()
    handler = signal.getsignal(signal.SIGINT)

    def interrupted(*arguments: Any, **options: Any) -> Summary:
        signal.raise_signal(signal.SIGINT)
        return build_map(*arguments, **options)

    monkeypatch.setattr("dispatcher.geo.command.build_map", interrupted)
    stopped = run.invoke(app, ["build", str(source), str(target)])
    assert stopped.exit_code == EXIT_INTERRUPTED
    assert "nothing was written" in stopped.stderr
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.building"))
    assert signal.getsignal(signal.SIGINT) is handler


def test_what_a_killed_build_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "out.map.building").write_bytes(b"half a map")
    done = run.invoke(app, ["build", str(village(tmp_path)), str(tmp_path / "out.map")])
    assert done.exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.map"]


def test_a_pack_of_another_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    pack = build_old(tmp_path)
    content = pack.read_bytes()
    pack.write_bytes(content[:60] + (99).to_bytes(4, "big") + content[64:])
    refused = run.invoke(app, ["show", str(pack)])
    assert refused.exit_code == EXIT_CANNOT
    assert "update it, or build the pack anew" in refused.stderr


def build_old(folder: Path) -> Path:
    """Build a pack to be found there."""
    build_map(village(folder), folder / "old.map", title="Old")
    return folder / "old.map"
