"""The benchmarks still run: a program that nobody starts between releases rots unseen."""

import importlib
import pkgutil
from pathlib import Path

import pytest

import tests.bench
from tests.bench import path

NAMES = [module.name for module in pkgutil.iter_modules(tests.bench.__path__)]


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_can_be_loaded(name: str) -> None:
    assert importlib.import_module(f"tests.bench.{name}")


def test_a_dispatch_is_one_commit(tmp_path: Path) -> None:
    figures = path.commit_figures(tmp_path, 3)
    assert figures["commits_per_dispatch"] == 1.0
    assert figures["dispatch_samples"] == 3


def test_the_first_byte_follows_the_commit(tmp_path: Path) -> None:
    figures = path.first_byte_figures(tmp_path, 3)
    assert figures["first_byte_samples"] == 3
    assert 0 < float(str(figures["commit_to_first_byte_ms_p50"])) < 2_000
