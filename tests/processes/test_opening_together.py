"""A fresh database that many processes open at the same instant is made once, on both kinds."""

import multiprocessing
from collections.abc import Callable
from typing import Any

import pytest

from tests.processes.opening import GATE_S, open_at_the_gate

MANY = 3


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_everybody_gets_in_and_one_makes_it(new_url: Callable[..., str]) -> None:
    url, together = new_url(empty=True), multiprocessing.get_context("spawn")
    gate, told = together.Barrier(MANY), together.Queue()
    everybody: list[Any] = [together.Process(target=open_at_the_gate, args=(url, gate, told)) for _ in range(MANY)]
    for process in everybody:
        process.start()
    try:
        assert [told.get(timeout=GATE_S) for _ in everybody] == ["1 installation"] * MANY
    finally:
        for process in everybody:
            process.join(GATE_S)
            process.kill()
