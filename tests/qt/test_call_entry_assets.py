"""The asset number of a call: offered while it is typed, taken by keys, with what it is beside the field."""

import pytest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from dispatcher.queries.knowledge import AskAssets, AssetRow
from tests.qt.test_call_entry_view import KEY, Window
from ui.presenters.call_entry_assets import AssetsShown
from ui.presenters.call_entry_draft import CallField

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LIFTS = tuple(
    AssetRow(asset_id=number, number=number, title=f"Lift {number[-1]}", kind="lift", premise_id="p1",
             premise="Tour Odéon", owner_team="facilities", notes="")
    for number in ("LIFT-7", "LIFT-8", "LIFT-70")
)  # fmt: skip


def like(query: AskAssets) -> tuple[AssetRow, ...]:
    wanted = query.prefix.casefold().replace("-", "").replace(" ", "")
    return tuple(row for row in LIFTS if row.number.casefold().replace("-", "").startswith(wanted))


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window(qtbot)
    made.room.canned[AskAssets] = like
    made.line(CallField.ASSET).setFocus()
    return made


def offered(window: Window) -> list[str]:
    rows = window.view._asset._list.findChild(QListWidget)
    assert rows is not None
    return [rows.item(row).text() for row in range(rows.count())] if window.view._asset._list.isVisible() else []


def test_s12_a_number_is_completed_from_the_register_and_told_what_it_is(window: Window) -> None:
    window.keys("lift")
    assert offered(window) == ["LIFT-7", "LIFT-8", "LIFT-70"]
    window.keys(KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)
    assert (window.line(CallField.ASSET).text(), offered(window)) == ("LIFT-8", [])
    assert window.focus == "call_narrative", "it goes on"
    assert window.label("call_asset_note") == "Lift 8 · Tour Odéon · facilities"


def test_nothing_marked_nothing_taken_and_what_is_unknown_is_said(window: Window) -> None:
    window.keys("lift 7")
    assert window.label("call_asset_note") == "Lift 7 · Tour Odéon · facilities", "blanks and signs do not count"
    assert offered(window) == ["LIFT-7", "LIFT-70"]
    window.keys("x", KEY.Key_Return)
    assert (window.line(CallField.ASSET).text(), window.label("call_asset_note")) == ("lift 7x", "not in the register")


def test_escape_closes_the_list_first_and_leaving_the_field_closes_it_too(window: Window) -> None:
    window.keys("lift", KEY.Key_Escape)
    assert (offered(window), window.focus) == ([], "call_asset_number")
    window.keys(KEY.Key_Down)
    assert len(offered(window)) == 3
    window.line(CallField.PERSONS).setFocus()
    assert offered(window) == []


def test_an_answer_to_older_words_or_for_another_call_is_dropped(window: Window) -> None:
    window.room.hold = True
    window.keys("lift-7")
    window.entry.another()
    window.room.resolve()
    assert window.entry.assets.shown == AssetsShown()
    window.room.hold = False
    window.entry.next_call()
    assert window.entry.assets.shown.note.startswith("Lift 7")


def test_a_register_that_cannot_be_read_is_told(window: Window, caplog: pytest.LogCaptureFixture) -> None:
    window.room.hold = True
    window.keys("9")
    window.room.questions[-1][1].set_exception(OSError("disk"))
    assert window.label("call_asset_note") == "the register cannot be read"
    assert "register" in caplog.text
