"""Whom an incident can be handed to is known as people come and go."""

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.worlds import World
from dispatcher.queries.requests import AskDuties
from tests.helpers import scenes
from tests.helpers.command_rows import a_duty
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.desk import Desk
from ui.presenters.duties import DutiesPresenter


def test_who_signs_on_is_offered_at_once() -> None:
    room = FakeRoom()
    scenes.calm(room)
    room.canned |= {AskDuties: (a_duty("D1", "dana", "Dana Reyes"),)}
    desk = Desk(room, lambda act: act(), FakeClock(), seat="D1", world=World.SIMULATED)
    desk.session.set_actor(Actor(operator=OperatorId("dana"), seat=Seat("D1"), role=Role.DISPATCHER))
    desk.start()
    room.canned |= {AskDuties: (a_duty("D1", "dana", "Dana Reyes"), a_duty("D2", "omar", "Omar Lindqvist"))}
    desk.entries([room.entry(EntryKind.SIGNED_ON, role="dispatcher")])
    offers = desk.command_line.edit("hand over to ", len("hand over to ")).completions
    assert [offer.label for offer in offers] == ["D1", "D2"]
    assert offers[1].detail == "Omar Lindqvist · dispatcher · owns 0"


def test_the_same_duties_again_change_nothing() -> None:
    room = FakeRoom()
    sitting = a_duty("D1", "dana", "Dana Reyes")
    room.canned |= {AskDuties: (sitting,)}
    duties = DutiesPresenter(room, lambda act: act(), lambda _key, _text: None)
    told: list[int] = []
    duties.watch(lambda: told.append(len(duties.rows)))
    duties.refresh()
    duties.refresh()
    assert told == [1]
