"""5,000 exceptions in ten minutes: what is worst is seen at once, and nothing grows without bound (issue 4)."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.triage import Priority
from dispatcher.queries import attention
from dispatcher.services import handlers
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.unit_of_work import UnitOfWork
from tests.helpers.harness import Harness
from tests.helpers.stage import CAMILLE, PlayedRoom
from ui.presenters.attention import AttentionPresenter

COUNT, MINUTES, WITHIN_S = 5_000, 10, 1.0


@dataclass(frozen=True)
class Raise:
    """Items that come within one second."""

    first: int
    count: int
    priority: Priority = Priority.P3


def raise_them(command: Raise, work: UnitOfWork) -> None:
    for number in range(command.first, command.first + command.count):
        raise_item(
            work,
            Item(kind=AttentionKind.EXCEPTION, cause=f"flood:{number}", text=f"item {number}",
                 for_role=Role.DISPATCHER, priority=command.priority),
        )  # fmt: skip


@pytest.fixture
def flooded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(handlers.HANDLERS, Raise, raise_them)  # type: ignore[arg-type]
    h = Harness(sqlite_url(tmp_path / "flood.db"))
    for second in range(MINUTES * 60):
        first, end = COUNT * second // (MINUTES * 60), COUNT * (second + 1) // (MINUTES * 60)
        h.desk.run(Raise(first, end - first))  # type: ignore[arg-type]
        h.clock.advance(seconds=1)
    yield h
    h.close()


@pytest.mark.timeout(120)
def test_the_newest_p1_stands_first_within_a_second_and_the_rest_is_counted(flooded: Harness):
    room = PlayedRoom(flooded)
    strip = AttentionPresenter(room, lambda call: call(), flooded.clock, lambda: CAMILLE, lambda _text: None)
    room.subscribe(lambda _entries: strip.refresh())
    strip.refresh()
    assert (len(strip.rows), strip.left_off) == (attention.MOST, COUNT - attention.MOST)
    assert strip.rows[0].text == "item 0", "of one kind and priority the oldest"
    began = time.perf_counter()
    room.execute(Raise(COUNT, 1, Priority.P1))  # type: ignore[arg-type]
    lines = strip.lines()
    assert time.perf_counter() - began < WITHIN_S
    assert (lines[0].title, lines[0].is_next) == (f"item {COUNT}", True)
    assert (len(strip.rows), strip.left_off) == (attention.MOST, COUNT + 1 - attention.MOST)
    assert len(strip.sounding().mark) <= attention.MOST
