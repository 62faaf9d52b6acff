"""Every key of a call is kept: the real program is killed right after one and has all of them when it comes back."""

import pytest

from dispatcher.queries.drafts import AskDrafts, DraftRow
from tests.e2e.conftest import NewDesk
from tests.helpers.program import Desk
from tests.helpers.screen import eventually

pytestmark = pytest.mark.e2e


def drafts(desk: Desk) -> tuple[DraftRow, ...]:
    """What is on the disk of the calls that this seat was writing."""
    return desk.store.ask(AskDrafts("D1"))


def test_s5_killed_right_after_a_key_it_comes_back_with_every_word(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.opens()
    desk.signs_on()
    desk.presses("F3")
    desk.types("12 Harbour St")
    desk.presses("Tab")
    desk.types("building fi")
    desk.presses("Tab")
    desk.types("Ann Othe")
    desk.screen.shows("Ann Othe", "body")
    desk.program.kill()
    assert "Ann Othe" in " ".join(row.body for row in drafts(desk)), "the last key is on the disk"

    desk.opens()
    desk.signs_on()
    desk.presses("F3")
    for words in ("12 Harbour St", "Building fire", "Ann Othe"):
        desk.screen.shows(words, "body")
    desk.types("r")
    desk.screen.shows("Ann Other", "body")
    desk.presses("ctrl+Return")
    eventually(lambda: desk.store.has_incident("12 Harbour St"), "the incident")
    assert desk.store.incident("12 Harbour St").calls[0].caller_name == "Ann Other"
    desk.presses("ctrl+shift+Return")
    desk.presses("ctrl+shift+Return")
    eventually(lambda: drafts(desk) == (), "everything in the record, and no draft left")
    assert desk.store.incident("12 Harbour St").calls[0].wrapped_up_at is not None
