"""What every test may count on: hypothesis profiles, an invisible screen, and the fixtures of tests/helpers.

And the order in which files are given to workers.
"""

import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.helpers.databases", "tests.helpers.harness", "tests.helpers.intake_room"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a test that needs a real display names xcb itself

_SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("soak", max_examples=2_000, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.hookimpl(trylast=True)  # after pytest-randomly has shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that wait for programs, then those that take long: no worker gets a long one last.

    Files are given out in this order (`--no-loadscope-reorder`); by the number of their tests the longest came last.
    """
    of_file: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        of_file[item.path].append(item)
    items[:] = [item for path in sorted(of_file, key=lambda path: _turn(of_file[path])) for item in of_file[path]]


def _turn(tests: list[pytest.Item]) -> tuple[bool, bool, int]:
    marks = {mark.name for item in tests for mark in item.iter_markers()}
    return "e2e" not in marks, "slow" not in marks, -len(tests)
