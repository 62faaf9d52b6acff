"""`map build` and `map show` as they are typed."""

from pathlib import Path

from typer.testing import CliRunner

from dispatcher.geo.command import EXIT_CANNOT, app
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
