"""What is known is changed by keys, in place: notes, keyholders, codes that nobody sees typed, callers, views."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.knowledge import CallerNoteKind, NoteKind, SecretKind
from dispatcher.domain.knowledge_commands import (
    AddPremiseNote,
    AmendCaller,
    CorrectCallerNote,
    CorrectPremiseNote,
    EndPremiseNote,
    EndSecret,
    ForgetCaller,
    KeepAsset,
    KeepKeyholders,
    KeepPremise,
    KeepSecret,
)
from dispatcher.queries.knowledge import AskSecretViews, SecretDeed, SecretViewRow
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.fake_room import START
from tests.helpers.knowledge_panel import Panel
from tests.helpers.knowledge_rows import FACTS
from ui.theme import Theme
from ui.views.knowledge import KnowledgeView

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
K = Qt.Key
CODE = "4711-QX-secret"


class Changing(Panel):
    """A panel in which somebody changes things, beside a field in which somebody types."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.bot, self.window = qtbot, QWidget()
        self.typing = QLineEdit(self.window)
        self.view = KnowledgeView(self.it, Theme.load())
        column = QVBoxLayout(self.window)
        column.addWidget(self.typing)
        column.addWidget(self.view)
        qtbot.addWidget(self.window)
        self.window.resize(520, 700)
        self.window.show()
        self.it.follow(FACTS)
        self.view.begin_changing()
        QApplication.processEvents()

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(key, str):
                self.bot.keyClicks(target, key)
            else:
                self.bot.keyClick(target, key)
            QApplication.processEvents()

    def goes_to(self, beginning: str) -> None:
        """Walk down by arrows to the row that begins so."""
        rows = self.view.changes.things
        for _ in range(rows.count() + 1):
            if (item := rows.currentItem()) is not None and item.text().startswith(beginning):
                return
            self.press(K.Key_Down)
        raise AssertionError(f"no row begins with {beginning}")

    def last(self, kind: type) -> Any:
        command = self.room.executed[-1]
        assert isinstance(command, kind), command
        return command

    def said(self) -> str:
        return self.it.changes.message


@pytest.fixture
def changing(qtbot: QtBot) -> Changing:
    return Changing(qtbot)


def rewrite(changing: Changing, words: str) -> None:
    """Write words in the place of those in the field."""
    changing.bot.keyClick(QApplication.focusWidget(), K.Key_A, Qt.KeyboardModifier.ControlModifier)
    changing.press(words)


def test_a_note_is_corrected_and_another_ended_by_keys_alone(changing: Changing) -> None:
    changing.goes_to("HAZARD")
    changing.press(K.Key_Return)
    rewrite(changing, "Transformer is gone")
    changing.press(K.Key_Return)
    corrected = changing.last(CorrectPremiseNote)
    assert (corrected.note_id, corrected.kind, corrected.text) == ("n1", NoteKind.HAZARD, "Transformer is gone")
    changing.room.settle("n9")
    assert changing.said() == "Corrected; the former words are kept"
    assert changing.view.changes.things.hasFocus(), "the keyboard is where it was"
    changing.goes_to("water")
    changing.press("2", "pumped dry", K.Key_Return)
    ended = changing.last(EndPremiseNote)
    assert (ended.note_id, ended.reason) == ("n4", "pumped dry")


def test_a_note_with_an_end_is_added_and_one_that_cannot_be_read_stays_written(changing: Changing) -> None:
    changing.press("1", "Road works", K.Key_Tab, "soon", K.Key_Return)
    assert changing.room.executed == []
    assert changing.said().startswith("Expected a time of day")
    rewrite(changing, "2027-01-02 06:00")
    changing.press(K.Key_Return)
    added = changing.last(AddPremiseNote)
    assert (added.premise_id, added.text) == ("p1", "Road works")
    assert added.valid_until is not None
    assert added.valid_until.isoformat() == "2027-01-02T06:00:00+00:00"


