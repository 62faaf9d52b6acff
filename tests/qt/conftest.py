"""Qt objects die on the Qt thread: cycles are collected there, after each test, and never on a test's worker."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def collect_on_the_qt_thread() -> Iterator[None]:
    gc.disable()
    yield
    gc.collect()
    gc.enable()
