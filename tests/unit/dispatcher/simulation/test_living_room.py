"""A room that lives by itself for an hour, and one that a human shares: told on a fake clock, over a real database."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportPositions, ReportStatus
from dispatcher.domain.dispatch_commands import DispatchUnits, RecallUnit
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.incident_commands import CloseIncident, PlaceIncident
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.domain.simulated import Level
from dispatcher.domain.units import Availability
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.map_pack import MapPack
from dispatcher.packs.loading import load_pack, map_file_of
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.requests import (
    AskAttention,
    AskCard,
    AskDuties,
    AskInboundFeed,
    AskPositions,
    AskQueue,
    AskUnits,
)
from dispatcher.simulation.call_taker import MOST_OPEN
from dispatcher.simulation.life import LifePlan
from dispatcher.simulation.living import LivingRoom
from dispatcher.simulation.saying_back import said_back
from dispatcher.simulation.situation import CALLS, DESK, LEAD, RADIO, is_simulated
from dispatcher.storage import leases
from dispatcher.storage.database import sqlite_url
from tests.helpers.lived_room import LivedRoom

pytestmark = pytest.mark.slow  # hours are lived through; `make check` leaves them to `make test`

FASTEST_KMH = 160.0
LONGEST = timedelta(minutes=45)
_LONG = timedelta(seconds=90)
"""Longer than any simulated operator needs to see to an item."""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LivedRoom]:
    # Leases run by the database's own clock: on a busy machine an hour that is played through would lose them.
    monkeypatch.setattr(leases, "LEASE_S", 3_600.0)
    made = LivedRoom(sqlite_url(tmp_path / "room.db"))
    yield made
    made.close()


def queue(room: LivedRoom) -> tuple[QueueRow, ...]:
    return room.answer(AskQueue())


def owned_by(room: LivedRoom, seat: str) -> list[QueueRow]:
    return [row for row in queue(room) if row.owner == seat]


def until(room: LivedRoom, what: Callable[[], object], within_s: float, step_s: float = 1) -> None:
    """Let time pass until something is so."""
    for _ in range(round(within_s / step_s)):
        if what():
            return
        room.pass_time(step_s, step_s=step_s)
    pytest.fail(f"not within {within_s} s")


def speeds_kmh(reports: list[ReportPositions]) -> list[float]:
    last: dict[str, tuple[float, float, datetime]] = {}
    found: list[float] = []
    for report in reports:
        for fix in report.fixes:
            here = fix.latitude, fix.longitude, fix.at
            before = last.get(fix.call_sign, here)
            last[fix.call_sign] = here
            seconds = (fix.at - before[2]).total_seconds()
            if seconds > 0:
                found.append(great_circle_m(before[0], before[1], here[0], here[1]) / seconds * 3.6)
    return found


def test_an_hour_of_a_busy_room(room: LivedRoom) -> None:
    room.lives(LifePlan(seed=3, level=Level.BUSY))
    most_open, oldest = 0, timedelta()
    for _ in range(60):
        room.pass_time(60, step_s=3)
        rows = queue(room)
        most_open = max(most_open, len(rows))
        oldest = max((oldest, *(room.clock.now() - row.opened_at for row in rows)))
    kinds = [entry.kind for entry in room.entries]
    assert room.unguarded == 0
    assert kinds.count(EntryKind.INCIDENT_OPENED) > 25
    assert kinds.count(EntryKind.INCIDENT_CLOSED) > 15
    assert most_open <= MOST_OPEN[Level.BUSY]
    assert oldest < LONGEST, "an incident is stuck"
    assert all(row.owner == DESK for row in queue(room))
    bounds = MapPack(Path(map_file_of(room.pack))).bounds
    fixes = [fix for report in room.reported() for fix in report.fixes]
    assert all(bounds.contains(fix.latitude, fix.longitude) for fix in fixes)
    speeds = speeds_kmh(room.reported())
    assert max(speeds) < FASTEST_KMH
    assert sum(speed > 20 for speed in speeds) > 1000, "nobody drives"
    assert {entry.body["state"] for entry in room.entries if entry.kind is EntryKind.STATUS_REPORTED} >= {
        "en_route", "on_scene", "transporting", "at_destination", "cleared",
    }  # fmt: skip
    assert not [error for _, error in room.refused if "unknown" in str(error)]


def test_something_goes_on_at_once(room: LivedRoom) -> None:
    room.lives(LifePlan(seed=1))
    room.pass_time(10)
    assert 2 <= len(queue(room)) <= 4
    assert all(row.latitude is not None and row.verified for row in queue(room))
    room.pass_time(20)
    places = [
        {fix.call_sign: (fix.latitude, fix.longitude) for fix in report.fixes} for report in room.reported()[-10:]
    ]
    assert any(
        place != earlier.get(call_sign, place)
        for earlier, later in pairwise(places)
        for call_sign, place in later.items()
    )


def test_s11_calls_are_graded_by_the_answers_of_their_callers_and_nothing_is_refused(
    room: LivedRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "dispatcher.simulation.people")
    room.lives(LifePlan(seed=1))
    room.pass_time(300)
    cards = [card for row in queue(room) if (card := room.answer(AskCard(row.incident_id))) is not None]
    gone_through = [card for card in cards if card.triage and card.triage[0].complete]
    assert len(gone_through) >= 2
    assert any(card.gradings[-1].explanation.applied for card in gone_through), "no answer decided anything"
    assert all(card.gradings[-1].given is card.priority for card in gone_through)
    assert [line.message for line in caplog.records if "Triage" in line.message or "Regrade" in line.message] == []


def test_nobody_stays_on_the_road_for_nothing(room: LivedRoom) -> None:
    room.lives(LifePlan(seed=4, level=Level.STORM))
    room.pass_time(1800, step_s=10)
    lost = [
        unit.call_sign
        for unit in room.answer(AskUnits())
        if unit.availability is Availability.AVAILABLE_MOBILE
        and unit.assignment_state is None
        and room.clock.now() - unit.since > timedelta(minutes=20)
    ]
    assert not lost


def told(room: LivedRoom) -> list[tuple[str, object, object]]:
    return [
        (entry.kind.value, entry.body.get("call_sign"), entry.body.get("state") or entry.body.get("number"))
        for entry in room.entries
    ]


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    stories: list[list[tuple[str, object, object]]] = []
    for number, seed in enumerate((5, 5, 6)):
        room = LivedRoom(sqlite_url(tmp_path / f"{number}.db"))
        room.lives(LifePlan(seed=seed))
        room.pass_time(300, step_s=4)
        stories.append(told(room))
        room.close()
    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_a_pause_holds_people_and_not_deadlines(room: LivedRoom) -> None:
    living = room.lives(LifePlan(seed=1))
    room.pass_time(40)
    living.pause()
    room.pass_time(15)  # radios tell where they are every ten seconds
    before, said = len(room.given), living.state().heard
    guards = sum(entry.kind is EntryKind.GUARD_RAN for entry in room.entries)
    places = {row.call_sign: (row.latitude, row.longitude) for row in room.answer(AskPositions())}
    room.pass_time(900, step_s=10)
    assert {type(command) for command in room.given[before:]} == {ReportPositions}
    assert {row.call_sign: (row.latitude, row.longitude) for row in room.answer(AskPositions())} == places
    assert living.state().heard == said
    assert living.state().paused
    assert sum(entry.kind is EntryKind.GUARD_RAN for entry in room.entries) > guards
    living.resume()
    room.pass_time(120)
    assert any(isinstance(command, ReportStatus) for command in room.given[before:])


def test_a_standing_vehicle_still_tells_where_it_is_in_a_pause(room: LivedRoom) -> None:
    living = room.lives(LifePlan(calls=False))
    living.pause()
    room.pass_time(70)
    oldest = min(row.at for row in room.answer(AskPositions()))
    assert room.clock.now() - oldest <= timedelta(seconds=31)


def test_speed_is_of_people_only(room: LivedRoom) -> None:
    living = room.lives(LifePlan(seed=1))
    living.set_speed(7.3)
    assert living.state().speed == 8
    room.pass_time(30)
    assert any(isinstance(command, ReportStatus) and command.status.value == "on_scene" for command in room.given), (
        "nobody arrived in 240 s of their own"
    )
    assert all(fix.at <= room.clock.now() for report in room.reported() for fix in report.fixes)


def test_only_one_of_two_rooms_acts(room: LivedRoom) -> None:
    whose = ["first"]
    first = room.lives(LifePlan(seed=1), acts=lambda: whose[0] == "first")
    second = room.lives(LifePlan(seed=2), acts=lambda: whose[0] == "second")
    room.pass_time(60)
    assert (first.state().acting, second.state().acting) == (True, False)
    on_the_way = [unit.call_sign for unit in room.answer(AskUnits()) if unit.incident_id]
    assert on_the_way
    whose[0] = "second"
    begun = {row.incident_id for row in queue(room)}
    room.pass_time(10)
    assert (first.state().acting, second.state().acting) == (False, True)
    until(room, lambda: not begun & {row.incident_id for row in queue(room)}, 3000, step_s=3)


def test_what_a_closed_room_left_is_looked_after_when_it_opens_again(room: LivedRoom) -> None:
    acts = [True]
    room.lives(LifePlan(seed=1), acts=lambda: acts[0])
    room.pass_time(90)
    acts[0] = False
    room.pass_time(1)
    room.program_closes()
    left = {row.incident_id for row in owned_by(room, "dispatcher")}
    assert left
    acts[0] = True
    room.pass_time(3)
    assert {duty.seat for duty in room.answer(AskDuties())} == {CALLS, DESK, RADIO, LEAD}
    assert left <= {row.incident_id for row in owned_by(room, DESK)}, "who looks after it owns it"
    room.signs_on("camille", Role.DISPATCHER, "A1")
    until(room, lambda: not left & {row.incident_id for row in queue(room)}, 3000, step_s=5)


def test_a_room_that_is_opened_again_and_again_still_comes_to_an_end(room: LivedRoom) -> None:
    acts = [True]
    room.lives(LifePlan(seed=1), acts=lambda: acts[0])
    room.pass_time(60, step_s=5)
    begun = {row.incident_id for row in queue(room)}
    for _ in range(14):
        acts[0] = False
        room.pass_time(5, step_s=5)
        acts[0] = True
        room.pass_time(180, step_s=5)
    assert not begun & {row.incident_id for row in queue(room)}


class TestWithAHumanDispatcher:
    @pytest.fixture
    def living(self, room: LivedRoom) -> LivingRoom:
        return room.lives(LifePlan(seed=2))

    def test_every_second_call_is_theirs_and_is_left_alone(self, room: LivedRoom, living: LivingRoom) -> None:
        room.pass_time(30)
        room.signs_on("camille", Role.DISPATCHER, "A1")
        until(room, lambda: owned_by(room, CALLS), 10)
        room.pass_time(1200, step_s=5)
        theirs = owned_by(room, CALLS)
        assert 2 <= len(theirs) <= MOST_OPEN[Level.BUSY] // 4
        assert not any(row.units for row in theirs)
        commands = [command for command in room.given if isinstance(command, DispatchUnits | CloseIncident)]
        assert not {command.incident_id for command in commands} & {row.incident_id for row in theirs}
        assert any(isinstance(command, CloseIncident) for command in commands), "the rest of the room stands still"

    def test_what_a_human_touched_is_the_humans(self, room: LivedRoom, living: LivingRoom) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        until(room, lambda: [row for row in owned_by(room, DESK) if row.units], 60)
        mine = next(row for row in owned_by(room, DESK) if row.units)
        unit = mine.units[0].call_sign
        room.execute(RecallUnit(actor=me, call_sign=unit, reason="needed elsewhere")).result()
        room.pass_time(300, step_s=2)
        row = next(row for row in queue(room) if row.incident_id == mine.incident_id)
        assert row.owner == "A1", "the simulated dispatcher has handed it over"
        handed = [entry for entry in room.entries if entry.kind is EntryKind.INCIDENT_TAKEN_OVER]
        assert [(entry.seat, entry.body["how"]) for entry in handed if entry.incident_id == mine.incident_id] == [
            (DESK, "handed")
        ]
        assert unit not in [item.call_sign for item in row.units]
        assert len(row.units) < len(mine.units) or not row.units

    def test_when_the_human_leaves_the_room_takes_over(self, room: LivedRoom, living: LivingRoom) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        until(room, lambda: owned_by(room, CALLS), 30)
        theirs = owned_by(room, CALLS)[0].incident_id
        room.signs_off(me)
        room.pass_time(2)
        assert all(row.owner == DESK for row in queue(room))
        until(room, lambda: any(row.incident_id == theirs and row.units for row in queue(room)), 60)

    def test_what_a_human_takes_over_is_left_alone(self, room: LivedRoom, living: LivingRoom) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        until(room, lambda: [row for row in owned_by(room, DESK) if not row.units], 60)
        mine = owned_by(room, DESK)[-1].incident_id
        room.execute(TakeOver(actor=me, incident_id=IncidentId(mine))).result()
        acts = len(room.given)
        room.pass_time(600, step_s=3)
        assert [row.owner for row in queue(room) if row.incident_id == mine] == ["A1"]
        given = [
            command for command in room.given[acts:] if isinstance(command, DispatchUnits | CloseIncident | HandOver)
        ]
        assert mine not in {command.incident_id for command in given}

    def test_what_is_handed_to_the_simulated_dispatcher_is_looked_after(
        self, room: LivedRoom, living: LivingRoom
    ) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        taken = room.execute(
            TakeCall(actor=me, place="Port Hercule", incident_type="fall", latitude=43.7347, longitude=7.4216)
        ).result()
        room.pass_time(2)
        room.execute(HandOver(actor=me, incident_id=IncidentId(taken.incident_id), to_seat=DESK)).result()
        until(room, lambda: any(row.incident_id == taken.incident_id and row.units for row in queue(room)), 120)
        assert [row.owner for row in queue(room) if row.incident_id == taken.incident_id] == [DESK]

    def test_what_was_touched_by_somebody_who_left_at_once_does_not_stand_still(
        self, room: LivedRoom, living: LivingRoom
    ) -> None:
        room.signs_on("luca", Role.DISPATCHER, "A2")
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        until(room, lambda: [row for row in owned_by(room, DESK) if not row.units], 60)
        touched = IncidentId(owned_by(room, DESK)[-1].incident_id)
        room.execute(AddNote(actor=me, incident_id=touched, text="looked at it")).result()
        room.signs_off(me)
        room.pass_time(2)
        assert [row.owner for row in queue(room) if row.incident_id == touched] == [DESK]
        until(room, lambda: not any(row.incident_id == touched and not row.units for row in queue(room)), 300)

    def test_what_a_human_dispatches_is_answered(self, room: LivedRoom, living: LivingRoom) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        taken = room.execute(
            TakeCall(actor=me, place="Port Hercule", incident_type="fall", latitude=43.7347, longitude=7.4216)
        ).result()
        room.execute(said_back(me, taken)).result()
        order = DispatchUnits(actor=me, incident_id=IncidentId(taken.incident_id), call_signs=("M11", "E11", "P11"))
        room.execute(order).result()
        until(
            room,
            lambda: any(
                unit.state.value == "on_scene"
                for row in queue(room)
                if row.incident_id == taken.incident_id
                for unit in row.units
            ),
            420,
            step_s=3,
        )
        room.pass_time(900, step_s=5)
        row = next(row for row in queue(room) if row.incident_id == taken.incident_id)
        assert row.owner == "A1", "only its human closes it"

    def test_what_a_human_left_without_a_read_back_is_sent_to_all_the_same(
        self, room: LivedRoom, living: LivingRoom
    ) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        until(room, lambda: owned_by(room, DESK), 60)
        call = TakeCall(actor=me, place="Port Hercule", incident_type="fall", latitude=43.7347, longitude=7.4216)
        taken = room.execute(call).result()
        room.signs_off(me)
        until(room, lambda: any(row.units for row in queue(room) if row.incident_id == taken.incident_id), 300)
        [row] = [row for row in queue(room) if row.incident_id == taken.incident_id]
        assert row.owner == DESK

    def test_a_unit_on_its_way_goes_where_the_incident_is_placed(self, room: LivedRoom, living: LivingRoom) -> None:
        me = room.signs_on("camille", Role.DISPATCHER, "A1")
        taken = room.execute(TakeCall(actor=me, place="by the lighthouse", incident_type="fall")).result()
        room.execute(said_back(me, taken)).result()
        incident_id = IncidentId(taken.incident_id)
        room.execute(DispatchUnits(actor=me, incident_id=incident_id, call_signs=("M11", "M12", "M21"))).result()
        here = 43.7401, 7.4266

        def states() -> dict[str, str]:
            rows = [row for row in queue(room) if row.incident_id == incident_id]
            return {unit.call_sign: unit.state.value for row in rows for unit in row.units}

        until(room, lambda: "en_route" in states().values(), 120)
        going = next(call_sign for call_sign, state in states().items() if state == "en_route")
        room.execute(
            PlaceIncident(actor=me, incident_id=incident_id, latitude=here[0], longitude=here[1], verified=True)
        ).result()
        until(room, lambda: states().get(going) == "on_scene", 600)
        place = next(row for row in room.answer(AskPositions()) if row.call_sign == going)
        assert great_circle_m(place.latitude, place.longitude, *here) < 30


class TestAtTheRadioDesk:
    def test_a_human_radio_operator_writes_down_what_is_heard(self, tmp_path: Path) -> None:
        room = LivedRoom(sqlite_url(tmp_path / "pagers.db"), pack=load_pack("rivermouth"))  # nobody there has a radio
        living = room.lives(LifePlan(seed=1))
        me = room.signs_on("ruth", Role.RADIO_OPERATOR, "R1")
        room.pass_time(50)
        assert not any(isinstance(command, RecordAnswer) for command in room.given)
        line = next(spoken for spoken in living.state().heard if "way" in spoken.words or "received" in spoken.words)
        room.execute(
            RecordAnswer(actor=me, call_sign=line.call_sign, answer=Answer.ACCEPTS, words_heard=line.words)
        ).result()
        until(room, lambda: f"{line.call_sign} en route" in [item.words for item in living.state().heard], 40)
        states = {unit.call_sign: unit.assignment_state for unit in room.answer(AskUnits())}
        assert states[line.call_sign] is AssignmentState.ACKNOWLEDGED, "the status is the human's to write down"
        assert not any(
            isinstance(command, RecordAnswer | ReportStatus) and is_simulated(command.actor.seat)
            for command in room.given
        )
        room.close()

    def test_what_came_over_the_air_is_written_down_by_nobody(self, room: LivedRoom) -> None:
        room.lives(LifePlan(seed=1))
        until(room, lambda: any(row.outcome is InboundOutcome.ANSWERED for row in room.answer(AskInboundFeed())), 120)
        pressed = {row.call_sign for row in room.answer(AskInboundFeed()) if row.outcome is InboundOutcome.ANSWERED}
        written = {command.call_sign for command in room.given if isinstance(command, RecordAnswer)}
        assert not pressed & written

    def test_voice_tasks_are_taken_while_nobody_sits_there(self, room: LivedRoom) -> None:
        room.lives(LifePlan(seed=3, level=Level.STORM))
        until(room, lambda: any(isinstance(command, TakeAttention) for command in room.given), 600)


def test_a_room_without_a_map_lives_by_times_alone(tmp_path: Path) -> None:
    room = LivedRoom(sqlite_url(tmp_path / "room.db"), pack=load_pack("rivermouth"))
    try:
        room.lives(LifePlan(seed=1))
        room.pass_time(900, step_s=3)
        kinds = [entry.kind for entry in room.entries]
        assert EntryKind.INCIDENT_CLOSED in kinds
        assert not room.reported()
        assert room.unguarded == 0
    finally:
        room.close()


@pytest.mark.parametrize("human", [False, True])
def test_nothing_piles_up_on_the_strip_in_ten_stormy_minutes(room: LivedRoom, human: bool) -> None:
    who = room.signs_on("camille", Role.DISPATCHER, "seat-1") if human else None
    room.lives(LifePlan(seed=3, level=Level.STORM))
    seen = 0
    for _ in range(10):
        room.pass_time(60)
        items = room.answer(AskAttention())
        seen += len(items)
        late = [row for row in items if row.state is AttentionState.OPEN and room.clock.now() - row.raised_at > _LONG]
        theirs = {row.incident_id for row in queue(room) if row.owner not in (DESK, LEAD)}
        # What the writers leave to a human who does nothing is theirs too.
        ours = [row for row in late if row.incident_id not in theirs and not (row.chain or "").startswith("contact:")]
        assert [row.text for row in ours] == []
        assert not late or who is not None, "only what waits for a human waits"
    assert seen > 0, "nothing came"
    assert not [error for _, error in room.refused if not isinstance(error, Rejected)]