def test_s61_a_code_is_sealed_without_anybody_seeing_it_and_leaves_no_trace(changing: Changing) -> None:
    changing.press("2", "side door", K.Key_Tab, CODE, K.Key_Tab, "4712", K.Key_Return)
    assert (changing.room.executed, changing.said()) == ([], "The two codes differ: write both anew.")
    rewrite(changing, CODE)
    fields = changing.view.changes.form.fields
    for name in ("code", "again"):
        field = fields[name]
        assert isinstance(field, QLineEdit)
        assert field.echoMode() is QLineEdit.EchoMode.Password
        assert field.completer() is None
        assert CODE not in field.displayText()
    held = [changing.it.changes.form, *vars(changing.it.changes).values(), changing.it.shown()]
    assert CODE not in repr(held), "what is typed stands in its field alone"
    changing.press(K.Key_Return)
    kept = changing.last(KeepSecret)
    assert (kept.premise_id, kept.title, kept.words, kept.kind) == ("p1", "side door", CODE, SecretKind.DOOR_CODE)
    assert CODE not in repr(kept)
    changing.room.settle("s9")
    lines = changing.view.findChildren(QLineEdit)
    assert not [line for line in lines if CODE in line.text()], "also what waits to be deleted is wiped"


def test_s61_a_code_half_written_does_not_outlast_place_panel_or_operator(changing: Changing) -> None:
    def writes() -> None:
        changing.view.begin_changing()
        changing.view.changes.things.setCurrentRow(0)
        changing.press("2", "side door", K.Key_Tab, CODE)
        assert changing.it.changes.form is not None

    def left() -> bool:
        QApplication.processEvents()
        none = changing.it.changes.form is None
        return none and not [line for line in changing.view.findChildren(QLineEdit) if CODE in line.text()]

    writes()
    changing.it.follow(replace(FACTS, place="Casino"))
    assert left(), "another place"
    changing.it.follow(FACTS)
    writes()
    changing.view.hide()
    assert left(), "another panel"
    changing.view.show()
    writes()
    changing.session.set_actor(SUPERVISOR)
    assert left(), "another operator"
    writes()
    changing.press(K.Key_Escape)
    assert left(), "Esc"
    assert changing.room.executed == []


def test_a_code_is_replaced_and_destroyed(changing: Changing) -> None:
    changing.goes_to("door code  loading dock")
    changing.press("1", "0815", K.Key_Tab, "0815", K.Key_Return)
    kept = changing.last(KeepSecret)
    assert (kept.title, kept.words) == ("loading dock", "0815")
    changing.room.settle("s9")
    changing.press("2", "doors changed", K.Key_Return)
    ended = changing.last(EndSecret)
    assert (ended.secret_id, ended.reason) == ("s1", "doors changed")


def test_keyholders_are_added_in_their_place_changed_and_taken_off(changing: Changing) -> None:
    engineer, desk = ("Duty engineer", "0000 7001"), ("Desk", "0000 7002")
    changing.press("3", "Porter", K.Key_Tab, "0000 7003", K.Key_Tab)
    rewrite(changing, "1")
    changing.press(K.Key_Return)
    assert changing.last(KeepKeyholders).keyholders == (("Porter", "0000 7003"), engineer, desk)
    changing.room.settle(None)
    changing.goes_to("keyholder  Desk")
    changing.press("1", K.Key_Tab)
    rewrite(changing, "0000 9999")
    changing.press(K.Key_Return)
    assert changing.last(KeepKeyholders).keyholders == (engineer, ("Desk", "0000 9999"))
    changing.room.settle(None)
    changing.goes_to("keyholder  Desk")
    changing.press("2", K.Key_Return)
    assert changing.last(KeepKeyholders).keyholders == (engineer,)


def test_s12_a_caller_is_amended_and_only_what_differs_is_told(changing: Changing) -> None:
    changing.goes_to("CALLER")
    changing.press("1", K.Key_Return)
    assert (changing.room.executed, changing.said()) == ([], "Nothing differs from what is known.")
    rewrite(changing, "Mme Fabre")
    changing.press(K.Key_Tab, K.Key_Tab, K.Key_Tab, K.Key_Up, K.Key_Return)
    amended = changing.last(AmendCaller)
    assert (amended.name, amended.language, amended.needs) == ("Mme Fabre", None, None)
    assert (amended.vulnerable, amended.repeat) == (False, None)
    changing.room.settle(None)
    changing.press("2", "0000 7777", K.Key_Return)
    assert changing.last(AmendCaller).number == "0000 7777"
    changing.room.settle(None)
    changing.goes_to("number  0000 7102")
    changing.press("1", K.Key_Return)
    assert changing.last(AmendCaller).not_number == "0000 7102"
    changing.room.settle(None)
    changing.goes_to("health")
    changing.press("1")
    rewrite(changing, "no oxygen any more")
    changing.press(K.Key_Return)
    corrected = changing.last(CorrectCallerNote)
    assert (corrected.note_id, corrected.kind, corrected.text) == ("m2", CallerNoteKind.HEALTH, "no oxygen any more")


