"""Which Python is taken, and what is said when none fits."""

import ast
from pathlib import Path

import pytest

from installer import bootstrap

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("version", "fits"),
    [((2, 7), False), ((3, 10), False), ((3, 11), True), ((3, 14), True), ((3, 15), False), ((0, 0), False)],
)
def test_supported_pythons_are_those_of_the_lock_file(version, fits):
    assert bootstrap.is_supported(version) is fits


def test_the_gate_speaks_of_the_same_pythons_as_pyproject():
    assert f'requires-python = ">=3.{bootstrap.OLDEST[1]},<3.{bootstrap.NEWEST[1] + 1}"' in (
        ROOT / "pyproject.toml"
    ).read_text(encoding="utf-8")


def test_an_old_python_can_read_the_gate():
    source = (ROOT / "installer/bootstrap.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    assert "from __future__" not in source
    imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"os", "runpy", "shutil", "subprocess", "sys"}


def test_first_fitting_python_is_taken(monkeypatch):
    versions = {"/old": (3, 9), "/broken": (0, 0), "/good": (3, 12), "/better": (3, 13)}
    monkeypatch.setattr(bootstrap, "candidates", lambda: list(versions))
    monkeypatch.setattr(bootstrap, "version_of", versions.__getitem__)
    assert bootstrap.choose_python() == "/good"


def test_nothing_fits_is_said_with_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "running_one_fits", lambda: False)
    monkeypatch.setattr(bootstrap, "choose_python", lambda: "")
    assert bootstrap.main() == 2
    said = capsys.readouterr().err
    assert "3.11 to 3.14" in said
    assert "sudo apt-get install python3" in said


def test_a_python_that_does_not_start_has_no_version(tmp_path):
    assert bootstrap.version_of(str(tmp_path / "python3.11")) == (0, 0)
    shim = tmp_path / "shim"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert bootstrap.version_of(str(shim)) == (0, 0)
