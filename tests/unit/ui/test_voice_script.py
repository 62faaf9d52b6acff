"""The script of a voice task: what is said, what is read out, what is heard back."""

from dispatcher.domain.messages import dispatch_text, stand_down_text
from dispatcher.domain.transmissions import Purpose
from dispatcher.domain.triage import Priority
from tests.helpers.radio_rows import voice_row
from ui.presenters.alphabets import GERMAN, ICAO
from ui.presenters.voice_script import Item, note_in, script_of


def test_the_called_station_is_named_first():
    script = script_of(voice_row(0), ICAO)
    assert script.call.words == "E12, this is CONTROL, message, over."
    assert script.call.spoken == "Echo one two, this is CONTROL, message, over."
    assert script.expected == "Control, Echo one two, go ahead, over."
    assert (script.ask_back, script.right) == ("Read back, over.", "Echo one two, correct, out.")


def test_what_is_read_out_and_what_is_heard_back():
    script = script_of(voice_row(0), ICAO)
    assert [(line.title, line.spoken) for line in script.message] == [
        ("Priority", "Priority one"),
        ("Type", "Building fire"),
        ("Address", "Boulevard des Moulins one two, fourth floor"),
        ("Note", "balcony side"),
        ("With you", "Lima one one"),
    ]
    assert script.spelled == (("Moulins", "Mike Oscar Uniform Lima India November Sierra"),)
    assert [item.item for item in script.hear_back] == [
        Item.CALL_SIGN, Item.PRIORITY, Item.TYPE, Item.PLACE, Item.NOTE,
    ]  # fmt: skip
    assert script.doubt == ""


def test_another_alphabet_changes_the_spoken_words_only():
    script = script_of(voice_row(0), GERMAN)
    assert script.call.words == "E12, this is CONTROL, message, over."
    assert script.call.spoken == "Essen eins zwo, this is CONTROL, message, over."


def test_a_stand_down_is_another_order():
    text = stand_down_text(number="2026-000000", call_sign="E12", place="Quai 7", reason="false alarm")
    script = script_of(voice_row(0, purpose=Purpose.STAND_DOWN, place="Quai 7", text=text), ICAO)
    assert [(line.title, line.words) for line in script.message] == [
        ("Order", "Stand down, stand down."), ("From", "Quai 7"), ("Why", "false alarm"),
    ]  # fmt: skip
    assert [item.item for item in script.hear_back] == [Item.CALL_SIGN, Item.ORDER, Item.PLACE]


def test_what_is_true_now_is_read_out_and_what_has_changed_is_said():
    script = script_of(voice_row(0, priority=Priority.P2, place="Rue Plati 9"), ICAO)
    assert script.message[2].words == "Rue Plati 9"
    assert script.doubt == "changed since the page: priority, address"


def test_letters_that_the_pager_could_not_carry_are_no_change():
    row = voice_row(0, place="Café Müller 3", type_name="Öl auf Straße",
                    text="P1 / OEL AUF STRASSE / Cafe Mueller 3 / E12 L11 / 2026-000000")  # fmt: skip
    assert script_of(row, ICAO).doubt == ""


def test_the_note_is_found_where_a_dispatch_has_one():
    told = {"priority": Priority.P1, "number": "7", "type_name": "Fire", "place": "Quai 7", "units": "E12"}
    assert note_in(dispatch_text(**told, note="two inside"), Purpose.DISPATCH) == "two inside"
    assert note_in(dispatch_text(**told, note=""), Purpose.DISPATCH) == ""
    assert note_in("", Purpose.STAND_DOWN) == ""