def test_s61_a_caller_is_forgotten_by_authority_with_a_reason_and_a_word_typed_out(changing: Changing) -> None:
    changing.goes_to("CALLER")
    forget = changing.view.changes.buttons[2]
    assert (forget.text(), forget.isEnabled()) == ("3  Forget…", False)
    assert "ask a duty manager or supervisor" in forget.toolTip()
    changing.press("3")
    assert (changing.it.changes.form, "ask a duty manager" in changing.said()) == (None, True)
    changing.session.set_actor(SUPERVISOR)
    changing.press("3", K.Key_Return)
    assert changing.said() == "Say why: the reason is kept."
    form = changing.it.changes.form
    assert form is not None
    assert form.warning.startswith("Destroys for good: the name, the needs, 2 numbers, 2 notes.")
    changing.press("asked for it", K.Key_Return)
    assert changing.said().startswith("Type “forget” to forget Mme Fabron for good")
    assert changing.room.executed == []
    changing.press(K.Key_Tab, "forget", K.Key_Return)
    forgotten = changing.last(ForgetCaller)
    assert (forgotten.caller_id, forgotten.reason) == ("k1", "asked for it")


def test_s61_a_supervisor_sees_who_saw_which_code(changing: Changing) -> None:
    at = START - timedelta(minutes=2)
    seen = {"title": "loading dock", "operator": "Dana Reyes", "seat": "seat-1", "number": "2026-000311"}
    changing.room.canned[AskSecretViews] = lambda _query: (
        SecretViewRow(at=at, deed=SecretDeed.DENIED, reason="", **seen),
        SecretViewRow(at=at, deed=SecretDeed.SHOWN, reason="crew at the door", **seen),
    )
    changing.press("5")
    assert changing.asked(AskSecretViews) == []
    assert "ask a duty manager or supervisor" in changing.said()
    changing.session.set_actor(SUPERVISOR)
    changing.press("5")
    assert changing.asked(AskSecretViews) == [AskSecretViews(premise_id="p1")]
    title, (refused, shown) = changing.it.changes.views() or ("", ("", ""))
    assert title.startswith("Who saw codes of Grimaldi Forum")
    assert "Dana Reyes at seat-1 asked for “loading dock” and was REFUSED" in refused
    assert shown.endswith("Dana Reyes at seat-1 saw “loading dock”\nfor 2026-000311 · crew at the door")
    changing.session.set_actor(DISPATCHER)
    assert changing.it.changes.views() is None, "whoever signs on next reads none of it"


def test_place_and_asset_are_changed_or_made_known(changing: Changing) -> None:
    changing.press("4")
    rewrite(changing, "Grimaldi Forum Monaco")
    changing.press(K.Key_Tab, K.Key_Tab)
    rewrite(changing, "wide")
    changing.press(K.Key_Return)
    assert changing.said().startswith("How far it reaches is a number")
    rewrite(changing, "80")
    changing.press(K.Key_Return)
    kept = changing.last(KeepPremise)
    assert (kept.premise_id, kept.name, kept.radius_m) == ("p1", "Grimaldi Forum Monaco", 80.0)
    assert (kept.latitude, kept.longitude) == (43.7431, 7.4313), "where it lies stays what it is"
    changing.room.settle("p1")
    changing.goes_to("ASSET")
    changing.press("1")
    rewrite(changing, "Goods lift")
    changing.press(K.Key_Return)
    asset = changing.last(KeepAsset)
    assert (asset.number, asset.title, asset.kind, asset.premise_id) == ("LIFT-0560", "Goods lift", "lift", "p1")


def test_esc_goes_back_step_by_step_and_nothing_takes_the_keyboard(changing: Changing) -> None:
    changing.press("1", K.Key_Escape)
    assert changing.view.changes.things.hasFocus()
    changing.press(K.Key_Escape)
    assert not changing.it.changes.is_open
    assert changing.view.area.hasFocus()
    changing.typing.setFocus()
    changing.it.changes.open(opened=True)
    changing.it.refresh()
    changing.it.changes.begin(0)
    QApplication.processEvents()
    assert changing.typing.hasFocus()


def test_what_the_room_refuses_stays_written(changing: Changing) -> None:
    changing.press("2", "side door", K.Key_Tab, CODE, K.Key_Tab, CODE, K.Key_Return)
    changing.room.refuse(RuntimeError("the disk is full"))
    assert changing.said() == "not done: the disk is full"
    assert changing.view.changes.form.values()["code"] == CODE
    for widget in (*changing.view.changes.form.fields.values(), changing.view.changes.form.act):
        assert widget.accessibleName(), widget.objectName()
