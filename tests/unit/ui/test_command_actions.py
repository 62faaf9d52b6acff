"""The table of actions: nothing twice, everything explained, every menu filled."""

from collections import Counter

import pytest

from ui.actions import ACTIONS, Action, ActionId, Menu, in_menu, shortcut_text
from ui.presenters.command_line_help import help_rows


def doubles(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def test_every_action_is_in_the_table_once() -> None:
    assert set(ACTIONS) == set(ActionId)
    assert sum(len(in_menu(menu)) for menu in Menu) == len(ACTIONS)


def test_no_shortcut_and_no_title_is_used_twice() -> None:
    assert doubles([key.casefold() for action in ACTIONS.values() for key in action.shortcuts]) == []
    assert doubles([action.title.casefold() for action in ACTIONS.values()]) == []


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.id)
def test_every_action_says_what_it_does(action: Action) -> None:
    assert action.title
    assert action.help
    assert not action.help.endswith(".")
    assert "sent" not in action.help.split()


def test_the_keys_of_the_room() -> None:
    keys = {action.id: action.shortcuts[0] for action in ACTIONS.values() if action.shortcuts}
    assert keys[ActionId.COMMAND_LINE] == "F2"
    assert keys[ActionId.NEW_CALL] == "F3"
    assert keys[ActionId.QUEUE] == "F4"
    assert keys[ActionId.CARD] == "F5"
    assert keys[ActionId.TAKE_ATTENTION] == "F6"
    assert keys[ActionId.ALL_ATTENTION] == "Shift+F6"
    assert keys[ActionId.NEXT_VOICE_TASK] == "F7"
    assert keys[ActionId.SIGN_ON] == "F9"
    assert shortcut_text(ACTIONS[ActionId.COMMAND_LINE]) == "F2 or /"


@pytest.mark.parametrize("menu", Menu)
def test_no_menu_is_empty(menu: Menu) -> None:
    assert in_menu(menu)


@pytest.mark.parametrize("menu", list(Menu))
def test_every_entry_of_a_menu_has_a_letter_of_its_own(menu: Menu) -> None:
    letters = [action.title.partition("&")[2][:1].casefold() for action in in_menu(menu)]
    assert all(letters)
    assert doubles(letters) == []


def test_the_cheat_sheet_shows_no_letter_marks() -> None:
    assert [row for row in help_rows(None)[1] if "&" in row.label + row.detail] == []
