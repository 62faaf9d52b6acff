"""Kept layouts: each operator's own per set of monitors, never where nobody sees them; a damaged file harms nobody."""

from pathlib import Path

import pytest

from ui.layouts import Layout, LayoutBook, LayoutKey, can_be_seen, monitor_set, onto_a_monitor, packed, unpacked

ONE = (0, 0, 1920, 1080)
RIGHT = (1920, 0, 1366, 768)
LAYOUT = Layout(window=(10, 20, 1500, 900), maximised=False, panels=packed(b"docks"), theme="day", scale=1.25)


def test_a_set_of_monitors_has_one_name_in_whatever_order_they_are_told():
    assert monitor_set([ONE, RIGHT]) == monitor_set([RIGHT, ONE]) == "1920x1080+0+0 1366x768+1920+0"


def test_each_operator_has_a_layout_for_each_set_of_monitors(tmp_path: Path):
    book = LayoutBook(tmp_path / "layouts.json")
    book.keep(LayoutKey("ruth", "a"), LAYOUT)
    book.write()
    again = LayoutBook(tmp_path / "layouts.json")
    assert again.find(LayoutKey("ruth", "a")) == LAYOUT
    assert again.find(LayoutKey("ruth", "b")) is None
    assert again.find(LayoutKey("sol", "a")) is None
    assert unpacked(LAYOUT.panels) == b"docks"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"format": 1, "layouts": {}, "colour": 3}', '{"format": 9, "layouts": {}}', "\xff"]
)
def test_a_file_that_cannot_be_read_is_left_as_it_is_and_named(tmp_path: Path, text: str):
    path = tmp_path / "layouts.json"
    path.write_text(text, encoding="latin-1")
    book = LayoutBook(path)
    assert str(path) in book.trouble
    book.keep(LayoutKey("ruth", "a"), LAYOUT)
    book.write()
    assert path.read_text(encoding="latin-1") == text


def test_docks_that_are_no_base64_are_none():
    assert unpacked("not base64!") == b""


def test_a_window_on_a_monitor_that_is_gone_comes_to_the_first_one():
    there = (2000, 100, 1200, 600)
    assert onto_a_monitor(there, [ONE, RIGHT]) == there
    assert onto_a_monitor(there, [ONE]) == (360, 240, 1200, 600)
    assert onto_a_monitor((5000, 0, 3000, 2000), [RIGHT]) == RIGHT


@pytest.mark.parametrize(
    ("window", "seen"),
    [
        ((0, 0, 800, 600), True),
        ((1800, 0, 800, 600), False),  # 120 pixels of its edge are left
        ((1700, 0, 800, 600), True),
        ((100, -30, 800, 600), False),  # its title is above the screen
        ((100, 1060, 800, 600), False),
    ],
)
def test_enough_of_the_upper_edge_must_be_seen_to_take_hold_of_it(window: tuple[int, int, int, int], seen: bool):
    assert can_be_seen(window, [ONE]) is seen
