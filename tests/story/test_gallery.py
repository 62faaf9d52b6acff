"""The rooms behind the pictures can be played: a picture that nobody can make again tells of a room that was."""

import pytest

from dispatcher.queries.requests import AskSentinel
from tests.helpers.gallery import SCENES
from tests.shots import played

EACH_OF_ITS_OWN = ("chain", "escalation", "known", "radio", "uncertain")
"""Those that no other scene contains; the calls, units and pages of the rest are played by these as well."""


@pytest.mark.parametrize("name", EACH_OF_ITS_OWN)
def test_the_room_behind_a_picture_can_be_played(name: str) -> None:
    with played(SCENES[name]) as (stage, shown):
        assert shown
        assert stage.room.ask(AskSentinel()).result().unguarded == 0
